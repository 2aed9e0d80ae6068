"""The documented past replayed: rules 1 to 3 over documented events and dated ties (ODD 6)."""

from __future__ import annotations

from model.rules.compiled import phase, rule
from model.rules.conduct import remember
from model.rules.memory import appraise_and_forget, tie_level
from model.rules.records import Array, Flags, Index, Records


@phase
def replay(
    first: int, last: int, months: int, rows: Index, month_of: Index, done: Flags, turns: Flags, ties: Records,
    tie_pairs: Index, tie_strength: Array, tie_levels: Array, events: Records, doers: Records, others: Index,
    party: Flags, weight: Array, coefficients: Records, alignment: Array, shift: Array, friendly: Array, hostile: Array,
    friendly_count: Array, hostile_count: Array, pressing: Array, guaranteed: Array, since_force: Array,
    tie_support: Array, up: Array, down: Array,
) -> None:  # fmt: skip
    """Replay so many months of some worlds, from the level that ties support in the first.

    month_of: (event,), month from the first, counted from 0. turns: (month,), whether a tie begins or has ended. done:
    (world, event), for use in between. alignment, shift: (world, dimension, actor, actor), and the sums of conduct:
    (world, actor, actor), filled.
    """
    for w in range(first, last):
        for month in range(months):
            if turns[month]:
                support(w, rows[w], month, ties, tie_pairs, tie_strength, tie_levels, tie_support)
            if month == 0:
                settle_at_ties(w, alignment, shift, tie_support)
            for event in range(len(events)):
                done[w, event] = month_of[event] == month
            appraise_and_forget(w, w + 1, rows, done, events, doers, others, party, weight, coefficients, alignment,
                                shift, tie_support, up, down)  # fmt: skip
            remember(w, w + 1, rows, done, events, doers, others, weight, coefficients, friendly, hostile,
                     friendly_count, hostile_count, pressing, guaranteed, since_force)  # fmt: skip


@rule
def support(
    w: int, row: int, month: int, ties: Records, pairs: Index, strength: Array, levels: Array, tie_support: Array
) -> None:
    """Fill one world's support: the sum of the ties that hold in a month (ODD 5.2).

    pairs: (pair, 2). strength: (row, tie). levels: (row, kind, dimension).
    """
    tie_support[w] = 0.0
    for t in range(len(ties)):
        if ties[t].begins <= month <= ties[t].until:
            for n in range(ties[t].first_pair, ties[t].end_pair):
                for d in range(tie_support.shape[1]):
                    tie_support[w, d, pairs[n, 0], pairs[n, 1]] += strength[row, t] * levels[row, ties[t].kind, d]


@rule
def settle_at_ties(w: int, alignment: Array, shift: Array, tie_support: Array) -> None:
    """Begin at the level that ties support, nothing shifted."""
    for d in range(alignment.shape[1]):
        for i in range(alignment.shape[2]):
            for j in range(alignment.shape[3]):
                shift[w, d, i, j] = 0.0
                alignment[w, d, i, j] = tie_level(tie_support[w, d, i, j], 0.0)
