"""Entries of the room together: who may do what when, and that a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from model.workshop.app_state import AppState, open_app_state
from model.workshop.journal import NAME, Journal, Refused
from model.workshop.people import MAX_PEOPLE
from model.workshop.room_session import MAX_ENTRIES
from model.workshop.session import Session
from model.workshop.visitors import Visitor
from tests.conftest import TRIAD
from tests.workshop.games import SETUP
from tests.workshop.test_worker_pool import finished

pytestmark = pytest.mark.slow

BOSS = Visitor("boss", "the facilitator", "facilitator", True)
ANI = Visitor("ani", "Ani", "participant", True)


@pytest.fixture
def app_state(tmp_path: Path) -> Iterator[AppState]:
    app_state = open_app_state(tmp_path / "session", TRIAD, jobs=1)
    yield app_state
    app_state.worker_pool.close()


def kept(app_state: AppState, *entries: dict[str, Any]) -> Session:
    """The session that a journal of these entries rebuilds."""
    journal = Journal(app_state.folder)
    for entry in entries:
        journal.append(**entry)
    return Session(app_state)


def joined(visitor: str) -> dict[str, Any]:
    return {"kind": "join", "visitor": visitor, "name": visitor.title(), "role": "participant"}


GAME = {"kind": "open", "setup": vars(SETUP), "role": "facilitator"}
UNFIT: dict[str, dict[str, Any]] = {
    "a scenario that is gone": {**GAME, "setup": {**vars(SETUP), "scenario": "gone"}},
    "a question of a scenario that is gone": {
        "kind": "ask", "role": "facilitator", "question": {"scenario": "gone", "against": "baseline", "outcome": "x"},
    },
    "a question without its parts": {"kind": "ask", "role": "facilitator", "question": {}},
    "nobody's entry": {"kind": "join", "name": "x"},
    "what a rule refuses": {"kind": "reveal", "role": "participant", "number": 0},
    "a number that is none": {"kind": "open", "setup": 5, "role": "facilitator"},
    "an act that no region knows": {"kind": "propose", "visitor": "ani", "actor": "AAA", "quarter": 0, "deed": [1]},
}  # fmt: skip


@pytest.mark.parametrize("what", UNFIT)
def test_an_entry_that_fits_no_more_is_set_aside_with_all_that_follows(app_state: AppState, what: str) -> None:
    session = kept(app_state, joined("ani"), UNFIT[what], joined("eldar"))
    assert session.people == {"ani": "Ani"} and session.front is None
    assert session.journal.loss is not None and f"{NAME}:2: this entry does not fit" in str(session.journal.loss)
    finished(session.do("join", replace(ANI, id="nino", name="Nino")))
    assert list(Session(app_state).people) == ["ani", "nino"]


REFUSED: dict[str, tuple[Callable[[Session], Any], str]] = {
    "a seat before a game is open": (lambda s: s.do("seat", ANI, actor="AAA"), "No game has been opened yet"),
    "starting before a game is open": (lambda s: s.do("start", BOSS), "No game has been opened yet"),
    "a participant's question": (lambda s: s.ask(ANI, "deal", "treaty_signed", "baseline"), "Only the facilitator"),
    "a participant's reveal": (lambda s: s.reveal(ANI), "Only the facilitator"),
    "a reveal without a question": (lambda s: s.reveal(BOSS), "only to a question"),
    "a participant's game": (lambda s: s.do("open", ANI, setup=vars(SETUP)), "Only the facilitator"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_rules_do_not_allow_leaves_no_trace(app_state: AppState, what: str) -> None:
    session = kept(app_state, joined("ani"))
    before = app_state.path(NAME).read_bytes()
    act, said = REFUSED[what]
    with pytest.raises(Refused, match=said):
        finished(act(session))
    assert app_state.path(NAME).read_bytes() == before
    assert (session.front, session.quiz.asked, session.people) == (None, (), {"ani": "Ani"})


def test_the_room_holds_so_many_people_and_those_within_may_still_change_their_names(app_state: AppState) -> None:
    session = kept(app_state, *(joined(f"visitor{n}") for n in range(MAX_PEOPLE)))
    with pytest.raises(Refused, match="full"):
        finished(session.note(ANI))
    finished(session.note(replace(ANI, id="visitor7", name="Nino")))
    assert len(session.people) == MAX_PEOPLE and session.people["visitor7"] == "Nino"
    assert Session(app_state).people == session.people


def test_one_participant_cannot_fill_the_disk(app_state: AppState) -> None:
    session = kept(
        app_state, *(joined("ani") for _ in range(MAX_ENTRIES)), *(joined("boss") for _ in range(MAX_ENTRIES))
    )
    with pytest.raises(Refused, match="more than one session can hold"):
        finished(session.do("join", ANI))
    finished(session.do("join", BOSS))
    assert len(session.journal.entries) == 2 * MAX_ENTRIES + 1


def test_every_step_of_a_timed_game_gets_its_minutes_and_the_end_gets_none(app_state: AppState) -> None:
    session = kept(app_state, joined("ani"))

    async def play() -> list[str]:
        deadlines = []
        await session.do("open", BOSS, setup={**vars(SETUP), "quarters": 1}, minutes=5)
        await session.do("seat", ANI, actor="AAA")
        for step in (lambda: session.do("start", BOSS), lambda: session.go_on(BOSS, 0)):
            deadlines.append(session.playing(0).game.deadline)
            await step()
        while session.playing(0).waits:
            await session.go_on(BOSS, 0)
        return [*deadlines, session.playing(0).game.deadline]

    begun = datetime.now(UTC)
    seating, choosing, over = finished(play())
    ended = datetime.now(UTC)
    assert seating == over == ""
    assert begun <= datetime.fromisoformat(choosing) - timedelta(minutes=5) + timedelta(seconds=1)
    assert datetime.fromisoformat(choosing) - timedelta(minutes=5) <= ended
    assert Session(app_state).state.every_game == session.state.every_game
