"""Rule 4, issues: some questions move in stages, by deeds or by themselves, one step a month, and then rest."""

from __future__ import annotations

import numpy as np

from model.axes import Array, Flags, Index

NOTHING = -1


def triggered(enabled: Flags, done: Flags, triggers: Flags, chance: Array, luck: Array, by_itself: Flags) -> Flags:
    """Which transitions happen, before one is picked per issue: (world, transition).

    enabled: (world, transition). done: (world, deed). triggers: (transition, deed). chance: (world, transition), of a
    transition whose deed is done, or a month's hazard where by_itself: (transition,).
    """
    caused = (done.astype(np.float64) @ triggers.T.astype(np.float64)) > 0
    return np.asarray(enabled & (caused | by_itself) & (luck < chance))


def pick(happening: Flags, order: Index) -> Index:
    """One step an issue: setbacks before advances, then as listed: (world, issue), −1 for none.

    order: (issue, rank), transitions by precedence, padded with −1.
    """
    ranked = happening[:, order] & (order >= 0)  # (world, issue, rank)
    first = ranked.argmax(axis=2)
    chosen = np.take_along_axis(np.broadcast_to(order, ranked.shape), first[:, :, None], axis=2)[:, :, 0]
    return np.where(ranked.any(axis=2), chosen, NOTHING)


def rested(rest: Index, moved: Flags, setback: Flags, rest_months: Index) -> Index:
    """Months an issue still rests: one less each month, g after an advance, 2g after a setback: (world, issue)."""
    return np.where(moved, rest_months[:, None] * (1 + setback), np.maximum(rest - 1, 0))
