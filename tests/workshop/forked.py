"""A workshop's server that is there at once: forked, with its first process to compute, from one that has imported all.

Each is a process of its own with the pipes and the end that it has otherwise; what starts it is the program's `start`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from tests.experiment.forked import Forked

ROOT = Path(__file__).parents[2]


class AtHand:
    """A worker process that was forked before the server began its threads, used as one that `Popen` began."""

    def __init__(self) -> None:
        from model.common.processes import serve

        orders, to_it = os.pipe()
        from_it, answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                os.dup2(orders, 0)
                os.dup2(answers, 1)
                for end in (orders, to_it, from_it, answers):
                    os.close(end)
                serve()
            finally:
                os._exit(1)
        os.close(orders)
        os.close(answers)
        self.stdin, self.stdout = os.fdopen(to_it, "wb", 0), os.fdopen(from_it, "rb", 0)

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = 60) -> int:
        end = time.monotonic() + timeout
        while self.returncode is None:
            over, status = os.waitpid(self.pid, os.WNOHANG)
            if over:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise subprocess.TimeoutExpired("worker", timeout)
            else:
                time.sleep(0.01)
        return self.returncode


def _hand_over(worker: AtHand) -> None:
    """Let the first process that the server starts to compute be this one; those after it are started as always."""
    from model.common.processes import START

    begin, at_hand = subprocess.Popen, [worker]

    def popen(words: list[str], **how: Any) -> Any:
        return at_hand.pop() if at_hand and words[-1] == START else begin(words, **how)

    subprocess.Popen = popen  # a function for a class, in this process alone


def _be_the_server(words: tuple[str, ...], log: str) -> None:
    import simulate

    os.setsid()
    os.chdir(ROOT)
    said = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    for name in [name for name in os.environ if name.startswith(("PYTEST", "NICEGUI_"))]:
        del os.environ[name]  # NiceGUI serves otherwise where it believes that it is being tested
    multiprocessing.current_process().name = "MainProcess"  # it serves in no other
    own = {"_fd": None, "_pid": None}  # it begins one: what a killed server leaves is not for the tests to clear away
    vars(resource_tracker._resource_tracker).update(own)
    _hand_over(AtHand())
    sys.argv = ["simulate.py", *words]
    simulate.start()


class ForkedServer(Forked):
    """The command `workshop`, begun; what it prints is added to a file."""

    def __init__(self, *words: str, log: Path) -> None:
        self.begin(_be_the_server, words, str(log))
