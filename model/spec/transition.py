"""Ways of issues from one stage to another: what causes them, when, and what makes them more or less likely."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from model.spec.base import (
    ActionNames,
    ActorNames,
    Declared,
    Frozen,
    Month,
    StageName,
    StageNames,
    StagesOf,
    check_name,
    fault,
    shown,
)
from model.spec.condition import Condition


class EventPattern(Frozen):
    """Events that move an issue: of these actions, from these sources, to these targets."""

    action: ActionNames
    source: ActorNames | None = None
    target: ActorNames | None = None
    within: ActorNames | None = None
    """All parties are among these."""


def _chance(value: Any, info: ValidationInfo) -> str | float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        if isinstance(value, str):
            return check_name(value, "assumption", info)
        number = -1
    if not 0 <= number <= 1:
        cause = f"must be a chance from 0 to 1, or the name of an assumption, not {shown(value)}"
        raise fault("chance", cause)
    return number


Chance = Annotated[
    str | float,
    BeforeValidator(_chance),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "x-names": "assumption"},
            ]
        }
    ),
]
"""A probability, or the name of an assumption that holds it."""


class Shift(Frozen):
    """A change of a hazard's log odds in worlds in which a condition holds once the month's events have happened."""

    when: Condition
    by: Annotated[str, Declared("assumption")]
    """The assumption that holds the size: above 0 more likely, below 0 less, 0 none."""
    why: str = ""

    @model_validator(mode="after")
    def _undrawn(self) -> Self:
        if self.when.drawn:
            raise fault("shift", "a shift has no `chance`; its size is an assumption, which can be drawn", "when")
        return self


class Transition(Frozen):
    """A way from one stage to another: by events, or by itself with a hazard a month."""

    begins: StageNames = Field(alias="from")
    to: StageName
    acts: EventPattern | None = None
    hazard: Chance | None = None
    """Probability a month that it happens by itself."""
    months: tuple[Month, ...] = ()
    """The only months in which it can happen; every month if not given."""
    since: Month | None = None
    """The first month in which it can happen."""
    until: Month | None = None
    """The last month in which it can happen."""
    shifts: tuple[Shift, ...] = ()
    """Changes of the hazard's log odds; those whose conditions hold add up."""
    chance: Chance = 1.0
    """Probability that an event, once done, moves the issue."""
    requires: StagesOf = {}
    setback: bool = False
    """It undoes progress: it beats an advance of the same month, and the issue rests twice as long."""
    why: str

    @property
    def path(self) -> str:
        """Whence and whither it leads, and why."""
        cause = "hazard" if self.acts is None else "-".join(self.acts.action)
        return f"{'-'.join(self.begins)}.{self.to}.{cause}"

    def first_open(self, month: int) -> int | None:
        """The first month from this one on in which the calendar lets it happen; None if it never does again."""
        earliest = month if self.since is None else max(month, self.since)
        later = [other for other in self.months if other >= earliest] if self.months else [earliest]
        return min((other for other in later if self.until is None or other <= self.until), default=None)

    def open_in(self, month: int) -> bool:
        """Return True where the calendar lets it happen in a month."""
        return self.first_open(month) == month

    @property
    def likelihood(self) -> str | float:
        """The hazard a month, or the chance once an event is done."""
        return self.chance if self.hazard is None else self.hazard

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        if (self.acts is None) == (self.hazard is None):
            raise fault("transition", "give either `acts` or `hazard`")
        if self.shifts and self.hazard is None:
            raise fault("transition", "only a hazard can be shifted", "shifts")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise fault("transition", "`until` lies before `since`", "until")
        return self
