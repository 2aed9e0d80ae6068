"""Fourteen of fifty kills at random moments: of workers while they start and while they work; nothing is lost."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import digests
from tests.experiment.killing import Undisturbed, spoil, start_in, workers_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here to find processes in"),
]
KILLS = 14


def test_with_workers_killed_again_and_again_it_comes_to_the_same_bytes(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """One after the other, at random moments between their start and the last block, in a run begun or gone on with.

    A block whose worker is killed both times it is tried ends the run; `--resume` then computes it.
    """
    folder, moments, kills = tmp_path / "run", random.Random(14), 0
    for _ in range(20 * KILLS):
        if kills == KILLS:
            break
        spoil(folder, moments, blocks=1)
        running = start_in(folder, "--keep-blocks", "--no-report")
        end = time.monotonic() + 600
        while kills < KILLS and running.poll() is None and time.monotonic() < end:
            time.sleep(moments.random() * undisturbed.hired)
            for worker in moments.sample(found := workers_of(running), min(len(found), 1)):
                with contextlib.suppress(ProcessLookupError):  # it has no more work
                    os.kill(worker, signal.SIGKILL)
                    kills += 1
        _, said = running.communicate(timeout=600)
        if running.returncode:  # a kill hit a block that was tried again after another
            assert "failed twice" in said, said
            continue
        assert digests(folder) == undisturbed.digests
    assert kills == KILLS
    running = start_in(folder, "--keep-blocks", "--no-report")
    _, said = running.communicate(timeout=600)
    assert running.returncode == 0, said
    assert digests(folder) == undisturbed.digests
