"""Blocks of a finished run: only what its tables do not hold is kept, so that a larger run can be made from it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from model.experiment.block_file import content_of
from model.experiment.block_folder import BLOCKS
from model.experiment.ensemble import BlockResult, Task, tasks
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.simulation.experiment import Experiment

FOLDER = "levels"
"""Folder of condensed blocks within the run's folder."""


def condense(crew: Crew, folder: RunFolder, worlds: int) -> Iterator[None]:
    """Keep the sums and sorted levels of every block, scenario by scenario; RunError if they cannot be written.

    Outcomes, paths and followed measures of every world stand in the tables.
    """
    todo = tasks(crew.experiment, worlds)
    names = [scenario.id for scenario in crew.experiment.scenarios]
    return crew.each(_condense, ((folder.path, [task for task in todo if task.scenario == x]) for x in names))


def _condense(experiment: Experiment, path: Path, todo: list[Task]) -> None:
    folder = RunFolder(path)
    for task in todo:
        folder.write(condensed_name(task), content_of(condensed(folder.load(experiment, task))))


def drop_blocks(folder: RunFolder) -> None:
    """Delete the blocks of a finished run, all of which are condensed."""
    for block in (folder.path / BLOCKS).glob("*.npz"):  # smaller ones too that --precision left behind
        block.unlink()
    with contextlib.suppress(OSError):  # something else lies there
        (folder.path / BLOCKS).rmdir()


def condensed_name(task: Task) -> str:
    """Path of a condensed block within the run's folder."""
    return Path(FOLDER, f"{task.scenario}-{task.block:06d}-{task.worlds}.npz").as_posix()


def condensed(result: BlockResult) -> BlockResult:
    """The same block without what the tables hold; its columns keep their names and types, and no world."""
    return replace(
        result,
        outcomes={name: column[:0] for name, column in result.outcomes.items()},
        sampled={name: column[:0] for name, column in result.sampled.items()},
        paths=result.paths[:0],
        followed=result.followed[:0],
    )
