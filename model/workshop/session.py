"""Session of a room: its people, the quiz and the game, all rebuilt from the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nicegui import Event

from model.common.errors import ModelError, plain
from model.common.languages import _, named
from model.load import load_scenarios, scenario_names, scenarios_beside
from model.workshop.app_state import AppState
from model.workshop.game import Game
from model.workshop.game_rules import bans_of, closed_types
from model.workshop.game_state import QUARTER, GameState
from model.workshop.guesses import Answer, Question, Quiz, question_of
from model.workshop.jobs import alone, answered, game_state, room_numbers
from model.workshop.journal import Journal, Refused, written_time
from model.workshop.proposals import coded
from model.workshop.question_words import Put
from model.workshop.room_state import RoomState
from model.workshop.visitors import Visitor

MAX_ENTRIES = 2000
"""Most entries of one person."""
CLOCK = Visitor("the clock", "the clock", "facilitator", True)
"""The visitor that acts when a deadline has passed."""


class Session:
    """The shared state of the room. Whatever is done is checked, written to the journal, and only then holds."""

    def __init__(self, app_state: AppState) -> None:
        self.app_state = app_state
        self.journal = Journal(app_state.folder)
        everyone = app_state.seeds.actors.actors
        self.playable = tuple(name for name, actor in everyone.items() if actor.decides)
        folder = scenarios_beside(app_state.seeds.folder)
        loaded = load_scenarios(scenario_names(folder), app_state.seeds, folder=folder)
        self.scenarios: Mapping[str, tuple[str, str]] = {s.id: (s.spec.name, s.spec.summary) for s in loaded}
        self._interventions = {s.id: s.spec.interventions for s in loaded}
        self.put = Put(app_state.seeds, self.scenarios)
        self.state = RoomState(self.playable, self.scenarios)
        self.now: GameState | None = None
        """State of the game; None before it has started."""
        self.alone: GameState | None = None
        """The same world where nobody plays, up to the end."""
        self.changed: Event[[]] = Event()
        self.mark = app_state.mark
        self._lock = asyncio.Lock()
        self._answers: dict[Question, Answer] = {}
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

    @property
    def game(self) -> Game | None:
        """The game that the room is at."""
        return self.state.game

    @property
    def games(self) -> int:
        """Number of the present game, from 1; 0 before the first."""
        return self.state.at + 1

    def called(self, visitor: str) -> str:
        """The name of a visitor as the room sees it."""
        return self.state.people.shown(visitor)

    async def wake(self) -> None:
        """After a restart: find out where the game stands; whoever acts next is told if that cannot be."""
        async with self._lock:
            if self.game is not None and self.game.started and self.now is None:
                with suppress(ModelError):
                    self.now = await self._game_state(self.game)
                    self.alone = await self.app_state.worker_pool.do(alone, self.game.setup)
        self.changed.emit()

    async def do(self, kind: str, visitor: Visitor, **what: Any) -> None:
        """Act for a visitor; raises ModelError, and changes nothing, if the rules do not allow it.

        What the next state needs of the model is computed before anything is written, so a journal never holds what
        cannot be played.
        """
        async with self._lock:
            self._refuse_flood(visitor)
            entry = {"kind": kind, "visitor": visitor.id, "name": visitor.name, "role": visitor.role, **what}
            state = self.state.after(entry, self.now)
            game, now, model_alone = state.game, self.now, self.alone
            if state.at != self.state.at:
                now, model_alone = None, None
            if game is None or not game.started:
                now, model_alone = None, None
            elif self.game is None or game.decisions != self.game.decisions or now is None:
                now = await self._game_state(game)
                model_alone = model_alone or await self.app_state.worker_pool.do(alone, game.setup)
            before = self._step
            self.journal.append(**entry)
            self.state, self.now, self.alone = state, now, model_alone
            if kind != "resume":  # the facilitator gives time to a game that is gone back to
                self._set_deadline(before)
        self.changed.emit()

    def _refuse_flood(self, visitor: Visitor) -> None:
        """Nobody fills the disk: a participant can do only so much in a session."""
        done = sum(entry.get("visitor") == visitor.id for entry in self.journal.entries)
        if not visitor.facilitates and done >= MAX_ENTRIES:
            raise Refused(_("You have done more than one session can hold; ask the facilitator."))

    async def played(self, number: int) -> tuple[GameState, GameState]:
        """How far a started game has come, and the same game where nobody plays."""
        game = self.state.every_game[number]
        if number == self.state.at and self.now is not None and self.alone is not None:
            return self.now, self.alone
        return await self._game_state(game), await self.app_state.worker_pool.do(alone, game.setup)

    async def _game_state(self, game: Game) -> GameState:
        return await self.app_state.worker_pool.do(game_state, game.setup, game.decisions)

    def _set_deadline(self, before: object) -> None:
        """Give a new step its time, where the facilitator wants steps to have one; `before` was the last step."""
        game = self.game
        if game is None or not game.minutes or self._step == before:
            return
        written = self.in_minutes(game.minutes) if self.waits else ""
        entry: dict[str, Any] = {"kind": "deadline", "role": "facilitator", "until": written}
        self.state = self.state.with_game(game.after(entry))
        self.journal.append(**entry)

    def in_minutes(self, minutes: int) -> str:
        """The time in so many minutes, as an entry holds it; nothing for 0. In a frozen room time stands still."""
        now = datetime.fromisoformat(self.state.frozen) if self.state.frozen else datetime.now(UTC)
        return written_time(now + timedelta(minutes=minutes)) if minutes else ""

    async def freeze(self, visitor: Visitor, on: bool) -> None:
        """Let participants rest, or let them go on."""
        await self.do("freeze" if on else "thaw", visitor, time=written_time(datetime.now(UTC)))

    @property
    def _step(self) -> object:
        """The present step: phase, quarter and month."""
        game = self.game
        return None if game is None else (game.phase(self.now), self.quarter, self.now.month if self.now else 0)

    @property
    def waits(self) -> bool:
        """True while the game waits for the teams."""
        return self.game is not None and self.game.phase(self.now) in ("choosing", "judging", "playing")

    async def note(self, visitor: Visitor) -> None:
        """Remember that somebody with a name is in the room."""
        known = self.state.people.known.get(visitor.id)
        if visitor.name and (known is None or (known.own != visitor.name and not known.removed)):
            await self.do("join", visitor)

    async def ask(self, visitor: Visitor, scenario: str, outcome: str, against: str, claim: str = "") -> None:
        """Put a question to the room; where the other scenario ends is shown with it."""
        if not visitor.facilitates:
            raise Refused("Only the facilitator can do this.")
        question = question_of(self.app_state.seeds, scenario, outcome, against, claim)
        answer = await self.app_state.worker_pool.do(answered, question, patient=True)
        most = self.put.most(outcome, answer.months)
        question = Question(scenario, outcome, against, claim, answer.baseline_mean, most, answer.scripted)
        await self.do("ask", visitor, question=vars(question))
        self._answers[question] = answer

    async def reveal(self, visitor: Visitor) -> None:
        """Show the answer of the last question, and everybody's guesses."""
        if not visitor.facilitates or not self.quiz.asked:
            raise Refused("Only the facilitator can reveal an answer, and only to a question.")
        number = len(self.quiz.asked) - 1
        question = self.quiz.asked[number].question
        answer = self._answers.get(question) or await self.app_state.worker_pool.do(answered, question, patient=True)
        await self.do("reveal", visitor, number=number, answer=vars(answer))

    async def propose(
        self, visitor: Visitor, actor: str, quarter: int, event: Mapping[str, Any], what: str, argument: str
    ) -> None:
        """Propose an act of a team's own, coded as an event."""
        made, agreement = coded(self.app_state.seeds, event)
        if made.type in self.closed_types(actor, made.target):
            name = self.app_state.seeds.types.types[made.type].name
            raise Refused(_("The rules of this game leave such an act out: {act}.", act=named(name)))
        await self.do(
            "propose", visitor, actor=actor, quarter=quarter, deed=made.model_dump(mode="json"), what=what,
            argument=argument, agreement=agreement,
        )  # fmt: skip

    def closed_types(self, actor: str, targets: Iterable[str] = ()) -> set[str]:
        """Types of event that the game's scenario leaves out this quarter, for an actor towards these targets."""
        game, seeds = self.game, self.app_state.seeds
        if game is None:
            return set()
        month = seeds.region.documented_until + self.quarter * QUARTER + 1
        bans = bans_of(self._interventions[game.setup.scenario], month)
        return closed_types(seeds, bans, actor, targets)

    async def judge(self, visitor: Visitor) -> None:
        """Let luck decide what the room has judged."""
        game = self.game
        if game is None or not game.judging or not visitor.facilitates:
            raise Refused("There is nothing to judge now.")
        luck = await self.app_state.worker_pool.do(room_numbers, game.setup, tuple(game.proposals), self.quarter)
        await self.do("judge", visitor, luck=luck)

    @property
    def quarter(self) -> int:
        """The quarter that is being decided, from 0."""
        return 0 if self.game is None else len(self.game.decisions.chosen)

    @property
    def moment(self) -> object:
        """The game and the step it is at, as a page was drawn for it."""
        return self.games, self._step

    def refuse_late(self, moment: object) -> None:
        """Refused where the step that a button was drawn for is over: it would end the next one unseen."""
        if moment != self.moment:
            raise Refused("This step has ended already; look at the clock, and press again if you still want to.")

    async def go_on(self, visitor: Visitor) -> None:
        """End the present step: close the choices, decide what was judged, or take silence for a no."""
        phase = self.game.phase(self.now) if self.game is not None else "over"
        if phase == "choosing":
            await self.do("close", visitor, quarter=self.quarter)
        elif phase == "judging":
            await self.judge(visitor)
        elif phase == "playing" and self.now is not None and self.now.asks:
            await self.do("go_on", visitor, month=self.now.asks[0].month)
        else:
            raise Refused("There is nothing to go on with.")

    async def tick(self) -> None:
        """Once a second: act for the facilitator where a deadline has passed, unless the room is frozen."""
        if self.state.frozen or self._lock.locked():
            return
        if self.quiz.now is not None and _passed(self.quiz.deadline):
            await self.do("close_guesses", CLOCK, number=self.quiz.now)
        if self.game is not None and self.waits and _passed(self.game.deadline):
            await self.go_on(CLOCK)


def _passed(deadline: str) -> bool:
    return bool(deadline) and datetime.now(UTC) >= datetime.fromisoformat(deadline)


_sessions: dict[Path, Session] = {}


def session_of(app_state: AppState) -> Session:
    """The session of a running workshop, one for all its pages."""
    if app_state.folder not in _sessions:
        _sessions[app_state.folder] = Session(app_state)
    return _sessions[app_state.folder]
