"""Rule 4, issues: some questions move in stages, by deeds or by themselves, one step a month, and then rest."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index, places
from model.sums import summed

NOTHING = -1


def triggered(enabled: Flags, done: Flags, causes: csr_array, chance: Array, luck: Array, by_itself: Flags) -> Flags:
    """Which transitions happen, before one is picked per issue: (world, transition).

    enabled: (world, transition). done: (world, deed). causes: (transition, deed). chance: (world, transition), of a
    transition whose deed is done, or a month's hazard where by_itself: (transition,).
    """
    caused = summed(causes, done.astype(np.float64)) > 0
    return np.asarray(enabled & (caused | by_itself) & (luck < chance))


def pick(happening: Flags, order: Index, issue: Index, issues: int) -> Index:
    """One step an issue: setbacks before advances, then as listed: (world, issue), −1 for none.

    order: the transitions by precedence, the last goes before all others. issue: (transition,), which it moves.
    """
    picked = np.full((issues, len(happening)), NOTHING).T
    world, rank = places(happening[:, order])
    picked[world, issue[order[rank]]] = order[rank]  # where several are assigned to one place the last stays
    return picked


def rested(rest: Index, moved: Flags, setback: Flags, rest_months: Index) -> Index:
    """Months an issue still rests: one less each month, g after an advance, 2g after a setback: (world, issue)."""
    return np.where(moved, rest_months[:, None] * (1 + setback), np.maximum(rest - 1, 0))
