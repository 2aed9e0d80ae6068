"""Outcomes that add up over a run, and what actors have gained: held against months that are read one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.common.errors import ModelError
from model.load import load_seeds
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.measures import Measures, Watch
from model.simulation.model import Region
from tests.fixtures import Rewrite

MONTHS, WORLDS = 12, 64
OUTCOMES = """outcomes:
  hostile: {kind: events, label: Hostile, meaning: m, sign: hostile, between: [[AAA, BBB], [AAA, CCC], [BBB, CCC]]}
  friendly: {kind: events, label: Friendly events, meaning: m, sign: friendly, between: [[CCC, AAA], [BBB, CCC]]}
  pressure: {kind: pressure, label: Pressure, meaning: m, on: BBB, types: raid}
  gains: {kind: gains, label: Gains, meaning: m, of: [AAA, BBB, CCC]}
"""


@pytest.fixture
def folder(triad_folder: Path, rewrite: Rewrite) -> Path:
    rewrite("outcomes.yaml", "outcomes:\n", OUTCOMES)
    return triad_folder


@pytest.fixture
def experiment(folder: Path) -> Experiment:
    return make_experiment(["baseline", "deal"], seeds=folder, months=MONTHS)


@pytest.mark.parametrize("scenario", ["baseline", "deal"])
def test_events_and_pressure_are_those_of_the_months(experiment: Experiment, scenario: str) -> None:
    """Every event is read by its parties' names, month by month."""
    region = Region(experiment, scenario, worlds=WORLDS, collect=False)
    events = [*region.choice_set.alternatives, *region.structure.scripted]
    types, actor = experiment.seeds.types.types, region.axes.actor
    expected = {name: np.zeros(WORLDS) for name in ("hostile.AAA.BBB", "hostile.AAA.CCC", "hostile.BBB.CCC")}
    expected |= {name: np.zeros(WORLDS) for name in ("friendly.CCC.AAA", "friendly.BBB.CCC", "pressure")}
    for _ in range(MONTHS):
        region.step()
        for w, n in zip(*np.nonzero(region.done), strict=True):
            it, kind = events[n], types[events[n].type]
            met = {frozenset((i, j)) for i in it.source for j in it.target}
            if kind.agreement:
                parties = {*it.source, *it.target}
                met = {frozenset((i, j)) for i in parties for j in parties if i != j}
            for name in expected:
                sign, *pair = name.split(".")
                if frozenset(pair) in met and (kind.goldstein < 0) == (sign == "hostile"):
                    expected[name][w] += 1
            if it.type == "raid" and "BBB" in it.target:
                need = sum(region.dependence[w, actor["BBB"], actor[i]] for i in it.source)
                expected["pressure"][w] += -kind.goldstein / 10 * it.salience * need
    measures = Measures(experiment.choice_set)
    whole = Region(experiment, scenario, worlds=WORLDS, collect=False)
    found = measures.final(whole, Watch(measures, whole, whole.run_to_end()))
    for name, numbers in expected.items():
        assert found[name] == pytest.approx(numbers, abs=1e-12), name
    sums = {name: round(float(numbers.sum()), 2) for name, numbers in expected.items()}
    assert min(sums["hostile.AAA.CCC"], sums["friendly.BBB.CCC"]) > 2 and sums["pressure"] > 0, sums


def test_a_watch_of_every_month_sums_as_one_of_the_whole_run(experiment: Experiment) -> None:
    measures = Measures(experiment.choice_set)
    stepped, whole = (Region(experiment, "deal", worlds=8, collect=False) for _ in range(2))
    watch = Watch(measures, stepped)
    for _ in range(MONTHS):
        stepped.step()
        watch.look(stepped)
    apart, together = measures.final(stepped, watch), Watch(measures, whole, whole.run_to_end())
    for name, column in measures.final(whole, together).items():
        if column.dtype.kind == "f":
            assert apart[name] == pytest.approx(column, abs=1e-12), name


def test_gains_are_interests_times_moves_and_stakes_times_levels(experiment: Experiment) -> None:
    region = Region(experiment, "deal", worlds=16, collect=False)
    axes, values, issues = region.axes, region.parameters, experiment.seeds.issues.issues
    start, stages = region.state.alignment.copy(), region.state.stage.copy()
    measures = Measures(experiment.choice_set)
    watch = Watch(measures, region, region.run_to_end())
    found, it = measures.final(region, watch), values.coefficients[0]
    for w in range(16):
        for place, name in enumerate(axes.actors[: axes.deciders]):
            own = axes.profile[name]
            gained = (values.interests[0, own] * (region.state.alignment[w] - start[w])).sum()
            for q, issue in enumerate(axes.issues):
                rise = issues[issue].levels[region.state.stage[w, q]] - issues[issue].levels[stages[w, q]]
                stake = values.stakes[0, own, q] + it["stake_spread"] * region.stake_error[w, place, q]
                gained += it["stake_unit"] * stake * rise
            assert found[f"gains.{name}"][w] == pytest.approx(1000 * gained, abs=1e-9)
    assert np.ptp(found["gains.AAA"]) > 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[BBB, CCC]]}\n  friendly", "[BBB, BBB]]}\n  friendly", "name two different actors"),
        ("[BBB, CCC]]}\n  friendly", "[BBB, AAA]]}\n  friendly", "BBB and AAA are counted already"),
        ("types: raid", "types: mediation", "mediation is no hostile type of event"),
        ("of: [AAA, BBB, CCC]", "of: [AAA, DDD]", "DDD is passive: it pursues no interests"),
        ("of: [AAA, BBB, CCC]", "of: [AAA, ZZZ]", 'unknown actor "ZZZ"'),
    ],
)
def test_what_cannot_be_measured_is_refused(folder: Path, rewrite: Rewrite, old: str, new: str, said: str) -> None:
    rewrite("outcomes.yaml", old, new)
    with pytest.raises(ModelError, match=said):
        load_seeds(folder)
