"""Style of every picture."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar
from unicodedata import east_asian_width

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from model.reporting.figures.measuring import Canvas
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
F = TypeVar("F", bound=Figure)


_dressed = ContextVar("dressed", default=False)
"""True while a picture is drawn in the project's look."""


def styled(draw: Callable[P, T]) -> Callable[P, T]:
    """Draw in the project's look, whatever the reader's own settings of matplotlib are; once for what is within."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        if _dressed.get():
            return draw(*args, **kwargs)
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_LOOK)
            token = _dressed.set(True)
            try:
                return draw(*args, **kwargs)
            finally:
                _dressed.reset(token)

    return inside


def canvas(
    height: float, rows: int = 1, *, layout: Literal["constrained"] | None = "constrained", **options: Any
) -> tuple[Figure, list[Axes]]:
    """A figure of so many panels, one above the other; without a layout `stack` places them."""
    figure = Figure(figsize=(WIDTH, height), layout=layout)
    return figure, panels_on(figure, rows, **options)


def panels_on(figure: Figure, rows: int, **options: Any) -> list[Axes]:
    """So many panels of a figure, one above the other."""
    Canvas(figure)
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


@styled
def headed(draw: Callable[[], F], title: str, about: str) -> F:
    """A drawn figure with its title over all panels and, small below it, of what it is; it grows by their height.

    about: scenario, unit, horizon and number of worlds, so that the picture says them wherever it is shown alone.
    """
    figure = draw()
    width, height = figure.get_size_inches()
    head = EDGE
    lines = [(line, 8.5, "bold", BLACK) for line in _broken(title, 46)]
    lines += [(line, 6.8, "normal", GREY) for line in _broken(about, 70)]
    places = []
    for line, size, weight, colour in lines:
        places.append(head)
        head += 1.35 * size / 72
        figure.text(EDGE / width, 1, line, fontsize=size, fontweight=weight, color=colour, va="top")
    whole = height + head
    figure.set_figheight(whole)
    for text, place in zip(figure.texts[-len(lines) :], places, strict=True):
        text.set_y(1 - place / whole)
    engine, laid = figure.get_layout_engine(), figure.subplotpars
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, 0, 1, height / whole))
    else:
        figure.subplots_adjust(bottom=laid.bottom * height / whole, top=laid.top * height / whole)
    return figure


def _broken(text: str, most: int) -> list[str]:
    """Lines of a text that fit a picture; letters as wide as they are high take the room of two."""
    wide = any(east_asian_width(letter) in "WF" for letter in text)
    return textwrap.wrap(text, most // 2 if wide else most, break_on_hyphens=False)


def ruled(panel: Axes, axis: Literal["x", "y"]) -> None:
    """Draw pale lines across one axis, behind everything else."""
    panel.grid(axis=axis, color=PALE, lw=0.5)
    panel.set_axisbelow(True)
