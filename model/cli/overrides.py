"""After a run with `--set`: print what it changed."""

from __future__ import annotations

import numpy as np
from rich.console import Console

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.overrides import NAME, effective, in_words
from model.analysis.verdicts import SURE
from model.cli.grid import columns, print_grid
from model.load import BASELINE
from model.reporting.wording.words import Words
from model.simulation.experiment import Experiment

FEW = 3
"""Changes that are told in one sentence."""
MAX_ROWS_SHOWN = 20
"""Rows that are printed; the table in the run's folder has all."""


def print_overrides(console: Console, experiment: Experiment, saved: Saved, *, full: bool) -> None:
    """The changes that matter, largest against the smallest difference that matters first; in full, as a table."""
    if not effective(experiment):
        return
    whole = saved.folder.table(NAME)
    set_there = [saved.scripts(*pair) for pair in zip(whole["scenario"], whole["outcome"], strict=True)]
    found = whole[~np.array(set_there, dtype=bool)]
    sure = found[found["kind"].isin(SURE)]
    title = f"What --set {in_words(experiment)} changed"
    if sure.empty:
        console.print(f"{title}: no headline outcome, and no scenario's effect on one, by enough to matter.")
        return
    strength = sure["difference"].abs() / sure["smallest"].replace(0, np.nan)
    ranked = sure.loc[strength.sort_values(ascending=False, kind="stable").index[:MAX_ROWS_SHOWN]]
    if not full:
        words = Words(saved.seeds, saved.months)
        told = "; ".join(
            f"{words.short(row['outcome'])} {words.small(row['outcome'], row['difference'])} in "
            + (BASELINE if row["scenario"] == BASELINE else f"the effect of {row['scenario']}")
            for row in records(ranked.head(FEW))
        )
        console.print(f"{title}: {len(sure)} of {len(found)} outcomes and effects, most {told}. All: {NAME}.")
        return
    heads = columns("of", "outcome", "without", "with", "difference", "95 % interval", of_words=2)
    rows = []
    for row in records(ranked.sort_index()):
        of = BASELINE if row["scenario"] == BASELINE else f"effect of {row['scenario']}"
        sign = "" if row["scenario"] == BASELINE else "+"
        levels = (f"{row['first']:{sign}.3g}", f"{row['second']:{sign}.3g}", f"{row['difference']:+.3g}")
        rows.append([of, row["outcome"], *levels, f"{row['ci_low']:+.3g} to {row['ci_high']:+.3g}"])
    print_grid(console, heads, rows, title=title)
    left = f"{len(sure) - len(ranked)} more changed, and " if len(sure) > len(ranked) else ""
    left += f"{len(whole) - len(found)} are set by the scenarios themselves, and " if len(whole) > len(found) else ""
    console.print(
        f"Against the same worlds without it. Effects: a scenario's differences from the baseline. {left}"
        f"{len(found) - len(sure)} did not by enough to matter, or that cannot be told; all are in {NAME}."
    )
