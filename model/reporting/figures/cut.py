"""A cut of a run as a picture: differences from the baseline over months or settings, a panel an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from model.common.errors import RunError
from model.common.system import write_whole, writing
from model.load import BASELINE
from model.reporting.cuts import Part
from model.reporting.figures.effects import wrapped
from model.reporting.figures.notebook import NotebookFigure
from model.reporting.figures.palette import BLACK, BLUE, GREEN, ORANGE, PINK, SKY, VERMILLION
from model.reporting.figures.printing import printed
from model.reporting.figures.style import WIDTH, headed, panels_on, ruled, styled
from model.reporting.wording.horizon import horizon, joined

COLOURS = (BLUE, VERMILLION, GREEN, PINK, ORANGE, SKY)
MAX_PANELS = 8
"""Outcomes that one picture shows, a panel each."""
MAX_TICKS = 6
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months from one date to the next."""


def write_figure(frame: pd.DataFrame, by: str, parts: Sequence[Part], path: Path) -> None:
    """Draw a cut and write it as SVG or PNG, by the file's ending; RunError where it cannot be drawn or written."""
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise RunError(f"--figure {path}: give it a name that ends in .svg or .png")
    found = printed(cut_figure(frame, by, parts))
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, found.png if kind == ".png" else found.svg.encode())


def cut_figure(frame: pd.DataFrame, by: str, parts: Sequence[Part]) -> NotebookFigure:
    """Differences by month or by setting, with 95 % intervals: a panel an outcome, a line a scenario.

    frame: a cut of the parts. RunError where there are too many lines, or nothing to draw.
    """
    saved = parts[0].saved
    names = {name: scenario.name for name, scenario in saved.scenarios.items()}
    months = int(frame["month"].max()) if "month" in frame else saved.months
    about = joined(
        f"compared with “{names[BASELINE]}” in the same worlds, 95 % intervals",
        horizon(saved.as_of, months, int(frame["worlds"].max())) + (" a setting" if by == "setting" else ""),
    )
    units = [parts[0].words.unit_or_scale(name) for name in frame["outcome"]]
    named = frame.assign(unit=units).replace({"scenario": names})
    return headed(partial(_drawn, named, by, names[BASELINE]), "Difference from the baseline", about)


@styled
def _drawn(frame: pd.DataFrame, by: str, baseline: str) -> NotebookFigure:
    if by not in ("month", "setting"):
        raise RunError("a picture is drawn by month or by setting; of outcomes and scenarios the report has one")
    lines = frame[frame["scenario"] != baseline]
    groups = ["scenario"] if by == "setting" or "setting" not in lines else ["scenario", "setting"]
    names = lines[groups].drop_duplicates()
    outcomes = list(dict.fromkeys(lines["outcome"]))
    if names.empty:
        raise RunError("there is nothing to draw: a picture shows differences, and the baseline has none from itself")
    if len(names) > len(COLOURS) or len(outcomes) > MAX_PANELS:
        cure = f"{len(COLOURS)} lines and {MAX_PANELS} outcomes at most; name some with --scenario and --outcome"
        raise RunError(f"this picture would have {len(names)} lines and {len(outcomes)} outcomes: {cure}")
    height = 0.6 + 1.5 * len(outcomes) + 0.17 * len(names)
    figure = NotebookFigure(figsize=(WIDTH, height), layout="constrained")
    panels = panels_on(figure, len(outcomes), sharex=True)
    for panel, outcome in zip(panels, outcomes, strict=True):
        its = lines[lines["outcome"] == outcome]
        for colour, (name, rows) in zip(COLOURS, its.groupby(groups, sort=False), strict=False):
            _line(panel, rows, by, colour, ", ".join(map(str, name if isinstance(name, tuple) else (name,))))
        first = its.iloc[0]
        panel.set_title(wrapped(str(first["label"]), 60), pad=3)
        panel.set_ylabel(f"difference\n({first['unit']})")
        panel.axhline(0, color=BLACK, lw=0.8, zorder=1)
        ruled(panel, "y")
        panel.yaxis.set_major_locator(MaxNLocator(4))
    _ticks(panels[-1], lines, by)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", fontsize=7, frameon=False)
    return figure


def _line(panel: Axes, rows: pd.DataFrame, by: str, colour: str, name: str) -> None:
    places = rows["month"].to_numpy() if by == "month" else np.arange(len(rows))
    low, high = (rows[end].to_numpy(dtype=float) for end in ("ci_low", "ci_high"))
    known = np.isfinite(low) & np.isfinite(high)
    panel.fill_between(places[known], low[known], high[known], color=colour, alpha=0.18, lw=0)
    panel.plot(places, rows["difference"], color=colour, lw=1.3, marker="o" if by == "setting" else None, ms=3,
               label=wrapped(name, 60))  # fmt: skip


def _ticks(panel: Axes, lines: pd.DataFrame, by: str) -> None:
    """Months by their dates, settings by their names, or by the values of one factor; as many as there is room for."""
    key = "date" if by == "month" else "setting"
    names = [str(name) for name in dict.fromkeys(lines[key])]
    places = list(dict.fromkeys(lines["month"])) if by == "month" else list(range(len(names)))
    step = -(-len(names) // MAX_TICKS)
    if by == "month":
        step = next((months for months in MONTHS_BETWEEN_TICKS if months >= step), step)
    elif len(factor := {name.partition("=")[0] for name in names}) == 1 and all(name.count("=") == 1 for name in names):
        names = [name.partition("=")[2] for name in names]
        panel.set_xlabel(factor.pop())
    panel.set_xticks(places[::step], names[::step])
    if max(map(len, names)) > len("2026-03"):
        panel.set_xticks(places[::step], names[::step], rotation=20, ha="right")
