"""Acts of a team's own: argued, judged by the room, coded, and appraised by the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.load import compose
from model.simulation.experiment import Experiment
from model.workshop.export import own_acts_yaml
from model.workshop.game import Game, opened
from model.workshop.game_world import room_number
from model.workshop.jobs import game_state
from model.workshop.journal import Refused
from model.workshop.proposals import Judged, coded
from tests.conftest import called
from tests.workshop.games import PLAYABLE, SETUP, boss, by, opening, own


def judged(luck: float, *odds: int) -> Game:
    game = opened(opening(), PLAYABLE)
    for entry in [*(by("seat", a) for a in PLAYABLE), boss("start"), own("AAA"), boss("close", quarter=0)]:
        game = game.after(entry)
    for actor, given_odds in zip(PLAYABLE[1:], odds, strict=False):
        game = game.after(by("estimate", actor, of="AAA", odds=given_odds))
    return game.after(boss("judge", luck={"AAA": luck}))


@pytest.mark.parametrize(
    ("odds", "luck", "happens"),
    [
        ((10, 90), 0.49, True),
        ((10, 90), 0.51, False),
        ((40,), 0.39, True),
        ((40,), 0.41, False),
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


def test_an_own_act_becomes_a_coded_event_that_the_model_appraises(triad: Experiment, tmp_path: Path) -> None:
    game = judged(0.1, 90, 80)
    with_it = game_state(triad.seeds, SETUP, game.decisions)
    without = game_state(triad.seeds, SETUP, replace(game.decisions, own=()))
    extra = [h for h in with_it.months[0].occurrences if h not in without.months[0].occurrences]
    assert [(h.what, h.source, h.target) for h in extra] == [("raid", ("AAA",), ("CCC",))]
    axes = triad.choice_set.axes
    gap = with_it.alignments[1] - without.alignments[1]
    assert gap[axes.actor["CCC"], axes.actor["AAA"]] < 0


def test_own_acts_download_as_a_scenario_that_checks(triad: Experiment, tmp_path: Path) -> None:
    text = own_acts_yaml(judged(0.1, 90, 80), triad.seeds, triad.as_of)
    file = tmp_path / "acts-of-the-room.yaml"
    file.write_text(text, encoding="utf-8")
    assert compose(file).value(("interventions", 0, "event", "type")) == "raid"
    checked = called("check", str(file), "--seeds", "tests/regions/triad")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_rooms_luck_is_named(triad: Experiment) -> None:
    draws = {(a, q): room_number(triad.seeds, SETUP, a, q) for a in ("AAA", "BBB") for q in range(3)}
    assert len(set(draws.values())) == len(draws)
    assert draws["AAA", 1] == room_number(triad.seeds, SETUP, "AAA", 1)
    assert draws["AAA", 1] != room_number(triad.seeds, replace(SETUP, world=6), "AAA", 1)
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
    "given",
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
def test_an_act_that_cannot_be_coded_is_refused(triad: Experiment, given: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        coded(triad.seeds, given)


def test_the_other_teams_give_the_odds_and_a_team_that_plays_alone_its_own() -> None:
    for playing, judges in ((PLAYABLE, ("BBB", "CCC")), (("AAA",), ("AAA",))):
        game = opened(opening(), PLAYABLE)
        for entry in [*(by("seat", a) for a in playing), boss("start"), own("AAA"), boss("close", quarter=0)]:
            game = game.after(entry)
        assert game.judges("AAA") == judges
        for actor in playing:
            if actor in judges:
                game = game.after(by("estimate", actor, of="AAA", odds=40))
            else:
                with pytest.raises(Refused, match="other teams give the odds"):
                    game.after(by("estimate", actor, of="AAA", odds=100))
        assert game.after(boss("judge", luck={"AAA": 0.5})).judged[0].median == 40


def test_odds_are_the_median() -> None:
    assert judged(0.0, 10, 90).judged[0].median == 50
    assert isinstance(judged(0.0, 10).judged[0], Judged)
