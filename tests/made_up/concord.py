"""Made-up kind of outcome: pairs that lean to each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from model.outcomes.balance import mutual
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.spec.fields import Route
from model.spec.outcomes import ColumnName, Speaker
from model.spec.seeds import Seeds


class Concord(Kind):
    """Share of all actors that lean to each other by more than a level."""

    kind: Literal["concord"]
    level: float = Field(default=0.0, ge=-1, le=1)
    """The level."""

    graded: ClassVar[bool] = True
    followed: ClassVar[bool] = True
    title_over_time: ClassVar[str] = "Concord over time"
    measured_in: ClassVar[str] = "A share of pairs, at the end."

    @property
    def numbers(self) -> Iterator[tuple[Route, float]]:
        """The level."""
        yield ("level",), self.level

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """The level is one that an alignment can pass."""
        if self.level == 1:
            yield ("level",), "nothing lies above it", False

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """With its level."""
        return f"{label} above {self.level:g}"

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Between 0 and 1."""
        actors = len(seen.axes.actors)
        above = mutual(seen.alignment) > seen.number(name, "level")[:, None, None]
        above[:, range(actors), range(actors)] = False
        return {name: above.sum(axis=(1, 2)) / (actors * (actors - 1))}
