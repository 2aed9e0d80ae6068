"""Play an actor: teams decide in the model's place, by rules that bind all, and the record rebuilds it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.load import compose
from model.luck import Luck
from model.region import Region
from model.study import Study
from model.telling import Telling
from model.trace import trace
from model.workshop.game import Game, Judged, coded, opened, own_acts_yaml
from model.workshop.journal import Journal, Refused
from model.workshop.position import Decisions, Position, Setup
from model.workshop.table import room_luck
from model.workshop.work import alone, position
from tests.conftest import Simulate

SETUP = Setup("baseline", seed=1, world=5, quarters=4)
PLAYABLE = ("AAA", "BBB", "CCC")
Entry = Mapping[str, Any]
BOSS = {"visitor": "boss", "role": "facilitator"}


def opening(**changes: int) -> Entry:
    return {"kind": "open", "setup": {**vars(SETUP), **changes}, **BOSS}


def by(kind: str, actor: str, **what: Any) -> Entry:
    """An entry of the one member that an actor's team has in these tests."""
    return {"kind": kind, "visitor": f"player of {actor}", "role": "participant", "actor": actor, **what}


def boss(kind: str, **what: Any) -> Entry:
    return {"kind": kind, **BOSS, **what}


class Room:
    """A game with its position, as the session keeps it, and its journal."""

    def __init__(self, study: Study, *played: str, **changes: int) -> None:
        self.seeds = study.seeds
        self.written: list[Entry] = [opening(**changes)]
        self.game = opened(self.written[0], PLAYABLE)
        self.now = position(self.seeds, self.game.setup, self.game.decisions)
        for actor in played:
            self.do(by("seat", actor))
        self.do(boss("start"))

    def do(self, entry: Entry) -> None:
        before = self.game.decisions
        self.game = self.game.after(entry, self.now)
        self.written.append(entry)
        if self.game.decisions != before:
            self.now = position(self.seeds, self.game.setup, self.game.decisions)

    def close(self) -> None:
        """Let the months run; whatever a team is asked it refuses by silence."""
        self.do(boss("close", quarter=len(self.game.decisions.chosen)))
        self.refuse_the_rest()

    def refuse_the_rest(self) -> None:
        while self.now.waits == "answers":
            self.do(boss("go_on", month=self.now.asks[0].month))

    def play_out(self) -> None:
        while self.now.waits != "nothing":
            self.close()

    def act_of(self, actor: str, action: str) -> str:
        return next(option.act for option in self.now.options[actor] if option.action == action)


def same(one: Position, other: Position) -> bool:
    return (
        bool(np.array_equal(one.alignments, other.alignments))
        and one.stages == other.stages
        and one.scores == other.scores
        and [m.happenings for m in one.months] == [m.happenings for m in other.months]
    )


def deeds_of(now: Position, actor: str) -> list[tuple[int, str | None, bool]]:
    """(Month, action, whether it came about) of all that an actor did or proposed."""
    return [(m.number, d.action, d.came_about) for m in now.months for d in m.deeds if actor in d.proposers]


def test_where_nobody_plays_the_world_is_the_one_trace_tells(triad: Study) -> None:
    told = trace(replace(triad, months=SETUP.months), "baseline", SETUP.world)
    here = alone(triad.seeds, SETUP)
    assert [m.happenings for m in here.months] == [m.happenings for m in told.months]
    assert here.account.ending == told.ending
    assert list(Telling(here.account, triad.seeds).whole()) == list(Telling(told, triad.seeds).whole())


def test_a_team_that_lets_every_quarter_pass_does_nothing_and_luck_stays_the_others(triad: Study) -> None:
    passing = Room(triad, "AAA")
    passing.play_out()
    assert deeds_of(passing.now, "AAA") == []
    free = alone(triad.seeds, replace(SETUP, quarters=4))
    assert deeds_of(free, "AAA") or deeds_of(free, "BBB")
    first = next((m.number for m in free.months if any("AAA" in d.parties for d in free_deeds(free, m.number))), 13)
    for month in range(first - 1):  # until the first deed in which AAA took part, nothing tells the two apart
        assert free.months[month].happenings == passing.now.months[month].happenings


def free_deeds(now: Position, month: int) -> list[Any]:
    class Parties:
        def __init__(self, parties: tuple[str, ...]) -> None:
            self.parties = parties

    return [Parties((*d.source, *d.target)) for d in now.months[month - 1].deeds]


def test_what_a_team_chooses_happens_in_the_quarters_first_month(triad: Study) -> None:
    room = Room(triad, "AAA")
    raid = room.act_of("AAA", "raid")
    room.do(by("choose", "AAA", quarter=0, act=raid))
    room.close()
    assert deeds_of(room.now, "AAA") == [(1, "raid", True)]
    assert room.now.month == 3 and room.now.waits == "choices"
    (deed,) = [d for d in room.now.months[0].deeds if d.action == "raid" and d.source == ("AAA",)]
    assert deed.reckonings[0].played
    room.close()
    assert deeds_of(room.now, "AAA") == [(1, "raid", True)]


def test_the_choice_is_the_only_thing_that_differs_in_its_month(triad: Study) -> None:
    """By another route: the moves of the month's deeds add up, and the rest of the month is the model's own."""
    passed, acted = Room(triad, "AAA"), Room(triad, "AAA")
    acted.do(by("choose", "AAA", quarter=0, act=acted.act_of("AAA", "raid")))
    passed.close()
    acted.close()
    extra = [h for h in acted.now.months[0].happenings if h not in passed.now.months[0].happenings]
    assert [h.action for h in extra] == ["raid"]
    axes = triad.repertoire.axes
    moved = acted.now.alignments[1] - passed.now.alignments[1]
    victim = next(d for d in acted.now.months[0].deeds if d.action == "raid").target[0]
    assert moved[axes.actor[victim], axes.actor["AAA"]] < 0


def test_an_agreement_proposed_to_a_team_waits_for_its_answer(triad: Study) -> None:
    room = Room(triad, "BBB", "CCC")
    room.do(by("choose", "BBB", quarter=0, act=next(o.act for o in room.now.options["BBB"] if o.others == ("CCC",))))
    room.do(boss("close", quarter=0))
    assert room.now.waits == "answers" and room.now.month == 0
    (ask,) = [ask for ask in room.now.asks if ask.by == ("BBB",)]
    assert (ask.actor, ask.month) == ("CCC", 1)
    outcomes = {}
    for agrees in (True, False):
        branch = Room(triad, "BBB", "CCC")
        for entry in room.written[4:]:
            branch.do(entry)
        branch.do(by("answer", "CCC", month=1, act=ask.act, agrees=agrees))
        branch.refuse_the_rest()
        outcomes[agrees] = [d.came_about for d in branch.now.months[0].deeds if "BBB" in d.proposers]
    assert outcomes == {True: [True], False: [False]}


def test_silence_is_not_consent(triad: Study) -> None:
    room = Room(triad, "BBB", "CCC")
    room.do(by("choose", "BBB", quarter=0, act=next(o.act for o in room.now.options["BBB"] if o.others == ("CCC",))))
    room.close()
    assert deeds_of(room.now, "BBB")[0][2] is False


def test_two_teams_that_propose_the_same_to_each_other_agree(triad: Study) -> None:
    room = Room(triad, "BBB", "CCC")
    act = next(o.act for o in room.now.options["BBB"] if o.others == ("CCC",) and o.action == "accord")
    for actor in ("BBB", "CCC"):
        room.do(by("choose", actor, quarter=0, act=act))
    room.close()
    assert [d.came_about for d in room.now.months[0].deeds if d.proposers == ("BBB", "CCC")] == [True]


def test_an_unplayed_actor_consents_by_the_model(triad: Study) -> None:
    """The chance that was forecast, and the luck an ordinary region of the same world draws, give its answer."""
    answers = []
    for world in range(12):
        room = Room(triad, "BBB", world=world)
        option = next(o for o in room.now.options["BBB"] if o.others == ("AAA",) and o.action == "accord")
        forecast = option.consent["AAA"]
        assert forecast is not None
        room.do(by("choose", "BBB", quarter=0, act=option.act))
        room.close()
        (deed,) = [d for d in room.now.months[0].deeds if "BBB" in d.proposers]
        if "AAA" in deed.proposers:
            continue
        (asked,) = [r for r in deed.reckonings if r.actor == "AAA"]
        assert asked.consent_chance == pytest.approx(forecast) and not asked.played
        luck = Luck.of(SETUP.seed, np.array([world])).uniform((f"consent/AAA/{option.act}",), 1)[0, 0]
        assert deed.came_about == bool(luck < forecast)
        answers.append(deed.came_about)
    assert set(answers) == {True, False}


def test_interests_are_scored_as_the_model_measures_them(triad: Study) -> None:
    """By another route: an ordinary region of the same world, its interests and stakes before and after."""
    setup = replace(SETUP, world=7)
    study = replace(triad, months=setup.months, seed=setup.seed)
    region = Region(study, "baseline", worlds=1, first_world=setup.world, collect=False)
    start, stages = region.state.alignment[0].copy(), region.state.stage[0].copy()
    profile = region.circumstances.profile[0].copy()
    for _ in range(setup.months):
        region.step()
    scores = alone(triad.seeds, setup).scores[-1]
    levels = [issue.levels for issue in triad.seeds.issues.issues.values()]
    for place, actor in enumerate(PLAYABLE):
        gained = (region.interests[0, profile[place]] * (region.state.alignment[0] - start)).sum() * 1000
        assert scores[actor].interest == pytest.approx(float(gained))
        stake = 0.0
        for q, issue in enumerate(triad.repertoire.axes.issues):
            own = triad.seeds.interests.profiles[actor].stakes.get(issue, 0.0)
            worth = (own + region.stake_spread[0] * region.stake_error[0, place, q]) * region.stake_unit[0]
            stake += worth * (levels[q][region.state.stage[0, q]] - levels[q][stages[q]]) * 1000
        assert scores[actor].stake == pytest.approx(float(stake))


def own(actor: str, quarter: int = 0, **deed: Any) -> Entry:
    made = {"type": "raid", "source": [actor], "target": ["CCC"], "salience": 0.5, **deed}
    return by(
        "propose", actor, quarter=quarter, deed=made, what="A raid by night.", argument="They do not expect it.",
        agreement=made["type"] == "accord",
    )  # fmt: skip


def judged(luck: float, *odds: int) -> Game:
    game = opened(opening(), PLAYABLE)
    for entry in [*(by("seat", a) for a in PLAYABLE), boss("start"), own("AAA"), boss("close", quarter=0)]:
        game = game.after(entry)
    for actor, given_odds in zip(PLAYABLE, odds, strict=False):
        game = game.after(by("estimate", actor, of="AAA", odds=given_odds))
    return game.after(boss("judge", luck={"AAA": luck}))


@pytest.mark.parametrize(
    ("odds", "luck", "happens"),
    [
        ((10, 40, 90), 0.39, True),
        ((10, 40, 90), 0.41, False),
        ((20, 40), 0.29, True),
        ((20, 40), 0.31, False),
        ((), 0.0, False),
    ],
)
def test_an_own_act_happens_if_luck_lies_below_the_rooms_median_odds(
    odds: Iterable[int], luck: float, happens: bool
) -> None:
    game = judged(luck, *odds)
    assert len(game.decisions.own) == happens
    assert game.judged[0].came_about == happens


def test_an_own_act_becomes_a_coded_event_that_the_model_appraises(triad: Study, tmp_path: Path) -> None:
    game = judged(0.1, 90, 80, 70)
    with_it = position(triad.seeds, SETUP, game.decisions)
    without = position(triad.seeds, SETUP, replace(game.decisions, own=()))
    extra = [h for h in with_it.months[0].happenings if h not in without.months[0].happenings]
    assert [(h.what, h.source, h.target) for h in extra] == [("raid", ("AAA",), ("CCC",))]
    axes = triad.repertoire.axes
    gap = with_it.alignments[1] - without.alignments[1]
    assert gap[axes.actor["CCC"], axes.actor["AAA"]] < 0


def test_own_acts_download_as_a_scenario_that_checks(triad: Study, tmp_path: Path, simulate: Simulate) -> None:
    text = own_acts_yaml(judged(0.1, 90, 80, 70), triad.as_of)
    file = tmp_path / "acts-of-the-room.yaml"
    file.write_text(text, encoding="utf-8")
    assert compose(file).value(("interventions", 0, "event", "type")) == "raid"
    checked = simulate("check", str(file), "--seeds", "tests/regions/triad")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_rooms_luck_is_named(triad: Study) -> None:
    draws = {(a, q): room_luck(triad.seeds, SETUP, a, q) for a in ("AAA", "BBB") for q in range(3)}
    assert len(set(draws.values())) == len(draws)
    assert draws["AAA", 1] == room_luck(triad.seeds, SETUP, "AAA", 1)
    assert draws["AAA", 1] != room_luck(triad.seeds, replace(SETUP, world=6), "AAA", 1)
    assert all(0 <= number < 1 for number in draws.values())


def test_an_own_agreement_needs_the_consent_of_the_teams_it_binds() -> None:
    for agrees in (True, False, None):
        game = opened(opening(), PLAYABLE)
        made = own("AAA", type="accord", target=["BBB"])
        for entry in [*(by("seat", a) for a in PLAYABLE), boss("start"), made, boss("close", quarter=0)]:
            game = game.after(entry)
        game = game.after(by("estimate", "CCC", of="AAA", odds=100))
        if agrees is not None:
            game = game.after(by("estimate", "BBB", of="AAA", odds=100, agrees=agrees))
        game = game.after(boss("judge", luck={"AAA": 0.5}))
        assert bool(game.decisions.own) == (agrees is True)
        assert game.judged[0].refused_by == (() if agrees else ("BBB",))


@pytest.mark.parametrize(
    "deed",
    [
        {"type": "no such type", "source": ["AAA"], "target": ["BBB"], "salience": 0.5},
        {"type": "raid", "source": ["AAA"], "target": ["AAA"], "salience": 0.5},
        {"type": "raid", "source": ["AAA"], "target": [], "salience": 0.5},
        {"type": "raid", "source": ["AAA"], "target": ["BBB"], "salience": 7},
        {"type": "raid", "source": ["AAA"], "target": ["BBB"], "salience": "huge"},
        {"type": "raid", "source": ["AAA"], "target": ["../../x"], "salience": 0.5},
        {"type": "raid", "source": ["AAA"], "target": ["BBB"], "salience": 0.5, "shell": "rm"},
        {"type": "accord", "source": ["AAA"], "target": ["DDD"], "salience": 0.5},
        {},
    ],
)
def test_an_act_that_cannot_be_coded_is_refused(triad: Study, deed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        coded(triad.seeds, deed)


def test_nobody_acts_for_another_team_or_outside_the_rules(triad: Study) -> None:
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


def test_the_facilitator_can_move_a_player(triad: Study) -> None:
    game = opened(opening(), PLAYABLE).after(by("seat", "AAA"))
    game = game.after(boss("seat", actor="BBB", moves="player of AAA"))
    assert game.team("BBB") == ("player of AAA",) and game.team("AAA") == ()


ABSURD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("x" * 5000),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
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


def test_the_journal_alone_brings_the_game_back_exactly(triad: Study, tmp_path: Path) -> None:
    room = Room(triad, "AAA", "BBB")
    room.do(by("choose", "AAA", quarter=0, act=room.act_of("AAA", "raid")))
    room.do(own("BBB", target=["CCC"]) | {"agreement": False})
    room.do(boss("close", quarter=0))
    room.do(by("estimate", "AAA", of="BBB", odds=95))
    room.do(boss("judge", luck={"BBB": room_luck(triad.seeds, room.game.setup, "BBB", 0)}))
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
    assert same(position(triad.seeds, game.setup, game.decisions), room.now)


def test_the_story_says_who_decided(triad: Study) -> None:
    room = Room(triad, "AAA", "BBB", "CCC")
    room.do(by("choose", "BBB", quarter=0, act=next(o.act for o in room.now.options["BBB"] if o.others == ("CCC",))))
    room.do(boss("close", quarter=0))
    room.do(by("answer", "CCC", month=1, act=next(a.act for a in room.now.asks if a.by == ("BBB",)), agrees=False))
    room.refuse_the_rest()
    room.play_out()
    story = "\n".join(line.text for line in Telling(room.now.account, triad.seeds).whole())
    assert "Its team chose this; the model would have, with a chance of" in story
    assert "C's team refused; the model would have agreed with a chance of" in story or "team refused" in story
    assert "luck drew -" not in story and "luck drew 2.0" not in story


def test_a_number_of_teams_and_a_long_game_stay_within_the_horizon(triad: Study) -> None:
    room = Room(triad, *PLAYABLE, quarters=2)
    room.play_out()
    assert room.now.month == 6
    with pytest.raises(Refused, match="closed"):
        room.do(by("choose", "AAA", quarter=2, act=""))


def test_odds_are_the_median() -> None:
    assert judged(0.0, 10, 90).judged[0].median == 50
    assert isinstance(judged(0.0, 10).judged[0], Judged)


def test_no_decision_is_the_model_alone(triad: Study) -> None:
    assert same(position(triad.seeds, SETUP, Decisions()), alone(triad.seeds, SETUP))
