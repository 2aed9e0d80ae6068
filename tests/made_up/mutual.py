"""Made-up kind of condition: two actors that lean to each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import Field

from model.conditions.kind import ConditionKind, Speaker, clauses_of
from model.conditions.programs import Clause, Programs
from model.spec.base import ActorName, Frozen
from model.spec.condition import AlignmentCondition, Condition


class Pair(Frozen):
    """Two actors that lean to each other by more than a level."""

    between: tuple[ActorName, ActorName]
    above: float = Field(default=0.0, ge=-1, lt=1)


class Mutual(ConditionKind[Pair]):
    """Two actors that lean to each other."""

    key = "mutual"
    value: ClassVar[Any] = Pair

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """Both alignments, as other conditions ask for them."""
        one, other = self.given.between
        each = (AlignmentCondition(of=a, to=b, above=self.given.above) for a, b in ((one, other), (other, one)))
        return clauses_of(Condition(all=tuple(Condition(alignment=one) for one in each)), programs, name)

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """The two actors, and the level."""
        one, other = map(say.actor, self.given.between)
        yield f"{one} and {other} {'leaned' if past else 'lean'} to each other above {self.given.above:g}"

    @property
    def idle(self) -> str:
        """No level is lower than the lowest."""
        return "all lean to each other above −1" if self.given.above == -1 else ""
