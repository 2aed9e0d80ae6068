"""Conditions on what happens in a world: stages, alignments, events, chance, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from model.spec.base import (
    ActorName,
    ActorNames,
    Frozen,
    OneOrMore,
    Share,
    StagesOf,
    TypeName,
    fault,
    month_of,
    shown,
)
from model.spec.fields import Route

TypeNames = Annotated[tuple[TypeName, ...], OneOrMore("type")]


class AlignmentCondition(Frozen):
    """An alignment (mean over dimensions) above or below a level."""

    of: ActorName
    to: ActorName
    above: float | None = Field(default=None, ge=-1, lt=1)
    below: float | None = Field(default=None, gt=-1, le=1)

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if self.above is None and self.below is None:
            raise fault("condition", "give `above` or `below`")
        if self.above is not None and self.below is not None and self.above >= self.below:
            raise fault("condition", "nothing is both above and below these levels", "below")
        if self.of == self.to:
            raise fault("condition", "nobody leans to itself", "to")
        return self


_MONTHS = re.compile(r"([1-9][0-9]{0,2})( months?)?")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _since(value: Any) -> Any:
    text = str(value).strip() if isinstance(value, str | int) else ""
    if found := _MONTHS.fullmatch(text):
        return int(found[1])
    if _DATE.fullmatch(text):
        return text
    raise fault("since", f"{shown(value)} is neither a month nor a length of time; write 2026-03, or 6 months")


Since = Annotated[
    str | int,
    BeforeValidator(_since),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": r"^(\d{4}-\d{2}|[1-9]\d{0,2}( months?)?)$", "minimum": 1}
    ),
]
"""A month, written YYYY-MM, or so many months back: `6 months`, or the bare number."""


class EventCondition(Frozen):
    """An event of a type that happened in the run, chosen by an actor or written in a scenario."""

    type: TypeNames
    """Type of event, or several of which any will do."""
    source: ActorNames | None = None
    """Doer: one of these; anybody if not given. In an agreement every party is a source and a target."""
    target: ActorNames | None = None
    """To whom: one of these; anybody if not given."""
    since: Since | None = None
    """First month that counts, or how many months back; since the run began if not given."""

    @model_validator(mode="after")
    def _two_actors(self) -> Self:
        if self.source is not None and self.target is not None and len({*self.source, *self.target}) == 1:
            raise fault("condition", "nobody does anything to itself", "target")
        return self

    @property
    def first_month(self) -> int | None:
        """First month that counts where a date says so."""
        return month_of(self.since) if isinstance(self.since, str) else None


def _some(given: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if not given:
        raise fault("condition", "the list is empty; give at least one condition")
    return given


Conditions = Annotated[tuple["Condition", ...], AfterValidator(_some), Field(json_schema_extra={"minItems": 1})]


class Condition(Frozen):
    """Condition in a world; all that it names must hold at once."""

    issue: StagesOf = {}
    """Issues and the stage or stages they must be in."""
    alignment: AlignmentCondition | None = None
    """An alignment above or below a level."""
    event: EventCondition | None = None
    """An event that happened."""
    chance: Share | None = None
    """Share of worlds in which it holds, drawn once a world by the name of the intervention."""
    not_: Condition | None = Field(default=None, alias="not")
    """A condition that must not hold."""
    any: Conditions | None = None
    """Conditions of which at least one must hold."""
    all: Conditions | None = None
    """Conditions that must all hold."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        given = (self.alignment, self.event, self.chance, self.not_, self.any, self.all)
        if not self.issue and all(part is None for part in given):
            raise fault("condition", "give `issue`, `alignment`, `event`, `chance`, `not`, `any` or `all`")
        return self

    @property
    def inner(self) -> Iterator[tuple[Route, Condition]]:
        """The conditions that it joins, each with the way to it."""
        if self.not_ is not None:
            yield ("not",), self.not_
        for name, several in (("any", self.any), ("all", self.all)):
            for place, one in enumerate(several or ()):
                yield (name, place), one

    @property
    def parts(self) -> Iterator[tuple[Route, Condition]]:
        """The condition and all within it, each with the way to it."""
        yield (), self
        for route, one in self.inner:
            yield from (((*route, *further), part) for further, part in one.parts)

    @property
    def required(self) -> Iterator[tuple[Route, Condition]]:
        """Parts that must hold whatever the others do: the condition and those joined by `all`."""
        yield (), self
        for place, one in enumerate(self.all or ()):
            yield from ((("all", place, *further), part) for further, part in one.required)

    @property
    def drawn(self) -> bool:
        """True where chance decides in it."""
        return any(part.chance is not None for _, part in self.parts)
