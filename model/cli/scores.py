"""The tables a hindcast prints."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype
from rich.console import Console

from model.analysis.hindcast import NAMES
from model.cli.grid import Column, columns, print_grid
from model.reporting.wording.hindcast import (
    EVENT_SCORES,
    EVENTS_TITLE,
    FLOWS_HEAD,
    FLOWS_TITLE,
    SCORES,
    event_table,
    flow_rows,
)
from model.spec.hindcast import REFERENCE, REFERENCE_MEAN

Skills = Mapping[tuple[str, str, str], Mapping[Hashable, Any]]
"""(Score, reference, horizon) → a row of the skill table."""
OTHER_SCORES = {score: name for score, name in SCORES.items() if score != "crps"}


def score_tables(console: Console, skills: pd.DataFrame) -> None:
    """Two tables a window, reference forecasts down: CRPS skill by horizon, and the other scores over all horizons."""
    for window in dict.fromkeys(skills["window"]):
        rows = skills[skills["window"] == window].to_dict("records")
        inside = {(str(row["score"]), str(row[REFERENCE]), str(row["horizon"])): row for row in rows}
        horizons = dict.fromkeys(horizon for _, _, horizon in inside)
        ahead = {horizon: "all" if horizon == "all" else f"{horizon} months" for horizon in horizons}
        title = f"{window}: CRPS skill over each reference (1 perfect, 0 no better, below 0 worse), with 95 % intervals"
        _by_reference(console, title, inside, {name: ("crps", horizon) for horizon, name in ahead.items()})
        title = f"{window}: skill in the error of the median, and shares of directions right less the reference's"
        _by_reference(console, title, inside, {name: (score, "all") for score, name in OTHER_SCORES.items()})


def _by_reference(console: Console, title: str, skills: Skills, wanted: dict[str, tuple[str, str]]) -> None:
    """Reference forecasts down, (score, horizon) across."""
    rows = [
        [reference, *(_cell(skills[score, reference, horizon]) for score, horizon in wanted.values())]
        for reference in NAMES
    ]
    console.print()
    print_grid(console, columns("reference", *wanted, of_words=1), rows, title=title, repeat=1)


def _cell(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["skill"]):
        return "–"
    span = "" if pd.isna(row["low"]) else f" [{_short(row['low'])}, {_short(row['high'])}]"
    return _short(row["skill"]) + span


def _short(number: float) -> str:
    """Two decimals with a sign and no leading zero: +.28."""
    return f"{number:+.2f}".replace("0.", ".", 1) if abs(number) < 0.995 else f"{number:+.2f}"


def milestone_table(console: Console, skills: pd.DataFrame) -> None:
    """Milestones down: how often each came about, the model's chance, and its Brier score beside the references'."""
    names = ("window", "milestone", "cases", "happened", "chance", "model", "nothing happens", "frequency so far")
    table = []
    for key, rows in skills.groupby(["window", "milestone"], sort=False):
        first, by = rows.iloc[0], rows.set_index(REFERENCE)[REFERENCE_MEAN]
        table.append([
            *map(str, key), f"{first['cases']:.0f}", f"{first['happened']:.2f}", f"{first['chance']:.2f}",
            f"{first['model']:.3f}", f"{by['nothing happens']:.3f}", f"{by['frequency']:.3f}",
        ])  # fmt: skip
    console.print()
    title = "Milestones that had yet to come about: Brier scores (0 perfect)"
    print_grid(console, columns(*names, of_words=2), table, title=title)


def event_tables(console: Console, skills: pd.DataFrame, matches: pd.DataFrame, flows: pd.DataFrame) -> None:
    """Gains at what actors did, how many events could be scored at all, and how far simulated flows go on."""
    if not skills.empty:
        head, rows = event_table(skills)
        console.print()
        print_grid(console, columns(*head, of_words=3), rows, title=EVENTS_TITLE)
    if not matches.empty:
        named = matches.assign(score=matches["score"].map(EVENT_SCORES))[
            ["score", "evidence", "window", "how", "events"]
        ]
        plain_table(console, "Documented events by how an open alternative matches, or why none does", named)
    console.print()
    print_grid(console, columns(*FLOWS_HEAD, of_words=1), flow_rows(flows), title=FLOWS_TITLE)


def plain_table(console: Console, title: str, frame: pd.DataFrame) -> None:
    """A frame as it is, numbers to three digits."""
    if frame.empty:
        return
    heads = [Column(str(name).replace("_", " "), is_numeric_dtype(frame[name])) for name in frame.columns]
    rows = [
        [f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in frame.itertuples(index=False)
    ]
    console.print()
    print_grid(console, heads, rows, title=title)
