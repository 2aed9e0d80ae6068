"""The tables a hindcast prints."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from model.hindcast import NAMES

SCORES = {
    "crps": "CRPS skill over each rival (1 perfect, 0 no better, below 0 worse), 95 % block-bootstrap intervals",
    "error": "the same for the error of the median",
    "direction": "share of directions (up, flat, down) right, less the rival's",
    "moved": "the same among those that moved",
}


def score_tables(console: Console, skills: pd.DataFrame) -> None:
    """One table a window and score: rivals down, horizons across."""
    for window in dict.fromkeys(skills["window"]):
        for score, title in SCORES.items():
            chosen = skills[(skills["window"] == window) & (skills["score"] == score)]
            horizons = list(dict.fromkeys(chosen["horizon"]))
            table = Table(title=f"{window}: {title}", title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
            table.add_column("rival", no_wrap=True)
            for horizon in horizons:
                table.add_column("all" if horizon == "all" else f"{horizon} months", justify="right", no_wrap=True)
            by = chosen.set_index(["rival", "horizon"])
            for rival in NAMES:
                table.add_row(rival, *(_cell(by.loc[(rival, horizon)]) for horizon in horizons))
            console.print(table)


def _cell(row: pd.Series) -> str:
    if pd.isna(row["skill"]):
        return "–"
    span = "" if pd.isna(row["low"]) else f" [{_short(row['low'])}, {_short(row['high'])}]"
    return _short(row["skill"]) + span


def _short(number: float) -> str:
    """Two decimals with a sign and no leading zero: +.28."""
    return f"{number:+.2f}".replace("0.", ".", 1) if abs(number) < 0.995 else f"{number:+.2f}"


def milestone_table(console: Console, skills: pd.DataFrame) -> None:
    """Milestones down: how often each came about, what the model gave it, and its Brier score beside its rivals'."""
    table = Table(
        title="Milestones: Brier scores (0 perfect), of those that had yet to come about",
        title_justify="left", box=box.SIMPLE_HEAD, show_edge=False,
    )  # fmt: skip
    columns = ("window", "milestone", "cases", "happened", "chance", "model", "nothing happens", "frequency so far")
    for n, name in enumerate(columns):
        table.add_column(name, justify="left" if n < 2 else "right", no_wrap=n < 2)
    for key, rows in skills.groupby(["window", "milestone"], sort=False):
        first, by = rows.iloc[0], rows.set_index("rival")["rival_mean"]
        table.add_row(
            *map(str, key), f"{first['cases']:.0f}", f"{first['happened']:.2f}", f"{first['chance']:.2f}",
            f"{first['model']:.3f}", f"{by['nothing happens']:.3f}", f"{by['frequency']:.3f}",
        )  # fmt: skip
    console.print(table)


def plain_table(console: Console, title: str, frame: pd.DataFrame) -> None:
    """A frame as it is, numbers to three digits."""
    if frame.empty:
        return
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for name in frame.columns:
        table.add_column(str(name).replace("_", " "), justify="left" if frame[name].dtype == object else "right")
    for row in frame.itertuples(index=False):
        table.add_row(*(f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row))
    console.print(table)
