"""Scores of a forecast against what came: pure functions, lower is better unless said otherwise."""

from __future__ import annotations

import numpy as np

from model.rules.axes import Array, Index


def crps(ensemble: Array, truth: Array) -> Array:
    """The continuous ranked probability score of an ensemble taken as it is: (...,).

    ensemble: (..., member), finite. truth: (...,). It is ∫(F − 1[x ≥ truth])² dx of the empirical distribution F,
    exactly, as the mean distance to the truth less half the mean distance between members (Gneiting & Raftery 2007),
    the latter from the sorted members. One member gives the absolute error.
    """
    members = ensemble.shape[-1]
    far = np.abs(ensemble - truth[..., None]).mean(axis=-1)
    rank = 2 * np.arange(1, members + 1) - members - 1
    apart = (np.sort(ensemble, axis=-1) * rank).sum(axis=-1) / members**2
    return np.asarray(far - apart)


def direction(change: Array, dead_band: float) -> Index:
    """Direction of a change: up (1), down (−1) or none (0), which is smaller than the dead band."""
    return np.asarray(np.sign(change) * (np.abs(change) >= dead_band), dtype=np.intp)


def brier(chance: Array, happened: Array) -> Array:
    """The squared error of a probability: (...,)."""
    return np.asarray((chance - happened) ** 2)


def rank_of(ensemble: Array, truth: Array) -> Array:
    """The share of members below the truth, members equal to it counted half: (...,) in [0, 1]."""
    below = (ensemble < truth[..., None]).mean(axis=-1)
    return np.asarray(below + 0.5 * (ensemble == truth[..., None]).mean(axis=-1))


def skill(score: Array, reference: Array) -> Array:
    """1 − score/reference: 1 is perfect, 0 no better than the reference, below 0 worse; NaN where that is perfect."""
    out = np.full(np.broadcast_shapes(np.shape(score), np.shape(reference)), np.nan)
    return np.asarray(1 - np.divide(score, reference, out=out, where=np.asarray(reference) > 0))


def block_bootstrap(starts: int, block: int, draws: int, seed: int = 0) -> Index:
    """Resampled starts in circular blocks of neighbours (Politis & Romano 1992): (draw, start).

    Neighbouring starts share most of what followed them, so they are drawn together.
    """
    random = np.random.default_rng([seed, starts, block])
    blocks = -(-starts // block)
    first = random.integers(0, starts, size=(draws, blocks))
    rows = (first[:, :, None] + np.arange(block)) % starts
    return np.asarray(rows.reshape(draws, blocks * block)[:, :starts], dtype=np.intp)


def independent_dyads(changes: Array) -> float:
    """Effective number of independent dyads, (Σλ)²/Σλ² of their correlations (Bretherton et al. 1999).

    changes: (case, dyad); dyads that never move are left out.
    """
    moving = changes[:, changes.std(axis=0) > 1e-12]
    if min(moving.shape) < 2:
        return float(moving.shape[1])
    strength = np.linalg.svd((moving - moving.mean(axis=0)) / moving.std(axis=0), compute_uv=False) ** 2
    return float(strength.sum() ** 2 / (strength**2).sum())
