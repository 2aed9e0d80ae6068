"""`run --extend`: more worlds, scenarios or settings, byte for byte the run in one go, and nothing computed twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from model.experiment.ensemble import BlockResult, Task, run_block
from model.simulation.experiment import Experiment
from tests.conftest import Call, digests

pytestmark = pytest.mark.slow

BASE = ("--months", "5", "--jobs", "1", "--no-report")
AS_SHIPPED = 1
"""Blocks of the baseline that a sweep runs with nothing changed, to compare its settings with."""
OTHER = """name: Later
summary: A deal, later.
extends: baseline
interventions:
- {at: 2021-04, issue: {treaty: signed}}
"""
ALSO = ("acts.json", "paths/deal.npz", "followed/deal.npz", "paths/baseline.npz", "followed/baseline.npz")


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Every block that is computed."""
    found: list[Task] = []

    def compute(experiment: Experiment, task: Task) -> BlockResult:
        found.append(task)
        return run_block(experiment, task)

    monkeypatch.setattr("model.experiment.pool.run_block", compute)
    return found


@pytest.fixture
def triad_folder(triad_folder: Path) -> Path:
    (triad_folder / "scenarios" / "later.yaml").write_text(OTHER, encoding="utf-8")
    return triad_folder


@pytest.mark.parametrize(
    "options", [(), ("--sample", "--seed", "4"), ("--keep-blocks", "--set", "impact=0.12")], ids=["", "sampled", "set"]
)
def test_more_worlds_are_those_of_the_larger_run(
    call: Call, triad_folder: Path, tmp_path: Path, computed: list[Task], options: tuple[str, ...]
) -> None:
    words = ("run", "deal", "--seeds", triad_folder, *BASE, *options)
    assert call(*words, "--worlds", "600", "--out", tmp_path / "small")[0] == 0
    before = {path: path.read_bytes() for path in (tmp_path / "small").rglob("*") if path.is_file()}
    assert call(*words, "--worlds", "900", "--out", tmp_path / "whole")[0] == 0
    computed.clear()
    more = ("run", "--extend", tmp_path / "small", "--worlds", "900", "--jobs", "1", "--no-report")
    status, _, said = call(*more, "--out", tmp_path / "large")
    assert status == 0, said
    again = "--set" in options or "--sample" in options
    new = [Task(name, block, worlds) for block, worlds in ((2, 256), (3, 132)) for name in ("baseline", "deal")]
    assert computed[: len(new)] == new and (len(computed) > len(new)) == again, "the comparison without the changes"
    assert digests(tmp_path / "large") == digests(tmp_path / "whole")
    for name in ALSO:
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert {path: path.read_bytes() for path in before} == before, "the smaller run is left as it is"


def test_more_scenarios_and_then_more_worlds(
    call: Call, triad_folder: Path, tmp_path: Path, computed: list[Task]
) -> None:
    words = ("--seeds", triad_folder, *BASE)
    assert call("run", "deal", *words, "--worlds", "300", "--out", tmp_path / "one")[0] == 0
    assert call("run", "deal", "later", *words, "--worlds", "600", "--out", tmp_path / "whole")[0] == 0
    computed.clear()
    ways = ("--jobs", "1", "--no-report")
    status, _, said = call("run", "later", "--extend", tmp_path / "one", *ways, "--out", tmp_path / "two")
    assert status == 0, said
    assert computed == [Task("later", 0, 256), Task("later", 1, 44)]
    status, _, said = call("run", "--extend", tmp_path / "two", *ways, "--worlds", "600", "--out", tmp_path / "three")
    assert status == 0, said
    assert len(computed) == 2 + 2 * 3 and digests(tmp_path / "three") == digests(tmp_path / "whole")
    command = json.loads((tmp_path / "three" / "run.json").read_text(encoding="utf-8"))["command"]
    assert command[:4] == ["simulate.py", "run", "deal", "later"] and "--extend" not in command


def test_one_scenario_of_several_goes_on_with_the_baseline_alone(
    call: Call, triad_folder: Path, tmp_path: Path, computed: list[Task]
) -> None:
    words = ("--seeds", triad_folder, *BASE)
    assert call("run", "deal", "later", *words, "--worlds", "20", "--out", tmp_path / "two")[0] == 0
    before = digests(tmp_path / "two")
    assert call("run", "later", *words, "--worlds", "300", "--out", tmp_path / "whole")[0] == 0
    (triad_folder / "scenarios" / "deal.yaml").unlink()  # what stays behind is not asked for
    computed.clear()
    more = ("run", "later", "--extend", tmp_path / "two", "--worlds", "300", "--jobs", "1", "--no-report")
    status, _, said = call(*more, "--out", tmp_path / "one")
    assert status == 0, said
    assert (
        f"going on with later and the baseline it is compared with; 1 other scenario of {tmp_path / 'two'} stays"
        in said
    )
    assert {task.scenario for task in computed} == {"baseline", "later"} and len(computed) == 4
    assert digests(tmp_path / "one") == digests(tmp_path / "whole") and digests(tmp_path / "two") == before
    status, _, said = call("run", "baseline", *more[2:], "--out", tmp_path / "base")
    assert status == 0 and "going on with baseline; 2 other scenarios" in said, said
    assert set(pq.read_table(tmp_path / "base" / "outcomes.parquet")["scenario"].to_pylist()) == {"baseline"}


def test_evidence_that_is_gone_is_told_also_where_scenarios_stay_behind(
    call: Call, triad_folder: Path, tmp_path: Path
) -> None:
    optional = triad_folder / "claims.yaml"
    optional.write_text("claims: {}\n", encoding="utf-8")
    words = ("run", "deal", "later", "--seeds", triad_folder, *BASE, "--worlds", "20", "--out", tmp_path / "two")
    assert call(*words)[0] == 0
    optional.unlink()
    status, _, said = call("run", "later", "--extend", tmp_path / "two", "--worlds", "40", "--out", tmp_path / "more")
    assert status == 2 and "claims.yaml" in said and not (tmp_path / "more").exists()


def test_a_sweep_gets_more_settings_worlds_and_scenarios(
    call: Call, triad_folder: Path, tmp_path: Path, computed: list[Task]
) -> None:
    words = ("--seeds", triad_folder, *BASE)
    assert call("run", "deal", *words, "--worlds", "20", "--set", "spillover=0.3,0.6", "--out", tmp_path / "s")[0] == 0
    full = ("run", "deal", "later", *words, "--worlds", "300", "--set", "spillover=0.3,0.6,0.4")
    assert call(*full, "--out", tmp_path / "whole")[0] == 0
    ways = ("--jobs", "1", "--no-report")
    computed.clear()
    more = ("--set", "spillover=0.4,0.3")
    status, _, said = call("run", "--extend", tmp_path / "s", *more, *ways, "--out", tmp_path / "settings")
    assert status == 0, said
    assert len(computed) == 2 + AS_SHIPPED, "one setting is new"
    status, _, said = call(
        "run", "later", "--extend", tmp_path / "settings", "--worlds", "300", *ways, "--out", tmp_path / "large"
    )
    assert status == 0, said
    assert digests(tmp_path / "large") == digests(tmp_path / "whole")
    for name in ("settings.csv", "by-setting.csv", "as-shipped.csv"):
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    said = call("run", "--extend", tmp_path / "s", "--set", "impact=0.1,0.2")[2]
    assert "its settings are of assumptions.spillover; give these" in said


@pytest.mark.parametrize("written", ["spillover=0.4", "assumptions.spillover=0.4"])
def test_a_sweep_gets_one_setting_more(
    call: Call, triad_folder: Path, tmp_path: Path, computed: list[Task], written: str
) -> None:
    """A single value of an assumption that it varies is a setting; of any other it would hold in every setting."""
    small, more = tmp_path / "s", ("run", "--extend", tmp_path / "s", "--no-report")
    words = ("--seeds", triad_folder, *BASE, "--worlds", "20", "--set", "spillover=0.3,0.6")
    assert call("run", "deal", *words, "--out", small)[0] == 0
    computed.clear()
    status, _, said = call(*more, "--set", written, "--out", tmp_path / "m")
    assert (status, len(computed)) == (0, 2 + AS_SHIPPED), said
    assert pd.read_csv(tmp_path / "m" / "settings.csv")["assumptions.spillover"].tolist() == [0.3, 0.6, 0.4]
    status, _, said = call(*more, "--set", "impact=0.1", "--out", tmp_path / "other")
    assert status == 2 and "has its values fixed" in said


@pytest.fixture
def small(call: Call, triad_folder: Path, tmp_path: Path) -> Path:
    words = ("run", "deal", "--seeds", triad_folder, *BASE, "--worlds", "20", "--out", tmp_path / "small")
    assert call(*words)[0] == 0
    return tmp_path / "small"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "adds nothing; give more --worlds, or scenarios that it has not"),
        (("deal",), "adds nothing"),
        (
            ("--worlds", "10"),
            "--worlds 10: {run} has 20 already; name how many it shall have in the end: --worlds 30 adds 10",
        ),
        (("--worlds", "20"), "--worlds 40 adds 20"),
        (("deal", "--worlds", "20"), "--worlds 40 adds 20"),
        (("--worlds", "40", "--seed", "1"), "--seed: {run} has that fixed"),
        (("--worlds", "40", "--months", "5"), "--months: {run} has that fixed"),
        (("--worlds", "40", "--set", "impact=0.1"), "--set impact=0.1: {run} has its values fixed"),
        (("--worlds", "40", "--set", "impact=0.1,0.2"), "--set impact=0.1,0.2: {run} has its values fixed"),
        (("laterr",), 'unknown scenario "laterr"; did you mean later?'),
    ],
)
def test_what_cannot_be_added_is_told(call: Call, small: Path, words: tuple[str, ...], said: str) -> None:
    status, out, complained = call("run", "--extend", small, *words, "--out", small.parent / "more")
    assert (status, out) == (2, "") and said.format(run=small) in complained, complained
    assert not (small.parent / "more").exists()


@pytest.mark.parametrize("changed", ["seeds", "scenario", "code", "versions", "table"])
def test_a_run_of_other_evidence_code_or_versions_is_refused(
    call: Call, small: Path, triad_folder: Path, changed: str
) -> None:
    manifest = json.loads((small / "run.json").read_text(encoding="utf-8"))
    if changed in ("seeds", "scenario"):
        file = triad_folder / ("events.yaml" if changed == "seeds" else "scenarios/deal.yaml")
        file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    elif changed == "table":
        (small / "outcomes.parquet").unlink()
    else:
        manifest[changed] = "another" if changed == "code" else manifest[changed] | {"numpy": "0.1"}
        (small / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    status, out, said = call("run", "--extend", small, "--worlds", "40", "--out", small.parent / "more")
    expected = {
        "seeds": "events.yaml", "scenario": "deal.yaml", "code": "the program's code", "versions": "versions (numpy)",
        "table": "no longer what the run wrote: outcomes.parquet",
    }  # fmt: skip
    assert (status, out) == (2, "") and expected[changed] in said, said
    assert "cannot be extended" in said or changed == "table"
    assert not (small.parent / "more").exists()


def test_blocks_that_are_gone_or_of_another_run_are_told(call: Call, small: Path, triad_folder: Path) -> None:
    other = small.parent / "other"
    words = ("run", "deal", "--seeds", triad_folder, *BASE, "--worlds", "20", "--seed", "2")
    assert call(*words, "--out", other)[0] == 0
    (small / "levels" / "deal-000000-20.npz").unlink()
    more = ("run", "later", "--extend", small, "--no-report", "--jobs", "1", "--out", small.parent / "more")
    assert "deal-000000-20.npz: cannot be read" in call(*more)[2]
    shutil.copy(other / "levels" / "deal-000000-20.npz", small / "levels")
    assert "its blocks have another seed" in call(*more, "--resume")[2]
    assert "not a run folder" in call("run", "--extend", small.parent, "--worlds", "40")[2]


def test_a_run_whose_evidence_is_not_here_is_not_gone_on_with(
    call: Call, triad_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, elsewhere = tmp_path / "small", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(triad_folder.parent)
    assert call("run", "deal", "--seeds", triad_folder.name, *BASE, "--worlds", "4", "--out", run)[0] == 0
    monkeypatch.chdir(elsewhere)
    status, out, said = call("run", "--extend", run, "--worlds", "8", "--no-report")
    assert (status, out, [*elsewhere.iterdir()]) == (2, "", []), "nothing half-written"
    assert f"was made from {triad_folder.name}, which is not in this folder" in said
    assert f"run {run / 'batch.yaml'} makes it anew anywhere" in said
    assert call("run", run / "batch.yaml", "--no-report", "--out", tmp_path / "again")[0] == 0
