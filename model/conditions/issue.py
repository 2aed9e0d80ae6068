"""Stages that issues must be in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

from model.common.text import listed, spaced
from model.conditions.kind import Bounds, ConditionKind, FirstMonths, Speaker, Stages
from model.conditions.programs import ANY, Clause, Programs
from model.rules import records
from model.spec.base import StagesOf
from model.spec.fields import Route


class InStages(ConditionKind[Stages]):
    """Issues, each in one of some stages."""

    key = "issue"
    value: ClassVar[Any] = StagesOf

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """One question for all issues."""
        return [(records.STAGES, *programs.needs(self.given), -ANY, ANY)]

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """Issue by issue."""
        for issue, stages in self.given.items():
            names = listed((f"“{spaced(stage)}”" for stage in stages), "or")
            yield f"{say.issue(issue)} {'was' if past else 'is'} {names}"

    def unreachable(self, entered: Callable[[str], Collection[str]]) -> Iterator[tuple[Route, str]]:
        """Stages that no transition and no intervention leads to."""
        for issue, stages in self.given.items():
            if not {*entered(issue)} & {*stages}:
                yield (issue,), f"nothing ever brings {issue} to {' or '.join(stages)}"

    def never(self, bounds: Bounds) -> Iterator[str]:
        """Issue by issue."""
        for issue, stages in self.given.items():
            if not any(bounds.may_be(issue, stage) for stage in stages):
                yield f"what would bring {issue} to {' or '.join(stages)} cannot happen in this scenario"

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where one of the issues can be elsewhere."""
        return any(bounds.may_leave(issue, stages) for issue, stages in self.given.items())

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """Issue by issue."""
        for issue, stages in self.given.items():
            yield months.in_stage(issue, stages), f"{issue} comes to {' or '.join(stages)}"
