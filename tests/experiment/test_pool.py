"""Work that is shared out: the same bytes wherever it runs, and nothing lost when a worker or the run itself dies."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from model.common.processes import SILENT, WorkerDied
from model.experiment.ensemble import BlockError, BlockResult, Task, run_block, tasks
from model.experiment.pool import Crew, Failure, Processes, Serial, results, workers
from model.simulation.experiment import Experiment
from tests.conftest import FULL, TRIAD, Simulate, called, digests, is_there, posix, until
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


@pytest.mark.slow
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


def times(experiment: Experiment, number: int) -> tuple[int, int]:
    """A number of the experiment, and the process it was made in."""
    return number * experiment.months, os.getpid()


def overridden(experiment: Experiment) -> tuple[dict[str, float], int]:
    """The experiment's overrides, and the process that has them."""
    return experiment.overrides, os.getpid()


def deadly(_: Experiment, mark: Path, deaths: int) -> int:
    """Die so many times, then tell how often that was."""
    died = len(list(mark.iterdir()))
    if died < deaths:
        (mark / f"{died}").touch()
        os._exit(3)
    return died


def endless(_: Experiment, mark: Path) -> None:
    (mark / f"{os.getpid()}").touch()
    while True:
        time.sleep(60)


@pytest.mark.slow
def test_a_crew_makes_calls_in_its_processes_and_has_blocks_run_there_too(triad: Experiment) -> None:
    given = [(number,) for number in range(9)]
    with Crew(triad, 1) as alone:
        here = list(alone.each(times, given))
    with Crew(triad, 2) as crew:
        there = list(crew.each(times, given))
        found = list(results(lambda: workers(triad, 2, crew=crew), tasks(triad, 8)))
        assert crew.executor is not None
        hired = {worker.process.pid for worker in crew.executor.workers if worker.process is not None}
        assert {process for _, process in there} <= hired and len(hired) == 2
        again = list(crew.each(times, given))
    assert [number for number, _ in here] == [number for number, _ in there] == [n * triad.months for (n,) in given]
    assert {process for _, process in here} == {os.getpid()}
    assert {process for _, process in again} <= hired, "blocks that are finished send nobody home"
    assert len(found) == 2 and all(isinstance(result, BlockResult) for result in found)


@pytest.mark.slow
def test_the_settings_of_a_sweep_share_one_crew_and_each_has_its_values_there(triad: Experiment) -> None:
    with Crew(triad, 2) as crew:
        hired = set()
        for spillover in (0.3, 0.6):
            its = replace(triad, overrides={"assumptions.spillover": spillover})
            at = crew.at(its)
            told = list(at.each(overridden, [()] * 4))
            assert [values for values, _ in told] == [its.overrides] * 4
            hired |= {process for _, process in told}
            for found in results(partial(workers, its, 2, crew=at), tasks(its, 8)):
                assert isinstance(found, BlockResult)
                alone = run_block(its, found.task)
                assert found.outcomes["a_influence"].tobytes() == alone.outcomes["a_influence"].tobytes()
        assert len(hired) == 2, "no setting starts processes of its own"
        assert list(crew.each(overridden, [()]))[0][0] == triad.overrides


@pytest.mark.slow
def test_a_call_whose_process_dies_is_made_once_more(triad: Experiment, tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir()
    twice.mkdir()
    with Crew(triad, 2) as crew:
        assert list(crew.each(deadly, [(once, 1)])) == [1]
        with pytest.raises(WorkerDied, match="died"):
            list(crew.each(deadly, [(twice, 2)]))


@pytest.mark.slow
def test_whoever_leaves_a_crew_by_an_error_waits_for_nobody(triad: Experiment, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Crew(triad, 2) as crew:
        crew.each(endless, [(tmp_path,)] * 3)
        until(lambda: any(tmp_path.iterdir()))
        begun = [int(mark.name) for mark in tmp_path.iterdir()]
        left = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - left < SILENT, "else they would be ended for their silence"
    until(lambda: not any(map(is_there, begun)))


@pytest.mark.slow
def test_a_failed_block_names_its_worlds_its_month_and_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    wanted = Wanted(
        scenarios=("deal",), worlds=600, months=12, seed=1, as_of=None, overrides=(), without=(), seeds=TRIAD, jobs=1,
        out=tmp_path / "run",
    )  # fmt: skip
    with pytest.raises(BlocksFailed) as caught:
        command.run_command(wanted)
    said = str(caught.value)
    assert "deal, block 1 (worlds 256 to 511) failed twice" in said and "2021-05" in said and "--block 1" in said
    assert f"to try the failed ones once more: uv run simulate.py run deal --out {tmp_path / 'run'} --resume" in said
    assert caught.value.status == 1
    line = said.splitlines()[-1].split("simulate.py ")[1].split()
    monkeypatch.undo()
    assert called(*line).returncode == 0, "the command replays the block, which is sound outside this test"
    resumed = called("run", "deal", "--seeds", TRIAD, "--worlds", "600", "--months", "12", "--out",
                     tmp_path / "run", "--resume")  # fmt: skip
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
        full = simulate(*WORK, "--jobs", "1", "--no-report", "--out", str(disk / "run"))
        assert full.returncode == 2 and FULL in full.stderr and "--resume" in full.stderr
        assert "Traceback" not in full.stderr
        kept = len(list((disk / "run" / "blocks").glob("*.npz")))
        assert kept > 0
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        resumed = simulate(*WORK, "--jobs", "1", "--no-report", "--out", str(disk / "run"), "--resume")
        assert resumed.returncode == 0, resumed.stderr
        assert digests(disk / "run") == undisturbed.digests
    finally:
        subprocess.run(["umount", str(disk)], check=False)
