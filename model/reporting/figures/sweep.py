"""An outcome against the settings of a sweep: lines or marks a scenario, tables of colour for two assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from model.reporting.figures.effects import wrapped
from model.reporting.figures.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, SKY, VERMILLION
from model.reporting.figures.style import DIVERGING, WIDTH, canvas, ruled, styled

if TYPE_CHECKING:
    from model.rules.axes import Array, Flags  # who draws for another process needs no rules

COLOURS = (BLUE, VERMILLION, GREEN, PINK, ORANGE, SKY)
MARKERS = "osD^vP"
MAX_TICKS = 6
"""Ticks of the axis of settings."""


@dataclass(frozen=True)
class Curve:
    """One scenario over the settings; all arrays are (setting,)."""

    name: str
    middle: Array
    low: Array
    high: Array
    sure: Flags
    """Settings in which the direction of the difference is sure: their marks are filled."""
    baseline: bool = False


@styled
def over_settings(
    panels: Mapping[str, Sequence[Curve]], places: Array, axis: str, *, joined: bool, whole: bool
) -> Figure:
    """One panel for levels and one for differences, by their names; a mark and a 95 % interval a setting and scenario.

    places: where the settings stand on the axis, (setting,). joined: draw lines between them. whole: ticks are whole
    numbers.
    """
    names = {curve.name: curve for curves in panels.values() for curve in curves}
    figure, drawn = canvas(0.8 + 1.75 * len(panels) + 0.17 * len(names), len(panels), sharex=True)
    others = [name for name, curve in names.items() if not curve.baseline]
    for panel, (label, curves) in zip(drawn, panels.items(), strict=True):
        for curve in curves:
            place = others.index(curve.name) % len(COLOURS) if not curve.baseline else -1
            _draw(panel, places, curve, place, joined=joined)
        if not any(curve.baseline for curve in curves):
            panel.axhline(0, color=BLACK, lw=0.8, zorder=1)
        panel.set_ylabel(label)
        ruled(panel, "y")
        panel.yaxis.set_major_locator(MaxNLocator(4))
    if len(places) <= MAX_TICKS:
        drawn[-1].set_xticks(places, [f"{place:g}" for place in places])
    else:
        drawn[-1].xaxis.set_major_locator(MaxNLocator(MAX_TICKS, integer=whole))
    drawn[-1].set_xlabel(axis)
    handles = [
        Line2D([], [], color=BLACK if curve.baseline else COLOURS[others.index(name) % len(COLOURS)], lw=1.3,
               marker="o" if curve.baseline else MARKERS[others.index(name) % len(COLOURS)], ms=3.5,
               ls=(0, (4, 2)) if curve.baseline else "-", label=wrapped(name, 60))
        for name, curve in names.items()
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside lower left", fontsize=7, frameon=False)
    return figure


def _draw(panel: Axes, places: Array, curve: Curve, place: int, *, joined: bool) -> None:
    colour, mark = (BLACK, "o") if curve.baseline else (COLOURS[place], MARKERS[place])
    dash = (0, (4, 2)) if curve.baseline else "-"
    bounded = np.isfinite(curve.low) & np.isfinite(curve.high)
    if joined:
        panel.fill_between(places[bounded], curve.low[bounded], curve.high[bounded], color=colour, alpha=0.18, lw=0)
    else:
        panel.vlines(places[bounded], curve.low[bounded], curve.high[bounded], color=colour, lw=1.4)
    panel.plot(places, curve.middle, ls=dash if joined else "none", color=colour, lw=1.3, marker=mark, ms=3.5,
               mfc="white", mew=1)  # fmt: skip
    panel.plot(places[curve.sure], curve.middle[curve.sure], ls="none", color=colour, marker=mark, ms=3.5)


@dataclass(frozen=True)
class Cells:
    """One scenario over two assumptions; all are (second axis, first axis)."""

    numbers: Array
    texts: Sequence[Sequence[str]]
    own: Flags
    """Settings in which the scenario sets the outcome itself: hatched."""


@styled
def over_grid(
    panels: Mapping[str, Cells], axes: Mapping[str, Sequence[str]], scale: str, ends: tuple[float, str, str]
) -> Figure:
    """A table of colours for each scenario: difference from the baseline over two assumptions.

    axes: the two assumptions, each with its values; the first runs to the right. ends: the largest size, and the lowest
    and the highest number of the scale in words.
    """
    (across, columns), (up, rows) = axes.items()
    figure, drawn = canvas(0.75 + len(panels) * (0.75 + 0.24 * len(rows)), len(panels), sharex=True)
    most, least, greatest = ends
    for panel, (name, cells) in zip(drawn, panels.items(), strict=True):
        free = np.where(cells.own, np.nan, cells.numbers)
        image = panel.imshow(free, cmap=DIVERGING, vmin=-most, vmax=most, aspect="auto", origin="lower")
        for i, j in np.ndindex(cells.numbers.shape):
            if cells.own[i, j]:
                panel.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, fill=False, hatch="///", ec=GREY, lw=0))
            dark = abs(cells.numbers[i, j]) > 0.62 * most and not cells.own[i, j]
            panel.text(j, i, cells.texts[i][j], ha="center", va="center", fontsize=7 if len(columns) < 7 else 5,
                       color="white" if dark else BLACK, in_layout=False)  # fmt: skip
        panel.set_title(wrapped(name, 60), pad=3)
        panel.set_yticks(range(len(rows)), list(rows))
        panel.set_ylabel(up)
        panel.tick_params(length=0)
        panel.spines[:].set_visible(False)
    drawn[-1].set_xticks(range(len(columns)), list(columns))
    drawn[-1].set_xlabel(across)
    bar = figure.colorbar(image, ax=drawn, orientation="horizontal", shrink=0.7, aspect=40 * WIDTH / 4, pad=0.02)
    bar.set_label(scale)
    bar.set_ticks([-most, 0, most], labels=[least, "0", greatest])
    bar.outline.set_visible(False)
    return figure
