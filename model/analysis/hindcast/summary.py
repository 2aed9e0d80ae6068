"""Skill from cases: scores summed over cases, compared with each reference's, with block-bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.analysis.hindcast.cases import NAMES
from model.analysis.hindcast.past import WINDOWS, DocumentedPast
from model.analysis.hindcast.scores import block_bootstrap, independent_dyads, skill
from model.rules.axes import Array, Index
from model.spec.hindcast import REFERENCE, REFERENCE_MEAN

DRAWS = 2000
"""Bootstrap resamples."""
INTERVAL = (0.025, 0.975)
ALL = "all"
SHARES = ("direction", "moved")
"""Scores that are shares right: compared by difference."""


@dataclass(frozen=True)
class Sums:
    """Scores of some cases summed within each start and horizon, so that starts can be resampled."""

    horizons: Array
    """(horizon,), in months."""
    total: dict[str, Array]
    """Score → (start, horizon)."""
    count: dict[str, Array]

    @classmethod
    def of(cls, cases: pd.DataFrame, scores: Sequence[str]) -> Sums:
        """The sums of these scores; a case without a score counts for nothing."""
        by = cases.groupby(["start", "horizon"], sort=True)[list(scores)]
        total, count = by.sum().unstack("horizon"), by.count().unstack("horizon")
        return cls(
            horizons=np.sort(cases["horizon"].unique()),
            total={score: total[score].fillna(0).to_numpy(dtype=float) for score in scores},
            count={score: count[score].fillna(0).to_numpy(dtype=float) for score in scores},
        )

    def at(self, horizon: int) -> Sums:
        """Those of one horizon, and of the starts that have it."""
        column = np.flatnonzero(self.horizons == horizon)
        has = np.any([count[:, column[0]] > 0 for count in self.count.values()], axis=0)
        total, count = (
            {score: values[has][:, column] for score, values in part.items()} for part in (self.total, self.count)
        )
        return Sums(self.horizons[column], total, count)

    def means(self, score: str, rows: Index) -> Array:
        """The mean over horizons of the mean over cases, for each resampling of the starts: (resampling,)."""
        total, count = self.total[score][rows].sum(axis=1), self.count[score][rows].sum(axis=1)
        mean = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
        some = (count > 0).sum(axis=1)
        return np.divide(mean.sum(axis=1), some, out=np.full(len(mean), np.nan), where=some > 0)

    def compared(self, ours: str, theirs: str, every: int, *, differ: bool, resamples: int) -> dict[str, float]:
        """Model and reference means, and skill with its interval; `differ` takes the difference, not the ratio."""
        starts = len(self.total[ours])
        block = min(-(-int(self.horizons.max()) // every), max(1, starts // 3))
        rows = np.concatenate([np.arange(starts)[None], block_bootstrap(starts, block, resamples)])
        mine, other = self.means(ours, rows), self.means(theirs, rows)
        found = mine - other if differ else skill(mine, other)
        spread = found[1:][~np.isnan(found[1:])]
        low, high = np.quantile(spread, INTERVAL) if starts > 2 and len(spread) else (np.nan, np.nan)
        means = {"model": float(mine[0]), REFERENCE_MEAN: float(other[0])}
        return means | {"skill": float(found[0]), "low": float(low), "high": float(high), "starts": starts}


def alignment_skill(cases: pd.DataFrame, every: int, resamples: int = DRAWS) -> pd.DataFrame:
    """Skill of the model over each reference forecast, by window, horizon and score.

    Columns: window, horizon (or "all", horizons alike), REFERENCE, score (crps, error, direction, moved), model
    and reference means, skill with its interval, starts. Skill is 1 − model/reference; of shares right, the difference.
    Resampled are blocks of neighbouring starts as long as the horizon, at most a third of the starts; without resamples
    there are no intervals.
    """
    scores = ("crps", "error", "direction", "moved")
    rows = []
    for window, inside in _by_window(cases):
        whole = Sums.of(inside, [f"{name} {score}" for name in ("model", *NAMES) for score in scores])
        for horizon, sums in ((ALL, whole), *((str(h), whole.at(h)) for h in whole.horizons)):
            for reference in NAMES:
                for score in scores:
                    pair, differ = (f"model {score}", f"{reference} {score}"), score in SHARES
                    found = sums.compared(*pair, every, differ=differ, resamples=resamples)
                    rows.append({"window": window, "horizon": horizon, REFERENCE: reference, "score": score} | found)
    return pd.DataFrame(rows)


def milestone_skill(cases: pd.DataFrame, every: int) -> pd.DataFrame:
    """Brier skill of the model over "nothing happens" and the frequency before the start, by window and milestone."""
    references = ("nothing happens", "frequency")
    rows = []
    for window, inside in _by_window(cases):
        for name in (ALL, *inside["milestone"].unique()):
            chosen = inside if name == ALL else inside[inside["milestone"] == name]
            sums = Sums.of(chosen, [f"{who} brier" for who in ("model", *references)])
            for reference in references:
                found = sums.compared("model brier", f"{reference} brier", every, differ=False, resamples=DRAWS)
                told = {"window": window, "milestone": name, REFERENCE: reference, "cases": len(chosen)}
                told |= {"happened": chosen["happened"].mean(), "chance": chosen["model chance"].mean()}
                rows.append(told | found)
    return pd.DataFrame(rows)


def _by_window(cases: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The cases of each window that has any, in the order of time."""
    for window in WINDOWS:
        inside = cases[cases["window"] == window]
        if len(inside):
            yield window, inside


def independent_cases(past: DocumentedPast, windows: Iterable[str]) -> pd.DataFrame:
    """Number of cases, and of those that share no month: by window and horizon.

    Spans of a horizon that do not overlap, times the dyads' worth of independent movement over such spans.
    """
    rows = []
    for window in windows:
        for horizon in past.plan.horizons:
            starts = [s for s, h in past.cases([window]) if h == horizon]
            if not starts:
                continue
            spans = 1 + (starts[-1] - starts[0]) // horizon
            changes = np.stack([past.at(s + horizon) - past.at(s) for s in starts])
            rows.append(
                {
                    "window": window,
                    "horizon": horizon,
                    "cases": len(starts) * changes.shape[1],
                    "starts": len(starts),
                    "spans apart": spans,
                    "dyads apart": independent_dyads(changes),
                }
            )
    return pd.DataFrame(rows)
