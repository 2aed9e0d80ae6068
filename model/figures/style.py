"""How every picture looks, and how it becomes a file: the same bytes for the same numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

WIDTH = 4.0
"""Inches, 384 CSS pixels: a picture fills a telephone's screen at its natural size."""
DPI = 200

BLACK, GREY, PALE = "#1a1a1a", "#595959", "#d9d9d9"
BLUE, ORANGE, VERMILLION, GREEN, SKY, YELLOW, PINK = (
    "#0072B2", "#E69F00", "#D55E00", "#009E73", "#56B4E9", "#F0E442", "#CC79A7",
)  # fmt: skip
"""Okabe and Ito's (2008) palette, which colour-blind readers can tell apart."""

DIVERGING = LinearSegmentedColormap.from_list("blue-orange", ["#B3540A", "#F2B37F", "#ffffff", "#86B6DA", "#0A5A94"])
"""Orange for −1, white for 0, blue for +1; both ends equally dark, so a cell also says its number."""

MINUS = "−"

_LOOK = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Geneva", "Arial"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
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


def signed(number: float, digits: int = 2) -> str:
    """A number as a cell shows it: −.25, +.40, 0 where it rounds to nothing."""
    shown = f"{abs(number):.{digits}f}"
    if float(shown) == 0:
        return "0"
    return (MINUS if number < 0 else "+") + (shown[1:] if shown.startswith("0.") else shown)


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f}\u00a0%"


@styled
def as_svg(figure: Figure) -> str:
    """The figure as SVG: text as text, no date, no random ids, coordinates to a tenth of a point."""
    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(out, format="svg", metadata=nothing)
    return _lean(out.getvalue().decode("utf-8"))


@styled
def as_png(figure: Figure) -> bytes:
    """The figure as PNG, without the software's version."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return out.getvalue()


def _lean(svg: str) -> str:
    """Without comments, metadata, unused ids, repeated styles and digits nobody can see."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(r"<[^>]*>", lambda tag: _lean_tag(tag[0]), svg, flags=re.DOTALL)
    svg = re.sub(r">\s+<", "><", svg)
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    return svg.replace("<style>*{", f"<style>text{{font-family:{_FONTS}}}*{{", 1).strip() + "\n"


_FONTS = "'DejaVu Sans',Verdana,Geneva,Arial,sans-serif"


def _lean_tag(tag: str) -> str:
    """One tag: coordinates to a tenth of a point, paths by their steps."""
    if ";base64," in tag:
        return re.sub(r'(;base64,)([^"]*)', lambda found: found[1] + re.sub(r"\s+", "", found[2]), tag)
    tag = re.sub(r"\s+", " ", tag)
    tag = re.sub(r"-?\d+\.\d+(?:e-\d+)?", lambda found: _tenth(float(found[0])), tag)
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"| type="text/css"', "", tag)
    tag = re.sub(r" font-family: [^;\"]*;?", "", tag)
    tag = re.sub(r'(style="[^"]*")', lambda style: re.sub(r"([:;]) ", r"\1", style[0]), tag)
    return re.sub(r' d="([MLz\d. -]+)"', lambda path: f' d="{_steps(path[1])}"', tag)


def _steps(path: str) -> str:
    """A path of straight lines, each point told from the one before; rounding does not add up."""
    said, here = [], (0.0, 0.0)
    for letter, numbers in re.findall(r"([MLz])([^MLz]*)", path):
        if letter == "z":
            said.append("z")
            continue
        x, y = (float(number) for number in numbers.split())
        said.append(letter + f"{_tenth(x)} {_tenth(y)}" if letter == "M" else f"l{_pair(x - here[0], y - here[1])}")
        here = (x, y)
    return "".join(said)


def _pair(x: float, y: float) -> str:
    down = _tenth(y)
    return _tenth(x) + ("" if down.startswith("-") else " ") + down


def _tenth(number: float) -> str:
    """A number to one decimal, as short as it can be written."""
    shown = f"{number:.1f}".removesuffix(".0")
    shown = (
        shown.replace("-0.", "-.")
        if shown.startswith("-0.")
        else shown.removeprefix("0")
        if shown[:2] == "0."
        else shown
    )
    return "0" if shown == "-0" else shown
