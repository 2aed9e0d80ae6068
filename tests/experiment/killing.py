"""Runs that are killed: a small one, how it is started and watched, and how long each stage of it takes undisturbed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests import conftest
from tests.conftest import TRIAD, digests
from tests.experiment.forked import Forked

WORK = ("run", "deal", "--seeds", str(TRIAD), "--worlds", "600", "--months", "6")
STAGES = {
    "at work": "blocks/*.npz",
    "tables": "*outcomes.parquet*",
    "report": "comparison.csv",
    "condensing": "levels/*.npz",
}
"""Stage of a run → the files of which the first to be written shows that it has begun."""


def start_in(folder: Path, *words: str, jobs: int = 2) -> Forked:
    """The run begun in a folder, or gone on with."""
    going_on = ["--resume"] if (folder / "run.json").exists() else []
    return Forked(*WORK, "--jobs", str(jobs), "--out", str(folder), *going_on, *words)


def workers_of(process: Forked | Popen[Any]) -> list[int]:
    """The worker processes there are now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        if parent == process.pid and b"model.common.processes" in words:
            found.append(int(folder.name))
    return found


def until(state: Callable[[], object], process: Forked | Popen[Any]) -> None:
    """Wait for a state as long as the process is there."""

    def come() -> bool:
        if state():
            return True
        assert process.poll() is None, process.communicate(timeout=60)
        return False

    conftest.until(come, seconds=600)


def written(folder: Path, stage: str) -> set[tuple[str, int]]:
    """The files that show a stage, each with when it was written; one that vanishes meanwhile is left out."""
    found = set()
    for path in folder.glob(STAGES[stage]):
        try:
            found.add((path.name, path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return found


@dataclass(frozen=True)
class Undisturbed:
    """The run every other one must equal, and the seconds each of its stages took."""

    digests: dict[str, str]
    seconds: dict[str, float]
    hired: float
    """Seconds from the first worker process to the last block."""


def undisturbed_run(folder: Path) -> Undisturbed:
    """Make the run and watch it."""
    Forked("--help").communicate(timeout=600)  # the process that all are forked from is there from now on
    began = [time.monotonic()]
    running = start_in(folder)
    until(lambda: workers_of(running), running)
    hired = time.monotonic()
    for stage in STAGES:
        until(lambda stage=stage: written(folder, stage), running)
        began.append(time.monotonic())
    _, said = running.communicate(timeout=600)
    assert running.returncode == 0, said
    lasted = [after - before for before, after in zip(began, [*began[1:], time.monotonic()], strict=True)]
    return Undisturbed(digests(folder), dict(zip(("starting", *STAGES), lasted, strict=True)), began[2] - hired)


def spoil(folder: Path, moments: random.Random, *, blocks: int) -> None:
    """Leave so many blocks at most, and no table of outcomes: there is work again."""
    found = sorted(folder.glob("blocks/*.npz"))
    for block in moments.sample(found, max(len(found) - blocks, 0)):
        block.unlink()
    (folder / "outcomes.parquet").unlink(missing_ok=True)
