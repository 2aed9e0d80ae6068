"""Figures of a hindcast: skill by horizon, where the truth fell among the worlds, and forecasts beside what came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from model.hindcast.cases import NAMES
from model.hindcast.forecast import Forecast
from model.hindcast.past import DocumentedPast
from model.hindcast.summary import ALL

SHOWN = 6
"""Dyads whose paths are drawn: those that moved most."""
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
"""Okabe and Ito's palette, told apart by readers who see colours differently."""


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as SVG and PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "alignment-scenarios"}):  # the same picture is the same file
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    figure.savefig(folder / f"{name}.png", dpi=150)


def skill_figure(skills: pd.DataFrame) -> Figure:
    """CRPS skill over each rival with its interval, by horizon, one panel a window."""
    chosen = skills[(skills["score"] == "crps") & (skills["horizon"] != ALL)]
    windows = list(dict.fromkeys(chosen["window"]))
    figure = Figure(figsize=(4.2 * max(len(windows), 1), 4.4), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, max(len(windows), 1), sharey=True))
    for panel, window in zip(panels, windows, strict=False):
        inside = chosen[chosen["window"] == window]
        horizons = sorted(inside["horizon"].unique(), key=int)
        for k, rival in enumerate(NAMES):
            row = inside[inside["rival"] == rival].set_index("horizon").loc[horizons]
            place = np.arange(len(horizons)) + (k - len(NAMES) / 2) * 0.1
            spread = [(row["skill"] - row["low"]).clip(lower=0), (row["high"] - row["skill"]).clip(lower=0)]
            panel.errorbar(place, row["skill"], yerr=spread, fmt="o", ms=4, lw=1, color=COLOURS[k], label=rival)
        panel.axhline(0, color="0.4", lw=0.8)
        panel.set_xticks(range(len(horizons)), horizons)
        panel.set(title=window, xlabel="months ahead")
    panels[0].set(ylabel="CRPS skill over the rival (above 0: better)", ylim=(-1, 1))
    panels[-1].legend(fontsize=7, loc="lower right")
    return figure


def rank_figure(cases: pd.DataFrame) -> Figure:
    """How often the truth fell into each tenth of the worlds; flat where the spread is right."""
    windows = list(dict.fromkeys(cases["window"]))
    figure = Figure(figsize=(3.6 * max(len(windows), 1), 3), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, max(len(windows), 1)))
    for panel, window in zip(panels, windows, strict=False):
        ranks = cases.loc[cases["window"] == window, "rank"]
        share = np.full(len(ranks), 1 / max(len(ranks), 1))
        panel.hist(ranks, bins=10, range=(0, 1), weights=share, color=COLOURS[0])
        panel.axhline(0.1, color="0.4", lw=0.8)
        panel.set(title=window, xlabel="share of worlds below what came", ylabel="share of cases")
    return figure


def path_figure(past: DocumentedPast, made: Sequence[Forecast]) -> Figure:
    """The replayed alignment of the dyads that moved most, with the 90 % range of forecasts a year or more apart."""
    of, to = past.pairs
    moved = np.abs(np.diff(past.levels, axis=0)).sum(axis=0)
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes: Any = figure.subplots(2, SHOWN // 2, sharex=True)
    until = max(f.ask.start + f.ask.horizons[-1] for f in made)
    time = np.array([m for m in past.months if m <= until]) / 12
    for panel, dyad in zip(axes.ravel(), np.argsort(-moved, kind="stable"), strict=False):
        panel.plot(time, past.levels[: len(time), dyad], color=COLOURS[-1], lw=1.2)
        for f in made[::4]:
            ahead = (f.ask.start + np.array([0, *f.ask.horizons])) / 12
            band = np.quantile(f.members[:, dyad], [0.05, 0.5, 0.95], axis=1)
            low, middle, high = np.concatenate([np.full((3, 1), past.at(f.ask.start)[dyad]), band], axis=1)
            panel.fill_between(ahead, low, high, color=COLOURS[0], alpha=0.2, lw=0)
            panel.plot(ahead, middle, color=COLOURS[0], lw=0.8)
        panel.set_title(f"{past.axes.actors[of[dyad]]} to {past.axes.actors[to[dyad]]}", fontsize=9)
    return figure
