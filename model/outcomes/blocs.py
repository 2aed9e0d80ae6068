"""Structure of a signed matrix: balance of its triads, and the two blocs of least energy.

Balance: a triad is balanced if the product of its signs is positive (Heider 1946; Antal, Krapivsky & Redner 2006).
Landscape theory: actors sort into two blocs so that the energy Σ sᵢ sⱼ pᵢⱼ dᵢⱼ over pairs is least, where p is the
propensity to work together, s the size, and d is 0 within a bloc and 1 across (Axelrod & Bennett 1993).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.rules.axes import Array, Flags, Index
from model.spec.outcomes import MOST_IN_BLOCS


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


@cache
def partitions(actors: int) -> Flags:
    """All ways to sort actors into two blocs, one may be empty: (partition, actor); the first actor is False."""
    if actors > MOST_IN_BLOCS:
        raise ValueError(f"partitions of more than {MOST_IN_BLOCS} actors are too many to enumerate")
    codes = np.arange(2 ** (actors - 1))
    return np.concatenate([np.zeros((len(codes), 1), bool), (codes[:, None] >> np.arange(actors - 1)) & 1 > 0], axis=1)


@cache
def _apart(actors: int) -> Array:
    """Pairs that each partition sets apart: (pair, partition)."""
    split = partitions(actors)
    i, j = np.triu_indices(actors, 1)
    return np.asarray((split[:, i] != split[:, j]).T, dtype=float)


def energies(propensity: ArrayLike, size: ArrayLike) -> Array:
    """The energy of every partition: (..., partition). propensity: (..., actor, actor). size: (..., actor)."""
    between, sizes = mutual(np.asarray(propensity, dtype=float)), np.asarray(size, dtype=float)
    i, j = np.triu_indices(between.shape[-1], 1)
    across = np.ascontiguousarray(between[..., i, j] * sizes[..., i] * sizes[..., j])
    return np.asarray((across[..., None, :] @ _apart(between.shape[-1]))[..., 0, :])  # one product a matrix, all alike


def least_energy(propensity: ArrayLike, size: ArrayLike) -> Index:
    """The partition of least energy, the first of equals: (...,), an index into `partitions`."""
    return np.asarray(energies(propensity, size).argmin(axis=-1), dtype=np.intp)


def local_minima(propensity: ArrayLike, size: ArrayLike) -> list[tuple[NDArray[np.bool_], float]]:
    """The partitions from which no single actor's move lowers the energy, least energy first; for one matrix."""
    energy = energies(propensity, size)
    split = partitions(np.asarray(size).shape[-1])
    place = {tuple(row): k for k, row in enumerate(split.tolist())}
    minima = []
    for k, row in enumerate(split.tolist()):
        neighbours = []
        for actor in range(len(row)):
            moved = [side != (other == actor) for other, side in enumerate(row)]
            neighbours.append(place[tuple(side != moved[0] for side in moved)])
        if all(energy[k] <= energy[n] for n in neighbours):
            minima.append((split[k], float(energy[k])))
    return sorted(minima, key=lambda found: found[1])
