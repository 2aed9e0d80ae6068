"""Figures that a notebook shows by themselves, at the end of a cell or by `display`."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from matplotlib.figure import Figure

from model.reporting.figures.printing import svg_of


class NotebookFigure(Figure):
    """A figure of Matplotlib, with all its methods, that is shown without `pyplot` and its back ends."""

    def _repr_html_(self) -> str:
        """An image of its own: the style of an SVG within the page would reach all others there."""
        titles = ", ".join(panel.get_title(loc="left") for panel in self.axes)
        drawn = b64encode(self._repr_svg_().encode()).decode()
        head = " ".join(line.get_text() for line in self.texts)
        return f'<img alt="{escape(f"{head}: {titles}")}" src="data:image/svg+xml;base64,{drawn}">'

    def _repr_svg_(self) -> str:
        """The same for what takes no HTML, as a conversion to PDF."""
        return svg_of(self)
