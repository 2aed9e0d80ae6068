"""Worlds that keep a ledger: every event's moves, the stages in force each month, and what brought each about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from model.rules import ledger
from model.rules.axes import Array, Flags, Index
from model.rules.values import retention_over
from model.simulation.experiment import Experiment
from model.simulation.model import Region

START, HAZARD = -1, -2
"""In place of the event that brought a stage about: it stood at the start; it came by itself."""
SET = -3
"""The place of an intervention that set a stage is SET less this number."""


class RecordedWorlds(Region):
    """A region's worlds, the same as in an ensemble, that keep what a ledger of effects is made of."""

    def __init__(self, experiment: Experiment, scenario: str, *, worlds: int, first_world: int = 0) -> None:
        super().__init__(experiment, scenario, worlds=worlds, first_world=first_world, collect=False)
        self.first_world = first_world
        actors, events = len(self.axes.actors), len(self.structure.events)
        self.made, self.remains = np.zeros((2, events, actors, actors))
        """Sum over worlds of each event's moves, as made, and as memory leaves them: (event, actor, actor)."""
        self.cut = np.zeros((actors, actors))
        """Sum over worlds of what the cuts to [-1, 1] take off: (actor, actor)."""
        self.counts: Index = np.zeros(events, dtype=np.int64)
        """Times that each event happened, summed over worlds: (event,)."""
        self.rise, self.fall = np.zeros_like(self.up), np.zeros_like(self.down)
        self.start_alignment, self.start_shift = self.state.alignment.copy(), self.state.shift.copy()
        self.start_dependence = self.state.dependence.copy()
        self.brought: Index = np.full(self.state.stage.shape, START)
        """The cause of the stage each issue is in: (world, issue)."""
        self.stages: Index = np.zeros((self.months + 1, *self.state.stage.shape), dtype=np.int64)
        """Stages whose ties hold in a month, then those at the end: (month + 1, world, issue)."""
        self.causes: Index = np.zeros_like(self.stages)
        """The cause of each: (month + 1, world, issue)."""
        self.holding: Flags = np.zeros((self.months + 1, *self.state.active.shape), dtype=bool)
        """Interventions whose lasting effects hold in a month, then at the end: (month + 1, world, intervention)."""
        while self.month < self.months:
            self.step()
        self._note(self.months)

    def _note(self, month: int) -> None:
        """Note what holds now in the place of a month, counted from 0."""
        self.stages[month], self.causes[month] = self.state.stage, self.brought
        self.holding[month] = self.state.active

    def intervene(self) -> None:
        """Fire the scenario's interventions; notes which set a stage."""
        before, it = self.state.stage.copy(), self.structure
        super().intervene()
        for k, given in enumerate(it.interventions):
            for n in range(int(given["first_set"]), int(given["end_set"])):
                q, to = int(it.sets[n]["issue"]), int(it.sets[n]["stage"])
                mine = (self.state.fired[:, k] == self.month) & (self.state.stage[:, q] == to)
                self.brought[mine & (before[:, q] != to), q] = SET - k

    def choose(self) -> None:
        """Have every actor choose."""
        self.choose_together()

    def appraise_and_forget(self) -> None:
        """Rules 1 and 2; enters what they are about to do."""
        self._note(self.month - 1)
        self.counts += self.now.done.sum(axis=0)
        self.run(ledger.enter, remaining=self.months - self.month)
        super().appraise_and_forget()

    def move_issues(self) -> None:
        """Rule 4; notes which event moved an issue, the first where there are several."""
        super().move_issues()
        world, issue = np.nonzero(self.now.stepped >= 0)
        by = self.structure.triggers[self.now.stepped[world, issue]] & self.now.done[world]  # (step, event)
        self.brought[world, issue] = np.where(by.any(axis=1), by.argmax(axis=1), HAZARD)

    @cached_property
    def moves(self) -> tuple[tuple[Index, Index, Index], Index]:
        """Moves of issues: the month, world and issue; the issue, stage before, stage after and cause: (4, move)."""
        first = np.broadcast_to(self.parameters.stage, (1, *self.stages.shape[1:]))
        before = np.concatenate([first, self.stages[:-1]])
        month, world, issue = np.nonzero(self.stages != before)
        where = month, world, issue
        return where, np.stack([issue, before[where], self.stages[where], self.causes[where]])

    @cached_property
    def setbacks(self) -> frozenset[tuple[int, ...]]:
        """The moves that are setbacks: issue, stage before, stage after."""
        listed = self.choice_set
        moves = np.stack([listed.step_issue, listed.step_from, listed.step_to])
        return frozenset(map(tuple, moves[:, listed.step_setback].T.tolist()))

    @property
    def retained(self) -> Array:
        """Share of the distance to the ties that a month leaves: (world,)."""
        return np.asarray(retention_over(self.parameters.coefficients["memory_half_life"][self.rows]))

    @property
    def pull(self) -> Array:
        """Share of a month's ties that is in the alignment at the end, none of those after: (month + 1, world)."""
        before = np.arange(self.months)[::-1, None]
        return np.concatenate([(1 - self.retained) * self.retained**before, np.zeros((1, self.worlds))])

    @property
    def last(self) -> Array:
        """Weight 1 for what holds at the end and 0 for all before: (month + 1, world)."""
        return np.repeat(np.arange(self.months + 1)[:, None] == self.months, self.worlds, axis=1).astype(float)

    def support_of(self, effect: int) -> Array:
        """The alignment that an effect's ties support, mean over dimensions: (row, actor, actor)."""
        values, actors = self.parameters, len(self.axes.actors)
        here = slice(values.tie_first[effect], values.tie_first[effect + 1])
        found = np.zeros((values.count, len(self.axes.dimensions) * actors**2))
        found[:, values.tie_cell[here]] = values.tie_amount[:, here]
        return np.asarray(found.reshape(values.count, -1, actors, actors).mean(axis=1))

    def reliance_of(self, effect: int) -> Array:
        """The change of dependence by an effect: (row, actor, actor)."""
        values, actors = self.parameters, len(self.axes.actors)
        here = slice(values.reliance_first[effect], values.reliance_first[effect + 1])
        found = np.zeros((values.count, actors**2))
        found[:, values.reliance_cell[here]] = values.reliance_amount[:, here]
        return found.reshape(values.count, actors, actors)

    def of_rows(self, weight: Array, amount: Array) -> Array:
        """Sum over worlds of a weight times an amount. weight: (world,). amount: (row, actor, actor)."""
        by_row = np.bincount(self.rows, weights=weight, minlength=len(amount))
        return np.asarray(np.tensordot(by_row, amount, axes=1))

    @property
    def lasting(self) -> Iterator[tuple[int, int]]:
        """Interventions that add a tie or change a dependence: their place, and their place among the effects."""
        first = len(self.structure.effects) - len(self.structure.schedule)
        for k, given in enumerate(self.structure.compiled):
            if given.lasting.ties or given.lasting.dependence:
                yield k, first + k
