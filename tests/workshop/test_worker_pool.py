"""The worker pool: who waits for whom, and what happens to requests that nobody has any more."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from model.common.errors import RunError
from model.experiment import first_use
from model.rules.compiled import DONE, cache_folder, digest
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds
from model.workshop.guesses import Question
from model.workshop.jobs import WORLDS
from model.workshop.settings import Settings
from model.workshop.worker_pool import SILENT, NotComputed, Superseded, WorkerPool, _adopt
from tests.conftest import TRIAD, posix
from tests.workshop.served import until

pytestmark = pytest.mark.slow

T = TypeVar("T")


def finished(job: Coroutine[Any, Any, T]) -> T:
    """The answer of a job, in a thread of its own: a browser may hold this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, job).result()


def region(seeds: Seeds) -> str:
    return seeds.region.name


def note(seeds: Seeds, path: str, word: str, gate: str | None = None) -> str:
    """Write down that this was computed, once a gate is open: when there is a file of this name."""
    if gate is not None:
        until(Path(gate).exists)
    with Path(path).open("a") as file:
        file.write(word + "\n")
    return word


def halves(seeds: Seeds, *several: tuple[str, int]) -> list[str]:
    """Note how many are served at once; fails for 0."""
    with Path(several[0][0]).open("a") as file:
        file.write(f"{len(several)}\n")
    return [f"half of {number}" for _, number in several if 1 / number]


def loaded(seeds: Seeds) -> list[str]:
    """Packages that weigh much and are loaded where this is computed."""
    heavy = ("pyarrow", "scipy.stats", "matplotlib", "nicegui", "SALib")
    return [name for name in heavy if sys.modules.get(name) is not None]


def fail(seeds: Seeds) -> None:
    raise ValueError("no such thing")


def too_large(seeds: Seeds) -> None:
    raise MemoryError


def refuse(seeds: Seeds) -> None:
    raise RunError("no such region")


def end(seeds: Seeds) -> None:
    """The process that computes this is killed, each time."""
    os.kill(os.getpid(), signal.SIGKILL)


def die(seeds: Seeds, path: str) -> str:
    """The first time, the process that computes this is killed."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def stop(seeds: Seeds, path: str) -> str:
    """The first time, the process that computes this is stopped."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return "alive"


def adopt_quickly(folder: Path) -> None:
    """Set up a process as the pool does; its rules are copied from where they are kept, instead of being compiled."""

    def copied(experiment: Experiment) -> None:
        shutil.copytree(
            os.environ["COMPILED_ALREADY"], os.environ["ALIGNMENT_SCENARIOS_CACHE"] + f"/{digest()}",
            ignore=shutil.ignore_patterns(DONE), dirs_exist_ok=True,
        )  # fmt: skip

    first_use._compile = copied
    _adopt(folder)


@pytest.fixture(scope="module")
def worker_pool() -> Iterator[WorkerPool]:
    """The pool of all tests that leave its process as it is, or replaced."""
    found = WorkerPool(TRIAD, jobs=1)
    yield found
    found.close()


@pytest.fixture
def own_pool() -> Iterator[WorkerPool]:
    """A pool that starts its process within the test."""
    found = WorkerPool(TRIAD, jobs=1)
    yield found
    found.close()


def test_work_is_given_the_seeds(worker_pool: WorkerPool) -> None:
    async def go() -> None:
        assert await worker_pool.do(region) == "The Triad"
        assert await worker_pool.do("tests.workshop.test_worker_pool:region") == "The Triad"
        with pytest.raises(NotComputed, match=r"^the program failed \(ValueError: no such thing\)$"):
            await worker_pool.do(fail)
        with pytest.raises(NotComputed, match="^there was not enough memory$"):
            await worker_pool.do(too_large)
        with pytest.raises(RunError, match="^no such region$"):
            await worker_pool.do(refuse)
        assert await worker_pool.do(region) == "The Triad"

    finished(go())


def test_a_process_loads_nothing_heavy_that_it_does_not_use(worker_pool: WorkerPool) -> None:
    async def go() -> None:
        found = await worker_pool.do("model.workshop.explore:explored", (Settings(scenario="deal"),), 4)
        assert found.worlds == 4
        for outcome in ("treaty_signed", "a_influence"):  # with a ledger of its causes, and without
            answer = await worker_pool.do("model.workshop.jobs:answered", Question("deal", outcome))
            assert answer.worlds == WORLDS and answer.parts
        assert await worker_pool.do(f"{__name__}:loaded") == []

    finished(go())


def test_the_newest_wish_counts_and_the_hasty_come_first(worker_pool: WorkerPool, tmp_path: Path) -> None:
    file, gate = str(tmp_path / "noted"), tmp_path / "open"

    async def go() -> list[str | BaseException]:
        first = asyncio.create_task(worker_pool.do(note, file, "first", str(gate)))
        await asyncio.sleep(0)
        patient = asyncio.create_task(worker_pool.do(note, file, "patient", patient=True))
        stale = asyncio.create_task(worker_pool.do(note, file, "stale", slot="me"))
        await asyncio.sleep(0)
        newest = asyncio.create_task(worker_pool.do(note, file, "newest", slot="me"))
        await asyncio.sleep(0)
        gate.touch()
        return await asyncio.gather(first, patient, stale, newest, return_exceptions=True)

    _, _, stale, newest = finished(go())
    assert isinstance(stale, Superseded) and newest == "newest"
    assert Path(file).read_text().split() == ["first", "newest", "patient"]


def test_who_wishes_the_same_shares_the_answer(worker_pool: WorkerPool, tmp_path: Path) -> None:
    file = str(tmp_path / "noted")

    async def go() -> list[str]:
        requests = [worker_pool.do(note, file, "once", slot=f"visitor {n}") for n in range(30)]
        together = await asyncio.gather(*requests)
        return [*together, await worker_pool.do(note, file, "once")]

    assert finished(go()) == ["once"] * 31
    assert Path(file).read_text().split() == ["once"]


def test_one_who_leaves_takes_nothing_from_another(worker_pool: WorkerPool, tmp_path: Path) -> None:
    file, gate = str(tmp_path / "noted"), tmp_path / "open"

    async def go() -> tuple[str, str]:
        busy = asyncio.create_task(worker_pool.do(note, file, "busy", str(gate)))
        await asyncio.sleep(0)
        mine = asyncio.create_task(worker_pool.do(note, file, "shared", slot="me"))
        yours = asyncio.create_task(worker_pool.do(note, file, "shared", slot="you"))
        await asyncio.sleep(0)
        other = asyncio.create_task(worker_pool.do(note, file, "other", slot="me"))
        with pytest.raises(Superseded):
            await mine
        gate.touch()
        await busy
        return await other, await yours

    assert finished(go()) == ("other", "shared")


def test_joint_work_is_done_at_once_for_all_who_wait_and_for_each_alone_where_it_fails(
    worker_pool: WorkerPool, tmp_path: Path
) -> None:
    file = str(tmp_path / "noted")

    async def go() -> tuple[list[str | BaseException], list[str | BaseException]]:
        found = []
        for numbers in ((1, 2, 3), (4, 0, 5)):
            gate = tmp_path / f"open {numbers[0]}"
            busy = asyncio.create_task(worker_pool.do(note, file, "busy", str(gate)))
            await asyncio.sleep(0)
            requests = [asyncio.create_task(worker_pool.do(halves, file, number, joint=True)) for number in numbers]
            await asyncio.sleep(0)
            gate.touch()
            found.append(await asyncio.gather(*requests, return_exceptions=True))
            await busy
        return found[0], found[1]

    whole, broken = finished(go())
    assert whole == ["half of 1", "half of 2", "half of 3"]
    assert (broken[0], broken[2]) == ("half of 4", "half of 5")
    assert isinstance(broken[1], NotComputed) and "ZeroDivisionError" in str(broken[1])
    assert Path(file).read_text().split() == ["busy", "3", "busy", "3", "1", "1", "1"], "how many came at once"


def test_a_process_that_dies_is_replaced(worker_pool: WorkerPool, tmp_path: Path) -> None:
    async def go() -> str:
        return str(await worker_pool.do(die, str(tmp_path / "died")))

    assert finished(go()) == "alive"


@posix
def test_work_under_which_every_process_dies_is_given_up_in_words_and_the_next_is_done(
    own_pool: WorkerPool,
) -> None:
    async def go() -> None:
        with pytest.raises(NotComputed, match=r"^a worker process was killed \(SIGKILL\), perhaps for want of memory$"):
            await own_pool.do(end)
        assert await own_pool.do(region) == "The Triad"

    finished(go())


@pytest.mark.slow
@posix
def test_a_process_that_is_stopped_is_replaced(own_pool: WorkerPool, tmp_path: Path) -> None:
    """Else the whole room would wait for it for ever."""
    stopped = tmp_path / "stopped"
    assert finished(own_pool.do(region)) == "The Triad"
    (pool,) = filter(None, own_pool._pools)
    (worker,) = pool.workers
    first = worker.process
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(finished, own_pool.do(stop, str(stopped)))
        until(stopped.exists)
        pool.silent = 3
        until(lambda: worker.process is not first)
        pool.silent = SILENT  # the next may take long to start
        assert answer.result() == "alive"


@pytest.mark.slow
def test_rules_are_compiled_before_the_first_wish_and_the_terminal_is_told(
    own_pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On a machine that has run nothing yet, but for what would take long: compiling."""
    fresh = tmp_path / digest()
    monkeypatch.setenv("COMPILED_ALREADY", str(cache_folder()))
    monkeypatch.setenv("ALIGNMENT_SCENARIOS_CACHE", str(tmp_path))
    monkeypatch.setattr("model.workshop.worker_pool._adopt", adopt_quickly)
    own_pool.warm()
    assert finished(own_pool.do(region)) == "The Triad"
    assert "Compiling the rules" in capfd.readouterr().err
    assert (fresh / DONE).exists()
