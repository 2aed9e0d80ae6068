"""Progress from Python: a bar on a terminal and in a notebook with ipywidgets, a line of text in other notebooks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from model.common.text import counted

Progress = bool | None
"""True for progress shown, False for none; None: on a terminal and in a notebook."""


@contextmanager
def shown(total: int, done: int, progress: Progress) -> Iterator[Callable[[], None]]:
    """Show how many blocks of the total are done; what is handed over is called after each."""
    console = Console(stderr=True)
    wanted = console.is_terminal or console.is_jupyter if progress is None else progress
    wanted = wanted and done < total
    if wanted and console.is_jupyter and find_spec("ipywidgets") is None:  # rich would warn, and show nothing
        yield _Line(total, done).advance
        return
    columns = (TextColumn("simulating"), BarColumn(), TextColumn("{task.completed}/{task.total} blocks"))
    with Bar(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not wanted) as bar:
        place = bar.add_task("simulating", total=total, completed=done)
        yield lambda: bar.advance(place)


class _Line:
    """A line in a notebook that is written anew after each block."""

    def __init__(self, total: int, done: int) -> None:
        self.total, self.done, self.started = total, done, time.monotonic()
        self.handle = import_module("IPython.display").display(self._cell(), raw=True, display_id=True)

    def advance(self) -> None:
        """Count one block more."""
        self.done += 1
        self.handle.update(self._cell(), raw=True)

    def _cell(self) -> dict[str, str]:
        if self.done < self.total:
            return {"text/plain": f"simulating: {self.done} of {counted(self.total, 'block')} done"}
        return {"text/plain": f"simulated {counted(self.total, 'block')} in {time.monotonic() - self.started:.0f} s"}
