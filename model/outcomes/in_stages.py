"""Common parts of the kinds that wait for stages of issues."""

from __future__ import annotations

from typing import ClassVar

from model.common.languages import marked
from model.effects import compiled
from model.outcomes.kind import Kind
from model.outcomes.moments import Moments
from model.rules.axes import Flags
from model.spec.base import StagesOf
from model.spec.outcomes import Unit
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds


class InStages(Kind):
    """Yes or no by the stages of issues."""

    issue: StagesOf

    unit: ClassVar[Unit] = "share of worlds"
    measured_in = marked("Yes or no in each world; means are shares of worlds.")

    @property
    def awaits(self) -> StagesOf:
        """The stages of all its issues."""
        return self.issue

    def set_by(self, intervention: Intervention, seeds: Seeds) -> bool:
        """The intervention puts an issue there."""
        asked = {(issue, stage) for issue, stages in self.issue.items() for stage in stages}
        return bool(asked & set(compiled(intervention).sets.items()))


class Arrival(InStages):
    """The first month in which issues are in these stages."""

    watched = True

    def comes_true(self, seen: Moments) -> Flags:
        """All issues are there."""
        return seen.stands(self.issue)
