"""The state of a room: its people, where it is, its questions and its games. An entry of the journal makes the next."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from model.common.languages import ENGLISH, Language, _, speaking
from model.workshop import guesses, people
from model.workshop.game import Game, opened
from model.workshop.game_state import GameState
from model.workshop.guesses import Quiz
from model.workshop.journal import Entry, Refused, is_whole, later, only_the_facilitator, time_in, truth_in
from model.workshop.people import People

LONGEST_PLACE = 9000
"""Characters of an address that everybody is brought to."""

MAX_GAMES = 8
"""Most games that run side by side."""
RESTING = ("guess", "sit", "seat", "leave", "choose", "propose", "confirm", "estimate", "answer")
"""Kinds of entries that participants cannot make while the room is frozen."""
ELSEWHERE = (*people.KINDS, *guesses.KINDS, "bring", "freeze", "thaw", "let_choose", "explore")
"""Kinds of entries that are about no game."""
TAKES_PROJECTOR = ("open", "resume", "show", "start", "close", "judge", "go_on", "end")
"""Kinds of entries by which the game that is shown takes the projector."""
LOOKS = 300
"""Most settings of one person that are kept."""


@dataclass(frozen=True)
class Look:
    """Settings that somebody had in Explore for a moment."""

    time: str
    visitor: str
    query: str
    """The settings, as the address of the page has them."""


@dataclass(frozen=True)
class RoomState:
    """All that the journal says, put together."""

    playable: tuple[str, ...]
    """Actors that a team can play."""
    scenarios: Container[str]
    people: People = field(default_factory=People)
    asks: bool = False
    """True where a question was put after the last step of the game that is shown: it has the projector till then."""
    place: str = ""
    """Page that the facilitator has brought everybody to, as the path and query of an address; empty before."""
    brought: int = 0
    """How often everybody has been brought somewhere."""
    quiz: Quiz = field(default_factory=Quiz)
    every_game: tuple[Game, ...] = ()
    """All games that were opened, in order."""
    on: tuple[int, ...] = ()
    """Numbers of the games that run side by side, from 0; the others were put away and can be gone back to."""
    at: int = -1
    """Number of the game that the projector shows large, one of those; -1 before the first."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Visitor → the game they sit in."""
    choose_games: bool = True
    """True while participants choose for themselves in which game they sit."""
    looks: tuple[Look, ...] = ()
    """Settings that people had in Explore, in order."""
    frozen: str = ""
    """Time since which participants can do nothing, ISO 8601 UTC; empty while they can."""

    @property
    def game(self) -> Game | None:
        """The game that the projector shows large."""
        return self.every_game[self.at] if self.at >= 0 else None

    def title(self, number: int) -> str:
        """Name of a game, its own or by its number in the language that is spoken."""
        return self.every_game[number].name or _("Game {number}", number=number + 1)

    def place_of(self, visitor: str) -> int | None:
        """Number of the game that a visitor sits in; None where several run and they sit in none."""
        place = self.places.get(visitor)
        if place in self.on:
            return place
        return self.on[0] if len(self.on) == 1 else None

    def spread(self) -> dict[int, list[str]]:
        """Game → whom to send there, so that all who sit in none are spread evenly."""
        sit = [self.place_of(visitor) for visitor in self.people.present]
        counts = {number: sit.count(number) for number in self.on}
        found: dict[int, list[str]] = {}
        for visitor in self.people.present:
            if self.place_of(visitor) is None:
                number = min(counts, key=lambda game: counts[game])
                counts[number] += 1
                found.setdefault(number, []).append(visitor)
        return found

    def number_of(self, entry: Entry) -> int | None:
        """Number of the game that an entry is about; None where it is about none."""
        if entry["kind"] in ELSEWHERE:
            return None
        if entry["kind"] == "open":
            return len(self.every_game)
        number = entry.get("number" if entry["kind"] == "resume" else "game", self.at)
        if not self.every_game:
            raise Refused(_("No game has been opened yet."))
        if not is_whole(number, 0, len(self.every_game) - 1):
            raise Refused(_("There is no such game."))
        return number

    def after(self, entry: Entry, now: GameState | None) -> RoomState:
        """The state once an entry has been acted upon; raises Refused if the rules do not allow it.

        `now` is the state in the model of the game that the entry is about, where it is known.
        """
        kind = entry["kind"]
        if entry.get("visitor") in self.people.removed and entry.get("role") != "facilitator":
            raise Refused(_("The facilitator has taken you out of the room."))
        if self.frozen and kind in RESTING and entry.get("role") != "facilitator":
            raise Refused(_("The room is frozen: the facilitator asks you to look up. Nothing was done."))
        if kind in people.KINDS:
            return self._with_people(self.people.after(entry))
        if kind == "bring":
            return self._bring(entry)
        if kind in ("freeze", "thaw"):
            return self._freeze(entry)
        if kind in guesses.KINDS:
            if kind in ("ask", "not_asked") and (question := entry["question"]):
                self._known(question["scenario"], question["against"])
            asks = self.asks or kind in ("ask", "reopen_guesses", "calibrate")
            return replace(self, quiz=self.quiz.after(entry), asks=asks)
        if kind == "let_choose":
            return self._let_choose(entry)
        if kind == "explore":
            return self._look(entry)
        number = self.number_of(entry)
        assert number is not None, "all other kinds are about a game"
        state = self._with_entry(number, entry, now)
        return replace(state, asks=False) if kind in TAKES_PROJECTOR and number == state.at else state

    def _with_entry(self, number: int, entry: Entry, now: GameState | None) -> RoomState:
        """The state once an entry about a game has been acted upon."""
        kind = entry["kind"]
        if kind == "open":
            return self._open(number, entry)
        if kind == "resume":
            return self._resume(number, entry)
        if number not in self.on:
            raise Refused(_("This game was put away; the facilitator can go back to it."))
        if kind in ("show", "put_away"):
            return self._show(number, entry)
        if kind in ("sit", "assign"):
            return self._sit(number, entry)
        state = self.with_game(number, self.every_game[number].after(entry, now))
        if kind == "seat":
            moved = entry.get("moves") or ""
            if not moved and entry.get("role") != "facilitator":
                self._seat_here(str(entry["visitor"]), number)
            return state._placed(moved or entry["visitor"], number, moved=bool(moved))
        return state._gone_back_to(number) if kind == "end" and entry["on"] is False else state

    def with_game(self, number: int, game: Game) -> RoomState:
        """The state with a game in another state."""
        return replace(self, every_game=(*self.every_game[:number], game, *self.every_game[number + 1 :]))

    def _open(self, number: int, entry: Entry) -> RoomState:
        """A new game, `beside` those that run or in their place."""
        self._known(entry["setup"]["scenario"])
        game = opened(entry, self.playable)
        beside = self._beside(entry)
        state = replace(self, every_game=(*self.every_game, replace(game, removed=self.people.removed)))
        if state._named_as_one_of(number, beside):
            raise Refused(_("Another game that runs has this name; choose another."))
        return replace(state, on=(*beside, number), at=self.at if beside else number)

    def _resume(self, number: int, entry: Entry) -> RoomState:
        """Go back to another game, `beside` those that run; its time starts when the facilitator gives it."""
        only_the_facilitator(entry)
        if number in self.on:
            raise Refused(_("The room is at this game already."))
        beside = self._beside(entry)
        if self._named_as_one_of(number, beside):
            raise Refused(_("Another game that runs has this name; put it away first."))
        state = replace(self, at=number, on=tuple(sorted((*beside, number))))
        return state.with_game(number, replace(self.every_game[number], deadline=""))._gone_back_to(number)

    def _beside(self, entry: Entry) -> tuple[int, ...]:
        """The games that one which is opened or gone back to runs beside."""
        beside = self.on if entry.get("beside") is True else ()
        if len(beside) >= MAX_GAMES:
            raise Refused(_("No more than {number} games run side by side; put one away first.", number=MAX_GAMES))
        return beside

    def _named_as_one_of(self, number: int, others: Iterable[int]) -> bool:
        """True where a game has the name of another, in English whoever asks: the journal is read again in English."""
        with speaking(Language(ENGLISH)):
            return self.title(number) in map(self.title, others)

    def _gone_back_to(self, number: int) -> RoomState:
        """The state once a game may go on again: its members sit there, but those who play in another have left it."""
        game, places = self.every_game[number], dict(self.places)
        for visitor in game.members:
            place = places.get(visitor, number)
            if place not in self.on or (self.every_game[place].finished and not game.finished):
                places[visitor] = number
            elif place != number and not game.finished:
                game = game.without(visitor)
        return replace(self.with_game(number, game), places=places)

    def _show(self, number: int, entry: Entry) -> RoomState:
        """Show a game large, or put it away: what was played is kept."""
        only_the_facilitator(entry)
        if entry["kind"] == "show":
            return replace(self, at=number)
        others = tuple(other for other in self.on if other != number)
        if not others:
            raise Refused(_("It is the only game that runs; end it, or open another."))
        return replace(self, on=others, at=self.at if self.at in others else others[0])

    def _sit(self, number: int, entry: Entry) -> RoomState:
        """Somebody goes to a game of their own accord, or people are sent there (`of`) by the facilitator."""
        if entry["kind"] == "sit":
            if not self.choose_games:
                raise Refused(_("The facilitator says who sits in which game."))
            return self._placed(str(entry["visitor"]), number, moved=False)
        only_the_facilitator(entry)
        sent, state = entry.get("of"), self
        if not isinstance(sent, list) or not sent or not all(visitor in self.people.known for visitor in sent):
            raise Refused(_("There is no such person in the room."))
        for visitor in sent:
            state = state._placed(visitor, number, moved=True)
        return state

    def _seat_here(self, visitor: str, number: int) -> None:
        """Refused for a seat in a game that somebody sits in no more, or may not choose for themselves."""
        place = self.place_of(visitor)
        if place is None and not self.choose_games:
            raise Refused(_("The facilitator says who sits in which game."))
        if place is not None and place != number:
            plays = self.every_game[place].plays(visitor)
            moves = _("You play in another game; only the facilitator can move you.")
            raise Refused(moves if plays else _("You sit in another game now."))

    def _placed(self, visitor: str, number: int, *, moved: bool) -> RoomState:
        """The state with somebody in a game; `moved` by the facilitator they may leave a team that plays elsewhere."""
        before, state = self.places.get(visitor), self
        if before is not None and before != number and before in self.on:
            left = self.every_game[before]
            if left.plays(visitor) and not moved:
                raise Refused(_("You play in another game; only the facilitator can move you."))
            if not left.finished:
                state = self.with_game(before, left.without(visitor))
        return replace(state, places={**self.places, visitor: number})

    def _look(self, entry: Entry) -> RoomState:
        """Somebody's settings, if they are others than their last."""
        visitor, query = str(entry["visitor"]), entry.get("query")
        if not isinstance(query, str) or len(query) > LONGEST_PLACE:
            raise Refused(_("There are no such settings."))
        own = [look.query for look in self.looks if look.visitor == visitor]
        if own[-1:] == [query] or len(own) >= LOOKS:
            raise Refused(_("These settings are noted already, or too many were."))
        return replace(self, looks=(*self.looks, Look(time_in(entry, "time"), visitor, query)))

    def _let_choose(self, entry: Entry) -> RoomState:
        only_the_facilitator(entry)
        return replace(self, choose_games=truth_in(entry, "on"))

    def _freeze(self, entry: Entry) -> RoomState:
        """Let participants rest; once they go on, whatever counts down is given the time back."""
        only_the_facilitator(entry)
        at = time_in(entry, "time")
        if not at or (entry["kind"] == "freeze") == bool(self.frozen):
            raise Refused(_("The room is frozen already.") if self.frozen else _("The room is not frozen."))
        if not self.frozen:
            return replace(self, frozen=at)
        rest = max(datetime.fromisoformat(at) - datetime.fromisoformat(self.frozen), timedelta())
        games = tuple(replace(game, deadline=later(game.deadline, rest)) for game in self.every_game)
        return replace(self, frozen="", every_game=games, quiz=self.quiz.delayed(rest))

    def _with_people(self, known: People) -> RoomState:
        """Those out of the room neither guess nor play; what they did is there again when they are back."""
        removed = known.removed
        games = tuple(replace(game, removed=removed).without_wishes_of_others() for game in self.every_game)
        return replace(self, people=known, quiz=replace(self.quiz, removed=removed), every_game=games)

    def _bring(self, entry: Entry) -> RoomState:
        only_the_facilitator(entry)
        place = entry.get("place")
        if not isinstance(place, str) or not re.match("/(?!/)", place) or len(place) > LONGEST_PLACE:
            raise Refused(_("There is no such page."))
        return replace(self, place=place, brought=self.brought + 1)

    def _known(self, *names: str) -> None:
        for name in names:
            if name not in self.scenarios:
                raise Refused(_('There is no scenario "{name}".', name=name))
