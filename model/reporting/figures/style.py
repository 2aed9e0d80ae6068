"""Style of every picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from model.reporting.figures.palette import BLACK, GREY

WIDTH = 4.0
"""Inches, 384 CSS pixels: a picture fills a telephone's screen at its natural size."""
DPI = 160


DIVERGING = LinearSegmentedColormap.from_list("blue-orange", ["#B3540A", "#F2B37F", "#ffffff", "#86B6DA", "#0A5A94"])
"""Orange for −1, white for 0, blue for +1; both ends equally dark, so a cell also says its number."""


_LOOK: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # the one with which text is measured; files name others too
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # no ticks stand above a panel: nothing to look out for
    "axes.labelsize": 8,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "alignment-scenarios",
    "figure.dpi": 96,
    "text.parse_math": False,  # a dollar in a name begins no formula
}

P = ParamSpec("P")
T = TypeVar("T")


def styled(draw: Callable[P, T]) -> Callable[P, T]:
    """Draw in the project's look, whatever the reader's own settings of matplotlib are."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_LOOK)
            return draw(*args, **kwargs)

    return inside


def canvas(height: float, rows: int = 1, **options: Any) -> tuple[Figure, list[Axes]]:
    """A figure of so many panels, one above the other."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, 1, squeeze=False, **options)
    return figure, [panel[0] for panel in panels]
