"""The effect chart: what each scenario changes, against the baseline with the same luck."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from model.reporting.figures.palette import BLACK, BLUE, GREY
from model.reporting.figures.style import canvas, ruled, styled


@styled
def effect(rows: pd.DataFrame, unit: str) -> Figure:
    """One outcome: a dot and a 95 % interval for each scenario, largest rise on top; hollow where it is not
    known to matter.

    rows: name, difference, ci_low, ci_high, sure (its direction is), scripted (the scenario sets or writes it itself).
    """
    rows = rows.sort_values(["scripted", "difference"], kind="stable").reset_index(drop=True)
    figure, (panel,) = canvas(0.75 + ROW * max(len(rows), 2))
    own = rows["scripted"].astype(bool)
    for place in rows.index[own]:
        panel.text(
            0.99, place, "set or written by the scenario", transform=panel.get_yaxis_transform(), ha="right",
            va="center", fontsize=6.8, color=GREY, style="italic",
            bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none"},
        )  # fmt: skip
    sure = rows["sure"]
    _intervals(panel, rows[~own & sure], BLUE, BLUE)
    _intervals(panel, rows[~own & ~sure], GREY, "white")
    panel.axvline(0, color=BLACK, lw=0.8)
    panel.set_yticks(range(len(rows)), [wrapped(name) for name in rows["name"]], fontsize=6.8, linespacing=0.9)
    panel.set_ylim(-0.7, max(len(rows), 1) - 0.3)
    ruled(panel, "x")
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.set_xlabel(f"difference from the baseline, {unit}", loc="right")
    if not rows.loc[~own, ["ci_low", "ci_high"]].replace([np.inf, -np.inf], 0).any(axis=None):
        panel.set_xlim(-0.01, 0.01)  # where nothing differs, a little room instead of a made-up scale
    return figure


def _intervals(panel: Axes, rows: pd.DataFrame, colour: str, inside: str) -> None:
    """Dots and intervals that look alike; each row's place is its index."""
    known = rows[np.isfinite(rows["ci_low"]) & np.isfinite(rows["ci_high"])]
    panel.hlines(known.index.to_numpy(), known["ci_low"].to_numpy(), known["ci_high"].to_numpy(), color=colour, lw=1.8)
    panel.plot(rows["difference"].to_numpy(), rows.index.to_numpy(), "o", ms=4.5, color=colour, mfc=inside, mew=1.2)


ROW = 0.23
"""Inches a scenario takes; its name may run over two lines."""


def wrapped(name: str, most: int = 30) -> str:
    """A scenario's name on at most two lines."""
    lines = textwrap.wrap(name, most)
    return "\n".join(
        lines if len(lines) < 3 else [lines[0], textwrap.shorten(" ".join(lines[1:]), most, placeholder="…")]
    )
