"""Designs of rows, and indices that come out as worked out by hand on functions whose indices are known."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from model.analysis.sensitivity.factors import OTHERS, RANDOM, REST, Factors, screened
from model.analysis.sensitivity.indices import most_influential, random_share, screening, sobol, standing_out
from model.analysis.sensitivity.plans import Plan, morris_plan, sobol_plan
from model.cli.commands.sensitivity import SCREENED, screened_in
from model.cli.sensitivities import print_tables
from model.evidence.cache import Replays
from model.evidence.replay import replay
from model.experiment.ensemble import Task, run_block
from model.rules.axes import Array
from model.rules.random_numbers import RandomNumbers
from model.rules.values import Values
from model.simulation.design import Design
from model.simulation.experiment import Experiment, make_experiment
from tests.conftest import TRIAD, Call
from tests.fixtures import said_in

THREE = Factors({"x1": ("x1",), "x2": ("x2",), "x3": ("x3",)})


def coordinates(plan: Plan) -> Array:
    """The points in the order in which rows are run: (row, coordinate)."""
    return np.stack([plan.by_step(column) for column in plan.points.T], axis=1)


def noise(plan: Plan) -> Array:
    """Standard normal luck of each row, the same for rows of one luck."""
    numbers = np.random.default_rng(5).standard_normal(2 * plan.base)
    return np.asarray(numbers[plan.by_step(plan.numbers)])


def ishigami(points: Array) -> Array:
    """Ishigami and Homma (1990) with a = 7, b = 0.1."""
    x1, x2, x3 = (points[:, k] * 2 * np.pi - np.pi for k in range(3))
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


def test_ishigamis_indices_lie_within_their_intervals() -> None:
    plan = sobol_plan(THREE, 4096, seed=1)
    found = sobol(plan, ishigami(coordinates(plan)), seed=1).set_index("factor")
    variance = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
    alone = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0]) / variance
    together = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50) / variance
    for name, first, total in zip(("x1", "x2", "x3"), alone, alone + [together, 0, together], strict=True):
        row = found.loc[name]
        assert row["first_low"] - 1e-9 <= first <= row["first_high"] + 1e-9, name
        assert row["total_low"] <= total <= row["total_high"], name
        assert row["total_high"] - row["total_low"] < 0.15
    assert found.loc[RANDOM, "total"] == 0


def linear(plan: Plan, spread: float) -> Array:
    """4 x1 − 2 x2 + luck: the variances are 16/12, 4/12, 0 and the luck's own."""
    points = coordinates(plan)
    return np.asarray(4 * points[:, 0] - 2 * points[:, 1] + spread * noise(plan))


def test_a_linear_functions_indices_changes_and_luck_are_recovered() -> None:
    plan = sobol_plan(THREE, 2048, seed=3)
    found = sobol(plan, linear(plan, 1.0), seed=3)
    whole = 16 / 12 + 4 / 12 + 1
    by_name = found.set_index("factor")
    for name, part, rise in (("x1", 16 / 12, 4), ("x2", 4 / 12, -2), ("x3", 0, 0)):
        row = by_name.loc[name]
        assert row["first_low"] - 1e-9 <= part / whole <= row["first_high"] + 1e-9
        assert row["total_low"] <= part / whole <= row["total_high"]
        assert abs(row["change"] - rise) < 1e-9, "rows of one luck differ by the assumption alone"
    share = random_share(found)
    assert share["low"] <= 1 / whole <= share["high"]
    assert standing_out(found) == ("x1", "x2"), "x3 is separated from both"


def test_morris_sees_the_slopes_of_a_linear_function_and_nothing_else() -> None:
    plan = morris_plan(THREE, 16, seed=2)
    found = screening(plan, linear(plan, 0.0), seed=2).set_index("factor")["mu_star"]
    assert found.to_dict() == pytest.approx({"x1": 4, "x2": 2, "x3": 0, RANDOM: 0}, abs=1e-9)


def test_groups_step_together_and_the_rest_is_one_factor() -> None:
    factors = Factors({"a": ("a.1", "a.2"), "b": ("b.1",), "c": ("c.1", "c.2")}).only(["a"])
    assert factors.groups == {"a": ("a.1", "a.2"), REST: ("b.1", "c.1", "c.2")}
    plan = sobol_plan(factors, 8, seed=1)
    points = plan.points.reshape(8, plan.steps, -1)
    changed = points[0] != points[0, 0]  # (step, coordinate)
    steps = ["".join("x" if moved else "." for moved in row) for row in changed[:-1]]
    assert steps == ["......", "xx....", "..xxx.", ".....x"]
    assert (plan.numbers.reshape(8, plan.steps)[:, :-2] == np.arange(8)[:, None]).all()
    assert (plan.numbers.reshape(8, plan.steps)[:, -2:] == np.arange(8)[:, None] + 8).all()


def test_what_is_no_factor_by_itself_is_in_a_group_of_its_kin(small: Experiment) -> None:
    factors = screened(small.seeds)
    grouped = factors.only(["assumptions.impact", "ties.alliance"])
    assert list(grouped.groups)[:2] == ["assumptions.impact", "ties.alliance"]
    assert set(grouped.groups) - set(factors.groups) == set(OTHERS.values()) and sorted(grouped.paths) == sorted(
        factors.paths
    )
    assert all(path.split(".")[0] in ("actions", "tempo") for path in grouped.groups["other rates of acts"])


def test_the_order_of_running_and_salibs_order_are_each_others_inverse() -> None:
    plan = morris_plan(THREE, 4, seed=1)
    numbers = np.arange(float(len(plan.points)))
    assert np.array_equal(plan.by_point(plan.by_step(numbers)), numbers)
    assert plan.by_step(plan.numbers)[:4].tolist() == [0, 1, 2, 3]


def a_table(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"factor": name, "total": total, "total_low": total - half, "total_high": total + half}
            for name, total, half in rows
        ]
    )


def test_only_factors_whose_intervals_lie_above_all_others_stand_out() -> None:
    assert standing_out(a_table(("a", 0.5, 0.1), ("b", 0.3, 0.05), ("c", 0.1, 0.1), (RANDOM, 0.9, 0.1))) == ("a", "b")
    assert standing_out(a_table(("a", 0.5, 0.1), ("b", 0.3, 0.15), ("c", 0.2, 0.1))) == ()
    assert standing_out(a_table(("a", 0.5, 0.1), ("b", 0.29, 0.1), ("c", 0.2, 0.1))) == ("a",)


def elementary(kind: str, outcome: str, **mu_star: float) -> pd.DataFrame:
    rows = [{"factor": name, "mu_star": size} for name, size in {**mu_star, RANDOM: 90.0}.items()]
    return pd.DataFrame(rows).assign(scenario="s", kind=kind, outcome=outcome)


def test_the_most_influential_have_the_largest_shares_of_squared_effects_above_the_middle_one() -> None:
    level = elementary("level", "x", a=5.0, b=3.0, c=1.0, d=1.0, e=1.0)  # above the middle: 4² and 2², .8 and .2
    effects = [elementary("effect", name, a=1.0, b=2.0, c=1.0, d=1.0, e=1.0) for name in ("x", "y", "z")]  # all is b's
    assert most_influential(pd.concat([level, *effects]), 3) == ("b", "a", "c"), "1.2 against .8: kinds count alike"
    rare = elementary("effect", "rare", c=9.0, a=0.0, b=0.0, d=0.0, e=0.0)
    common = elementary("effect", "common", d=3.0, a=1.0, b=1.0, c=1.0, e=1.0)
    assert most_influential(pd.concat([rare, common]), 2) == ("d", "c"), (
        "one factor in five changes it: a fifth as much"
    )


def test_screening_takes_few_scenarios_evenly_and_never_leaves_out_the_baseline(experiment: Experiment) -> None:
    few, every = ([one.id for one in some] for some in (screened_in(experiment.scenarios), experiment.scenarios))
    assert few[0] == "baseline" and SCREENED // 2 < len(few) <= 1 + SCREENED and set(few) <= set(every)
    assert screened_in(experiment.scenarios[:3]) == experiment.scenarios[:3]


@pytest.fixture(scope="module")
def small() -> Experiment:
    return make_experiment(["baseline", "deal"], seeds=TRIAD, months=12)


def test_every_assumption_with_a_range_is_in_one_factor_unless_the_user_set_it(small: Experiment) -> None:
    free = screened(small.seeds)
    assert len(set(free.paths)) == len(free.paths)
    assert set(free.paths) == {path for path, n in small.seeds.numbers.items() if n.range[0] < n.range[1]}
    assert "assumptions.impact" not in screened(small.seeds, ("assumptions.impact",)).groups


def test_rows_take_the_luck_of_the_worlds_they_name() -> None:
    names = ("choose/A", "choose/B")
    worlds = RandomNumbers(3, np.arange(12)).uniform(names, 14)
    picked = np.array([7, 2, 2, 11])
    assert np.array_equal(RandomNumbers(3, picked).uniform(names, 14), worlds[picked])


@pytest.fixture(scope="module")
def designed(small: Experiment) -> Experiment:
    plan = sobol_plan(screened(small.seeds).only(["assumptions.impact", "ties.pact"]), 16, seed=1)
    return replace(small, design=plan.design(small.seeds))


def test_a_row_is_the_world_whose_luck_it_has_under_its_values(designed: Experiment) -> None:
    assert designed.design is not None
    rows = run_block(designed, Task("deal", 0, len(designed.design))).outcomes
    for row in (0, 20, 70):
        values = {path: float(column[row]) for path, column in designed.design.rows.items()}
        world = int(designed.design.numbers[row])
        alone = run_block(replace(designed, design=None, overrides=values), Task("deal", 0, world + 1)).outcomes
        for name, column in rows.items():
            if column.dtype.kind == "f":
                assert column[row] == pytest.approx(alone[name][world], abs=1e-9, nan_ok=True), name
            else:
                assert column[row] == alone[name][world], name


def test_pasts_of_rows_are_replayed_under_their_own_values_and_shared_where_alike(designed: Experiment) -> None:
    design = designed.design
    assert isinstance(design, Design)
    central = Values.central(designed.seeds)
    replays = Replays(designed.seeds, designed.as_of, central)
    found = replays.past(design.rows)
    directly = replay(designed.seeds, designed.as_of, central.drawn(design.rows))
    assert np.abs(found.alignment - directly.alignment).max() < 1e-12
    assert np.abs(found.shift - directly.shift).max() < 1e-12
    assert len(replays.known) < len(design), "rows that differ by luck or by stakes alone share a past"
    assert np.ptp(found.alignment, axis=0).max() > 0.01


WORDS = ("sensitivity", "deal", "--seeds", TRIAD, "--points", "16", "--months", "6")


@pytest.mark.slow
def test_a_run_resumes_where_it_was_and_comes_out_the_same(call: Call, tmp_path: Path) -> None:
    status, said, _ = call(*WORDS, "--jobs", "1", "--out", tmp_path / "a")
    assert status == 0 and "What the effects of deal depend on" in said and "memoir alone" in said
    picture = said_in(tmp_path / "a" / "figures" / "deal.svg")
    for text in (
        "“A deal” depend on",
        "“As documented”",
        "shares of the variance",
        "6 months, to June 2021",
        "16 Sobol base points",
    ):
        assert text in picture, picture
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    manifest = json.loads((tmp_path / "b" / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "b" / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    lost = min((tmp_path / "b" / "weighing" / "blocks").glob("deal-*.npz"))
    for path in (lost, *(tmp_path / "b" / name for name in ("screening.csv", "indices.csv", "figures/deal.svg"))):
        path.unlink()
    status, _, complained = call(*WORDS, "--jobs", "2", "--out", tmp_path / "b", "--resume")
    assert status == 0, complained
    for name in ("screening.csv", "indices.csv", "figures/deal.svg", "contested.csv", "contested-verdicts.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    status, _, complained = call(*WORDS, "--out", tmp_path / "b", "--resume")
    assert status == 0 and "nothing to do" in complained, complained


def test_points_that_are_no_power_of_two_are_refused_in_words(call: Call, tmp_path: Path) -> None:
    status, _, complained = call("sensitivity", "deal", "--seeds", TRIAD, "--points", "48", "--out", tmp_path / "x")
    assert status == 2 and "power of two, for example 64" in complained and not (tmp_path / "x").exists()


def share(scenario: str, outcome: str, factor: str, total: float, wide: float = 0.1) -> dict[str, object]:
    kind = "outcome" if scenario == "baseline" else "effect"
    about = {"total": total, "total_low": total - wide, "total_high": total + wide}
    written = {"mean": 0.2, "written": np.nan if kind == "outcome" else {"x": 0.15, "y": 0.005}.get(outcome, 0.0)}
    return {
        "scenario": scenario,
        "kind": kind,
        "outcome": outcome,
        "factor": factor,
        **about,
        **written,
    } | dict.fromkeys(("change", "change_low", "change_high"), 0.1)


def test_of_many_scenarios_each_has_a_line_and_wide_intervals_count_for_nothing() -> None:
    rows = []
    for scenario in ("baseline", "one", "two", "three", "four"):
        for outcome, impact, wide in (("x", 0.7, 0.1), ("y", 0.5, 0.1), ("z", 9.0, 0.9)):
            wide = 0.9 if scenario == "four" else wide
            rows += [
                share(scenario, outcome, "luck", 0.3, wide), share(scenario, outcome, "impact", impact, wide),
                share(scenario, outcome, "feeling", 0.2, wide),
            ]  # fmt: skip
    console = Console(width=140, file=io.StringIO(), record=True)
    print_tables(console, pd.DataFrame(rows), ["x", "y", "z"])
    told = console.export_text()
    assert "What the outcomes of baseline depend on" in told and "What the effects of one depend on" not in told
    lines = [re.split(r"\s{2,}", line.strip()) for line in told.partition("scenarios' effects")[2].splitlines()]
    (one,) = (place for place, line in enumerate(lines) if line[0] == "one")
    assert lines[one] == ["one", "0.30", "impact 0.60", "x: impact"], "the middle of .7 and .5; z is too uncertain"
    assert lines[one + 1] == ["feeling 0.20", "y: impact"]
    assert ["mostly written by the scenario itself: x"] in lines[one + 2 : one + 4]
    (four,) = (line for line in lines if line[0] == "four")
    assert four[:3] == ["four", "–", "too uncertain to say"]


def test_of_few_scenarios_each_effect_says_what_the_scenario_writes() -> None:
    rows = [
        share(name, of, factor, 0.3) for name in ("baseline", "one") for of in "xy" for factor in ("luck", "impact")
    ]
    console = Console(width=140, file=io.StringIO(), record=True)
    print_tables(console, pd.DataFrame(rows), ["x", "y"])
    levels, effects = console.export_text().split("What the effects of one depend on")
    assert "written by the scenario itself" not in levels
    lines = [re.split(r"\s{2,}", line.strip()) for line in effects.splitlines()]
    assert [line for line in lines if "written by" in line[0]] == [
        ["written by the scenario itself", "+0.15 of +0.2"]
    ], "of y next to nothing is"
