"""Fan charts: where the worlds lie month by month, with a few of them drawn whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from model.reporting.figures.palette import BLACK, BLUE, GREY
from model.reporting.figures.style import canvas, stack, styled
from model.spec.base import name_of_month

if TYPE_CHECKING:
    from model.rules.axes import Array  # who draws for another process needs no rules


@dataclass(frozen=True)
class Fan:
    """One measure of one scenario."""

    label: str
    bands: pd.DataFrame
    """month, q10, q25, q50, q75, q90."""
    singles: Array
    """A few worlds: (world, month)."""
    baseline: Array | None
    """The baseline's median by month; none where the scenario is the baseline."""


@styled
def fans(shown: Sequence[Fan], as_of: int) -> Figure:
    """One panel a measure, one above the other: median, 50 % and 80 % bands, single worlds thin.

    All panels have a scale of the same length, so that a small movement looks small.
    as_of: the month that month 0 stands for.
    """
    figure, panels = canvas(0.45 + 1.2 * len(shown), len(shown), layout=None, sharex=True)
    spans = [_span(fan) for fan in shown]
    room = max(0.05, *(high - low for low, high in spans)) * 1.08
    for panel, fan, (low, high) in zip(panels, shown, spans, strict=True):
        panel.set_ylim((low + high - room) / 2, (low + high + room) / 2)
        _fan(panel, fan)
    month_axis(panels[-1], int(shown[0].bands["month"].max()), as_of)
    stack(figure, panels)
    return figure


def _span(fan: Fan) -> tuple[float, float]:
    """The lowest and highest number drawn."""
    parts = [fan.bands[["q10", "q90"]].to_numpy(), fan.singles] + ([] if fan.baseline is None else [fan.baseline])
    return min(float(part.min()) for part in parts), max(float(part.max()) for part in parts)


def _fan(panel: Axes, fan: Fan) -> None:
    frame, months = fan.bands, fan.bands["month"].to_numpy()
    panel.fill_between(months, frame["q10"], frame["q90"], color=BLUE, alpha=0.18, lw=0)
    panel.fill_between(months, frame["q25"], frame["q75"], color=BLUE, alpha=0.28, lw=0)
    for single in fan.singles:
        panel.plot(months, single, color=GREY, lw=0.45)
    panel.plot(months, frame["q50"], color=BLUE, lw=2)
    if fan.baseline is not None:
        panel.plot(months, fan.baseline, color=BLACK, lw=1.3, ls=(0, (4, 2)))
        _label_ends(panel, int(months[-1]), float(frame["q50"].iloc[-1]), float(fan.baseline[-1]))
    panel.set_title(fan.label, pad=3)
    panel.yaxis.set_major_locator(MaxNLocator(3))


def _label_ends(panel: Axes, last: int, here: float, there: float) -> None:
    """Name the two lines where they end, apart even where they meet."""
    low, high = panel.get_ylim()
    gap = 0.15 * (high - low)
    middle = (here + there) / 2
    sign = 1 if here >= there else -1
    apart = max(abs(here - there), gap) / 2
    for text, place, colour in (("scenario", middle + sign * apart, BLUE), ("baseline", middle - sign * apart, BLACK)):
        panel.annotate(
            text, (last, min(max(place, low + 0.06 * (high - low)), high - 0.06 * (high - low))), (3, 0),
            textcoords="offset points", va="center", fontsize=7, color=colour, annotation_clip=False,
        )  # fmt: skip


def month_axis(panel: Axes, months: int, as_of: int) -> None:
    """Dates under the lowest panel, a year apart, or the ends of a shorter run."""
    step = 12 if months >= 24 else 6 if months >= 12 else max(months, 1)
    places = list(range(0, months + 1, step))
    panel.set_xticks(places, [name_of_month(as_of + month) for month in places])
    panel.set_xlim(0, max(months, 1))
