"""The gains of actors by their own interests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from model.common.errors import did_you_mean
from model.common.languages import marked
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.spec.base import ActorNames
from model.spec.fields import Route
from model.spec.outcomes import ColumnName, Speaker
from model.spec.seeds import Seeds

POINTS = 1000
"""Points of one unit of utility, in which a game counts too."""


class Gains(Kind):
    """Gains of each actor since the start by its own interests and stakes, as a game counts it."""

    kind: Literal["gains"]
    of: ActorNames

    measured_in = marked("Points at the end, 0 at the start: thousandths of utility, as the game counts them.")
    scale = "thousandths of utility"
    monthly_too = False
    reads_gains = True

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """They are actors that want something."""
        for place, name in enumerate(self.of):
            if not seeds.actors.actors[name].decides:
                yield ("of", place), f"{name} is passive: it pursues no interests", False

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """A column is an actor's."""
        if column.parts and column.parts[0] not in self.of:
            return f'{name} has no "{column.parts[0]}"{did_you_mean(column.parts[0], self.of)}'
        return "" if len(column.parts) == 1 and not column.category else f"name an actor, as {name}.{self.of[0]}"

    def pattern(self, name: str, seeds: Seeds) -> str:
        """`gains.AAA`."""
        return rf"{re.escape(name)}\.({'|'.join(map(re.escape, self.of))})"

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Utility of the end less that of the start."""
        return {f"{name}.{actor}": POINTS * seen.gained[:, seen.axes.actor[actor]] for actor in self.of}

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """`Gained: A`."""
        return f"{label}: {say.actor(column.part)}" if column.part else label

    def brief(self, column: ColumnName) -> str:
        """`AAA gains`."""
        return f"{column.part} gains" if column.part else super().brief(column)
