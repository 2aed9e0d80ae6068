"""Output of `sensitivity`: the assumptions that each outcome and each scenario's effects depend on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import pandas as pd
from rich.console import Console

from model.analysis.comparison import records
from model.analysis.followed import LEAST_WRITTEN
from model.analysis.sensitivity.contested import HELD, LOST, MIN_MOVE, REVERSED, WORLDS
from model.analysis.sensitivity.factors import RANDOM
from model.analysis.sensitivity.indices import random_share, standing_out
from model.cli.grid import Column, columns, print_grid

MAX_FACTORS_SHOWN = 3
"""Factors that are shown for each outcome."""
CLEAR = 0.5
"""An effect counts towards a scenario's shares where every interval reaches no further than this from its share."""
WHOLE = 3
"""Up to so many scenarios the effects are shown outcome by outcome; beyond, in a line a scenario."""


def print_tables(console: Console, indices: pd.DataFrame, headline: Sequence[str]) -> None:
    """The baseline's outcomes, then the scenarios' effects: who explains how much, and in which direction."""
    groups = {str(name): rows for name, rows in indices.groupby("scenario", sort=False)}
    for place, (scenario, rows) in enumerate(groups.items()):
        if place <= WHOLE or len(groups) - 1 <= WHOLE:
            effect = rows["kind"].iloc[0] == "effect"
            title = (
                f"What the effects of {scenario} depend on" if effect else f"What the outcomes of {scenario} depend on"
            )
            _by_outcome(console, title, rows, headline)
            if len(groups) - 1 > WHOLE:
                break
    if len(groups) - 1 > WHOLE:
        _by_scenario(console, {name: rows for name, rows in groups.items() if rows["kind"].iloc[0] == "effect"})
    console.print(
        "Share: the part of an outcome's variance that an assumption has a hand in (total Sobol index, 95 % interval). "
        "Shares overlap, and each includes what the assumption does by turning the same luck another way; one above 1 "
        "comes of too few points. Luck: the part left when every assumption is known. Written: what the scenario does "
        "to the outcome with nobody acting, at central values, which is no finding. *: the interval lies above those "
        "of all without a star; where there is no star the intervals separate none. From low to high: what the outcome "
        "gains along the assumption's range in the same luck; ·: that interval includes 0."
    )


def print_contested(console: Console, contested: pd.DataFrame) -> None:
    """Print the scores and verdicts that change under other evidence."""
    judged = (HELD, LOST, REVERSED)
    heads = [Column("evidence"), Column("moved", number=True), *columns("most", "from", "to", *judged, of_words=1)]
    rows = []
    for row in records(contested):
        verdicts = [str(row[kind]) for kind in judged]
        moved = (row["most_moved"], f"{row['was']:+.2f}", f"{row['score']:+.2f}")
        rows.append([row["variant"], str(row["scores_moved"]), *moved, *verdicts])
    print_grid(console, heads, rows, title="Contested evidence")
    console.print(
        f"Moved: starting alignments that differ by {MIN_MOVE:g} or more from those of the evidence as it is; the one "
        "that does most, from its value to the new one. "
        f"Held, lost, reversed: of the headline differences whose 95 % interval leaves out 0 in {WORLDS} worlds, those "
        "that keep their side, are no longer sure, or change sides."
    )


def _by_outcome(console: Console, title: str, rows: pd.DataFrame, headline: Sequence[str]) -> None:
    named = "luck and the assumptions with the largest shares"
    heads = columns("outcome", named, "share", "from low to high", of_words=2)
    table = []
    for outcome in headline:
        one = rows[rows["outcome"] == outcome]
        if one.empty:
            table.append([outcome, "varies too little", "", ""])
            continue
        share, apart = random_share(one), standing_out(one)
        ranked = (
            one[one["factor"] != RANDOM].sort_values("total", ascending=False, kind="stable").head(MAX_FACTORS_SHOWN)
        )
        table.append([outcome, "luck", _interval(share["share"], share["low"], share["high"]), ""])
        if (own := _own(one)) is not None:
            table.append(["", "written by the scenario itself", own, ""])
        for row in records(ranked):
            factor = f"{row['factor']}{' *' if row['factor'] in apart else ''}"
            table.append(["", factor, _interval(row["total"], row["total_low"], row["total_high"]), _change(row)])
    print_grid(console, heads, table, title=title)


def _by_scenario(console: Console, groups: dict[str, pd.DataFrame]) -> None:
    heads = [
        Column("scenario"), Column("luck", number=True),
        *columns("median shares over its effects", "outcomes with separated assumptions", of_words=2),
    ]  # fmt: skip
    table: list[list[str]] = []
    for scenario, rows in groups.items():
        width = (rows["total_high"] - rows["total"]).groupby(rows["outcome"]).transform("max")
        middle = rows[width <= CLEAR].groupby("factor", sort=False)["total"].median()
        ranked = (
            middle.drop(RANDOM, errors="ignore").sort_values(ascending=False, kind="stable").head(MAX_FACTORS_SHOWN)
        )
        told = [f"{name} {share:.2f}" for name, share in ranked.items()] or ["too uncertain to say"]
        apart = [
            f"{outcome}: {', '.join(found)}"
            for outcome, one in rows.groupby("outcome", sort=False)
            if (found := standing_out(one))
        ]
        luck = f"{middle[RANDOM]:.2f}" if RANDOM in middle else "–"
        own = [outcome for outcome, one in rows.groupby("outcome", sort=False) if _mostly_written(one)]
        apart += [f"mostly written by the scenario itself: {', '.join(map(str, own))}"] if own else []
        beside = zip_longest(told, apart or ["none"], fillvalue="")
        table.extend([scenario if n == 0 else "", luck if n == 0 else "", *pair] for n, pair in enumerate(beside))
    print_grid(console, heads, table, title="What the scenarios' effects depend on")


def _own(one: pd.DataFrame) -> str | None:
    """The written part of an effect beside the whole; None where next to nothing is written."""
    own, mean = float(one["written"].iloc[0]), float(one["mean"].iloc[0])
    if one["kind"].iloc[0] != "effect" or not abs(own) >= LEAST_WRITTEN * abs(mean):
        return None
    return f"{own:+.2g} of {mean:+.2g}"


def _mostly_written(one: pd.DataFrame) -> bool:
    return abs(float(one["written"].iloc[0])) >= abs(float(one["mean"].iloc[0])) / 2


def _interval(share: float, low: float, high: float) -> str:
    """A share with its interval, which is symmetric and may reach below 0 or above 1 where there are few rows."""
    return f"{share:.2f} [{max(low, 0):.2f}, {high:.2f}]"


def _change(row: dict[str, float]) -> str:
    """Change of the outcome from the low to the high end of an assumption's range; · where it may be luck."""
    if np.isnan(row["change"]):
        return "no one direction "
    return f"{row['change']:+.3g}" + ("·" if row["change_low"] <= 0 <= row["change_high"] else " ")
