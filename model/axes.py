"""The axes every array is laid out on, named once.

The world is the first axis of every array and the last in memory: the same number of all worlds lies side by side, so
that one operation runs along all of them, and what is computed for a world does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.spec.seeds import Seeds

Array = NDArray[np.float64]
"""Floats; the leading axis is the world, or has length 1 where all worlds are alike."""
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]
Laid = TypeVar("Laid", bound=np.generic)


def side_by_side(array: NDArray[Laid], worlds: int | None = None) -> NDArray[Laid]:
    """A copy (world, ...) in which worlds lie side by side; one row is repeated for as many worlds as are wanted."""
    wanted = array if worlds is None else np.broadcast_to(array, (worlds, *array.shape[1:]))
    return worlds_first(np.array(np.moveaxis(wanted, 0, -1), order="C"))


def worlds_first(array: NDArray[Laid]) -> NDArray[Laid]:
    """The same array with its last axis, the world, first."""
    return array.transpose(array.ndim - 1, *range(array.ndim - 1))


class Derived:
    """What follows from some arrays, worked out once as long as they are the same ones."""

    def __init__(self, work: Callable[..., Array]) -> None:
        self.work = work
        self.sources: tuple[Array, ...] = ()

    def __call__(self, *sources: Array) -> Array:
        """What follows from these."""
        if len(self.sources) != len(sources) or any(a is not b for a, b in zip(self.sources, sources, strict=True)):
            self.sources, self.found = sources, self.work(*sources)
        return self.found


def places(flags: Flags) -> tuple[Index, Index]:
    """Where flags (world, column) are set: worlds and columns, column by column."""
    column, world = np.divmod(np.flatnonzero(flags.T), len(flags))
    return world, column


def at(table: NDArray[Laid], world: Index, column: NDArray[np.integer[Any]]) -> NDArray[Laid]:
    """Cells of a table (world or 1, column), case by case: (case,). world, column: (case,)."""
    rows = len(table)
    place = column * rows + world if rows > 1 else column
    return np.take(table.T.reshape(-1), place)


@dataclass(frozen=True)
class Axes:
    """Actors (deciding ones first), dimensions, issues and profiles, in the order of every array axis."""

    actors: tuple[str, ...]
    deciders: int
    """How many of the actors decide; these come first."""
    dimensions: tuple[str, ...]
    issues: tuple[str, ...]
    profiles: tuple[str, ...]

    @classmethod
    def of(cls, seeds: Seeds) -> Axes:
        """The axes of a region."""
        every = seeds.actors.actors
        acting = [name for name, actor in every.items() if actor.decides]
        return cls(
            actors=(*acting, *(name for name in every if name not in acting)),
            deciders=len(acting),
            dimensions=seeds.region.dimensions,
            issues=tuple(seeds.issues.issues),
            profiles=tuple(seeds.interests.profiles),
        )

    @cached_property
    def actor(self) -> dict[str, int]:
        """Actor id → place on the axis."""
        return {name: i for i, name in enumerate(self.actors)}

    @cached_property
    def dimension(self) -> dict[str, int]:
        """Dimension id → place on the axis."""
        return {name: i for i, name in enumerate(self.dimensions)}

    @cached_property
    def issue(self) -> dict[str, int]:
        """Issue id → place on the axis."""
        return {name: i for i, name in enumerate(self.issues)}

    @cached_property
    def profile(self) -> dict[str, int]:
        """Profile id → place on the axis."""
        return {name: i for i, name in enumerate(self.profiles)}

    def picks(self, names: tuple[str, ...]) -> Index:
        """The places of some actors."""
        return np.array([self.actor[name] for name in names], dtype=np.intp)
