"""Several games side by side: who sits in which, what each does to the others, and that the journal brings all back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from model.workshop.app_state import AppState
from model.workshop.journal import Refused
from model.workshop.room_state import MAX_GAMES, RoomState
from model.workshop.session import Session
from model.workshop.visitors import Visitor
from tests.workshop.games import PLAYABLE, SETUP, boss, by, opening
from tests.workshop.test_conductor import SCENARIOS, at
from tests.workshop.test_session import ANI, BOSS, app_state, kept
from tests.workshop.test_worker_pool import finished

__all__ = ["app_state"]

ELDAR = Visitor("eldar", "Eldar", "participant", True)


def room(*entries: Any, state: RoomState | None = None) -> RoomState:
    state = state or RoomState(PLAYABLE, SCENARIOS)
    for entry in entries:
        state = state.after(entry, None)
    return state


def named(title: str, **what: Any) -> Any:
    return {**opening(), "title": title, "beside": True, **what}


def joined(*visitors: str) -> list[Any]:
    return [{"kind": "join", "visitor": v, "name": v.title(), "role": "participant"} for v in visitors]


def person(kind: str, visitor: str, **what: Any) -> Any:
    return {"kind": kind, "visitor": visitor, "role": "participant", **what}


TWO = (*joined("ani", "eldar", "nino", "levan"), named("Group A"), named("Group B"))


def test_a_game_is_opened_beside_another_or_in_its_place() -> None:
    state = room(*TWO)
    assert state.on == (0, 1) and state.at == 0, "the projector stays with the first"
    assert [state.title(number) for number in state.on] == ["Group A", "Group B"]
    alone = room(opening(), state=state)
    assert alone.on == (2,) and alone.at == 2 and alone.title(2) == "Game 3"
    back = room(boss("resume", number=0), state=alone)
    assert back.on == (0,) and back.at == 0
    assert room(boss("resume", number=1, beside=True), state=back).on == (0, 1)
    with pytest.raises(Refused, match="this name"):
        room(named("Group A"), state=state)
    full = room(*(named(f"Group {n}") for n in range(MAX_GAMES)))
    with pytest.raises(Refused, match=f"No more than {MAX_GAMES}"):
        room(named("One more"), state=full)


def test_everybody_sits_in_a_game_of_their_own_or_none_until_they_choose() -> None:
    state = room(*TWO)
    assert [state.place_of(v) for v in ("ani", "eldar")] == [None, None]
    state = room(person("sit", "ani", game=1), person("seat", "eldar", game=0, actor="AAA"), state=state)
    assert [state.place_of(v) for v in ("ani", "eldar", "nino")] == [1, 0, None]
    assert state.every_game[0].members == {"eldar": "AAA"} and state.every_game[1].members == {}
    state = room(person("sit", "eldar", game=1), state=state)
    assert state.every_game[0].members == {}, "before the start a seat is given up by going elsewhere"
    only = room(boss("put_away", game=0), state=state)
    assert only.place_of("nino") == 1 and only.at == 1, "where one game runs everybody is in it"


def test_the_facilitator_sends_people_and_spreads_the_rest_evenly() -> None:
    state = room(*TWO, boss("assign", game=1, of=["ani", "eldar"]), boss("let_choose", on=False))
    with pytest.raises(Refused, match="The facilitator says"):
        room(person("sit", "nino", game=0), state=state)
    assert state.spread() == {0: ["nino", "levan"]}
    spread = room(*(boss("assign", game=g, of=who) for g, who in state.spread().items()), state=state)
    assert [spread.place_of(v) for v in ("ani", "eldar", "nino", "levan")] == [1, 1, 0, 0] and spread.spread() == {}


def test_nobody_leaves_a_team_that_plays_but_by_the_facilitator() -> None:
    start = (person("seat", "ani", game=0, actor="AAA"), boss("start", game=0))
    state = room(*TWO, *start)
    for away in (person("sit", "ani", game=1), person("seat", "ani", game=1, actor="BBB")):
        with pytest.raises(Refused, match="only the facilitator can move you"):
            room(away, state=state)
    moved = room(boss("assign", game=1, of=["ani"]), state=state)
    assert moved.place_of("ani") == 1 and moved.every_game[0].team("AAA") == ()
    over = room(boss("end", game=0, on=True), person("sit", "ani", game=1), state=state)
    assert over.place_of("ani") == 1 and over.every_game[0].team("AAA") == ("ani",), "who played in it is kept"


def test_ending_and_deadlines_are_each_games_own_and_freezing_is_the_rooms() -> None:
    state = room(
        *TWO, boss("deadline", game=0, until=at(3)), boss("deadline", game=1, until=at(9)), boss("freeze", time=at(1)),
        boss("thaw", time=at(11)),
    )  # fmt: skip
    assert [game.deadline for game in state.every_game] == [at(13), at(19)]
    ended = room(boss("end", game=1, on=True), state=state)
    assert [game.ended for game in ended.every_game] == [False, True] and ended.every_game[0].deadline == at(13)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (boss("show", game=7), "no such game"),
        (boss("show", game=True), "no such game"),
        (boss("show", game=None), "no such game"),
        (person("show", "ani", game=1), "Only the facilitator"),
        (person("put_away", "ani", game=1), "Only the facilitator"),
        (person("assign", "ani", game=1, of=["eldar"]), "Only the facilitator"),
        (person("let_choose", "ani", on=False), "Only the facilitator"),
        (boss("let_choose", on="no"), "yes or no"),
        (boss("assign", game=1, of=["nobody"]), "no such person"),
        (boss("assign", game=1, of="ani"), "no such person"),
        (boss("resume", number=1), "at this game already"),
        (named(5), "should be a text"),  # type: ignore[arg-type]
        (named("x" * 41), "too long"),
    ],
)
def test_what_makes_no_sense_is_refused(entry: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        room(*TWO, entry)


def test_what_was_put_away_takes_no_moves_and_the_last_game_stays() -> None:
    state = room(*TWO, boss("put_away", game=0))
    with pytest.raises(Refused, match="put away"):
        room(person("seat", "ani", game=0, actor="AAA"), state=state)
    with pytest.raises(Refused, match="the only game"):
        room(boss("put_away", game=1), state=state)


def test_a_journal_of_before_there_were_several_games_is_read_as_it_was_meant() -> None:
    """Its entries name no game: they are about the one that was opened, or gone back to, last."""
    state = room(opening(), by("seat", "AAA"), boss("start"), opening(quarters=2), by("seat", "BBB"), boss("start"),
                 by("choose", "BBB", quarter=0, act=""))  # fmt: skip
    assert state.on == (1,) and state.game is not None and state.game.choices == {"BBB": ""}
    back = room(boss("resume", number=0), by("choose", "AAA", quarter=0, act=""), state=state)
    assert back.game is not None and back.game.choices == {"AAA": ""} and back.on == (0,)


async def two_games(session: Session, world: int = 5) -> None:
    for title, visitor in (("Group A", ANI), ("Group B", ELDAR)):
        await session.note(visitor)
        await session.do("open", BOSS, setup={**vars(SETUP), "world": world}, title=title, beside=True)
    for number, visitor in enumerate((ANI, ELDAR)):
        await session.do("seat", visitor, game=number, actor="AAA")
        await session.do("start", BOSS, game=number)


def test_games_go_on_by_themselves_and_all_come_back_from_the_journal(app_state: AppState) -> None:
    session = kept(app_state)

    async def play() -> None:
        await two_games(session)
        first = session.playing(0)
        assert session.own(ANI) == first and session.own(ELDAR) == session.playing(1)
        await session.do("choose", ANI, game=0, actor="AAA", quarter=0, act="")
        assert session.playing(1).game.choices == {}
        with pytest.raises(Refused, match="your own team"):
            await session.do("choose", ANI, game=1, actor="AAA", quarter=0, act="")
        await session.go_on(BOSS, 0)
        assert session.playing(0).quarter == 1 and session.playing(1).quarter == 0
        again = Session(app_state)
        await again.wake()
        assert again.state == session.state
        assert [p.now and p.now.month for p in again.running] == [p.now and p.now.month for p in session.running]
        await again.go_on(BOSS, 1)
        assert again.playing(1).quarter == 1

    finished(play())


def test_while_one_game_computes_nobody_in_another_waits(app_state: AppState) -> None:
    session = kept(app_state)

    async def play() -> list[str]:
        await two_games(session)
        closing = asyncio.ensure_future(session.go_on(BOSS, 0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert session.computes(0) and not session.computes(1)
        await session.do("choose", ELDAR, game=1, actor="AAA", quarter=0, act="")
        assert session.playing(0).quarter == 0, "that of the first is still computed"
        await closing
        return [entry["kind"] for entry in session.journal.entries[-2:]]

    assert finished(play()) == ["choose", "close"]


def test_a_clock_ends_each_games_step_by_itself(app_state: AppState) -> None:
    session = kept(app_state)

    async def play() -> list[int]:
        await two_games(session)
        await session.do("deadline", BOSS, game=1, until=at(-1))
        await session.tick()
        return [playing.quarter for playing in session.running]

    assert finished(play()) == [0, 1]


def test_what_somebody_does_while_a_game_computes_is_looked_at_again(app_state: AppState) -> None:
    """Somebody who is taken out of the room while their game begins plays no part in it."""
    session = kept(app_state)

    async def play() -> tuple[str, ...]:
        for visitor in (ANI, ELDAR):
            await session.note(visitor)
        await session.do("open", BOSS, setup=vars(SETUP))
        await session.do("seat", ANI, actor="AAA")
        await session.do("seat", ELDAR, actor="BBB")
        start = asyncio.ensure_future(session.do("start", BOSS))
        await asyncio.sleep(0)
        await session.do("remove", BOSS, of="eldar", on=True)
        await start
        return session.playing(0).game.decisions.played

    assert finished(play()) == ("AAA",)
    again = Session(app_state)
    finished(again.wake())
    assert again.state == session.state and again.playing(0).now is not None
