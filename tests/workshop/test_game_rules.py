"""Own acts obey the game's rules, and the answers of actors that the model plays are told."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from model.effects import compiled
from model.load import load_seeds
from model.simulation.experiment import Experiment, experiment_of_scenarios
from model.spec.base import name_of_month
from model.spec.scenario import Forbid
from model.spec.seeds import Seeds
from model.trace.records import Event, Month
from model.workshop.app_state import AppState
from model.workshop.export import own_acts_yaml
from model.workshop.game import QUARTERS, opened
from model.workshop.game_rules import armed_types, closed_types, without_force
from model.workshop.game_state import Decisions, GameState, Setup
from model.workshop.game_world import GameWorld, _as_the_game_has_it
from model.workshop.jobs import game_state
from model.workshop.journal import Refused
from model.workshop.replies import _reactions, replies
from model.workshop.session import Session
from model.workshop.spoken_words import SpokenWording
from tests.conftest import ROOT, TRIAD
from tests.workshop.games import SETUP, Room, boss, by, opening
from tests.workshop.test_session import ANI, BOSS, app_state, kept
from tests.workshop.test_worker_pool import finished

__all__ = ["app_state"]


SHIPPED, EXAMPLE = Path("seeds"), Path("seeds/examples/western-balkans")
LONGEST = Setup("baseline", seed=1, world=1, quarters=QUARTERS, without_force=True)


def forceful(seeds: Seeds) -> set[str]:
    """Types of event that a game without armed force leaves out."""
    return {name for name, kind in seeds.types.types.items() if kind.force or kind.clash or name == "sabotage"}


@pytest.mark.parametrize("folder", [SHIPPED, EXAMPLE, TRIAD], ids=str)
def test_without_armed_force_no_act_that_there_is_can_be_chosen_by_anybody(folder: Path) -> None:
    """Every option that is one of force is forbidden, from the first month of the longest game to its last."""
    seeds = load_seeds(ROOT / folder)
    experiment = experiment_of_scenarios(seeds, (LONGEST.scenario,), LONGEST.months)
    free = GameWorld(experiment, LONGEST.scenario, LONGEST.world, Decisions())
    world = GameWorld(_as_the_game_has_it(experiment, LONGEST, Decisions()), LONGEST.scenario, 1, Decisions())
    kinds = [world.choice_set.alternatives[event].type for event in world.choice_set.option_event]
    options = [option for option, kind in enumerate(kinds) if kind in forceful(seeds)]
    assert options and world.bans == ()
    could = np.zeros(len(options), bool)
    for month in range(1, LONGEST.months + 1):
        free.step()
        world.step()
        could |= free.environment.allowed[0, options]
        assert not world.environment.allowed[0, options].any(), month
    assert could.any(), "else the test says nothing"
    assert world.environment.allowed[0].any(), "all else goes on"


def test_in_the_shipped_region_three_actors_lose_acts_by_it(seeds: Seeds) -> None:
    bans = [given.forbid for given in without_force(seeds, 12) if given.forbid is not None]
    assert {ban.actor: set(ban.action) for ban in bans} == {
        "AZE": {"skirmish", "offensive"}, "ARM": {"skirmish"}, "RUS": {"skirmish", "sabotage"},
    }  # fmt: skip
    assert all(ban.target is None for ban in bans)
    assert armed_types(seeds) == forceful(seeds) and len(forceful(seeds)) >= 6


def test_bans_of_all_force_close_every_kind_of_it_to_every_actor(seeds: Seeds) -> None:
    bans = [ban for given in without_force(seeds, 12) for ban in compiled(given).forbids]
    left_out = forceful(seeds)
    for actor in seeds.actors.actors:
        for target in seeds.actors.actors:
            if actor != target:
                assert closed_types(seeds, bans, actor, [target]) == left_out, (actor, target)
        assert closed_types(seeds, [], actor, seeds.actors.actors) == set()


def test_the_rule_is_the_games_own_and_told_to_everybody_in_it(app_state: AppState) -> None:
    """Nobody chooses a raid or argues for one, in the game, in the world without teams, and after a restart."""
    session = kept(app_state)
    raid = {"type": "raid", "source": ["AAA"], "target": ["CCC"], "salience": "measure"}
    setup = {"scenario": "baseline", "seed": 1, "world": 5, "quarters": 2, "without_force": True}

    async def play() -> None:
        await session.do("open", BOSS, setup=setup)
        await session.do("open", BOSS, setup={**setup, "without_force": False}, beside=True)
        for game, who, actor in ((0, ANI, "AAA"), (1, replace(ANI, id="eldar"), "CCC")):
            await session.do("seat", who, game=game, actor=actor)
        for game in (0, 1):
            await session.do("start", BOSS, game=game)
        free, bound = session.playing(1), session.playing(0)
        assert free.now is not None and bound.now is not None and bound.alone is not None
        assert (
            "raid" in {option.action for option in free.now.options["CCC"]} and session.closed_types(1, "CCC") == set()
        )
        assert "raid" not in {option.action for option in bound.now.options["AAA"]}
        assert session.closed_types(0, "AAA") == {"raid"}
        with pytest.raises(Refused, match="The rules of this game leave such an act out: raid"):
            await session.propose(ANI, bound, raid, "A raid.", "By night.")
        told = [event.action for month in bound.alone.months for event in month.events]
        assert told and "raid" not in told

    finished(play())
    assert Session(app_state).state.every_game[0].setup.without_force


def test_acts_of_such_a_game_go_home_with_its_rule(triad: Experiment) -> None:
    game = opened({**opening(), "setup": {**vars(SETUP), "without_force": True}}, ("AAA",))
    written = yaml.safe_load(own_acts_yaml(game, triad.seeds, triad.as_of))
    assert [given["forbid"]["actor"] for given in written["interventions"]] == ["AAA", "CCC"]


def test_what_is_forbidden_to_one_towards_one_is_closed_to_it_alone(seeds: Seeds) -> None:
    ban = Forbid.model_validate({"actor": "AZE", "action": ["skirmish"], "target": ["ARM"]}, context=seeds.names)
    assert closed_types(seeds, [ban], "AZE", ["ARM"]) == {"skirmish"}
    assert closed_types(seeds, [ban], "AZE", ["IRN"]) == closed_types(seeds, [ban], "ARM", ["AZE"]) == set()


def test_a_ban_ends_and_then_the_act_can_be_argued_for(app_state: AppState) -> None:
    session = kept(app_state)
    raid = {"type": "raid", "source": ["AAA"], "target": ["CCC"], "salience": "measure"}

    async def play() -> None:
        await session.do("open", BOSS, setup={"scenario": "deal", "seed": 1, "world": 5, "quarters": 5})
        await session.do("seat", ANI, actor="AAA")
        await session.do("start", BOSS)
        for quarter in range(4):
            playing = session.playing(0)
            assert playing.quarter == quarter and session.closed_types(0, "AAA") == {"raid"}
            assert session.closed_types(0, "CCC", ["AAA"]) == set()
            if not quarter:
                before = list(session.journal.entries)
                with pytest.raises(Refused, match="The rules of this game leave such an act out: raid"):
                    await session.propose(ANI, playing, raid, "A raid.", "By night.")
                assert session.journal.entries == before
            while session.playing(0).quarter == quarter or session.playing(0).phase == "playing":
                await session.go_on(BOSS, 0)
        assert session.closed_types(0, "AAA") == set(), "the ban was for a year"
        await session.propose(ANI, session.playing(0), raid, "A raid.", "By night.")
        assert list(session.playing(0).game.proposals) == ["AAA"]

    finished(play())


def test_after_a_restart_a_form_of_before_proposes_nothing_that_is_banned(app_state: AppState) -> None:
    """Bans are known once it is worked out again where the game stands; a form that was drawn before waits for it."""
    session = kept(app_state)
    raid = {"type": "raid", "source": ["AAA"], "target": ["CCC"], "salience": "measure"}

    async def play() -> None:
        await session.do("open", BOSS, setup={"scenario": "deal", "seed": 1, "world": 5, "quarters": 5})
        await session.do("seat", ANI, actor="AAA")
        await session.do("start", BOSS)
        again = Session(app_state)
        assert again.playing(0).now is None
        with pytest.raises(Refused, match="The rules of this game leave such an act out: raid"):
            await again.propose(ANI, session.playing(0), raid, "A raid.", "By night.")
        assert again.playing(0).game.proposals == {}

    finished(play())


WAITING = """name: A truce
summary: No raids once the treaty is drafted.
interventions:
  - at: 2020-03
    issue: {treaty: drafted}
  - when: {issue: {treaty: drafted}}
    forbid: {actor: CCC, action: raid}
"""


def test_a_ban_that_waits_for_a_condition_holds_for_own_acts_once_it_is_met(triad: Experiment, tmp_path: Path) -> None:
    folder = tmp_path / "triad"
    shutil.copytree(TRIAD, folder)
    first = name_of_month(triad.as_of + 4)
    (folder / "scenarios" / "truce.yaml").write_text(WAITING.replace("2020-03", first), encoding="utf-8")
    seeds, setup = load_seeds(folder), replace(SETUP, scenario="truce")
    quarters = [
        game_state(seeds, setup, Decisions(("BBB",), tuple({} for _ in range(n)), lapsed=frozenset(range(13))))
        for n in range(3)
    ]
    assert quarters[0].bans == quarters[1].bans == (), "the treaty is drafted in the quarter's first month"
    assert closed_types(triad.seeds, quarters[1].bans, "CCC", ["AAA"]) == set()
    assert [ban.actor for ban in quarters[2].bans] == ["CCC"]
    assert closed_types(triad.seeds, quarters[2].bans, "CCC", ["AAA"]) == {"raid"}
    assert closed_types(triad.seeds, quarters[2].bans, "AAA", ["CCC"]) == set()


def test_a_team_hears_what_each_other_actor_would_gain_most_from(triad: Experiment) -> None:
    """By another route: the parts that the model itself has for the partner who is asked for consent."""
    room = Room(triad, "BBB")
    wants = room.now.wants["BBB"]
    assert wants and [want.worth for want in wants] == sorted((want.worth for want in wants), reverse=True)
    for want in wants:
        assert want.option in room.now.options["BBB"] and want.actor != "BBB" and want.worth > 0
        terms = sum(t.worth for t in want.interest_terms) + sum(t.worth for t in want.stake_terms)
        assert want.worth == pytest.approx(terms)
    partner = next(want for want in wants if want.option.agreement and want.actor in want.option.others)
    asked = Room(triad, "BBB", partner.actor)
    asked.do(by("choose", "BBB", quarter=0, act=partner.option.alternative))
    asked.do(boss("close", quarter=0))
    (ask,) = [ask for ask in asked.now.asks if ask.alternative == partner.option.alternative]
    parts = ask.evaluation.parts
    assert partner.worth == pytest.approx(parts.interest + parts.stake)


def test_an_actor_of_the_model_is_heard_when_it_is_asked(triad: Experiment) -> None:
    room = Room(triad, "AAA")
    assert replies(room.now, ["AAA"], SpokenWording(room.now.trace, triad.seeds)) == []
    act = room.act_of("AAA", "accord")
    room.do(by("choose", "AAA", quarter=0, act=act))
    room.close()
    agreed = next(
        event.evaluations[-1].agreed for event in room.now.months[0].events if event.proposers[:1] == ("AAA",)
    )
    way = "agrees to" if agreed else "refuses"
    said = replies(room.now, ["AAA"], SpokenWording(room.now.trace, triad.seeds))
    assert f"B (BBB) answers A (AAA): {way} “reach an accord”." in said
    assert replies(room.now, ["AAA", "BBB"], SpokenWording(room.now.trace, triad.seeds)) == []


def month(number: int, *events: Event) -> Month:
    return Month(number, 24252 + number, (), events, (), (), None)


def event(source: str, target: str, action: str = "raid", *, came_about: bool = True) -> Event:
    return Event(
        number=1, action=action, type=action, source=(source,), target=(target,), agreement=False, hostile=True,
        evaluations=(), came_about=came_about, moves=None,
    )  # fmt: skip


def test_an_answer_comes_after_what_it_answers_and_is_the_models(triad: Experiment) -> None:
    now: GameState = Room(triad, "AAA").now
    say = SpokenWording(now.trace, triad.seeds)
    struck, back = month(1, event("AAA", "CCC")), month(2, event("CCC", "AAA"))
    (told,) = _reactions(back, (struck, back), ["AAA"], say)
    assert re.fullmatch(r"C( \(CCC\))? answers A( \(AAA\))?: C( \(CCC\))? raided A( \(AAA\))? \(raid\)\.", told)
    assert list(_reactions(back, (back,), ["AAA"], say)) == [], "nobody had done anything to it"
    at_once = month(1, event("AAA", "CCC"), event("CCC", "AAA"))
    assert list(_reactions(at_once, (at_once,), ["AAA"], say)) == [], "they chose at the same time"
    assert list(_reactions(back, (struck, back), ["AAA", "CCC"], say)) == [], "teams speak for themselves"
    refused = month(2, event("CCC", "AAA", came_about=False))
    assert list(_reactions(refused, (struck, refused), ["AAA"], say)) == []
