"""An alignment above or below a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.common.text import MINUS
from model.conditions.kind import ConditionKind, Speaker
from model.conditions.programs import ANY, Clause, Programs
from model.rules import records
from model.spec.condition import AlignmentCondition


class Leans(ConditionKind[AlignmentCondition]):
    """An alignment, as the mean over dimensions."""

    key = "alignment"
    value: ClassVar[Any] = AlignmentCondition

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """One question."""
        actor, given = programs.axes.actor, self.given
        above = -ANY if given.above is None else given.above
        below = ANY if given.below is None else given.below
        return [(records.ALIGNMENT, actor[given.of], actor[given.to], above, below)]

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """With its levels."""
        sides = [("above", self.given.above), ("below", self.given.below)]
        levels = " and ".join(f"{side} {level:g}" for side, level in sides if level is not None).replace("-", MINUS)
        of, to = say.actor(self.given.of), say.actor(self.given.to)
        yield f"{of} {'leaned' if past else 'leans'} to {to} {levels}"
