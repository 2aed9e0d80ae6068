"""`compare`: the comparison of one run again, or runs against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from model.between import between, differing_inputs, same_luck
from model.commands.grid import columns, print_grid
from model.commands.show import comparison_table, terminal
from model.compare import records
from model.load import BASELINE
from model.saved import Saved
from model.store import RunFolder

MOST = 40
"""Differing inputs that are listed before the rest is counted."""


def compare_command(runs: Sequence[Path]) -> None:
    """Print one run's comparison, or what differs between the first run and each other; raises RunError."""
    saved = [Saved(RunFolder(path)) for path in runs]
    for one in saved:
        one.refuse_damage()
    console = terminal()
    if len(saved) == 1:
        comparison_table(console, saved[0].comparison, saved[0].headline, BASELINE)
        return
    for other in saved[1:]:
        _against(console, saved[0], other)


def _against(console: Console, first: Saved, second: Saved) -> None:
    console.print(f"{second.folder.path} against {first.folder.path}", markup=False, soft_wrap=True)
    inputs = differing_inputs(first.manifest, second.manifest)
    if not inputs:
        console.print("Nothing that went into them differs.")
    else:
        print_grid(console, columns("what went in", "first", "second", of_words=3), inputs[:MOST])
        if len(inputs) > MOST:
            console.print(f"… and {len(inputs) - MOST} more")
    paired = same_luck(first.manifest, second.manifest)
    found = between(
        first.outcomes,
        second.outcomes,
        months=min(first.months, second.months),
        names=first.headline,
        same_worlds=paired,
    )
    differs = found[(found["ci_low"] > 0) | (found["ci_high"] < 0)]
    luck = "in the same worlds" if paired else "with unrelated luck"
    if differs.empty:
        console.print(f"No headline outcome differs between them by more than luck might make it ({luck}).")
        return
    rows = [[row["scenario"], row["outcome"], *_numbers(row)] for row in records(differs)]
    heads = columns("scenario", "outcome", "first", "second", "difference", "95 % interval", of_words=2)
    print_grid(console, heads, rows)
    same = len(found) - len(differs)
    console.print(f"Differences {luck}; {same} more headline outcomes differ by no more than luck might make them.")


def _numbers(row: dict[str, Any]) -> list[str]:
    low, high = row["ci_low"], row["ci_high"]
    return [f"{row['first']:.3g}", f"{row['second']:.3g}", f"{row['difference']:+.3g}", f"{low:+.3g} to {high:+.3g}"]
