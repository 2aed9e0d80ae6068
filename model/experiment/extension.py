"""A larger run made from a finished one: its blocks are handed over, so that only what is new is computed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.common.errors import RunError
from model.experiment.block_file import result_in
from model.experiment.condensed import condensed_name
from model.experiment.ensemble import BLOCK, FOLLOWED, BlockResult, Task, tasks
from model.experiment.inputs import seed_files, seeds_folder
from model.experiment.manifest import changes
from model.experiment.run_folder import RunFolder
from model.experiment.stamp import differences
from model.simulation.experiment import Experiment
from model.simulation.sampling import column_name

LARGER = ("worlds_asked", "settings")
"""Entries of a manifest in which a larger run may differ."""


def refuse_unless_extendable(earlier: dict[str, Any], now: dict[str, Any], path: object) -> None:
    """RunError where evidence, scenarios, code or versions are not those that made the run; it says what changed.

    A larger run may have further scenarios, and leave some of the earlier run's behind.
    """
    now = now | {key: earlier.get(key) for key in LARGER}
    within = seeds_folder(earlier["digests"]) or Path()
    evidence = {str(within / name) for name in seed_files(earlier["digests"])}
    both = {"scenarios": {*earlier["scenarios"]} & {*now["scenarios"]}}
    both["digests"] = {*earlier["digests"]} & {*now["digests"], *evidence}
    earlier = earlier | {key: {name: earlier[key][name] for name in names} for key, names in both.items()}
    for key, names in both.items():
        now[key] = {name: value for name, value in now[key].items() if name in names}
    if changed := changes(earlier, now):
        raise RunError(
            f"{path}: cannot be extended: since it was made these changed: {'; '.join(changed)}; begin a new run"
        )


def hand_over(
    source: RunFolder, target: RunFolder, experiment: Experiment, worlds: int, todo: Collection[Task]
) -> None:
    """Keep in the target each block of the source that is among the tasks; RunError where one cannot be read.

    worlds: number that the source has of each scenario. Its last block, where it is not whole, is no task of a run of
    more worlds.
    """
    wanted = {task for task in todo if not target.has(experiment, task)}
    kept = set(source.outcomes().worlds)
    for scenario in dict.fromkeys(task.scenario for task in todo if task.scenario in kept):
        there = [task for task in tasks(experiment, worlds) if task.scenario == scenario and task in wanted]
        for result in _restored(source, scenario, there) if there else ():
            if unlike := differences(result.stamp, result.task.stamp(experiment)):
                raise RunError(f"{source.path}: cannot be extended: its blocks have another {', '.join(unlike)}")
            target.save(result)


def _restored(source: RunFolder, scenario: str, there: list[Task]) -> Iterator[BlockResult]:
    """Blocks of a scenario in order: their sums and levels as they were kept, the rest from the tables."""
    wanted = {task.block: task for task in there}
    paths, followed = source.arrays(f"paths/{scenario}")["paths"], source.arrays(f"followed/{scenario}")["steps"]
    for first, frame in source.outcomes().groups(scenario):
        for block in range(first // BLOCK, -(-(first + len(frame)) // BLOCK)):
            if (task := wanted.get(block)) is None:
                continue
            place = source.path / condensed_name(task)
            try:
                kept = result_in(place, task) if place.is_file() else source.block(task)
            except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
                raise RunError(f"{place}: cannot be read: {error}; the run cannot be extended") from None
            if len(kept.outcomes[next(iter(kept.outcomes))]):
                yield kept  # a run that kept its blocks
                continue
            rows = frame.iloc[block * BLOCK - first :][: task.worlds]
            yield replace(
                kept,
                paths=paths.astype(np.float64) if block == 0 else kept.paths,
                followed=followed[block * BLOCK :][: task.worlds] if block < FOLLOWED else kept.followed,
                outcomes=_filled(kept.outcomes, rows, str),
                sampled=_filled(kept.sampled, rows, column_name),
            )


def _filled(
    columns: Mapping[str, np.ndarray[Any, Any]], rows: pd.DataFrame, named: Callable[[str], str]
) -> dict[str, Any]:
    """Columns of these names and types, filled from the rows of a table that names them in its own way."""
    return {name: rows[named(name)].to_numpy().astype(column.dtype) for name, column in columns.items()}
