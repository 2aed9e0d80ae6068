"""Rule 2, memory: events fade, ties do not (ODD 5.2)."""

from __future__ import annotations

from model.rules.appraisal import push, settle
from model.rules.compiled import phase, rule
from model.rules.records import Array, Flags, Index, Records


@rule
def tie_level(support: float, shift: float) -> float:
    """The level that ties support: standing ties and the lasting share of past events, cut to [-1, 1]."""
    return min(1.0, max(-1.0, support + shift))


@rule
def retention(half_life: float) -> float:
    """Share of a sum, or of a distance to the level of ties, that a month leaves: half after `half_life` months."""
    return 0.5 ** (1.0 / half_life)


@phase
def appraise_and_forget(
    first: int, last: int, rows: Index, done: Flags, events: Records, doers: Records, others: Index, party: Flags,
    weight: Array, coefficients: Records, alignment: Array, shift: Array, tie_support: Array, up: Array, down: Array,
) -> None:  # fmt: skip
    """Everyone judges what was done by the opening alignments, a share of every move lasts, and then events fade.

    done: (world, event). alignment, shift, tie_support: (world, dimension, actor, actor); the first two change. up,
    down: (dimension, actor, actor), for use in between.
    """
    dimensions, actors = alignment.shape[1], alignment.shape[2]
    for w in range(first, last):
        row = rows[w]
        up[:] = 0.0
        down[:] = 0.0
        for event in range(done.shape[1]):
            if done[w, event]:
                push(w, row, event, events, doers, others, party, weight, coefficients, alignment, up, down)
        asymmetry = coefficients[row].asymmetry
        retained, lasting = retention(coefficients[row].memory_half_life), coefficients[row].lasting_share
        for d in range(dimensions):
            for i in range(actors):
                for j in range(actors):
                    after = settle(alignment[w, d, i, j], up[d, i, j], down[d, i, j], asymmetry)
                    shift[w, d, i, j] += lasting * (after - alignment[w, d, i, j])
                    level = tie_level(tie_support[w, d, i, j], shift[w, d, i, j])
                    alignment[w, d, i, j] = level + retained * (after - level)


@phase
def diversify(
    first: int, last: int, rows: Index, coefficients: Records, alignment: Array, alignment_mean: Array,
    dependence: Array, passed: Array,
) -> None:  # fmt: skip
    """Dependence wanes where the supplier is disliked, and passes to suppliers that are liked (ODD 5.6).

    A share δ·(1 − A)/2 of D[i, j] goes a month; i's other suppliers share it in proportion to max(0, A). Where there is
    none, the actor does without. alignment_mean: (world, actor, actor), made anew. dependence: (world, actor, actor),
    changes. passed: (actor,), for use in between.
    """
    actors = dependence.shape[1]
    for w in range(first, last):
        mean_over_dimensions(w, alignment, alignment_mean)
        rate = coefficients[rows[w]].diversification
        for i in range(actors):
            liked = 0.0
            for j in range(actors):
                if dependence[w, i, j] > 0.0:
                    liked += max(alignment_mean[w, i, j], 0.0)
            total = 0.0
            for j in range(actors):
                passed[j] = 0.0
                if dependence[w, i, j] > 0.0:
                    lost = dependence[w, i, j] * rate * (1.0 - alignment_mean[w, i, j]) / 2.0
                    others = liked - max(alignment_mean[w, i, j], 0.0)
                    passed[j] = lost / others if others > 0.0 else 0.0
                    total += passed[j]
            for j in range(actors):
                if dependence[w, i, j] > 0.0:
                    weight = max(alignment_mean[w, i, j], 0.0)
                    lost = dependence[w, i, j] * rate * (1.0 - alignment_mean[w, i, j]) / 2.0
                    dependence[w, i, j] += weight * (total - passed[j]) - lost


@rule
def mean_over_dimensions(w: int, alignment: Array, alignment_mean: Array) -> None:
    """Fill one world's mean alignment over the dimensions."""
    dimensions, actors = alignment.shape[1], alignment.shape[2]
    for i in range(actors):
        for j in range(actors):
            alignment_mean[w, i, j] = alignment[w, 0, i, j]
    for d in range(1, dimensions):
        for i in range(actors):
            for j in range(actors):
                alignment_mean[w, i, j] += alignment[w, d, i, j]
    for i in range(actors):
        for j in range(actors):
            alignment_mean[w, i, j] /= dimensions
