"""The axes every array is laid out on, named once. The world is the first axis of every array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.spec.seeds import Seeds

Array = NDArray[np.float64]
"""Floats; the leading axis is the world, or has length 1 where all worlds are alike."""
Flags = NDArray[np.bool_]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Axes:
    """Actors (deciding ones first), dimensions, issues and profiles, in the order of every array axis."""

    actors: tuple[str, ...]
    deciders: int
    """Number of actors that decide; these come first."""
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

    @property
    def deciding(self) -> tuple[str, ...]:
        """The actors that decide."""
        return self.actors[: self.deciders]

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
