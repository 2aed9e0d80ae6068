"""Evidence: documents, actors, standing ties, dependence, event types and events."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator

from model.spec.assumption import Basis
from model.spec.base import (
    ActorName,
    ActorNames,
    Date,
    DependenceKindName,
    DimensionName,
    DocumentName,
    DocumentNames,
    Frozen,
    Month,
    Pages,
    Said,
    Salience,
    Share,
    StandingName,
    TieKindName,
    Translated,
    TypeName,
    fault,
    month_of,
)

DOCUMENTED = "documented"
"""The standing of an event that gives none."""


class Document(Frozen):
    """A text or a table that testifies to facts."""

    title: Said
    publisher: str
    date: Date | None = None
    standpoint: str
    """From where the author looks at the region, in neutral words."""
    reliability: str
    """Strengths and known errors of the document."""
    from_memory: bool = False
    """True if it only gathers common knowledge, which no document that could be read confirms."""
    file: str | None = None
    pages: Pages = ()
    """Addresses of the pages it was read on, where it is not a file."""
    credit: str = ""
    """Whom to credit, and the licence where there is one."""


class Actor(Frozen):
    """A state or a bloc; passive ones are felt about and take part in documented events but do not act."""

    name: Said
    """UN-style full name."""
    short: Annotated[str, Field(max_length=40), Translated()]
    """Short name for pictures and tables, where there is little room."""
    decides: bool = True
    coordinates: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]]
    """Latitude and longitude of the seat of government, in degrees."""
    capability: float = Field(default=0, ge=0, le=1)
    """Harm it could do to those that depend on it, 0 to 1."""
    tempo: float = Field(default=1, ge=0, le=10)
    """Activity in this region: a multiple of every base rate."""
    guess: float | None = Field(default=None, ge=0, le=100)
    """First guess of its events a month, to which the count of documented ones is shrunk when its tempo is fitted."""
    hostility: float = Field(default=0, ge=-10, le=10)
    """Log weight of its hostile actions, so that their share is the documented one."""


class Actors(Frozen):
    """All actors, with what their numbers rest on."""

    capability_basis: Basis
    tempo_basis: Basis
    hostility_basis: Basis | None = None
    """Basis of the actors' hostility; needed where one has any."""
    actors: dict[str, Actor] = Field(min_length=2, max_length=100)

    @model_validator(mode="after")
    def _hostility_rests_on_something(self) -> Self:
        for name, actor in self.actors.items():
            if actor.hostility and self.hostility_basis is None:
                raise fault("hostility", "say in `hostility_basis` what it rests on", "actors", name, "hostility")
        return self


class TieKind(Frozen):
    """A sort of standing tie and the alignment it supports, by dimension, at strength 1."""

    meaning: str
    supports: dict[DimensionName, Annotated[float, Field(ge=-1, le=1)]]


class Pairing(Frozen):
    """A tie's strength and who it joins: mutual (`between`) or of one actor towards another (`of`, `to`)."""

    kind: TieKindName
    between: ActorNames | None = None
    """Every ordered pair among these actors leans this way."""
    of: ActorName | None = None
    to: ActorName | None = None
    strength: float = Field(default=1, ge=-2, le=2)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        directed = self.of is not None and self.to is not None
        stray = self.between is not None and (self.of is not None or self.to is not None)
        if stray or (self.between is None and not directed):
            raise fault("tie", "give either `between: [A, B]` or both `of: A` and `to: B`")
        if self.of == self.to and directed or (self.between is not None and len(self.between) < 2):
            raise fault("tie", "a tie needs two different actors")
        return self

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The ordered pairs (who leans, to whom)."""
        if self.between is None:
            return [(str(self.of), str(self.to))]
        return [(a, b) for a in self.between for b in self.between if a != b]


class Dated(Frozen):
    """The months in which a declaration holds."""

    begins: Month | None = Field(default=None, alias="from")
    """First month it counts; since before the replay if not given."""
    until: Month | None = None
    """Last month it counts; still standing if not given."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins is not None and self.until is not None and self.until < self.begins:
            raise fault("dates", "it ends before it begins", "until")
        return self


class Tie(Pairing, Dated):
    """A dated standing tie."""

    id: str
    attested_by: DocumentNames
    note: str = ""

    @property
    def path(self) -> str:
        """The dotted path of its strength."""
        return f"strengths.{self.kind}.{self.id}"


class Ties(Frozen):
    """Tie kinds and dated ties."""

    basis: Basis
    strength_basis: Basis | None = None
    """Of the strengths of ties; that of the kinds if not given."""
    kinds: dict[str, TieKind]
    ties: tuple[Tie, ...]


class DependenceKind(Frozen):
    """A sort of dependence and how much of the whole it makes up."""

    meaning: str
    weight: float = Field(ge=0, le=1)
    serves: Literal["protection", "exposure"] | None = None
    """Role of its shares besides: protection deters force, exposure is how open an actor is to coercion."""


class Dependence(Dated):
    """A dated share of an actor's trade, energy, arms or protection that comes from another."""

    id: str
    of: ActorName
    on: ActorName
    kind: DependenceKindName
    share: float = Field(ge=0, le=1)
    standing: Literal["sourced", "assumed"] = "sourced"
    attested_by: DocumentNames
    note: str = ""

    @model_validator(mode="after")
    def _on_another(self) -> Self:
        if self.of == self.on:
            raise fault("dependence", "an actor cannot depend on itself", "on")
        return self

    @property
    def path(self) -> str:
        """The dotted path of its share."""
        return f"shares.{self.of}.{self.id}"


class Dependences(Frozen):
    """Dependence kinds and dated shares."""

    basis: Basis
    share_basis: Basis | None = None
    """Of the shares; that of the kinds if not given."""
    kinds: dict[str, DependenceKind]
    shares: tuple[Dependence, ...]


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
    """Sources of the Goldstein weights, and of the check of the codes."""
    types: dict[str, EventType]

    def level(self, salience: float) -> str | None:
        """The salience level that has this value; None for a number between the levels."""
        return next((name for name, level in self.salience.items() if level.value == salience), None)

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
