"""The facilitator freezes a room, counts down, takes back, goes back to a game, takes all home."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from model.workshop.app_state import AppState
from model.workshop.game import Game, opened
from model.workshop.guesses import Quiz
from model.workshop.journal import Refused, written_time
from model.workshop.pages.conductor import state_of
from model.workshop.pages.people_list import PeopleList
from model.workshop.room_state import LONGEST_PLACE, LOOKS, RESTING, RoomState
from model.workshop.session import Session
from model.workshop.settings import Settings
from model.workshop.tables import everything
from tests.workshop.games import PLAYABLE, boss, by, opening, own
from tests.workshop.test_guesses import QUESTION, guess, reveal
from tests.workshop.test_session import ANI, BOSS, app_state, kept
from tests.workshop.test_worker_pool import finished

__all__ = ["app_state"]

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
SCENARIOS = {"baseline", "deal"}


def ask() -> Any:
    return boss("ask", question={**QUESTION, "against": "baseline"})


def at(minutes: float) -> str:
    return written_time(NOON + timedelta(minutes=minutes))


def room(*entries: Any) -> RoomState:
    state = RoomState(PLAYABLE, SCENARIOS)
    for entry in entries:
        state = state.after(entry, None)
    return state


def judging(*proposers: str) -> Game:
    game = opened(opening(), PLAYABLE)
    entries = [*(by("seat", a) for a in PLAYABLE), boss("start"), *(own(a, target=[b]) for a, b in pairs(proposers))]
    for entry in [*entries, boss("close", quarter=0)]:
        game = game.after(entry)
    return game


def pairs(proposers: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(actor, next(name for name in PLAYABLE if name != actor)) for actor in proposers]


@pytest.mark.parametrize("kind", RESTING)
def test_in_a_frozen_room_participants_do_nothing_and_the_facilitator_all(kind: str) -> None:
    frozen = room(ask(), opening(), boss("freeze", time=at(0)))
    entry = {"kind": kind, "visitor": "ani", "role": "participant", "actor": "AAA", "number": 0}
    with pytest.raises(Refused, match="frozen"):
        frozen.after(entry, None)
    assert frozen.after({"kind": "join", "visitor": "ani", "name": "Ani"}, None).people.shown("ani") == "Ani"
    assert not frozen.after(boss("close_guesses", number=0), None).quiz.asked[0].open
    going = frozen.after(boss("thaw", time=at(5)), None).after(by("seat", "AAA"), None)
    assert going.game is not None and going.game.members == {"player of AAA": "AAA"}


def test_what_counts_down_is_given_back_the_time_that_the_room_was_frozen() -> None:
    state = room(
        ask(), boss("count_down", number=0, until=at(3)), opening(), by("seat", "AAA"), boss("start"),
        boss("deadline", until=at(8)), boss("freeze", time=at(1)), boss("thaw", time=at(11)),
    )  # fmt: skip
    assert state.quiz.deadline == at(13) and state.game is not None and state.game.deadline == at(18)
    assert state.frozen == ""


@pytest.mark.parametrize(
    ("before", "entry", "said"),
    [
        ((), boss("thaw", time=at(0)), "not frozen"),
        ((boss("freeze", time=at(0)),), boss("freeze", time=at(1)), "frozen already"),
        ((), boss("freeze", time="noon"), "date and time"),
        ((), boss("freeze", time=""), "not frozen"),
        ((), {"kind": "freeze", "visitor": "ani", "role": "participant", "time": at(0)}, "Only the facilitator"),
        ((ask(),), {"kind": "count_down", "number": 0, "until": at(0), "role": "participant"}, "Only the facilitator"),
        ((ask(), boss("close_guesses", number=0)), boss("count_down", number=0, until=at(0)), "takes no guesses"),
        ((opening(),), boss("resume", number=0), "at this game already"),
        ((opening(),), boss("resume", number=1), "no such game"),
        ((opening(), opening()), {"kind": "resume", "number": 0, "role": "participant"}, "Only the facilitator"),
        ((opening(),), boss("withdraw_act", actor="AAA", quarter=0), "no such proposal"),
    ],
)
def test_what_makes_no_sense_is_refused(before: tuple[Any, ...], entry: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        room(*before).after(entry, None)


def test_closing_or_reopening_ends_a_countdown() -> None:
    quiz = Quiz().after(ask()).after(boss("count_down", number=0, until=at(3)))
    assert quiz.deadline == at(3)
    assert quiz.after(boss("count_down", number=0, until="")).deadline == ""
    closed = quiz.after(boss("close_guesses", number=0))
    assert closed.deadline == "" and closed.after(boss("reopen_guesses", number=0)).deadline == ""


def test_a_proposal_that_is_taken_back_is_not_judged_and_the_last_lets_the_months_run() -> None:
    game = judging("AAA", "BBB")
    with pytest.raises(Refused, match="Only the facilitator"):
        game.after(by("withdraw_act", "AAA", quarter=0))
    game = game.after(by("estimate", "CCC", of="AAA", odds=50)).after(boss("withdraw_act", actor="AAA", quarter=0))
    assert list(game.proposals) == ["BBB"] and game.judging and not game.estimates
    done = game.after(boss("withdraw_act", actor="BBB", quarter=0))
    assert not done.judging and done.decisions.chosen == ({},) and not done.decisions.own and not done.judged


def test_every_game_can_be_gone_back_to() -> None:
    state = room(opening(), by("seat", "AAA"), boss("start"), boss("deadline", until=at(2)), boss("end", on=True),
                 opening(quarters=2), by("seat", "BBB"))  # fmt: skip
    back = state.after(boss("resume", number=0), None)
    assert back.game is not None and back.game.members == {"player of AAA": "AAA"} and back.game.ended
    assert back.game.deadline == "", "it does not run out of time at once"
    again = back.after(boss("end", on=False), None).after(boss("resume", number=1), None)
    assert again.game is not None and again.game.setup.quarters == 2 and not again.every_game[0].ended
    assert again.game.members == {"player of BBB": "BBB"}


def test_a_clock_closes_the_guesses_unless_the_room_is_frozen(app_state: AppState) -> None:
    session = kept(app_state, ask(), boss("count_down", number=0, until=at(0)), boss("freeze", time=at(-1)))
    assert session.in_minutes(2) == at(1), "time stands still: two minutes are two minutes once the room goes on"
    finished(session.tick())
    assert session.quiz.asked[0].open
    finished(session.freeze(BOSS, False))
    assert session.quiz.asked[0].open and datetime.fromisoformat(session.quiz.deadline) > datetime.now(UTC)
    finished(session.do("count_down", BOSS, number=0, until=at(0)))
    finished(session.tick())
    assert not session.quiz.asked[0].open and session.journal.entries[-1]["kind"] == "close_guesses"


def read(archive: bytes) -> dict[str, list[dict[str, str]]]:
    """The tables of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {
            name: list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig"))))
            for name in files.namelist()
            if name.endswith(".csv")
        }


def test_settings_are_taken_home_from_the_whole_session_not_only_since_the_last_start(app_state: AppState) -> None:
    session = kept(app_state)
    finished(session.note(ANI))
    queries = [Settings(scenario="deal").query(), Settings(assume=(("assumptions.impact", 0.25),)).query()]
    for query in (queries[0], queries[0], queries[1], "scenario=gone", "x" * (LONGEST_PLACE + 1)):
        session.look_at(ANI, query)
    assert [look.query for look in session.state.looks] == [*queries, "scenario=gone"], "each once, and none too long"
    again = Session(app_state)
    assert again.state == session.state
    again.look_at(replace(ANI, id="nino"), queries[0])
    rows = read(finished(everything(again)))["settings.csv"]
    assert [row["name"] for row in rows if row["what"] == "seed"] == ["Ani", "Ani", "somebody"]
    assert {row["scenario"] for row in rows} == {"deal", "baseline", ""}
    assert [row["value"] for row in rows if row["what"] == "assumption"] == ["0.25"]
    assert [row["which"] for row in rows if row["what"].startswith("settings that")] == ["scenario=gone"]
    assert all(datetime.fromisoformat(row["time"]).tzinfo for row in rows)


def test_so_many_settings_of_one_person_are_kept_and_none_keeps_them_from_guessing(app_state: AppState) -> None:
    session = kept(app_state, ask())
    for number in range(LOOKS + 5):
        session.look_at(ANI, f"scenario=deal&seed={number}")
    assert len(session.state.looks) == LOOKS
    finished(session.do("guess", ANI, number=0, direction="higher", size=0.1, sure=None))
    assert list(session.quiz.asked[0].guesses) == ["ani"]


def test_all_that_a_session_holds_is_taken_home_with_units(app_state: AppState) -> None:
    session = kept(app_state, ask(), guess("ani"), reveal())

    async def play() -> bytes:
        await session.note(replace(ANI, name="=Ani"))
        await session.do("open", BOSS, setup={"scenario": "baseline", "seed": 1, "world": 5, "quarters": 1})
        await session.do("seat", ANI, actor="AAA")
        await session.do("start", BOSS)
        await session.do("choose", ANI, actor="AAA", quarter=0, act="")
        await session.go_on(BOSS, 0)
        await session.do("open", BOSS, setup={"scenario": "baseline", "seed": 1, "world": 6, "quarters": 1})
        return await everything(session)

    session.look_at(ANI, Settings(assume=(("assumptions.impact", 0.25),)).query())
    tables = read(finished(play()))
    assert set(tables) == {"guesses.csv", "people.csv", "settings.csv", "scores.csv", "decisions.csv"}
    assert [row["unit"] for row in tables["guesses.csv"]] == ["percentage points of the worlds"]
    assert [row["name"] for row in tables["people.csv"]] == ["'=Ani"]
    (impact,) = (row for row in tables["settings.csv"] if row["what"] == "assumption")
    assert (impact["name"], impact["which"], impact["value"]) == ("'=Ani", "assumptions.impact", "0.25")
    assert impact["unit"] == app_state.seeds.numbers["assumptions.impact"].unit != ""
    scores = tables["scores.csv"]
    assert scores[0]["together"] == scores[0]["model_alone"] == "0.0", "the start is what is counted from"
    assert {row["game"] for row in scores} == {"1"} and {row["unit"] for row in scores} != {""}
    first = tables["decisions.csv"][0]
    assert (first["game"], first["quarter"], first["kind"], first["act_in_words"]) == (
        "1", "1", "choice", "lets the quarter pass",
    )  # fmt: skip


def test_acts_and_stories_go_home_in_words_and_with_what_came_of_them(app_state: AppState) -> None:
    session = kept(app_state)
    eldar = replace(ANI, id="eldar")

    async def play() -> bytes:
        await session.do("open", BOSS, setup={"scenario": "deal", "seed": 1, "world": 5, "quarters": 2})
        await session.do("seat", ANI, actor="BBB")
        await session.do("seat", eldar, actor="CCC")
        await session.do("start", BOSS)
        for agrees in (True, False):
            quarter = session.playing(0).quarter
            await session.do("choose", ANI, actor="BBB", quarter=quarter, act="accord/BBB/CCC")
            await session.go_on(BOSS, 0)
            (ask,) = (a for a in session.playing(0).now.asks if a.alternative == "accord/BBB/CCC")
            await session.do("answer", eldar, actor="CCC", act=ask.alternative, month=ask.month, agrees=agrees)
            while session.playing(0).phase == "playing":
                await session.go_on(BOSS, 0)
        await session.do("open", BOSS, setup={"scenario": "baseline", "seed": 1, "world": 6, "quarters": 1})
        return await everything(session)

    archive = finished(play())
    rows = [row for row in read(archive)["decisions.csv"] if row["act"] == "accord/BBB/CCC"]
    assert {row["act_in_words"] for row in rows} == {"reach an accord: B and C"}
    assert [(row["actor"], row["kind"], row["answer"], row["came_about"]) for row in rows] == [
        ("B", "choice", "", "yes"), ("B", "choice", "", "no"),
        ("C", "answer", "agreed", "yes"), ("C", "answer", "refused", "no"),
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert [name for name in files.namelist() if name.endswith(".md")] == ["story-of-game-1.md"]
        story = files.read("story-of-game-1.md").decode("utf-8")
    assert "Its team chose this" in story
    assert "(deal.yaml:" in story and str(app_state.seeds.folder) not in story, "files are named without folders"


def test_the_facilitator_reads_what_the_room_waits_for_and_who_has_not_answered(app_state: AppState) -> None:
    """A question that is revealed gives way to a game that is played; an open one stays beside it."""
    session = kept(app_state, ask(), guess("ani"))
    here: Any = SimpleNamespace(session=session)
    people = PeopleList(here)

    async def play() -> None:
        for visitor in (ANI, replace(ANI, id="eldar", name="Eldar")):
            await session.note(visitor)
        assert (people._late("ani"), people._late("eldar")) == ("", "has not answered question 1 yet")
        await session.do("open", BOSS, setup={"scenario": "baseline", "seed": 1, "world": 5, "quarters": 1})
        await session.do("seat", ANI, actor="AAA")
        await session.do("start", BOSS)
        assert "Question 1 is open: 1 of 2 have guessed." in state_of(here)
        await session.do("reveal", BOSS, number=0, answer=reveal()["answer"])
        assert people._late("eldar") == "" and "Question" not in state_of(here)
        assert "Game 1: quarter 1 of 1. The teams choose. Still deciding: A." in state_of(here)
        await session.do("choose", ANI, actor="AAA", quarter=0, act="")
        assert "Every team has decided." in state_of(here)
        while session.playing(0).waits:
            await session.go_on(BOSS, 0)
        assert "Question 1 is revealed" in state_of(here)

    finished(play())


def test_a_wrong_seat_can_be_left_until_the_game_starts(app_state: AppState) -> None:
    session = kept(app_state)
    eldar = replace(ANI, id="eldar", name="Eldar")

    async def play() -> None:
        await session.do("open", BOSS, setup={"scenario": "baseline", "seed": 1, "world": 5, "quarters": 1})
        await session.do("seat", ANI, actor="AAA")
        with pytest.raises(Refused, match="You have no seat in this game"):
            await session.do("leave", eldar, game=0)
        await session.do("leave", ANI, game=0)
        assert session.playing(0).game.members == {}
        await session.do("seat", ANI, actor="BBB")
        await session.do("freeze", BOSS, time=written_time(NOON))
        with pytest.raises(Refused, match="The room is frozen"):
            await session.do("leave", ANI, game=0)
        await session.do("thaw", BOSS, time=written_time(NOON))
        await session.do("start", BOSS)
        with pytest.raises(Refused, match="only the facilitator can move you"):
            await session.do("leave", ANI, game=0)

    finished(play())
    assert Session(app_state).state.every_game[0].members == {"ani": "BBB"}
