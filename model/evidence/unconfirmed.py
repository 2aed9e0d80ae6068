"""Evidence that no document confirms: how much rests on general knowledge alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.spec.events import Event
from model.spec.evidence import Dependence, Tie
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Resting:
    """Number of pieces of evidence of one sort that rest on unconfirmed documents alone."""

    count: int
    whole: int

    @classmethod
    def of(cls, parts: Iterable[Tie | Dependence | Event], doubtful: Iterable[str]) -> Resting:
        """Counted: a part rests on these documents alone if nothing else attests it."""
        named = [{*part.attested_by} <= {*doubtful} for part in parts]
        return cls(sum(named), len(named))

    def __str__(self) -> str:
        """`62 of 138`."""
        return f"{self.count} of {self.whole}"


@dataclass(frozen=True)
class Unconfirmed:
    """Evidence that rests on documents that confirm nothing themselves."""

    documents: tuple[str, ...]
    ties: Resting
    shares: Resting
    events: Resting

    @classmethod
    def of(cls, seeds: Seeds) -> Unconfirmed:
        """Counted in the evidence of a region."""
        doubtful = tuple(name for name, document in seeds.documents.items() if document.from_memory)
        counted = (Resting.of(parts, doubtful) for parts in (seeds.ties.ties, seeds.dependence.shares, seeds.events))
        return cls(doubtful, *counted)

    def said(self) -> str:
        """In a sentence; empty where nothing does."""
        if not self.documents:
            return ""
        return (
            f"{self.ties} ties, {self.shares} dependence shares and {self.events} events rest on general knowledge or "
            "on facts from memory that no document confirms."
        )
