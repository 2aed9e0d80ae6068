"""Rule 1, appraisal: everyone judges an event by how they feel about its target (ODD 5.1).

Cognitive balance (Heider 1946) as a dynamic: nothing imposes balance among triads; it follows, and is measured.
"""

from __future__ import annotations

from model.rules.compiled import apart, rule
from model.rules.records import Array, Flags, Index, Records


@rule
def effective_weight(weight: float, impact: float, negativity: float) -> float:
    """Effective weight: κ·w, and ν times that where the event is hostile."""
    return impact * weight * (negativity if weight < 0 else 1.0)


@rule
def total_weight(row: int, event: int, weight: Array) -> float:
    """Weight ŵ: an event's weight summed over the dimensions."""
    total = 0.0
    for d in range(weight.shape[2]):
        total += weight[row, event, d]
    return total


@rule
def judgement(w: int, d: int, onlooker: int, doer: int, doers: Records, others: Index, alignment: Array) -> float:
    """Mean alignment of an onlooker to the others of an event, by which it judges the doer."""
    total = 0.0
    for o in range(doers[doer].first_other, doers[doer].end_other):
        total += alignment[w, d, onlooker, others[o]]
    return total / (doers[doer].end_other - doers[doer].first_other)


@apart
def push(
    w: int, row: int, event: int, events: Records, doers: Records, others: Index, party: Flags, weight: Array,
    coefficients: Records, alignment: Array, up: Array, down: Array,
) -> None:  # fmt: skip
    """Add to `up` and `down` how far one event pushes every alignment, headroom left out.

    The target's alignment to the source moves by κw, the source's to the target by κρw, and every onlooker's to the
    source by κσw times how it feels about the target. In an agreement each ordered pair of parties moves by κw.

    weight: (row, event, dimension). alignment: (world, dimension, actor, actor) as the month opened. up, down:
    (dimension, actor, actor), sums of upward moves and of the size of downward ones.
    """
    p = coefficients[row]
    for d in range(weight.shape[2]):
        size = effective_weight(weight[row, event, d], p.impact, p.negativity)
        if size == 0.0:
            continue
        for s in range(events[event].first_doer, events[event].end_doer):
            doer = doers[s].actor
            for o in range(doers[s].first_other, doers[s].end_other):
                add(up, down, d, others[o], doer, size)
                if not events[event].agreement:
                    add(up, down, d, doer, others[o], size * p.reflection)
            for k in range(party.shape[1]):
                if not party[event, k]:
                    onlooker_weight = judgement(w, d, k, s, doers, others, alignment)
                    add(up, down, d, k, doer, size * p.spillover * onlooker_weight)


@rule
def add(up: Array, down: Array, d: int, i: int, j: int, move: float) -> None:
    """Sum upward and downward moves apart."""
    if move > 0:
        up[d, i, j] += move
    else:
        down[d, i, j] -= move


@rule
def warmth(alignment: float, asymmetry: float) -> float:
    """Warmth m of a relation, which sets the headroom of moves: max(A, (1 − a)·A), a the asymmetry.

    A kindness moves a relation by 1 − m, a blow by 1 + m: a blow from a friend counts up to double, a kindness from a
    friend less; among enemies m is 0 at a = 1, and both count in full (ODD 5.1).
    """
    return max(alignment, (1.0 - asymmetry) * alignment)


@rule
def settle(alignment: float, up: float, down: float, asymmetry: float) -> float:
    """The alignment after a month's moves, free of the order of events and cut to [-1, 1].

    up, down: sums of the upward moves and of the size of the downward moves, each scaled down to 1 if above.
    """
    warm = warmth(alignment, asymmetry)
    after = alignment + min(up, 1.0) * (1.0 - warm) - min(down, 1.0) * (1.0 + warm)
    return min(1.0, max(-1.0, after))


@rule
def moved(alignment: float, up: float, down: float, rise: float, fall: float, asymmetry: float) -> float:
    """The part of a month's move that one event makes, headroom taken in; the cut to [-1, 1] is left out.

    up, down: the event's own push. rise, fall: those of all events of the month, which share the headroom.
    """
    warm = warmth(alignment, asymmetry)
    risen = up / rise * (min(rise, 1.0) * (1.0 - warm)) if rise > 0.0 else 0.0
    fallen = down / fall * (min(fall, 1.0) * (1.0 + warm)) if fall > 0.0 else 0.0
    return risen - fallen
