"""Thirty-six of fifty kills at random moments: of the run itself as it starts, works, writes and draws."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.conftest import digests, posix
from tests.experiment.killing import STAGES, Undisturbed, spoil, start_in, written

pytestmark = [posix, pytest.mark.slow]
STAGES_KILLED = ("starting", "at work", "tables", "report", "starting", "at work", "tables", "report", "condensing")
"""Stages a run is killed in, one after the other."""
OF_SEVERAL = 4
"""With every other seed, the first of these runs have two worker processes."""


def killed(folder: Path, jobs: int, stage: str, after: float) -> bool:
    """Begin the run or go on with it, and kill it so many seconds after a stage has begun; False if it was over."""
    before = written(folder, stage) if stage in STAGES else set()
    running = start_in(folder, jobs=jobs)
    while running.poll() is None and stage in STAGES and not written(folder, stage) - before:
        time.sleep(0.005)
    time.sleep(after)
    there = running.poll() is None
    running.kill()
    running.communicate(timeout=600)
    return there


@pytest.mark.parametrize("seed", range(4))
def test_killed_in_any_stage_it_comes_to_the_same_bytes(undisturbed: Undisturbed, tmp_path: Path, seed: int) -> None:
    folder, moments = tmp_path / "run", random.Random(seed)
    for place, stage in enumerate(STAGES_KILLED):
        jobs = 2 if seed % 2 and place < OF_SEVERAL else 1
        for _ in range(20):
            if stage == "at work" or (folder / "report.html").exists():
                spoil(folder, moments, blocks=1)
            if killed(folder, jobs, stage, moments.random() * undisturbed.seconds[stage]):
                break
        else:
            pytest.fail(f"it was always over before it could be killed: {stage}")
    running = start_in(folder, jobs=1)
    _, said = running.communicate(timeout=600)
    assert running.returncode == 0, said
    assert digests(folder) == undisturbed.digests
