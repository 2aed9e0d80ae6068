"""Where blocks are computed: in this process or in several, behind one `concurrent.futures` interface."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from model.ensemble import BlockResult, Task, run_block
from model.study import Study

AHEAD = 2
"""Tasks handed out per worker before results are taken in, so that results never pile up."""

_study: Study | None = None


def _adopt(study: Study) -> None:
    """Give a worker the study once; tasks then are a few words each."""
    global _study
    _study = study


def _run(task: Task) -> BlockResult:
    assert _study is not None
    return run_block(_study, task)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(study: Study, todo: Iterable[Task], jobs: int) -> Iterator[BlockResult]:
    """The blocks' results as they finish, in any order."""
    waiting = list(todo)
    if jobs == 1 or len(waiting) < 2:
        for task in waiting:
            yield run_block(study, task)
        return
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    workers = min(jobs, len(waiting))
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_adopt, initargs=(study,)) as executor:
        queue = iter(waiting)
        running: set[Future[BlockResult]] = set()
        try:
            while True:
                for task in queue:
                    running.add(executor.submit(_run, task))
                    if len(running) >= workers * AHEAD:
                        break
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
