"""Rule 2, memory: deeds fade, ties do not."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Index
from model.sums import summed


def tie_level(standing: Array, shift: Array) -> Array:
    """The level ties support: standing ties and the lasting share of past deeds, cut to [-1, 1]."""
    level = standing + shift
    return np.clip(level, -1, 1, out=level)


def drift(alignment: Array, ties: Array, half_life: Array) -> Array:
    """Deeds fade and ties do not: alignment closes half its distance to the tie level every `half_life` months.

    alignment, ties: (world, dimension, actor, actor) in [-1, 1]. half_life: (world,) in months.
    """
    drifted = (alignment - ties) * 0.5 ** (1 / half_life)[:, None, None, None]
    drifted += ties
    return drifted


def diversify(dependence: Array, alignment: Array, rate: Array, of: Index, suppliers: csr_array) -> Array:
    """Who dislikes a supplier leaves it: a share rate·(1 − A)/2 of D[i, j] a month, passed to the suppliers i leans to.

    dependence, alignment (mean over dimensions): (world, pair), a pair being an actor and one it may depend on. rate:
    (world,) a month. of: (pair,), the actor. suppliers: (actor, pair), 1 where a pair is the actor's. What is lost goes
    to the other suppliers in proportion to max(0, A); where there is none, the actor does without.
    """

    def of_others(parts: Array) -> Array:
        """The sum over the other suppliers of the same actor: (world, pair)."""
        return np.asarray(summed(suppliers, parts)[:, of] - parts)

    lost = dependence * rate[:, None] * (1 - alignment) / 2
    kept = dependence - lost
    liked = np.where(dependence > 0, np.maximum(alignment, 0), 0)
    others = of_others(liked)  # what i's other suppliers weigh, for each supplier left
    per_weight = np.divide(lost, others, out=np.zeros_like(lost), where=others > 0)
    return np.asarray(kept + liked * of_others(per_weight))
