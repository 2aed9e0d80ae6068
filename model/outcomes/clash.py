"""A clash between states."""

from __future__ import annotations

from typing import Literal

from model.common.languages import marked
from model.effects import compiled
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.rules.axes import Flags
from model.spec.base import StagesOf
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds


class Clash(Kind):
    """True where a clash between states has happened, by choice or by scenario."""

    kind: Literal["clash"]

    unit = "share of worlds"
    measured_in = marked("Yes or no in each world; means are shares of worlds.")
    followed = True
    watched = True
    once = True

    @property
    def documented(self) -> StagesOf:
        """No issue: documents tell of clashes as events."""
        return {}

    def comes_true(self, seen: Moments) -> Flags:
        """States clash in this month."""
        return seen.clash

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Yes or no."""
        return {name: seen.has_come(name)}

    def set_by(self, intervention: Intervention, seeds: Seeds) -> bool:
        """The intervention's event is a clash."""
        types, event = seeds.types.types, compiled(intervention).event
        return event is not None and event.type in types and types[event.type].clash
