"""Workers that are killed, stopped or starved, and runs that are interrupted, all in earnest."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from model.cli.failure import NO_MEMORY
from model.common.interruption import GRACE, SPEECH
from model.common.processes import SILENT, Processes, WorkerDied
from model.common.system import LEAST
from tests.conftest import ROOT, called, digests, is_there, posix
from tests.conftest import until as in_time
from tests.experiment.forked import Forked
from tests.experiment.killing import WORK, Undisturbed, start_in, until, workers_of, written

pytestmark = [posix, pytest.mark.slow]


def over_or(state: Callable[[], object], running: Forked) -> None:
    """Look often for a state, as long as the process is there."""
    in_time(lambda: running.poll() is not None or state(), seconds=600, every=0.005)


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here to find processes in")


@linux
@pytest.mark.parametrize("when", ["starting", "at work"])
def test_a_worker_killed_while_starting_or_at_work_is_replaced_and_told(
    undisturbed: Undisturbed, tmp_path: Path, when: str
) -> None:
    """One that is killed after its last block is not missed: then it is tried with another run."""
    for attempt in range(20):
        folder = tmp_path / f"run {attempt}"
        running = start_in(folder, "--no-report")
        over_or(partial(workers_of, running), running)
        if when == "at work":
            over_or(partial(written, folder, when), running)
        for worker in workers_of(running)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        _, said = running.communicate(timeout=600)
        assert running.returncode == 0, said
        assert digests(folder) == undisturbed.digests
        if "a worker process was killed (SIGKILL), perhaps for want of memory; it is tried again" in said:
            return
    pytest.fail("no worker was ever killed at a block")


def test_a_stopped_worker_is_told_and_ended_after_a_bound() -> None:
    with Processes(1, silent=2, attempts=1) as pool:
        future = pool.submit(timeit.timeit, "pass", number=10**13)
        (worker,) = pool.workers
        in_time(lambda: worker.process is not None)
        assert worker.process is not None
        os.kill(worker.process.pid, signal.SIGSTOP)
        with pytest.raises(WorkerDied, match="gave no sign of life for 2 s and was ended"):
            future.result(timeout=120)
        pool.silent = SILENT  # it may take long to start
        assert pool.submit(os.getpid).result(timeout=120), "another one takes its place"


def test_a_worker_that_waits_for_ever_is_ended_and_a_busy_one_is_not() -> None:
    with Processes(2, attempts=1) as pool:
        for started in [pool.submit(time.sleep, 1) for _ in range(2)]:  # which may take long, and counts not here
            started.result(timeout=300)
        pool.silent = 8
        busy = pool.submit(timeit.timeit, "pass", number=10**13)
        waiting = pool.submit(time.sleep, 10**6)
        with pytest.raises(WorkerDied, match="no sign of life"):
            waiting.result(timeout=300)
        assert not busy.done()
        pool.end()


def test_what_a_worker_cannot_do_is_an_error_here_and_a_print_harms_nothing() -> None:
    with Processes(1) as pool:
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        with pytest.raises(RuntimeError, match="cannot travel"):
            pool.submit(memoryview, b"").result()
        assert pool.submit(print, "aside").result() is None
        assert list(pool.map(abs, range(-3, 0))) == [3, 2, 1]


IMPORTING = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupt())
sys.path.insert(0, "")
import simulate
simulate.start()
"""


@pytest.mark.parametrize("module", ["model", "model.cli.failure", "typer"])
def test_an_interrupt_while_the_program_is_being_found_is_told_in_a_word(module: str) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTING, module], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@linux
@pytest.mark.parametrize("when", ["starting", "at work", "stopped"])
def test_an_interrupted_run_ends_soon_in_two_lines_whatever_its_workers_do(
    undisturbed: Undisturbed, tmp_path: Path, when: str
) -> None:
    folder = tmp_path / "run"
    running = start_in(folder)
    until(lambda: workers_of(running), running)
    if when != "starting":
        until(lambda: list(folder.glob("blocks/*.npz")), running)
    started = workers_of(running)
    for pid in started if when == "stopped" else ():
        os.kill(pid, signal.SIGSTOP)
    for _ in range(2):
        running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    first, second = said.strip().splitlines()
    assert first == "interrupted" and second.startswith(f"finished blocks are kept in {folder}; to go on: ")
    in_time(lambda: not any(map(is_there, started)), seconds=60)  # a stopped one goes by force only
    if when == "at work":
        before = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        words = shlex.split(second.split("to go on: ")[1])
        assert words[:3] == ["uv", "run", "simulate.py"]
        resumed = called(*words[3:])
        assert resumed.returncode == 0, resumed.stderr
        after = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        assert [after[key] for key in ("started", "command")] == [before[key] for key in ("started", "command")]
        assert digests(folder) == undisturbed.digests


STUCK = """
import simulate, time
def work(**_):
    print("begun", flush=True)
    while True:
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            print("begun again", flush=True)
simulate.app = work
simulate.main()
"""


def test_a_command_that_does_not_heed_an_interrupt_is_over_all_the_same() -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", STUCK], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None and running.stdout.readline() == "begun\n"
    time.sleep(0.1)  # so that most often it is asleep; an interrupt before that ends it all the same
    running.send_signal(signal.SIGINT)
    running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)  # it would sleep for ten minutes
    assert (running.returncode, said) == (130, "interrupted\n")
    assert GRACE + SPEECH < 5


@pytest.mark.parametrize("limit", [300, 400, 600, 750, 900])
def test_too_little_memory_is_told_without_a_traceback(tmp_path: Path, limit: int) -> None:
    words = shlex.join(
        [sys.executable, "simulate.py", *WORK, "--no-report", "--jobs", "2", "--out", str(tmp_path / "run")]
    )
    limited = f"ulimit -v {limit * 1000} && exec {words}"
    done = subprocess.run(["sh", "-c", limited], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert "Traceback" not in done.stderr
    if limit * 1000 << 10 < LEAST:
        assert done.returncode == 2 and done.stderr.startswith(NO_MEMORY) and f"{LEAST >> 20} at least" in done.stderr
    else:  # what the libraries need is theirs
        assert done.returncode == 0 or done.stderr.strip()
