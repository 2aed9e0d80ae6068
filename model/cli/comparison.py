"""The table a run ends with: headline outcomes of every scenario against the baseline, with their verdicts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from rich.console import Console

from model.analysis.finished_run import Saved
from model.analysis.verdicts import CHANCE, NONE, SAME, SIGN
from model.cli.grid import columns, print_grid
from model.load import BASELINE

MOST_DIGITS = 9
LUCK, SIZE, SET = "·", "~", "="
"""Marks of what is no finding, of one whose size is not settled, and of what a scenario sets by its own hand."""


def comparison_table(console: Console, saved: Saved) -> None:
    """Headline outcomes down, scenarios across as many as fit; each cell is a paired difference and its verdict."""
    found, cells = saved.findings, saved.cells
    rows = {(str(row["scenario"]), str(row["outcome"])): _cell(row) for row in found.to_dict("records")}
    headline = [name for name in saved.headline if (BASELINE, name) in cells]
    others = saved.others
    table = [
        [outcome, level_said(saved, BASELINE, outcome), *(rows.get((name, outcome), "–") for name in others)]
        for outcome in headline
    ]
    print_grid(console, columns("outcome", BASELINE, *others, of_words=1), table, repeat=2)
    if others:
        console.print(
            f"Differences from the baseline in the same worlds, with 95 % intervals. {LUCK}: luck may explain it, "
            f"where {len(found)} comparisons are looked at together (Holm’s correction). {SIZE}: the sign is sure, the "
            f"size is not. {SET}: the scenario sets it itself, so it is no finding."
        )


def level_said(saved: Saved, scenario: str, outcome: str) -> str:
    """An outcome's mean in a table; `never` for months to what no world came to."""
    return "never" if saved.never(scenario, outcome) else f"{saved.cells[scenario, outcome]['mean']:.3g}"


def _cell(row: Mapping[Hashable, Any]) -> str:
    """A paired difference with its interval and a mark for its verdict."""
    if row["kind"] == SAME:
        return f"the same {SET if row['scripted'] else ' '}"
    mark = SET if row["scripted"] else {SIGN: SIZE, NONE: LUCK, CHANCE: LUCK}.get(row["kind"], " ")
    return f"{difference_said(row)} {mark}"


def difference_said(row: Mapping[Hashable, Any]) -> str:
    """A difference with its interval, with digits enough that neither it nor the interval's width is all noughts."""
    difference, low, high = row["difference"], row["ci_low"], row["ci_high"]
    digits = 1 if max(abs(difference), abs(high)) >= 2 and np.isfinite(high) else 3
    least = min((abs(x) for x in (difference, (high - low) / 2) if x), default=1.0)
    while digits < MOST_DIGITS and least < 0.5 * 10.0**-digits:
        digits += 1
    if not np.isfinite(low):
        return f"{difference:+.{digits}f} (too few worlds)"
    return f"{difference:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"
