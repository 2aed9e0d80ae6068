"""Balance of a signed matrix: the share of its triads that are balanced.

A triad is balanced if the product of its signs is positive (Heider 1946; Antal, Krapivsky & Redner 2006).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.rules.axes import Array, Index


class Balance(Kind):
    """Share of balanced triads: the product of the three mutual signs is positive."""

    kind: Literal["balance"]

    graded = True

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Share of balanced triads among the deciding actors."""
        return {name: balance(seen.deciding)}


def mutual(alignment: Array) -> Array:
    """The mean of both directions of every pair: (..., actor, actor)."""
    return np.asarray((alignment + alignment.swapaxes(-1, -2)) / 2)


def balance(matrix: ArrayLike) -> Array:
    """Share of balanced triads of a signed matrix (..., actor, actor); 1 where there are fewer than three actors."""
    sign = np.sign(mutual(np.asarray(matrix, dtype=float))).astype(np.int8)
    a, b, c = _triads(sign.shape[-1]).T
    if not len(a):
        return np.ones(sign.shape[:-2])
    balanced = sign[..., a, b] * sign[..., b, c] * sign[..., a, c] > 0
    return np.asarray(balanced.view(np.int8).sum(axis=-1, dtype=np.int16) / len(a))


@cache
def _triads(actors: int) -> Index:
    return np.array(list(combinations(range(actors), 3)), dtype=np.intp).reshape(-1, 3)
