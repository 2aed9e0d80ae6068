"""The terminal: how wide it is, and warnings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from model.analysis.finished_run import Saved

PIPED = 120
"""Width where there is no terminal to measure."""


class Terminal(Console):
    """A console that lets its caller know when nobody reads on."""

    def on_broken_pipe(self) -> None:
        """Instead of leaving with a status that means something else."""
        raise BrokenPipeError


def terminal() -> Console:
    """Standard output: as wide as the terminal, or as PIPED where there is none to measure."""
    console = Terminal(highlight=False)
    return console if console.is_terminal else Terminal(highlight=False, width=PIPED)


def warn(text: str) -> None:
    """A warning, on the error stream."""
    Terminal(stderr=True, highlight=False).print(f"warning: {text}", style="yellow", markup=False, soft_wrap=True)


def say(warnings: Iterable[str]) -> None:
    """Each warning once."""
    for warning in dict.fromkeys(warnings):
        warn(warning)


def warn_since(saved: Saved) -> None:
    """Warn of files that have changed since a run was made."""
    if saved.since:
        warn(saved.since)
