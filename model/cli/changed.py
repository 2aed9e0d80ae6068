"""After a run with options that change it: print what they changed."""

from __future__ import annotations

from rich.console import Console

from model.analysis.changed import Change, changes_kept
from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.cli.grid import columns, print_grid
from model.load import BASELINE
from model.reporting.wording.changed import change_said, change_title
from model.reporting.wording.words import Words

MAX_ROWS_SHOWN = 20
"""Rows that are printed; the table in the run's folder has all."""


def print_changes(console: Console, saved: Saved, *, full: bool) -> None:
    """The changes that matter, largest against the smallest difference that matters first; in full, as a table."""
    for change in changes_kept(saved):
        if full and len(change.sure):
            _print_table(console, change)
        else:
            said = change_said(change, Words(saved.seeds, saved.months))
            console.print(f"{said} All: {change.file}.", markup=False)


def _print_table(console: Console, change: Change) -> None:
    heads = columns("of", "outcome", "without", "with", "difference", "95 % interval", of_words=2)
    sure, rows = change.sure, []
    for row in records(sure.head(MAX_ROWS_SHOWN)):
        of = BASELINE if row["scenario"] == BASELINE else f"effect of {row['scenario']}"
        sign = "" if row["scenario"] == BASELINE else "+"
        levels = (f"{row['first']:{sign}.3g}", f"{row['second']:{sign}.3g}", f"{row['difference']:+.3g}")
        rows.append([of, row["outcome"], *levels, f"{row['ci_low']:+.3g} to {row['ci_high']:+.3g}"])
    print_grid(console, heads, rows, title=change_title(change))
    effects = " Effects: a scenario's differences from the baseline." if change.effects else ""
    left = f"{len(sure) - MAX_ROWS_SHOWN} more changed, and " if len(sure) > MAX_ROWS_SHOWN else ""
    left += f"{change.own} are set by the scenarios themselves, and " if change.own else ""
    console.print(
        f"Against {change.against or 'the same worlds without it'}.{effects} {left}{len(change.rows) - len(sure)} did "
        f"not by enough to matter, or that cannot be told; all are in {change.file}.",
        markup=False,
    )
