"""The ledger: how far each event of a month moved every alignment, and what is left of that at the end (ODD 5.8)."""

from __future__ import annotations

from model.rules.appraisal import moved, push, settle
from model.rules.compiled import phase, rule
from model.rules.memory import tie_level
from model.rules.records import Array, Flags, Index, Records


@rule
def sum_up(
    w: int, row: int, done: Flags, events: Records, doers: Records, others: Index, party: Flags, weight: Array,
    coefficients: Records, alignment: Array, rise: Array, fall: Array,
) -> None:  # fmt: skip
    """Fill the pushes of all events of one world's month, upward and downward apart. done: (event,)."""
    rise[:] = 0.0
    fall[:] = 0.0
    for event in range(len(done)):
        if done[event]:
            push(w, row, event, events, doers, others, party, weight, coefficients, alignment, rise, fall)


@phase
def divide(
    first: int, last: int, listed: Index, done: Flags, events: Records, doers: Records, others: Index, party: Flags,
    weight: Array, coefficients: Records, alignment: Array, up: Array, down: Array, rise: Array, fall: Array,
    moves: Array,
) -> None:  # fmt: skip
    """Divide a month's moves of world 0 among its events, headroom taken in.

    listed: events that were done. done: (event,). up, down, rise, fall: (dimension, actor, actor), for use in between.
    moves: (listed, dimension, actor, actor), filled. Reads row 0.
    """
    sum_up(0, 0, done, events, doers, others, party, weight, coefficients, alignment, rise, fall)
    for n in range(first, last):
        up[:] = 0.0
        down[:] = 0.0
        push(0, 0, listed[n], events, doers, others, party, weight, coefficients, alignment, up, down)
        for d in range(alignment.shape[1]):
            for i in range(alignment.shape[2]):
                for j in range(alignment.shape[3]):
                    moves[n, d, i, j] = moved(
                        alignment[0, d, i, j], up[d, i, j], down[d, i, j], rise[d, i, j], fall[d, i, j],
                        coefficients[0].asymmetry,
                    )  # fmt: skip


@phase
def enter(
    first: int, last: int, remaining: int, rows: Index, done: Flags, events: Records, doers: Records, others: Index,
    party: Flags, weight: Array, coefficients: Records, alignment: Array, shift: Array, tie_support: Array, up: Array,
    down: Array, rise: Array, fall: Array, made: Array, remains: Array, cut: Array,
) -> None:  # fmt: skip
    """Enter a month's moves of some worlds into the ledger, before rules 1 and 2 make them.

    remaining: months after this one. made: sum over worlds and months of each event's moves, mean over dimensions.
    remains: the same, each move as far as memory leaves it at the end: (event, actor, actor). cut: what the cuts to
    [-1, 1] take off at the end: (actor, actor). These three add up.
    """
    dimensions, actors = alignment.shape[1], alignment.shape[2]
    for w in range(first, last):
        row = rows[w]
        asymmetry, lasting = coefficients[row].asymmetry, coefficients[row].lasting_share
        kept = 0.5 ** (1.0 / coefficients[row].memory_half_life)
        stays = lasting + (1.0 - lasting) * kept ** (remaining + 1)
        pull = (1.0 - kept) * kept**remaining
        sum_up(w, row, done[w], events, doers, others, party, weight, coefficients, alignment, rise, fall)
        for event in range(done.shape[1]):
            if not done[w, event]:
                continue
            up[:] = 0.0
            down[:] = 0.0
            push(w, row, event, events, doers, others, party, weight, coefficients, alignment, up, down)
            for d in range(dimensions):
                for i in range(actors):
                    for j in range(actors):
                        if up[d, i, j] > 0.0 or down[d, i, j] > 0.0:
                            move = moved(
                                alignment[w, d, i, j], up[d, i, j], down[d, i, j], rise[d, i, j], fall[d, i, j],
                                asymmetry,
                            ) / dimensions  # fmt: skip
                            made[event, i, j] += move
                            remains[event, i, j] += stays * move
        for d in range(dimensions):
            for i in range(actors):
                for j in range(actors):
                    before, r, f = alignment[w, d, i, j], rise[d, i, j], fall[d, i, j]
                    after = settle(before, r, f, asymmetry)
                    if abs(after) == 1.0:
                        cut[i, j] += stays * (after - before - moved(before, r, f, r, f, asymmetry)) / dimensions
                    shifted = shift[w, d, i, j] + lasting * (after - before)
                    level = tie_level(tie_support[w, d, i, j], shifted)
                    if abs(level) == 1.0:
                        cut[i, j] += pull * (level - tie_support[w, d, i, j] - shifted) / dimensions
