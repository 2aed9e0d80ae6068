"""The state of a game: the decisions, what the model made of them, and whom it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from model.spec.base import name_of_month
from model.spec.events import UndatedEvent
from model.spec.scenario import Forbid, Intervention
from model.trace.records import Evaluation, InterestTerm, Month, StakeTerm, Trace

if TYPE_CHECKING:
    from model.rules.axes import Array

QUARTER = 3
"""Months from one decision of the teams to the next."""


@dataclass(frozen=True)
class Setup:
    """The scenario, world and length that a game is played on."""

    scenario: str
    seed: int
    world: int
    quarters: int
    without_force: bool = False
    """True where no actor chooses armed force or sabotage, and no team can argue for it."""

    @property
    def months(self) -> int:
        """Length in months."""
        return self.quarters * QUARTER


@dataclass(frozen=True)
class OwnEvent:
    """An event a team argued for, and which the room's odds and luck let come about."""

    quarter: int
    """From 0; it happens in the quarter's first month."""
    event: UndatedEvent
    why: str

    def intervention(self, as_of: int) -> Intervention:
        """The same as an intervention of a scenario."""
        return Intervention(at=name_of_month(as_of + self.quarter * QUARTER + 1), event=self.event, why=self.why)


@dataclass(frozen=True)
class Decisions:
    """All that the teams have decided so far."""

    played: tuple[str, ...] = ()
    """The actors that teams play; the model plays the others."""
    chosen: tuple[Mapping[str, str], ...] = ()
    """Of each quarter that is closed: actor → the name of the alternative it chose; an actor left out does nothing."""
    own: tuple[OwnEvent, ...] = ()
    answers: Mapping[tuple[int, str, str], bool] = field(default_factory=dict)
    """(Month, actor asked, alternative) → True if its team agrees."""
    lapsed: frozenset[int] = frozenset()
    """Months whose unanswered questions count as refused."""


@dataclass(frozen=True)
class Ask:
    """An agreement proposed to a team, which it accepts or refuses."""

    month: int
    actor: str
    """The actor that is asked."""
    alternative: str
    action: str
    by: tuple[str, ...]
    parties: tuple[str, ...]
    evaluation: Evaluation
    """The utility of the agreement to that actor, as the model computes it."""


@dataclass(frozen=True)
class Option:
    """Something open to a team's actor, as the model weighs it."""

    alternative: str
    action: str
    others: tuple[str, ...]
    agreement: bool
    evaluation: Evaluation
    consent: Mapping[str, float | None]
    """Of an agreement: how likely each other party is to agree; None where a team answers."""


@dataclass(frozen=True)
class Want:
    """The act open to a team from which another actor would gain most, by that actor's interests and stakes."""

    actor: str
    """The other actor."""
    option: Option
    worth: float
    """Utility to it, in the parts that an act of others has for it: interest and stake."""
    interest_terms: tuple[InterestTerm, ...]
    """Largest first."""
    stake_terms: tuple[StakeTerm, ...]


@dataclass(frozen=True)
class Score:
    """An actor's interests as the model measures them, in thousandths of its utility, against the start."""

    interest: float
    """From the leanings it cares for."""
    stake: float
    """From where the issues stand."""

    @property
    def whole(self) -> float:
        """Both together."""
        return self.interest + self.stake


@dataclass(frozen=True)
class GameState:
    """The state of a game: the months so far and whom it waits for."""

    as_of: int
    months: tuple[Month, ...]
    stages: tuple[Mapping[str, str], ...]
    """At the end of each month, the start first: issue → stage."""
    alignments: Array
    """Mean over the dimensions, at the end of each month, the start first: (month, actor, actor)."""
    scores: tuple[Mapping[str, Score], ...]
    """At the end of each month, the start first: every deciding actor's."""
    waits: Literal["choices", "answers", "nothing"]
    options: Mapping[str, tuple[Option, ...]]
    """Alternatives of each actor that a team plays, where the game waits for choices."""
    wants: Mapping[str, tuple[Want, ...]]
    """Wants of other actors from each actor that a team plays, the largest first, where the game waits for choices."""
    bans: tuple[Forbid, ...]
    """Bans of the scenario that are in force now, also those that waited for a condition."""
    asks: tuple[Ask, ...]
    trace: Trace
    """The story so far."""

    @property
    def month(self) -> int:
        """Months played."""
        return len(self.months)

    @property
    def quarter(self) -> int:
        """The quarter that is being played, from 0."""
        return self.month // QUARTER
