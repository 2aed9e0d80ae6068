"""Evidence of what happened: types of events, and events with their readings."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Protocol, Self

from pydantic import Field, model_validator

from model.spec.assumption import Basis
from model.spec.base import (
    ActorNames,
    Date,
    DimensionName,
    DocumentName,
    DocumentNames,
    Frozen,
    Pages,
    Said,
    Salience,
    Share,
    StandingName,
    TypeName,
    fault,
    month_of,
)
from model.spec.numbers import Number

DOCUMENTED = "documented"
"""The standing of an event that gives none."""


class SalienceLevel(Frozen):
    """Importance of an event, by a written criterion."""

    value: float = Field(ge=0, le=1)
    criterion: Said


class StandingWeight(Frozen):
    """Share of an event that counts, by how well it is established."""

    value: float = Field(ge=0, le=1)
    criterion: Said


class EventType(Frozen):
    """A type of event: its CAMEO code, its Goldstein weight and what it bears on."""

    name: Said
    cameo: str
    goldstein: float = Field(ge=-10, le=10)
    """Weight from conflict (-10) to cooperation (+10); Goldstein 1992."""
    shares: dict[DimensionName, Share]
    """Shares of the weight by dimension; they sum to 1."""
    agreement: bool = False
    """All parties are doers, and in the model every party must consent."""
    clash: bool = False
    """Armed force between states."""
    force: bool = False
    """Use of force, which protection of the target deters and a commitment restrains."""
    lever: bool = False
    """A means of pressure."""
    guarantee: bool = False
    """An offer of protection."""
    tells: str
    """A sentence with {source} and {target} (or {parties}), in neutral words."""

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        if abs(sum(self.shares.values()) - 1) > 1e-9:
            raise fault("shares", f"they sum to {sum(self.shares.values()):g}, not 1", "shares")
        return self

    @model_validator(mode="after")
    def _tells_its_parties(self) -> Self:
        try:
            blanks = {blank for _, blank, _, _ in Formatter().parse(self.tells) if blank is not None}
        except ValueError:
            raise fault("tells", "a brace is not closed", "tells") from None
        if strange := sorted(blanks - {"source", "target", "parties"}):
            cause = f"only {{source}}, {{target}} and {{parties}} are filled in, not {{{strange[0]}}}"
            raise fault("tells", cause, "tells")
        return self


class Types(Frozen):
    """Salience levels, standing weights and event types."""

    salience: dict[str, SalienceLevel]
    salience_basis: Basis | None = None
    """Of the salience levels; nothing draws them if not given."""
    standing_basis: Basis
    standing: dict[str, StandingWeight]
    weights_from: DocumentNames = ()
    """Sources of the Goldstein weights, and of the check of the codes, for readers of the file."""
    types: dict[str, EventType]

    def level(self, salience: float) -> str | None:
        """The salience level that has this value; None for a number between the levels."""
        return next((name for name, level in self.salience.items() if level.value == salience), None)

    @property
    def numbers(self) -> Iterator[Number]:
        """Weights of standings, then levels of salience."""
        for name, weight in self.standing.items():
            yield Number(f"standing.{name}", ("standing", name, "value"), weight.value, self.standing_basis)
        for name, level in self.salience.items():
            basis = self.salience_basis or Basis(standing="assumed", why=level.criterion, spread=(1, 1))
            yield Number(f"salience.{name}", ("salience", name, "value"), level.value, basis)

    @model_validator(mode="after")
    def _weighs_what_is_documented(self) -> Self:
        if DOCUMENTED not in self.standing:
            cause = f'has no "{DOCUMENTED}", which an event is that does not say otherwise'
            raise fault("standing", cause, "standing")
        return self


class Told(Protocol):
    """Anything that an event type's sentence can tell."""

    @property
    def type(self) -> str:
        """The event type."""

    @property
    def source(self) -> tuple[str, ...]:
        """The actors that do it."""

    @property
    def target(self) -> tuple[str, ...]:
        """To whom."""


class UndatedEvent(Frozen):
    """Something done by somebody to somebody: the one grammar of history, scenarios and choices."""

    type: TypeName
    source: ActorNames
    target: ActorNames
    salience: Salience

    @model_validator(mode="after")
    def _not_to_oneself(self) -> Self:
        if set(self.source) & set(self.target):
            raise fault("event", "an actor cannot be both source and target", "target")
        return self


class Otherwise(Frozen):
    """Fields of an event as somebody has them otherwise; those not given are as the event is coded."""

    date: Date | None = None
    type: TypeName | None = None
    source: ActorNames | None = None
    target: ActorNames | None = None
    salience: Salience | None = None
    standing: StandingName | None = None

    @property
    def changes(self) -> dict[str, object]:
        """Field → value, of those that are given."""
        return {name: value for name in Otherwise.model_fields if (value := getattr(self, name)) is not None}


class Reading(Otherwise):
    """One document's own version of an event."""

    document: DocumentName
    says: str


class Event(UndatedEvent):
    """A documented event with its date, its standing and who attests it."""

    id: str
    date: Date
    what: str
    """Description of the event, in our own neutral words."""
    standing: StandingName = DOCUMENTED
    attested_by: DocumentNames
    page: Pages = ()
    """Where it can be read, if a page of its own attests it."""
    readings: tuple[Reading, ...] = ()
    note: str = ""
    """Note on the coding, where it was not obvious or a document errs."""

    @property
    def month(self) -> int:
        """The month it falls in."""
        return month_of(self.date)


class Events(Frozen):
    """The documented events."""

    events: tuple[Event, ...]
