"""Smallest difference that matters: declared with the outcome, or taken from the spread of the baseline's worlds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.analysis.comparison import Column, is_share
from model.spec.outcomes import ColumnName
from model.spec.seeds import Seeds

PART = 0.25
"""The part of the baseline's spread (standard deviation) between worlds."""
SHARE = 0.05
"""Fewer worlds in a hundred than this do not matter, however little the baseline's worlds differ."""
MONTH = 1.0
"""Nor does less than a month, the model's step."""
NUMBER = 0.01
"""Where the baseline's worlds do not differ and no event tells a size: a hundredth of a number from 0 to 1."""

Smallest = Callable[[str, Column], float]
"""Outcome, and its column in the baseline → the smallest difference that matters, in the outcome's own unit."""


def smallest_of(seeds: Seeds) -> Smallest:
    """The smallest differences that matter in a region."""

    def smallest(outcome: str, baseline: Column) -> float:
        spec = seeds.outcomes.of(outcome)
        if spec is not None and spec.smallest_that_matters is not None:
            return spec.smallest_that_matters.value
        least = floor(seeds, outcome, share=is_share(baseline))
        return max(PART * float(np.std(baseline, dtype=np.float64)), least) or NUMBER

    return smallest


def floor(seeds: Seeds, outcome: str, *, share: bool) -> float:
    """The least that the smallest difference that matters can be, however little the baseline's worlds differ."""
    spec = seeds.outcomes.of(outcome)
    months = spec is not None and spec.unit == "months"
    return SHARE if share else MONTH if months else one_visit(seeds, outcome)


def one_visit(seeds: Seeds, outcome: str) -> float:
    """Distance that one of the region's yardstick events moves an outcome by itself, from neutral relations.

    Of an alignment that of its target to its source (κ·w, ODD 5.1); of an influence what this makes of it; 0 of an
    outcome whose kind does not say it.
    """
    yardstick, spec = seeds.outcomes.yardstick, seeds.outcomes.of(outcome)
    if yardstick is None or spec is None:
        return 0.0
    kind = seeds.types.types[yardstick.type]
    weight = seeds.assumptions.assumptions["impact"].value * abs(kind.goldstein) / 10 * yardstick.salience
    mean = weight * sum(kind.shares.values()) / len(seeds.region.dimensions)
    by_dimension = {dimension: weight * share for dimension, share in kind.shares.items()}
    return spec.moved_by(ColumnName.of(outcome), mean, by_dimension)
