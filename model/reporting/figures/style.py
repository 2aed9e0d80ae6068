"""Style of every picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from model.reporting.figures.palette import BLACK, GREY, PALE

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
    "figure.dpi": DPI,  # that of the PNG: its texts are measured for the layout already
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


def canvas(
    height: float, rows: int = 1, *, layout: Literal["constrained"] | None = "constrained", **options: Any
) -> tuple[Figure, list[Axes]]:
    """A figure of so many panels, one above the other; without a layout `stack` places them."""
    figure = Figure(figsize=(WIDTH, height), layout=layout)
    return figure, panels_on(figure, rows, **options)


def panels_on(figure: Figure, rows: int, **options: Any) -> list[Axes]:
    """So many panels of a figure, one above the other."""
    FigureCanvasAgg(figure)
    return [panel[0] for panel in figure.subplots(rows, 1, squeeze=False, **options)]


TITLE, DATES, EDGE = 0.24, 0.29, 0.05
"""Inches for a panel's title, for what stands below the lowest panel, and for what is left free at the edge."""
TICK = 7 / 72
"""Inches between a panel and the numbers beside it."""


def stack(figure: Figure, panels: Sequence[Axes]) -> None:
    """Place panels that have titles, numbers at the left, names at the right and dates below the lowest.

    Only widths are measured, and once: a general layout measures all there is, twice.
    """
    width, height = figure.get_size_inches()
    left = TICK + max(_width(label) for panel in panels for label in panel.get_yticklabels())
    beyond = [_width(name) + TICK / 2 for panel in panels for name in panel.texts]
    right = max([*beyond, *(_width(label) / 2 for label in panels[-1].get_xticklabels())])
    each = (height - EDGE - DATES - TITLE * len(panels)) / len(panels)
    figure.subplots_adjust(
        left=(left + EDGE) / width, right=1 - (right + EDGE) / width,
        bottom=DATES / height, top=1 - (EDGE + TITLE) / height, hspace=TITLE / each,
    )  # fmt: skip


def _width(text: Text) -> float:
    """Width of a text in inches."""
    figure = text.get_figure(root=True)
    return 0.0 if figure is None else float(text.get_window_extent().width / figure.dpi)


def headed(figure: Figure, title: str) -> None:
    """Set the title over all panels."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=8.5, fontweight="bold")


def ruled(panel: Axes, axis: Literal["x", "y"]) -> None:
    """Draw pale lines across one axis, behind everything else."""
    panel.grid(axis=axis, color=PALE, lw=0.5)
    panel.set_axisbelow(True)
