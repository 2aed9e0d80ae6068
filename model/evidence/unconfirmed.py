"""Evidence that no document confirms: how much rests on general knowledge alone, and what leaving that out moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from model.evidence.replay import replay
from model.rules.values import Values
from model.spec.events import Event
from model.spec.evidence import Dependence, Tie
from model.spec.seeds import Seeds

MIN_MOVE = 0.05
"""From here on a starting alignment counts as moved."""


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


def moved_without(seeds: Seeds, as_of: int, values: Values, left_out: Iterable[str] = ()) -> Resting:
    """Starting alignments, mean over the dimensions, that differ by MIN_MOVE or more without what is unconfirmed.

    left_out: documents that are left out anyway.
    """
    doubtful = Unconfirmed.of(seeds).documents
    before, after = (
        np.asarray(replay(seeds, as_of, values, without).alignment[0].mean(axis=0))
        for without in (tuple(left_out), (*left_out, *doubtful))
    )
    apart = ~np.eye(len(before), dtype=bool)
    return Resting(int((np.abs(after - before)[apart] >= MIN_MOVE).sum()), int(apart.sum()))
