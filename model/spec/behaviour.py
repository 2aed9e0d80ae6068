"""Actions, interests and issues of a region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from model.common.errors import did_you_mean
from model.spec.assumption import Basis
from model.spec.base import (
    ActorName,
    ActorNames,
    DimensionName,
    DocumentNames,
    Frozen,
    IssueName,
    Month,
    Said,
    Salience,
    Share,
    StageName,
    StagesOf,
    TypeName,
    fault,
    name_of_month,
)
from model.spec.effects import Effects, apart, effect_path
from model.spec.fields import Route
from model.spec.numbers import Number
from model.spec.transition import Transition


class Action(Frozen):
    """An action that actors may choose: its type, its salience, its sources and targets, and its rate."""

    name: Said
    type: TypeName
    salience: Salience
    by: dict[ActorName, tuple[ActorNames, ...]]
    """Actors that may do it, each with its targets; a target that is a list is one event with several parties."""
    rate: float = Field(ge=0, le=1)
    """Acts of this sort a month by an actor of tempo 1, before its interests tilt the choice."""
    rates: dict[ActorName, Share] = {}
    """An actor's own rate where the documents show another mix; likewise before its tempo."""
    counted: float | None = Field(default=None, gt=0, le=100)
    """How often documented choices took it, as a multiple of what its rates expect; `hindcast` fits it (rates.csv).

    Each actor's rates of the actions that have one are divided anew by it; their sum stays.
    """
    steps: bool = False
    """Open only while it can move an issue on."""
    when: StagesOf = {}
    """Open only while every issue named is in one of these stages."""
    after: Literal["struck", "aggressor"] | None = None
    """Open only in answer to force of the last two months: by which the target was struck, or which it used."""
    asks: Literal["talks", "deal", "accord", "commitment"] = "talks"
    """Kind of consent an agreement asks for: what binds more is agreed to less readily."""
    note: str = ""


COUNTED = Basis(
    standing="calibrated",
    why="Counted from documented choices by `hindcast` (rates.csv); rate_counts takes them back, and is drawn instead.",
    spread=(1, 1),
    unit="times",
)
"""Standing of how often documented choices took an action."""


class Actions(Frozen):
    """The actions, with what their rates rest on."""

    basis: Basis
    actions: dict[str, Action]

    @property
    def numbers(self) -> Iterator[Number]:
        """Rates, actors' own, and how often documented choices took an action."""
        for name, action in self.actions.items():
            yield Number(f"actions.{name}.rate", ("actions", name, "rate"), action.rate, self.basis)
            for actor, rate in action.rates.items():
                yield Number(f"actions.{name}.rates.{actor}", ("actions", name, "rates", actor), rate, self.basis)
            if action.counted is not None:
                yield Number(f"actions.{name}.counted", ("actions", name, "counted"), action.counted, COUNTED)


class Stage(Frozen):
    """A state an issue can be in."""

    name: Said = ""
    """Name on pages, in several languages; the key in words where it is not given."""
    meaning: str
    level: float | None = Field(default=None, ge=-1000, le=1000)
    """Progress of the issue at this stage; its place in the list if not given. Stakes are per level."""
    effects: Effects = Effects()


class Issue(Frozen):
    """A question that moves in stages."""

    name: Said
    question: Said
    stages: dict[str, Stage]
    history: dict[Month, StageName]
    """Documented stages: month → the stage the issue entered then."""
    history_why: str = ""
    """Reasons for the documented stages, for readers of the file."""
    transitions: tuple[Transition, ...] = ()
    standing: Literal["sourced", "assumed"] = "assumed"
    why: str

    @model_validator(mode="after")
    def _stages_exist(self) -> Self:
        used: list[tuple[str, tuple[str | int, ...]]] = [
            (stage, ("history", name_of_month(month))) for month, stage in self.history.items()
        ]
        for place, transition in enumerate(self.transitions):
            at = ("transitions", place)
            used += [(stage, (*at, "from", n)) for n, stage in enumerate(transition.begins)]
            used.append((transition.to, (*at, "to")))
        for stage, where in used:
            if stage not in self.stages:
                cause = f'no stage "{stage}" in this issue{did_you_mean(stage, self.stages)}'
                raise fault("stage", cause, *where)
        return self

    @property
    def brief(self) -> str:
        """Its name without what stands in brackets."""
        return self.name.partition(" (")[0]

    def stage_in(self, month: int) -> str:
        """The stage it was in at the end of a month, as documented."""
        return self.history[max(entered for entered in self.history if entered <= month)]

    @property
    def chance_paths(self) -> tuple[str, ...]:
        """The names of its transitions' chances among a region's numbers, where no assumption holds them."""
        return apart(transition.path for transition in self.transitions)

    def chances(self, name: str) -> tuple[str | float, ...]:
        """Chance of each transition: an assumption's name, the path of a bare number, or 0 or 1 where it is certain."""
        return tuple(
            f"chances.{name}.{path}" if isinstance(given := transition.likelihood, float) and 0 < given < 1 else given
            for path, transition in zip(self.chance_paths, self.transitions, strict=True)
        )

    @property
    def levels(self) -> tuple[float, ...]:
        """Progress of the issue at each stage."""
        return tuple(float(i) if s.level is None else s.level for i, s in enumerate(self.stages.values()))


class Issues(Frozen):
    """The issues, with what the numbers in them rest on."""

    basis: Basis
    """Of the sizes of effects, and of chances written as a bare number from 0 to 1."""
    issues: dict[str, Issue]

    @property
    def effects(self) -> Iterator[tuple[str, str, Effects]]:
        """Effects of the stages of every issue: issue, stage, effects."""
        for name, issue in self.issues.items():
            for stage, declared in issue.stages.items():
                yield name, stage, declared.effects

    @property
    def numbers(self) -> Iterator[Number]:
        """Sizes of effects of stages, then bare chances of transitions."""
        for name, stage, effects in self.effects:
            at: Route = ("issues", name, "stages", stage, "effects")
            for key, route, size in effects.sizes:
                yield Number(effect_path(name, stage, key), (*at, *route), size, self.basis)
        for name, issue in self.issues.items():
            for place, (path, transition) in enumerate(zip(issue.chances(name), issue.transitions, strict=True)):
                if isinstance(transition.likelihood, float) and isinstance(path, str):
                    key, unit = ("chance", "an event") if transition.hazard is None else ("hazard", "a month")
                    basis = self.basis.model_copy(update={"unit": f"probability {unit}"})
                    yield Number(path, ("issues", name, "transitions", place, key), transition.likelihood, basis)


VOICE = Basis(
    standing="assumed",
    why="At 0 an actor wants what the documents say of it, at 1 what its officials state; chosen, and never drawn.",
    spread=(1, 1),
    unit="share",
)
"""Basis of how far what an actor's officials state takes the place of what the documents say of it."""


class Interest(Frozen):
    """Weight of one actor's alignment to another in the interests of a profile."""

    of: ActorName
    to: ActorName
    weight: float = Field(ge=-1, le=1)
    dimension: DimensionName | None = None
    """All dimensions alike if not given."""
    why: str = ""

    @model_validator(mode="after")
    def _towards_another(self) -> Self:
        if self.of == self.to:
            raise fault("interest", "nobody leans to itself", "to")
        return self

    @property
    def path(self) -> str:
        """The two actors, and the dimension if one is given."""
        return ".".join(filter(None, (self.of, self.to, self.dimension)))


class Profile(Frozen):
    """Interests an actor pursues: its own, or another set that a stage of an issue brings to power."""

    actor: ActorName
    why: str
    source: DocumentNames | None = None
    cares: tuple[Interest, ...]
    stakes: dict[IssueName, Annotated[float, Field(ge=-1, le=1)]] = {}
    """Value of one level of an issue to it, in units of `stake_unit`."""
    voice: float | None = Field(default=None, ge=0, le=1)
    """How far it takes the place of the actor's own profile, 0 to 1; given only for what its officials state."""


class Interests(Frozen):
    """Profiles of interests and stakes; the profile named as an actor is its own."""

    interest_basis: Basis
    stake_basis: Basis
    profiles: dict[str, Profile]

    @property
    def voices(self) -> dict[str, str]:
        """Actor → the profile of what its officials state."""
        return {profile.actor: name for name, profile in self.profiles.items() if profile.voice is not None}

    @property
    def numbers(self) -> Iterator[Number]:
        """Stakes, then interests, of actors' own profiles; then voices."""
        own = {name: profile for name, profile in self.profiles.items() if profile.voice is None}
        for name, profile in own.items():
            for issue, stake in profile.stakes.items():
                yield Number(f"stakes.{name}.{issue}", ("profiles", name, "stakes", issue), stake, self.stake_basis)
        for name, profile in own.items():
            for place, interest in enumerate(profile.cares):
                route = ("profiles", name, "cares", place, "weight")
                yield Number(f"interests.{name}.{interest.path}", route, interest.weight, self.interest_basis)
        for actor, name in self.voices.items():
            yield Number(f"voices.{actor}", ("profiles", name, "voice"), self.profiles[name].voice or 0.0, VOICE)
