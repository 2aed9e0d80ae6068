"""Robustness of every verdict: its share of plausible assumptions, those it depends on, and where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.analysis.intervals import CONFIDENCE, holm
from model.analysis.robustness.boxes import Box, box_of
from model.analysis.robustness.expected import Expected, Learner, least_seen
from model.rules.axes import Array, Flags, Index
from model.spec.seeds import Seeds

ABOVE, BELOW = "above", "below"
N_FOLDS = 4
"""Parts of the worlds, each judged by what the others teach."""
MIN_DRAWS = 200
"""Draws below which nothing is said: fewer teach a polynomial nothing."""
STEADY = 0.95
"""A verdict that holds under this share of the plausible assumptions or more is called steady."""
DOMINANT_SHARE = 0.5
"""A verdict rests on one coefficient where that alone accounts for this share of what the assumptions explain …"""
MIN_EXPLAINED = 0.05
"""… and the assumptions explain at least this share of how the difference varies."""


@dataclass(frozen=True)
class Statement:
    """Something said of the mean over worlds that may hold under some assumptions and not under others."""

    scenario: str
    outcome: str
    side: str
    """ABOVE or BELOW the threshold."""
    threshold: float = 0.0
    against: str | None = "baseline"
    """The scenario that is subtracted; None where a level is meant."""


@dataclass(frozen=True)
class Draws:
    """Sampled values of the assumptions, a row a world."""

    paths: tuple[str, ...]
    values: Array
    """(row, assumption)."""
    ranges: Array
    """Low and high of each: (assumption, 2)."""
    part: Index
    """Part, of N_FOLDS, that each row belongs to; findings of the other parts are tried on it: (row,)."""

    @classmethod
    def of(cls, values: Mapping[str, Array], seeds: Seeds, part: Index) -> Draws:
        """Sampled values by assumption: path → (row,)."""
        paths = tuple(path for path, column in values.items() if np.ptp(column) > 0)
        ranges = np.array([seeds.numbers[path].range for path in paths]).reshape(-1, 2)
        drawn = [values[path] for path in paths]
        return cls(paths, np.stack(drawn, axis=1) if drawn else np.empty((len(part), 0)), ranges, part)

    @property
    def points(self) -> Array:
        """Scaled so that each range is −1 to 1."""
        low, high = self.ranges.T
        return np.asarray(2 * (self.values - low) / (high - low) - 1)


@dataclass(frozen=True)
class FailureBox:
    """A box in which a verdict fails."""

    bounds: tuple[tuple[str, float | None, float | None], ...]
    """(Assumption's path, above, below); None where that side is open."""
    coverage: float
    """The share of all failing draws that lie inside."""
    density: float
    """The share of the draws inside that fail."""
    inside: float
    """The mean of the difference from the threshold in worlds inside that took no part in drawing the box."""
    p: float
    """P-value: how often luck alone puts that mean as far on the failing side; corrected for all boxes of a run."""


@dataclass(frozen=True)
class Matter:
    """An assumption that an expected difference depends on."""

    path: str
    share: float
    """Of the variance of the expected difference over all assumptions, the part it has a hand in."""
    alone: float
    """The part it accounts for by itself."""
    rise: float
    """Rise of the difference from the low to the high end of its range, the others in the middle."""


@dataclass(frozen=True)
class Robust:
    """Robustness of a statement over the plausible assumptions."""

    statement: Statement
    difference: float
    """The mean over all worlds: of the difference, or of the level."""
    share: float
    """Of the plausible assumptions, those under which it holds."""
    spread: tuple[float, float]
    """The least and the largest share that one gets where a part of the worlds is left out."""
    explained: float
    """The share of how the difference varies from world to world that the assumptions explain; the rest is luck."""
    matters: tuple[Matter, ...]
    """Largest share first."""
    region: FailureBox | None
    blind: bool
    """True if an assumption too weak to be seen in so many worlds could reverse it in a twentieth of the draws."""

    @property
    def steady(self) -> bool:
        """True if it can be said to hold under nearly all plausible assumptions."""
        return self.share >= STEADY and not self.blind

    @property
    def rests_on(self) -> Matter | None:
        """The one coefficient it rests on, if it does."""
        dominant = (
            matter for matter in self.matters if matter.alone >= DOMINANT_SHARE and self.explained >= MIN_EXPLAINED
        )
        return next(dominant, None)


def robustness(draws: Draws, gaps: Mapping[Statement, Array]) -> list[tuple[Robust, Flags]]:
    """Every statement with the draws under which it holds: (row,).

    gaps: statement → the outcome's difference from its threshold, world by world: (row,). Empty with too few rows.

    A world's draw is labelled by the expected difference that the *other* three quarters of the worlds teach, so that
    no world labels itself. A region is drawn from the expected difference all worlds teach. It is kept if drawing holds
    up out of sample: a box is drawn without each quarter, and the raw differences of that quarter's worlds inside must
    together lie on the failing side by a t test at 5 %, corrected (Holm) for all regions of the run. Otherwise no
    region is found. Where what the other quarters teach foretells a quarter no better than their mean does, no
    assumption can be told from luck: the statement then holds under all or under none.
    """
    if len(draws.values) < MIN_DRAWS:
        return []
    points, parts = draws.points, [draws.part == k for k in range(N_FOLDS)]
    whole, learners = Learner(points), [Learner(points[~part]) for part in parts]
    judged: list[tuple[Robust, Flags]] = []
    for statement, gap in gaps.items():
        sign = 1.0 if statement.side == ABOVE else -1.0
        taught = [learner.fit(gap[~part]) for learner, part in zip(learners, parts, strict=True)]
        full = whole.fit(gap)
        explained = _explained(taught, draws, gap)
        if explained <= 0:
            taught, full = [one.constant for one in taught], full.constant
        expected = np.stack([one.at(points) for one in taught])  # (part left out, row)
        shares = (expected * sign > 0).mean(axis=1)
        holds = expected[draws.part, np.arange(len(points))] * sign > 0
        robust = Robust(
            statement,
            difference=float(gap.mean()) + statement.threshold,
            share=float(holds.mean()),
            spread=(float(shares.min()), float(shares.max())),
            explained=max(explained, 0.0),
            matters=tuple(Matter(draws.paths[k], x, full.alone(k), full.rise(k)) for k, x in full.shares.items()),
            region=_region(draws, full, taught, gap, sign),
            blind=abs(float(gap.mean())) < _hidden(gap, len(draws.paths)),
        )
        judged.append((robust, holds))
    return _corrected(judged)


def _hidden(gap: Array, inputs: int) -> float:
    """Least mean whose sign no unseen assumption can turn in a twentieth of the draws.

    A linear effect of variance v over a uniform range reaches ±√(3v), and is beyond 0.9 √(3v) in a twentieth.
    """
    return float((2 * STEADY - 1) * np.sqrt(3 * least_seen(len(gap), inputs) * gap.var()))


def _explained(taught: Sequence[Expected], draws: Draws, gap: Array) -> float:
    """By how much of the variance each part is foretold better by what the others teach than by their mean."""
    points, error, spread = draws.points, 0.0, 0.0
    for k, learnt in enumerate(taught):
        part = draws.part == k
        error += float(((gap[part] - learnt.at(points[part])) ** 2).sum())
        spread += float(((gap[part] - gap[~part].mean()) ** 2).sum())
    return 1 - error / spread if spread > 0 else 0.0


def _region(draws: Draws, full: Expected, taught: Sequence[Expected], gap: Array, sign: float) -> FailureBox | None:
    """The region where a statement fails, with an uncorrected p-value; None where the tree finds none."""
    box = _box(draws, full, sign)
    if box is None:
        return None
    inside = np.zeros(len(gap), dtype=bool)  # worlds in a box drawn without them
    for k, learnt in enumerate(taught):
        if (found := _box(draws, learnt, sign)) is not None:
            inside |= (draws.part == k) & found.holds(draws.values)
    fails = full.at(draws.points) * sign <= 0
    return FailureBox(
        tuple((draws.paths[bound.place], _end(bound.above), _end(bound.below)) for bound in box.bounds),
        box.coverage(draws.values, fails),
        box.density(draws.values, fails),
        float(gap[inside].mean()) if inside.any() else 0.0,
        _p_value(-sign * gap[inside]),
    )


def _end(bound: float) -> float | None:
    return float(bound) if np.isfinite(bound) else None


def _box(draws: Draws, expected: Expected, sign: float) -> Box | None:
    return box_of(draws.values, expected.at(draws.points) * sign <= 0, expected.used)


def _p_value(failing: Array) -> float:
    """P-value of a mean as high, were it 0: one-sided t test."""
    if len(failing) < 2 or np.ptp(failing) == 0:
        return 0.0 if len(failing) > 1 and failing[0] > 0 else 1.0
    from scipy import stats  # slow to import

    return float(stats.ttest_1samp(failing, 0, alternative="greater").pvalue)


def _corrected(judged: Iterable[tuple[Robust, Flags]]) -> list[tuple[Robust, Flags]]:
    """Regions that hold out of sample, counting that many were tried."""
    judged = list(judged)
    found = [robust.region.p for robust, _ in judged if robust.region is not None]
    corrected = iter(holm(np.array(found)) if found else ())
    kept = []
    for robust, holds in judged:
        region = robust.region
        if region is not None:
            p = float(next(corrected))
            region = replace(region, p=p) if p < 1 - CONFIDENCE else None
        kept.append((replace(robust, region=region), holds))
    return kept
