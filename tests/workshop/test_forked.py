"""A forked server is what a started one is: it has its process to compute, and leaves none behind when it is killed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.conftest import TRIAD
from tests.workshop.served import Served, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc"),
]


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def over(process: int) -> bool:
    """True where it is there no more, or nobody has asked yet how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_killed_one_takes_its_process_along_and_is_begun_again(tmp_path: Path) -> None:
    with Served(tmp_path / "session", TRIAD, jobs=1, forked=True) as served:
        for _ in range(2):
            running = served.process
            assert running is not None
            begun = children(running.pid)
            assert begun and served.answers()
            served.kill()
            assert running.returncode == -9 and not served.answers()
            for process in begun:
                until(partial(over, process))
            served.start()
        assert served.answers() and "Traceback" not in served.printed
