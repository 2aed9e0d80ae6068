"""Standing ties and dependence as dated arrays: what holds in a month, and what a stage of an issue adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.rules.axes import Array, Axes
from model.rules.values import Values
from model.spec.base import name_of_month
from model.spec.effects import Changes, effect_path
from model.spec.evidence import Dependence, Tie
from model.spec.seeds import Seeds

ALWAYS = (-(10**9), 10**9)


@dataclass(frozen=True)
class StandingTie:
    """One standing tie with its span: the unit that `why` lists."""

    label: str
    kind: str
    pairs: tuple[tuple[str, str], ...]
    strength: Array
    """(world or 1,)."""
    begins: int = ALWAYS[0]
    until: int = ALWAYS[1]
    attested_by: tuple[str, ...] = ()

    def holds(self, month: int) -> bool:
        """Return True where it stands in this month."""
        return self.begins <= month <= self.until

    @property
    def ends(self) -> tuple[str, str]:
        """Its first month and its last; empty where it has none."""
        begins = name_of_month(self.begins) if self.begins > ALWAYS[0] else ""
        return begins, name_of_month(self.until) if self.until < ALWAYS[1] else ""

    @property
    def span(self) -> str:
        """Its dates in words."""
        begins, until = self.ends
        if begins and until:
            return f"{begins} – {until}"
        return f"since {begins}" if begins else f"until {until}" if until else "always"


def standing_ties_of(label: str, changes: Changes[Array]) -> tuple[StandingTie, ...]:
    """The ties among the changes of a stage or an intervention."""
    return tuple(StandingTie(label, tie.kind, tuple(tie.pairs), strength) for tie, strength in changes.ties)


def attested(attested_by: Collection[str], without: Collection[str]) -> bool:
    """Return True where a document still testifies when some are left out."""
    return bool(set(attested_by) - set(without)) or not attested_by


class Ties:
    """The ties and shares of a region under given assumptions, some documents left out."""

    def __init__(self, seeds: Seeds, axes: Axes, values: Values, without: Collection[str] = ()) -> None:
        self.seeds = seeds
        self.axes = axes
        self.values = values
        self.without = frozenset(without)

    @cached_property
    def level(self) -> dict[str, Array]:
        """The alignment each kind of tie supports at strength 1: (world or 1, dimension)."""
        return {
            name: np.stack(
                np.broadcast_arrays(
                    *(
                        self.values[f"ties.{name}.{dimension}"] if dimension in kind.supports else np.zeros(1)
                        for dimension in self.axes.dimensions
                    )
                ),
                axis=-1,
            )
            for name, kind in self.seeds.ties.kinds.items()
        }

    @cached_property
    def standing_ties(self) -> tuple[StandingTie, ...]:
        """Every dated tie, those of the stages that issues went through among them."""
        return (*self._dated, *self._of_history())

    @cached_property
    def _dated(self) -> tuple[StandingTie, ...]:
        """Every dated tie that some document attests."""
        return tuple(self._of(tie) for tie in self.seeds.ties.ties if attested(tie.attested_by, self.without))

    def _of(self, tie: Tie) -> StandingTie:
        begins, until = _span(tie)
        return StandingTie(tie.id, tie.kind, tuple(tie.pairs), self.values[tie.path], begins, until, tie.attested_by)

    def _of_history(self) -> Iterable[StandingTie]:
        for name, issue in self.seeds.issues.issues.items():
            entered = sorted(issue.history.items())
            for n, (month, stage) in enumerate(entered):
                until = entered[n + 1][0] - 1 if n + 1 < len(entered) else ALWAYS[1]
                begins = month if n else ALWAYS[0]
                for tie in standing_ties_of(f"{name}: {stage}", self.of_stage(name, stage)):
                    yield replace(tie, begins=begins, until=until)

    def of_stage(self, issue: str, stage: str) -> Changes[Array]:
        """Changes that a stage makes while it lasts, each size (world or 1,)."""
        effects = self.seeds.issues.issues[issue].stages[stage].effects
        return effects.compiled(lambda name: self.values[effect_path(issue, stage, name)])

    def support(self, *ties: StandingTie) -> Array:
        """The alignment these ties support together: (world or 1, dimension, actor, actor)."""
        actors = len(self.axes.actors)
        worlds = max((len(tie.strength) for tie in ties), default=1)
        strength: dict[str, Array] = {}
        for tie in ties:
            where = strength.setdefault(tie.kind, np.zeros((worlds, actors, actors)))
            for of, to in tie.pairs:
                where[:, self.axes.actor[of], self.axes.actor[to]] += tie.strength
        total = np.zeros((1, len(self.axes.dimensions), actors, actors))
        for kind, where in strength.items():
            total = total + self.level[kind][:, :, None, None] * where[:, None]
        return total

    def dated(self, month: int) -> Array:
        """The sum of dated ties that hold in a month, stages left out: (world or 1, dimension, actor, actor)."""
        return self.support(*(tie for tie in self._dated if tie.holds(month)))

    def dependence(self, month: int) -> Array:
        """D[i, j], the weighted sum of the shares of i's trade, energy, arms and protection that come from j.

        Returns (world or 1, actor, actor) in [0, 1].
        """
        return self._summed(month, {name: self.values[f"dependence.{name}"] for name in self.seeds.dependence.kinds})

    def _summed(self, month: int, weights: Mapping[str, Array]) -> Array:
        """Sum of the shares that hold in a month, each times the weight of its kind, cut to 1.

        weights: kind → (world or 1,); shares of other kinds are left out. Returns (world or 1, actor, actor).
        """
        holding = [
            share
            for share in self.seeds.dependence.shares
            if share.kind in weights
            and _span(share)[0] <= month <= _span(share)[1]
            and attested(share.attested_by, self.without)
        ]
        whole: dict[tuple[str, str], Array] = {}
        for share in holding:
            whole[share.of, share.kind] = whole.get((share.of, share.kind), 0.0) + self.values[share.path]
        total = np.zeros((1, len(self.axes.actors), len(self.axes.actors)))
        for share in holding:
            part = within_whole(self.values[share.path], whole[share.of, share.kind])
            added = weights[share.kind] * part
            total = np.repeat(total, len(added), axis=0) if len(total) < len(added) else total
            total[:, self.axes.actor[share.of], self.axes.actor[share.on]] += added
        return np.clip(total, 0, 1)

    def dependence_change(self, changes: Changes[Array]) -> Array:
        """Changes of dependence by a stage while it lasts: (world or 1, actor, actor)."""
        worlds = max((len(size) for _, _, size in changes.dependence), default=1)
        change = np.zeros((worlds, len(self.axes.actors), len(self.axes.actors)))
        for of, on, size in changes.dependence:
            change[:, self.axes.actor[of], self.axes.actor[on]] += size
        return change

    def binding(self, changes: Changes[Array]) -> Array:
        """Commitments by a stage while it lasts, either way: (world or 1, actor, actor)."""
        worlds = max((len(size) for _, size in changes.binds), default=1)
        found = np.zeros((worlds, len(self.axes.actors), len(self.axes.actors)))
        for pair, size in changes.binds:
            i, j = (self.axes.actor[name] for name in pair)
            found[:, [i, j], [j, i]] += size[:, None]
        return found

    def serving(self, role: str, month: int) -> Array:
        """Sum of the shares that hold in a month and serve a role, cut to 1: (world or 1, actor, actor)."""
        kinds = self.seeds.dependence.kinds
        return self._summed(month, {name: np.ones(1) for name, kind in kinds.items() if kind.serves == role})

    def stage_at(self, issue: str, month: int) -> str:
        """The stage an issue was in, as documented up to the end of a month."""
        history = self.seeds.issues.issues[issue].history
        return history[max((m for m in history if m <= month), default=min(history))]


def within_whole(part: Array, whole: Array) -> Array:
    """A share of a whole, less where the shares drawn together come to more than all of it; each (world or 1,)."""
    return part / np.where(whole > 1 + 1e-9, whole, 1.0)


def _span(dated: Tie | Dependence) -> tuple[int, int]:
    """The first and the last month in which it holds."""
    begins = ALWAYS[0] if dated.begins is None else dated.begins
    return begins, ALWAYS[1] if dated.until is None else dated.until
