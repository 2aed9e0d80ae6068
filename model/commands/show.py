"""What the terminal shows: tables and warnings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from model.commands.grid import columns, print_grid

if TYPE_CHECKING:
    import pandas as pd

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


def comparison_table(console: Console, comparison: pd.DataFrame, headline: Sequence[str], baseline: str) -> None:
    """Headline outcomes down, scenarios across as many as fit; each cell is a paired difference with its interval."""
    rows = {(str(row["scenario"]), str(row["outcome"])): row for row in comparison.to_dict("records")}
    headline = [name for name in headline if (baseline, name) in rows]
    others = [name for name in dict.fromkeys(scenario for scenario, _ in rows) if name != baseline]
    table = [
        [name, f"{rows[baseline, name]['mean']:.3g}", *(_cell(rows.get((scenario, name))) for scenario in others)]
        for name in headline
    ]
    print_grid(console, columns("outcome", baseline, *others, of_words=1), table, repeat=2)
    if others:
        told = "Differences from the baseline in the same worlds, with 95 % intervals; · marks those that include 0."
        console.print(told)


def _cell(row: Mapping[Hashable, Any] | None) -> str:
    """A paired difference with its interval."""
    if row is None:
        return "–"
    low, high = row["ci_low"], row["ci_high"]
    mark = "·" if low <= 0 <= high else " "
    digits = 1 if max(abs(row["difference"]), abs(high)) >= 2 else 3
    return f"{row['difference']:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]{mark}"
