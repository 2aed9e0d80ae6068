"""What is measured in every world, monthly and at the end: outcomes are declared in YAML, here are their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from model import blocs
from model.axes import Array, Derived, Flags, Index
from model.region import Region
from model.repertoire import Repertoire
from model.spec.outcomes import Balance, Blocs, Happened, Influence, Lifeline, MonthsTo, Orbit, Reached, Stands
from model.sway import Sway

Column = np.ndarray[Any, Any]
NONE = "none"


class Measures:
    """The monthly measures and final outcomes of a region's worlds."""

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire
        self.axes = repertoire.axes
        self.outcomes = repertoire.seeds.outcomes.outcomes
        actors = self.axes.actors
        self.of, self.to = (k.ravel() for k in np.nonzero(~np.eye(len(actors), dtype=bool)))
        self.wanted = {
            name: repertoire.wanted(outcome.issue)
            for name, outcome in self.outcomes.items()
            if isinstance(outcome, Reached | MonthsTo | Stands)
        }
        self.swaying = Sway(self.axes, self.outcomes.values())
        self.sway = Derived(self.swaying)
        self.pairs = tuple(f"alignment.{actors[i]}.{actors[j]}" for i, j in zip(self.of, self.to, strict=True))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The monthly measures; all lie in [-1, 1]."""
        named = list(self.pairs)
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence() | Lifeline() | Balance() | Reached() | Stands() | Happened():
                    named.append(name)
                case Orbit():
                    named += [f"{name}.{a}={power}" for a in outcome.over for power in (*outcome.powers, NONE)]
        staged = zip(self.axes.issues, self.repertoire.stages, strict=True)
        return (*named, *(f"stage.{issue}.{stage}" for issue, stages in staged for stage in stages))

    @property
    def followed(self) -> tuple[str, ...]:
        """The monthly measures kept world by world: influence, what was reached or happened, and the headline's."""
        kinds = (Influence, Reached, Happened)
        wanted = {name for name, outcome in self.outcomes.items() if isinstance(outcome, kinds)}
        return tuple(name for name in self.names if name in wanted or name in self.repertoire.seeds.outcomes.headline)

    def monthly(self, region: Region, watch: Watch) -> Array:
        """The measures of a month: (world, measure), in the order of `names`."""
        found = np.zeros((len(self.names), region.worlds)).T
        pairs = len(self.pairs)
        found[:, :pairs] = region.alignment_mean[:, self.of, self.to]
        column = pairs
        for name, outcome in self.outcomes.items():
            wide = 1
            match outcome:
                case Influence():
                    found[:, column] = self.influence(region, outcome)
                case Lifeline():
                    found[:, column] = self.lifeline(region, outcome)
                case Balance():
                    found[:, column] = self.balance(region)
                case Stands():
                    found[:, column] = self.stands(region, name)
                case Reached() | Happened():
                    found[:, column] = watch.first[name] >= 0
                case Orbit():
                    ahead = self.orbit(region, outcome)  # (world, over)
                    wide = ahead.shape[1] * (len(outcome.powers) + 1)
                    powers = np.array([*range(len(outcome.powers)), -1])
                    shown = found[:, column : column + wide].T.reshape(ahead.shape[1], len(powers), -1)
                    shown[:] = ahead.T[:, None] == powers[:, None]
                case _:
                    wide = 0
            column += wide
        found[np.arange(region.worlds)[:, None], column + self.repertoire.first_stage + region.state.stage] = 1
        return found

    def final(self, region: Region, watch: Watch) -> dict[str, Column]:
        """The outcomes of every world: column → (world,)."""
        found: dict[str, Column] = {}
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence():
                    found[name] = self.influence(region, outcome)
                case Orbit():
                    powers = np.array([*outcome.powers, NONE])
                    for actor, ahead in zip(outcome.over, self.orbit(region, outcome).T, strict=True):
                        found[f"{name}.{actor}"] = powers[ahead]
                case Reached() | Happened():
                    found[name] = watch.first[name] >= 0
                case Stands():
                    found[name] = self.stands(region, name)
                case MonthsTo():
                    first = watch.first[name].astype(float)
                    found[name] = np.where(first >= 0, first, np.nan)
                case Lifeline():
                    found[name] = self.lifeline(region, outcome)
                case Balance():
                    found[name] = self.balance(region)
                case Blocs():
                    found[name] = self.two_blocs(region)
                case _:
                    found |= self.alignments(region)
        return found

    def alignments(self, region: Region) -> dict[str, Column]:
        """Every end alignment, mean and by dimension."""
        found: dict[str, Column] = {}
        mean = region.alignment_mean
        for name, i, j in zip(self.pairs, self.of, self.to, strict=True):
            found[name] = mean[:, i, j]
            for d, dimension in enumerate(self.axes.dimensions):
                found[f"{name}.{dimension}"] = region.state.alignment[:, d, i, j]
        return found

    def influence(self, region: Region, outcome: Influence) -> Array:
        """Mean over `over` of half (1 + alignment)/2 and half dependence: (world,)."""
        sway = self.sway(region.alignment_mean, region.dependence)
        return np.asarray(sway[:, self.swaying.places(outcome.over, outcome.of)].mean(axis=1))

    def orbit(self, region: Region, outcome: Orbit) -> Index:
        """The power with most influence over an actor if ahead by the margin, else −1: (world, over)."""
        sway = self.sway(region.alignment_mean, region.dependence)
        each = [sway[:, self.swaying.places(outcome.over, of)] for of in outcome.powers.values()]  # (world, over)
        most = np.full(each[0].shape, -1)
        for power in reversed(range(len(each))):
            others = [*each[:power], *each[power + 1 :]]
            nearest = np.maximum.reduce(others) if others else 0
            most[each[power] - nearest >= outcome.margin] = power
        return most

    def lifeline(self, region: Region, outcome: Lifeline) -> Array:
        """Σ over carriers of share × openness × (1 + economic alignment)/2 × (1 − enforcement): (world,) in [0, 1]."""
        total = np.zeros(region.worlds)
        dimension, to = self.axes.dimension[outcome.dimension], self.axes.actor[outcome.to]
        for carrier, share in outcome.carriers.items():
            by_stage = outcome.openness_by_stage.get(carrier, {})
            open_now = self._by_stage(region, by_stage, outcome.openness[carrier], min)
            enforced = self._by_stage(region, outcome.enforcement.get(carrier, {}), 0.0, max)
            lean = region.state.alignment[:, dimension, self.axes.actor[carrier], to]
            total += share * open_now * (1 + lean) / 2 * (1 - enforced)
        return total

    def _by_stage(
        self, region: Region, given: dict[str, dict[str, float]], otherwise: float, join: Callable[..., float]
    ) -> Array:
        """A level by the stages of issues; where several speak, the one that `join` picks."""
        level = np.full(region.worlds, otherwise)
        for issue, levels in given.items():
            q = self.axes.issue[issue]
            table = np.array([join(levels.get(stage, otherwise), otherwise) for stage in self.repertoire.stages[q]])
            spoken = table[region.state.stage[:, q]]
            level = np.minimum(level, spoken) if join is min else np.maximum(level, spoken)
        return level

    def stands(self, region: Region, name: str) -> Flags:
        """Whether the issue is in one of the stages: (world,)."""
        return self.wanted[name].met(region.state.stage)

    def _deciding(self, region: Region) -> Array:
        n = self.axes.deciders
        return region.alignment_mean[:, :n, :n]

    def balance(self, region: Region) -> Array:
        """Share of balanced triads among the deciding actors: (world,)."""
        return blocs.balance(self._deciding(region))

    def two_blocs(self, region: Region) -> Column:
        """The two-bloc partition of least energy among the deciding actors, as `A+B|C+D`: (world,)."""
        size = region.surroundings.capability
        found = blocs.least_energy(self._deciding(region), np.broadcast_to(size, (region.worlds, size.shape[1])))
        splits, which = np.unique(found, return_inverse=True)
        return np.array([self._label(blocs.partitions(self.axes.deciders)[split]) for split in splits])[which]

    def _label(self, split: Flags) -> str:
        sides = ["+".join(sorted(self.axes.actors[i] for i in np.flatnonzero(split == side))) for side in (False, True)]
        return "|".join(sorted(side for side in sides if side))


class Watch:
    """What happened first when: the month each `reached`, `months_to` and `clash` outcome came true, −1 if not yet."""

    def __init__(self, measures: Measures, region: Region) -> None:
        noted = (name for name, outcome in measures.outcomes.items() if isinstance(outcome, Reached | MonthsTo))
        self.wanted = {name: measures.wanted[name] for name in noted}
        self.clashes = [name for name, outcome in measures.outcomes.items() if isinstance(outcome, Happened)]
        self.first = {name: np.full(region.worlds, -1) for name in (*self.wanted, *self.clashes)}
        self.look(region)

    def look(self, region: Region) -> None:
        """Note what came true this month."""
        for name, wanted in self.wanted.items():
            self._note(name, wanted.met(region.state.stage), region.month)
        if region.month:
            for name in self.clashes:
                self._note(name, np.asarray(region.done[:, region.clash].any(axis=1)), region.month)

    def _note(self, name: str, now: Flags, month: int) -> None:
        first = self.first[name]
        first[now & (first < 0)] = month
