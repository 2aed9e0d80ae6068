"""Where blocks are computed: in this process, in several, or on a Dask cluster, behind one executor interface."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Protocol

from model.ensemble import BlockError, BlockResult, Task, run_block
from model.errors import RunError, interrupted
from model.machine import code_digest, obey_parent
from model.study import Study

AHEAD = 2
"""Tasks handed out per worker before results are taken in, so that results never pile up."""


@dataclass(frozen=True)
class Failure:
    """A block that failed twice."""

    task: Task
    why: str


class Workers(Protocol):
    """Something that runs blocks: `submit` one, know how many run at once, and start anew after a worker died."""

    @property
    def at_once(self) -> int:
        """How many blocks run at the same time."""

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand out one block."""

    def renew(self) -> None:
        """Replace what a dead worker broke."""

    def close(self) -> None:
        """Let running blocks end and drop the rest."""


class Serial:
    """Blocks run here, one at a time."""

    at_once = 1

    def __init__(self, study: Study) -> None:
        self.study = study

    def submit(self, task: Task) -> Future[BlockResult]:
        """Run the block now."""
        future: Future[BlockResult] = Future()
        try:
            future.set_result(run_block(self.study, task))
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from None
            future.set_exception(error)
        return future

    def renew(self) -> None:
        """Nothing can break."""

    def close(self) -> None:
        """Nothing is running."""


_study: Study | None = None


def _adopt(study: Study) -> None:
    """Give a worker the study once; tasks then are a few words each."""
    global _study
    _study = study
    obey_parent()


def _run(task: Task) -> BlockResult:
    assert _study is not None, "a worker adopts its study before its first task"
    return run_block(_study, task)


class Processes:
    """Blocks run in processes of this machine."""

    def __init__(self, study: Study, jobs: int) -> None:
        self.study = study
        self.at_once = jobs
        self.executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
        return ProcessPoolExecutor(self.at_once, mp_context=context, initializer=_adopt, initargs=(self.study,))

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand the block to a free process."""
        return self.executor.submit(_run, task)

    def renew(self) -> None:
        """A new pool: the old one takes no more work after a process died."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._start()

    def close(self) -> None:
        """Let running blocks end and drop the rest."""
        self.executor.shutdown(wait=True, cancel_futures=True)


_kept: dict[str, Study] = {}
"""Studies a Dask worker was given, by digest."""


def _run_kept(key: str, task: Task) -> BlockResult:
    return run_block(_kept[key], task)


def _handed_out(key: str, study: Study) -> Any:
    """A plugin that puts the study where `_run_kept` finds it."""
    from distributed import WorkerPlugin

    class Handed(WorkerPlugin):
        name = f"study-{key}"

        def setup(self, worker: Any) -> None:
            """Keep the study; the class travels by value, so it must find the module on the worker."""
            from model import pool

            pool._kept[key] = study

    return Handed()


class Cluster:
    """Blocks run on the workers of a Dask scheduler; each worker, also one that joins later, gets the study once."""

    def __init__(self, study: Study, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise RunError("--cluster needs Dask: uv run --extra cluster simulate.py …") from None
        try:
            self.client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise RunError(f"--cluster {address}: no scheduler answers there ({error})") from None
        self._refuse_strangers(address)
        self.executor: Executor = self.client.get_executor(retries=2)
        self.key = hashlib.sha256(pickle.dumps(study)).hexdigest()
        self.client.register_plugin(_handed_out(self.key, study))

    def _refuse_strangers(self, address: str) -> None:
        """Workers must be there and hold the very code that runs here; RunError tells what is wrong."""
        where = "start each worker in this program's folder: PYTHONPATH=. uv run --extra cluster dask worker " + address
        try:
            self.client.wait_for_workers(1, timeout=10)
            codes = set(self.client.run(code_digest).values())
        except TimeoutError:
            raise RunError(f"--cluster {address}: no worker is connected; {where}") from None
        except Exception as error:
            raise RunError(f"--cluster {address}: a worker cannot load the program ({error}); {where}") from None
        if codes != {code_digest()}:
            raise RunError(f"--cluster {address}: a worker runs other code than this; {where}")

    @property
    def at_once(self) -> int:
        """Threads of all workers there now."""
        return max(1, sum(self.client.nthreads().values()))

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand the block to the scheduler, which gives it to another worker if the first one dies."""
        return self.executor.submit(_run_kept, self.key, task)

    def renew(self) -> None:
        """The scheduler replaces its workers itself."""

    def close(self) -> None:
        """Drop what has not run and leave the cluster as it was."""
        self.executor.shutdown(wait=False)
        self.client.close()


def workers(study: Study, jobs: int, cluster: str | None = None) -> Workers:
    """Where the user wants the blocks to run."""
    if cluster is not None:
        return Cluster(study, cluster)
    return Serial(study) if jobs == 1 else Processes(study, jobs)


def results(make: Callable[[], Workers], todo: Iterable[Task]) -> Iterator[BlockResult | Failure]:
    """The blocks' results as they finish, in any order; a block that fails is tried once more, alone."""
    waiting, suspects = deque(todo), deque[Task]()
    if not waiting:
        return
    with contextlib.closing(make()) as at_work:
        yield from _rounds(at_work, waiting, suspects)


def _rounds(at_work: Workers, waiting: deque[Task], suspects: deque[Task]) -> Iterator[BlockResult | Failure]:
    running: dict[Future[BlockResult], Task] = {}
    while waiting or running:
        while waiting and len(running) < at_work.at_once * AHEAD:
            task = waiting.popleft()
            running[at_work.submit(task)] = task
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        broken = False
        for future in done:
            task = running.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                suspects.append(task)
                broken = True
            except Exception:
                suspects.append(task)
        if broken:  # whatever else was under way went down with the pool
            suspects.extend(running.values())
            running.clear()
            at_work.renew()
    for task in suspects:
        yield _once_more(at_work, task)


def _once_more(at_work: Workers, task: Task) -> BlockResult | Failure:
    try:
        return at_work.submit(task).result()
    except BrokenExecutor:
        at_work.renew()
        return Failure(task, "the worker process died")
    except BlockError as error:
        return Failure(task, str(error))
    except Exception as error:
        return Failure(task, f"{type(error).__name__}: {error}")
