"""Leading powers: the share of worlds in which each power has most influence over an actor."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from model.common.text import percent
from model.reporting.figures.effects import ROW, wrapped
from model.reporting.figures.palette import BLACK, BLUE, GREEN, ORANGE, SKY, VERMILLION, YELLOW
from model.reporting.figures.style import canvas, styled

_LOOKS = [(BLUE, ""), (ORANGE, "//"), (GREEN, ".."), (VERMILLION, "xx"), (SKY, "--"), (YELLOW, "||")]


@styled
def leading_powers(shares: pd.DataFrame, none: str) -> Figure:
    """One bar a scenario, parted by power; each power has its colour and its hatching.

    shares: scenarios in the index, powers in the columns, shares of worlds. none: the column for no power ahead.
    """
    rows = shares.iloc[::-1]
    figure, (panel,) = canvas(0.75 + ROW * max(len(rows), 2))
    left = pd.Series(0.0, index=rows.index)
    looks = dict(zip([c for c in shares.columns if c != none], _LOOKS, strict=False)) | {none: ("white", "")}
    for power in shares.columns:
        colour, hatch = looks[power]
        widths = rows[power]
        panel.barh(
            range(len(rows)), widths, left=left, color=colour, hatch=hatch, edgecolor=BLACK, lw=0.4, height=0.78,
            label=power,
        )  # fmt: skip
        for place, (start, width) in enumerate(zip(left, widths, strict=True)):
            if width >= 0.14:
                panel.text(
                    start + width / 2, place, percent(width), ha="center", va="center", fontsize=6.5, color=BLACK,
                    bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85},
                )  # fmt: skip
        left = left + widths
    panel.set_yticks(range(len(rows)), [wrapped(name) for name in rows.index], fontsize=6.8, linespacing=0.9)
    panel.tick_params(axis="y", length=0)
    panel.set_xlim(0, 1)
    panel.set_ylim(-0.6, max(len(rows), 1) - 0.4)
    panel.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=7.5, handlelength=1.6)
    return figure
