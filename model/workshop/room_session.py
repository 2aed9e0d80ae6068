"""State of a room that its journal rebuilds: whatever is done is checked, computed, written, and only then holds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from nicegui import Event

from model.common.errors import ModelError, plain
from model.common.languages import _
from model.load import load_scenarios, scenario_names, scenarios_beside
from model.workshop.app_state import AppState
from model.workshop.failures import Again, Failure, Kind
from model.workshop.game_state import Decisions, GameState
from model.workshop.guesses import Quiz
from model.workshop.jobs import alone, game_state
from model.workshop.journal import Journal, Refused, written_time
from model.workshop.playing import Playing
from model.workshop.presence import Presence
from model.workshop.question_words import Put
from model.workshop.room_state import RoomState
from model.workshop.visitors import Visitor
from model.workshop.worker_pool import NotComputed

MAX_ENTRIES = 2000
"""Most entries of one person."""


@dataclass(frozen=True)
class Known:
    """Where a game stands in the model."""

    decisions: Decisions
    now: GameState
    """Where they lead."""
    alone: GameState
    """The same world where nobody plays, up to the end."""


class RoomSession:
    """The shared state of the room. Whatever is done is checked, written to the journal, and only then holds."""

    def __init__(self, app_state: AppState) -> None:
        self.app_state = app_state
        self.journal = Journal(app_state.folder)
        everyone = app_state.seeds.actors.actors
        self.playable = tuple(name for name, actor in everyone.items() if actor.decides)
        folder = scenarios_beside(app_state.seeds.folder)
        loaded = load_scenarios(scenario_names(folder), app_state.seeds, folder=folder)
        by_name = sorted(loaded, key=lambda scenario: scenario.spec.name)
        self.scenarios: Mapping[str, tuple[str, str]] = {s.id: (s.spec.name, s.spec.summary) for s in by_name}
        self.put = Put(app_state.seeds, self.scenarios)
        self.state = RoomState(self.playable, self.scenarios)
        self.changed: Event[[]] = Event()
        self.mark = app_state.mark
        self.presence = Presence()
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One for each game: what is done in one waits for what is computed for it, and nothing else does."""
        self._known: dict[int, Known] = {}
        """By number of the game."""
        self._failures: dict[tuple[Kind, int], Failure] = {}
        self._read_again()

    def _read_again(self) -> None:
        """Rebuild the state from the journal, up to the first entry that the region or the rules do not fit."""
        for number, entry in enumerate(self.journal.entries):
            try:
                self.state = self.state.after(entry, None)
            except (ModelError, LookupError, TypeError, ValueError, AttributeError) as error:
                why = "this entry does not fit the region or the rules as they are now"
                self.journal.cut(number, f"{why} ({plain(str(error))[:200]})")
                break

    @property
    def people(self) -> dict[str, str]:
        """Visitor → name as the room sees it, of those in the room, in the order they came."""
        return {visitor: person.shown for visitor, person in self.state.people.present.items()}

    @property
    def quiz(self) -> Quiz:
        """The questions."""
        return self.state.quiz

    def playing(self, number: int) -> Playing:
        """A game and where it stands."""
        game = self.state.every_game[number]
        known = self._known.get(number)
        if known is None or not game.started:
            return Playing(number, self.state.title(number), game, None, None)
        return Playing(number, self.state.title(number), game, known.now, known.alone)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Failures of the model that the room still waits to have mended, named in the language that is spoken."""
        held = (failure for failure in self._failures.values() if failure.holds(self.state))
        return tuple(replace(failure, name=self._name(failure)) for failure in held)

    def _name(self, failure: Failure) -> str:
        """Name of the game that failed, or subject of the question."""
        if failure.kind == "game":
            return self.state.title(failure.number)
        return self.put.subject(self.quiz.asked[failure.number].question.outcome)

    def failed(self, kind: Kind, number: int) -> bool:
        """True where the room waits for something of this kind that could not be computed."""
        return any((failure.kind, failure.number) == (kind, number) for failure in self.failures)

    @contextmanager
    def _needing(self, kind: Kind, number: int, again: Again) -> Iterator[None]:
        """Compute something the room waits for: where that fails all are told, until it succeeds."""
        try:
            yield
        except NotComputed as error:
            self._failures[kind, number] = Failure(kind, number, "", str(error), again)
            self.changed.emit()
            raise
        if self._failures.pop((kind, number), None):
            self.changed.emit()

    def computes(self, number: int) -> bool:
        """True while something is done in a game that takes its time."""
        return self._locks[number].locked()

    @property
    def running(self) -> list[Playing]:
        """The games side by side."""
        return [self.playing(number) for number in self.state.on]

    @property
    def front(self) -> Playing | None:
        """The game that the projector shows large."""
        return self.playing(self.state.at) if self.state.at >= 0 else None

    def own(self, visitor: Visitor) -> Playing | None:
        """The game that a visitor sits in; the facilitator looks at what the projector shows."""
        number = self.state.place_of(visitor.id)
        return self.front if visitor.facilitates else None if number is None else self.playing(number)

    def called(self, visitor: str) -> str:
        """The name of a visitor as the room sees it."""
        return self.state.people.shown(visitor)

    async def wake(self) -> None:
        """After a restart: find out where the games stand; whoever acts next in one is told if that cannot be."""
        for number in self.state.on:
            with suppress(ModelError):
                await self.learn(number)
        self.changed.emit()

    async def learn(self, number: int) -> None:
        """Find out where a started game that runs stands, if that is not known, and show it."""
        async with self._locks[number]:
            if number in self.state.on:
                await self._learn(number, partial(self.learn, number))
        self.changed.emit()

    async def do(self, kind: str, visitor: Visitor, **what: Any) -> None:
        """Act for a visitor; raises ModelError, and changes nothing, if the rules do not allow it.

        What the next state needs of the model is computed before anything is written, so a journal never holds what
        cannot be played.
        """
        self._refuse_flood(visitor)
        entry = {"kind": kind, "visitor": visitor.id, "name": visitor.name, "role": visitor.role, **what}
        number = self.state.number_of(entry)
        if number is None or kind == "open":
            self._write(entry, self.state.after(entry, None))
        else:
            async with self._locks[number]:
                await self._do_in(number, entry, partial(self.do, kind, visitor, **what))
        self.changed.emit()

    async def _do_in(self, number: int, entry: Mapping[str, Any], again: Again) -> None:
        """Act in a game. What had to be computed is looked at again: the room may have gone on meanwhile."""
        if number in self.state.on:
            await self._learn(number, again)
        known: Known | None = None
        while True:
            before = self.playing(number)
            state = self.state.after(entry, before.now)
            game = state.every_game[number]
            known = known or self._known.get(number)
            if not game.started or (known is not None and known.decisions == game.decisions):
                break
            known = await self._computed(number, state, known, again)
        self._write(entry, state)
        if known is not None and number in state.on:
            self._known[number] = known
        if entry["kind"] != "resume":  # the facilitator gives time to a game that is gone back to
            self._set_deadline(before)

    def _write(self, entry: Mapping[str, Any], state: RoomState, *, at_once: bool = True) -> None:
        """The state that an entry leads to holds once it is in the journal."""
        self.journal.append(**entry, at_once=at_once)
        self.state = state
        for number in self._known.keys() - set(state.on):
            del self._known[number]

    async def _learn(self, number: int, again: Again) -> None:
        """Find out where a started game stands, if that is not known."""
        if self.state.every_game[number].started and number not in self._known:
            self._known[number] = await self._computed(number, self.state, None, again)

    async def _computed(self, number: int, state: RoomState, before: Known | None, again: Again) -> Known:
        """Where the decisions of a game lead in a state; without the teams it goes as it went `before`."""
        pool, game = self.app_state.worker_pool, state.every_game[number]
        with self._needing("game", number, again):
            now = await pool.do(game_state, game.setup, game.decisions)
            return Known(game.decisions, now, before.alone if before else await pool.do(alone, game.setup))

    def _set_deadline(self, before: Playing) -> None:
        """Give a new step its time, where the facilitator wants steps to have one; `before` was the game before."""
        after = self.playing(before.number)
        if not after.game.minutes or after.step == before.step or after.number not in self.state.on:
            return
        written = self.in_minutes(after.game.minutes) if after.waits else ""
        entry = {"kind": "deadline", "role": "facilitator", "game": after.number, "until": written}
        self._write(entry, self.state.after(entry, after.now))

    def _refuse_flood(self, visitor: Visitor) -> None:
        """Nobody fills the disk: a participant can do only so much in a session."""
        entries = self.journal.entries
        done = sum(entry.get("visitor") == visitor.id and entry["kind"] != "explore" for entry in entries)
        if not visitor.facilitates and done >= MAX_ENTRIES:
            raise Refused(_("You have done more than one session can hold; ask the facilitator."))

    async def played(self, number: int) -> tuple[GameState, GameState]:
        """How far a started game has come, and the same game where nobody plays."""
        known = self._known.get(number)
        known = known or await self._computed(number, self.state, None, partial(self.learn, number))
        return known.now, known.alone

    def in_minutes(self, minutes: int) -> str:
        """The time in so many minutes, as an entry holds it; nothing for 0. In a frozen room time stands still."""
        now = datetime.fromisoformat(self.state.frozen) if self.state.frozen else datetime.now(UTC)
        return written_time(now + timedelta(minutes=minutes)) if minutes else ""

    async def freeze(self, visitor: Visitor, on: bool) -> None:
        """Let participants rest, or let them go on."""
        await self.do("freeze" if on else "thaw", visitor, time=written_time(datetime.now(UTC)))

    async def note(self, visitor: Visitor) -> None:
        """Remember that somebody with a name is in the room."""
        known = self.state.people.known.get(visitor.id)
        if visitor.name and (known is None or (known.own != visitor.name and not known.removed)):
            await self.do("join", visitor)

    def look_at(self, visitor: Visitor, query: str) -> None:
        """Note settings in Explore that have rested for a moment; nobody waits for it or is told where it cannot be."""
        time = written_time(datetime.now(UTC))
        entry = {"kind": "explore", "visitor": visitor.id, "role": visitor.role, "query": query, "time": time}
        with suppress(Refused):
            self._write(entry, self.state.after(entry, None), at_once=False)
