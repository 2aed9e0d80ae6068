"""Measures of every world, monthly and at the end: outcomes are declared in YAML, here are their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np

from model.outcomes import blocs
from model.rules.axes import Array, Axes, Flags, Index
from model.rules.ties import within_whole
from model.simulation.choice_set import ChoiceSet
from model.simulation.model import Region
from model.simulation.state import Seen
from model.spec.base import LevelByStage
from model.spec.numbers import numbers_of
from model.spec.outcomes import (
    Balance,
    Blocs,
    Happened,
    Influence,
    LeadingPower,
    MonthsTo,
    Reached,
    ReexportChannel,
    Stands,
)

Column = np.ndarray[Any, Any]
NONE = "none"


@dataclass(frozen=True)
class Moments:
    """State of some worlds in some months: a row is a world's month, the months of a world side by side."""

    axes: Axes
    month: Index
    """(row,)."""
    alignment: Array
    """Mean over the dimensions: (row, actor, actor)."""
    dependence: Array
    """(row, actor, actor)."""
    stage: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """(row, issue)."""
    leaning: Array
    """Those of the alignments by dimension that re-export channels take: (row, channel's carrier)."""
    sizes: Array
    """The numbers that outcomes are declared with: (row, size)."""
    _known: dict[tuple[str, tuple[str, ...]], Array] = field(default_factory=dict)

    @classmethod
    def of(cls, seen: Seen, region: Region, sizes: Array) -> Self:
        """All worlds and months that were seen. sizes: (world, size)."""
        worlds, months = seen.stage.shape[:2]

        def rows(array: Column) -> Column:
            return array.reshape(worlds * months, *array.shape[2:])

        return cls(
            region.axes, np.tile(np.arange(months), worlds), rows(seen.alignment), rows(seen.dependence),
            rows(seen.stage), rows(seen.leaning), np.repeat(sizes, months, axis=0),
        )  # fmt: skip

    def influence(self, actor: str, of: tuple[str, ...]) -> Array:
        """Half (1 + alignment)/2 and half dependence; several powers: mean lean, summed need: (row,)."""
        if (actor, of) not in self._known:
            i, powers = self.axes.actor[actor], self.axes.picks(of)
            lean = self.alignment[:, i, powers].sum(axis=1) / len(powers)
            need = np.minimum(self.dependence[:, i, powers].sum(axis=1), 1)
            self._known[actor, of] = (1 + lean) / 4 + need / 2
        return self._known[actor, of]


class Measures:
    """The monthly measures and final outcomes of a region's worlds."""

    def __init__(self, choice_set: ChoiceSet) -> None:
        self.choice_set = choice_set
        self.axes = choice_set.axes
        self.outcomes = choice_set.seeds.outcomes.outcomes
        actors = self.axes.actors
        self.of, self.to = (k.ravel() for k in np.nonzero(~np.eye(len(actors), dtype=bool)))
        self.wanted = {
            name: self._stages(outcome.issue)
            for name, outcome in self.outcomes.items()
            if isinstance(outcome, Reached | MonthsTo | Stands)
        }
        self.carriers = [
            (outcome.dimension, carrier, outcome.to)
            for outcome in self.outcomes.values()
            if isinstance(outcome, ReexportChannel)
            for carrier in outcome.carriers
        ]
        self.sizes = {
            number.path: place
            for place, number in enumerate(n for n in numbers_of(choice_set.seeds) if n.path.startswith("outcomes."))
        }
        """Path of a number that an outcome is declared with → its place in `Moments.sizes`."""
        self.pairs = tuple(f"alignment.{actors[i]}.{actors[j]}" for i, j in zip(self.of, self.to, strict=True))

    def _stages(self, issue: Mapping[str, tuple[str, ...]]) -> list[tuple[int, Flags]]:
        """Of each issue named, which of its stages will do."""
        every = self.choice_set.stages
        return [
            (q, np.array([stage in wanted for stage in every[q]]))
            for q, wanted in ((self.axes.issue[name], stages) for name, stages in issue.items())
        ]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The monthly measures; all lie in [-1, 1]."""
        named = list(self.pairs)
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence() | ReexportChannel() | Balance() | Reached() | Stands() | Happened():
                    named.append(name)
                case LeadingPower():
                    named += [f"{name}.{a}={power}" for a in outcome.over for power in (*outcome.powers, NONE)]
        staged = zip(self.axes.issues, self.choice_set.stages, strict=True)
        return (*named, *(f"stage.{issue}.{stage}" for issue, stages in staged for stage in stages))

    @cached_property
    def graded(self) -> Index:
        """The places of the monthly measures that have quantiles: all but those that a world has or has not."""
        kinds = (Influence, ReexportChannel, Balance)
        graded = {*self.pairs, *(name for name, outcome in self.outcomes.items() if isinstance(outcome, kinds))}
        return np.array([place for place, name in enumerate(self.names) if name in graded], dtype=np.intp)

    @property
    def followed(self) -> tuple[str, ...]:
        """The monthly measures kept world by world: influence, what was reached or happened, and the headline's."""
        kinds = (Influence, Reached, Happened)
        wanted = {name for name, outcome in self.outcomes.items() if isinstance(outcome, kinds)}
        return tuple(name for name in self.names if name in wanted or name in self.choice_set.seeds.outcomes.headline)

    @cached_property
    def cells(self) -> Index:
        """The alignments by dimension that re-export channels take: (carrier, 3), dimension, actor, actor."""
        axes = self.axes
        found = [(axes.dimension[d], axes.actor[i], axes.actor[j]) for d, i, j in self.carriers]
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    def sizes_of(self, region: Region) -> Array:
        """The numbers that outcomes are declared with: (world, size)."""
        given = region.parameters.values.stacked(tuple(self.sizes))
        return np.array(np.broadcast_to(given, (region.worlds, given.shape[1])))

    def moment(self, region: Region) -> Moments:
        """State of a region's worlds now, as measures read it."""
        d, i, j = self.cells.T
        return Moments(
            region.axes, np.full(region.worlds, region.month), region.alignment_mean, region.dependence,
            region.state.stage.astype(np.int16), region.state.alignment[:, d, i, j], self.sizes_of(region),
        )  # fmt: skip

    def moments(self, region: Region, seen: Seen) -> Moments:
        """State of all months that were recorded, as measures read it."""
        return Moments.of(seen, region, self.sizes_of(region))

    def monthly(self, seen: Moments, watch: Watch) -> Iterator[Array]:
        """Monthly measures one after the other, in the order of `names`: each (row,)."""
        yield from np.ascontiguousarray(seen.alignment[:, self.of, self.to].T)
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence():
                    yield self.influence(seen, outcome)
                case ReexportChannel():
                    yield self.reexport_channel(seen, name, outcome)
                case Balance():
                    yield self.balance(seen)
                case Stands():
                    yield self.stands(seen, name).astype(float)
                case Reached() | Happened():
                    yield watch.has_come(name, seen.month).astype(float)
                case LeadingPower():
                    powers = [*range(len(outcome.powers)), -1]
                    for leader in self.leading_power(seen, name, outcome).T:
                        yield from ((leader == power).astype(float) for power in powers)
        for q, stages in enumerate(self.choice_set.stages):
            yield from ((seen.stage[:, q] == stage).astype(float) for stage in range(len(stages)))

    def final(self, region: Region, watch: Watch) -> dict[str, Column]:
        """The outcomes of every world: column → (world,)."""
        found: dict[str, Column] = {}
        seen = self.moment(region)
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence():
                    found[name] = self.influence(seen, outcome)
                case LeadingPower():
                    powers = np.array([*outcome.powers, NONE])
                    for actor, leader in zip(outcome.over, self.leading_power(seen, name, outcome).T, strict=True):
                        found[f"{name}.{actor}"] = powers[leader]
                case Reached() | Happened():
                    found[name] = watch.has_come(name, seen.month)
                case Stands():
                    found[name] = self.stands(seen, name)
                case MonthsTo():
                    first = watch.first[name].astype(float)
                    found[name] = np.where(first >= 0, first, np.nan)
                case ReexportChannel():
                    found[name] = self.reexport_channel(seen, name, outcome)
                case Balance():
                    found[name] = self.balance(seen)
                case Blocs():
                    found[name] = self.two_blocs(region, seen)
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

    def influence(self, seen: Moments, outcome: Influence) -> Array:
        """Mean over `over` of half (1 + alignment)/2 and half dependence: (row,)."""
        total = sum((seen.influence(actor, outcome.of) for actor in outcome.over), np.zeros(len(seen.month)))
        return np.asarray(total / len(outcome.over))

    def _size(self, seen: Moments, outcome: str, *keys: str) -> Array:
        """A number that an outcome is declared with: (row,)."""
        return seen.sizes[:, self.sizes[".".join(("outcomes", outcome, *keys))]]

    def leading_power(self, seen: Moments, name: str, outcome: LeadingPower) -> Index:
        """The power with most influence over an actor if it leads by the margin, else −1: (row, over)."""
        margin = self._size(seen, name, "margin")[:, None]
        each = [
            np.stack([seen.influence(actor, of) for actor in outcome.over], axis=1) for of in outcome.powers.values()
        ]  # (row, over)
        most = np.full(each[0].shape, -1)
        for power in reversed(range(len(each))):
            others = [*each[:power], *each[power + 1 :]]
            nearest = np.maximum.reduce(others) if others else 0
            most[each[power] - nearest >= margin] = power
        return most

    def reexport_channel(self, seen: Moments, name: str, outcome: ReexportChannel) -> Array:
        """Σ over carriers of share × openness × (1 + economic alignment)/2 × (1 − enforcement): (row,) in [0, 1]."""
        total = np.zeros(len(seen.month))
        shares = {carrier: self._size(seen, name, "carriers", carrier) for carrier in outcome.carriers}
        whole = np.asarray(sum(shares.values(), total))
        for carrier, share in shares.items():
            openness = self._size(seen, name, "openness", carrier)
            open_now = self._by_stage(seen, (name, "openness_by_stage", carrier), outcome.openness_by_stage, openness)
            enforced = self._by_stage(seen, (name, "enforcement", carrier), outcome.enforcement, np.zeros_like(total))
            lean = seen.leaning[:, self.carriers.index((outcome.dimension, carrier, outcome.to))]
            total = total + within_whole(share, whole) * open_now * (1 + lean) / 2 * (1 - enforced)
        return total

    def _by_stage(
        self, seen: Moments, at: tuple[str, str, str], given: Mapping[str, LevelByStage], otherwise: Array
    ) -> Array:
        """A level by the stages of issues; where several speak, the least openness and the most enforcement: (row,)."""
        join = np.minimum if at[1] == "openness_by_stage" else np.maximum
        level, rows = otherwise, np.arange(len(seen.month))
        for issue, levels in given.get(at[2], {}).items():
            q = self.axes.issue[issue]
            said = [
                join(self._size(seen, *at, issue, stage), otherwise) if stage in levels else otherwise
                for stage in self.choice_set.stages[q]
            ]
            level = join(level, np.stack(said)[seen.stage[:, q], rows])
        return level

    def stands(self, seen: Moments, name: str) -> Flags:
        """True where the issue is in one of the stages: (row,)."""
        return met(self.wanted[name], seen.stage)

    def _deciding(self, seen: Moments) -> Array:
        n = self.axes.deciders
        return seen.alignment[:, :n, :n]

    def balance(self, seen: Moments) -> Array:
        """Share of balanced triads among the deciding actors: (row,)."""
        return blocs.balance(self._deciding(seen))

    def two_blocs(self, region: Region, seen: Moments) -> Column:
        """The two-bloc partition of least energy among the deciding actors, as `A+B|C+D`: (row,)."""
        size = region.parameters.capability[region.rows]
        found = blocs.least_energy(self._deciding(seen), size)
        splits, which = np.unique(found, return_inverse=True)
        return np.array([self._label(blocs.partitions(self.axes.deciders)[split]) for split in splits])[which]

    def _label(self, split: Flags) -> str:
        sides = ["+".join(sorted(self.axes.actors[i] for i in np.flatnonzero(split == side))) for side in (False, True)]
        return "|".join(sorted(side for side in sides if side))


def met(wanted: list[tuple[int, Flags]], stage: Column) -> Flags:
    """True where every issue named is in one of the stages that will do: (row,). stage: (row, issue)."""
    holds = np.ones(len(stage), dtype=bool)
    for issue, stages in wanted:
        holds &= stages[stage[:, issue]]
    return holds


class Watch:
    """First month in which each `reached`, `months_to` and `clash` outcome came true, −1 if not yet."""

    def __init__(self, measures: Measures, region: Region) -> None:
        noted = (name for name, outcome in measures.outcomes.items() if isinstance(outcome, Reached | MonthsTo))
        self.wanted = {name: measures.wanted[name] for name in noted}
        self.clashes = [name for name, outcome in measures.outcomes.items() if isinstance(outcome, Happened)]
        self.first = {name: np.full(region.worlds, -1) for name in (*self.wanted, *self.clashes)}
        self.look(region)

    @classmethod
    def of(cls, measures: Measures, region: Region, seen: Seen) -> Watch:
        """The same of worlds that were run to their end."""
        watch = cls(measures, region)
        worlds, months = seen.stage.shape[:2]
        for name, wanted in watch.wanted.items():
            true = met(wanted, seen.stage.reshape(worlds * months, -1)).reshape(worlds, months)
            watch.first[name] = np.where(true.any(axis=1), true.argmax(axis=1), -1)
        clash: Flags = np.any(seen.done[:, :, region.structure.clash], axis=2)
        for name in watch.clashes:
            watch.first[name] = np.where(clash.any(axis=1), clash.argmax(axis=1), -1)
        return watch

    def look(self, region: Region) -> None:
        """Note what came true this month."""
        for name, wanted in self.wanted.items():
            self._note(name, met(wanted, region.state.stage), region.month)
        if region.month:
            for name in self.clashes:
                self._note(name, np.asarray(region.done[:, region.structure.clash].any(axis=1)), region.month)

    def _note(self, name: str, now: Flags, month: int) -> None:
        first = self.first[name]
        first[now & (first < 0)] = month

    def has_come(self, name: str, month: Index) -> Flags:
        """True where it had come true by these months, the months of a world side by side: (row,)."""
        first = np.repeat(self.first[name], len(month) // len(self.first[name]))
        return (first >= 0) & (first <= month)
