"""The ledger of a scenario's effects: the paired mean difference of every alignment and dependence in parts (ODD 5.8).

The parts are exact: they sum to the difference. The moves of events are those that the trace of a world tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.rules.axes import Array, Index
from model.simulation.experiment import Experiment
from model.spec.scenario import Intervention
from model.trace.parts import (
    ASSUMPTIONS,
    EVENT,
    FORGETTING,
    GIVEN_DEPENDENCE,
    GIVEN_TIE,
    LIMITS,
    OWN,
    SCRIPTED,
    STAGE_DEPENDENCE,
    STAGE_TIE,
    SUPPLIERS,
    WHOSE,
    Part,
)
from model.trace.recorded_worlds import HAZARD, SET, RecordedWorlds

Cells = dict[Part, Array]
"""Part → what it makes of every difference: (actor, actor)."""


def joined(names: tuple[str, ...]) -> str:
    """Several actors as one field."""
    return "+".join(names)


@dataclass(frozen=True)
class Ledger:
    """The parts of what sets a scenario's worlds apart from the same worlds of the baseline; means over worlds."""

    here: RecordedWorlds
    there: RecordedWorlds

    @classmethod
    def of(cls, experiment: Experiment, scenario: str, baseline: RecordedWorlds) -> Ledger:
        """The ledger of a scenario in as many worlds as were recorded of the baseline."""
        here = RecordedWorlds(experiment, scenario, worlds=baseline.worlds, first_world=baseline.first_world)
        return cls(here, baseline)

    @cached_property
    def alignment(self) -> Cells:
        """Parts of the difference of every alignment, mean over dimensions."""
        return self._summed(self._events(), self._alignment_effects(), self._alignment_rest())

    @cached_property
    def dependence(self) -> Cells:
        """Parts of the difference of every dependence."""
        return self._summed(self._dependence_effects(), self._dependence_rest())

    def influence(self, over: Sequence[tuple[str, tuple[str, ...]]]) -> dict[Part, float]:
        """Parts of the difference of a mean of influences: a quarter of each mean alignment, half of each dependence.

        over: each actor, and the powers whose influence over it counts.
        """
        found = dict[Part, float]()
        for actor, powers in over:
            for part, size in self._influence(actor, self.here.axes.picks(powers)):
                found[part] = found.get(part, 0.0) + size / len(over)
        return found

    def _influence(self, actor: str, powers: Index) -> Iterator[tuple[Part, float]]:
        i = self.here.axes.actor[actor]
        for cells, weight in ((self.alignment, 1 / 4 / len(powers)), (self.dependence, 1 / 2)):
            every = np.array([*cells.values()]).reshape(-1, *self.here.cut.shape)
            for part, size in zip(cells, (weight * every[:, i, powers].sum(axis=1)).tolist(), strict=True):
                yield part._replace(target=actor) if part.part in WHOSE else part, size
        here, there = (side.dependence[:, i, powers].sum(axis=1) for _, side, _ in self._sides)
        yield Part(LIMITS), float((_beyond_one(here) - _beyond_one(there)).mean()) / 2

    def times(self, part: Part) -> tuple[float, float]:
        """Times a world that a cause comes about, here and in the baseline; NaN where it is nothing that happens."""
        here, there = self._times.get(part._replace(target="") if part.part in WHOSE else part, (np.nan, np.nan))
        return float(here), float(there)

    @cached_property
    def _times(self) -> dict[Part, Array]:
        """Cause, of WHOSE without a target → times a world, here and in the baseline: (side,)."""
        found: dict[Part, Array] = defaultdict(lambda: np.zeros(2))
        for n, (_, side, other) in enumerate(self._sides):
            for event, count in enumerate(side.counts.tolist()):
                found[_event(side, event, other)][n] += count / side.worlds
            kinds, counts = np.unique(side.moves[1], axis=1, return_counts=True)
            for (issue, begins, to, cause), count in zip(kinds.T.tolist(), counts.tolist(), strict=True):
                for name in (STAGE_TIE, STAGE_DEPENDENCE):
                    found[_stage(side, name, issue, begins, to, cause, other)][n] += count / side.worlds
            for k, _ in side.lasting:
                for name in (GIVEN_TIE, GIVEN_DEPENDENCE):
                    found[_lasting(side, name, k, other)][n] += side.holding[:, :, k].any(axis=0).mean()
        return found

    def _summed(self, *parts: Iterator[tuple[Part, Array]]) -> Cells:
        found: Cells = defaultdict(lambda: np.zeros_like(self.here.cut))
        for each in parts:
            for part, cells in each:
                found[part] += cells / self.here.worlds
        return {part: cells for part, cells in found.items() if cells.any()}

    @property
    def _sides(self) -> tuple[tuple[int, RecordedWorlds, RecordedWorlds], ...]:
        """Sign, worlds, and those that they are set against."""
        return (1, self.here, self.there), (-1, self.there, self.here)

    def _apart(self, what: Callable[[RecordedWorlds], Array]) -> Array:
        """The sum over worlds of something here, less the same there."""
        return np.asarray(what(self.here).sum(axis=0) - what(self.there).sum(axis=0))

    @property
    def _same_values(self) -> bool:
        return self.here.loaded.spec.assumptions == self.there.loaded.spec.assumptions

    def _events(self) -> Iterator[tuple[Part, Array]]:
        for sign, side, other in self._sides:
            for event, (made, left) in enumerate(zip(side.made, side.remains, strict=True)):
                if made.any():
                    part = _event(side, event, other)
                    yield part, sign * made
                    yield Part(FORGETTING, written=part.written), sign * (left - made)

    def _alignment_effects(self) -> Iterator[tuple[Part, Array]]:
        """Ties that stages and interventions add."""
        yield from self._stages(STAGE_TIE, RecordedWorlds.support_of, lambda side: side.pull)
        yield from self._given(GIVEN_TIE, RecordedWorlds.support_of, lambda side: side.pull)

    def _dependence_effects(self) -> Iterator[tuple[Part, Array]]:
        yield from self._stages(STAGE_DEPENDENCE, RecordedWorlds.reliance_of, lambda side: side.last)
        yield from self._given(GIVEN_DEPENDENCE, RecordedWorlds.reliance_of, lambda side: side.last)

    def _stages(
        self, name: str, amount: Callable[[RecordedWorlds, int], Array], weight: Callable[[RecordedWorlds], Array]
    ) -> Iterator[tuple[Part, Array]]:
        """Effects of moves of issues, from the move until both worlds are in one stage again.

        amount: effects of a stage, (row, actor, actor). weight: of a month for the end, (month + 1, world).
        """
        meets = _next_meeting(self.here.stages == self.there.stages)
        for sign, side, other in self._sides:
            since = np.concatenate([np.zeros((1, side.worlds)), np.cumsum(weight(side), axis=0)])
            (month, world, q), moves = side.moves
            lasts = since[meets[month, world, q], world] - since[month, world]
            kinds, which = np.unique(moves, axis=1, return_inverse=True)
            for n, (issue, begins, to, cause) in enumerate(kinds.T.tolist()):
                mine, first = which.ravel() == n, int(side.structure.first_stage[issue])
                change = amount(side, first + to) - amount(side, first + begins)
                if change.any():
                    whole = np.zeros(side.worlds)
                    np.add.at(whole, world[mine], lasts[mine])
                    yield _stage(side, name, issue, begins, to, cause, other), sign * side.of_rows(whole, change)
        if not self._same_values:
            yield from self._agreed(amount, weight)

    def _agreed(
        self, amount: Callable[[RecordedWorlds, int], Array], weight: Callable[[RecordedWorlds], Array]
    ) -> Iterator[tuple[Part, Array]]:
        """Effects of the stages that both worlds last shared, where the scenario changes assumptions."""
        shared = self.here.stages.copy()
        shared[0] = np.where(shared[0] == self.there.stages[0], shared[0], self.here.parameters.stage)
        for month in range(1, len(shared)):
            agree = self.here.stages[month] == self.there.stages[month]
            shared[month] = np.where(agree, shared[month], shared[month - 1])
        for sign, side, _ in self._sides:
            for q, first in enumerate(side.structure.first_stage):
                for stage in np.unique(shared[:, :, q]):
                    whole = (weight(side) * (shared[:, :, q] == stage)).sum(axis=0)
                    yield Part(ASSUMPTIONS, written=True), sign * side.of_rows(whole, amount(side, int(first + stage)))

    def _given(
        self, name: str, amount: Callable[[RecordedWorlds, int], Array], weight: Callable[[RecordedWorlds], Array]
    ) -> Iterator[tuple[Part, Array]]:
        """Effects of lasting interventions."""
        for sign, side, other in self._sides:
            for k, effect in side.lasting:
                whole = (weight(side) * side.holding[:, :, k]).sum(axis=0)
                yield _lasting(side, name, k, other), sign * side.of_rows(whole, amount(side, effect))

    def _alignment_rest(self) -> Iterator[tuple[Part, Array]]:
        """The cut to [-1, 1], and the start where the scenario changes assumptions."""
        for sign, side, _ in self._sides:
            yield Part(LIMITS), sign * side.cut
            if not self._same_values:
                last = (side.retained**side.months)[:, None, None]
                dated = side.parameters.dated_support.mean(axis=1)[side.rows]
                level = side.start_shift.mean(axis=1) + dated
                start = last * side.start_alignment.mean(axis=1) + (1 - last) * level
                yield Part(ASSUMPTIONS, written=True), sign * start.sum(axis=0)

    def _dependence_rest(self) -> Iterator[tuple[Part, Array]]:
        """Change of suppliers, the cut to [0, 1], and the start."""
        yield Part(SUPPLIERS), self._apart(lambda side: side.state.dependence - side.start_dependence)
        cut = self._apart(lambda side: side.dependence - side.state.dependence - side.environment.dependence_change)
        yield Part(LIMITS), cut
        yield Part(ASSUMPTIONS, written=True), self._apart(lambda side: side.start_dependence)


def _beyond_one(need: Array) -> Array:
    return np.minimum(need, 1) - need


def _next_meeting(agree: Array) -> Index:
    """The next month, from each month on, in which both worlds are in one stage, or the one after the last."""
    months = len(agree)
    found = np.where(agree, np.arange(months)[:, None, None], months)
    return np.asarray(np.minimum.accumulate(found[::-1], axis=0)[::-1])


def _shared(given: Intervention, other: RecordedWorlds) -> bool:
    """Return True where the other worlds have the same intervention."""
    return given in other.structure.schedule


def _event(side: RecordedWorlds, event: int, other: RecordedWorlds) -> Part:
    """The part of an event: of an actor's choice, or of the script."""
    alternatives = side.choice_set.alternatives
    if event < len(alternatives):
        alternative = alternatives[event]
        if side.choice_set.agreement[event]:
            return Part(EVENT, joined(alternative.parties), alternative.action)
        return Part(EVENT, joined(alternative.source), alternative.action, joined(alternative.target))
    given = side.structure.writing[event - len(alternatives)]
    made = side.structure.scripted[event - len(alternatives)]
    written = not _shared(given, other)
    return Part(SCRIPTED, joined(made.source), made.type, joined(made.target), written)


def _lasting(side: RecordedWorlds, name: str, k: int, other: RecordedWorlds) -> Part:
    """The part of an intervention that adds a tie or changes a dependence."""
    ties = side.structure.compiled[k].lasting.ties
    action = ties[0][0].kind if ties and name == GIVEN_TIE else ""
    return Part(name, action=action, written=not _shared(side.structure.schedule[k], other))


def _stage(
    side: RecordedWorlds, name: str, issue: int, begins: int, to: int, cause: int, other: RecordedWorlds
) -> Part:
    """The part of a move to a stage, by what brought it about."""
    stages = side.choice_set.stages[issue]
    back = cause > SET and (issue, begins, to) in side.setbacks
    action = f"{side.axes.issues[issue]}={f'{stages[begins]}>' * back}{stages[to]}"
    if cause <= SET:
        shared = _shared(side.structure.schedule[SET - cause], other)
        return Part(name, OWN if shared else "", action, written=not shared)
    if cause == HAZARD:
        return Part(name, action=action)
    by = _event(side, cause, other)
    if by.part == SCRIPTED:
        return Part(name, "" if by.written else OWN, action, written=by.written)
    return Part(name, by.source, action)
