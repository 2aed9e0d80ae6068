"""Files of figures: laid out once, the same bytes for the same numbers and for any number of processes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from model.common.processes import Processes
from model.common.system import cores
from model.reporting.figures.lean import lean
from model.reporting.figures.letters import as_it_is, find_fonts
from model.reporting.figures.style import styled

if TYPE_CHECKING:
    from model.experiment.run_folder import RunFolder  # slow to import, and no worker process writes

Drawing = Callable[[], Figure]
"""Call that makes a figure: a `partial` of a function of a module, so that another process can make it."""
MIN_DRAWINGS = 12
"""Figures a worker process must have to draw before starting it pays."""


@dataclass(frozen=True)
class Printed:
    """A figure as files."""

    svg: str
    png: bytes
    unwritten: str
    """Letters that no font of this machine has; the PNG shows boxes for them."""

    def write(self, folder: RunFolder, name: str) -> None:
        """Keep it as figures/NAME.svg and .png; RunError if it cannot be written."""
        folder.write(f"figures/{name}.svg", self.svg.encode())
        folder.write(f"figures/{name}.png", self.png)


def all_printed(drawings: Sequence[Drawing]) -> list[Printed]:
    """Figures drawn and printed in order, side by side where there are enough; WorkerDied if a worker process dies.

    This process draws from the end while the others begin and draw what is not drawn yet.
    """
    others = min(cores(), len(drawings) // MIN_DRAWINGS) - 1
    if others < 1:
        return [_made(draw) for draw in drawings]
    with Processes(others) as pool:
        asked = [pool.submit(_made, draw) for draw in drawings]
        here = [_made(draw) for draw, one in zip(reversed(drawings), reversed(asked), strict=True) if one.cancel()]
        return [here.pop() if one.cancelled() else one.result() for one in asked]


def _made(draw: Drawing) -> Printed:
    return printed(draw())


@styled
def printed(figure: Figure) -> Printed:
    """A figure as SVG and PNG, both with the one layout."""
    unwritten = lay_out(figure)
    with as_it_is(unwritten):
        png = _png(figure)  # first, while the texts are measured at its resolution
        return Printed(_svg(figure), png, unwritten)


@styled
def lay_out(figure: Figure) -> str:
    """Lay the figure out for good, with fonts that have its letters; returns the letters that none has."""
    unwritten = find_fonts(figure)
    with as_it_is(unwritten):
        if (layout := figure.get_layout_engine()) is not None:
            layout.execute(figure)
    figure.set_layout_engine("none")
    return unwritten


def _svg(figure: Figure) -> str:
    """Text as text, no date, no random ids, coordinates to a tenth of a point."""
    out = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    FigureCanvasSVG(figure).print_svg(out, metadata=nothing)  # savefig would draw it once more beforehand
    return lean(out.getvalue())


def _png(figure: Figure) -> bytes:
    """Without the software's version."""
    out, canvas = io.BytesIO(), figure.canvas
    assert isinstance(canvas, FigureCanvasAgg), "every figure is made on one"
    canvas.print_png(out, metadata={"Software": None})
    return out.getvalue()
