"""Chance: a share of the worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.conditions.kind import NEVER, OF_ITSELF, Bounds, ConditionKind, FirstMonths, Speaker
from model.conditions.programs import ANY, Clause, Programs
from model.rules import records
from model.spec.base import Share


class Chance(ConditionKind[float]):
    """A share of the worlds, drawn once a world by the name of the intervention."""

    key = "chance"
    value: ClassVar[Any] = Share
    draws = True

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """One question on the random number of that name."""
        return [(records.CHANCE, programs.random_number(str(name)), 0, -ANY, self.given)]

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """A draw."""
        yield f"a draw with chance {self.given:g} {'said' if past else 'says'} yes"

    @property
    def idle(self) -> str:
        """A chance that is none."""
        return "a chance of 1 leaves nothing to chance" if self.given == 1 else ""

    def never(self, bounds: Bounds) -> Iterator[str]:
        """A chance of 0."""
        if not self.given:
            yield "its chance is 0"

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where it is below 1."""
        return self.given < 1

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """No month, where the chance is 0."""
        yield (0.0 if self.given else NEVER), OF_ITSELF
