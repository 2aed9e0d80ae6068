"""The program as a process of its own that is there at once: forked from one that has imported it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

FORKING = multiprocessing.get_context("forkserver") if os.name == "posix" else None
if FORKING is not None:
    FORKING.set_forkserver_preload(["tests.experiment.warmed", "tests.workshop.warmed"])


def _be_the_program(words: tuple[str, ...], folder: str) -> None:
    import simulate

    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT), stream)
    sys.argv = ["simulate.py", *words]
    simulate.start()


class Forked:
    """A command, begun; it is watched, ended and waited for as one that `subprocess.Popen` began."""

    def __init__(self, *words: str) -> None:
        self.told = TemporaryDirectory()
        self.begin(_be_the_program, words, self.told.name)

    def begin(self, be: Callable[[tuple[str, ...], str], None], words: tuple[str, ...], place: str) -> None:
        """Fork the process, which then is what it shall be, and writes what it says to a place."""
        assert FORKING is not None
        self.process = FORKING.Process(target=be, args=(words, place), daemon=True)
        self.process.start()
        assert self.process.pid is not None
        self.pid = self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def poll(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """Exit status, once it is over."""
        self.process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("simulate.py", timeout or 0)
        return self.returncode

    def communicate(self, *, timeout: float) -> tuple[str, str]:
        """Standard output and standard error, once it is over."""
        self.wait(timeout)
        with self.told as folder:
            out, err = (Path(folder, name) for name in ("out", "err"))
            return tuple(file.read_text(encoding="utf-8") if file.exists() else "" for file in (out, err))
