"""Robustness of conclusions: the share of plausible assumptions under which each holds, and those that matter."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from model.reporting.figures.effects import ROW, wrapped
from model.reporting.figures.palette import BLACK, BLUE, GREY, VERMILLION
from model.reporting.figures.style import canvas, ruled, styled

HELD, UNTOLD, FAILING = "held", "untold", "failing"
"""Groups of conclusions: those that hold under nearly all plausible assumptions, that are unclear, or that fail."""
LOOKS = {HELD: ("o", BLUE, BLUE), UNTOLD: ("o", GREY, "white"), FAILING: ("s", VERMILLION, VERMILLION)}
"""Marker, colour and filling."""


@styled
def conclusions_chart(rows: Sequence[tuple[str, float, float, float, str]]) -> Figure:
    """A dot a conclusion: the share of plausible assumptions under which it holds, least on top.

    rows: name, share, the least and the largest share with a part of the worlds left out, and which of the three it is.
    """
    figure, (panel,) = canvas(0.75 + 1.15 * ROW * max(len(rows), 2))
    for place, (_, share, low, high, kind) in enumerate(reversed(rows)):
        marker, colour, filling = LOOKS[kind]
        panel.plot([low, high], [place, place], color=colour, lw=1.8, solid_capstyle="butt")
        panel.plot(share, place, marker, ms=4.5, color=colour, mfc=filling, mew=1.2)
    panel.axvline(1, color=BLACK, lw=0.8)
    panel.axvline(0.5, color=GREY, lw=0.8, ls=(0, (4, 2)))
    panel.set_xlim(min(0.45, *(low for _, _, low, _, _ in rows)) - 0.03, 1.03)
    _named(panel, [name for name, *_ in rows])
    panel.set_xlabel("share of plausible assumptions under which it holds", loc="right")
    return figure


@styled
def assumptions_chart(rows: Sequence[tuple[str, float]]) -> Figure:
    """A bar an assumption: its mean part in how the conclusions vary from world to world, largest on top."""
    figure, (panel,) = canvas(0.75 + 1.15 * ROW * max(len(rows), 2))
    panel.barh(range(len(rows)), [part for _, part in reversed(rows)], height=0.6, color=BLUE)
    _named(panel, [name for name, _ in rows])
    panel.set_xlabel("part of how differences vary between worlds, mean", loc="right")
    return figure


def _named(panel: Axes, names: Sequence[str]) -> None:
    """Names down the side, a share along the foot."""
    panel.set_yticks(range(len(names)), [wrapped(name, 34) for name in reversed(names)], fontsize=6.5, linespacing=1)
    panel.set_ylim(-0.7, max(len(names), 1) - 0.3)
    panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=None, symbol="\u00a0%"))
    ruled(panel, "x")
    panel.tick_params(axis="y", length=0)
