"""What is measured in every world, monthly and at the end: outcomes are declared in YAML, here are their kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

import numpy as np

from model import blocs
from model.axes import Array, Derived, Flags, Index, side_by_side, worlds_first
from model.region import Region
from model.repertoire import Repertoire
from model.spec.base import LevelByStage
from model.spec.numbers import numbers_of
from model.spec.outcomes import Balance, Blocs, Happened, Influence, Lifeline, MonthsTo, Orbit, Reached, Stands
from model.sway import Sway
from model.ties import within_whole

Column = np.ndarray[Any, Any]
NONE = "none"
AT_ONCE = 6
"""Months measured together: fewer and larger operations, and still little to hold."""


@dataclass(frozen=True)
class Moments:
    """What is measured of the worlds of a month, or of several months, one after another: a row is a world's month."""

    month: Index
    """(row,)."""
    alignment: Array
    """Mean over the dimensions: (row, actor, actor)."""
    dependence: Array
    """(row, actor, actor)."""
    stage: Index
    """(row, issue)."""
    leaning: Array
    """Those of the alignments by dimension that lifelines take: (row, lifeline's carrier)."""
    sizes: Array
    """The numbers that outcomes are declared with: (row, size)."""

    @classmethod
    def joined(cls, months: Sequence[Self]) -> Self:
        """The rows of some, then those of the next."""

        def end_to_end(name: str) -> Column:
            return worlds_first(np.concatenate([np.moveaxis(getattr(month, name), 0, -1) for month in months], axis=-1))

        return cls(**{field.name: end_to_end(field.name) for field in fields(cls)})


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
        self.carriers = [
            (outcome.dimension, carrier, outcome.to)
            for outcome in self.outcomes.values()
            if isinstance(outcome, Lifeline)
            for carrier in outcome.carriers
        ]
        self.sizes = {
            number.path: place
            for place, number in enumerate(n for n in numbers_of(repertoire.seeds) if n.path.startswith("outcomes."))
        }
        """Path of a number that an outcome is declared with → its place in `Moments.sizes`."""
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

    @cached_property
    def graded(self) -> Index:
        """The places of the monthly measures that have quantiles: all but those that a world has or has not."""
        kinds = (Influence, Lifeline, Balance)
        graded = {*self.pairs, *(name for name, outcome in self.outcomes.items() if isinstance(outcome, kinds))}
        return np.array([place for place, name in enumerate(self.names) if name in graded], dtype=np.intp)

    @property
    def followed(self) -> tuple[str, ...]:
        """The monthly measures kept world by world: influence, what was reached or happened, and the headline's."""
        kinds = (Influence, Reached, Happened)
        wanted = {name for name, outcome in self.outcomes.items() if isinstance(outcome, kinds)}
        return tuple(name for name in self.names if name in wanted or name in self.repertoire.seeds.outcomes.headline)

    def moment(self, region: Region) -> Moments:
        """What is measured of a region's worlds now."""
        axes, alignment = self.axes, region.state.alignment
        cells = [(axes.dimension[d], axes.actor[i], axes.actor[j]) for d, i, j in self.carriers]
        return Moments(
            month=np.full(region.worlds, region.month),
            alignment=region.alignment_mean,
            dependence=region.dependence,
            stage=region.state.stage.copy(order="K"),
            leaning=np.array([alignment[:, d, i, j] for d, i, j in cells]).reshape(-1, region.worlds).T,
            sizes=side_by_side(region.values.stacked(tuple(self.sizes)), region.worlds),
        )

    def monthly(self, seen: Moments, watch: Watch) -> Array:
        """The monthly measures: (row, measure), in the order of `names`."""
        rows = len(seen.month)
        found = np.zeros((len(self.names), rows)).T
        pairs = len(self.pairs)
        found[:, :pairs] = seen.alignment[:, self.of, self.to]
        column = pairs
        for name, outcome in self.outcomes.items():
            wide = 1
            match outcome:
                case Influence():
                    found[:, column] = self.influence(seen, outcome)
                case Lifeline():
                    found[:, column] = self.lifeline(seen, name, outcome)
                case Balance():
                    found[:, column] = self.balance(seen)
                case Stands():
                    found[:, column] = self.stands(seen, name)
                case Reached() | Happened():
                    found[:, column] = watch.has_come(name, seen.month)
                case Orbit():
                    ahead = self.orbit(seen, name, outcome)  # (row, over)
                    wide = ahead.shape[1] * (len(outcome.powers) + 1)
                    powers = np.array([*range(len(outcome.powers)), -1])
                    shown = found[:, column : column + wide].T.reshape(ahead.shape[1], len(powers), -1)
                    shown[:] = ahead.T[:, None] == powers[:, None]
                case _:
                    wide = 0
            column += wide
        found[np.arange(rows)[:, None], column + self.repertoire.first_stage + seen.stage] = 1
        return found

    def final(self, region: Region, watch: Watch) -> dict[str, Column]:
        """The outcomes of every world: column → (world,)."""
        found: dict[str, Column] = {}
        seen = self.moment(region)
        for name, outcome in self.outcomes.items():
            match outcome:
                case Influence():
                    found[name] = self.influence(seen, outcome)
                case Orbit():
                    powers = np.array([*outcome.powers, NONE])
                    for actor, ahead in zip(outcome.over, self.orbit(seen, name, outcome).T, strict=True):
                        found[f"{name}.{actor}"] = powers[ahead]
                case Reached() | Happened():
                    found[name] = watch.has_come(name, seen.month)
                case Stands():
                    found[name] = self.stands(seen, name)
                case MonthsTo():
                    first = watch.first[name].astype(float)
                    found[name] = np.where(first >= 0, first, np.nan)
                case Lifeline():
                    found[name] = self.lifeline(seen, name, outcome)
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
        sway = self.sway(seen.alignment, seen.dependence)
        return np.asarray(sway[:, self.swaying.places(outcome.over, outcome.of)].mean(axis=1))

    def _size(self, seen: Moments, outcome: str, *keys: str) -> Array:
        """A number that an outcome is declared with: (row,)."""
        return seen.sizes[:, self.sizes[".".join(("outcomes", outcome, *keys))]]

    def orbit(self, seen: Moments, name: str, outcome: Orbit) -> Index:
        """The power with most influence over an actor if ahead by the margin, else −1: (row, over)."""
        margin = self._size(seen, name, "margin")[:, None]
        sway = self.sway(seen.alignment, seen.dependence)
        each = [sway[:, self.swaying.places(outcome.over, of)] for of in outcome.powers.values()]  # (row, over)
        most = np.full(each[0].shape, -1)
        for power in reversed(range(len(each))):
            others = [*each[:power], *each[power + 1 :]]
            nearest = np.maximum.reduce(others) if others else 0
            most[each[power] - nearest >= margin] = power
        return most

    def lifeline(self, seen: Moments, name: str, outcome: Lifeline) -> Array:
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
                for stage in self.repertoire.stages[q]
            ]
            level = join(level, np.stack(said)[seen.stage[:, q], rows])
        return level

    def stands(self, seen: Moments, name: str) -> Flags:
        """Whether the issue is in one of the stages: (row,)."""
        return self.wanted[name].met(seen.stage)

    def _deciding(self, seen: Moments) -> Array:
        n = self.axes.deciders
        return seen.alignment[:, :n, :n]

    def balance(self, seen: Moments) -> Array:
        """Share of balanced triads among the deciding actors: (row,)."""
        return blocs.balance(self._deciding(seen))

    def two_blocs(self, region: Region, seen: Moments) -> Column:
        """The two-bloc partition of least energy among the deciding actors, as `A+B|C+D`: (row,)."""
        size = region.surroundings.capability
        found = blocs.least_energy(self._deciding(seen), np.broadcast_to(size, (region.worlds, size.shape[1])))
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
        self.acts = np.zeros(len(region.repertoire.groups), dtype=np.int64)
        """How often each actor and action of the repertoire's groups came about: (group,)."""
        self.look(region)

    def look(self, region: Region) -> None:
        """Note what came true this month."""
        for name, wanted in self.wanted.items():
            self._note(name, wanted.met(region.state.stage), region.month)
        if region.month:
            for name in self.clashes:
                self._note(name, np.asarray(region.done[:, region.clash].any(axis=1)), region.month)
            self.acts += np.bincount(region.repertoire.seat_group[region.successful], minlength=len(self.acts))

    def _note(self, name: str, now: Flags, month: int) -> None:
        first = self.first[name]
        first[now & (first < 0)] = month

    def has_come(self, name: str, month: Index) -> Flags:
        """Whether it had come true by these months, all worlds of one after those of another: (row,)."""
        first = np.tile(self.first[name], len(month) // len(self.first[name]))
        return (first >= 0) & (first <= month)
