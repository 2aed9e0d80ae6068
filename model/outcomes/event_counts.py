"""The number of friendly or hostile events between two actors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np

from model.common.languages import marked
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Happened, Moments
from model.rules.axes import Array
from model.spec.base import ActorName
from model.spec.fields import Route
from model.spec.outcomes import ColumnName, Speaker
from model.spec.seeds import Seeds


class EventCounts(Kind):
    """Number of events of a sign between the two actors of each pair, whoever acts, over the run."""

    kind: Literal["events"]
    sign: Literal["friendly", "hostile"]
    between: tuple[tuple[ActorName, ActorName], ...]
    """The pairs."""

    measured_in = marked("A number of events within the run.")
    scale = "events"
    monthly_too = False
    summed = True

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """A pair is of two, and none is counted twice."""
        met: set[frozenset[str]] = set()
        for place, pair in enumerate(self.between):
            if pair[0] == pair[1]:
                yield ("between", place), "name two different actors", False
            elif frozenset(pair) in met:
                yield ("between", place), f"{pair[0]} and {pair[1]} are counted already", False
            met.add(frozenset(pair))

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """A column is of a pair, in the order in which it is given."""
        if column.category or tuple(column.parts) not in self.between:
            return f"name one of its pairs, as {name}.{'.'.join(self.between[0])}"
        return ""

    def pattern(self, name: str, seeds: Seeds) -> str:
        """`hostile.AAA.BBB`."""
        pairs = "|".join(re.escape(f"{one}.{other}") for one, other in self.between)
        return rf"{re.escape(name)}\.({pairs})"

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """The leanings of the two to each other."""
        one, other = column.parts[:2]
        return [(one, other), (other, one)]

    def amounts(self, name: str, seen: Moments, happened: Happened) -> Mapping[str, Array]:
        """One for each event of the sign between the two."""
        right = happened.weight < 0 if self.sign == "hostile" else happened.weight > 0
        found = {}
        for one, other in self.between:
            i, j = seen.axes.actor[one], seen.axes.actor[other]
            between = happened.towards[happened.event, i, j] | happened.towards[happened.event, j, i]
            found[f"{name}.{one}.{other}"] = (right & between).astype(float)
        return found

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """The number up to the end."""
        columns = (f"{name}.{one}.{other}" for one, other in self.between)
        return {column: np.array(seen.sums[column]) for column in columns}

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """`Hostile events: A and B`."""
        return f"{label}: {say.actors(column.parts)}" if column.parts else label

    def brief(self, column: ColumnName) -> str:
        """`AAA–BBB hostile`."""
        return f"{'–'.join(column.parts)} {self.sign}" if column.parts else super().brief(column)
