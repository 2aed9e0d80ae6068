"""The terminal: how wide it is, and warnings."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from model.common.errors import plain
from model.common.system import whole, writing

if TYPE_CHECKING:
    from model.experiment.run_folder import RunFolder

PIPED = 80
"""Width where there is no terminal to measure, and COLUMNS does not say it."""


class Terminal(Console):
    """A console that lets its caller know when nobody reads on."""

    def on_broken_pipe(self) -> None:
        """Instead of leaving with a status that means something else."""
        raise BrokenPipeError


def terminal() -> Console:
    """Standard output: as wide as the terminal, or as PIPED where there is none to measure."""
    console = Terminal(highlight=False)
    return console if console.is_terminal else Terminal(highlight=False, width=_columns() or PIPED)


def _columns() -> int | None:
    """The width that the environment asks for."""
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() and int(said) else None


def quoted(path: Path) -> str:
    """A path as it is written in a command."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))


def save(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written whole or not at all, and print where it is; RunError where it cannot be written."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole(path, write)
    terminal().print(str(path), soft_wrap=True, markup=False)


def warn(text: str) -> None:
    """A warning, on one line of the error stream whatever names stand in it."""
    shown = plain(text.replace("\u00a0", " "))
    Terminal(stderr=True, highlight=False).print(f"warning: {shown}", style="yellow", markup=False, soft_wrap=True)


def say(warnings: Iterable[str]) -> None:
    """Each warning once."""
    for warning in dict.fromkeys(warnings):
        warn(warning)


def warn_since(folder: RunFolder, manifest: Mapping[str, Any]) -> None:
    """Warn of files that have changed since a run or sweep was made."""
    from model.analysis.finished_run import told_since  # no command waits for it that reads no run

    if said := told_since(folder, manifest):
        warn(said)
