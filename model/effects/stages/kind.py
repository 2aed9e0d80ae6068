"""Kind of effect of a stage: what the checks, the texts and the rules ask of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar, Protocol, TypeVar

from model.spec.effects import StageEffect, apart
from model.spec.fields import Route
from model.spec.seeds import Seeds

Value = TypeVar("Value")


class StageKind(StageEffect[Value]):
    """An effect of a stage."""

    @abstractmethod
    def in_words(self, name: str, seeds: Seeds) -> str:
        """One of its numbers as a noun: `the strength of …`. A kind without numbers is never asked."""

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """Mistakes against other declarations: the keys that lead there, and the cause."""
        yield from ()

    def idle(self, force: Collection[tuple[str, str]]) -> Iterator[tuple[Route, str]]:
        """Parts that can change nothing, and why. force: (source, target) of the force that actors can choose."""
        yield from ()


class Entry(Protocol):
    """One entry of a list."""

    @property
    def path(self) -> str:
        """Its name among the numbers."""


Listed = TypeVar("Listed", bound=Entry)


class ListKind(StageKind[tuple[Listed, ...]]):
    """A list of which each entry has one number."""

    number: ClassVar[str]
    """The key of the number."""

    @property
    def named(self) -> Mapping[str, Listed]:
        """The entries by their names."""
        return dict(zip(apart(entry.path for entry in self.given), self.given, strict=True))

    @property
    def sizes(self) -> Iterator[tuple[str, Route, float]]:
        """The number of each entry."""
        for k, (name, entry) in enumerate(self.named.items()):
            yield name, (k, self.number), getattr(entry, self.number)
