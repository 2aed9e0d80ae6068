"""Milestones over time: in what share of worlds something has come true by each month."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from model.common.text import percent
from model.reporting.figures.fans import month_axis
from model.reporting.figures.palette import BLACK, BLUE
from model.reporting.figures.style import canvas, ruled, stack, styled


@styled
def milestones(curves: pd.DataFrame, labels: dict[str, str], as_of: int) -> Figure:
    """One panel a milestone; the scenario's curve solid, the baseline's dashed, each with its 95 % interval.

    curves: line ("scenario" or "baseline"), outcome, month, share, low, high. labels: outcome → title.
    """
    figure, panels = canvas(0.45 + 1.15 * len(labels), len(labels), layout=None, sharex=True, sharey=True)
    for panel, (outcome, label) in zip(panels, labels.items(), strict=True):
        for line, colour, dash in (("baseline", BLACK, (0, (4, 2))), ("scenario", BLUE, "-")):
            rows = curves[(curves["outcome"] == outcome) & (curves["line"] == line)]
            if rows.empty:
                continue
            panel.fill_between(rows["month"], rows["low"], rows["high"], color=colour, alpha=0.2, lw=0, step="post")
            panel.step(rows["month"], rows["share"], where="post", color=colour, ls=dash, lw=1.6)
            last = rows.iloc[-1]
            panel.annotate(
                f"{line} {percent(last['share'])}", (last["month"], _apart(curves, outcome, line)), (3, 0),
                textcoords="offset points", va="center", fontsize=7, color=colour, annotation_clip=False,
            )  # fmt: skip
        panel.set_title(label, pad=3)
        panel.set_ylim(-0.03, 1.03)
        panel.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        ruled(panel, "y")
    month_axis(panels[-1], int(curves["month"].max()), as_of)
    stack(figure, panels)
    return figure


def _apart(curves: pd.DataFrame, outcome: str, line: str) -> float:
    """Height of a curve's name: at its end, moved off the other's where they would overlap."""
    ends = curves[curves["outcome"] == outcome].groupby("line")["share"].last()
    here = float(ends[line])
    if len(ends) < 2:
        return here
    other = float(ends.drop(line).iloc[0])
    above = here > other or (here == other and line == "scenario")
    gap = 0.22
    if abs(here - other) >= gap:
        return here
    middle = min(max((here + other) / 2, gap / 2), 1 - gap / 2)
    return middle + (gap / 2 if above else -gap / 2)
