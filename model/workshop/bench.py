"""Where worlds are computed while people wait: a process a core, the hasty before the patient, the newest wish only."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from model.machine import cores, obey_parent
from model.spec.seeds import Seeds

P = ParamSpec("P")
T = TypeVar("T")


class Superseded(Exception):
    """A newer wish of the same visitor took this one's place before it was begun."""


@dataclass(order=True)
class _Wish:
    """Something to compute."""

    patient: bool
    arrival: int
    work: Callable[..., Any] = field(compare=False)
    words: tuple[Any, ...] = field(compare=False)
    answer: asyncio.Future[Any] = field(compare=False)


class Bench:
    """Runs functions of the model in processes of their own, so that the pages stay quick.

    A function is a module's own, and begins with the region's seeds: `work(seeds, *words)`; words and answers travel
    by pickle. What is drawn while dragging is hasty; what may take a second is patient, waits for all that is hasty,
    and never holds every process.
    """

    def __init__(self, seeds: Path, jobs: int | None = None) -> None:
        self.seeds = seeds
        self.jobs = jobs or cores()
        self._executor: ProcessPoolExecutor | None = None
        self._waiting: list[_Wish] = []
        self._slots: dict[str, _Wish] = {}
        self._running = {False: 0, True: 0}
        self._arrivals = itertools.count()
        self._runners: set[asyncio.Task[None]] = set()

    async def do(self, work: Callable[..., T], *words: Any, slot: str | None = None, patient: bool = False) -> T:
        """What the work answers; raises what it raised, or Superseded where a newer wish of the same slot came."""
        wish = _Wish(patient, next(self._arrivals), work, words, asyncio.get_running_loop().create_future())
        if slot is not None:
            older = self._slots.pop(slot, None)
            if older is not None and older in self._waiting:
                self._waiting.remove(older)
                heapq.heapify(self._waiting)
                older.answer.set_exception(Superseded())
            self._slots[slot] = wish
        heapq.heappush(self._waiting, wish)
        self._hand_out()
        try:
            return await wish.answer
        finally:
            if slot is not None and self._slots.get(slot) is wish:
                del self._slots[slot]

    def _hand_out(self) -> None:
        """Begin what there is room for."""
        while self._waiting and sum(self._running.values()) < self.jobs:
            if self._waiting[0].patient and self._running[True] >= max(1, self.jobs - 1):
                return
            wish = heapq.heappop(self._waiting)
            if wish.answer.done():
                continue
            self._running[wish.patient] += 1
            runner = asyncio.get_running_loop().create_task(self._run(wish))
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)

    async def _run(self, wish: _Wish) -> None:
        try:
            answer = await self._computed(wish)
        except Exception as error:
            if not wish.answer.done():
                wish.answer.set_exception(error)
        else:
            if not wish.answer.done():
                wish.answer.set_result(answer)
        finally:
            self._running[wish.patient] -= 1
            self._hand_out()

    async def _computed(self, wish: _Wish) -> Any:
        """The answer; once more where the process died under it."""
        loop = asyncio.get_running_loop()
        executor = self._pool()
        try:
            return await loop.run_in_executor(executor, _work, wish.work, wish.words)
        except BrokenExecutor:
            if self._executor is executor:
                self.close()
            return await loop.run_in_executor(self._pool(), _work, wish.work, wish.words)

    def _pool(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
            self._executor = ProcessPoolExecutor(
                self.jobs, mp_context=context, initializer=_adopt, initargs=(self.seeds,)
            )
        return self._executor

    def close(self) -> None:
        """Let go of the processes."""
        if self._executor is not None:
            with contextlib.suppress(Exception):
                self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


_seeds: Seeds | None = None


def _adopt(folder: Path) -> None:
    """A process reads the seeds once."""
    global _seeds
    from model.load import load_seeds

    obey_parent()
    _seeds = load_seeds(folder)


def _work(work: Callable[..., T], words: tuple[Any, ...]) -> T:
    assert _seeds is not None, "a process adopts the seeds before its first work"
    return work(_seeds, *words)
