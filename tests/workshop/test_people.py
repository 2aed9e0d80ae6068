"""The people of a room: names given, hidden and taken out, all of it undone by an entry more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from model.simulation.experiment import Experiment
from model.workshop.game import Game
from model.workshop.game_state import Decisions, Setup
from model.workshop.game_world import played
from model.workshop.journal import Refused
from model.workshop.people import People
from model.workshop.room_state import RoomState

Entry = Mapping[str, Any]
ANI: Entry = {"kind": "join", "visitor": "ani", "name": "Ani", "role": "participant"}
RUDE: Entry = {"kind": "join", "visitor": "rude", "name": "Something rude", "role": "participant"}
ASK: Entry = {
    "kind": "ask",
    "role": "facilitator",
    "question": {"scenario": "deal", "outcome": "x", "against": "baseline"},
}


def by_boss(kind: str, **what: Any) -> Entry:
    return {"kind": kind, "visitor": "boss", "role": "facilitator", **what}


def after(*entries: Entry) -> RoomState:
    state = RoomState(("AAA", "BBB"), ("baseline", "deal"))
    for entry in entries:
        state = state.after(entry, None)
    return state


def names(state: RoomState) -> list[str]:
    return [person.shown for person in state.people.present.values()]


def test_a_name_is_hidden_and_shown_again() -> None:
    hidden = after(ANI, RUDE, by_boss("hide", of="rude", on=True))
    assert names(hidden) == ["Ani", "somebody"] and hidden.people.known["rude"].name == "Something rude"
    assert hidden.after(by_boss("hide", of="rude", on=False), None) == after(ANI, RUDE)


def test_a_given_name_stays_whatever_its_bearer_says_until_it_is_taken_back() -> None:
    renamed = after(RUDE, by_boss("rename", of="rude", to="Levan"), {**RUDE, "name": "Ruder still"})
    assert names(renamed) == ["Levan"]
    assert names(renamed.after(by_boss("rename", of="rude", to=""), None)) == ["Ruder still"]
    turned = after(RUDE, by_boss("rename", of="rude", to="\u202eLevan  " + "x" * 90))
    assert names(turned) == ["Levan " + "x" * 34], "a name that the facilitator gives is cut like any other"


def test_whoever_is_taken_out_does_nothing_and_what_they_did_comes_back_with_them() -> None:
    guess = {"kind": "guess", "visitor": "rude", "role": "participant", "number": 0, "direction": "higher", "size": 0.1}
    before = after(ANI, RUDE, ASK, guess)
    out = before.after(by_boss("remove", of="rude", on=True), None)
    assert names(out) == ["Ani"] and out.quiz.seen_by("")[0].count == 0
    for act in (guess, {**RUDE, "name": "Another"}):
        with pytest.raises(Refused, match="taken you out"):
            out.after(act, None)
    back = out.after(by_boss("remove", of="rude", on=False), None)
    assert back == before and back.quiz.seen_by("")[0].count == 1


def test_nobody_plays_for_a_team_while_out_of_the_room() -> None:
    setup = Setup("baseline", 1, 0, 2)
    seated = after(ANI, RUDE, by_boss("open", setup=vars(setup)))
    for visitor in ("ani", "rude"):
        seated = seated.after({"kind": "seat", "visitor": visitor, "role": "participant", "actor": "AAA"}, None)
    out = seated.after(by_boss("remove", of="rude", on=True), None)
    assert seated.game is not None and seated.game.team("AAA") == ("ani", "rude")
    assert out.game is not None and out.game.team("AAA") == ("ani",)
    assert out.after(by_boss("remove", of="rude", on=False), None).game == seated.game
    alone = out.after(by_boss("remove", of="ani", on=True), None)
    with pytest.raises(Refused, match="Nobody has taken a seat"):
        alone.after(by_boss("start"), None)


def test_an_ended_game_takes_no_more_and_goes_on_where_it_stood() -> None:
    played = Game(Setup("baseline", 1, 0, 2), ("AAA",), members={"ani": "AAA"}, decisions=Decisions(played=("AAA",)))
    ended = played.after(by_boss("end", on=True))
    assert ended.phase(None) == "over"
    choice = {"kind": "choose", "visitor": "ani", "actor": "AAA", "act": "", "quarter": 0}
    with pytest.raises(Refused, match="was ended by the facilitator"):
        ended.after(choice)
    assert ended.after(by_boss("end", on=False)) == played
    for refused in (by_boss("end", on=False), by_boss("end"), {**by_boss("end", on=True), "role": "participant"}):
        with pytest.raises(Refused):
            played.after(refused)


def test_a_game_that_is_over_by_itself_is_not_ended_once_more(triad: Experiment) -> None:
    setup = Setup("baseline", 1, 0, 1)
    decisions = Decisions(played=("AAA",), chosen=({},), lapsed=frozenset(range(1, 4)))
    game = Game(setup, ("AAA",), members={"ani": "AAA"}, decisions=decisions)
    now = played(triad.seeds, setup, decisions)
    assert (game.ended, game.phase(now)) == (False, "over")
    with pytest.raises(Refused, match="is over: there is nothing to end"):
        game.after(by_boss("end", on=True), now)


def test_everybody_is_brought_to_a_page_of_the_workshop() -> None:
    state = after(by_boss("bring", place="/?scenario=deal"), by_boss("bring", place="/predict"))
    assert (state.place, state.brought) == ("/predict", 2)
    for place in ("", "https://evil.example", "//evil.example", None, 5, "/" + "x" * 10_000):
        with pytest.raises(Refused, match="no such page"):
            after(by_boss("bring", place=place))


FORBIDDEN = [
    by_boss("rename", of="ani", to="X"), by_boss("hide", of="ani", on=True), by_boss("remove", of="ani", on=True),
    by_boss("bring", place="/why"),
]  # fmt: skip


@pytest.mark.parametrize("entry", FORBIDDEN)
def test_only_the_facilitator_conducts(entry: Entry) -> None:
    with pytest.raises(Refused, match="Only the facilitator"):
        after(ANI, {**entry, "visitor": "ani", "role": "participant"})


@pytest.mark.parametrize("what", [{"of": "nobody"}, {"of": 5}, {"of": "ani", "on": "yes", "to": 7}])
@pytest.mark.parametrize("kind", ["rename", "hide", "remove"])
def test_absurd_entries_are_refused_in_words(kind: str, what: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        after(ANI, by_boss(kind, **what))
    assert People().shown("nobody") == "somebody"
