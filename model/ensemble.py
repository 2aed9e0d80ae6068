"""Scenarios × blocks of worlds: the tasks of a run, what one block returns, and how blocks are summed up.

A world must not depend on the company it is computed in, so that the last block need not be whole: no product that
rounds differently for different shapes runs over worlds.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from model.axes import Array
from model.measures import AT_ONCE, Column, Measures, Moments, Watch
from model.quantiles import Packed, packed
from model.region import Region
from model.stamp import stamp
from model.study import Study

BLOCK = 256
"""Worlds computed together."""
PATHS = 10
"""Worlds whose whole paths are kept."""
FOLLOWED = 16
"""Blocks whose worlds' followed measures are kept month by month: the first 4,096 worlds."""
STEPS = 32767
"""A followed measure is kept as a whole number of steps of 1/32767 in [-1, 1]."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""What glibc's `mallopt` calls the free memory it keeps and the size of arrays it maps one by one."""
KEPT = 2**25
"""Bytes: the most that `mallopt` takes for the latter."""


@dataclass(frozen=True)
class Task:
    """One block of worlds of one scenario."""

    scenario: str
    block: int
    worlds: int
    """How many of the block's worlds are wanted."""

    def __str__(self) -> str:
        """The worlds it holds."""
        first = self.block * BLOCK
        return f"{self.scenario}, block {self.block} (worlds {first} to {first + self.worlds - 1})"


@dataclass(frozen=True)
class BlockResult:
    """What a block of worlds leaves behind."""

    task: Task
    outcomes: dict[str, Column]
    """Outcome column → (world,)."""
    total: Array
    """Sum over worlds of every monthly measure: (month, measure), month 0 first."""
    levels: Packed
    """The graded measures of all worlds on a fine grid, sorted: month after month, (month × graded, world)."""
    ends: Array
    """The least and the greatest of each in any world: (2, month, graded)."""
    acts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """How often each actor and action of the repertoire's groups came about: (group,)."""
    fired: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """In how many worlds each intervention fired: (intervention,)."""
    paths: Array
    """The first worlds' monthly measures, in the first block only: (world, month, measure)."""
    followed: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """The followed measures of all worlds of the first blocks, in steps: (world, month, followed)."""
    sampled: dict[str, Array] = field(default_factory=dict)
    stamp: str = ""
    """What decided these numbers, in the process that computed them."""


def tasks(study: Study, worlds: int) -> list[Task]:
    """Every block of every scenario; the scenarios of a block follow each other, for they have the same luck."""
    return [
        Task(scenario.id, block, min(BLOCK, worlds - block * BLOCK))
        for block in range(-(-worlds // BLOCK))
        for scenario in study.scenarios
    ]


class BlockError(Exception):
    """A block that could not be computed: which worlds, in which month, and why."""


@cache
def _threads() -> ThreadpoolController:
    """The libraries that would share a product out among threads; to look them up takes as long as a month."""
    return ThreadpoolController()


@cache
def _keep_memory() -> None:
    """Have the C library keep what is freed for the next month's arrays; elsewhere than with glibc nothing changes.

    Otherwise it hands large arrays back to the system and gets them anew, page by page, which costs a quarter more.
    What has been made so far lives as long as the process, so looking for what nothing needs any more leaves it out.
    """
    gc.freeze()
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, KEPT)
        library.mallopt(M_TRIM_THRESHOLD, 8 * KEPT)


@contextmanager
def computing() -> Iterator[None]:
    """Products on one thread, faults of arithmetic raised, and the arrays of what was computed let go at the end.

    A Mesa model and its agents hold each other, so only a collection lets go of a region that nobody names any more.
    """
    try:
        with _threads().limit(limits=1, user_api="blas"), np.errstate(all="raise", under="ignore"):
            yield
    finally:
        gc.collect()


def run_block(study: Study, task: Task) -> BlockResult:
    """Simulate one block of worlds to the horizon; raises BlockError naming the month where it fails."""
    _keep_memory()
    with computing():
        return replace(_block(study, task), stamp=stamp(study, task))


def _block(study: Study, task: Task) -> BlockResult:
    region = None
    try:
        region = Region(study, task.scenario, worlds=task.worlds, first_world=task.block * BLOCK, collect=False)
        keep = recorded if study.design is None else ended
        return keep(region, task, Measures(study.repertoire))
    except Exception as error:
        month = region.calendar if region is not None else "before month 1"
        raise BlockError(f"{task} failed in {month}: {type(error).__name__}: {error}") from error


def measured(region: Region, measures: Measures, watch: Watch) -> Iterator[Array]:
    """Step a region to its horizon; the monthly measures of some months at a time: (world, month, measure).

    Month 0 comes first.
    """
    waiting: list[Moments] = []
    for month in range(region.months + 1):
        if month:
            region.step()
            watch.look(region)
        waiting.append(measures.moment(region))
        if len(waiting) == AT_ONCE or month == region.months:
            monthly = measures.monthly(Moments.joined(waiting), watch)
            yield monthly.T.reshape(-1, len(waiting), region.worlds).T
            waiting = []


def recorded(region: Region, task: Task, measures: Measures) -> BlockResult:
    """Step a region to its horizon and keep what a run needs of it."""
    watch = Watch(measures, region)
    totals, graded, paths, followed = [], [], [], []
    kept = min(PATHS, task.worlds) if task.block == 0 else 0
    many = task.worlds if task.block < FOLLOWED else 0
    places = [measures.names.index(name) for name in measures.followed]
    for monthly in measured(region, measures, watch):
        totals.append(monthly.sum(axis=0))
        graded.append(monthly[:, :, measures.graded])
        paths.append(monthly[:kept])
        followed.append(np.rint(monthly[:many, :, places] * STEPS).astype(np.int16))
    levels = np.concatenate(graded, axis=1)
    fired = (region.script.fired <= region.months).sum(axis=0)
    return BlockResult(
        task, measures.final(region, watch), np.concatenate(totals), packed(levels),
        np.stack([levels.min(axis=0), levels.max(axis=0)]), watch.acts, fired,
        np.concatenate(paths, axis=1), np.concatenate(followed, axis=1), region.sampled,
    )  # fmt: skip


def ended(region: Region, task: Task, measures: Measures) -> BlockResult:
    """Step a region to its horizon and keep the outcomes that are judged, which is what rows of a design are for."""
    watch = Watch(measures, region)
    for _ in range(region.months):
        region.step()
        watch.look(region)
    wanted = {name.partition("=")[0] for name in region.study.seeds.judged}
    found = {name: column for name, column in measures.final(region, watch).items() if name in wanted}
    no_counts = np.zeros(0, dtype=np.int64)
    return BlockResult(
        task, found, np.zeros(0), np.zeros(0, dtype=np.uint8), np.zeros(0), no_counts, no_counts,
        np.zeros(0), np.zeros(0, dtype=np.int16),
    )  # fmt: skip


LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def trajectories(scenario: str, measures: Measures, mean: Array, found: Array) -> pd.DataFrame:
    """A scenario's monthly measures as a frame: scenario, month, measure, mean and quantiles.

    mean: (month, measure). found: quantiles of the graded ones, (month, graded, level); shares of worlds have none.
    """
    months, names = len(mean), measures.names
    frame = pd.DataFrame(
        {
            "scenario": scenario,
            "month": np.repeat(np.arange(months, dtype=np.int32), len(names)),
            "measure": np.tile(np.array(names), months),
            "mean": mean.ravel(),
        }
    )
    every = np.full((*mean.shape, len(LEVELS)), np.nan)
    every[:, measures.graded] = found
    for k, level in enumerate(LEVELS):
        frame[level] = every[:, :, k].ravel()
    return frame
