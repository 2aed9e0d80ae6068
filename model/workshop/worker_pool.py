"""Worker processes that compute worlds while people wait: hasty jobs first, and each visitor's newest only."""

from __future__ import annotations

import asyncio
import importlib
import itertools
import logging
import os
import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.common.errors import ModelError, RunError, plain
from model.common.processes import Processes, WorkerDied
from model.common.system import cores, hand_back
from model.spec.seeds import Seeds

MAX_PROCESSES = 2
"""Each takes 150 to 200 MB; two keep a room waiting no longer than it likes."""
MAX_JOINT_REQUESTS = 8
"""Requests for one joint job that are begun at once: with few worlds each, no more than many worlds are."""
MAX_ANSWERS_KEPT = 32
"""Answers that are kept for whoever requests the same again."""
PRELOADED = ("model.workshop.why",)
SILENT = 15
"""Seconds without a sign of life after which a process at work is ended and its job begun again in another."""
READY = "model.workshop.explore:prepare"
"""First call in each process, which compiles the rules so that nobody waits for it."""
UNUSED = "pyarrow"
"""Package that pandas loads where it can. No job here reads or writes a table, and it takes 33 MB a process."""


Job = Callable[..., Any] | str


class Superseded(Exception):
    """A newer request of the same visitor took this one's place before it was begun."""


class NotComputed(RunError):
    """An answer that the model could not compute: its process died, or the program failed."""


@dataclass(eq=False)
class _Request:
    """Something to compute, for one or for many."""

    key: Hashable
    job: Job
    words: tuple[Any, ...]
    patient: bool
    joint: bool
    arrival: int
    waiters: list[asyncio.Future[Any]] = field(default_factory=list)

    def deliver(self, answer: Any, error: Exception | None) -> None:
        """Give everybody who waits the answer, or what went wrong."""
        for waiter in self.waiters:
            if not waiter.done():
                if error is None:
                    waiter.set_result(answer)
                else:
                    waiter.set_exception(error)


class WorkerPool:
    """Runs functions of the model in processes of their own, so that the pages stay quick.

    A job is a function of a module, or the place of one such as `model.workshop.explore:explored`, which spares the
    server's process the import. Its first argument is the region's seeds: `job(seeds, *words)`. Words and answers
    travel by pickle. Equal requests, now or soon after, share one answer, so a job must answer the same words
    alike. A job is hasty while somebody drags. A job that may take a second is patient: it waits for all hasty
    ones, and patient jobs never hold every process. A joint job takes the words of several requests, `job(seeds,
    *several)`, and lists their answers, so that those who wait for it at once are served together.
    """

    def __init__(self, seeds: Path, jobs: int | None = None) -> None:
        self.seeds = seeds
        self.jobs = jobs or min(cores(), MAX_PROCESSES)
        self._pools: list[Processes | None] = [None] * self.jobs
        """Pools of one process each. What is patient is the last one's: it alone grows to the size of many worlds."""
        self._waiting: list[_Request] = []
        self._begun: dict[int, list[_Request]] = {}
        """Place of a pool → what it is at."""
        self._answers: dict[Hashable, Any] = {}
        self._slots: dict[str, tuple[_Request, asyncio.Future[Any]]] = {}
        self._arrivals = itertools.count()
        self._runners: set[asyncio.Task[None]] = set()

    @property
    def queue(self) -> int:
        """Number of jobs that wait for a process."""
        return len(self._waiting)

    @property
    def hurry(self) -> int:
        """Number of hasty jobs among them."""
        return sum(not request.patient for request in self._waiting)

    async def do(
        self, job: Job, *words: Any, slot: str | None = None, patient: bool = False, joint: bool = False
    ) -> Any:
        """Return the answer of a job; raises ModelError, or Superseded where a newer request of the same slot came.

        Where the answer could not be had, for a process died or the program failed, it is NotComputed.
        """
        key = _key(job, words)
        self._supersede(slot)
        if key in self._answers:
            return self._answers[key]
        request = next((w for w in (*itertools.chain(*self._begun.values()), *self._waiting) if w.key == key), None)
        if request is None:
            request = _Request(key, job, words, patient, joint, next(self._arrivals))
            self._waiting.append(request)
        request.patient &= patient
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        request.waiters.append(waiter)
        if slot is not None:
            self._slots[slot] = (request, waiter)
        self._hand_out()
        try:
            return await waiter
        finally:
            if slot is not None and self._slots.get(slot) == (request, waiter):
                del self._slots[slot]

    def _supersede(self, slot: str | None) -> None:
        """Let go of the request a visitor had before; where nobody else waits for it, it is not begun any more."""
        if slot is None or slot not in self._slots:
            return
        request, waiter = self._slots.pop(slot)
        if waiter.done():
            return
        waiter.set_exception(Superseded())
        request.waiters.remove(waiter)
        if not request.waiters and request in self._waiting:
            self._waiting.remove(request)

    def _hand_out(self) -> None:
        """Begin what there is room for, the hasty first."""
        for place in range(self.jobs):
            fit = [request for request in self._waiting if not request.patient or place == self.jobs - 1]
            if fit and place not in self._begun:
                requests = self._together(min(fit, key=lambda w: (w.patient, w.arrival)))
                self._waiting = [request for request in self._waiting if request not in requests]
                self._begun[place] = requests
                runner = asyncio.get_running_loop().create_task(self._run(requests, place))
                self._runners.add(runner)
                runner.add_done_callback(self._runners.discard)

    def _together(self, first: _Request) -> list[_Request]:
        """Jobs begun with this one: a process's share of those waiting for the same joint job; a patient one alone."""
        if first.patient or not first.joint:
            return [first]
        alike = [
            request for request in self._waiting if request.joint and not request.patient and request.job == first.job
        ]
        return alike[: min(-(-len(alike) // self.jobs), MAX_JOINT_REQUESTS)]

    async def _run(self, requests: list[_Request], place: int) -> None:
        try:
            await self._grant(requests, place)
        finally:
            del self._begun[place]
            self._hand_out()

    async def _grant(self, requests: list[_Request], place: int) -> None:
        """Compute and answer requests; each by itself where all at once fail, for one may fail where others do not."""
        try:
            answers = await self._answered(requests, place)
        except Exception as error:
            if len(requests) == 1:
                requests[0].deliver(None, _in_words(error))
            else:
                for request in requests:
                    await self._grant([request], place)
        else:
            for request, answer in zip(requests, answers, strict=True):
                self._answers[request.key] = answer
                request.deliver(answer, None)
            while len(self._answers) > MAX_ANSWERS_KEPT:
                del self._answers[next(iter(self._answers))]

    async def _answered(self, requests: list[_Request], place: int) -> list[Any]:
        """An answer to each; a process that dies or hangs under a job is replaced, once."""
        first, loop = requests[0], asyncio.get_running_loop()
        words = tuple(request.words for request in requests) if first.joint else first.words
        found = await loop.run_in_executor(self._pool(place), _run_job, first.job, words)
        return list(found) if first.joint else [found]

    def _pool(self, place: int) -> Processes:
        pool = self._pools[place]
        if pool is None:
            pool = self._pools[place] = Processes(1, _adopt, self.seeds, silent=SILENT)
        return pool

    def warm(self) -> None:
        """Start the processes, so that the first visitor does not wait for them."""
        for place in range(self.jobs):
            self._pool(place).submit(os.getpid)

    def close(self) -> None:
        """Let go of the processes."""
        for pool in filter(None, self._pools):
            pool.end()
        self._pools = [None] * self.jobs


def _in_words(error: Exception) -> ModelError:
    """The error of a job as people are told of it; a fault of the program is told to the terminal too."""
    if isinstance(error, ModelError):
        return NotComputed(str(error)) if isinstance(error, WorkerDied) else error
    logging.getLogger(__name__).error("A job failed.", exc_info=error)
    if isinstance(error, MemoryError):
        return NotComputed("there was not enough memory")
    return NotComputed(plain(f"the program failed ({type(error).__name__}: {error})"))


_seeds: Seeds | None = None


def _adopt(folder: Path) -> None:
    """A process reads the seeds once, imports what it is going to need, and has the rules compiled."""
    global _seeds
    from model.load import load_seeds

    _seeds = load_seeds(folder)
    absent: Any = None  # what stands so in the list of modules cannot be imported
    sys.modules.setdefault(UNUSED, absent)
    for name in PRELOADED:
        importlib.import_module(name)
    _function(READY)(_seeds)


def _run_job(job: Job, words: tuple[Any, ...]) -> Any:
    assert _seeds is not None, "a process adopts the seeds before its first job"
    try:
        return _function(job)(_seeds, *words)
    finally:
        hand_back()


def _function(job: Job) -> Callable[..., Any]:
    if not isinstance(job, str):
        return job
    module, _, name = job.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _key(job: Job, words: tuple[Any, ...]) -> Hashable:
    """Key by which two jobs are the same; words that cannot be hashed make each job one of its own."""
    try:
        hash(words)
    except TypeError:
        return object()
    return job, words
