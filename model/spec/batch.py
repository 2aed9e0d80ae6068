"""A batch file: which scenarios to run and how, in the words of the options of `run`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from model.spec.base import Frozen, Month


def _as_texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_texts)]
"""One text, or a list."""


class Batch(Frozen):
    """One batch file."""

    scenarios: Texts = Field(min_length=1)
    """Scenarios to compare with the baseline, by file stem or by path from the batch file."""
    worlds: int = Field(default=1000, ge=1, le=10_000_000)
    """Worlds of each scenario."""
    months: int | None = Field(default=None, ge=1, le=600)
    """Horizon; the longest of the scenarios if not given."""
    as_of: Month | None = Field(default=None, alias="as-of")
    """Month before the first."""
    seed: int = Field(default=1, ge=0)
    set: dict[str, Texts] = {}
    """Assumption → its value; several values, or LO:HI:N, make a setting each."""
    zip: bool = False
    """Pair the values of several assumptions instead of combining them all."""
    settings: tuple[dict[str, str], ...] = ()
    """Settings one by one: assumption → value, and perhaps `name`."""
    without: Texts = ()
    """Documents whose testimony is left out."""
    sample: bool = False
    """Draw every assumption from its range."""
    seeds: str | None = None
    """Folder of the region's evidence, by its path from the batch file."""
    precision: Annotated[float, Field(ge=1e-9)] | Literal["matters"] | None = None
    """Go on until half-widths are below this; `matters`: each below half of the smallest difference that matters."""
    outcomes: Texts = ()
    """Outcomes that `precision` looks at."""
    max_worlds: int | None = Field(default=None, ge=1, le=10_000_000, alias="max-worlds")
    """Worlds at which `precision` stops."""
    stop_on_failure: bool = Field(default=False, alias="stop-on-failure")
    """Stop at the first block that fails, instead of computing the others."""
