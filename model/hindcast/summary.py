"""Skill from cases: scores summed over cases, compared with each rival's, with block-bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from model.axes import Array
from model.hindcast.cases import NAMES
from model.hindcast.past import WINDOWS, DocumentedPast
from model.hindcast.scores import block_bootstrap, independent_dyads, skill

DRAWS = 2000
"""Bootstrap resamples."""
LEVELS = (0.025, 0.975)
ALL = "all"
SHARES = ("direction", "moved")
"""Scores that are shares right: compared by difference."""


def alignment_skill(cases: pd.DataFrame, every: int, resamples: int = DRAWS) -> pd.DataFrame:
    """Skill of the model over each rival, by window, horizon and score.

    Columns: window, horizon (or "all", horizons weighing alike), rival, score (crps, error, direction, moved), model
    and rival means, skill with its interval, starts. Skill is 1 − model/rival; for shares right it is their difference.
    Resampled are blocks of neighbouring starts as long as the horizon, at most a third of the starts; without resamples
    there are no intervals.
    """
    rows = []
    for window in [w for w in WINDOWS if (cases["window"] == w).any()]:
        inside = cases[cases["window"] == window]
        horizons = sorted(inside["horizon"].unique())
        for horizon in (ALL, *horizons):
            chosen = inside if horizon == ALL else inside[inside["horizon"] == horizon]
            for rival in NAMES:
                for score in ("crps", "error", "direction", "moved"):
                    found = _compared(chosen, f"model {score}", f"{rival} {score}", every, score in SHARES, resamples)
                    rows.append({"window": window, "horizon": str(horizon), "rival": rival, "score": score} | found)
    return pd.DataFrame(rows)


def milestone_skill(cases: pd.DataFrame, every: int) -> pd.DataFrame:
    """Brier skill of the model over "nothing happens" and the frequency before the start, by window and milestone."""
    rows = []
    for window in [w for w in WINDOWS if (cases["window"] == w).any()]:
        inside = cases[cases["window"] == window]
        for name in (ALL, *inside["milestone"].unique()):
            chosen = inside if name == ALL else inside[inside["milestone"] == name]
            for rival in ("nothing happens", "frequency"):
                found = _compared(chosen, "model brier", f"{rival} brier", every, False)
                told = {"window": window, "milestone": name, "rival": rival, "cases": len(chosen)}
                told |= {"happened": chosen["happened"].mean(), "chance": chosen["model chance"].mean()}
                rows.append(told | found)
    return pd.DataFrame(rows)


def _compared(
    cases: pd.DataFrame, ours: str, theirs: str, every: int, differ: bool, resamples: int = DRAWS
) -> dict[str, float]:
    """Model and rival means, and skill with its interval; horizons weigh alike."""
    means = cases.groupby(["start", "horizon"], sort=True)[[ours, theirs]].agg(["sum", "count"])
    by = means.unstack("horizon")
    model, rival, count = (by[k].to_numpy(dtype=float) for k in ((ours, "sum"), (theirs, "sum"), (ours, "count")))
    here = ~np.isnan(model)  # (start, horizon)
    model, rival, count = (np.where(here, part, 0.0) for part in (model, rival, count))
    horizons = by[(ours, "sum")].columns.to_numpy()
    block = min(-(-int(horizons.max()) // every), max(1, len(model) // 3))
    again = block_bootstrap(len(model), block, resamples)
    rows = np.concatenate([np.arange(len(model))[None], again])
    mine, other = _means(model, count, rows), _means(rival, count, rows)
    found = mine - other if differ else skill(mine, other)
    spread = found[1:][~np.isnan(found[1:])]
    low, high = np.quantile(spread, LEVELS) if len(model) > 2 and len(spread) else (np.nan, np.nan)
    return {
        "model": float(mine[0]),
        "rival_mean": float(other[0]),
        "skill": float(found[0]),
        "low": float(low),
        "high": float(high),
        "starts": len(model),
    }


def _means(score: Array, count: Array, rows: Array) -> Array:
    """The mean over horizons of the mean over cases, for each resampling of the starts: (resampling,)."""
    total, cases = score[rows].sum(axis=1), count[rows].sum(axis=1)  # (resampling, horizon)
    with np.errstate(invalid="ignore"):
        mean = np.divide(total, cases, out=np.full(total.shape, np.nan), where=cases > 0)
    return np.asarray(np.nanmean(mean, axis=1))


def independent_cases(past: DocumentedPast, windows: Iterable[str]) -> pd.DataFrame:
    """How many cases there are, and how many that share no month: by window and horizon.

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
