"""Conditions of a scenario's interventions as the programs that rules work out (ODD 5.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from model.rules import records
from model.rules.axes import Axes
from model.rules.events import EventLike
from model.rules.records import NEVER, Index, ranges
from model.spec.condition import Condition, EventCondition
from model.spec.seeds import Seeds

Clause = tuple[int, int, int, float, float]
"""Kind, first, second, above, below, as `records.CLAUSE` has them."""
Needs = Callable[[Mapping[str, Sequence[str]]], tuple[int, int]]
"""Adds requirements on issues; returns the place of the first and of the one after the last."""

ANY = float("inf")


class Conditions:
    """Programs of conditions, the patterns of events they ask for, and the names of the numbers they draw."""

    def __init__(self, axes: Axes, needs: Needs, events: Sequence[EventLike], seeds: Seeds) -> None:
        self.axes, self.needs, self.seeds = axes, needs, seeds
        self.events = events
        """Alternatives, then the scenario's own events."""
        self.clauses: list[Clause] = []
        self.patterns: list[EventCondition] = []
        self.chances: list[str] = []
        """Names of the random numbers of chances."""

    def program(self, condition: Condition, name: str | None, as_of: int) -> tuple[int, int]:
        """Add the program of a condition; returns the place of its first clause and of the one after the last."""
        first = len(self.clauses)
        self.clauses += self._clauses(condition, name, as_of)
        return first, len(self.clauses)

    def _clauses(self, condition: Condition, name: str | None, as_of: int) -> list[Clause]:
        """The clauses of a condition, all its parts joined."""
        parts = [[question] for question in self._questions(condition, name, as_of)]
        if condition.not_ is not None:
            parts.append([*self._clauses(condition.not_, name, as_of), _joint(records.NOT)])
        if condition.any is not None:
            parts.append(_joined([self._clauses(one, name, as_of) for one in condition.any], records.EITHER))
        parts += [self._clauses(one, name, as_of) for one in condition.all or ()]
        return _joined(parts, records.BOTH)

    def _questions(self, condition: Condition, name: str | None, as_of: int) -> Iterator[Clause]:
        """The questions that a condition asks itself, those within left out."""
        if condition.issue:
            yield records.STAGES, *self.needs(condition.issue), -ANY, ANY
        if (leaning := condition.alignment) is not None:
            above = -ANY if leaning.above is None else leaning.above
            below = ANY if leaning.below is None else leaning.below
            yield records.ALIGNMENT, self.axes.actor[leaning.of], self.axes.actor[leaning.to], above, below
        if (event := condition.event) is not None:
            begins = 1 if event.first_month is None else max(event.first_month - as_of, 1)
            back = event.since if isinstance(event.since, int) else NEVER
            yield records.HAPPENED, self._pattern(event), back, begins - 1, ANY
        if condition.chance is not None:
            yield records.CHANCE, self._number(str(name)), 0, -ANY, condition.chance

    def _pattern(self, event: EventCondition) -> int:
        """Place of a pattern of events: type, source and target, whatever month counts."""
        pattern = event.model_copy(update={"since": None})
        if pattern not in self.patterns:
            self.patterns.append(pattern)
        return self.patterns.index(pattern)

    def _number(self, name: str) -> int:
        """Place of the random number of interventions of a name."""
        if f"chance/{name}" not in self.chances:
            self.chances.append(f"chance/{name}")
        return self.chances.index(f"chance/{name}")

    @property
    def watched(self) -> tuple[Index, Index]:
        """Events of each pattern: where those of each begin, and all of them: (pattern + 1,), (event,)."""
        found = [[n for n, event in enumerate(self.events) if fits(p, event, self.seeds)] for p in self.patterns]
        return ranges(map(len, found)), np.array([n for events in found for n in events], dtype=np.int64)


def _joint(kind: int) -> Clause:
    return kind, 0, 0, -ANY, ANY


def _joined(parts: Sequence[list[Clause]], how: int) -> list[Clause]:
    """Programs as one, which holds where both or either do."""
    found = list(parts[0])
    for part in parts[1:]:
        found += [*part, _joint(how)]
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
