"""Kinds of a package: a class in one of its files is found, and nothing else need be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def classes_in(package: str, folders: Iterable[str], base: type) -> Iterator[Any]:
    """The classes that derive from `base` and are written in the files of a package; file by file, by name."""
    for file in iter_modules(folders):
        module = import_module(f"{package}.{file.name}")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, base) and found.__module__ == module.__name__:
                yield found
