"""What holds in a world besides its alignments: the effects of its issues' stages and of a scenario's interventions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

import numpy as np

from model.axes import Array, Flags, Index
from model.parameters import Values
from model.repertoire import Repertoire
from model.spec.behaviour import Effects
from model.spec.scenario import Forbid, Intervention
from model.ties import Ties


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

    def put(self, rows: Index, fresh: Circumstances) -> None:
        """Replace the rows of some worlds."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(fresh, field.name)


class Surroundings:
    """How circumstances follow from stages and active interventions; nothing here depends on a world's state."""

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
        self.dated = self.ties.dated(as_of)
        issues = repertoire.seeds.issues.issues.values()
        stages = [stage.effects for issue in issues for stage in issue.stages.values()]
        counts = [len(issue.stages) for issue in issues]
        self.first_stage = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp) if counts else np.zeros(0, int)
        self.by_stage = self._tables(stages)
        self.by_intervention = self._tables([_lasting(i) for i in interventions])
        self.set_attention = self._attention([i.attention or {} for i in interventions], np.nan)
        self.forbidden = np.array([self._forbids(i.forbid) for i in interventions], dtype=bool).reshape(
            len(interventions), len(repertoire.seat_deed)
        )
        deciding = repertoire.axes.actors[: repertoire.axes.deciders]
        self.capability = values.stacked([f"capability.{name}" for name in deciding])
        self.own_profile = np.array([repertoire.axes.profile[name] for name in deciding], dtype=np.intp)
        self.needs = [
            (row, repertoire.allowed(step.spec.requires))
            for row, step in enumerate(repertoire.steps)
            if step.spec.requires
        ]
        self.opens = [
            (self._seats_of(name), repertoire.allowed(action.when))
            for name, action in repertoire.seeds.actions.actions.items()
            if action.when
        ]

    def _tables(self, effects: Sequence[Effects]) -> dict[str, Array]:
        """One row an effect: ties (world, effect, …), dependence, attention, capability factor, profile."""
        actors, deciders = len(self.repertoire.axes.actors), self.repertoire.axes.deciders
        dimensions = len(self.repertoire.axes.dimensions)
        ties = [self.ties.of_effects(e) for e in effects]
        profile = np.full((len(effects), deciders), -1.0)
        for row, effect in enumerate(effects):
            for actor, name in effect.profile.items():
                profile[row, self.repertoire.axes.actor[actor]] = self.repertoire.axes.profile[name]
        none = np.zeros((1, 0, dimensions, actors, actors))
        changes = [self.ties.dependence_change(effect) for effect in effects]
        return {
            "ties": np.stack(np.broadcast_arrays(*ties), axis=1) if ties else none,
            "dependence": np.concatenate([np.zeros((0, actors, actors)), *changes]),
            "attention": self._attention([e.attention for e in effects], 1.0),
            "capability": self._attention([e.capability for e in effects], 1.0),
            "profile": profile,
        }

    def _attention(self, given: Sequence[dict[str, float]], otherwise: float) -> Array:
        table = np.full((len(given), self.repertoire.axes.deciders), otherwise)
        for row, levels in enumerate(given):
            for actor, level in levels.items():
                if self.repertoire.axes.actor[actor] < self.repertoire.axes.deciders:
                    table[row, self.repertoire.axes.actor[actor]] = level
        return table

    def _seats_of(self, action: str) -> Flags:
        return np.array([self.repertoire.acts[deed].action == action for deed in self.repertoire.seat_deed], dtype=bool)

    def _forbids(self, ban: Forbid | None) -> Flags:
        """The seats whose actor may no longer propose: (seat,)."""
        repertoire = self.repertoire
        if ban is None:
            return np.zeros(len(repertoire.seat_deed), dtype=bool)
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

    def __call__(self, rows: Index, stage: Index, active: Flags) -> Circumstances:
        """The circumstances of some worlds from stages (row, issue) and active interventions (row, intervention)."""
        flat = self.first_stage + stage
        on = active.astype(np.float64)
        ties, scripted = _of_rows(self.by_stage["ties"], rows), _of_rows(self.by_intervention["ties"], rows)
        take = np.arange(len(ties))[:, None] if len(ties) > 1 else np.zeros((1, 1), dtype=np.intp)
        standing = _of_rows(self.dated, rows) + ties[take, flat].sum(axis=1)
        standing = standing + (on[:, :, None, None, None] * scripted).sum(axis=1)
        change = self.by_stage["dependence"][flat].sum(axis=1) + np.einsum(
            "wk,kij->wij", on, self.by_intervention["dependence"]
        )
        attention = self.by_stage["attention"][flat].min(axis=1, initial=1.0)
        for k in range(active.shape[1]):
            attention = np.where(active[:, [k]] & ~np.isnan(self.set_attention[k]), self.set_attention[k], attention)
        factor = self.by_stage["capability"][flat].prod(axis=1)
        switched = self.by_stage["profile"][flat].max(axis=1, initial=-1).astype(np.intp)
        return Circumstances(
            standing=standing,
            dependence_change=change,
            power=_of_rows(self.capability, rows) * factor * attention,
            attention=attention,
            profile=np.where(switched >= 0, switched, self.own_profile),
            reachable=self._reachable(stage),
            allowed=self._allowed(stage) & ~(active[:, :, None] & self.forbidden).any(axis=1),
        )

    def _reachable(self, stage: Index) -> Flags:
        reachable = stage[:, self.repertoire.step_issue] == self.repertoire.step_from
        for row, allowed in self.needs:
            reachable[:, row] &= allowed[np.arange(stage.shape[1]), stage].all(axis=1)
        return np.asarray(reachable)

    def _allowed(self, stage: Index) -> Flags:
        allowed = np.ones((len(stage), len(self.repertoire.seat_deed)), dtype=bool)
        for seats, stages in self.opens:
            allowed[:, seats] &= np.asarray(stages[np.arange(stage.shape[1]), stage].all(axis=1))[:, None]
        return allowed


def _lasting(intervention: Intervention) -> Effects:
    """What an intervention changes as long as it is active."""
    return Effects(
        ties=(intervention.tie,) if intervention.tie else (),
        dependence=(intervention.dependence,) if intervention.dependence else (),
    )


def _of_rows(table: Array, rows: Index) -> Array:
    """The rows of some worlds, or the one row that all worlds share."""
    return table if len(table) == 1 else table[rows]
