"""Finished blocks of a run, each a file: a crash at any moment leaves whole ones, and none is taken for another."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from model.common.errors import RunError
from model.common.reading import cause_of, refuse_no_file
from model.common.system import write_whole
from model.experiment.block_file import content_of, result_in
from model.experiment.ensemble import BlockResult, Task
from model.experiment.quantiles import Sorted, unpacked
from model.experiment.stamp import differences
from model.simulation.experiment import Experiment

BLOCKS = "blocks"


class BlockFolder:
    """A folder with the blocks of one run; `passing` if it is there for one command only."""

    def __init__(self, path: Path, *, passing: bool = False) -> None:
        self.path = path
        self.passing = passing

    def _block(self, task: Task) -> Path:
        return self.path / BLOCKS / f"{task.scenario}-{task.block:06d}-{task.worlds}.npz"

    def begun(self, task: Task) -> bool:
        """Return True where a file lies in the place of a block's result."""
        return self._block(task).is_file()

    def has(self, experiment: Experiment, task: Task) -> bool:
        """Return True where a block's result is here, whole, and made by this code from these inputs."""
        try:
            refuse_no_file(self._block(task))
            with zipfile.ZipFile(self._block(task)) as kept:
                if kept.testzip() is not None:
                    return False
            with np.load(self._block(task), allow_pickle=False) as arrays:
                return str(arrays["stamp"]) == task.stamp(experiment)
        except (OSError, ValueError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
            return False

    def save(self, result: BlockResult) -> None:
        """Keep a finished block; RunError if there is no room for it."""
        try:
            (self.path / BLOCKS).mkdir(exist_ok=True)
            write_whole(self._block(result.task), content_of(result))
        except OSError as error:
            raise RunError(
                f"{self.path}: cannot keep block {result.task.block} of {result.task.scenario}: "
                f"{error.strerror or error}; {self.cure}"
            ) from None

    @property
    def cure(self) -> str:
        """Remedy where something could not be written."""
        if self.passing:
            return "make room there"
        if not self.path.is_dir():
            return "it was moved or deleted while the run was at work; if it was moved, go on there with --resume"
        return "finished blocks are kept: make room, then add --resume"

    def load(self, experiment: Experiment, task: Task) -> BlockResult:
        """A finished block; RunError if it holds something else than that block of that experiment."""
        path, result = self._block(task), self.block(task)
        if unlike := differences(result.stamp, task.stamp(experiment)):
            raise RunError(f"{path}: is not the block it is named for (other {', '.join(unlike)}); add --resume")
        return result

    def block(self, task: Task) -> BlockResult:
        """A finished block, of whatever experiment; RunError if it cannot be read."""
        with _reading(path := self._block(task)):
            return result_in(path, task)

    def levels(self, task: Task) -> Sorted:
        """The sorted levels of a finished block: (row, world); RunError if they cannot be read."""
        with _reading(path := self._block(task)), np.load(path, allow_pickle=False) as kept:
            return unpacked(kept["levels"], kept["ends"][0].size, task.worlds)

    def blocks(self, experiment: Experiment, todo: list[Task], scenario: str) -> Iterator[BlockResult]:
        """The finished blocks of a scenario, in order."""
        for task in todo:
            if task.scenario == scenario:
                yield self.load(experiment, task)


@contextlib.contextmanager
def _reading(block: Path) -> Iterator[None]:
    """RunError where a block's file cannot be read."""
    try:
        refuse_no_file(block)
        yield
    except (OSError, ValueError, KeyError, pa.ArrowException, zipfile.BadZipFile) as error:
        raise RunError(f"{block}: cannot be read: {cause_of(error)}; delete it, then add --resume") from None
