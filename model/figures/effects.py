"""The effect chart: what each scenario changes, against the baseline with the same luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from model.figures.style import BLACK, BLUE, GREY, PALE, canvas, styled

SURE = ("stable", "sign")


@styled
def effect(rows: pd.DataFrame, title: str, unit: str = "") -> Figure:
    """One outcome: a dot and a 95 % interval for each scenario, largest rise on top.

    rows: name, difference, ci_low, ci_high, kind (of verdict), scripted (whether the scenario itself sets the outcome).
    """
    rows = rows.sort_values("difference", kind="stable").reset_index(drop=True)
    figure, (panel,) = canvas(0.75 + 0.175 * max(len(rows), 2))
    finite = rows[["ci_low", "ci_high"]].replace([np.inf, -np.inf], np.nan)
    for place, row in enumerate(rows.itertuples()):
        sure = row.kind in SURE
        colour = GREY if row.scripted or not sure else BLUE
        if np.isfinite(row.ci_low) and np.isfinite(row.ci_high):
            panel.plot([row.ci_low, row.ci_high], [place, place], color=colour, lw=1.8, solid_capstyle="butt")
        panel.plot(
            row.difference, place, "s" if row.scripted else "o", ms=4.5,
            color=colour, mfc=colour if sure and not row.scripted else "white", mew=1.2,
        )  # fmt: skip
    panel.axvline(0, color=BLACK, lw=0.8)
    panel.set_yticks(range(len(rows)), [_short(name) for name in rows["name"]])
    panel.set_ylim(-0.7, max(len(rows), 1) - 0.3)
    panel.grid(axis="x", color=PALE, lw=0.5)
    panel.set_axisbelow(True)
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.set_xlabel("difference from the baseline" + (f", {unit}" if unit else ""))
    figure.suptitle(title, x=0.01, ha="left", fontsize=8.5, fontweight="bold")
    _widen(panel, finite)
    return figure


def _widen(panel, finite: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]
    """Where nothing differs, show a little room on both sides instead of a made-up scale."""
    span = np.nanmax(np.abs(finite.to_numpy()), initial=0.0) if len(finite) else 0.0
    if not span > 0:
        panel.set_xlim(-0.01, 0.01)


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
