"""The two blocs of least energy of a signed matrix.

Landscape theory: actors sort into two blocs so that the energy Σ sᵢ sⱼ pᵢⱼ dᵢⱼ over pairs is least, where p is the
propensity to work together, s the size, and d is 0 within a bloc and 1 across (Axelrod & Bennett 1993).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from model.common.languages import marked
from model.outcomes.balance import mutual
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.rules.axes import Array, Flags, Index
from model.spec.fields import Route
from model.spec.outcomes import ColumnName
from model.spec.seeds import Seeds

MAX_ACTORS = 16
"""Deciding actors among which blocs can be found: every partition is looked at."""


class Blocs(Kind):
    """The two-bloc partition of least energy in landscape theory; Axelrod & Bennett 1993."""

    kind: Literal["blocs"]

    unit = "share of worlds"
    measured_in = marked("A name in each world; means are shares of worlds with that name.")
    monthly_too = False

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """There are not too many actors."""
        deciding = sum(actor.decides for actor in seeds.actors.actors.values())
        if deciding > MAX_ACTORS:
            cause = f"{deciding} actors decide, and blocs can be found among {MAX_ACTORS} at most"
            yield ("kind",), cause, False

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """A column is a partition's."""
        return "" if column.category and not column.part else f"name the two blocs, as {name}=A+B|C"

    def pattern(self, name: str, seeds: Seeds) -> str:
        """`blocs=A+B|C`."""
        return rf"{re.escape(name)}=.+"

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """The partition among the deciding actors, as `A+B|C+D`."""
        found = least_energy(seen.deciding, seen.capability[seen.world])
        splits, which = np.unique(found, return_inverse=True)
        every, actors = partitions(seen.axes.deciders), seen.axes.actors
        return {name: np.array([_label(every[split], actors) for split in splits])[which]}


def _label(split: Flags, actors: Sequence[str]) -> str:
    sides = ["+".join(sorted(a for a, its in zip(actors, split, strict=False) if its == s)) for s in (False, True)]
    return "|".join(sorted(side for side in sides if side))


@cache
def partitions(actors: int) -> Flags:
    """All ways to sort actors into two blocs, one may be empty: (partition, actor); the first actor is False."""
    if actors > MAX_ACTORS:
        raise ValueError(f"partitions of more than {MAX_ACTORS} actors are too many to enumerate")
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
