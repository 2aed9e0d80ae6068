"""Pressure that others have put on an actor by events of some types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np

from model.common.languages import marked
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Happened, Moments
from model.rules.axes import Array
from model.spec.base import ActorName
from model.spec.condition import TypeNames
from model.spec.fields import Route
from model.spec.outcomes import ColumnName
from model.spec.seeds import Seeds


class Pressure(Kind):
    """Sum over events of these types against an actor of their weight × its dependence on who acts, over the run."""

    kind: Literal["pressure"]
    on: ActorName
    types: TypeNames

    measured_in = marked(
        "A sum over the run: 1 is one event of full weight by an actor on which the other depends for everything."
    )
    scale = "weighted events"
    monthly_too = False
    summed = True

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """The types are hostile."""
        for place, name in enumerate(self.types):
            if seeds.types.types[name].goldstein >= 0:
                yield ("types", place), f"{name} is no hostile type of event", False

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """No leaning: it is made of what others do."""
        return []

    def amounts(self, name: str, seen: Moments, happened: Happened) -> Mapping[str, Array]:
        """|weight| × dependence in the month, summed over the doers of each event."""
        on = seen.axes.actor[self.on]
        right = np.array([kind in self.types for kind in happened.types], dtype=bool)[happened.event]
        need = (seen.dependence[happened.row, on] * happened.towards[happened.event, :, on]).sum(axis=1)
        return {name: np.where(right, -happened.weight * need, 0.0)}

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """The sum up to the end."""
        return {name: np.array(seen.sums[name])}
