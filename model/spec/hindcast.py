"""Plan of a hindcast: its starting months, its horizons, and the months kept back for the test."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from model.spec.base import Frozen, Month, Months, fault

REFERENCE, REFERENCE_MEAN = "rival", "rival_mean"
"""Columns of the tables of skill: the reference forecast, and its mean score."""


class Hindcast(Frozen):
    """The starts and horizons of the hindcast, and the last month that calibration may look at."""

    first_start: Month
    """The first month to start from: what was documented up to its end is known."""
    every: Annotated[Months, Field(ge=1)] = 3
    """Months from one start to the next."""
    horizons: tuple[Annotated[int, Field(ge=1)], ...] = (3, 6, 12, 24)
    """Months ahead at which each start is scored."""
    calibrated_until: Month
    """The last target month that calibration may use; what lies after it is the test."""
    dead_band: float = Field(default=0.02, gt=0, le=2)
    """A smaller change of alignment than this counts as none; .02 is about what one ordinary measure moves."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.calibrated_until <= self.first_start:
            raise fault("dates", "calibration ends before the first start", "calibrated_until")
        if list(self.horizons) != sorted(set(self.horizons)) or not self.horizons:
            raise fault("horizons", "give at least one horizon, shortest first, none twice", "horizons")
        return self
