"""Play an actor: teams decide in the model's place, by rules that bind all, and the record rebuilds it all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.rules.random_numbers import RandomNumbers
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.trace.narrative import Narrative
from model.trace.world import trace_world
from model.workshop.game import opened
from model.workshop.game_state import Decisions, GameState
from model.workshop.game_world import room_number
from model.workshop.jobs import alone, game_state
from model.workshop.journal import Journal, Refused
from tests.workshop.games import BOSS, PLAYABLE, SETUP, Room, boss, by, events_of, opening, own


def same(one: GameState, other: GameState) -> bool:
    return (
        bool(np.array_equal(one.alignments, other.alignments))
        and one.stages == other.stages
        and one.scores == other.scores
        and [m.occurrences for m in one.months] == [m.occurrences for m in other.months]
    )


def test_where_nobody_plays_the_world_is_the_one_trace_tells(triad: Experiment) -> None:
    told = trace_world(replace(triad, months=SETUP.months), "baseline", SETUP.world)
    here = alone(triad.seeds, SETUP)
    assert [m.occurrences for m in here.months] == [m.occurrences for m in told.months]
    assert here.trace.ending == told.ending
    assert list(Narrative(here.trace, triad.seeds).whole()) == list(Narrative(told, triad.seeds).whole())


def test_a_team_that_lets_every_quarter_pass_does_nothing_and_luck_stays_the_others(triad: Experiment) -> None:
    passing = Room(triad, "AAA")
    passing.play_out()
    assert events_of(passing.now, "AAA") == []
    free = alone(triad.seeds, replace(SETUP, quarters=4))
    assert events_of(free, "AAA") or events_of(free, "BBB")
    first = next((m.number for m in free.months if any("AAA" in d.parties for d in free_events(free, m.number))), 13)
    for month in range(first - 1):  # until the first event in which AAA took part, nothing tells the two apart
        assert free.months[month].occurrences == passing.now.months[month].occurrences


def free_events(now: GameState, month: int) -> list[Any]:
    class Parties:
        def __init__(self, parties: tuple[str, ...]) -> None:
            self.parties = parties

    return [Parties((*d.source, *d.target)) for d in now.months[month - 1].events]


def test_what_a_team_chooses_happens_in_the_quarters_first_month(triad: Experiment) -> None:
    room = Room(triad, "AAA")
    raid = room.act_of("AAA", "raid")
    room.do(by("choose", "AAA", quarter=0, act=raid))
    room.close()
    assert events_of(room.now, "AAA") == [(1, "raid", True)]
    assert room.now.month == 3 and room.now.waits == "choices"
    (event,) = [d for d in room.now.months[0].events if d.action == "raid" and d.source == ("AAA",)]
    assert event.evaluations[0].played
    room.close()
    assert events_of(room.now, "AAA") == [(1, "raid", True)]


def test_the_choice_is_the_only_thing_that_differs_in_its_month(triad: Experiment) -> None:
    """By another route: the moves of the month's events add up, and the rest of the month is the model's own."""
    passed, acted = Room(triad, "AAA"), Room(triad, "AAA")
    acted.do(by("choose", "AAA", quarter=0, act=acted.act_of("AAA", "raid")))
    passed.close()
    acted.close()
    extra = [h for h in acted.now.months[0].occurrences if h not in passed.now.months[0].occurrences]
    assert [h.action for h in extra] == ["raid"]
    axes = triad.choice_set.axes
    moved = acted.now.alignments[1] - passed.now.alignments[1]
    victim = next(d for d in acted.now.months[0].events if d.action == "raid").target[0]
    assert moved[axes.actor[victim], axes.actor["AAA"]] < 0


def test_an_agreement_proposed_to_a_team_waits_for_its_answer(triad: Experiment) -> None:
    room = Room(triad, "BBB", "CCC")
    room.do(
        by("choose", "BBB", quarter=0, act=next(o.alternative for o in room.now.options["BBB"] if o.others == ("CCC",)))
    )
    room.do(boss("close", quarter=0))
    assert room.now.waits == "answers" and room.now.month == 0
    (ask,) = [ask for ask in room.now.asks if ask.by == ("BBB",)]
    assert (ask.actor, ask.month) == ("CCC", 1)
    outcomes = {}
    for agrees in (True, False):
        branch = Room(triad, "BBB", "CCC")
        for entry in room.written[4:]:
            branch.do(entry)
        branch.do(by("answer", "CCC", month=1, act=ask.alternative, agrees=agrees))
        branch.refuse_the_rest()
        outcomes[agrees] = [d.came_about for d in branch.now.months[0].events if "BBB" in d.proposers]
    assert outcomes == {True: [True], False: [False]}


def test_silence_is_not_consent(triad: Experiment) -> None:
    room = Room(triad, "BBB", "CCC")
    room.do(
        by("choose", "BBB", quarter=0, act=next(o.alternative for o in room.now.options["BBB"] if o.others == ("CCC",)))
    )
    room.close()
    assert events_of(room.now, "BBB")[0][2] is False


def test_two_teams_that_propose_the_same_to_each_other_agree(triad: Experiment) -> None:
    room = Room(triad, "BBB", "CCC")
    act = next(o.alternative for o in room.now.options["BBB"] if o.others == ("CCC",) and o.action == "accord")
    for actor in ("BBB", "CCC"):
        room.do(by("choose", actor, quarter=0, act=act))
    room.close()
    assert [d.came_about for d in room.now.months[0].events if d.proposers == ("BBB", "CCC")] == [True]


def test_an_unplayed_actor_consents_by_the_model(triad: Experiment) -> None:
    """The chance that was forecast, and the luck an ordinary region of the same world draws, give its answer."""
    answers = []
    for world in range(12):
        room = Room(triad, "BBB", world=world)
        option = next(o for o in room.now.options["BBB"] if o.others == ("AAA",) and o.action == "accord")
        forecast = option.consent["AAA"]
        assert forecast is not None
        room.do(by("choose", "BBB", quarter=0, act=option.alternative))
        room.close()
        (event,) = [d for d in room.now.months[0].events if "BBB" in d.proposers]
        if "AAA" in event.proposers:
            continue
        (asked,) = [r for r in event.evaluations if r.actor == "AAA"]
        assert asked.consent_chance == pytest.approx(forecast) and not asked.played
        luck = RandomNumbers(SETUP.seed, np.array([world])).uniform([f"consent/AAA/{option.alternative}"], 1)[0, 0]
        assert event.came_about == bool(luck < forecast)
        answers.append(event.came_about)
    assert set(answers) == {True, False}


def test_interests_are_scored_as_the_model_measures_them(triad: Experiment) -> None:
    """By another route: an ordinary region of the same world, its interests and stakes before and after."""
    setup = replace(SETUP, world=7)
    experiment = replace(triad, months=setup.months, seed=setup.seed)
    region = Region(experiment, "baseline", worlds=1, first_world=setup.world, collect=False)
    start, stages = region.state.alignment[0].copy(), region.state.stage[0].copy()
    profile = region.environment.profile[0].copy()
    for _ in range(setup.months):
        region.step()
    scores = alone(triad.seeds, setup).scores[-1]
    levels = [issue.levels for issue in triad.seeds.issues.issues.values()]
    for place, actor in enumerate(PLAYABLE):
        gained = (region.parameters.interests[0, profile[place]] * (region.state.alignment[0] - start)).sum() * 1000
        assert scores[actor].interest == pytest.approx(float(gained))
        stake = 0.0
        for q, issue in enumerate(triad.choice_set.axes.issues):
            own = triad.seeds.interests.profiles[actor].stakes.get(issue, 0.0)
            given = region.parameters.coefficients[0]
            worth = (own + given["stake_spread"] * region.stake_error[0, place, q]) * given["stake_unit"]
            stake += worth * (levels[q][region.state.stage[0, q]] - levels[q][stages[q]]) * 1000
        assert scores[actor].stake == pytest.approx(float(stake))


def test_nobody_acts_for_another_team_or_outside_the_rules(triad: Experiment) -> None:
    room = Room(triad, "AAA", "BBB")
    raid = room.act_of("AAA", "raid")
    closed = {
        "for another team": {**by("choose", "AAA", quarter=0, act=raid), "visitor": "player of BBB"},
        "by a stranger": {**by("choose", "AAA", quarter=0, act=raid), "visitor": "nobody"},
        "by the facilitator": {**by("choose", "AAA", quarter=0, act=raid), **BOSS},
        "of an actor the model plays": by("choose", "CCC", quarter=0, act=""),
        "what is not open": by("choose", "BBB", quarter=0, act=raid),
        "in another quarter": by("choose", "AAA", quarter=1, act=raid),
        "in another's name": {**own("AAA"), "deed": {**own("AAA")["deed"], "source": ["BBB"]}},
        "an own act for another team": {**own("AAA"), "visitor": "player of BBB"},
        "into a second team": by("seat", "AAA") | {"visitor": "player of BBB"},
        "moving another": by("seat", "AAA") | {"moves": "player of BBB"},
        "a passive actor's seat": {**by("seat", "DDD"), "visitor": "new"},
        "starting again": boss("start"),
        "closing": {**boss("close", quarter=0), "role": "participant"},
        "judging": {**boss("judge", luck={}), "role": "participant"},
        "judging nothing": boss("judge", luck={}),
        "going on": {**boss("go_on", month=1), "role": "participant"},
        "going on where nobody is asked": boss("go_on", month=1),
        "answering what nobody asked": by("answer", "AAA", month=1, act=raid, agrees=True),
        "estimating nothing": by("estimate", "AAA", of="BBB", odds=50),
        "a deadline": {**boss("deadline", until="2030-01-01T00:00:00+00:00"), "role": "participant"},
    }
    before = room.game
    for what, entry in closed.items():
        with pytest.raises(Refused):
            room.do(entry)
        assert room.game is before, what
    with pytest.raises(Refused):
        opened({**opening(), "role": "participant"}, PLAYABLE)


def test_the_facilitator_can_move_a_player(triad: Experiment) -> None:
    game = opened(opening(), PLAYABLE).after(by("seat", "AAA"))
    game = game.after(boss("seat", actor="BBB", moves="player of AAA"))
    assert game.team("BBB") == ("player of AAA",) and game.team("AAA") == ()


ABSURD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("x" * 5000),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip


@settings(max_examples=300)
@given(
    kind=st.sampled_from(["seat", "choose", "estimate", "answer", "go_on", "deadline", "close"]),
    role=st.sampled_from(["participant", "facilitator"]),
    fields=st.dictionaries(
        st.sampled_from(["actor", "act", "quarter", "odds", "agrees", "month", "of", "moves", "until", "visitor"]),
        ABSURD,
    ),
)
def test_absurd_moves_are_refused_or_leave_a_game_that_makes_sense(
    kind: str, role: str, fields: dict[str, Any]
) -> None:
    game = opened(opening(), PLAYABLE)
    for entry in [*(by("seat", a) for a in PLAYABLE), boss("start")]:
        game = game.after(entry)
    try:
        after = game.after({"kind": kind, "role": role, "visitor": "player of AAA", "actor": "AAA", **fields})
    except Refused as refused:
        assert str(refused)[-1] in ".!?"
        return
    assert set(after.members.values()) <= set(PLAYABLE)
    assert all(isinstance(choice, str) for choice in after.choices.values())
    assert after.decisions.played == PLAYABLE


@pytest.mark.parametrize(
    "changes",
    [{"quarters": 0}, {"quarters": 10**9}, {"world": -1}, {"world": 10**30}, {"seed": -5}, {"quarters": True}],
)
def test_an_absurd_game_is_not_opened(changes: dict[str, int]) -> None:
    with pytest.raises(Refused, match="whole number"):
        opened(opening(**changes), PLAYABLE)


def test_the_journal_alone_brings_the_game_back_exactly(triad: Experiment, tmp_path: Path) -> None:
    room = Room(triad, "AAA", "BBB")
    room.do(by("choose", "AAA", quarter=0, act=room.act_of("AAA", "raid")))
    room.do(own("BBB", target=["CCC"]) | {"agreement": False})
    room.do(boss("close", quarter=0))
    room.do(by("estimate", "AAA", of="BBB", odds=95))
    room.do(boss("judge", luck={"BBB": room_number(triad.seeds, room.game.setup, "BBB", 0)}))
    room.refuse_the_rest()
    room.play_out()
    journal = Journal(tmp_path)
    for entry in room.written:
        journal.append(entry["kind"], **{key: value for key, value in entry.items() if key != "kind"})
    first, *rest = Journal(tmp_path).entries
    game = opened(first, PLAYABLE)
    for entry in rest:
        game = game.after(entry)
    assert game == room.game
    assert same(game_state(triad.seeds, game.setup, game.decisions), room.now)


def test_the_story_says_who_decided(triad: Experiment) -> None:
    room = Room(triad, "AAA", "BBB", "CCC")
    room.do(
        by("choose", "BBB", quarter=0, act=next(o.alternative for o in room.now.options["BBB"] if o.others == ("CCC",)))
    )
    room.do(boss("close", quarter=0))
    room.do(
        by("answer", "CCC", month=1, act=next(a.alternative for a in room.now.asks if a.by == ("BBB",)), agrees=False)
    )
    room.refuse_the_rest()
    room.play_out()
    story = "\n".join(line.text for line in Narrative(room.now.trace, triad.seeds).whole())
    assert "Its team chose this; the model would have, with a chance of" in story
    (asked,) = [r for r in room.now.months[0].events[0].evaluations if r.role == "asked"]
    assert asked.random_number is not None and asked.consent_chance is not None
    assert asked.random_number < asked.consent_chance, "in this world the model would have agreed"
    assert "C refuses, and nothing comes of it." in story
    (refused,) = [line for line in story.splitlines() if line.startswith("C's team refused; ")]
    assert "the model would have agreed with a chance of" in refused
    assert "luck" not in refused, "no luck decided what a team answered"


def test_a_number_of_teams_and_a_long_game_stay_within_the_horizon(triad: Experiment) -> None:
    room = Room(triad, *PLAYABLE, quarters=2)
    room.play_out()
    assert room.now.month == 6
    with pytest.raises(Refused, match="closed"):
        room.do(by("choose", "AAA", quarter=2, act=""))


def test_no_decision_is_the_model_alone(triad: Experiment) -> None:
    assert same(game_state(triad.seeds, SETUP, Decisions()), alone(triad.seeds, SETUP))
