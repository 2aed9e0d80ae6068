"""Hazards that the calendar bounds and that events, stages and alignments make more or less likely."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from model.common.errors import ModelError
from model.load import load_seeds
from model.rules.issues import chance
from model.simulation.experiment import make_experiment
from model.simulation.model import Region
from model.spec.base import month_of
from model.spec.transition import Transition
from tests.fixtures import Rewrite
from tests.simulation.seeing import Seeing

MONTHS, WORLDS = 18, 256
PLAIN = "hazard: 0.2, requires: {treaty: [none, drafted]}"
SHIFTED = (
    "hazard: 0.2, shifts: [{when: {issue: {treaty: drafted}}, by: by_draft}, "
    "{when: {event: {type: raid, since: 3 months}}, by: by_raid}, "
    "{when: {alignment: {of: AAA, to: CCC, above: -0.04}}, by: by_lean}]"
)
SIZES = {"by_draft": 1.5, "by_raid": -2.0, "by_lean": 0.7}


@pytest.fixture
def shifted(triad_folder: Path, rewrite: Rewrite) -> Path:
    """The region in which the road opens by itself, the sooner or later by what happens."""
    rewrite("issues.yaml", PLAIN, SHIFTED)
    sizes = "".join(
        f"  {name}: {{value: {size}, range: [-3, 3], unit: log odds, standing: assumed, why: made up}}\n"
        for name, size in SIZES.items()
    )
    rewrite("assumptions.yaml", "assumptions:\n", f"assumptions:\n{sizes}")
    return triad_folder


def test_each_hazard_is_shifted_by_what_holds_in_its_world(shifted: Path) -> None:
    """Every world's step is the random number held against odds that are worked out here from what happened."""
    region = Seeing(make_experiment(["baseline"], seeds=shifted, months=MONTHS), worlds=WORLDS, collect=False)
    axes, steps = region.axes, region.choice_set.steps
    road, treaty, a, c = axes.issue["road"], axes.issue["treaty"], axes.actor["AAA"], axes.actor["CCC"]
    t = next(n for n, step in enumerate(steps) if step.spec.shifts)
    raids = [n for n, each in enumerate(region.choice_set.alternatives) if each.type == "raid"]
    last_raid, met, opened = np.full(WORLDS, -99), set(), 0
    for month in range(1, MONTHS + 1):
        stage, rest = region.state.stage.copy(), region.state.rest.copy()
        region.step()
        last_raid[region.done[:, raids].any(axis=1)] = month
        holds = np.stack(
            [stage[:, treaty] == 1, month - last_raid < 3, region.state.alignment[:, :, a, c].mean(axis=1) > -0.04]
        )
        odds = 0.25 * np.exp(np.array(list(SIZES.values())) @ holds)
        ready = (stage[:, road] == 0) & (rest[:, road] == 0)
        expected = ready & (region.step_numbers[:, t] < odds / (1 + odds))
        met |= {tuple(row) for row in holds[:, ready].T.tolist()}
        assert ((region.now.stepped[:, road] == t) == expected).all(), month
        opened += int(expected.sum())
    assert len(met) >= 6 and opened > 100, "conditions hold alone and together"


def test_run_to_the_end_at_once_is_the_same_world(shifted: Path) -> None:
    experiment = make_experiment(["baseline"], seeds=shifted, months=MONTHS)
    stepped, whole = (Region(experiment, worlds=64, collect=False) for _ in range(2))
    for _ in range(MONTHS):
        stepped.step()
    seen = whole.run_to_end()
    assert (seen.stage[:, -1] == stepped.state.stage).all()


def test_a_shift_of_nothing_changes_no_world(shifted: Path) -> None:
    nothing = {f"assumptions.{name}": 0.0 for name in SIZES}
    plain = make_experiment(["baseline"], seeds=shifted, months=MONTHS, overrides=nothing)
    still = Region(plain, worlds=64, collect=False)
    t = next(n for n, step in enumerate(still.choice_set.steps) if step.spec.shifts)
    for _ in range(MONTHS):
        still.step()
        assert still.shifted[t] == 0
    moved = Region(make_experiment(["baseline"], seeds=shifted, months=MONTHS), worlds=64, collect=False).run_to_end()
    assert (moved.stage[:, -1] != still.state.stage).any()


@pytest.mark.parametrize("size", [-1.0, 0.0, 1.0])
def test_a_shift_changes_odds_and_not_chances(size: float) -> None:
    found = chance(0, 0, 1, np.zeros(1, int), np.array([[0.25]]), np.ones((2, 1), bool), np.array([size]))
    assert found / (1 - found) == pytest.approx(exp(size) / 3)
    for certain in (0.0, 1.0):
        given = np.array([[certain]])
        assert chance(0, 0, 1, np.zeros(1, int), given, np.ones((2, 1), bool), np.array([size])) == certain


def way(**calendar: object) -> Transition:
    names = {"assumption": {}, "any_stage": {"a": "q", "b": "q"}}
    given = {"from": "a", "to": "b", "hazard": 0.1, "why": "w", **calendar}
    return Transition.model_validate(given, context=names)


def test_a_calendar_of_months_a_beginning_and_an_end() -> None:
    june = month_of("2026-06")
    always, late, early = way(), way(since="2026-07"), way(until="2026-06")
    assert [each.open_in(june) for each in (always, late, early)] == [True, False, True]
    assert [each.open_in(june + 1) for each in (always, late, early)] == [True, True, False]
    assert late.first_open(0) == june + 1 and early.first_open(june + 1) is None
    some = way(months=["2026-01", "2026-06", "2027-01"], since="2026-02", until="2026-12")
    assert [some.first_open(month_of(date)) for date in ("2026-01", "2026-06", "2026-07")] == [june, june, None]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (PLAIN, "hazard: 0.2, since: 2026-07, until: 2026-06", "`until` lies before `since`"),
        (PLAIN, SHIFTED.replace("by_draft", "by_magic"), 'unknown assumption "by_magic"'),
        (PLAIN, "hazard: 0.2, shifts: [{when: {chance: 0.5}, by: setback_chance}]", "a shift has no `chance`"),
        ("acts: {action: mediation}, chance", "shifts: [], acts: {action: mediation}, chance", ""),
        (
            "acts: {action: mediation}, chance",
            "shifts: [{when: {issue: {treaty: none}}, by: setback_chance}], acts: {action: mediation}, chance",
            "only a hazard can be shifted",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(triad_folder: Path, rewrite: Rewrite, old: str, new: str, said: str) -> None:
    rewrite("issues.yaml", old, new)
    if not said:
        assert load_seeds(triad_folder)
        return
    with pytest.raises(ModelError, match=said):
        load_seeds(triad_folder)
