"""The timeline of documented events behind the starting scores."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from model.reporting.figures.palette import BLACK, BLUE, GREY, PALE, VERMILLION
from model.reporting.figures.style import canvas, styled


@styled
def timeline(events: pd.DataFrame, lanes: list[str], until: float) -> Figure:
    """One lane a doer, time to the right: a triangle up for cooperation, down for conflict, larger for weightier.

    events: when (years, with a fraction), doer, weight (−1 … 1, Goldstein × salience), documented (else disputed or
    alleged, drawn hollow). lanes: doers from top to bottom. until: the as-of date in years.
    """
    figure, (panel,) = canvas(0.85 + 0.27 * len(lanes))
    for place, lane in enumerate(reversed(lanes)):
        panel.axhline(place, color=PALE, lw=0.6, zorder=0)
        its = events[events["doer"] == lane]
        for when, weight, known in zip(its["when"], its["weight"], its["documented"], strict=True):
            up = weight > 0
            colour = BLUE if up else VERMILLION
            panel.plot(
                when, place + (0.1 if up else -0.1), "^" if up else "v", ms=3 + 5.6 * abs(weight) ** 0.5,
                mfc=colour if known else "white", mec="white" if known else colour, mew=0.4 if known else 0.9,
                alpha=0.9,
            )  # fmt: skip
    panel.axvline(until, color=GREY, lw=0.8, ls=":")
    panel.set_yticks(range(len(lanes)), list(reversed(lanes)))
    panel.tick_params(axis="y", length=0)
    panel.set_ylim(-0.6, len(lanes) - 0.4)
    first = int(events["when"].min()) if len(events) else int(until) - 1
    panel.set_xlim(first, until + 0.15)
    years = range(first, int(until) + 1)
    panel.set_xticks(list(years), [f"{year}" if len(years) < 5 else f"’{year % 100:02d}" for year in years])
    panel.spines["left"].set_visible(False)
    for marker, colour, text in (("^", BLUE, "cooperation"), ("v", VERMILLION, "conflict")):
        panel.plot([], [], marker, color=colour, ms=6, label=text)
    panel.plot([], [], "v", mfc="white", mec=BLACK, ms=6, label="disputed or alleged")
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=7.5, handletextpad=0.1)
    return figure
