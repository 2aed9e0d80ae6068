"""A design: the values of every row of a run chosen beforehand, and whose random numbers each row has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.rules.axes import Array, Index


@dataclass(frozen=True)
class Design:
    """Rows that stand where worlds stand in other runs; what is asked for past the last row repeats it."""

    rows: Mapping[str, Array]
    """Assumption path → (row,)."""
    numbers: Index
    """The number of the world whose random numbers a row has: (row,). Rows that share it differ by values alone."""

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self, worlds: slice) -> Index:
        """The rows these worlds stand for."""
        return np.minimum(np.arange(worlds.start, worlds.stop), len(self) - 1)

    def values(self, worlds: slice) -> dict[str, Array]:
        """Assumption path → (world,)."""
        places = self.places(worlds)
        return {path: column[places] for path, column in self.rows.items()}

    def sets(self, worlds: slice) -> tuple[dict[str, Array], Index]:
        """The different sets of values among these worlds, and which of them each has.

        Returns assumption path → (set,), and (world,).
        """
        values = self.values(worlds)
        if not values:
            return {}, np.zeros(worlds.stop - worlds.start, dtype=np.int64)
        columns = np.stack([*values.values()], axis=1)
        _, first, of = np.unique(columns, axis=0, return_index=True, return_inverse=True)
        return {path: column[first] for path, column in values.items()}, of.reshape(-1).astype(np.int64)
