"""Luck is named, never global: a draw is addressed by (seed, name, world, month).

A name says what the draw is for (purpose, actor, action), so a rule that draws more in one scenario never shifts
another's luck. Philox is a counter-based generator (Salmon et al. 2011): the name makes its key, and world and year
its counter, so the worlds of a block are one contiguous stretch of one stream and world 17 has the same draws in
whatever company it is computed.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from model.axes import Array, Index

MONTHS = 12
"""Draws of a name for one world that lie side by side: a year of months, three steps of Philox' counter."""
KEPT = 64 * 2**20
"""Bytes of draws kept, the last used: every scenario and every new try of a workshop asks for the same ones again."""


Turned = Callable[[Array], Array]
"""What uniform numbers are turned into, number by number."""


def year_of_draws(seed: int, names: tuple[str, ...], first_world: int, worlds: int, year: int) -> Array:
    """Uniform numbers in [0, 1): (12 months, name, worlds)."""
    stream = np.random.Philox(key=0, counter=[first_world * (MONTHS // 4), year, 0, 0])
    opening, numbers = stream.state, np.random.Generator(stream)
    drawn = np.empty((MONTHS, len(names), worlds))
    for place, name in enumerate(names):
        key = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
        opening["state"]["key"] = np.frombuffer(key, dtype=np.uint64)
        stream.state = opening
        drawn[:, place] = numbers.random((worlds, MONTHS)).T
    return drawn


Key = tuple[int, tuple[str, ...], int, int, int]
"""Seed, names, first world, worlds and year."""


class _Kept:
    """Years of draws that were used last, so many that they fit into `KEPT` bytes."""

    def __init__(self) -> None:
        self.years: OrderedDict[tuple[Key, Turned | None], Array] = OrderedDict()
        self.size = 0
        self.turn = threading.Lock()

    def __call__(self, key: Key, turned: Turned | None) -> Array:
        """`year_of_draws`, drawn and turned once as long as there is room for it."""
        with self.turn:
            if (key, turned) not in self.years:
                drawn = year_of_draws(*key)
                self._add((key, turned), drawn if turned is None else turned(drawn))
            self.years.move_to_end((key, turned))
            return self.years[key, turned]

    def _add(self, key: tuple[Key, Turned | None], drawn: Array) -> None:
        """Keep a year's draws; the longest unused make room."""
        drawn.flags.writeable = False
        while self.years and self.size + drawn.nbytes > KEPT:
            self.size -= self.years.popitem(last=False)[1].nbytes
        self.years[key] = drawn
        self.size += drawn.nbytes


_kept = _Kept()


@dataclass
class Luck:
    """The luck of a run of consecutive worlds, or of rows that each have one of theirs."""

    seed: int
    first_world: int
    worlds: int
    picks: Index | None = None
    """Which of the consecutive worlds each row has its luck from; None where row and world are one: (row,)."""

    @classmethod
    def of(cls, seed: int, numbers: Index) -> Luck:
        """The luck of the worlds of these numbers, in any order and as often as they come: (row,)."""
        first, span = int(numbers.min()), int(np.ptp(numbers)) + 1
        in_a_row = span == len(numbers) and bool((np.diff(numbers) == 1).all())
        return cls(seed, first, span, None if in_a_row else numbers - first)

    def uniform(self, names: tuple[str, ...], month: int, turned: Turned | None = None) -> Array:
        """One number in [0, 1) per world and name in this month of the simulation, or what it turns into.

        Returns (world, name).
        """
        year, within = divmod(month, MONTHS)
        drawn = _kept((self.seed, names, self.first_world, self.worlds, year), turned)[within]
        return drawn.T if self.picks is None else drawn[:, self.picks].T

    def normal(self, names: tuple[str, ...]) -> Array:
        """One standard normal number per world and name, drawn once a world: (world, name)."""
        return np.asarray(ndtri(np.clip(self.uniform(names, 0), 1e-300, None)))
