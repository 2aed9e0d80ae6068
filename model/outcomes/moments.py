"""State of worlds in months, on which outcomes are measured, and where everything stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any

import numpy as np

from model.rules.axes import Array, Axes, Flags, Index
from model.spec.base import StagesOf

Column = np.ndarray[Any, Any]

Cell = tuple[str, str, str]
"""An alignment by dimension: the dimension, who leans, to whom."""


@dataclass(frozen=True)
class Layout:
    """Places on the axes of moments that are the same in all months."""

    axes: Axes
    stages: tuple[tuple[str, ...], ...]
    """The stages of each issue."""
    cells: tuple[Cell, ...]
    """The alignments by dimension that are recorded."""
    numbers: Mapping[str, int]
    """Path of a number that an outcome is declared with → its place."""

    @cached_property
    def pairs(self) -> tuple[tuple[str, int, int], ...]:
        """Every alignment but an actor's to itself: the name of its measure, who leans, to whom."""
        actors = self.axes.actors
        every = zip(*np.nonzero(~np.eye(len(actors), dtype=bool)), strict=True)
        return tuple((f"alignment.{actors[i]}.{actors[j]}", int(i), int(j)) for i, j in every)

    def wanted(self, awaits: StagesOf) -> list[tuple[int, Flags]]:
        """Of each issue named, which of its stages will do."""
        return [
            (q, np.array([stage in stages for stage in self.stages[q]]))
            for q, stages in ((self.axes.issue[name], stages) for name, stages in awaits.items())
        ]


@dataclass(frozen=True)
class Happened:
    """Events that happened, one after the other: each by the row of the moments it happened in."""

    row: Index
    """(n,)."""
    event: Index
    """(n,)."""
    weight: Array
    """ŵ, below 0 of a hostile event: (n,)."""
    types: tuple[str, ...]
    """Type of each event of the structure, by its place."""
    towards: Flags
    """True where an actor does the event to another; of an agreement each party to each: (event, actor, actor)."""


@dataclass(frozen=True)
class Moments:
    """State of some worlds in some months: a row is a world's month, the months of a world side by side."""

    layout: Layout
    world: Index
    """(row,)."""
    month: Index
    """(row,)."""
    alignment: Array
    """Mean over the dimensions: (row, actor, actor)."""
    dependence: Array
    """(row, actor, actor)."""
    stage: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """(row, issue)."""
    clash: Flags
    """True where states clashed in this month: (row,)."""
    leaning: Array
    """The alignments by dimension that are recorded: (row, cell)."""
    numbers: Array
    """The numbers that outcomes are declared with: (world, number)."""
    capability: Array
    """(world or 1, deciding actor)."""
    by_dimension: Array | None = None
    """Every alignment by dimension, where the moments are one month's: (row, dimension, actor, actor)."""
    first: Mapping[str, Index] = field(default_factory=dict)
    """First month in which an outcome that is watched came true, −1 if not yet: outcome → (world,)."""
    sums: Mapping[str, Array] = field(default_factory=dict)
    """Sums of the kinds that are summed, by column: (world,)."""
    gained: Array = field(default_factory=lambda: np.zeros((0, 0)))
    """Utility of the state to each deciding actor, less that at the start, for who reads it: (row, actor)."""
    _known: dict[tuple[str, str, tuple[str, ...]], Array] = field(default_factory=dict)

    @property
    def axes(self) -> Axes:
        """The axes of the region."""
        return self.layout.axes

    @property
    def deciding(self) -> Array:
        """Mean alignments among the deciding actors: (row, actor, actor)."""
        n = self.axes.deciders
        return self.alignment[:, :n, :n]

    def influence(self, actor: str, of: tuple[str, ...]) -> Array:
        """Half (1 + alignment)/2 and half dependence; several powers: mean lean, summed need: (row,)."""
        return self._once("influence", actor, of, self._influence)

    def _influence(self, actor: str, of: tuple[str, ...]) -> Array:
        lean = reduce(np.add, self._columns(self.alignment, actor, of)) / len(of)
        return np.asarray((1 + lean) / 4 + self._need(actor, of) / 2)

    def influence_of_union(self, actor: str, of: tuple[str, ...]) -> Array:
        """The same of several powers as one: the lean to the one of them it leans to most, summed need: (row,)."""
        lean = reduce(np.maximum, self._columns(self.alignment, actor, of))
        return np.asarray((1 + lean) / 4 + self._need(actor, of) / 2)

    def _need(self, actor: str, of: tuple[str, ...]) -> Array:
        """Dependence on several powers together, at most all: (row,)."""
        return self._once("need", actor, of, self._needed)

    def _needed(self, actor: str, of: tuple[str, ...]) -> Array:
        return np.asarray(np.minimum(reduce(np.add, self._columns(self.dependence, actor, of)), 1))

    def _columns(self, pairs: Array, actor: str, of: tuple[str, ...]) -> list[Array]:
        """Entries of an actor towards each of several others: each (row,). One by one: to pick them takes longer."""
        return [pairs[:, self.axes.actor[actor], self.axes.actor[other]] for other in of]

    def _once(
        self, what: str, actor: str, of: tuple[str, ...], compute: Callable[[str, tuple[str, ...]], Array]
    ) -> Array:
        """Something of an actor and others, worked out when it is first asked for."""
        if (what, actor, of) not in self._known:
            self._known[what, actor, of] = compute(actor, of)
        return self._known[what, actor, of]

    def number(self, outcome: str, *keys: str) -> Array:
        """A number that an outcome is declared with: (row,)."""
        return self.numbers[self.world, self.layout.numbers[".".join(("outcomes", outcome, *keys))]]

    def lean(self, cell: Cell) -> Array:
        """A recorded alignment by dimension: (row,)."""
        return self.leaning[:, self.layout.cells.index(cell)]

    def stands(self, awaits: StagesOf) -> Flags:
        """True where every issue named is in one of the stages that will do: (row,)."""
        holds = np.ones(len(self.stage), dtype=bool)
        for issue, stages in self.layout.wanted(awaits):
            holds &= stages[self.stage[:, issue]]
        return holds

    def has_come(self, outcome: str) -> Flags:
        """True where an outcome that is watched had come true by this month: (row,)."""
        first = self.first[outcome][self.world]
        return (first >= 0) & (first <= self.month)
