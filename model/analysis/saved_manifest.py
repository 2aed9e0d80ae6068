"""The part of run.json that a report reads."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, model_validator

from model.load import BASELINE
from model.spec.base import Month, fault
from model.spec.scenario import Scenario


class Manifest(BaseModel):
    """The part of run.json that a report reads, with its types."""

    seed: int
    as_of: Month
    worlds: int = Field(ge=1)
    months: int = Field(ge=1)
    sample: bool = False
    without: list[str]
    overrides: dict[str, float]
    assumptions: dict[str, float]
    digests: dict[str, str]
    command: list[str]
    scenarios: dict[str, Scenario]

    @model_validator(mode="after")
    def _compared(self) -> Self:
        if BASELINE not in self.scenarios:
            raise fault("baseline", f"the scenario {BASELINE} is missing", "scenarios")
        return self
