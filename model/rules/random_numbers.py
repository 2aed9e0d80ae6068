"""Random numbers with an address: (seed, name, world, month), never the next of a common stream.

A name says what a number is for (purpose, actor, action), so a rule that draws more in one scenario never shifts the
numbers of another: scenarios are compared under common random numbers. Philox 4×32-10 is counter-based (Salmon et al.
2011): the seed and the name make its key, world and month its counter. World 17 has the same numbers in whatever
company it is computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.rules.compiled import apart, phase, rule

Keys = NDArray[np.uint64]
"""Philox keys: (2, name), each below 2^32."""

_FIRST, _SECOND = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_FIRST, _WEYL_SECOND = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_MASK, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_NONE, _FIVE, _SIX = np.uint64(0), np.uint64(5), np.uint64(6)
_HIGH, _UNIT = 67108864.0, 1.0 / 9007199254740992.0


@rule
def uniform(key0: np.uint64, key1: np.uint64, world: np.uint64, month: np.uint64) -> float:
    """The number in [0, 1) of one key, world and month: 53 bits of Philox 4×32-10 (ODD 4)."""
    key0, key1 = key0 & _MASK, key1 & _MASK  # so that the compiler knows how wide they are
    c0, c1, c2, c3 = world & _MASK, month & _MASK, _NONE, _NONE
    for _ in range(10):
        left, right = c0 * _FIRST, c2 * _SECOND
        c0, c1, c2, c3 = (right >> _HALF) ^ c1 ^ key0, right & _MASK, (left >> _HALF) ^ c3 ^ key1, left & _MASK
        key0, key1 = (key0 + _WEYL_FIRST) & _MASK, (key1 + _WEYL_SECOND) & _MASK
    return (float(np.int32(c0 >> _FIVE)) * _HIGH + float(np.int32(c1 >> _SIX))) * _UNIT


@apart
def fill(keys: Keys, first: int, last: int, world: int, month: int, drawn: NDArray[np.float64]) -> None:
    """Fill the numbers of some names in one world and month: (name,). By itself the loop becomes wide instructions."""
    w, m = np.uint64(world), np.uint64(month)
    for name in range(first, last):
        drawn[name] = uniform(keys[0, name], keys[1, name], w, m)


@rule
def number(keys: Keys, name: int, world: int, month: int) -> float:
    """The number of one name in one world and month."""
    return uniform(keys[0, name], keys[1, name], np.uint64(world), np.uint64(month))


@phase
def draw(keys: Keys, worlds: NDArray[np.int64], month: int, drawn: NDArray[np.float64]) -> None:
    """Fill (world, name) with the numbers of one month."""
    for w in range(len(worlds)):
        for name in range(keys.shape[1]):
            drawn[w, name] = number(keys, name, worlds[w], month)


@lru_cache(maxsize=64)
def keys_of(seed: int, names: tuple[str, ...]) -> Keys:
    """The key of every name: 64 bits of BLAKE2b of seed and name."""
    if not names:
        return np.zeros((2, 0), dtype=np.uint64)
    digests = (hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype="<u4").reshape(-1, 2).T.astype(np.uint64, order="C")


@dataclass(frozen=True)
class RandomNumbers:
    """The random numbers of some worlds, given by their numbers, in any order and as often as they come."""

    seed: int
    worlds: NDArray[np.int64]
    """(row,)."""

    def uniform(self, names: Sequence[str], month: int) -> NDArray[np.float64]:
        """One number in [0, 1) per world and name in this month of the simulation: (world, name)."""
        drawn = np.empty((len(self.worlds), len(names)))
        draw(keys_of(self.seed, tuple(names)), self.worlds, month, drawn)
        return drawn

    def normal(self, names: Sequence[str]) -> NDArray[np.float64]:
        """One standard normal number per world and name, drawn once a world: (world, name)."""
        from scipy.special import ndtri  # slow to import, and only the start of a world needs it

        return np.asarray(ndtri(np.clip(self.uniform(names, 0), 1e-300, None)))
