"""The tables a sweep ends with: headline outcomes of each scenario by setting, and the verdicts that turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from model.analysis.sweep import Sweep, is_sure
from model.cli.comparison import MEANINGS, verdict_mark
from model.cli.grid import columns, print_grid
from model.common.text import counted
from model.experiment.joined import SETTING
from model.experiment.settings import shown as value_shown
from model.load import BASELINE
from model.reporting.wording.sweep import SweepSentences

MAX_COLUMNS = 12
"""Settings that are shown each in a column of its own."""
MAX_LETTERS = 12
"""Letters of a setting's name that a column bears; longer ones are listed above the tables, by number."""
MAX_SCENARIOS = 6
"""Scenarios whose tables are printed."""


def sweep_table(console: Console, sweep: Sweep, sentences: SweepSentences) -> None:
    """Print the baseline's levels and each scenario's differences by setting, then where verdicts change sign."""
    console.print(sentences.compared(), markup=False)
    numbered = not sweep.is_line and len(sweep.settings) <= MAX_COLUMNS and max(map(len, sweep.settings)) > MAX_LETTERS
    if numbered:
        for place, name in enumerate(sweep.settings, 1):
            console.print(f"{place:>4}  {name}", markup=False)
    shown = [BASELINE, *sweep.others][: MAX_SCENARIOS + 1]
    for scenario in shown:
        console.print()
        _scenario_table(console, sweep, scenario, numbered=numbered)
    if left := len(sweep.others) + 1 - len(shown):
        console.print(f"{counted(left, 'scenario')} more in the report and in by-setting.csv.")
    if not sweep.others:
        return
    console.print(
        f"No mark: it matters, and that is sure, where all differences of all settings are looked at together (Holm’s "
        f"correction). {MEANINGS} ±: half the 95 % interval, whose ends are in by-setting.csv and in the report."
    )
    turns = sweep.turns()
    for turn in turns:
        console.print(sentences.turned(turn), markup=False)
    if not turns:
        console.print("No verdict changes sign between these settings.")


def _scenario_table(console: Console, sweep: Sweep, scenario: str, *, numbered: bool) -> None:
    """Headline outcomes down, settings across; of many settings the least and the greatest alone."""
    rows = {outcome: sweep.rows(scenario, outcome) for outcome in sweep.headline}
    names = [row[SETTING] for row in next(iter(rows.values()))]
    title = "baseline, levels" if scenario == BASELINE else f"{scenario}, differences from the baseline"
    if len(names) > MAX_COLUMNS:
        heads = columns("outcome", "least", "at", "most", "at", of_words=1)
        print_grid(console, heads, [_ends(outcome, its) for outcome, its in rows.items()], title=title)
        return
    if sweep.is_line:
        (path,) = sweep.varying
        names = [value_shown(sweep.settings[name][path]) for name in names]
        title += f", by {path.removeprefix('assumptions.')}"
    elif numbered:
        names = [str(place) for place in range(1, len(names) + 1)]
    table = [[outcome, *map(_cell, its)] for outcome, its in rows.items()]
    print_grid(console, columns("outcome", *names, of_words=1), table, title=title, repeat=1)


def _cell(row: Mapping[str, Any]) -> str:
    """A level of the baseline, or a difference with the mark of its verdict."""
    if row["scenario"] == BASELINE:
        return "never" if row["never"] else f"{row['mean']:.3g}"
    mark = verdict_mark(row)
    if row["differing"] == 0:
        return f"the same {mark if row['scripted'] else ' '}"
    width = (row["ci_high"] - row["ci_low"]) / 2
    return f"{_difference(row['difference'])} ±{_difference(width).removeprefix('+')} {mark}"


def _difference(difference: float) -> str:
    if 0 < abs(difference) < 0.0005:
        return f"{difference:+z.4f}"
    return f"{difference:+.1f}" if abs(difference) >= 2 else f"{difference:+.3f}"


def _ends(outcome: str, rows: list[dict[str, Any]]) -> list[str]:
    """The least and the greatest of an outcome, and in which settings; of differences those that are sure."""
    base = rows[0]["scenario"] == BASELINE
    key = "mean" if base else "difference"
    known = rows if base else [row for row in rows if is_sure(row)]
    if not known:
        return [outcome, "–", "–", "–", "–"]
    least, most = (choose(known, key=lambda row: row[key]) for choose in (min, max))
    return [outcome, *(text for row in (least, most) for text in (_cell(row), row[SETTING]))]
