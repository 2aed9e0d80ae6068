"""Conditions of a scenario's interventions as the programs that rules work out (ODD 5.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from model.rules.axes import Axes
from model.rules.events import EventLike
from model.rules.records import Index, ranges
from model.spec.condition import EventCondition
from model.spec.seeds import Seeds

Clause = tuple[int, int, int, float, float]
"""Kind, first, second, above, below, as `records.CLAUSE` has them."""
Needs = Callable[[Mapping[str, Sequence[str]]], tuple[int, int]]
"""Adds requirements on issues; returns the place of the first and of the one after the last."""

ANY = float("inf")


class Programs:
    """Programs of conditions, the patterns of events they ask for, and the names of the numbers they draw."""

    def __init__(self, axes: Axes, needs: Needs, events: Sequence[EventLike], seeds: Seeds, as_of: int) -> None:
        self.axes, self.needs, self.seeds, self.as_of = axes, needs, seeds, as_of
        self.events = events
        """Alternatives, then the scenario's own events."""
        self.clauses: list[Clause] = []
        self.patterns: list[EventCondition] = []
        self.chances: list[str] = []
        """Names of the random numbers of chances."""

    def add(self, program: Sequence[Clause]) -> tuple[int, int]:
        """Add a program; returns the place of its first clause and of the one after the last."""
        first = len(self.clauses)
        self.clauses += program
        return first, len(self.clauses)

    def pattern(self, event: EventCondition) -> int:
        """Place of a pattern of events: type, source and target, whatever month counts."""
        pattern = event.model_copy(update={"since": None})
        if pattern not in self.patterns:
            self.patterns.append(pattern)
        return self.patterns.index(pattern)

    def random_number(self, name: str) -> int:
        """Place of the random number of interventions of a name."""
        if f"chance/{name}" not in self.chances:
            self.chances.append(f"chance/{name}")
        return self.chances.index(f"chance/{name}")

    @property
    def watched(self) -> tuple[Index, Index]:
        """Events of each pattern: where those of each begin, and all of them: (pattern + 1,), (event,)."""
        found = [[n for n, event in enumerate(self.events) if fits(p, event, self.seeds)] for p in self.patterns]
        return ranges(map(len, found)), np.array([n for events in found for n in events], dtype=np.int64)


def joint(kind: int) -> Clause:
    """The clause that joins two answers by both or either, or turns one round."""
    return kind, 0, 0, -ANY, ANY


def joined(programs: Sequence[list[Clause]], how: int) -> list[Clause]:
    """Programs as one, which holds where both or either do."""
    found = list(programs[0])
    for program in programs[1:]:
        found += [*program, joint(how)]
    return found


def fits(pattern: EventCondition, event: EventLike, seeds: Seeds) -> bool:
    """Return True where an event is one that a condition asks for; the parties of an agreement are all its doers."""
    if event.type not in pattern.type:
        return False
    pairs = {(i, j) for i in event.source for j in event.target}
    if seeds.types.types[event.type].agreement:
        parties = {*event.source, *event.target}
        pairs = {(i, j) for i in parties for j in parties if i != j}
    return any(
        (pattern.source is None or i in pattern.source) and (pattern.target is None or j in pattern.target)
        for i, j in pairs
    )
