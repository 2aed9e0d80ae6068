"""Alignments as a table of colours, with the number in every cell, always from −1 to 1."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from model.common.text import signed
from model.reporting.figures.palette import BLACK
from model.reporting.figures.style import DIVERGING, WIDTH, canvas, styled


@styled
def heatmap(matrix: pd.DataFrame) -> Figure:
    """Alignment of each row's actor to each column's; the scale is the same for levels and for differences.

    matrix: who leans in the index, to whom in the columns; nobody leans to itself.
    """
    size = len(matrix)
    figure, (panel,) = canvas(WIDTH * 0.86 + 0.35)
    numbers = matrix.to_numpy(dtype=float, copy=True)
    np.fill_diagonal(numbers, np.nan)
    image = panel.imshow(numbers, cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
    for i, j in np.ndindex(numbers.shape):  # what stands in a cell needs no room beside the panel
        ink = "white" if abs(numbers[i, j]) > 0.62 else BLACK
        shown, points = ("·", 8) if i == j else (signed(float(numbers[i, j])), 7 if size > 6 else 8)
        panel.text(j, i, shown, ha="center", va="center", fontsize=points, color=ink, in_layout=False)
    panel.set_xticks(range(size), list(matrix.columns))
    panel.set_yticks(range(size), list(matrix.index))
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)
    panel.set_xlabel("to whom")
    panel.set_ylabel("who leans")
    bar = figure.colorbar(image, ax=panel, orientation="horizontal", shrink=0.7, aspect=40, pad=0.02)
    bar.set_ticks([-1, -0.5, 0, 0.5, 1], labels=["−1 hostile", "−.5", "0", ".5", "+1 allied"])
    bar.outline.set_visible(False)
    return figure
