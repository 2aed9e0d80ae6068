"""A mapping whose values are worked out when they are asked for, because all of them may not fit at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")


class Lazily(Mapping[str, T]):
    """Name → what a function makes of it; the values asked for last are held."""

    def __init__(self, names: Collection[str], found: Callable[[str], T], held: int = 2) -> None:
        self._names, self._found = names, lru_cache(maxsize=held)(found)

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        return self._found(name)

    def __contains__(self, name: object) -> bool:
        """Return True where the name is one of them; nothing is worked out for that."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
