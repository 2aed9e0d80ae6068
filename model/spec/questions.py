"""Questions that public sources will decide, and the outcome by which the model gives its odds."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from model.spec.base import ActorNames, Date, Declared, DocumentNames, Frozen, StagesOf, fault, month_of

DATE = "{date}"
"""Place of the date in a question."""


class Question(Frozen):
    """Something that comes about by a date or does not."""

    asks: str
    """The question, answered by yes or no; `{date}` stands in place of the date."""
    who: ActorNames
    """The actors that it is about."""
    decided: str
    """The public event that decides it, and the source that tells of it."""
    outcome: Annotated[str, Declared("outcome")] | None = None
    """The outcome that must have come about by the date; one that a world has from some month on, or never."""
    stage: StagesOf = {}
    """The stages of an issue of which one must hold on the date."""
    scenario: str | None = None
    """The scenario in which a workshop asks how an outcome changes."""
    documents: DocumentNames
    """The documents that raise it."""

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if self.asks.count(DATE) != 1 or not self.asks.endswith("?"):
            raise fault("question", f"ask one question, with {DATE} once where the date stands", "asks")
        if (self.outcome is None) == (not self.stage) or len(self.stage) > 1:
            raise fault("question", "give exactly one of `outcome` and `stage`, and the stages of one issue")
        if self.stage and self.scenario is not None:
            raise fault("question", "a workshop compares outcomes: `scenario` goes with `outcome`", "scenario")
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        """Monthly measures whose sum is the share of worlds that say yes."""
        if self.outcome is not None:
            return (self.outcome,)
        return tuple(f"stage.{issue}.{stage}" for issue, stages in self.stage.items() for stage in stages)


class Questions(Frozen):
    """The questions of a region, each asked for every date."""

    asked: Date
    """The day from which the dates count; nothing later is known."""
    dates: tuple[Date, ...] = Field(min_length=1)
    """The days at which each question is decided, the earliest first."""
    questions: dict[str, Question]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = (self.asked, *self.dates)
        for place, day in enumerate(days):
            key = ("dates", place - 1) if place else ("asked",)
            if len(day) < len("2026-02-08"):
                raise fault("dates", f"{day} names no day; write it as YYYY-MM-DD", *key)
            if place and day <= days[place - 1]:
                raise fault("dates", f"{day} is not later than {days[place - 1]}", *key)
        return self

    def months(self, as_of: int) -> dict[str, int]:
        """Date → the last month of a run that is over by then, counted from the month after `as_of`."""
        return {day: month_of(day) - 1 - as_of for day in self.dates}
