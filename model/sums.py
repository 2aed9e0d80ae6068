"""Sums of a few of many parts, for all worlds at once: what most weights are zero in is kept and summed sparsely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from model.axes import Array, Index


def summed(weights: csr_array, parts: Array) -> Array:
    """Weighted sums of a few of many parts: (world, sum). weights: (sum, part). parts: (world, part)."""
    return np.asarray((weights @ parts.T).T)


def sums(
    row: Index | Sequence[int], part: Index | Sequence[int], shape: tuple[int, int], weight: ArrayLike = 1.0
) -> csr_array:
    """Weights for `summed`: which parts each sum takes."""
    weight = np.broadcast_to(np.asarray(weight, dtype=np.float64), len(row))
    return csr_array((weight, (np.asarray(row, dtype=np.intp), np.asarray(part, dtype=np.intp))), shape=shape)
