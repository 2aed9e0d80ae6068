"""Standing ties and dependence as dated arrays: what holds in a month, and what a stage of an issue adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.axes import Array, Axes
from model.parameters import Values
from model.spec.base import name_of_month
from model.spec.behaviour import Effects, TieEffect
from model.spec.evidence import Tie
from model.spec.seeds import Seeds

ALWAYS = (-(10**9), 10**9)


@dataclass(frozen=True)
class Standing:
    """One standing tie with its span: the unit that `why` lists."""

    label: str
    kind: str
    pairs: tuple[tuple[str, str], ...]
    strength: float
    begins: int
    until: int
    attested_by: tuple[str, ...]

    def holds(self, month: int) -> bool:
        """Whether it stands in this month."""
        return self.begins <= month <= self.until

    @property
    def span(self) -> str:
        """Its dates in words."""
        begins = name_of_month(self.begins) if self.begins > ALWAYS[0] else "…"
        until = name_of_month(self.until) if self.until < ALWAYS[1] else "…"
        return f"{begins} – {until}"


def attested(attested_by: Collection[str], without: Collection[str]) -> bool:
    """Whether any document still testifies when some are left out."""
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
    def standing(self) -> tuple[Standing, ...]:
        """Every dated tie, those of the stages that issues went through among them."""
        dated = [_dated(tie) for tie in self.seeds.ties.ties if attested(tie.attested_by, self.without)]
        return (*dated, *self._of_history())

    @cached_property
    def supports(self) -> tuple[Array, ...]:
        """What each standing tie supports while it holds: (world or 1, dimension, actor, actor) each."""
        return tuple(self.support(tie) for tie in self.standing)

    def _of_history(self) -> Iterable[Standing]:
        for name, issue in self.seeds.issues.issues.items():
            entered = sorted(issue.history.items())
            for n, (month, stage) in enumerate(entered):
                until = entered[n + 1][0] - 1 if n + 1 < len(entered) else ALWAYS[1]
                begins = month if n else ALWAYS[0]
                for tie in issue.stages[stage].effects.ties:
                    label = f"{name}: {stage}"
                    yield Standing(label, tie.kind, tuple(tie.pairs), tie.strength, begins, until, ())

    def support(self, tie: Standing | TieEffect) -> Array:
        """The alignment one tie supports: (world or 1, dimension, actor, actor)."""
        where = np.zeros((len(self.axes.actors),) * 2)
        for of, to in tie.pairs:
            where[self.axes.actor[of], self.axes.actor[to]] = tie.strength
        return self.level[tie.kind][:, :, None, None] * where

    def dated(self, month: int) -> Array:
        """The sum of dated ties that hold in a month, stages left out: (world or 1, dimension, actor, actor)."""
        holding = (_dated(t) for t in self.seeds.ties.ties if attested(t.attested_by, self.without))
        return self._sum(self.support(tie) for tie in holding if tie.holds(month))

    def of_effects(self, effects: Effects) -> Array:
        """The ties a stage adds while it lasts: (world or 1, dimension, actor, actor)."""
        return self._sum(self.support(tie) for tie in effects.ties)

    def _sum(self, parts: Iterable[Array]) -> Array:
        total = np.zeros((1, len(self.axes.dimensions), *(len(self.axes.actors),) * 2))
        for part in parts:
            total = total + part
        return total

    def dependence(self, month: int) -> Array:
        """D[i, j], the weighted sum of the shares of i's trade, energy, arms and protection that come from j.

        Returns (world or 1, actor, actor) in [0, 1].
        """
        actors = len(self.axes.actors)
        total = np.zeros((1, actors, actors))
        for share in self.seeds.dependence.shares:
            begins = ALWAYS[0] if share.begins is None else share.begins
            until = ALWAYS[1] if share.until is None else share.until
            if begins <= month <= until and attested(share.attested_by, self.without):
                where = np.zeros((actors, actors))
                where[self.axes.actor[share.of], self.axes.actor[share.on]] = share.share
                total = total + self.values[f"dependence.{share.kind}"][:, None, None] * where
        return np.clip(total, 0, 1)

    def dependence_change(self, effects: Effects) -> Array:
        """What a stage changes of dependence while it lasts: (1, actor, actor)."""
        change = np.zeros((1, len(self.axes.actors), len(self.axes.actors)))
        for effect in effects.dependence:
            change[0, self.axes.actor[effect.of], self.axes.actor[effect.on]] += effect.change
        return change

    def stage_at(self, issue: str, month: int) -> str:
        """The stage an issue was in, as documented up to the end of a month."""
        history = self.seeds.issues.issues[issue].history
        return history[max((m for m in history if m <= month), default=min(history))]


def _dated(tie: Tie) -> Standing:
    begins = ALWAYS[0] if tie.begins is None else tie.begins
    until = ALWAYS[1] if tie.until is None else tie.until
    return Standing(tie.id, tie.kind, tuple(tie.pairs), tie.strength, begins, until, tie.attested_by)
