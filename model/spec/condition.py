"""Conditions on what happens in a world: stages, alignments, events, chance, and how they are joined.

Each key is a kind, a class in a file of `model/conditions/`. It says all about itself there; other code asks it.
"""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

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
from model.spec.fields import Route, add_keys

Value = TypeVar("Value")
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


@dataclass(frozen=True)
class ConditionPart(ABC, Generic[Value]):
    """A part of a condition: what stands under one of its keys."""

    given: Value

    key: ClassVar[str]
    """The key in YAML."""
    value: ClassVar[Any]
    """Type of what stands under the key."""
    draws: ClassVar[bool] = False
    """True where chance decides on it, by the name of the intervention."""
    needs_all: ClassVar[bool] = False
    """True where each condition that it joins must hold for it to hold."""

    @property
    def inner(self) -> Iterator[tuple[Route, Condition]]:
        """The conditions that it joins, each with the way to it from the key."""
        yield from ()


KINDS: dict[str, type[ConditionPart[Any]]] = {}
"""The known kinds by their keys."""


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
    any: Conditions | None = None
    """Conditions of which at least one must hold."""
    all: Conditions | None = None
    """Conditions that must all hold."""
    not_: Condition | None = Field(default=None, alias="not")
    """A condition that must not hold."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.given:
            *keys, last = _keys()
            raise fault("condition", f"give {', '.join(f'`{key}`' for key in keys)} or `{last}`")
        return self

    @property
    def given(self) -> dict[str, Any]:
        """Key in YAML → what stands under it."""
        return {key: value for key, (_, value) in zip(_keys(), self, strict=True) if value not in (None, {})}

    @property
    def asked(self) -> Iterator[ConditionPart[Any]]:
        """Its own parts, in the order of the keys."""
        yield from (KINDS[key](value) for key, value in self.given.items())

    @property
    def parts(self) -> Iterator[tuple[Route, Condition]]:
        """The condition and all within it, each with the way to it."""
        yield from self._within(only_required=False)

    @property
    def required(self) -> Iterator[tuple[Route, Condition]]:
        """Conditions that must hold whatever the others do: this one and those joined by `all`."""
        yield from self._within(only_required=True)

    def _within(self, *, only_required: bool) -> Iterator[tuple[Route, Condition]]:
        yield (), self
        for part in self.asked:
            if part.needs_all or not only_required:
                for route, one in part.inner:
                    for further, found in one._within(only_required=only_required):
                        yield (part.key, *route, *further), found

    @property
    def drawn(self) -> bool:
        """True where chance decides in it."""
        return any(part.draws for _, condition in self.parts for part in condition.asked)


def _keys() -> list[str]:
    """The keys that a condition can have."""
    return [field.alias or name for name, field in Condition.model_fields.items()]


def know(kinds: Mapping[str, type[ConditionPart[Any]]], *holders: type[Frozen]) -> None:
    """Let conditions be of these kinds; `holders` are the declarations in which conditions stand, the inner first."""
    KINDS.update(kinds)
    add_keys(Condition, {key: kind.value for key, kind in kinds.items() if key not in _keys()}, *holders)
