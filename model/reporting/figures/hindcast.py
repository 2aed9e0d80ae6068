"""Figures of a hindcast: skill over each reference, ranks of the truth among worlds, forecasts beside the truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from model.analysis.hindcast.cases import NAMES
from model.analysis.hindcast.forecast import Forecast
from model.analysis.hindcast.past import DocumentedPast
from model.analysis.hindcast.summary import ALL
from model.reporting.figures.palette import BLACK, BLUE, GREY, PALE
from model.reporting.figures.style import canvas, ruled, styled
from model.reporting.wording.hindcast import REFERENCE_FORECASTS
from model.spec.hindcast import REFERENCE

PANELS = 6
"""Dyads whose paths are drawn: those that moved most."""
ROW, PANEL = 0.26, 1.25
"""Inches a row of a reference forecast takes, and a panel of paths or ranks."""


@styled
def skill_figure(skills: pd.DataFrame) -> Figure:
    """CRPS skill over each reference forecast, all horizons together, with intervals; a panel a window."""
    chosen = skills[(skills["score"] == "crps") & (skills["horizon"] == ALL)]
    windows = list(dict.fromkeys(chosen["window"]))
    figure, panels = canvas(0.5 + (ROW * len(NAMES) + 0.45) * max(len(windows), 1), max(len(windows), 1), sharex=True)
    places = np.arange(len(NAMES))[::-1]
    for panel, window in zip(panels, windows, strict=False):
        rows = chosen[chosen["window"] == window].set_index(REFERENCE).reindex(NAMES)
        panel.hlines(places, rows["low"], rows["high"], color=BLUE, lw=1.8)
        panel.plot(rows["skill"], places, "o", ms=4.5, color=BLUE)
        panel.axvline(0, color=BLACK, lw=0.8)
        panel.set_yticks(places, [REFERENCE_FORECASTS[name] for name in NAMES], fontsize=6.8)
        panel.set_ylim(-0.7, len(NAMES) - 0.3)
        panel.tick_params(axis="y", length=0)
        ruled(panel, "x")
        panel.set_title(window)
    panels[-1].set_xlabel("CRPS skill (1 perfect, 0 no better)", loc="right")
    return figure


@styled
def rank_figure(cases: pd.DataFrame) -> Figure:
    """Share of cases in which the truth fell into each tenth of the worlds; flat where the spread is right."""
    windows = list(dict.fromkeys(cases["window"]))
    figure, panels = canvas(0.3 + PANEL * max(len(windows), 1), max(len(windows), 1), sharex=True)
    for panel, window in zip(panels, windows, strict=False):
        ranks = cases.loc[cases["window"] == window, "rank"]
        share = np.full(len(ranks), 1 / max(len(ranks), 1))
        panel.hist(ranks, bins=10, range=(0, 1), weights=share, color=BLUE, edgecolor="white", lw=0.5)
        panel.axhline(0.1, color=BLACK, lw=0.8, ls="--")
        panel.set_title(window)
        panel.set_ylabel("share of cases")
    panels[-1].set_xlabel("share of worlds below what came; dashed: where the spread is right", loc="right", fontsize=7)
    return figure


@styled
def path_figure(past: DocumentedPast, made: Sequence[Forecast]) -> Figure:
    """The replayed alignment of the dyads that moved most, with the 90 % range of forecasts a year or more apart."""
    of, to = past.pairs
    moved = np.abs(np.diff(past.levels, axis=0)).sum(axis=0)
    figure, panels = canvas(0.3 + PANEL * PANELS, PANELS, sharex=True)
    until = max(f.ask.start + f.ask.horizons[-1] for f in made)
    time = np.array([m for m in past.months if m <= until]) / 12
    for panel, dyad in zip(panels, np.argsort(-moved, kind="stable"), strict=False):
        for f in made[::4]:
            ahead = (f.ask.start + np.array([0, *f.ask.horizons])) / 12
            band = np.quantile(f.members[:, dyad], [0.05, 0.5, 0.95], axis=1)
            low, middle, high = np.concatenate([np.full((3, 1), past.at(f.ask.start)[dyad]), band], axis=1)
            panel.fill_between(ahead, low, high, color=BLUE, alpha=0.2, lw=0)
            panel.plot(ahead, middle, color=BLUE, lw=1, ls="--")
        panel.plot(time, past.levels[: len(time), dyad], color=BLACK, lw=1.3)
        panel.set_title(f"{past.axes.actors[of[dyad]]} to {past.axes.actors[to[dyad]]}")
        panel.grid(color=PALE, lw=0.5)
    panels[-1].set_xlabel("black: documented; dashed: forecast; shaded: 90 % of worlds", color=GREY, fontsize=7)
    return figure
