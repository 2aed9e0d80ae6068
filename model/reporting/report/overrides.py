"""Table of what `--set` changed, as a report shows it."""

from __future__ import annotations

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.overrides import NAME
from model.analysis.verdicts import SURE
from model.load import BASELINE
from model.reporting.wording.words import Words

CHANGES = 12
"""Changes that are shown."""


def changed_by_overrides(saved: Saved, words: Words) -> list[list[str]]:
    """Rows of what `--set` changed by enough to matter, largest first: outcome, without, with, difference.

    None where nothing was set. Of a scenario it is the effect that changed.
    """
    if not (saved.folder.path / NAME).is_file():
        return []
    found = saved.folder.table(NAME)
    sure = found[found["kind"].isin(SURE)]
    size = sure["difference"].abs() / sure["smallest"].replace(0, float("nan"))
    rows = []
    for row in records(sure.loc[size.sort_values(ascending=False, kind="stable").index[:CHANGES]]):
        level, name, outcome = row["scenario"] == BASELINE, saved.scenarios[row["scenario"]].name, row["outcome"]
        numbers = [(row["first"], not level), (row["second"], not level), (row["difference"], True)]
        shown = [words.number(outcome, value, sign=sign) for value, sign in numbers]
        rows.append([f"{words.outcome(outcome)}, {name if level else f'effect of “{name}”'}", *shown])
    return rows
