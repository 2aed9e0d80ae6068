"""The first months in which conditions may hold, as far as bounds show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from model.conditions.kind import NEVER
from model.conditions.programs import fits
from model.lint.reachability import Reach
from model.spec.condition import EventCondition

Place = tuple[str, str]
Months = Mapping[Place | int, float]
"""(Issue, stage) → the first month at whose end some world may be there, 0 where all worlds begin; place of an
intervention → the first month in which it may fire."""


class FirstMonths:
    """The first months in which stages may be reached and events may happen; infinity where they never do."""

    def __init__(self, came: Months, reach: Reach) -> None:
        self.came, self.reach = came, reach

    def in_stage(self, issue: str, stages: Collection[str]) -> float:
        """The first month at whose end an issue may be in one of these stages."""
        return min(self.came.get((issue, stage), NEVER) for stage in stages)

    def in_stages(self, wanted: Mapping[str, Sequence[str]]) -> float:
        """The first month at whose end every issue named may be in one of its stages."""
        return max((self.in_stage(issue, stages) for issue, stages in wanted.items()), default=0)

    def happened(self, event: EventCondition) -> float:
        """The first month in which such an event may happen."""
        reach = self.reach
        months = [self.in_stages(stages) + 1 for stages in reach.open_for(event)]
        months += [
            self.came.get(place, NEVER)
            for place, one in reach.scripted.items()
            if fits(event, one, reach.choice_set.seeds)
        ]
        counts_from = 0 if event.first_month is None else event.first_month - reach.as_of
        return max(min(months, default=NEVER), counts_from)
