"""The network of alignments on map coordinates: a schematic map, with no borders drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from model.common.text import signed
from model.reporting.figures.palette import BLACK, BLUE, VERMILLION
from model.reporting.figures.places import places
from model.reporting.figures.style import WIDTH, canvas, styled

if TYPE_CHECKING:
    from model.rules.axes import Array  # who draws for another process needs no rules

LEAST_SHOWN = 0.25
"""Weaker mutual alignments are left out of the picture."""
CLEAR = 0.3
"""Least distance of a line from other actors and numbers, in the units of the map."""


@styled
def network(matrix: pd.DataFrame, coordinates: dict[str, tuple[float, float]]) -> Figure:
    """Mutual alignments as lines: blue and solid for leaning together, orange and dashed for apart, wider for stronger.

    matrix: who leans in the index, to whom in the columns.
    """
    figure, (panel,) = canvas(WIDTH * 0.86 + 0.35)
    at = places({name: coordinates[name] for name in matrix.index})
    labels: list[Array] = []
    for a, b, number in ties(matrix):
        others = np.array([at[name] for name in matrix.index if name not in (a, b)] or [(np.inf, np.inf)])
        labels.append(_line(panel, at[a], at[b], number, others, labels))
    for name, (x, y) in at.items():
        panel.text(
            x, y, name, ha="center", va="center", fontsize=8, fontweight="bold", color=BLACK, zorder=4,
            bbox={"boxstyle": "round,pad=0.3", "fc": "white", "ec": BLACK, "lw": 0.9},
        )  # fmt: skip
    _frame(panel, np.array(list(at.values())))
    _key(panel)
    return figure


def ties(matrix: pd.DataFrame) -> list[tuple[str, str, float]]:
    """The mutual alignments that are drawn, the strongest first. matrix: who leans in the index, to whom across."""
    mutual, names = ((matrix + matrix.T) / 2).to_numpy(dtype=float), list(matrix.index)
    upper = zip(*np.triu_indices(len(names), 1), strict=True)
    found = [(names[i], names[j], float(mutual[i, j])) for i, j in upper]
    return sorted((tie for tie in found if abs(tie[2]) >= LEAST_SHOWN), key=lambda tie: -abs(tie[2]))


def _line(
    panel: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    mutual: float,
    others: Array,
    labels: list[Array],
) -> Array:
    """One tie with its number; returns where the number stands."""
    together = mutual > 0
    bend = _bend(np.array(start), np.array(end), others, labels)
    panel.add_patch(
        PathPatch(
            Path(_corners(np.array(start), np.array(end), bend), [Path.MOVETO, Path.CURVE3, Path.CURVE3]),
            fill=False, lw=0.6 + 3.6 * abs(mutual), zorder=2, color=BLUE if together else VERMILLION, alpha=0.85,
            ls="-" if together else (0, (2.2, 1.4)), capstyle="butt",
        )
    )  # fmt: skip
    middle = _curve(np.array(start), np.array(end), bend)[10]
    panel.text(
        float(middle[0]), float(middle[1]), signed(mutual, 1), fontsize=6.5, ha="center", va="center", zorder=3,
        color=BLACK,
        bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.85},
    )  # fmt: skip
    return middle


def _corners(start: Array, end: Array, bend: float) -> Array:
    """The start, the point the curve bends to, the end: (3, 2); it leaves the straight by `bend` of its length."""
    along = end - start
    return np.stack([start, (start + end) / 2 + 2 * bend * np.array([-along[1], along[0]]), end])


def _curve(start: Array, end: Array, bend: float) -> Array:
    """Points on a quadratic curve: (21, 2)."""
    t = np.linspace(0, 1, 21)[:, None]
    first, middle, last = _corners(start, end, bend)
    return np.asarray((1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last)


def _bend(start: Array, end: Array, others: Array, labels: list[Array]) -> float:
    """The least bend that keeps clear of the other actors and of the numbers already set."""

    def crowding(bend: float) -> float:
        curve = _curve(start, end, bend)[2:-2]
        near = np.linalg.norm(curve[:, None] - others[None], axis=2).min()
        apart = min((float(np.linalg.norm(curve[len(curve) // 2] - label)) for label in labels), default=np.inf)
        return 3 * max(0.0, CLEAR - near) + 2 * max(0.0, CLEAR - apart) + 0.4 * abs(bend)

    return min((0.0, 0.06, -0.06, 0.12, -0.12, 0.2, -0.2, 0.3, -0.3), key=crowding)


def _frame(panel: Axes, points: Array) -> None:
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.maximum((high - low) * 0.1, 0.35)
    panel.set_xlim(low[0] - margin[0], high[0] + margin[0])
    panel.set_ylim(low[1] - margin[1], high[1] + margin[1])
    panel.set_axis_off()


def _key(panel: Axes) -> None:
    panel.plot([], [], color=BLUE, lw=2.5, label="lean to each other")
    panel.plot([], [], color=VERMILLION, lw=2.5, ls=(0, (2.2, 1.4)), label="lean apart")
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False, fontsize=7.5, handlelength=3.2)
