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
from tests.experiment.killing import Undisturbed, spoil, start_in, until, workers_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc"),
]
KILLS = 14


def test_with_both_workers_killed_it_comes_to_the_same_bytes(undisturbed: Undisturbed, tmp_path: Path) -> None:
    """Each at its own random moment between its start and the last block, in a run begun or gone on with.

    A block whose worker is killed both times it is tried ends the run; `--resume` then computes it.
    """
    folder, moments, kills = tmp_path / "run", random.Random(14), 0
    while kills < KILLS:
        spoil(folder, moments, blocks=1)
        running = start_in(folder, "--keep-blocks")
        until(lambda running=running: len(workers_of(running)) == 2, running)
        hired = time.monotonic()
        later = sorted(moments.random() * undisturbed.hired for _ in range(2))
        for worker, moment in zip(moments.sample(workers_of(running), 2), later, strict=True):
            time.sleep(max(0.0, moment - (time.monotonic() - hired)))
            with contextlib.suppress(ProcessLookupError):  # it has no more work
                os.kill(worker, signal.SIGKILL)
                kills += 1
        _, said = running.communicate(timeout=600)
        if running.returncode:  # the second kill hit the block that was tried again after the first
            assert "failed twice" in said, said
            running = start_in(folder, "--keep-blocks")
            _, said = running.communicate(timeout=600)
        assert running.returncode == 0, said
        assert digests(folder) == undisturbed.digests
