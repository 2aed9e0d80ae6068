"""Values near others that are known: what is made of those alone that do not differ is not made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from model.rules.axes import Array
from model.rules.values import Values

T = TypeVar("T")


class Asked(Mapping[str, Array]):
    """Rows of values that remember which of them were asked for, there or not."""

    def __init__(self, rows: Mapping[str, Array]) -> None:
        self.rows, self.asked = rows, set[str]()

    def __getitem__(self, path: str) -> Array:
        self.asked.add(path)
        return self.rows[path]

    def __contains__(self, path: object) -> bool:
        self.asked.add(str(path))
        return path in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Parts:
    """Parts of one thing, as they are made of its usual values, each with the assumptions that it asks for."""

    def __init__(self, usual: Values) -> None:
        self.usual = usual
        self._known: dict[str, tuple[frozenset[str], Any]] = {}

    def near(self, values: Values) -> KnownValues:
        """Values that make only those parts anew in which they differ from the usual ones."""
        return KnownValues(values.rows, self)

    @property
    def asked(self) -> frozenset[str]:
        """Assumptions that the parts known by now ask for."""
        return frozenset[str]().union(*(asked for asked, _ in self._known.values()))

    def known(self, name: str, compute: Callable[[Values], T]) -> tuple[frozenset[str], T]:
        """A part as the usual values have it, and the assumptions that it asks for."""
        if name not in self._known:
            rows = Asked(self.usual.rows)
            part = compute(Values(rows))
            self._known[name] = frozenset(rows.asked), part
        return self._known[name]


@dataclass(frozen=True)
class KnownValues(Values):
    """Values of which some parts are known."""

    parts: Parts = field(repr=False)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """Assumptions that differ from the usual ones."""
        usual, rows = self.parts.usual.rows, self.rows
        other = [path for path, row in rows.items() if (own := usual.get(path)) is not row and not _alike(row, own)]
        return frozenset(other).union(usual.keys() - rows.keys())

    def part(self, name: str, compute: Callable[[Values], T]) -> T:
        """A part of what is made of these values."""
        asked, known = self.parts.known(name, compute)
        return known if asked.isdisjoint(self._changed) else compute(self)


def _alike(one: Array, other: Array | None) -> bool:
    return other is not None and bool(np.array_equal(one, other))
