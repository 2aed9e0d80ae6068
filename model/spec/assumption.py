"""Numbers that are never without their standing: the source, the fit or the reason, and how far they may be off."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from model.spec.base import DocumentName, Frozen, fault


def increasing(numbers: tuple[float, float]) -> tuple[float, float]:
    """Two numbers of which the first is not the larger."""
    if numbers[0] > numbers[1]:
        raise fault("order", f"the low end {numbers[0]:g} is above the high end {numbers[1]:g}")
    return numbers


Span = Annotated[tuple[float, float], AfterValidator(increasing)]
"""A low and a high end."""


class Basis(Frozen):
    """Source of the bare numbers of a section, and how far they may be off."""

    standing: Literal["sourced", "calibrated", "assumed"]
    why: str
    """The reason, or what was fitted on what."""
    spread: Span = (0.5, 1.5)
    """Plausible low and high as multiples of the value."""
    unit: str = ""
    source: DocumentName | None = None

    @model_validator(mode="after")
    def _spread_around_one(self) -> Self:
        if not 0 <= self.spread[0] <= 1 <= self.spread[1]:
            cause = f"[{self.spread[0]:g}, {self.spread[1]:g}] must hold 1, and nothing below 0"
            raise fault("spread", f"{cause}: it multiplies the value", "spread")
        return self


class Assumption(Frozen):
    """A number the model runs on, never without its range and its standing."""

    value: float = Field(ge=-1e9, le=1e9)
    """Central estimate, in `unit`."""
    range: Span
    """Plausible low and high; sampling draws from it."""
    unit: str = ""
    standing: Literal["sourced", "calibrated", "assumed"]
    why: str
    """The source, the fit, or the reason for assuming it."""
    source: DocumentName | None = None
    limits: Span | None = None
    """Lowest and highest value that the rule allows; outside, it has no meaning."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        low, high = self.range
        if not low <= self.value <= high:
            raise fault("range", f"{self.value:g} lies outside its range [{low:g}, {high:g}]", "value")
        if self.limits and not (self.limits[0] <= low and high <= self.limits[1]):
            cause = f"[{low:g}, {high:g}] goes beyond the limits [{self.limits[0]:g}, {self.limits[1]:g}]"
            raise fault("range", cause, "range")
        return self
