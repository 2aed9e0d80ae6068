"""A choice needs a second member of a team that has one, and waits for nobody who is not there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from model.workshop import presence
from model.workshop.app_state import AppState
from model.workshop.game import Game, opened
from model.workshop.journal import Refused
from model.workshop.pages.conductor import state_of
from model.workshop.pages.room import doing
from model.workshop.presence import AWAY, Presence
from model.workshop.session import Session
from tests.workshop.games import PLAYABLE, SETUP, boss, by, opening, own
from tests.workshop.test_session import ANI, BOSS, app_state, kept
from tests.workshop.test_several_games import ELDAR, ticked
from tests.workshop.test_worker_pool import finished

__all__ = ["app_state"]


def game(*entries: Any, confirms: bool = True) -> Game:
    """A game that has started, with two for AAA, one for BBB, and these entries."""
    found = opened({**opening(), "confirms": confirms}, PLAYABLE)
    begin = (by("seat", "AAA"), {**by("seat", "AAA"), "visitor": "mate"}, by("seat", "BBB"), boss("start"))
    for entry in (*begin, *entries):
        found = found.after(entry)
    return found


def choose(act: str, visitor: str = "player of AAA") -> Any:
    return {**by("choose", "AAA", quarter=0, act=act), "visitor": visitor}


def confirm(wish: str, visitor: str = "mate") -> Any:
    return {**by("confirm", "AAA", quarter=0, wish=wish), "visitor": visitor}


async def wished(session: Session) -> None:
    """A game with two in the team of AAA, one of whom has chosen and is not confirmed."""
    for visitor in (ANI, ELDAR):
        await session.note(visitor)
    await session.do("open", BOSS, setup=vars(SETUP), confirms=True)
    for visitor in (ANI, ELDAR):
        await session.do("seat", visitor, actor="AAA")
    await session.do("start", BOSS)
    await session.do("choose", ANI, actor="AAA", quarter=0, act="")


def test_the_projector_and_the_facilitator_hear_that_a_choice_waits_for_a_mate(app_state: AppState) -> None:
    session = kept(app_state)

    async def play() -> None:
        await wished(session)
        assert doing(session.playing(0), "AAA") == "is confirming"
        assert "A choice waits for a second member of the team: A." in state_of(SimpleNamespace(session=session))
        await session.do("confirm", ELDAR, actor="AAA", quarter=0, wish="")
        assert doing(session.playing(0), "AAA") == "has decided"

    finished(play())


def test_a_choice_holds_once_another_of_the_team_confirms_it() -> None:
    waiting = game(choose("x"))
    assert waiting.choices == {} and waiting.wishes["AAA"].choice == "x"
    assert waiting.after(boss("close", quarter=0)).decisions.chosen == ({},), "what nobody confirmed is no choice"
    assert waiting.after(confirm("x")).choices == {"AAA": "x"}
    assert waiting.after(choose("x", "mate")).choices == {"AAA": "x"}, "whoever chooses the same confirms it"
    other = waiting.after(choose("y", "mate"))
    assert other.choices == {} and other.wishes["AAA"].by == "mate"
    assert other.after(confirm("y", "player of AAA")).choices == {"AAA": "y"}


def test_what_was_confirmed_holds_until_something_else_is() -> None:
    decided = game(choose("x"), confirm("x"))
    doubted = decided.after(choose(""))
    assert doubted.choices == {"AAA": "x"} and doubted.wishes["AAA"].choice == ""
    back = doubted.after(choose("x"))
    assert back.choices == {"AAA": "x"} and back.wishes == {}
    assert doubted.after(confirm("")).choices == {"AAA": ""}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (confirm("x", "player of AAA"), "somebody else of your team confirms it"),
        (confirm("z"), "look again"),
        ({**confirm("x"), "wish": 5}, "look again"),
        (confirm("x", "player of BBB"), "your own team"),
        ({**confirm("x"), "quarter": 1}, "closed"),
        (by("confirm", "BBB", quarter=0, wish="x"), "look again"),
        ({**boss("confirming", on=False), "role": "participant"}, "Only the facilitator"),
        (boss("confirming", on="no"), "yes or no"),
    ],
)
def test_nobody_confirms_their_own_choice_or_what_they_have_not_seen(entry: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        game(choose("x")).after(entry)


def test_alone_in_a_team_or_where_it_is_switched_off_nobody_waits() -> None:
    assert game(by("choose", "BBB", quarter=0, act="x")).choices == {"BBB": "x"}
    assert game(choose("x"), confirms=False).choices == {"AAA": "x"}
    switched = game(choose("x"), boss("confirming", on=False))
    assert switched.choices == {"AAA": "x"} and switched.wishes == {}
    assert switched.after(boss("confirming", on=True)).after(choose("y")).choices == {"AAA": "x"}


def test_an_act_of_the_teams_own_is_confirmed_as_a_whole() -> None:
    """Another act of the same sentence is not what somebody has seen."""
    seen = game(own("AAA"))
    assert seen.proposals == {}
    assert list(seen.after(confirm(seen.wishes["AAA"].said)).proposals) == ["AAA"]
    for other in (own("AAA", target=["BBB"]), own("AAA", type="accord"), {**own("AAA"), "argument": "For no reason."}):
        with pytest.raises(Refused, match="look again"):
            game(own("AAA"), other).after(confirm(seen.wishes["AAA"].said))


@pytest.mark.parametrize("mates_too", [False, True])
def test_the_wish_of_somebody_who_is_taken_out_of_the_room_is_forgotten(app_state: AppState, mates_too: bool) -> None:
    session = kept(app_state)

    async def play() -> None:
        await wished(session)
        for visitor in (ANI, ELDAR) if mates_too else (ANI,):
            await session.do("remove", BOSS, of=visitor.id, on=True)
        await ticked(session)
        assert session.playing(0).game.wishes == session.playing(0).game.choices == {}

    finished(play())
    assert Session(app_state).state == session.state


def test_the_wish_of_somebody_who_is_moved_to_another_team_is_forgotten() -> None:
    moved = game(choose("x")).after({**boss("seat", moves="player of AAA"), "actor": "BBB"})
    assert moved.team("BBB") == ("player of AAA", "player of BBB") and moved.wishes == {}
    assert game(choose("x")).without("mate").wishes["AAA"].choice == "x", "that of who stays is kept"
    assert game(choose("x")).without("player of AAA").wishes == {}


def test_who_has_had_no_page_for_a_while_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(presence.time, "monotonic", lambda: clock[0])
    people, page = Presence(), SimpleNamespace(is_deleted=False, has_socket_connection=True)
    people.open("ani", page)
    clock[0] += 10 * AWAY
    people.look()
    assert not people.away("ani") and people.away("eldar")
    page.has_socket_connection = False
    clock[0] += AWAY - 1
    people.look()
    assert not people.away("ani"), "a phone may sleep for a moment"
    page.is_deleted = True
    clock[0] += 2
    people.look()
    assert people.away("ani")


def test_no_team_waits_for_who_is_away_and_the_journal_says_so(
    app_state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = kept(app_state)
    away: set[str] = set()
    monkeypatch.setattr(session.presence, "away", lambda visitor: visitor in away)

    async def play() -> None:
        await wished(session)
        away.add(ANI.id)
        await ticked(session)
        assert session.playing(0).game.choices == {}, "the other is there, and can confirm"
        away.add(ELDAR.id)
        await ticked(session)
        assert session.playing(0).game.choices == {"AAA": ""}
        assert session.journal.entries[-1]["kind"] == "confirm"

    finished(play())
    assert Session(app_state).state == session.state
