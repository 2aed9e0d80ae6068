"""The ledger: how far each event of a month moved every alignment, and what is left of that at the end (ODD 5.8)."""

from __future__ import annotations

from model.rules.appraisal import moved, push, settle
from model.rules.compiled import phase, rule
from model.rules.memory import retention, tie_level
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
def push_alone(
    w: int, row: int, event: int, events: Records, doers: Records, others: Index, party: Flags, weight: Array,
    coefficients: Records, alignment: Array, up: Array, down: Array,
) -> None:  # fmt: skip
    """Add how far one event pushes the alignments of one world, headroom left out."""
    push(w, row, event, events, doers, others, party, weight, coefficients, alignment, up, down)


@phase
def divide(
    first: int, last: int, w: int, row: int, listed: Index, done: Flags, events: Records, doers: Records, others: Index,
    party: Flags, weight: Array, coefficients: Records, alignment: Array, up: Array, down: Array, rise: Array,
    fall: Array, moves: Array,
) -> None:  # fmt: skip
    """Divide a month's moves of one world among its events, headroom taken in.

    listed: events that were done. done: (event,). up, down, rise, fall: (dimension, actor, actor), for use in between.
    moves: (listed, dimension, actor, actor), filled.
    """
    sum_up(w, row, done, events, doers, others, party, weight, coefficients, alignment, rise, fall)
    for n in range(first, last):
        up[:] = 0.0
        down[:] = 0.0
        push(w, row, listed[n], events, doers, others, party, weight, coefficients, alignment, up, down)
        for d in range(alignment.shape[1]):
            for i in range(alignment.shape[2]):
                for j in range(alignment.shape[3]):
                    moves[n, d, i, j] = moved(
                        alignment[w, d, i, j], up[d, i, j], down[d, i, j], rise[d, i, j], fall[d, i, j],
                        coefficients[row].asymmetry,
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
    for w in range(first, last):
        row = rows[w]
        lasting, retained = coefficients[row].lasting_share, retention(coefficients[row].memory_half_life)
        stays = lasting + (1.0 - lasting) * retained ** (remaining + 1)
        pull = (1.0 - retained) * retained**remaining
        sum_up(w, row, done[w], events, doers, others, party, weight, coefficients, alignment, rise, fall)
        for event in range(done.shape[1]):
            if done[w, event]:
                up[:] = 0.0
                down[:] = 0.0
                push(w, row, event, events, doers, others, party, weight, coefficients, alignment, up, down)
                add_moves(w, row, event, stays, coefficients, alignment, up, down, rise, fall, made, remains)
        add_cuts(w, row, stays, pull, coefficients, alignment, shift, tie_support, rise, fall, cut)


@rule
def add_moves(
    w: int, row: int, event: int, stays: float, coefficients: Records, alignment: Array, up: Array, down: Array,
    rise: Array, fall: Array, made: Array, remains: Array,
) -> None:  # fmt: skip
    """Add one event's moves in one world. stays: share of a move that memory leaves at the end."""
    dimensions = alignment.shape[1]
    for d in range(dimensions):
        for i in range(alignment.shape[2]):
            for j in range(alignment.shape[3]):
                if up[d, i, j] > 0.0 or down[d, i, j] > 0.0:
                    move = moved(
                        alignment[w, d, i, j], up[d, i, j], down[d, i, j], rise[d, i, j], fall[d, i, j],
                        coefficients[row].asymmetry,
                    ) / dimensions  # fmt: skip
                    made[event, i, j] += move
                    remains[event, i, j] += stays * move


@rule
def add_cuts(
    w: int, row: int, stays: float, pull: float, coefficients: Records, alignment: Array, shift: Array,
    tie_support: Array, rise: Array, fall: Array, cut: Array,
) -> None:  # fmt: skip
    """Add what the bounds cut off one world's alignments, and off the levels that memory pulls them to, at the end.

    pull: share of a month's level that memory brings into the alignment by the end.
    """
    dimensions, asymmetry = alignment.shape[1], coefficients[row].asymmetry
    for d in range(dimensions):
        for i in range(alignment.shape[2]):
            for j in range(alignment.shape[3]):
                before, r, f = alignment[w, d, i, j], rise[d, i, j], fall[d, i, j]
                after = settle(before, r, f, asymmetry)
                if abs(after) == 1.0:
                    cut[i, j] += stays * (after - before - moved(before, r, f, r, f, asymmetry)) / dimensions
                shifted = shift[w, d, i, j] + coefficients[row].lasting_share * (after - before)
                level = tie_level(tie_support[w, d, i, j], shifted)
                if abs(level) == 1.0:
                    cut[i, j] += pull * (level - tie_support[w, d, i, j] - shifted) / dimensions
