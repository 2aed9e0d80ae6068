"""The state of a room: its people, where it is, its questions and its game. An entry of the journal makes the next."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from model.workshop import guesses, people
from model.workshop.game import Game, opened
from model.workshop.game_state import GameState
from model.workshop.guesses import Quiz
from model.workshop.journal import Entry, Refused, later, only_the_facilitator, time_in
from model.workshop.people import People

LONGEST_PLACE = 9000
"""Characters of an address that everybody is brought to."""

RESTING = ("guess", "seat", "choose", "propose", "estimate", "answer")
"""Kinds of entries that participants cannot make while the room is frozen."""


@dataclass(frozen=True)
class RoomState:
    """All that the journal says, put together."""

    playable: tuple[str, ...]
    """Actors that a team can play."""
    scenarios: Container[str]
    people: People = field(default_factory=People)
    place: str = ""
    """Page that the facilitator has brought everybody to, as the path and query of an address; empty before."""
    brought: int = 0
    """How often everybody has been brought somewhere."""
    quiz: Quiz = field(default_factory=Quiz)
    every_game: tuple[Game, ...] = ()
    """All games that were opened, in order."""
    at: int = -1
    """Place of the present game among them; -1 before the first."""
    frozen: str = ""
    """Time since which participants can do nothing, ISO 8601 UTC; empty while they can."""

    @property
    def game(self) -> Game | None:
        """The game that the room is at."""
        return self.every_game[self.at] if self.at >= 0 else None

    def after(self, entry: Entry, now: GameState | None) -> RoomState:
        """The state once an entry has been acted upon; raises Refused if the rules do not allow it.

        `now` is the state of the game in the model, where it is known.
        """
        kind = entry["kind"]
        if entry.get("visitor") in self.people.removed and entry.get("role") != "facilitator":
            raise Refused("The facilitator has taken you out of the room.")
        if self.frozen and kind in RESTING and entry.get("role") != "facilitator":
            raise Refused("The room is frozen: the facilitator asks you to look up. Nothing was done.")
        if kind in people.KINDS:
            return self._with_people(self.people.after(entry))
        if kind == "bring":
            return self._bring(entry)
        if kind in ("freeze", "thaw"):
            return self._freeze(entry)
        if kind in guesses.KINDS:
            if kind == "ask":
                self._known(entry["question"]["scenario"], entry["question"]["against"])
            return replace(self, quiz=self.quiz.after(entry))
        if kind == "open":
            self._known(entry["setup"]["scenario"])
            return replace(self, every_game=(*self.every_game, opened(entry, self.playable)), at=len(self.every_game))
        if self.game is None:
            raise Refused("No game has been opened yet.")
        if kind == "resume":
            return self._resume(entry)
        return self.with_game(self.game.after(entry, now))

    def with_game(self, game: Game) -> RoomState:
        """The state with the present game in another state."""
        return replace(self, every_game=(*self.every_game[: self.at], game, *self.every_game[self.at + 1 :]))

    def _resume(self, entry: Entry) -> RoomState:
        """Go back to another game; its time starts when the facilitator gives it."""
        only_the_facilitator(entry)
        number = entry.get("number")
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self.every_game):
            raise Refused("There is no such game.")
        if number == self.at:
            raise Refused("The room is at this game already.")
        state = replace(self, at=number)
        return state.with_game(replace(self.every_game[number], deadline=""))

    def _freeze(self, entry: Entry) -> RoomState:
        """Let participants rest; once they go on, whatever counts down is given the time back."""
        only_the_facilitator(entry)
        at = time_in(entry, "time")
        if not at or (entry["kind"] == "freeze") == bool(self.frozen):
            raise Refused("The room is frozen already." if self.frozen else "The room is not frozen.")
        if not self.frozen:
            return replace(self, frozen=at)
        rest = max(datetime.fromisoformat(at) - datetime.fromisoformat(self.frozen), timedelta())
        games = tuple(replace(game, deadline=later(game.deadline, rest)) for game in self.every_game)
        return replace(self, frozen="", every_game=games, quiz=self.quiz.delayed(rest))

    def _with_people(self, known: People) -> RoomState:
        """Those out of the room neither guess nor play; what they did is there again when they are back."""
        removed = known.removed
        games = tuple(replace(game, removed=removed) for game in self.every_game)
        return replace(self, people=known, quiz=replace(self.quiz, removed=removed), every_game=games)

    def _bring(self, entry: Entry) -> RoomState:
        only_the_facilitator(entry)
        place = entry.get("place")
        if not isinstance(place, str) or not re.match("/(?!/)", place) or len(place) > LONGEST_PLACE:
            raise Refused("There is no such page.")
        return replace(self, place=place, brought=self.brought + 1)

    def _known(self, *names: str) -> None:
        for name in names:
            if name not in self.scenarios:
                raise Refused(f'There is no scenario "{name}".')
