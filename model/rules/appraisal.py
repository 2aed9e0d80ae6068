"""Rule 1, appraisal: everyone judges a deed by how they feel about its target.

Cognitive balance (Heider 1946) as a dynamic: nothing imposes balance among triads; it follows, and is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from model.axes import Array, Index


@dataclass(frozen=True)
class Deeds:
    """Deeds in rows: their weight, and who moves towards whom because of them."""

    weight: Array
    """(deed, dimension): salience × standing × Goldstein/10 × the type's share; negative if hostile."""
    ahead: Array
    """(deed, actor, actor): 1 where an alignment moves with the full weight: target to doer, party to party."""
    back: Array
    """(deed, actor, actor): 1 where it moves with the reflected part: doer to target."""
    regard: Array
    """(deed, doer, other): how an onlooker's feelings for the others are averaged into its judgement of the doer."""
    onlooker: Array
    """(deed, actor): 1 for those who are not party to the deed."""

    def __getitem__(self, rows: Index) -> Self:
        """The deeds of these rows."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def __add__(self, more: Self) -> Self:
        """These deeds, then more."""
        return type(self)(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)}
        )

    @property
    def total(self) -> Array:
        """Weight summed over the dimensions: (deed,)."""
        return np.asarray(self.weight.sum(axis=1))


def effective_weight(weight: Array, *, impact: Array, negativity: Array) -> Array:
    """Weight as felt: κ times the weight, and ν times that where it is hostile.

    weight: (..., dimension). impact, negativity: broadcastable to (..., 1).
    """
    return impact * weight * np.where(weight < 0, negativity, 1.0)


def moves(
    alignment: Array, deeds: Deeds, *, impact: Array, reflection: Array, spillover: Array, negativity: Array
) -> Array:
    """How far each deed would push every alignment, room left out: (row, dimension, actor, actor).

    A row is one deed in one world. alignment: (row, dimension, actor, actor), as the month opened. Parameters: (row,).
    """
    weight = effective_weight(deeds.weight, impact=impact[:, None], negativity=negativity[:, None])
    judged = np.matmul(alignment, deeds.regard.transpose(0, 2, 1)[:, None])  # (row, dimension, onlooker, doer)
    parties = deeds.ahead + reflection[:, None, None] * deeds.back
    onlookers = (spillover[:, None] * deeds.onlooker)[:, None, :, None] * judged
    return weight[:, :, None, None] * (parties[:, None] + onlookers)


def settle(alignment: Array, up: Array, down: Array) -> Array:
    """The alignment after a month's moves, which shrink as the extremes come near: bounded and free of order.

    up, down: sums of the upward moves and of the size of the downward moves, each scaled down to 1 if above.
    """
    return alignment + np.minimum(up, 1) * (1 - alignment) - np.minimum(down, 1) * (1 + alignment)
