"""Work that is shared out: the same bytes wherever it runs, and nothing lost when a worker or the run itself dies."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import Future
from pathlib import Path

import pytest

from model.common.processes import WorkerDied
from model.experiment.ensemble import BlockError, BlockResult, Task, run_block, tasks
from model.experiment.pool import Failure, Processes, Serial, results
from model.simulation.experiment import Experiment
from tests.conftest import FULL, TRIAD, Simulate, digests, posix
from tests.experiment.killing import WORK, Undisturbed


class Flaky:
    """Workers that fail on chosen tasks, for as many attempts as told."""

    def __init__(self, experiment: Experiment, failing: dict[int, int], error: Exception) -> None:
        self.experiment, self.inner, self.failing, self.error, self.at_once = (
            experiment,
            Serial(experiment),
            failing,
            error,
            2,
        )

    def submit(self, task: Task) -> Future[BlockResult]:
        if self.failing.get(task.block, 0) > 0:
            self.failing[task.block] -= 1
            future: Future[BlockResult] = Future()
            future.set_exception(self.error)
            return future
        return self.inner.submit(task)

    def look(self) -> None:
        pass

    def blame(self, unlike: str) -> str:
        return f"another {unlike}"

    def close(self) -> None:
        pass


def test_a_block_that_fails_once_is_tried_again(triad: Experiment) -> None:
    todo = tasks(triad, 700)
    found = list(results(lambda: Flaky(triad, {1: 2}, BlockError("x")), todo))  # once in each of two scenarios
    assert all(isinstance(result, BlockResult) for result in found) and len(found) == len(todo)


def test_a_block_that_fails_twice_is_reported_and_the_others_are_kept(triad: Experiment) -> None:
    todo = [Task("deal", block, 256) for block in range(3)]
    found = list(results(lambda: Flaky(triad, {1: 2}, BlockError("month 3")), todo))
    assert [result for result in found if isinstance(result, Failure)] == [Failure(todo[1], "month 3")]
    assert sum(isinstance(result, BlockResult) for result in found) == 2


def test_a_dead_worker_costs_no_block_and_is_told(triad: Experiment) -> None:
    todo = [Task("deal", block, 256) for block in range(4)]
    told: list[str] = []
    found = list(results(lambda: Flaky(triad, {1: 1}, WorkerDied("a worker died")), todo, told.append))
    assert {result.task for result in found if isinstance(result, BlockResult)} == set(todo)
    assert told == [f"{todo[1]}: a worker died; it is tried again"]


def test_a_worker_killed_in_earnest_is_replaced_and_changes_no_number(triad: Experiment) -> None:
    todo = [Task("deal", block, 64) for block in range(5)]
    pool = Processes(triad, 1)
    found = results(lambda: pool, todo)
    given = [next(found)]
    (worker,) = pool.executor.workers
    assert worker.process is not None
    worker.process.kill()
    given += found
    assert {result.task: result.outcomes["a_influence"].tobytes() for result in given} == {
        task: run_block(triad, task).outcomes["a_influence"].tobytes() for task in todo
    }


def test_a_failed_block_names_its_worlds_its_month_and_the_command(
    simulate: Simulate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.cli.commands import run as command
    from model.cli.wanted import Wanted
    from model.experiment.batch import BlocksFailed
    from model.experiment.ensemble import run_block as real

    def spoiled(experiment: Experiment, task: Task) -> BlockResult:
        if task.block == 1 and task.scenario == "deal":
            raise BlockError(f"{task} failed in 2021-05: FloatingPointError: overflow")
        return real(experiment, task)

    monkeypatch.setattr("model.experiment.pool.run_block", spoiled)
    monkeypatch.setattr("sys.argv", ["simulate.py", "run", "deal"])
    wanted = Wanted(("deal",), 600, 12, 1, None, (), (), TRIAD, 1, tmp_path / "run", False)
    with pytest.raises(BlocksFailed) as caught:
        command.run_command(wanted)
    said = str(caught.value)
    assert "deal, block 1 (worlds 256 to 511) failed twice" in said and "2021-05" in said and "--block 1" in said
    assert f"to try the failed ones once more: uv run simulate.py run deal --out {tmp_path / 'run'} --resume" in said
    assert caught.value.status == 1
    line = said.splitlines()[-1].split("simulate.py ")[1].split()
    assert simulate(*line).returncode == 0, "the command replays the block, which is sound outside this test"
    monkeypatch.undo()
    resumed = simulate("run", "deal", "--seeds", str(TRIAD), "--worlds", "600", "--months", "12", "--out",
                       str(tmp_path / "run"), "--resume")  # fmt: skip
    assert resumed.returncode == 0, resumed.stderr


@posix
def test_a_full_disk_keeps_what_is_finished(undisturbed: Undisturbed, simulate: Simulate, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        if os.environ.get("CI") == "true":
            pytest.fail(f"cannot mount a small disk: {mounted.stderr}")
        pytest.skip(f"a small disk cannot be mounted, which needs root: {mounted.stderr}")
    try:
        full = simulate(*WORK, "--jobs", "1", "--out", str(disk / "run"))
        assert full.returncode == 2 and FULL in full.stderr and "--resume" in full.stderr
        assert "Traceback" not in full.stderr
        kept = len(list((disk / "run" / "blocks").glob("*.npz")))
        assert kept > 0
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        resumed = simulate(*WORK, "--jobs", "1", "--out", str(disk / "run"), "--resume")
        assert resumed.returncode == 0, resumed.stderr
        assert digests(disk / "run") == undisturbed.digests
    finally:
        subprocess.run(["umount", str(disk)], check=False)
