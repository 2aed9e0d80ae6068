"""Evidence of the starting scores: each opens into its ties and events, and they into their documents."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.evidence.attribution import Attribution, attribution, why
from model.evidence.moved import MIN_MOVE, moved_without
from model.evidence.unconfirmed import Unconfirmed
from model.reporting.wording.words import Words

SMALL = 0.01
"""Parts of a score smaller than this are shown as one sum."""


class Evidence:
    """The attribution of the scores a run starts from."""

    def __init__(self, saved: Saved, words: Words) -> None:
        self.saved = saved
        self.words = words

    @cached_property
    def attribution(self) -> Attribution:
        """The replay, taken apart."""
        without = self.saved.manifest["without"]
        return attribution(self.saved.seeds, self.saved.as_of, self.saved.values, without)

    def unconfirmed(self) -> str:
        """Part of the evidence that no document confirms, and the effect of leaving it out; empty if there is none."""
        seeds, saved = self.saved.seeds, self.saved
        found = Unconfirmed.of(seeds)
        if not found.documents:
            return ""
        moved = moved_without(seeds, saved.as_of, saved.values, saved.manifest["without"])
        return f"{found.said()} Leaving all of that out moves {moved} starting alignments by {MIN_MOVE:g} or more."

    def scores(self) -> list[dict[str, Any]]:
        """Every deciding actor with its leanings and what makes them up."""
        return [
            {
                "id": of,
                "name": self.words.actor(of),
                "to": [self.score(of, to) for to in self.saved.deciding if to != of],
            }
            for of in self.saved.deciding
        ]

    def score(self, of: str, to: str) -> dict[str, Any]:
        """One score: its parts from oldest to newest, small ones summed."""
        rows = why(self.saved.seeds, of, to, self.attribution)
        small = rows["alignment"].abs() < SMALL
        return {
            "id": to,
            "name": self.words.actor(to),
            "score": float(rows["alignment"].sum()),
            "rows": records(rows[~small]),
            "smaller": int(small.sum()),
            "rest": float(rows.loc[small, "alignment"].sum()),
        }
