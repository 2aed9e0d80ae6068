"""Documented events as cases: the options an actor took, and the pairs and signs an event belongs to (ODD 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from model.rules.axes import Array, Index
from model.simulation.choice_set import ChoiceSet
from model.spec.events import Event

TYPE, KIND, PAIR = "same type", "same kind", "same pair and sign"
"""How an event is matched: a choice by its type, or else by its CAMEO root and sign."""
NONE, PASSIVE = "no alternative", "does not decide"
"""Why it is not."""
SIGNS = ("friendly", "hostile")


@dataclass(frozen=True)
class Case:
    """One event as something to foresee."""

    event: Event
    of: str
    """The actor that chose, or the pair and sign."""
    cells: tuple[int, ...]
    """The options, or the one pair and sign, that would be it; none where nothing matches."""
    weight: float
    """The cases of an event weigh 1 together."""
    how: str


def choice_cases(events: Iterable[Event], choice_set: ChoiceSet) -> list[Case]:
    """A case for each deciding source of an event; of an agreement no source could propose, for each deciding target.

    Matching options are the actor's own that it may propose, with no party but the event's: those of the event's type,
    or else of its kind (the same CAMEO root and sign). Several together are one answer.
    """
    cases = []
    options = _Options(choice_set)
    for event in events:
        found = [(actor, *options.matching(event, actor)) for actor in event.source]
        if options.seeds.types.types[event.type].agreement and not any(cells for _, cells, _ in found):
            targets = [(actor, *options.matching(event, actor)) for actor in event.target]
            found = [row for row in targets if row[1]] or found
        cases += [Case(event, actor, cells, 1 / len(found), how) for actor, cells, how in found]
    return cases


class _Options:
    """The options of a choice set, looked up by what an event was."""

    def __init__(self, choice_set: ChoiceSet) -> None:
        self.seeds, self.axes = choice_set.seeds, choice_set.axes
        self.of: dict[str, list[tuple[int, str, frozenset[str]]]] = {}
        """Actor → its options that it may propose, with type and other parties."""
        for s in np.flatnonzero(choice_set.option_proposes).tolist():
            actor, alternative = (
                self.axes.actors[choice_set.option_actor[s]],
                choice_set.alternatives[choice_set.option_event[s]],
            )
            self.of.setdefault(actor, []).append((s, alternative.type, frozenset(alternative.parties) - {actor}))

    def matching(self, event: Event, actor: str) -> tuple[tuple[int, ...], str]:
        """The options that would be this event, and how they match."""
        if self.axes.actor[actor] >= self.axes.deciders:
            return (), PASSIVE
        agreed = self.seeds.types.types[event.type].agreement
        others = {*event.target, *(event.source if agreed else ())} - {actor}
        near = [(s, kind) for s, kind, parties in self.of.get(actor, ()) if parties <= others]
        if same := tuple(s for s, kind in near if kind == event.type):
            return same, TYPE
        akin = tuple(s for s, kind in near if self._sort(kind) == self._sort(event.type))
        return akin, KIND if akin else NONE

    def _sort(self, name: str) -> tuple[str, bool]:
        """CAMEO root, and whether hostile."""
        kind = self.seeds.types.types[name]
        return kind.cameo[:2], kind.goldstein < 0


class PairSigns:
    """The cells an event may belong to: an unordered pair of actors and a sign, where some alternative has them."""

    def __init__(self, choice_set: ChoiceSet) -> None:
        self.types = choice_set.seeds.types.types
        alternatives = [
            self.names(alternative.type, alternative.source, alternative.target)
            for alternative in choice_set.alternatives
        ]
        self.cells = tuple(dict.fromkeys(sorted(name for names in alternatives for name in names)))
        """Actors and sign, as tables call them."""
        self._place = {name: cell for cell, name in enumerate(self.cells)}
        self.shares = np.zeros((len(alternatives), len(self.cells)))
        """The share of an alternative that belongs to each cell: (alternative, cell), rows sum to 1."""
        for row, names in enumerate(alternatives):
            np.add.at(self.shares[row], [self._place[name] for name in names], 1 / len(names))

    def names(self, kind: str, source: Sequence[str], target: Sequence[str]) -> list[str]:
        """The pairs an event joins, sources with targets or every two parties of an agreement, with its sign."""
        declared = self.types[kind]
        joined = combinations((*source, *target), 2) if declared.agreement else product(source, target)
        return [f"{'-'.join(sorted(pair))} {SIGNS[declared.goldstein < 0]}" for pair in joined]

    def cases(self, events: Iterable[Event]) -> Iterator[Case]:
        """A case for each pair that an event joins."""
        for event in events:
            names = self.names(event.type, event.source, event.target)
            for name in names:
                cells = (self._place[name],) if name in self._place else ()
                yield Case(event, name, cells, 1 / len(names), PAIR if cells else NONE)


def monthly(cases: Iterable[Case], months: range, cells: int) -> Array:
    """Events a month and cell, a case shared evenly over its cells: (month, cell)."""
    counts = np.zeros((len(months), cells))
    for case in cases:
        if case.event.month in months:
            place: Index = np.array(case.cells, dtype=np.int64)
            np.add.at(counts[case.event.month - months.start], place, case.weight / max(len(place), 1))
    return counts
