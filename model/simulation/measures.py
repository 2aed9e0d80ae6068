"""Measures of every world, monthly and at the end: outcomes are declared in YAML, their kinds are in model/outcomes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.outcomes.kind import kind_of
from model.outcomes.moments import Column, Happened, Layout, Moments
from model.rules.axes import Array, Flags, Index
from model.simulation.choice_set import ChoiceSet
from model.simulation.state import Seen

if TYPE_CHECKING:
    from model.simulation.model import Region


class Measures:
    """The monthly measures and final outcomes of a region's worlds; `only`: some of its outcomes, by name."""

    def __init__(self, choice_set: ChoiceSet, only: Collection[str] | None = None) -> None:
        self.choice_set = choice_set
        self.axes = choice_set.axes
        declared = choice_set.seeds.outcomes
        names = declared.outcomes if only is None else [name for name in declared.outcomes if name in only]
        self.outcomes = {name: kind_of(declared.outcomes[name]) for name in names}
        numbers = (number.path for number in declared.numbers if number.route[1] in self.outcomes)
        self.layout = Layout(
            choice_set.axes,
            tuple(map(tuple, choice_set.stages)),
            tuple(cell for outcome in self.outcomes.values() for cell in outcome.cells),
            {path: place for place, path in enumerate(numbers)},
        )
        self.pairs = tuple(name for name, _, _ in self.layout.pairs)
        self.of, self.to = (np.array([pair[side] for pair in self.layout.pairs], dtype=np.intp) for side in (1, 2))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The monthly measures; all lie in [-1, 1]."""
        named = (measure for name, outcome in self.outcomes.items() for measure in outcome.measures(name))
        staged = zip(self.axes.issues, self.choice_set.stages, strict=True)
        return (*self.pairs, *named, *(f"stage.{issue}.{stage}" for issue, stages in staged for stage in stages))

    @cached_property
    def graded(self) -> Index:
        """The places of the monthly measures that have quantiles: all but those that a world has or has not."""
        graded = {m for name, outcome in self.outcomes.items() if outcome.graded for m in outcome.measures(name)}
        graded |= {*self.pairs}
        return np.array([place for place, name in enumerate(self.names) if name in graded], dtype=np.intp)

    @cached_property
    def followed(self) -> tuple[str, ...]:
        """The monthly measures kept world by world: those of the kinds that ask for it, and the headline's."""
        wanted = {m for name, outcome in self.outcomes.items() if outcome.followed for m in outcome.measures(name)}
        wanted |= {*self.choice_set.seeds.outcomes.headline}
        return tuple(name for name in self.names if name in wanted)

    @cached_property
    def cells(self) -> Index:
        """The alignments by dimension that outcomes read every month: (cell, 3), dimension, actor, actor."""
        axes = self.axes
        found = [(axes.dimension[d], axes.actor[i], axes.actor[j]) for d, i, j in self.layout.cells]
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    def _numbers(self, region: Region) -> Array:
        """The numbers that outcomes are declared with: (world, number)."""
        given = region.parameters.values.stacked(tuple(self.layout.numbers))
        return given[region.rows if len(given) > 1 else np.zeros(region.worlds, dtype=np.intp)]

    def moment(self, region: Region) -> Moments:
        """State of a region's worlds now, as outcomes read it."""
        d, i, j = self.cells.T
        return Moments(
            layout=self.layout,
            world=np.arange(region.worlds),
            month=np.full(region.worlds, region.month),
            alignment=region.alignment_mean,
            dependence=region.dependence,
            stage=region.state.stage.astype(np.int16),
            clash=_clashes(region, region.done) & (region.month > 0),
            leaning=region.state.alignment[:, d, i, j],
            numbers=self._numbers(region),
            capability=region.parameters.capability[region.rows],
            by_dimension=region.state.alignment,
        )

    def moments(self, region: Region, seen: Seen) -> Moments:
        """State of all worlds and months that were recorded, as outcomes read it."""
        worlds, months = seen.stage.shape[:2]

        def rows(array: Column) -> Column:
            return array.reshape(worlds * months, *array.shape[2:])

        return Moments(
            layout=self.layout,
            world=np.repeat(np.arange(worlds), months),
            month=np.tile(np.arange(months), worlds),
            alignment=rows(seen.alignment),
            dependence=rows(seen.dependence),
            stage=rows(seen.stage),
            clash=_clashes(region, rows(seen.done)),
            leaning=rows(seen.leaning),
            numbers=self._numbers(region),
            capability=region.parameters.capability[region.rows],
        )

    def monthly(self, watch: Watch) -> Iterator[Array]:
        """Monthly measures of what was looked at, one after the other, in the order of `names`: each (row,)."""
        seen = replace(watch.moments, first=watch.first)
        yield from np.ascontiguousarray(seen.alignment[:, self.of, self.to].T)
        for name, outcome in self.outcomes.items():
            yield from outcome.monthly(name, seen)
        for q, stages in enumerate(self.choice_set.stages):
            yield from ((seen.stage[:, q] == stage).astype(float) for stage in range(len(stages)))

    def monthly_followed(self, watch: Watch) -> Iterator[tuple[str, Array]]:
        """The measures of outcomes among `followed`, each with its name: (row,). The others are not worked out."""
        seen = replace(watch.moments, first=watch.first)
        for name, i, j in self.layout.pairs:
            if name in self.followed:
                yield name, seen.alignment[:, i, j]
        for name, outcome in self.outcomes.items():
            if set(measures := outcome.measures(name)) & set(self.followed):
                every = zip(measures, outcome.monthly(name, seen), strict=True)
                yield from ((measure, each) for measure, each in every if measure in self.followed)

    def final(self, region: Region, watch: Watch) -> dict[str, Column]:
        """The outcomes of every world: column → (world,)."""
        seen = replace(self.moment(region), first=watch.first, sums=watch.sums)
        if any(outcome.reads_gains for outcome in self.outcomes.values()):
            seen = replace(seen, gained=(region.state_utility - region.utility_at_start).sum(axis=2))
        found = dict[str, Column]()
        for name, outcome in self.outcomes.items():
            found |= outcome.final(name, seen)
        return found


def happened(region: Region, done: Flags) -> Happened:
    """The events that happened, of all that are done by row: (row, event); rows are months of a world side by side."""
    row, event = np.nonzero(done)
    structure, months = region.structure, len(done) // region.worlds
    weight = region.parameters.weight.sum(axis=2)[region.rows[row // months], event]
    types = [each.type for each in region.choice_set.alternatives] + [each.type for each in structure.scripted]
    return Happened(row, event, weight, tuple(types), structure.towards)


def _clashes(region: Region, done: Flags) -> Flags:
    """True where an event that happened is a clash: (row,). done: (row, event)."""
    return np.asarray(done[:, region.structure.clash].any(axis=1))


class Watch:
    """First month in which each outcome that is watched came true, −1 if not yet: outcome → (world,)."""

    def __init__(self, measures: Measures, region: Region, seen: Seen | None = None) -> None:
        """Look at a region as it is now, or back at worlds that were run to their end."""
        self.measures = measures
        self.watched = {name: outcome for name, outcome in measures.outcomes.items() if outcome.watched}
        self.first = {name: np.full(region.worlds, -1) for name in self.watched}
        self.summed = {name: outcome for name, outcome in measures.outcomes.items() if outcome.summed}
        self.sums: dict[str, Array] = {}
        """Sums over events up to now, by column: (world,)."""
        self.moments: Moments
        """State it looked at last."""
        if seen is None:
            self.look(region)
        else:
            self.look_back(region, seen)

    def look_back(self, region: Region, seen: Seen) -> None:
        """Note what came true in any month, in worlds of which nothing is noted yet."""
        self.moments = self.measures.moments(region, seen)
        for name, outcome in self.watched.items():
            true = outcome.comes_true(self.moments).reshape(region.worlds, -1)
            self.first[name] = np.where(true.any(axis=1), true.argmax(axis=1), -1)
        if self.summed:
            self.add(self.moments, happened(region, seen.done.reshape(-1, seen.done.shape[2])), region.worlds)

    def look(self, region: Region) -> None:
        """Note what came true this month."""
        self.moments = seen = self.measures.moment(region)
        for name, outcome in self.watched.items():
            first = self.first[name]
            first[outcome.comes_true(seen) & (first < 0)] = region.month
        if self.summed:
            self.add(seen, happened(region, region.done if region.month else np.zeros_like(region.done)), region.worlds)

    def add(self, seen: Moments, events: Happened, worlds: int) -> None:
        """Add what events have come to in their worlds."""
        for name, outcome in self.summed.items():
            for column, amount in outcome.amounts(name, seen, events).items():
                before = self.sums.get(column, np.zeros(worlds))
                self.sums[column] = before + np.bincount(seen.world[events.row], weights=amount, minlength=worlds)
