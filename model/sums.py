"""Sums of a few of many parts, for all worlds at once: what most weights are zero in is kept and summed sparsely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from model.axes import Array, Index, at


def summed(weights: csr_array, parts: Array) -> Array:
    """Weighted sums of a few of many parts: (world, sum). weights: (sum, part). parts: (world, part)."""
    return np.asarray((weights @ parts.T).T)


def sums(
    row: Index | Sequence[int], part: Index | Sequence[int], shape: tuple[int, int], weight: ArrayLike = 1.0
) -> csr_array:
    """Weights for `summed`: which parts each sum takes."""
    weight = np.broadcast_to(np.asarray(weight, dtype=np.float64), len(row))
    return csr_array((weight, (np.asarray(row, dtype=np.intp), np.asarray(part, dtype=np.intp))), shape=shape)


def summed_at(weights: csr_array, parts: Array, world: Index, row: Index) -> Array:
    """The same sums, not of all worlds but case by case: (case,). world, row: (case,), which sum of which world."""
    case, each = parts_of(weights.indptr, row)
    return added(case, weights.data[each] * at(parts, world[case], weights.indices[each]), len(row))


def parts_of(first: NDArray[np.integer[Any]], row: Index) -> tuple[Index, Index]:
    """The parts of some rows, one after another: (part,), the place in `row` each is of; (part,), which it is.

    first: (rows + 1,), where the parts of each row begin. row: (case,).
    """
    begin = first[row]
    count = first[row + 1] - begin
    case = np.repeat(np.arange(len(row)), count)
    return case, np.arange(len(case)) + np.repeat(begin - (np.cumsum(count) - count), count)


def added(case: Index, amount: Array, cases: int) -> Array:
    """What belongs to each case, added up: (case,). case, amount: (part,)."""
    return np.asarray(np.bincount(case, amount, minlength=cases), dtype=np.float64)
