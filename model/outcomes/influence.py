"""Influence of powers over actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.spec.base import ActorNames
from model.spec.outcomes import ColumnName


class Influence(Kind):
    """Mean over `over` of half (1 + alignment to `of`)/2 and half dependence on `of`."""

    kind: Literal["influence"]
    of: ActorNames
    over: ActorNames

    graded = True
    followed = True
    title_over_time = "Influence over time"

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Between 0 and 1."""
        total = sum((seen.influence(actor, self.of) for actor in self.over), np.zeros(len(seen.month)))
        return {name: np.asarray(total / len(self.over))}

    def moved_by(self, column: ColumnName, mean: float, by_dimension: Mapping[str, float]) -> float:
        """Half of (1 + alignment)/2, in a mean over pairs."""
        return mean / 4 / (len(self.of) * len(self.over))

    @property
    def influences(self) -> list[tuple[str, ActorNames]]:
        """Over each, of all powers together."""
        return [(over, self.of) for over in self.over]

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """The leanings to the powers."""
        return [(over, of) for over in self.over for of in self.of]
