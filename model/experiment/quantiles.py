"""Quantiles over all worlds of a run, on a fine grid: exact to half a step, in bounded memory.

A block leaves its worlds' levels on the grid, sorted, so that what is kept is small. Those of few worlds are sorted
together. Those of many are counted, and read twice: once to find the coarse cell in which each wanted order statistic
lies, once more to find its place within that cell. The numbers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from model.rules.axes import Array, Index

GRID = 8191
"""Steps of the grid from 0 to 1; measures lie in [-1, 1], so an order statistic is off by at most 1/16382."""
FINE = 64
"""Steps in a coarse cell."""
CELLS = 2 * GRID // FINE + 1
"""Coarse cells."""
TOGETHER = 1 << 24
"""Most levels that are sorted together, in 32 MB; about 2,000 worlds of the shipped region."""

Packed = NDArray[np.uint8]
Sorted = NDArray[np.uint16]


class Levels:
    """Measures of a block's worlds on the grid, each sorted over worlds and kept as gaps, which are small."""

    def __init__(self, measures: int, months: int, worlds: int) -> None:
        self.halves = np.empty((2, measures, months, worlds), dtype=np.uint8)
        """High and low bytes of the gaps: (2, measure, month, world)."""
        self.ends = np.empty((2, measures, months))
        """Least and greatest of each measure and month in any world."""
        self.count = 0

    def add(self, measure: Array) -> None:
        """Add the next measure: (world, month)."""
        gaps = np.rint((measure + 1) * GRID).T.astype(
            np.int32, order="C"
        )  # sorted several times faster than as 16 bits
        gaps.sort(axis=1)
        gaps[:, 1:] -= gaps[:, :-1].copy()
        self.halves[0, self.count], self.halves[1, self.count] = gaps >> 8, gaps & 255
        measure.min(axis=0, out=self.ends[0, self.count])
        measure.max(axis=0, out=self.ends[1, self.count])
        self.count += 1

    def packed(self) -> Packed:
        """Gaps of all measures, compressed."""
        import pyarrow as pa  # takes 33 MB; the processes of a workshop keep no quantiles

        return np.frombuffer(pa.compress(self.halves.tobytes(), codec="zstd", asbytes=True), dtype=np.uint8)


def unpacked(kept: Packed, rows: int, worlds: int) -> Sorted:
    """The sorted levels again, measure after measure, each month after month: (row, world)."""
    import pyarrow as pa

    halves = pa.decompress(kept.tobytes(), 2 * rows * worlds, codec="zstd", asbytes=True)
    high, low = np.frombuffer(halves, dtype=np.uint8).reshape(2, -1, worlds).astype(np.uint16)
    return np.cumsum((high << 8) + low, axis=1, dtype=np.uint16)


def quantiles(blocks: Callable[[], Iterator[Sorted]], wanted: Array) -> Array:
    """Quantiles over the worlds of all blocks, linear between neighbouring order statistics: (row, level).

    blocks: begins to go through the sorted levels of all blocks anew, each (row, world). wanted: levels in [0, 1].
    """
    every = _together(blocks())
    if every is not None:
        worlds = every.shape[1]
        place, ranks = _ranks(wanted, worlds)
        found = every[:, ranks].astype(np.intp)
    else:
        counts, worlds = np.zeros(0, dtype=np.int64), 0
        for levels in blocks():
            cells = _coarse_counts(levels)
            counts, worlds = (cells if not worlds else counts + cells), worlds + levels.shape[1]
        place, ranks = _ranks(wanted, worlds)
        found = _order_statistics(blocks, counts.reshape(-1, CELLS), ranks)
    low, high = np.split(found / GRID - 1, 2, axis=1)
    return low + (place - np.floor(place)) * (high - low)


def _ranks(wanted: Array, worlds: int) -> tuple[Array, Index]:
    """The places of quantiles among sorted worlds, and the ranks below them, then those above."""
    place = wanted * (worlds - 1)
    below = np.floor(place).astype(np.intp)
    return place, np.concatenate([below, np.minimum(below + 1, worlds - 1)])


def _together(blocks: Iterator[Sorted]) -> Sorted | None:
    """The levels of all blocks, sorted: (row, world); None if they are too many."""
    held, size = list[Sorted](), 0
    for levels in blocks:
        size += levels.size
        if size > TOGETHER:
            return None
        held.append(levels)
    every = np.concatenate(held, axis=1)
    every.sort(axis=1)
    return every


def _cells(levels: Sorted) -> Index:
    """The coarse cell of every level, the cells of all rows in a row: (row, world)."""
    return levels // FINE + np.arange(len(levels))[:, None] * CELLS


def _coarse_counts(levels: Sorted) -> NDArray[np.int64]:
    return np.bincount(_cells(levels).ravel(), minlength=len(levels) * CELLS)


def _order_statistics(blocks: Callable[[], Iterator[Sorted]], counts: NDArray[np.int64], ranks: Index) -> Index:
    """The levels at some ranks, 0 the lowest: (row, rank). counts: worlds in each coarse cell, (row, cell)."""
    upto = np.cumsum(counts, axis=1)
    cell = np.stack([(upto <= rank).sum(axis=1) for rank in ranks], axis=1)  # (row, rank)
    before = np.take_along_axis(upto - counts, cell, axis=1)
    flat = cell + np.arange(len(cell))[:, None] * CELLS
    looked_into, slot = np.unique(flat, return_inverse=True)
    slot_of = np.full(counts.size, -1, dtype=np.intp)
    slot_of[looked_into] = np.arange(len(looked_into))
    fine = np.zeros(len(looked_into) * FINE, dtype=np.int64)
    for levels in blocks():
        into = slot_of[_cells(levels)]
        inside = into >= 0
        fine += np.bincount(into[inside] * FINE + levels[inside] % FINE, minlength=len(fine))
    up = np.cumsum(fine.reshape(-1, FINE), axis=1)
    step = (up[slot.reshape(cell.shape)] <= (ranks - before)[:, :, None]).sum(axis=2)
    return np.asarray(cell * FINE + step)
