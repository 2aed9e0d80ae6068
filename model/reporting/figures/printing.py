"""Files of figures: laid out once, the same bytes for the same numbers and for any number of processes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.common.processes import Processes
from model.common.system import collect_seldom, cores
from model.reporting.figures.lean import lean
from model.reporting.figures.letters import as_it_is, find_fonts
from model.reporting.figures.measuring import NOTHING, drawn_svg
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


class Printer(Mapping[str, Printed]):
    """Figures by name, printed side by side: by other processes from the first on, by this one while it waits for one.

    This one takes the last that nobody has begun. WorkerDied where a worker process dies over a figure.
    """

    def __init__(self, about: int) -> None:
        """about: how many figures will be asked for; where they are enough, the others get ready at once."""
        others = min(cores(), about // MIN_DRAWINGS) - 1
        self._others = Processes(others, collect_seldom) if others > 0 else None
        self._asked: dict[str, Future[Printed]] = {}
        self._left: dict[str, Drawing] = {}
        self._here: dict[str, Printed] = {}
        for _ in range(others):
            self._submit(get_ready)

    def ask(self, name: str, draw: Drawing) -> None:
        """Have a figure printed under a name."""
        self._left[name] = draw
        self._asked[name] = self._submit(_made, draw)

    def _submit(self, work: Callable[..., Any], *words: Any) -> Future[Any]:
        return Future() if self._others is None else self._others.submit(work, *words)

    def __getitem__(self, name: str) -> Printed:
        asked = self._asked[name]
        while self._left and not asked.done():
            last, draw = self._left.popitem()
            if self._asked[last].cancel():
                self._here[last] = _made(draw)
        return self._here[name] if name in self._here else asked.result()

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: Any) -> None:
        """Let the other processes go: when they have printed all, or at once where something went wrong."""
        if self._others is not None:
            self._others.__exit__(*failure)


def get_ready() -> None:
    """Do nothing: who is called has loaded what drawing needs."""


@styled
def _made(draw: Drawing) -> Printed:
    return printed(draw())


@styled
def printed(figure: Figure) -> Printed:
    """A figure as SVG and PNG, both with the one layout."""
    unwritten = lay_out(figure)
    with as_it_is(unwritten):
        png = _png(figure)  # first, while the texts are measured at its resolution
        return Printed(lean(drawn_svg(figure)), png, unwritten)


@styled
def lay_out(figure: Figure) -> str:
    """Lay the figure out for good, with fonts that have its letters; returns the letters that none has."""
    unwritten = find_fonts(figure)
    with as_it_is(unwritten):
        if (layout := figure.get_layout_engine()) is not None:
            layout.execute(figure)
    figure.set_layout_engine("none")
    for panel in figure.axes:
        _leave_unmeasured(panel)
    return unwritten


def _leave_unmeasured(panel: Axes) -> None:
    """Spare the measuring of all names beside a laid-out panel, at each drawing, for the place of a label not there."""
    for axis in (panel.xaxis, panel.yaxis):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)
            for name in axis.get_ticklabels():
                name.set_in_layout(False)


@styled
def svg_of(figure: Figure) -> str:
    """A figure as SVG, which leaves it as it is: it can be changed, laid out and saved afterwards."""
    out = io.StringIO()
    with as_it_is(find_fonts(figure)):
        figure.savefig(out, format="svg", metadata=NOTHING)
    return lean(out.getvalue())


def _png(figure: Figure) -> bytes:
    """Without the software's version."""
    out, canvas = io.BytesIO(), cast(Any, figure.canvas)
    canvas.print_png(out, metadata={"Software": None}, pil_kwargs={"compress_level": 3})  # 6 takes twice as long
    return out.getvalue()
