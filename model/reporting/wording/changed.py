"""The sentence on what the options of a run changed, the same on the terminal and in the report."""

from __future__ import annotations

from model.analysis.changed import Change, not_kept
from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.load import BASELINE
from model.reporting.wording.words import Words

FEW = 3
"""Changes that are told in one sentence."""


def change_title(change: Change) -> str:
    """The options, and what the run with them is compared with."""
    of = "" if change.effects else " in the baseline"
    return f"What {change.options} changed{of}" + (f", against {change.against}" if change.against else "")


def change_said(change: Change, words: Words) -> str:
    """How many outcomes and effects changed by enough to matter and the largest, or that none did."""
    sure, count = change.sure, len(change.rows)
    if sure.empty:
        untold = f"; {change.untold} of {count} cannot be told with this many worlds" if change.untold else ""
        effects = ", and no scenario's effect on one," if change.effects else ""
        return f"{change_title(change)}: no headline outcome{effects} by enough to matter{untold}."
    told = "; ".join(
        f"{words.short(row['outcome'])} {words.small(row['outcome'], row['difference'])}"
        + ("" if not change.effects else f" in {of_row(row['scenario'])}")
        for row in records(sure.head(FEW))
    )
    of = f"{len(sure)} of {count} {'outcomes and effects' if change.effects else 'headline outcomes'}"
    return f"{change_title(change)}: {of} by enough to matter, {'most ' if len(sure) > 1 else ''}{told}."


def of_row(scenario: str) -> str:
    """The scenario of a row: the baseline, or an effect."""
    return BASELINE if scenario == BASELINE else f"the effect of {scenario}"


def not_kept_said(saved: Saved) -> str:
    """A sentence on a folder without the table it should have; empty where it has it."""
    if not (given := not_kept(saved)):
        return ""
    return (
        f"What {given} changed was not kept in this run's folder: an earlier version of the program made it, or it is "
        "one setting of a sweep, whose report compares the settings. A new run of the same command keeps it."
    )
