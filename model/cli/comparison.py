"""The table a run ends with: headline outcomes of every scenario against the baseline, with their verdicts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from rich.console import Console

from model.analysis.finished_run import Saved
from model.analysis.verdicts import CANNOT_TELL, SCRIPTED, SIZE_UNSURE, TOO_SMALL
from model.cli.grid import columns, print_grid
from model.load import BASELINE

MAX_DIGITS = 9
SIZE, SMALL, UNTOLD, SET = "~", "<", "?", "="
"""Marks of a difference that matters though its size is not sure, of one too small to matter, of one that cannot be
told, and of what a scenario sets or writes itself."""
MARKS = {SIZE_UNSURE: SIZE, TOO_SMALL: SMALL, CANNOT_TELL: UNTOLD, SCRIPTED: SET}
MEANINGS = (
    f"{SIZE}: it matters, its size is not sure. {SMALL}: sure, but too small to matter. {UNTOLD}: cannot be told with "
    f"so few worlds. {SET}: the scenario sets or writes it itself, so it is no finding. "
    "Verdicts are on what followed: the difference less what the scenario writes itself."
)


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
            f"Differences from the baseline in the same worlds, with 95 % intervals; {len(found)} comparisons are "
            f"looked at together (Holm’s correction). No mark: it matters, and that is sure. {MEANINGS}"
        )


def level_said(saved: Saved, scenario: str, outcome: str) -> str:
    """An outcome's mean in a table; `never` for months to what no world came to."""
    return "never" if saved.never(scenario, outcome) else f"{saved.cells[scenario, outcome]['mean']:.3g}"


def _cell(row: Mapping[Hashable, Any]) -> str:
    """A paired difference with its interval and a mark for its verdict."""
    mark = verdict_mark(row)
    if row["differing"] == 0:
        return f"the same {mark if mark == SET else ' '}"
    return f"{difference_said(row)} {mark}"


def verdict_mark(row: Mapping[Any, Any]) -> str:
    """The mark of a difference's verdict; a blank where it matters and that is sure."""
    return SET if row["scripted"] else MARKS.get(row["kind"], " ")


def difference_said(row: Mapping[Any, Any]) -> str:
    """A difference with its interval, with digits enough that neither it nor the interval's width is shown as 0."""
    difference, low, high = row["difference"], row["ci_low"], row["ci_high"]
    digits = 1 if max(abs(difference), abs(high)) >= 2 and np.isfinite(high) else 3
    least = min((abs(x) for x in (difference, (high - low) / 2) if x), default=1.0)
    while digits < MAX_DIGITS and least < 0.5 * 10.0**-digits:
        digits += 1
    if not np.isfinite(low):
        return f"{difference:+.{digits}f} (too few worlds)"
    return f"{difference:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"
