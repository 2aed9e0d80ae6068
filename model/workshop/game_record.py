"""The record of a game: who plays whom, what teams chose, proposed, judged and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from model.workshop.game_state import Ask, Decisions, GameState, Setup
from model.workshop.proposals import Estimate, Judged, Proposal

Phase = Literal["seating", "choosing", "judging", "playing", "over"]


@dataclass(frozen=True)
class Wish:
    """A choice that somebody has made for a team, and that another member has still to confirm."""

    by: str
    """Visitor who made it."""
    choice: str | Proposal
    """The alternative, or an event of its own that the team argues for."""

    @property
    def said(self) -> str:
        """Name of the choice that a confirmation repeats, so that nobody confirms what they have not seen."""
        return self.choice.digest if isinstance(self.choice, Proposal) else self.choice


@dataclass(frozen=True)
class GameRecord:
    """All that is known of one game but where it stands in the model."""

    setup: Setup
    playable: tuple[str, ...]
    """The actors a team can play."""
    members: Mapping[str, str] = field(default_factory=dict)
    """Visitor → the actor its team plays."""
    decisions: Decisions = field(default_factory=Decisions)
    choices: Mapping[str, str | Proposal] = field(default_factory=dict)
    """Of the quarter being decided: actor → the alternative it chose, or its own proposal."""
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    """Actor → the choice that waits for a second member of its team."""
    estimates: Mapping[tuple[str, str], Estimate] = field(default_factory=dict)
    """(Team, whose proposal) → estimate."""
    judging: bool = False
    judged: tuple[Judged, ...] = ()
    name: str = ""
    """Name among several games, such as Group A; empty for none of its own."""
    confirms: bool = False
    """True where a choice needs a second member of a team that has one."""
    minutes: int = 0
    """Minutes that each step may take; 0 for no limit."""
    ended: bool = False
    """True where the facilitator has ended it before its time."""
    removed: frozenset[str] = frozenset()
    """Visitors out of the room, who play for no team meanwhile."""
    deadline: str = ""
    """Time at which the present phase should end, ISO 8601 UTC; empty for no deadline."""

    @property
    def started(self) -> bool:
        """True once the seats are taken and the months run."""
        return bool(self.decisions.played)

    @property
    def finished(self) -> bool:
        """True once the teams have nothing more to choose."""
        return self.ended or len(self.decisions.chosen) >= self.setup.quarters

    @property
    def proposals(self) -> dict[str, Proposal]:
        """The events of their own that teams propose this quarter."""
        return {actor: made for actor, made in self.choices.items() if isinstance(made, Proposal)}

    def phase(self, now: GameState | None) -> Phase:
        """The step that the game waits for; `now` is its state in the model."""
        if self.ended:
            return "over"
        if not self.started:
            return "seating"
        if self.judging:
            return "judging"
        if now is None or now.waits == "answers":
            return "playing"
        return "over" if now.waits == "nothing" else "choosing"

    def team(self, actor: str) -> tuple[str, ...]:
        """The visitors who play an actor."""
        return tuple(v for v, played in self.members.items() if played == actor and v not in self.removed)

    def plays(self, visitor: str) -> bool:
        """True for a member of a team while the game runs."""
        return self.started and not self.finished and visitor in self.members

    def without(self, visitor: str) -> Self:
        """The game once somebody has left it for another."""
        game = replace(self, members={v: actor for v, actor in self.members.items() if v != visitor})
        return game.without_wishes_of_others()

    def without_wishes_of_others(self) -> Self:
        """The game with the wishes of those only who still play for the team: nobody else chooses for it."""
        wishes = {actor: wish for actor, wish in self.wishes.items() if wish.by in self.team(actor)}
        return replace(self, wishes=wishes)

    def judges(self, of: str) -> tuple[str, ...]:
        """The teams that give odds for an actor's proposal: all others, or its own where no other plays."""
        return tuple(actor for actor in self.decisions.played if actor != of) or (of,)

    def asks_of(self, actor: str, now: GameState) -> tuple[Ask, ...]:
        """Requests that a team has still to answer."""
        return tuple(
            a for a in now.asks if a.actor == actor and (a.month, actor, a.alternative) not in self.decisions.answers
        )
