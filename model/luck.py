"""Luck is named, never global: a draw is addressed by (seed, name, world, month).

A name says what the draw is for (purpose, actor, action), so a rule that draws more in one scenario never shifts
another's luck. Philox is a counter-based generator (Salmon et al. 2011): the name makes its key, and world and year
its counter, so the worlds of a block are one contiguous stretch of one stream and world 17 has the same draws in
whatever company it is computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from model.axes import Array, Index

MONTHS = 12
"""Draws of a name for one world that lie side by side: a year of months, three steps of Philox' counter."""


def year_of_draws(seed: int, name: str, first_world: int, worlds: int, year: int) -> Array:
    """Uniform numbers in [0, 1) of one name: (worlds, 12 months)."""
    key = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
    stream = np.random.Philox(
        key=np.frombuffer(key, dtype=np.uint64), counter=[first_world * (MONTHS // 4), year, 0, 0]
    )
    return np.random.Generator(stream).random((worlds, MONTHS))


@dataclass
class Luck:
    """The luck of a run of consecutive worlds, or of rows that each have one of theirs."""

    seed: int
    first_world: int
    worlds: int
    picks: Index | None = None
    """Which of the consecutive worlds each row has its luck from; None where row and world are one: (row,)."""
    _years: dict[tuple[Sequence[str], int], Array] = field(default_factory=dict)

    @classmethod
    def of(cls, seed: int, numbers: Index) -> Luck:
        """The luck of the worlds of these numbers, in any order and as often as they come: (row,)."""
        first, span = int(numbers.min()), int(np.ptp(numbers)) + 1
        in_a_row = span == len(numbers) and bool((np.diff(numbers) == 1).all())
        return cls(seed, first, span, None if in_a_row else numbers - first)

    def uniform(self, names: tuple[str, ...], month: int) -> Array:
        """One number in [0, 1) per world and name in this month of the simulation: (world, name)."""
        year, within = divmod(month, MONTHS)
        if (names, year) not in self._years:
            self._years = {key: drawn for key, drawn in self._years.items() if key[0] != names}
            rows = self.worlds if self.picks is None else len(self.picks)
            drawn = np.empty((MONTHS, rows, len(names)))
            for i, name in enumerate(names):
                numbers = year_of_draws(self.seed, name, self.first_world, self.worlds, year)
                drawn[:, :, i] = (numbers if self.picks is None else numbers[self.picks]).T
            self._years[names, year] = drawn
        return self._years[names, year][within]

    def normal(self, names: tuple[str, ...]) -> Array:
        """One standard normal number per world and name, drawn once a world: (world, name)."""
        return np.asarray(ndtri(np.clip(self.uniform(names, 0), 1e-300, None)))
