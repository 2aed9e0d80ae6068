"""Confidence of a mean, a share and a difference of two in the same worlds: 95 % intervals and p-values."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit  # scipy.stats would take a second to import

from model.rules.axes import Array

CONFIDENCE = 0.95
Z = float(ndtri((1 + CONFIDENCE) / 2))


def mean_interval(numbers: Array) -> tuple[Array, Array]:
    """Student's t interval of means; unbounded for a single world. numbers: (..., world)."""
    if (worlds := numbers.shape[-1]) < 2:
        infinite = np.full(numbers.shape[:-1], np.inf)
        return -infinite, infinite
    centre, half = numbers.mean(axis=-1), stdtrit(worlds - 1, (1 + CONFIDENCE) / 2) * standard_error(numbers)
    return centre - half, centre + half


def standard_error(numbers: Array) -> Array:
    """The standard error of means. numbers: (..., world)."""
    return np.asarray(numbers.std(axis=-1, ddof=1) / np.sqrt(numbers.shape[-1]))


def mean_p_value(difference: Array) -> Array:
    """Student's t test of no mean difference; 1 where every world is alike or there is one only.

    difference: (..., world).
    """
    if (worlds := difference.shape[-1]) < 2:
        return np.ones(difference.shape[:-1])
    centre, error = difference.mean(axis=-1), standard_error(difference)
    score = np.divide(-abs(centre), error, out=np.zeros_like(error), where=error > 0)
    return np.where(error > 0, 2 * stdtr(worlds - 1, score), np.where(centre == 0, 1.0, 0.0))


def proportion_interval(yes: Array) -> tuple[float, float]:
    """Wilson's (1927) score interval of a share."""
    low, high = wilson(yes.mean(), len(yes))
    return float(low), float(high)


def wilson(share: Array | float, worlds: int) -> tuple[Array, Array]:
    """Wilson's interval of shares among so many worlds; never outside 0 … 1, and never empty."""
    square = Z * Z / worlds
    centre = (share + square / 2) / (1 + square)
    half = np.sqrt(np.maximum(share * (1 - share), 0) * square + square * square / 4) / (1 + square)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


def share_interval(difference: Array) -> tuple[float, float]:
    """Tango's (1998) score interval of a difference of paired shares; never empty, even where no pair differs.

    difference: (world,) of −1, 0 and 1.
    """
    from scipy.optimize import brentq  # slow to import, and no worker needs it

    worlds, gap = len(difference), float(difference.sum())
    lower = int((difference < 0).sum())
    discordant = int((difference != 0).sum())

    def score(delta: float) -> float:
        excess = gap - worlds * delta
        b = (2 * worlds - gap) * delta - discordant
        c = -lower * delta * (1 - delta)
        nuisance = (np.sqrt(max(b * b - 8 * worlds * c, 0.0)) - b) / (4 * worlds)
        variance = worlds * (2 * nuisance + delta * (1 - delta))
        return float(excess / np.sqrt(variance)) if variance > 0 else float(np.copysign(np.inf, excess))

    centre, edge = gap / worlds, 1 - 1e-12
    inner = 1e-12  # at the estimate itself the score is 0/0 where no pair differs
    low, high = max(centre - inner, -edge), min(centre + inner, edge)
    return (
        float(brentq(lambda d: score(d) - Z, -edge, low)) if score(-edge) > Z > score(low) else -1.0,
        float(brentq(lambda d: score(d) + Z, high, edge)) if score(edge) < -Z < score(high) else 1.0,
    )


def share_p_value(difference: Array) -> float:
    """McNemar's (1947) score test on the pairs that differ, which Tango's interval inverts."""
    discordant = int((difference != 0).sum())
    if discordant == 0:
        return 1.0
    return float(2 * ndtr(-abs(difference.sum()) / np.sqrt(discordant)))


def holm(p_values: Array) -> Array:
    """Holm's (1979) correction: below .05 for all that hold up, the chance that even one does so by luck is 5 %."""
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(np.maximum.accumulate(p_values[order] * steps), 1)
    return corrected


def excludes_zero(differences: Array, *, shares: bool) -> Array:
    """For each column of paired differences, the sign of the mean where its 95 % interval leaves out 0, else 0.

    differences: (world, month). Returns (month,) of −1, 0 and 1. The t interval of a mean, the score test of a share.
    """
    worlds = len(differences)
    centre = differences.mean(axis=0)
    if worlds < 2:
        return np.zeros_like(centre)
    if shares:
        bar = Z * np.sqrt((differences != 0).sum(axis=0)) / worlds
    else:
        bar = stdtrit(worlds - 1, (1 + CONFIDENCE) / 2) * differences.std(axis=0, ddof=1) / np.sqrt(worlds)
    return np.where(np.abs(centre) > bar, np.sign(centre), 0.0)
