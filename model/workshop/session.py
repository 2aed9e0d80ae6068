"""Session of a room: what its people, its facilitator and its clock do, as far as the model has a part in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from nicegui import app

from model.common.languages import _, named
from model.workshop.app_state import AppState
from model.workshop.failures import Failure
from model.workshop.game_rules import armed_types, closed_types
from model.workshop.guesses import WORDS, Answer, Question, Unasked, question_of
from model.workshop.jobs import answered, room_numbers
from model.workshop.journal import Refused, text_in
from model.workshop.playing import Playing
from model.workshop.proposals import coded
from model.workshop.room_session import RoomSession
from model.workshop.visitors import Visitor
from model.workshop.worker_pool import NotComputed

CLOCK = Visitor("the clock", "the clock", "facilitator", True)
"""The visitor that acts when a deadline has passed, and for the facilitator."""


class Session(RoomSession):
    """The shared state of the room, and all that can be done in it."""

    def __init__(self, app_state: AppState) -> None:
        super().__init__(app_state)
        self._answers: dict[Question, Answer] = {}
        """Computed when a question was put, and shown when it is revealed."""
        self.clocks: dict[int, asyncio.Task[None]] = {}
        """Number of a game → what its clock did last, or does: none waits for another."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Failures of the model that the room still waits to have mended; a question that was not asked is kept."""
        if (unasked := self.quiz.unasked) is None:
            return super().failures
        of = unasked.question
        again = partial(self.ask, CLOCK, of.scenario, of.outcome, of.against, of.claim, of.words)
        let_go = partial(self.do, "not_asked", CLOCK, question=None)
        subject = self.put.subject(of.outcome)
        return Failure("ask", len(self.quiz.asked), subject, unasked.why, again, let_go), *super().failures

    async def ask(
        self, visitor: Visitor, scenario: str, outcome: str, against: str, claim: str = "", words: str = ""
    ) -> None:
        """Put a question to the room, perhaps in words of one's own; where the other scenario ends is shown with it."""
        if not visitor.facilitates:
            raise Refused(_("Only the facilitator can do this."))
        words = text_in({"words": words}, "words", WORDS, empty=True)
        question = replace(question_of(self.app_state.seeds, scenario, outcome, against, claim), words=words)
        try:
            answer = await self.app_state.worker_pool.do(answered, question, patient=True)
        except NotComputed as error:
            if self.quiz.unasked != Unasked(question, str(error)):
                await self.do("not_asked", visitor, question=vars(question), why=str(error))
            raise
        most = self.put.most(outcome, answer.months)
        question = replace(question, level=answer.baseline_mean, most=most, scripted=answer.scripted)
        await self.do("ask", visitor, question=vars(question))
        self._answers[question] = answer

    async def reveal(self, visitor: Visitor) -> None:
        """Show the answer of the last question, and everybody's guesses."""
        if not visitor.facilitates or not self.quiz.asked:
            raise Refused(_("Only the facilitator can reveal an answer, and only to a question."))
        number = len(self.quiz.asked) - 1
        question = self.quiz.asked[number].question
        answer = self._answers.get(question)
        if answer is None:
            with self._needing("reveal", number, partial(self.reveal, visitor)):
                answer = await self.app_state.worker_pool.do(answered, question, patient=True)
        await self.do("reveal", visitor, number=number, answer=vars(answer))

    async def propose(
        self, visitor: Visitor, playing: Playing, event: Mapping[str, Any], what: str, argument: str
    ) -> None:
        """Propose an act of a team's own, coded as an event; `playing` is the game as the form was drawn for it."""
        made, agreement = coded(self.app_state.seeds, event)
        (actor,) = made.source
        await self.learn(playing.number)
        if made.type in self.closed_types(playing.number, actor, made.target):
            name = self.app_state.seeds.types.types[made.type].name
            raise Refused(_("The rules of this game leave such an act out: {act}.", act=named(name)))
        await self.do(
            "propose", visitor, game=playing.number, actor=actor, quarter=playing.quarter,
            deed=made.model_dump(mode="json"), what=what, argument=argument, agreement=agreement,
        )  # fmt: skip

    def closed_types(self, number: int, actor: str, targets: Iterable[str] = ()) -> set[str]:
        """Types of event that the game's rules and the bans in force leave out, for an actor towards these targets."""
        playing, seeds = self.playing(number), self.app_state.seeds
        banned = closed_types(seeds, playing.now.bans, actor, targets) if playing.now is not None else set()
        return banned | armed_types(seeds) if playing.game.setup.without_force else banned

    async def judge(self, visitor: Visitor, playing: Playing) -> None:
        """Let luck decide what the room has judged."""
        game = playing.game
        if not game.judging or not visitor.facilitates:
            raise Refused(_("There is nothing to judge now."))
        proposers = tuple(game.proposals)
        with self._needing("game", playing.number, partial(self.go_on, visitor, playing.number)):
            luck = await self.app_state.worker_pool.do(room_numbers, game.setup, proposers, playing.quarter)
        await self.do("judge", visitor, game=playing.number, luck=luck)

    async def go_on(self, visitor: Visitor, number: int) -> None:
        """End the present step: close the choices, decide what was judged, or take silence for a no."""
        playing = self.playing(number)
        if playing.phase == "choosing":
            await self.do("close", visitor, game=number, quarter=playing.quarter)
        elif playing.phase == "judging":
            await self.judge(visitor, playing)
        elif playing.phase == "playing" and playing.now is not None and playing.now.asks:
            await self.do("go_on", visitor, game=number, month=playing.now.asks[0].month)
        else:
            raise Refused(_("There is nothing to go on with."))

    async def tick(self) -> None:
        """Once a second: act for the facilitator where a deadline has passed, unless the room is frozen."""
        self.presence.look()
        if self.state.frozen:
            return
        if self.quiz.now is not None and _passed(self.quiz.deadline):
            await self.do("close_guesses", CLOCK, number=self.quiz.now)
        for playing in self.running:
            if self.failed("game", playing.number):
                continue  # to compute it again and again would keep everybody waiting: the facilitator says when
            last = self.clocks.get(playing.number)
            if not self.computes(playing.number) and (last is None or last.done()):
                self.clocks[playing.number] = clock = asyncio.create_task(self._tick(playing))
                clock.add_done_callback(_told)

    async def _tick(self, playing: Playing) -> None:
        """The clock of one game: let choices stand that nobody is there to confirm, and end a step in time."""
        if playing.phase == "choosing":
            for actor, wish in playing.game.wishes.items():
                if all(map(self.presence.away, set(playing.game.team(actor)) - {wish.by})):
                    what = {"game": playing.number, "actor": actor, "quarter": playing.quarter, "wish": wish.said}
                    await self.do("confirm", CLOCK, **what)
        if playing.waits and _passed(playing.game.deadline):
            await self.go_on(CLOCK, playing.number)


def _told(clock: asyncio.Task[None]) -> None:
    """Tell the terminal of a clock that failed."""
    if not clock.cancelled() and isinstance(error := clock.exception(), Exception):
        app.handle_exception(error)


def _passed(deadline: str) -> bool:
    return bool(deadline) and datetime.now(UTC) >= datetime.fromisoformat(deadline)


_sessions: dict[Path, Session] = {}


def session_of(app_state: AppState) -> Session:
    """The session of a running workshop, one for all its pages."""
    if app_state.folder not in _sessions:
        _sessions[app_state.folder] = Session(app_state)
    return _sessions[app_state.folder]
