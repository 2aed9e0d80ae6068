"""Canvas and renderers that measure a text once, whatever figures it stands in: most texts stand in many of a page's.

What Matplotlib remembers of a text's size it forgets with each figure, and with each change of a figure's height.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Literal, cast

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
"""No date or name of a program in an SVG."""
SVG_DPI = 72.0
MAX_TEXTS_HELD = 10_000
"""Texts whose sizes are held."""

Size = tuple[float, float, float]
"""Width, height and descent of a text."""
Mathtext = bool | Literal["TeX"]
Measure = Callable[[str, FontProperties, Mathtext], Size]

_sizes: dict[tuple[str, float, str, FontProperties, Mathtext], Size] = {}


def _size(by: str, dpi: float, text: str, font: FontProperties, ismath: Mathtext, measure: Measure) -> Size:
    """The size of a text: held, or measured."""
    found = _sizes.get((by, dpi, text, font, ismath))
    if found is None:
        if len(_sizes) >= MAX_TEXTS_HELD:
            _sizes.clear()
        found = _sizes[by, dpi, text, font.copy(), ismath] = measure(text, font, ismath)  # the font may change later
    return found


class Pixels(RendererAgg):
    """Renderer of pictures in pixels."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Mathtext) -> Size:
        """Size of a text."""
        return _size("png", self.dpi, s, prop, ismath, super().get_text_width_height_descent)


class Strokes(RendererSVG):
    """Renderer of SVG."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Mathtext) -> Size:
        """Size of a text."""
        return _size("svg", SVG_DPI, s, prop, ismath, super().get_text_width_height_descent)


class Canvas(FigureCanvasAgg):
    """Canvas of every figure; its renderer is made anew where the figure's size changes."""

    def get_renderer(self) -> RendererAgg:
        """The renderer for the figure's size."""
        width, height = self.get_width_height(physical=True)
        key = width, height, self.figure.dpi
        if self._lastKey != key:
            self.renderer = cast(Any, Pixels)(*key)
            self._lastKey = key
        return self.renderer


def drawn_svg(figure: Figure) -> str:
    """A laid-out figure as SVG, drawn once: `savefig` would do so twice. Its resolution is that of an SVG from then on.

    What is all but an image, as a bar of many colours, is drawn as one.
    """
    out, pixels = io.StringIO(), figure.dpi
    figure.dpi = SVG_DPI
    width, height = figure.get_size_inches()
    strokes = cast(Any, Strokes)(width * SVG_DPI, height * SVG_DPI, out, image_dpi=pixels, metadata=NOTHING)
    renderer = cast(Any, MixedModeRenderer)(figure, width, height, pixels, strokes)
    figure.draw(renderer)
    renderer.finalize()
    return out.getvalue()
