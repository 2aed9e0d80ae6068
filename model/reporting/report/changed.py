"""Table of what the options of a run changed, as a report shows it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.analysis.changed import Change, changes_kept
from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.verdicts import SURE
from model.load import BASELINE
from model.reporting.wording.changed import change_said, change_title
from model.reporting.wording.words import Words

EFFECTS = 12
"""Effects of scenarios that are shown."""


@dataclass(frozen=True)
class ChangeShown:
    """A sentence on a change and its table: outcome, without, with, difference, 95 % interval, verdict."""

    said: str
    title: str
    rows: list[list[str]]


def changes_shown(saved: Saved, words: Words) -> list[ChangeShown]:
    """Changes by the options: each headline outcome of the baseline, and the effects changed by enough to matter."""
    return [
        ChangeShown(change_said(change, words), change_title(change), _rows(change, saved, words))
        for change in changes_kept(saved)
    ]


def _rows(change: Change, saved: Saved, words: Words) -> list[list[str]]:
    effect = (change.rows["scenario"] != BASELINE) & change.rows["kind"].isin(SURE)
    levels = change.rows[change.rows["scenario"] == BASELINE]
    shown = pd.concat([levels, change.rows[effect].head(EFFECTS)]).sort_index(key=change.rows.index.get_indexer)
    rows = []
    for row in records(shown):
        level, name, outcome = row["scenario"] == BASELINE, saved.scenarios[row["scenario"]].name, row["outcome"]
        numbers = [(row["first"], not level), (row["second"], not level), (row["difference"], True)]
        cells = [words.number(outcome, value, sign=sign) for value, sign in numbers]
        low, high = (words.number(outcome, row[end], sign=True) for end in ("ci_low", "ci_high"))
        of = name if level else f"effect of “{name}”"
        rows.append([f"{words.outcome(outcome)}, {of}", *cells, f"{low} to {high}", row["said"]])
    return rows
