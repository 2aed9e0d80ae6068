"""Skill of the model on the past: sentences and short tables from a hindcast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from model.analysis.comparison import records
from model.common.text import in_full
from model.experiment.run_folder import RunFolder
from model.reporting.wording.hindcast import (
    EVENTS_TITLE,
    FLOWS_HEAD,
    FLOWS_TITLE,
    REFERENCE_FORECASTS,
    SCORES,
    WINDOWS,
    event_table,
    flow_rows,
)
from model.spec.hindcast import REFERENCE, REFERENCE_MEAN

Told = tuple[str, list[str], list[list[str]]]
"""A table as text: its title, its head and its rows."""
NEEDED = ("skill.csv", "milestones.csv", "independent.csv", "misses.csv")
CHANCE = 0.05
"""A milestone is shown where it came about, or where the model gave it at least this chance."""
YEAR = 12
"""Months of the spans whose independence the title tells."""
MAX_DYADS = 4
"""Dyads with the largest errors shown a window."""


def skill_tables(folder: RunFolder) -> list[Told]:
    """Skill over each reference forecast, the milestones, the largest errors; RunError if a table is missing."""
    skills, milestones, apart, largest_errors = (folder.table(name) for name in NEEDED)
    tables = [_skill(skills, apart, window) for window in dict.fromkeys(skills["window"])]
    return [*tables, _milestones(milestones), *_events(folder), _largest_errors(largest_errors)]


def _events(folder: RunFolder) -> Iterator[Told]:
    """Gains at what actors did, and the flows; nothing of a hindcast that had neither yet."""
    if (folder.path / "events.csv").is_file():
        skills = folder.table("events.csv")
        if not skills.empty:
            yield EVENTS_TITLE, *event_table(skills)
        yield FLOWS_TITLE, FLOWS_HEAD, flow_rows(folder.table("flows.csv"))


def _skill(skills: pd.DataFrame, apart: pd.DataFrame, window: str) -> Told:
    """Reference forecasts down, scores across; the title says how few of the cases are independent."""
    rows = skills[(skills["window"] == window) & (skills["horizon"] == "all")]
    cell = {(row[REFERENCE], row["score"]): _with_interval(row) for row in records(rows)}
    here = apart[apart["window"] == window]
    year = here.loc[here["horizon"] <= YEAR].iloc[-1]
    title = (
        f"{WINDOWS[window].capitalize()} (window “{window}”): {here['cases'].sum():,} cases from "
        f"{here['starts'].max()} starts, "
        f"but only {year['spans apart']:.0f} of its spans of {year['horizon']:.0f} months share no month"
    )
    head = ["reference forecast", *(SCORES[score] for score in SCORES)]
    return (
        title,
        head,
        [[REFERENCE_FORECASTS[name], *(cell[name, score] for score in SCORES)] for name in REFERENCE_FORECASTS],
    )


def _with_interval(row: dict[str, Any]) -> str:
    if pd.isna(row["skill"]):
        return "–"
    span = "" if pd.isna(row["low"]) else f" ({in_full(row['low'], 2)} to {in_full(row['high'], 2)})"
    return in_full(row["skill"], 2) + span


def _milestones(milestones: pd.DataFrame) -> Told:
    """Frequency of each milestone, the model's chance of it, and its Brier score beside expecting nothing."""
    rows = milestones[(milestones[REFERENCE] == "nothing happens") & (milestones["milestone"] != "all")]
    rows = rows[(rows["happened"] > 0) | (rows["chance"] >= CHANCE)]
    head = ["milestone", "window", "came about", "chance given", "Brier score", "of expecting nothing"]
    body = [
        [str(row["milestone"]), str(row["window"]), f"{row['happened']:.2f}", f"{row['chance']:.2f}"]
        + [f"{row['model']:.3f}", f"{row[REFERENCE_MEAN]:.3f}"]
        for row in records(rows)
    ]
    return "Milestones that came about, or that the model gave a chance (Brier: 0 is perfect)", head, body


def _largest_errors(largest_errors: pd.DataFrame) -> Told:
    """The largest errors: what was expected, what came, and what happened."""
    head = ["who", "months", "expected (90 % of worlds)", "came to", "what happened"]
    worst = [row for _, part in largest_errors.groupby("window", sort=False) for row in _worst(part)]
    return "Where it was most wrong", head, worst


def _worst(part: pd.DataFrame) -> Iterator[list[str]]:
    for row in records(part.head(MAX_DYADS)):
        yield [
            f"{row['of']} to {row['to']}",
            f"{row['start']} to {row['target']}",
            f"{in_full(row['expected'], 2)} ({in_full(row['low'], 2)} to {in_full(row['high'], 2)})",
            in_full(row["truth"], 2),
            str(row["happened"]),
        ]
