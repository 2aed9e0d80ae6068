"""Evidence of what stands: documents, actors, ties and dependence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from model.spec.assumption import Basis, Span
from model.spec.base import (
    ActorName,
    ActorNames,
    Date,
    DependenceKindName,
    DimensionName,
    DocumentNames,
    Frozen,
    Month,
    Pages,
    Said,
    TieKindName,
    Translated,
    fault,
)
from model.spec.numbers import Number


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
    """Whom to credit, and the licence where there is one, for readers of the file."""


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
    tempo_range: Span | None = None
    """Plausible low and high of its tempo; by the spread of `tempo_basis` if not given."""
    hostility_range: Span | None = None
    """Plausible low and high of its hostility; by the spread of `hostility_basis` if not given."""

    @model_validator(mode="after")
    def _within_its_ranges(self) -> Self:
        for key, value, span in (
            ("tempo_range", self.tempo, self.tempo_range),
            ("hostility_range", self.hostility, self.hostility_range),
        ):
            if span and not span[0] <= value <= span[1]:
                raise fault("range", f"{value:g} lies outside its range [{span[0]:g}, {span[1]:g}]", key)
        return self


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

    @property
    def numbers(self) -> Iterator[Number]:
        """Tempo, capability and hostility of those who decide."""
        for name, actor in self.actors.items():
            every = (
                ("tempo", actor.tempo, self.tempo_basis, actor.tempo_range),
                ("capability", actor.capability, self.capability_basis, None),
                ("hostility", actor.hostility, self.hostility_basis, actor.hostility_range),
            )
            for key, value, basis, own_range in every:
                if actor.decides and basis is not None:
                    yield Number(f"{key}.{name}", ("actors", name, key), value, basis, own_range)


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

    @property
    def numbers(self) -> Iterator[Number]:
        """Supports of the kinds, then strengths of ties."""
        for name, kind in self.kinds.items():
            for dimension, level in kind.supports.items():
                yield Number(f"ties.{name}.{dimension}", ("kinds", name, "supports", dimension), level, self.basis)
        basis = self.strength_basis or self.basis.model_copy(update={"unit": ""})
        for place, tie in enumerate(self.ties):
            yield Number(tie.path, ("ties", place, "strength"), tie.strength, basis)


class DependenceKind(Frozen):
    """A sort of dependence and how much of the whole it makes up."""

    meaning: str
    weight: float = Field(ge=0, le=1)
    serves: Literal["protection", "exposure"] | None = None
    """Role of its shares besides: protection deters force, exposure is how open an actor is to coercion."""


class OnAnother(Frozen):
    """Dependence of one actor on another."""

    of: ActorName
    on: ActorName

    @model_validator(mode="after")
    def _on_another(self) -> Self:
        if self.of == self.on:
            raise fault("dependence", "an actor cannot depend on itself", "on")
        return self


class Dependence(OnAnother, Dated):
    """A dated share of an actor's trade, energy, arms or protection that comes from another."""

    id: str
    kind: DependenceKindName
    share: float = Field(ge=0, le=1)
    standing: Literal["sourced", "assumed"] = "sourced"
    attested_by: DocumentNames
    note: str = ""

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

    @property
    def numbers(self) -> Iterator[Number]:
        """Weights of the kinds, then shares."""
        for name, kind in self.kinds.items():
            yield Number(f"dependence.{name}", ("kinds", name, "weight"), kind.weight, self.basis)
        for place, share in enumerate(self.shares):
            yield Number(share.path, ("shares", place, "share"), share.share, self.share_basis or self.basis)
