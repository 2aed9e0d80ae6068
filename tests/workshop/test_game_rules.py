"""Own acts obey the game's rules, and the answers of actors that the model plays are told."""

from __future__ import annotations

import re

import pytest

from model.load import load_scenarios
from model.simulation.experiment import Experiment
from model.spec.scenario import Forbid
from model.spec.seeds import Seeds
from model.trace.narrative.wording import Wording
from model.trace.records import Event, Month
from model.workshop.app_state import AppState
from model.workshop.game_rules import bans_of, closed_types
from model.workshop.game_state import GameState
from model.workshop.journal import Refused
from model.workshop.replies import _reactions, replies
from tests.conftest import ROOT
from tests.workshop.games import Room, by
from tests.workshop.test_session import ANI, BOSS, app_state, kept
from tests.workshop.test_worker_pool import finished

__all__ = ["app_state"]

GUIDE = (ROOT / "model" / "workshop" / "GUIDE.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def without_force(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> list[Forbid]:
    """Bans of the guide's scenario at its start."""
    written = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert written is not None
    path = tmp_path_factory.mktemp("guide") / "without-force.yaml"
    path.write_text(written[1], encoding="utf-8")
    (scenario,) = load_scenarios([str(path)], seeds, folder=ROOT / "scenarios")
    return bans_of(scenario.spec.interventions, seeds.region.documented_until + 1)


def test_without_armed_force_no_actor_can_argue_for_any_kind_of_it(seeds: Seeds, without_force: list[Forbid]) -> None:
    kinds = seeds.types.types
    left_out = {name for name, kind in kinds.items() if kind.force or kind.clash} | {"sabotage"}
    assert len(left_out) >= 6
    for actor in seeds.actors.actors:
        for target in seeds.actors.actors:
            if actor != target:
                assert closed_types(seeds, without_force, actor, [target]) == left_out, (actor, target)
        assert closed_types(seeds, [], actor, seeds.actors.actors) == set()


def test_what_is_forbidden_to_one_towards_one_is_closed_to_it_alone(seeds: Seeds) -> None:
    (scenario,) = load_scenarios(["baseline"], seeds, folder=ROOT / "scenarios")
    assert bans_of(scenario.spec.interventions, seeds.region.documented_until + 1) == []
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
            assert session.quarter == quarter and session.closed_types("AAA") == {"raid"}
            assert session.closed_types("CCC", ["AAA"]) == set()
            if not quarter:
                before = list(session.journal.entries)
                with pytest.raises(Refused, match="The rules of this game leave such an act out: raid"):
                    await session.propose(ANI, "AAA", quarter, raid, "A raid.", "By night.")
                assert session.journal.entries == before
            while session.quarter == quarter or session.now is None or session.now.asks:
                await session.go_on(BOSS)
        assert session.closed_types("AAA") == set(), "the ban was for a year"
        await session.propose(ANI, "AAA", 4, raid, "A raid.", "By night.")
        assert session.game is not None and list(session.game.proposals) == ["AAA"]

    finished(play())


def test_an_actor_of_the_model_is_heard_when_it_is_asked(triad: Experiment) -> None:
    room = Room(triad, "AAA")
    assert replies(room.now, ["AAA"], Wording(room.now.trace, triad.seeds)) == []
    act = room.act_of("AAA", "accord")
    room.do(by("choose", "AAA", quarter=0, act=act))
    room.close()
    agreed = next(
        event.evaluations[-1].agreed for event in room.now.months[0].events if event.proposers[:1] == ("AAA",)
    )
    way = "agrees to" if agreed else "refuses"
    said = replies(room.now, ["AAA"], Wording(room.now.trace, triad.seeds))
    assert f"B (BBB) answers A (AAA): {way} “reach an accord”." in said
    assert replies(room.now, ["AAA", "BBB"], Wording(room.now.trace, triad.seeds)) == []


def month(number: int, *events: Event) -> Month:
    return Month(number, 24252 + number, (), events, (), (), None)


def event(source: str, target: str, action: str = "raid", *, came_about: bool = True) -> Event:
    return Event(1, action, action, (source,), (target,), False, True, (), came_about, None)


def test_an_answer_comes_after_what_it_answers_and_is_the_models(triad: Experiment) -> None:
    now: GameState = Room(triad, "AAA").now
    say = Wording(now.trace, triad.seeds)
    struck, back = month(1, event("AAA", "CCC")), month(2, event("CCC", "AAA"))
    (told,) = _reactions(back, (struck, back), ["AAA"], say)
    assert re.fullmatch(r"C( \(CCC\))? answers A( \(AAA\))?: C( \(CCC\))? raided A( \(AAA\))? \(raid\)\.", told)
    assert list(_reactions(back, (back,), ["AAA"], say)) == [], "nobody had done anything to it"
    at_once = month(1, event("AAA", "CCC"), event("CCC", "AAA"))
    assert list(_reactions(at_once, (at_once,), ["AAA"], say)) == [], "they chose at the same time"
    assert list(_reactions(back, (struck, back), ["AAA", "CCC"], say)) == [], "teams speak for themselves"
    refused = month(2, event("CCC", "AAA", came_about=False))
    assert list(_reactions(refused, (struck, refused), ["AAA"], say)) == []
