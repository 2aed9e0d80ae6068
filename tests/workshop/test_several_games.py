"""Several games side by side: who sits in which, what each does to the others, and that the journal brings all back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from model.common.languages import Language, _, speaking
from model.workshop.app_state import AppState
from model.workshop.journal import Refused
from model.workshop.pages.play import no_game
from model.workshop.room_state import MAX_GAMES, RoomState
from model.workshop.session import Session
from model.workshop.visitors import Visitor
from tests.conftest import SLOWEST
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


def test_games_without_a_name_are_called_in_the_language_and_equal_names_are_refused_in_any() -> None:
    """The journal is read again in English: what was refused to a facilitator in one language is so in all."""
    state = room(opening(), named("Game 3"))
    for code, said in (("en", "Game 1"), ("ka", "თამაში 1"), ("hy", "Խաղ 1")):
        with speaking(Language(code)):
            assert [state.title(0), state.title(1)] == [said, "Game 3"]
            refused = _("Another game that runs has this name; choose another.")
            assert (code == "en") == refused.startswith("Another game")
            with pytest.raises(Refused, match=re.escape(refused)):
                room({**opening(), "beside": True}, state=state)


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


def test_who_sits_in_no_game_is_told_to_choose_one_only_where_they_may(app_state: AppState) -> None:
    session = kept(app_state, named("Group A"), named("Group B"))
    assert no_game(session) == "Several games run: choose yours."
    finished(session.do("let_choose", BOSS, on=False))
    assert no_game(session) == "Several games run side by side. The facilitator says in which one you sit."


def test_nobody_leaves_a_team_that_plays_but_by_the_facilitator() -> None:
    start = (person("seat", "ani", game=0, actor="AAA"), boss("start", game=0))
    state = room(*TWO, *start)
    for away in (person("sit", "ani", game=1), person("seat", "ani", game=1, actor="BBB")):
        with pytest.raises(Refused, match="You play in another game; only the facilitator can move you"):
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


BACK = (boss("resume", number=0, beside=True), boss("resume", number=0))


@pytest.mark.parametrize("way", ["put away", "ended"])
def test_whoever_plays_elsewhere_when_a_game_is_gone_back_to_has_left_its_team(way: str) -> None:
    """Else a team would wait for a member who cannot see its game."""
    seats = [person("seat", visitor, game=0, actor="AAA") for visitor in ("ani", "eldar")]
    off, back = (boss("put_away", game=0), BACK[0]) if way == "put away" else (boss("end", game=0, on=True),) * 2
    back = back if way == "put away" else boss("end", game=0, on=False)
    start = room(*TWO, *seats, boss("start", game=0), off, person("sit", "eldar", game=1))
    away = room(person("seat", "eldar", game=1, actor="BBB"), boss("start", game=1), back, state=start)
    assert away.on == (0, 1) and away.every_game[0].team("AAA") == ("ani",)
    assert [away.place_of(v) for v in ("ani", "eldar")] == [0, 1] and away.every_game[1].team("BBB") == ("eldar",)
    over = room(boss("end", game=1, on=True), back, state=start)
    assert over.every_game[0].team("AAA") == ("ani", "eldar"), "a game that is over holds nobody"
    assert over.place_of("eldar") == 0


def test_whoever_goes_back_to_a_game_plays_there_and_in_no_other() -> None:
    state = room(*TWO, person("seat", "ani", game=0, actor="AAA"), boss("start", game=0), boss("put_away", game=0),
                 person("seat", "ani", game=1, actor="BBB"), boss("start", game=1), BACK[1])  # fmt: skip
    assert state.on == (0,) and state.every_game[0].team("AAA") == ("ani",)
    both = room(boss("resume", number=1, beside=True), state=state)
    assert both.place_of("ani") == 0 and [g.members for g in both.every_game] == [{"ani": "AAA"}, {}]


def test_a_game_of_the_same_name_is_not_gone_back_to_beside_another() -> None:
    twice = room(named("Group A"), {**named("Group A"), "beside": False})
    with pytest.raises(Refused, match="this name"):
        room(boss("resume", number=0, beside=True), state=twice)
    assert room(boss("resume", number=0), state=twice).on == (0,)
    plain = room(opening(), {**named("Game 1"), "beside": False})
    with (
        speaking(Language("hy")),
        pytest.raises(Refused, match=re.escape(_("Another game that runs has this name; put it away first."))),
    ):
        room(boss("resume", number=0, beside=True), state=plain)


def test_a_late_press_seats_nobody_in_a_game_they_were_sent_away_from() -> None:
    seat = person("seat", "ani", game=0, actor="AAA")
    sent = room(*TWO, person("sit", "ani", game=0), boss("assign", game=1, of=["ani"]))
    with pytest.raises(Refused, match="You sit in another game now"):
        room(seat, state=sent)
    assert room({**seat, "visitor": "boss", "moves": "ani", "role": "facilitator"}, state=sent).place_of("ani") == 0
    told = room(*TWO, boss("let_choose", on=False))
    with pytest.raises(Refused, match="The facilitator says"):
        room(seat, state=told)
    assert room(boss("assign", game=0, of=["ani"]), seat, state=told).every_game[0].team("AAA") == ("ani",)


def test_only_a_step_of_the_game_that_is_shown_takes_the_projector_from_a_question() -> None:
    state = replace(room(*TWO, boss("end", game=0, on=True), person("seat", "ani", game=1, actor="AAA")), asks=True)
    for step in (boss("start", game=1), named("Group C"), boss("end", game=1, on=True)):
        assert room(step, state=state).asks, step
    for step in (boss("show", game=1), boss("end", game=0, on=False), opening()):
        assert not room(step, state=state).asks, step


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
        (named(5), "should be a text"),
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


async def ticked(session: Session) -> None:
    """A second of the clocks, and all that they do in it."""
    await session.tick()
    await asyncio.gather(*session.clocks.values())


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


def test_no_clock_waits_for_what_another_game_computes(app_state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    session = kept(app_state)

    async def play() -> list[int]:
        await two_games(session)
        slow, do = asyncio.Event(), session.app_state.worker_pool.do

        async def held(job: Any, *given: Any, **how: Any) -> Any:
            if asyncio.current_task() is session.clocks.get(0):
                await slow.wait()
            return await do(job, *given, **how)

        monkeypatch.setattr(session.app_state.worker_pool, "do", held)
        for number in (0, 1):
            await session.do("deadline", BOSS, game=number, until=at(-1))
        await asyncio.wait_for(session.tick(), SLOWEST / 1000)
        await session.clocks[1]
        first = session.clocks[0]
        await session.tick()
        quarters = [playing.quarter for playing in session.running]
        assert session.clocks[0] is first, "a clock is not begun twice"
        slow.set()
        await first
        return [*quarters, session.playing(0).quarter]

    assert finished(play()) == [0, 1, 1]


def test_a_clock_ends_each_games_step_by_itself(app_state: AppState) -> None:
    session = kept(app_state)

    async def play() -> list[int]:
        await two_games(session)
        await session.do("deadline", BOSS, game=1, until=at(-1))
        await ticked(session)
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
