"""Scenarios × blocks of worlds: the tasks of a run, what one block returns, and how blocks are summed up.

A world must not depend on the company it is computed in, so that the last block need not be whole: no product that
rounds differently for different shapes runs over worlds.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from model.experiment.quantiles import Levels, Packed
from model.experiment.stamp import stamp
from model.outcomes.moments import Column
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures, Watch
from model.simulation.state import Seen

if TYPE_CHECKING:
    from model.simulation.model import Region

Kept = TypeVar("Kept")

BLOCK = 256
"""Worlds computed together."""
PATHS = 10
"""Worlds whose whole paths are kept."""
FOLLOWED = 16
"""Blocks whose worlds' followed measures are kept month by month: the first 4,096 worlds."""
FOLLOWED_SCALE = 32767
"""Whole numbers to 1: a followed measure, in [-1, 1], is kept as a whole number of steps of 1/32767."""


@dataclass(frozen=True)
class Task:
    """One block of worlds of one scenario."""

    scenario: str
    block: int
    worlds: int
    """Number of worlds wanted of the block."""

    def __str__(self) -> str:
        """The worlds it holds."""
        first = self.block * BLOCK
        return f"{self.scenario}, block {self.block} (worlds {first} to {first + self.worlds - 1})"

    def stamp(self, experiment: Experiment) -> str:
        """All that decides its numbers, in this process."""
        return stamp(experiment, self.scenario, self.block, self.worlds)


@dataclass(frozen=True, kw_only=True)
class BlockResult:
    """Results of a block of worlds."""

    task: Task
    outcomes: dict[str, Column]
    """Outcome column → (world,)."""
    total: Array
    """Sum over worlds of every monthly measure: (month, measure), month 0 first."""
    levels: Packed
    """The graded measures of all worlds on a fine grid, sorted: (graded × month, world)."""
    ends: Array
    """The least and the greatest of each in any world: (2, graded, month)."""
    acts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """Number of events of each actor and action among the choice set's groups: (group,)."""
    fired: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """In how many worlds each intervention fired: (intervention,)."""
    paths: Array
    """The first worlds' monthly measures, in the first block only: (world, month, measure)."""
    followed: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """The followed measures of all worlds of the first blocks, in steps: (world, month, followed)."""
    sampled: dict[str, Array] = field(default_factory=dict)
    stamp: str = ""
    """Stamp of the process that computed these numbers."""


def tasks(experiment: Experiment, worlds: int) -> list[Task]:
    """Every block of every scenario; those of the same random numbers follow each other."""
    return [
        Task(scenario.id, block, min(BLOCK, worlds - block * BLOCK))
        for block in range(-(-worlds // BLOCK))
        for scenario in experiment.scenarios
    ]


class BlockError(Exception):
    """A block that could not be computed: which worlds, in which month, and why."""


@contextmanager
def computing() -> Iterator[None]:
    """Faults of arithmetic raised, and the arrays of what was computed let go at the end.

    A Mesa model and its agents hold each other, so only a collection lets go of a region that nobody names any more.
    """
    _settle(begun=False)
    try:
        with np.errstate(all="raise", under="ignore"):
            yield
    finally:
        gc.collect()
        _settle(begun=True)


@cache
def _settle(*, begun: bool) -> None:
    """Exempt all present objects from garbage collection: they live as long as the process.

    Once before the first block, and once more when that has loaded all that blocks need: to look through it after each
    would take a tenth of the time of a block.
    """
    gc.freeze()


def run_block(experiment: Experiment, task: Task) -> BlockResult:
    """Simulate one block of worlds to the horizon; raises BlockError naming the month where it fails."""
    with computing():
        return replace(_block(experiment, task), stamp=task.stamp(experiment))


def block_outcomes(experiment: Experiment, task: Task) -> dict[str, Column]:
    """Simulate one block of worlds for its outcomes alone: column → (world,). Raises as `run_block` does."""
    with computing():
        return _simulated(experiment, task, lambda region, _, measures: final_outcomes(region, measures))


def _block(experiment: Experiment, task: Task) -> BlockResult:
    return _simulated(experiment, task, recorded if experiment.design is None else ended)


def _simulated(experiment: Experiment, task: Task, keep: Callable[[Region, Task, Measures], Kept]) -> Kept:
    from model.simulation.model import Region  # loads Mesa, which who reads a finished run has no use for

    region = None
    try:
        region = Region(experiment, task.scenario, worlds=task.worlds, first_world=task.block * BLOCK, collect=False)
        return keep(region, task, Measures(experiment.choice_set))
    except Exception as error:
        month = region.calendar if region is not None else "before month 1"
        raise BlockError(f"{task} failed in {month}: {type(error).__name__}: {error}") from error


def measured(region: Region, measures: Measures) -> tuple[Iterator[Array], Watch, Seen]:
    """Run a region to its horizon; its monthly measures one after the other, month 0 first: each (world, month)."""
    seen = region.run_to_end(measures.cells)
    check_finite(region, seen)
    watch = Watch(measures, region, seen)
    return (each.reshape(region.worlds, region.months + 1) for each in measures.monthly(watch)), watch, seen


def check_finite(region: Region, seen: Seen) -> None:
    """Raise FloatingPointError naming the first world and month in which an alignment or dependence is no number."""
    with np.errstate(all="ignore"):
        if np.isfinite(seen.alignment.sum() + seen.dependence.sum()):
            return  # a sum is no number where a part is none
    sound = np.isfinite(seen.alignment).all(axis=(2, 3)) & np.isfinite(seen.dependence).all(axis=(2, 3))
    if not sound.all():
        world, month = np.argwhere(~sound)[0].tolist()
        raise FloatingPointError(f"world {region.numbers[world]}, month {month}: not a finite number")


def recorded(region: Region, task: Task, measures: Measures) -> BlockResult:
    """Run a region to its horizon and keep what a run needs of it. Measures are taken one at a time: they are large."""
    monthly, watch, seen = measured(region, measures)
    kept = min(PATHS, task.worlds) if task.block == 0 else 0
    many = task.worlds if task.block < FOLLOWED else 0
    graded, wanted = set(measures.graded.tolist()), measures.followed
    total, paths, levels = [], [], Levels(len(graded), region.months + 1, region.worlds)
    followed = np.empty((many, region.months + 1, len(wanted)), dtype=np.int16)
    for place, (name, each) in enumerate(zip(measures.names, monthly, strict=True)):
        total.append(each.sum(axis=0))
        paths.append(each[:kept].copy())
        if place in graded:
            levels.add(each)
        if name in wanted:
            followed[:, :, wanted.index(name)] = np.rint(each[:many] * FOLLOWED_SCALE)
    fired = (region.state.fired <= region.months).sum(axis=0)
    return BlockResult(
        task=task, outcomes=measures.final(region, watch), total=np.stack(total, axis=1),
        levels=levels.packed(), ends=levels.ends, acts=seen.taken, fired=fired,
        paths=np.stack(paths, axis=2), followed=followed, sampled=region.sampled,
    )  # fmt: skip


def final_outcomes(region: Region, measures: Measures) -> dict[str, Column]:
    """Run a region to its horizon; its outcomes: column → (world,)."""
    seen = region.run_to_end()
    check_finite(region, seen)
    return measures.final(region, Watch(measures, region, seen))


def ended(region: Region, task: Task, measures: Measures) -> BlockResult:
    """Step a region to its horizon and keep the outcomes that are judged, which is what rows of a design are for."""
    wanted = {name.partition("=")[0] for name in region.experiment.seeds.judged}
    found = {name: column for name, column in final_outcomes(region, measures).items() if name in wanted}
    no_counts = np.zeros(0, dtype=np.int64)
    return BlockResult(
        task=task, outcomes=found, total=np.zeros(0), levels=np.zeros(0, dtype=np.uint8), ends=np.zeros(0),
        acts=no_counts, fired=no_counts, paths=np.zeros(0), followed=np.zeros(0, dtype=np.int16),
    )  # fmt: skip


QUANTILE_LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


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
    every = np.full((*mean.shape, len(QUANTILE_LEVELS)), np.nan)
    every[:, measures.graded] = found
    for k, level in enumerate(QUANTILE_LEVELS):
        frame[level] = every[:, :, k].ravel()
    return frame
