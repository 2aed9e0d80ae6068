"""The region itself and the model's own parameters."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from model.spec.assumption import Assumption
from model.spec.base import AssumptionName, Frozen, Month, Said, fault
from model.spec.hindcast import Hindcast


class JointLimit(Frozen):
    """A limit on the ratio of two assumptions."""

    numerator: AssumptionName
    denominator: AssumptionName
    at_most: float
    why: str


class Assumptions(Frozen):
    """The model's own parameters."""

    assumptions: dict[str, Assumption]
    joint_limits: tuple[JointLimit, ...] = ()


LONGEST_REPLAY = 1200
"""Months; as many as any other length of time may have."""


class RegionData(Frozen):
    """The region itself: its name, its dimensions and the span of the documents."""

    name: Said
    dimensions: tuple[str, ...] = Field(min_length=1, max_length=20)
    replay_from: Month
    """First month of the replay: alignments start at the level the ties of this month support."""
    documented_until: Month
    """Last month the documents cover; the default as-of date."""
    layers: tuple[Literal["chronicle"], ...] = ()
    """Layers of evidence that count besides events.yaml: [chronicle], or [] for none."""
    cautions: tuple[Said, ...]
    """Cautions that every report begins with."""
    core: tuple[str, ...] = ()
    """Scenarios that lead tables, reports and lists, in this order: those on which the documents turn."""
    hindcast: Hindcast | None = None
    """Plan of the scores on the documented past; without it there is no hindcast."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.documented_until < self.replay_from:
            raise fault("dates", "the documents end before the replay begins", "documented_until")
        if self.documented_until - self.replay_from >= LONGEST_REPLAY:
            raise fault("dates", f"the replay can cover up to {LONGEST_REPLAY} months", "documented_until")
        if len(set(self.dimensions)) < len(self.dimensions):
            raise fault("dimensions", "a dimension is named twice", "dimensions")
        if twice := [place for place, name in enumerate(self.core) if name in self.core[:place]]:
            raise fault("core", f"{self.core[twice[0]]} is named twice", "core", twice[0])
        return self


class Region(Frozen):
    """The file that opens a seeds folder."""

    region: RegionData
