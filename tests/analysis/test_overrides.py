"""After a run with `--set`, what it changed is told against the same worlds without it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.overrides import NAME, without_overrides
from model.experiment.ensemble import Task, run_block
from model.simulation.experiment import make_experiment
from tests.conftest import TRIAD, Call, called

pytestmark = pytest.mark.slow

WORDS = ("run", "deal", "--seeds", TRIAD, "--worlds", "60", "--months", "6", "--jobs", "1")


@dataclass(frozen=True)
class Ran:
    """A run with an override, the same without, and what was printed and complained of."""

    turned: Path
    plain: Path
    said: str
    complained: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("runs")
    printed = []
    for name, value in (("turned", "0.3"), ("plain", "0.2")):
        words = [*map(str, WORDS), "--set", f"impact={value}", "--out", str(folder / name)]
        done = called(*words)
        assert done.returncode == 0, done.stderr
        printed.append(done)
    return Ran(folder / "turned", folder / "plain", printed[0].stdout, printed[1].stderr)


def by_cell(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / name).set_index(["scenario", "outcome"])


def test_first_and_second_are_the_runs_without_and_with(ran: Ran) -> None:
    found = by_cell(ran.turned, NAME)
    assert "What --set assumptions.impact=0.3 changed" in ran.said
    for (scenario, outcome), row in found.iterrows():
        column = "mean" if scenario == "baseline" else "difference"
        for side, folder in (("first", ran.plain), ("second", ran.turned)):
            expected = by_cell(folder, "comparison.csv").loc[(scenario, outcome), column]
            assert row[side] == pytest.approx(expected, abs=2e-6)
    assert {scenario for scenario, _ in found.index} == {"baseline", "deal"}
    assert found.loc[("baseline", "alignment.BBB.CCC"), "ci_low"] > 0, "a stronger impact brings B and C together"


def test_the_change_of_an_effect_is_a_difference_of_differences_in_the_same_world(ran: Ran) -> None:
    effects = []
    for folder in (ran.plain, ran.turned):
        rows = pd.read_parquet(folder / "outcomes.parquet").set_index(["scenario", "world"])["a_influence"]
        effects.append(rows["deal"] - rows["baseline"])
    change = effects[1] - effects[0]
    row = by_cell(ran.turned, NAME).loc[("deal", "a_influence")]
    assert row["difference"] == pytest.approx(change.mean(), rel=1e-4)
    half = 2.001 * change.std(ddof=1) / 60**0.5  # t quantile for 59 degrees of freedom, from tables
    assert row["ci_high"] - row["difference"] == pytest.approx(half, rel=1e-3)
    assert row["differing"] == (change != 0).sum()


def test_an_override_that_sets_what_is_set_already_is_warned_of_and_not_run_again(ran: Ran) -> None:
    assert "changes nothing: that is its value already" in ran.complained
    assert not (ran.plain / NAME).exists() and not (ran.plain / "without-set").exists()


def test_an_override_that_changes_nothing_is_warned_of(call: Call, tmp_path: Path) -> None:
    words = (*WORDS[:-4], "--months", "1", "--set", "rest_months=6", "--out", tmp_path / "idle")
    status, said, complained = call(*words)
    assert status == 0 and "rest_months=6 changed no headline outcome in any world" in complained, complained
    assert "and no scenario's effect on one, by enough to matter" in " ".join(said.split())


def test_a_run_that_was_cut_short_goes_on_and_comes_out_the_same(ran: Ran, call: Call, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    shutil.copytree(ran.turned, cut)
    manifest = json.loads((cut / "run.json").read_text(encoding="utf-8"))
    (cut / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    (lost,) = (cut / "without-set" / "blocks").glob("deal-*.npz")
    for path in (lost, cut / NAME, cut / "comparison.csv"):
        path.unlink()
    status, _, complained = call(*WORDS[:-1], "2", "--set", "impact=0.3", "--out", cut, "--resume")
    assert status == 0, complained
    for name in (NAME, "comparison.csv", "outcomes.parquet"):
        assert (ran.turned / name).read_bytes() == (cut / name).read_bytes(), name


@pytest.mark.parametrize("sample", [False, True])
def test_worlds_without_the_overrides_are_those_of_a_run_that_never_had_them(sample: bool) -> None:
    never = replace(make_experiment(["baseline", "deal"], seeds=TRIAD, months=6), sample=sample)
    again = without_overrides(replace(never, overrides={"assumptions.impact": 0.3}), 40)
    expected, found = (run_block(experiment, Task("deal", 0, 40)).outcomes for experiment in (never, again))
    assert found and all(
        np.array_equal(column, expected[name]) for name, column in found.items() if column.dtype == bool
    )
    for name, column in found.items():
        if column.dtype.kind == "f":
            assert column == pytest.approx(expected[name], abs=1e-12, nan_ok=True), name
