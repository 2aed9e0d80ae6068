"""How much powers sway actors: half by how these lean, half by how they depend."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.axes import Array, Axes, Index
from model.spec.outcomes import Influence, Measured, Orbit
from model.sums import summed, sums


class Sway:
    """The influence of every power, or powers together, over every actor that some outcome asks for."""

    def __init__(self, axes: Axes, outcomes: Iterable[Measured]) -> None:
        self.axes = axes
        asked = (pair for outcome in outcomes for pair in _asked(outcome))
        self.row = {pair: row for row, pair in enumerate(dict.fromkeys(asked))}
        """(Actor, powers) → its place."""
        row, cell, share = [], [], []
        for (actor, of), place in self.row.items():
            for power in of:
                row.append(place)
                cell.append(axes.actor[actor] * len(axes.actors) + axes.actor[power])
                share.append(1 / len(of))
        shape = (len(self.row), len(axes.actors) ** 2)
        self.mean, self.total = sums(row, cell, shape, share), sums(row, cell, shape)

    def __call__(self, alignment_mean: Array, dependence: Array) -> Array:
        """Half (1 + alignment)/2 and half dependence; several powers: mean lean, summed need: (world, pair)."""
        worlds = len(alignment_mean)
        lean = summed(self.mean, alignment_mean.reshape(worlds, -1))
        need = np.minimum(summed(self.total, dependence.reshape(worlds, -1)), 1)
        return np.asarray((1 + lean) / 4 + need / 2)

    def places(self, over: tuple[str, ...], of: tuple[str, ...]) -> Index:
        """Where the sway of some powers together over each of some actors stands: (over,)."""
        return np.array([self.row[actor, of] for actor in over], dtype=np.intp)


def _asked(outcome: Measured) -> list[tuple[str, tuple[str, ...]]]:
    """The actors, and the powers or powers together, whose sway over them an outcome asks for."""
    match outcome:
        case Influence():
            return [(actor, outcome.of) for actor in outcome.over]
        case Orbit():
            return [(actor, of) for of in outcome.powers.values() for actor in outcome.over]
    return []
