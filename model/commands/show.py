"""What the terminal shows: tables and warnings."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from model.study import Study

CELL = 25
"""Columns a difference with its interval takes."""
PIPED = 120
"""Width where there is no terminal to measure."""


def terminal() -> Console:
    """Standard output: as wide as the terminal, or as PIPED where there is none to measure."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED)


def warn(text: str) -> None:
    """A warning, on the error stream."""
    Console(stderr=True, highlight=False).print(f"warning: {text}", style="yellow", markup=False, soft_wrap=True)


def comparison_table(console: Console, comparison: pd.DataFrame, study: Study, baseline: str) -> None:
    """Headline outcomes down, scenarios across, as many as fit the width; each cell a paired difference and its interval."""
    headline = study.seeds.outcomes.headline
    width = console.width
    name_width = max(len(name) for name in headline) + 2
    others = [s.id for s in study.scenarios if s.id != baseline]
    fit = max(1, (width - name_width - 12) // (CELL + 2))
    table_of = comparison.set_index(["scenario", "outcome"])
    for first in range(0, max(len(others), 1), fit):
        shown = others[first : first + fit]
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, width=min(width, name_width + 12 + len(shown) * (CELL + 2)))
        table.add_column("outcome", no_wrap=True)
        table.add_column(baseline, justify="right", no_wrap=True)
        for name in shown:
            table.add_column(name, justify="right", overflow="fold", width=CELL)
        for outcome in headline:
            if (baseline, outcome) not in table_of.index:
                continue
            table.add_row(outcome, _mean(table_of, baseline, outcome), *(_cell(table_of, n, outcome) for n in shown))
        console.print(table)
    if others:
        console.print(
            "Differences from the baseline in the same worlds, with 95 % intervals; · marks those that include 0."
        )


def _mean(table: pd.DataFrame, scenario: str, outcome: str) -> str:
    return f"{table.loc[(scenario, outcome), 'mean']:.3g}"


def _cell(table: pd.DataFrame, scenario: str, outcome: str) -> str:
    if (scenario, outcome) not in table.index:
        return "–"
    row = table.loc[(scenario, outcome)]
    mark = "·" if row["ci_low"] <= 0 <= row["ci_high"] else " "
    digits = 1 if max(abs(row["difference"]), abs(row["ci_high"])) >= 2 else 3
    return f"{row['difference']:+.{digits}f} [{row['ci_low']:+.{digits}f}, {row['ci_high']:+.{digits}f}]{mark}"
