"""The state of a room: its people, where it is, its questions and its game. An entry of the journal makes the next."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field, replace

from model.workshop import guesses, people
from model.workshop.game import Game, opened
from model.workshop.game_state import GameState
from model.workshop.guesses import Quiz
from model.workshop.journal import Entry, Refused, only_the_facilitator
from model.workshop.people import People

LONGEST_PLACE = 9000
"""Characters of an address that everybody is brought to."""


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
    game: Game | None = None
    games: int = 0
    """Number of games opened so far."""

    def after(self, entry: Entry, now: GameState | None) -> RoomState:
        """The state once an entry has been acted upon; raises Refused if the rules do not allow it.

        `now` is the state of the game in the model, where it is known.
        """
        kind = entry["kind"]
        if entry.get("visitor") in self.people.removed and entry.get("role") != "facilitator":
            raise Refused("The facilitator has taken you out of the room.")
        if kind in people.KINDS:
            return self._with_people(self.people.after(entry))
        if kind == "bring":
            return self._bring(entry)
        if kind in guesses.KINDS:
            if kind == "ask":
                self._known(entry["question"]["scenario"], entry["question"]["against"])
            return replace(self, quiz=self.quiz.after(entry))
        if kind == "open":
            self._known(entry["setup"]["scenario"])
            return replace(self, game=opened(entry, self.playable), games=self.games + 1)
        if self.game is None:
            raise Refused("No game has been opened yet.")
        return replace(self, game=self.game.after(entry, now))

    def _with_people(self, known: People) -> RoomState:
        """Those out of the room neither guess nor play; what they did is there again when they are back."""
        removed = known.removed
        game = None if self.game is None else replace(self.game, removed=removed)
        return replace(self, people=known, quiz=replace(self.quiz, removed=removed), game=game)

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
