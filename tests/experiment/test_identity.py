"""Blocks are known by their stamp: what other code, inputs or versions made is never taken for a block of this run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.common.errors import RunError
from model.common.lock import LOCK
from model.experiment.ensemble import BlockResult, Task, tasks
from model.experiment.pool import Serial, results
from model.experiment.run_folder import RunFolder
from model.experiment.stamp import differences
from model.simulation.design import Design
from model.simulation.experiment import Experiment
from tests.conftest import ROOT, TRIAD, WORK, Call, digests

TASK = Task("deal", 0, 8)


@pytest.fixture
def run(sound: Path, tmp_path: Path) -> Path:
    """A copy of the small run, not yet finished."""
    folder = Path(shutil.copytree(sound, tmp_path / "run"))
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    return folder


ALTERED: dict[str, tuple[str, Callable[[Experiment], Experiment]]] = {
    "seed": ("seed", lambda experiment: replace(experiment, seed=2)),
    "months": ("months", lambda experiment: replace(experiment, months=experiment.months + 1)),
    "as-of": ("as-of", lambda experiment: replace(experiment, as_of=experiment.as_of - 1)),
    "override": ("inputs", lambda experiment: replace(experiment, overrides={"assumptions.impact": 0.3})),
    "without": ("inputs", lambda experiment: replace(experiment, without=("chronicle",))),
    "sample": ("inputs", lambda experiment: replace(experiment, sample=True)),
    "design": ("inputs", lambda experiment: replace(experiment, design=Design({"a": np.ones(8)}, np.arange(8)))),
    "evidence": ("inputs", lambda experiment: replace(experiment, seeds=replace(experiment.seeds, digests={}))),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_decides_a_block_is_in_its_stamp(triad: Experiment, what: str) -> None:
    part, alter = ALTERED[what]
    assert differences(TASK.stamp(alter(triad)), TASK.stamp(triad)) == [part]


def test_block_scenario_and_worlds_are_in_a_stamp(triad: Experiment) -> None:
    ours = TASK.stamp(triad)
    assert differences(Task("deal", 1, 7).stamp(triad), ours) == ["block", "worlds"]
    assert differences(Task("baseline", 0, 8).stamp(triad), ours) == ["inputs", "scenario"]
    assert "code" in differences("", ours) and "numpy" in differences("[]", ours)
    assert not differences(TASK.stamp(triad), ours)


class Estranged(Serial):
    """Somewhere else, where other code runs."""

    def submit(self, task: Task) -> Future[BlockResult]:
        future: Future[BlockResult] = Future()
        theirs = task.stamp(self.experiment).replace('"code": "', '"code": "0')
        future.set_result(replace(super().submit(task).result(), stamp=theirs))
        return future


def test_a_result_of_other_code_is_refused_on_arrival(triad: Experiment) -> None:
    with pytest.raises(RunError, match="another code"):
        list(results(lambda: Estranged(triad), [TASK]))


def exchange(folder: Path, experiment: Path) -> None:
    """Give the blocks of the two scenarios each other's names."""
    one, other = (next(folder.glob(f"blocks/{name}-*.npz")) for name in ("deal", "baseline"))
    aside = folder / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def smuggle(folder: Path, other: Path) -> None:
    """Put another run's blocks in the place of these."""
    for path in other.glob("blocks/*.npz"):
        shutil.copy(path, folder / "blocks" / path.name)


@pytest.mark.parametrize("damage", [exchange, smuggle])
def test_blocks_of_other_scenarios_and_seeds_are_computed_again(
    sound: Path, run: Path, tmp_path: Path, call: Call, damage: Callable[[Path, Path], None]
) -> None:
    if damage is smuggle:
        assert call(*WORK, "--seed", "2", "--keep-blocks", "--out", tmp_path / "other")[0] == 0
    damage(run, tmp_path / "other")
    status, _, said = call(*WORK, "--out", run, "--resume")
    assert status == 0 and "2 blocks are damaged or not of this run; they are computed again" in said
    assert digests(run) == digests(sound)


def test_a_block_exchanged_after_the_run_looked_is_refused_when_it_is_read(run: Path, triad: Experiment) -> None:
    experiment = replace(triad, months=3)
    exchange(run, run)
    for task in tasks(experiment, 8):
        with pytest.raises(RunError, match=r"is not the block it is named for"):
            RunFolder(run).load(experiment, task)


def test_blocks_without_a_manifest_are_refused_whatever_else_is_there(run: Path, call: Call) -> None:
    (run / "run.json").unlink()
    status, out, said = call(*WORK, "--seed", "2", "--out", run)
    assert (status, out) == (2, "") and "holds what may be of a run, but no run.json" in said
    assert not (run / "run.json").exists()


def test_what_a_system_keeps_of_a_folder_is_no_run(tmp_path: Path, call: Call) -> None:
    for name in (LOCK, ".DS_Store"):
        (tmp_path / name).touch()
    assert call(*WORK, "--no-report", "--out", tmp_path)[0] == 0


@pytest.mark.parametrize("left", ["report.html", "figures/x.svg", "contested/outcomes.parquet", "outcomes.parquet"])
@pytest.mark.parametrize("command", ["run", "sensitivity"])
def test_what_an_earlier_run_left_is_never_shown_as_this_one(
    tmp_path: Path, call: Call, command: str, left: str
) -> None:
    folder = tmp_path / "run"
    (folder / left).parent.mkdir(parents=True)
    (folder / left).touch()
    (folder / LOCK).touch()
    words: dict[str, tuple[str, ...]] = {
        "run": (*WORK, "--no-report"),
        "sensitivity": ("sensitivity", "deal", "--seeds", str(TRIAD), "--points", "16", "--months", "3"),
    }
    for resume in ((), ("--resume",)):
        status, out, said = call(*words[command], *resume, "--out", folder)
        assert (status, out) == (2, "")
        assert said.endswith("holds what may be of a run, but no run.json; choose another --out\n")
        assert not (folder / "run.json").exists()


@pytest.mark.parametrize("left", [LOCK, ".run.json.a1b2c3"])
def test_a_folder_in_which_nothing_was_begun_yet_is_taken(sound: Path, tmp_path: Path, call: Call, left: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / left).touch()
    assert call(*WORK, "--out", tmp_path / "run")[0] == 0
    assert digests(tmp_path / "run") == digests(sound)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program whose files may be edited."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


EDIT = "open('model/rules/memory.py', 'a').write('# edited')"


def in_checkout(checkout: Path, *lines: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=checkout, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_process_names_the_code_it_loaded_not_what_was_written_since(checkout: Path) -> None:
    ask = ("from model.experiment.stamp import code_digest, loaded_code", "print(loaded_code())")
    before, after = in_checkout(checkout, *ask, EDIT, "assert code_digest() != loaded_code()", "print(loaded_code())")
    (later,) = in_checkout(checkout, *ask)
    assert before == after != later


def test_files_that_change_while_they_are_loaded_are_told(checkout: Path) -> None:
    lines = (
        "from model.common.errors import RunError",
        EDIT,
        "from model.experiment.stamp import loaded_code",
        "try: loaded_code()",
    )
    (said,) = in_checkout(checkout, *lines, "except RunError as error: print(str(error).replace(' ', '_'))")
    assert "changed_while_it_was_starting" in said
