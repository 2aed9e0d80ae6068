"""Failures of the model in a room: known to all, they lose nothing, and one press computes again what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from model.common.languages import Language, speaking
from model.workshop.app_state import AppState, open_app_state
from model.workshop.guesses import Answer
from model.workshop.journal import Refused
from model.workshop.session import Session
from model.workshop.visitors import Visitor
from model.workshop.worker_pool import NotComputed
from tests.conftest import TRIAD
from tests.workshop.games import SETUP
from tests.workshop.test_worker_pool import finished

pytestmark = pytest.mark.slow

BOSS = Visitor("boss", "the facilitator", "facilitator", True)
ANI = Visitor("ani", "Ani", "participant", True)
WHY = "a worker process was killed (SIGKILL), perhaps for want of memory"


class Pool:
    """Computes jobs here; fails while it is broken."""

    def __init__(self, app_state: AppState) -> None:
        self.seeds, self.broken, self.requests = app_state.seeds, False, 0

    async def do(self, job: Callable[..., Any], *words: Any, patient: bool = False) -> Any:
        self.requests += 1
        if self.broken:
            raise NotComputed(WHY)
        return job(self.seeds, *words)


@pytest.fixture
def app_state(tmp_path: Path) -> Iterator[AppState]:
    app_state = open_app_state(tmp_path / "session", TRIAD, jobs=1)
    app_state.worker_pool.close()
    app_state.worker_pool = Pool(app_state)
    yield app_state


def pool(app_state: AppState) -> Pool:
    found = app_state.worker_pool
    assert isinstance(found, Pool)
    return found


def kinds(session: Session) -> list[str]:
    return [entry["kind"] for entry in session.journal.entries]


def again(session: Session) -> None:
    (failure,) = session.failures
    finished(failure.again())


def test_a_question_whose_answer_cannot_be_computed_is_put_when_it_can(app_state: AppState) -> None:
    session = Session(app_state)
    pool(app_state).broken = True
    for _ in range(2):
        with pytest.raises(NotComputed):
            finished(session.ask(BOSS, "deal", "treaty_signed", "baseline"))
        (failure,) = session.failures
        assert (failure.kind, failure.number, failure.why) == ("ask", 0, WHY)
        assert failure.name == session.put.subject("treaty_signed")
    assert kinds(session) == ["not_asked"] and not session.quiz.asked
    for restarted in (False, True):
        one = Session(app_state) if restarted else session
        (failure,) = one.failures
        assert (failure.name, failure.why) == (session.put.subject("treaty_signed"), WHY)
    pool(app_state).broken = False
    again(one)
    assert kinds(one) == ["not_asked", "ask"] and one.failures == ()
    assert one.quiz.asked[0].question.scenario == "deal" and one.quiz.asked[0].question.level is not None
    assert Session(app_state).failures == ()


def test_a_question_that_could_not_be_asked_can_be_let_go(app_state: AppState) -> None:
    session = Session(app_state)
    pool(app_state).broken = True
    with pytest.raises(NotComputed):
        finished(session.ask(BOSS, "deal", "treaty_signed", "baseline"))
    (failure,) = session.failures
    assert failure.let_go is not None
    finished(failure.let_go())
    assert session.failures == () and Session(app_state).failures == ()
    with pytest.raises(Refused, match="Only the facilitator"):
        finished(session.do("not_asked", ANI, question=None))


def test_what_could_not_be_asked_is_let_go_once_something_else_is(app_state: AppState) -> None:
    session = Session(app_state)
    pool(app_state).broken = True
    with pytest.raises(NotComputed):
        finished(session.ask(BOSS, "deal", "treaty_signed", "baseline"))
    pool(app_state).broken = False
    finished(session.ask(BOSS, "deal", "a_influence", "baseline"))
    assert session.failures == ()


def test_a_question_that_is_refused_is_no_failure_of_the_model(app_state: AppState) -> None:
    session = Session(app_state)
    with pytest.raises(Refused):
        finished(session.ask(BOSS, "deal", "no_such_outcome", "baseline"))
    assert session.failures == () and pool(app_state).requests == 0


def test_an_answer_that_cannot_be_computed_anew_after_a_restart_keeps_question_and_guesses(app_state: AppState) -> None:
    first = Session(app_state)
    finished(first.do("join", ANI))
    finished(first.ask(BOSS, "deal", "treaty_signed", "baseline"))
    finished(first.do("guess", ANI, number=0, direction="higher", size=0.2, sure=70))
    session = Session(app_state)  # as after a restart: the answer is known no more
    pool(app_state).broken = True
    with pytest.raises(NotComputed):
        finished(session.reveal(BOSS))
    assert [(failure.kind, failure.number) for failure in session.failures] == [("reveal", 0)]
    english = session.failures[0].name
    with speaking(Language("ka")):
        georgian = session.failures[0].name
        assert georgian == session.put.subject("treaty_signed"), "as whoever looks speaks"
    assert english == session.put.subject("treaty_signed") != georgian
    assert session.quiz.asked[0].open and len(session.quiz.guesses(0)) == 1 and "reveal" not in kinds(session)
    finished(session.do("withdraw", BOSS, number=0))
    assert session.failures == (), "nobody waits for the answer of a question that was taken back"
    finished(session.do("reopen_guesses", BOSS, number=0))
    pool(app_state).broken = False
    again(session)
    answer = session.quiz.asked[0].answer
    assert isinstance(answer, Answer) and answer.worlds == 256 and session.failures == ()
    assert len(session.quiz.guesses(0)) == 1


def game(app_state: AppState) -> Session:
    """A started game of one team, with a minute for each step."""
    session = Session(app_state)

    async def begin() -> None:
        await session.do("join", ANI)
        await session.do("open", BOSS, setup={**vars(SETUP), "quarters": 2}, minutes=1)
        await session.do("seat", ANI, actor="AAA")
        await session.do("start", BOSS)

    finished(begin())
    return session


def test_a_game_whose_months_cannot_be_computed_keeps_its_decisions_and_goes_on_later(app_state: AppState) -> None:
    session = game(app_state)
    before, written = session.playing(0), kinds(session)
    pool(app_state).broken = True
    with pytest.raises(NotComputed):
        finished(session.go_on(BOSS, 0))
    (failure,) = session.failures
    assert (failure.kind, failure.number, failure.name) == ("game", 0, before.title)
    with speaking(Language("ka")):
        assert [failure.name for failure in session.failures] == ["თამაში 1"], "as whoever looks speaks"
    assert session.playing(0).game == before.game and session.playing(0).now is before.now
    assert kinds(session) == written
    pool(app_state).broken = False
    again(session)
    assert session.failures == () and "close" in kinds(session)
    assert session.playing(0).quarter == 1 and session.playing(0).now is not before.now


def test_the_clock_does_not_compute_what_failed_over_and_over(app_state: AppState) -> None:
    session = game(app_state)
    finished(session.do("deadline", BOSS, game=0, until="2020-01-01T00:00:00+00:00"))
    pool(app_state).broken = True
    asked = pool(app_state).requests

    async def ticks() -> None:
        for _ in range(3):
            await session.tick()
            for clock in session.clocks.values():
                with suppress(NotComputed):
                    await clock

    finished(ticks())
    assert pool(app_state).requests == asked + 1 and session.failed("game", 0)
    pool(app_state).broken = False
    again(session)
    assert not session.failed("game", 0)


def test_a_game_that_cannot_be_found_again_after_a_restart_is_told_and_found_later(app_state: AppState) -> None:
    game(app_state)
    session = Session(app_state)
    pool(app_state).broken = True
    finished(session.wake())
    assert session.failed("game", 0) and session.playing(0).now is None
    pool(app_state).broken = False
    again(session)
    assert session.failures == () and session.playing(0).now is not None


def test_nobody_waits_for_a_game_that_was_ended(app_state: AppState) -> None:
    session = game(app_state)
    pool(app_state).broken = True
    with pytest.raises(NotComputed):
        finished(session.go_on(BOSS, 0))
    pool(app_state).broken = False
    finished(session.do("end", BOSS, game=0, on=True))
    assert session.failures == ()
