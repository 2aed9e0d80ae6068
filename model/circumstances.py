"""What holds in a world besides its alignments: the effects of its issues' stages and of a scenario's interventions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index, side_by_side, worlds_first
from model.parameters import Values
from model.repertoire import Repertoire
from model.spec.behaviour import Effects
from model.spec.scenario import Forbid, Intervention
from model.sums import summed, sums
from model.ties import Sized, Ties, as_given


@dataclass
class Circumstances:
    """What holds, world by world."""

    standing: Array
    """Level of all standing ties: (world, dimension, actor, actor)."""
    dependence_change: Array
    """What stages and interventions add to dependence: (world, actor, actor)."""
    power: Array
    """Capability × free attention of the deciding actors: (world, actor)."""
    attention: Array
    """Free attention of the deciding actors: (world, actor)."""
    profile: Index
    """The profile each deciding actor pursues: (world, actor)."""
    reachable: Flags
    """Transitions whose stage and requirements hold, rest left out: (world, transition)."""
    allowed: Flags
    """Seats whose action is open in these stages and not forbidden: (world, seat)."""


@dataclass(frozen=True)
class _Terms:
    """What effects add to the cells of a table while they hold, laid out as a sum of the few that are not zero."""

    effect: Index
    """(term,)."""
    amount: Array | None
    """(world, term); None where all worlds are alike: then it is in the sums, and the terms are the effects."""
    total: csr_array
    """(cell, term)."""
    cells: tuple[int, ...]

    @classmethod
    def of(cls, tables: Sequence[Array], cells: tuple[int, ...]) -> Self:
        """From what each effect adds: a table (world or 1, *cells) an effect."""
        effect, cell = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
        amount = [np.zeros((1, 0))]
        for place, table in enumerate(tables):
            flat = table.reshape(len(table), -1)
            touched = np.flatnonzero(flat.any(axis=0))
            effect.append(np.full(len(touched), place))
            cell.append(touched)
            amount.append(flat[:, touched])
        rows = max(map(len, amount))
        every = np.concatenate([np.broadcast_to(a, (rows, a.shape[1])) for a in amount], axis=1)
        of, to, size = np.concatenate(effect), np.concatenate(cell), int(np.prod(cells))
        if rows == 1:
            return cls(of, None, sums(to, of, (size, len(tables)), every[0]), cells)
        return cls(of, side_by_side(every), sums(to, range(len(to)), (size, len(to))), cells)

    @property
    def ever(self) -> Flags:
        """The cells that some effect adds to: (*cells)."""
        return np.asarray(np.diff(self.total.indptr) > 0).reshape(self.cells)

    def __call__(self, holding: Array) -> Array:
        """The table: (world, *cells). holding: (world, effect), 1 where it holds."""
        terms = holding if self.amount is None else holding[:, self.effect] * self.amount
        flat = summed(self.total, terms)
        return worlds_first(flat.T.reshape(*self.cells, len(holding)))


class Surroundings:
    """How circumstances follow from stages and active interventions; nothing here depends on a world's state.

    Stages and interventions are effects alike: first the stages of all issues in a row, then the interventions.
    """

    def __init__(
        self,
        repertoire: Repertoire,
        values: Values,
        interventions: Sequence[Intervention],
        as_of: int,
        without: Collection[str] = (),
    ) -> None:
        self.repertoire = repertoire
        self.ties = Ties(repertoire.seeds, repertoire.axes, values, without)
        stages = [self.ties.of_stage(issue, stage) for issue, stage, _ in repertoire.seeds.issues.effects]
        effects = [*stages, *map(_lasting, interventions)]
        self.stages, self.effects = len(stages), len(effects)
        actors, dimensions = len(repertoire.axes.actors), len(repertoire.axes.dimensions)
        self.dated = side_by_side(self.ties.dated(as_of))
        self.support = _Terms.of([self.ties.support(*e.ties) for e in effects], (dimensions, actors, actors))
        self.reliance = _Terms.of([self.ties.dependence_change(e) for e in effects], (actors, actors))
        self.attention = list(self._levels(e.attention for e in effects))
        self.able = list(self._levels(e.capability for e in effects))
        self.pursued = list(self._profiles(effects))
        set_attention = ({who: np.array([level]) for who, level in (i.attention or {}).items()} for i in interventions)
        self.set_attention = list(self._levels(set_attention))
        self.bans = [(k, self._forbids(i.forbid)) for k, i in enumerate(interventions) if i.forbid is not None]
        deciding = repertoire.axes.actors[: repertoire.axes.deciders]
        self.capability = side_by_side(values.stacked([f"capability.{name}" for name in deciding]))
        self.own_profile = np.array([repertoire.axes.profile[name] for name in deciding], dtype=np.intp)
        self._lay_out_steps()
        self.opens = [
            (self._seats_of(name), repertoire.wanted(action.when))
            for name, action in repertoire.seeds.actions.actions.items()
            if action.when
        ]

    def _lay_out_steps(self) -> None:
        """What each transition needs to be within reach: its first stage, and of each issue named one that will do."""
        repertoire = self.repertoire
        row, effect, count = [], [], []
        for place, step in enumerate(repertoire.steps):
            needs = [repertoire.wanted({step.issue: [step.begins]}), repertoire.wanted(step.spec.requires)]
            issues = [each for need in needs for each in need.will_do]
            count.append(len(issues))
            for issue, will_do in issues:
                found = repertoire.first_stage[issue] + np.flatnonzero(will_do)
                row += [place] * len(found)
                effect += found.tolist()
        self.needs = sums(row, effect, (len(repertoire.steps), self.effects))
        """(transition, effect): 1 where a stage will do."""
        self.needed: Index = np.array(count, dtype=np.intp)
        """How many issues must be in a stage that will do: (transition,)."""

    def _levels(self, given: Iterable[Mapping[str, Array]]) -> Iterable[tuple[int, int, Array]]:
        """What is given for deciding actors: effect, actor, level (world or 1,)."""
        axes = self.repertoire.axes
        for effect, levels in enumerate(given):
            for actor, level in levels.items():
                if axes.actor[actor] < axes.deciders:
                    yield effect, axes.actor[actor], level

    def _profiles(self, effects: Sequence[Sized]) -> Iterable[tuple[int, int, int]]:
        """The profile that an effect has an actor pursue, where several do the last on the axis: effect, actor, it."""
        axes = self.repertoire.axes
        found = [
            (effect, axes.actor[actor], axes.profile[name])
            for effect, what in enumerate(effects)
            for actor, name in what.profile.items()
        ]
        return sorted(found, key=lambda each: each[2])

    def _seats_of(self, action: str) -> Flags:
        return np.array([self.repertoire.acts[deed].action == action for deed in self.repertoire.seat_deed], dtype=bool)

    def _forbids(self, ban: Forbid) -> Flags:
        """The seats whose actor may no longer propose: (seat,)."""
        repertoire = self.repertoire
        actor = repertoire.axes.actor[ban.actor]
        return np.array(
            [
                seat_actor == actor
                and repertoire.acts[deed].action in ban.action
                and (ban.target is None or bool(set(repertoire.acts[deed].parties) & set(ban.target)))
                for seat_actor, deed in zip(repertoire.seat_actor, repertoire.seat_deed, strict=True)
            ],
            dtype=bool,
        )

    def __call__(self, stage: Index, active: Flags) -> Circumstances:
        """The circumstances of worlds from stages (world, issue) and active interventions (world, intervention)."""
        worlds = len(stage)
        holding = np.zeros((self.effects, worlds)).T
        holding[np.arange(worlds)[:, None], self.repertoire.first_stage + stage] = 1
        holding[:, self.stages :] = active
        attention = self._attention(holding, active)
        able = np.ones_like(attention)
        for effect, actor, factor in self.able:
            able[:, actor] *= np.where(holding[:, effect], factor, 1)
        profile = np.tile(self.own_profile[:, None], worlds).T
        for effect, actor, pursued in self.pursued:
            profile[holding[:, effect] > 0, actor] = pursued
        return Circumstances(
            standing=self.dated + self.support(holding),
            dependence_change=self.reliance(holding),
            power=self.capability * able * attention,
            attention=attention,
            profile=profile,
            reachable=summed(self.needs, holding) == self.needed,
            allowed=self._allowed(stage, active),
        )

    def _attention(self, holding: Array, active: Flags) -> Array:
        """The least that any stage leaves free, or what the last active intervention sets: (world, actor)."""
        attention = np.ones((self.repertoire.axes.deciders, len(holding))).T
        for effect, actor, level in self.attention:
            np.minimum(attention[:, actor], level, out=attention[:, actor], where=holding[:, effect] > 0)
        for intervention, actor, level in self.set_attention:
            np.copyto(attention[:, actor], level, where=active[:, intervention])
        return attention

    def _allowed(self, stage: Index, active: Flags) -> Flags:
        allowed = np.ones((len(self.repertoire.seat_deed), len(stage)), dtype=bool).T
        for seats, wanted in self.opens:
            allowed[:, seats] &= wanted.met(stage)[:, None]
        for intervention, banned in self.bans:
            allowed[:, banned] &= ~active[:, [intervention]]
        return allowed


def _lasting(intervention: Intervention) -> Sized:
    """What an intervention changes as long as it is active."""
    effects = Effects(
        ties=(intervention.tie,) if intervention.tie else (),
        dependence=(intervention.dependence,) if intervention.dependence else (),
    )
    return as_given("", effects)
