"""Calibration: a plain search for the values of choice and issues, by their skill on the calibration window alone.

Approximate Bayesian computation by rejection (Beaumont 2010): a scrambled Sobol sample, each point
scored on the same starts with the same random numbers, and the best few percent kept. Appraisal and memory are not
fitted: they make the targets, and would make them easy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from model.analysis.hindcast.cases import asks, milestone_cases
from model.analysis.hindcast.forecast import Ask, forecast, made
from model.analysis.hindcast.past import CALIBRATION, DocumentedPast
from model.analysis.hindcast.scores import block_bootstrap, crps
from model.rules.axes import Array, Flags, Index
from model.spec.seeds import Seeds

SEARCHED = {
    "choice_noise": (0.005, 0.05),
    "feeling": (0.0, 0.03),
    "pressure": (0.0, 6.0),
    "stake_unit": (0.0025, 0.04),
    "setback_chance": (0.05, 0.7),
    "rest_months": (1.0, 9.0),
}
"""The values of choice and issues that are fitted, and how far the search looks: wider than the ranges argued for, so
that a fit at an edge shows. Fixed here, for the ranges in the seeds become what the search accepts. A region that lacks
one goes without."""
BY_RATIO = ("choice_noise", "stake_unit")
"""Searched evenly in their logarithm."""
FIXED = ("impact", "reflection", "spillover", "negativity", "memory_half_life", "lasting_share")
"""The values of appraisal and memory, which make the targets."""
ACCEPTED = 0.05
"""The share of points that is accepted."""


@dataclass(frozen=True)
class Search:
    """The points that were tried and how they did."""

    paths: tuple[str, ...]
    points: Array
    """(point, path)."""
    loss: Array
    """CRPS, mean over dyads: (point, start, horizon), NaN where there is no case."""
    reference: Array
    """The same for persistence: (start, horizon)."""
    brier: Array
    """Mean Brier score over the milestones: (point,)."""

    @property
    def skill(self) -> Array:
        """CRPS skill over persistence, mean over horizons: (point,)."""
        return self.skill_of(np.arange(len(self.reference)))

    def skill_of(self, starts: Index) -> Array:
        """The same for some starts, with repetition: (point,)."""
        ours = np.nansum(self.loss[:, starts], axis=1)
        theirs = np.nansum(self.reference[starts], axis=0)
        return np.asarray((1 - ours[:, theirs > 0] / theirs[theirs > 0]).mean(axis=1))

    @property
    def accepted(self) -> Index:
        """The best few percent, best first: (accepted,)."""
        return np.argsort(-self.skill, kind="stable")[: max(2, round(ACCEPTED * len(self.points)))]

    def no_worse(self, every: int, draws: int = 1000) -> Flags:
        """Points that the starts cannot tell from the best, by a paired block bootstrap at 95 %: (point,)."""
        again = block_bootstrap(len(self.reference), min(max(1, 12 // every), max(1, len(self.reference) // 3)), draws)
        skills = np.stack([self.skill_of(rows) for rows in again])  # (draw, point)
        behind = skills[:, [int(self.skill.argmax())]] - skills
        return np.asarray(np.quantile(behind, 0.025, axis=0) <= 0)


def sample(seeds: Seeds, points: int, seed: int) -> tuple[tuple[str, ...], Array]:
    """Paths, and a scrambled Sobol sample of what is searched that keeps the joint limits: (point, path)."""
    numbers = seeds.numbers
    names = [name for name in SEARCHED if f"assumptions.{name}" in numbers]
    paths = tuple(f"assumptions.{name}" for name in names)
    if not paths:
        return (), np.zeros((0, 0))
    low, high = np.array([SEARCHED[name] for name in names]).T
    drawn = _sobol(len(paths), 2 * points, seed)
    ratio = np.array([name in BY_RATIO for name in names])
    found = np.where(
        ratio, np.where(ratio, low, 1) * (high / np.where(ratio, low, 1)) ** drawn, low + drawn * (high - low)
    )
    for limit in seeds.assumptions.joint_limits:
        above, below = (f"assumptions.{name}" for name in (limit.numerator, limit.denominator))
        if above in paths and below in paths:
            found = found[found[:, paths.index(above)] <= limit.at_most * found[:, paths.index(below)]]
    return paths, found[:points]


def _sobol(dimensions: int, points: int, seed: int) -> Array:
    """At least so many points of the unit cube: (point, dimension)."""
    from scipy.stats import qmc  # slow to import

    return np.asarray(qmc.Sobol(dimensions, seed=seed).random_base2(max(1, int(np.ceil(np.log2(points))))))


def search(
    past: DocumentedPast, paths: Sequence[str], points: Array, *, worlds: int, seed: int = 1, jobs: int = 1
) -> Search:
    """Score every point on the calibration window."""
    settings = [dict(zip(paths, point.tolist(), strict=True)) for point in points]
    scored = list(made(partial(_scored, worlds=worlds, seed=seed), [past], ((0, s) for s in settings), jobs))
    reference = np.stack([_persistence(past, ask) for ask in asks(past, [CALIBRATION], worlds, seed)])
    return Search(
        tuple(paths), points, np.stack([loss for loss, _ in scored]), reference, np.array([b for _, b in scored])
    )


def _scored(past: DocumentedPast, changes: dict[str, float], *, worlds: int, seed: int) -> tuple[Array, float]:
    losses, briers = [], []
    for ask in asks(past, [CALIBRATION], worlds, seed, changes):
        found = forecast(past, ask)
        truth = np.stack([past.at(ask.start + h) for h in ask.horizons])
        losses.append(_padded(past, ask, crps(found.members, truth).mean(axis=1)))
        briers.append(milestone_cases(past, found)["model brier"])
    return np.stack(losses), float(pd.concat(briers).mean())


def _persistence(past: DocumentedPast, ask: Ask) -> Array:
    far = [np.abs(past.at(ask.start + h) - past.at(ask.start)).mean() for h in ask.horizons]
    return _padded(past, ask, np.array(far))


def _padded(past: DocumentedPast, ask: Ask, values: Array) -> Array:
    row = np.full(len(past.plan.horizons), np.nan)
    row[[past.plan.horizons.index(h) for h in ask.horizons]] = values
    return row


def proposal(seeds: Seeds, found: Search) -> pd.DataFrame:
    """Values among the accepted points, by assumption.

    Columns: assumption, declared value and range, accepted median, low and high, best, rank correlation of value and
    skill over all points, and the Kolmogorov-Smirnov probability that the accepted are a mere draw of the sample.
    """
    from scipy import stats  # slow to import

    rows, kept = [], found.accepted
    for column, path in enumerate(found.paths):
        number, tried = seeds.numbers[path], found.points[:, column]
        rows.append(
            {
                "assumption": path.removeprefix("assumptions."),
                "declared": number.value,
                "declared_low": number.range[0],
                "declared_high": number.range[1],
                "accepted_median": float(np.median(tried[kept])),
                "accepted_low": float(tried[kept].min()),
                "accepted_high": float(tried[kept].max()),
                "best": float(tried[kept[0]]),
                "rank_correlation": float(stats.spearmanr(tried, found.skill).statistic),
                "by_chance": float(stats.ks_2samp(tried[kept], tried).pvalue),
            }
        )
    return pd.DataFrame(rows)


def other_pasts(past: DocumentedPast, draws: int, seed: int = 1) -> list[DocumentedPast]:
    """The same documents replayed under other values of appraisal and memory, drawn from their declared ranges."""
    paths = [f"assumptions.{name}" for name in FIXED]
    low, high = np.array([past.seeds.numbers[path].range for path in paths]).T
    points = low + _sobol(len(paths), draws, seed)[:draws] * (high - low)
    settings = (dict(zip(paths, point.tolist(), strict=True)) for point in points)
    return [DocumentedPast(past.seeds, past.values.replaced(changes), past.without) for changes in settings]
