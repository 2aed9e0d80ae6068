"""Scenarios against the baseline, world by world: paired differences with 95 % intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq

from model.axes import Array

LEVEL = 0.95
COLUMNS = ["scenario", "outcome", "mean", "baseline_mean", "difference", "ci_low", "ci_high", "share_higher"]


def comparable(outcomes: pd.DataFrame, months: int) -> dict[str, Array]:
    """Outcome columns as numbers a world: categories become shares, months not reached the horizon.

    Restricted mean time (Royston & Parmar 2013): a world that does not get there within the horizon counts the horizon.
    """
    numbers: dict[str, Array] = {}
    for name in outcomes.columns:
        column = outcomes[name]
        if name in ("scenario", "world") or name.startswith("assumptions."):
            continue
        if column.dtype == object or isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype):
            for value in sorted(column.unique()):
                numbers[f"{name}={value}"] = (column == value).to_numpy(dtype=float)
        else:
            numbers[name] = column.astype(float).fillna(months).to_numpy()
    return numbers


def paired(scenario: Array, baseline: Array) -> dict[str, float]:
    """The paired difference of one outcome: its mean, 95 % interval and the share of worlds where it is higher."""
    difference = scenario - baseline
    both = np.unique(np.concatenate([scenario, baseline]))
    low, high = share_interval(difference) if np.isin(both, (0.0, 1.0)).all() else mean_interval(difference)
    return {
        "mean": float(scenario.mean()),
        "baseline_mean": float(baseline.mean()),
        "difference": float(difference.mean()),
        "ci_low": low,
        "ci_high": high,
        "share_higher": float((difference > 0).mean()),
    }


def mean_interval(difference: Array) -> tuple[float, float]:
    """Student's t interval of a mean; unbounded for a single world."""
    if len(difference) < 2:
        return -np.inf, np.inf
    centre, error = difference.mean(), stats.sem(difference)
    if error == 0:
        return float(centre), float(centre)
    low, high = stats.t.interval(LEVEL, len(difference) - 1, loc=centre, scale=error)
    return float(low), float(high)


def share_interval(difference: Array) -> tuple[float, float]:
    """Tango's (1998) score interval of a difference of paired shares, from its +1s and −1s; never empty, even without any.

    difference: (world,) of −1, 0 and 1.
    """
    worlds, gap = len(difference), float(difference.sum())
    lower = int((difference < 0).sum())
    discordant = int((difference != 0).sum())
    z = stats.norm.ppf((1 + LEVEL) / 2)

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
        float(brentq(lambda d: score(d) - z, -edge, low)) if score(-edge) > z > score(low) else -1.0,
        float(brentq(lambda d: score(d) + z, high, edge)) if score(edge) < -z < score(high) else 1.0,
    )


def compare(outcomes: Mapping[str, pd.DataFrame], baseline: str, months: int) -> pd.DataFrame:
    """Every outcome of every scenario against the baseline: the table of comparison.csv."""
    ours = {name: comparable(frame, months) for name, frame in outcomes.items()}
    rows = []
    for name, numbers in ours.items():
        for outcome in dict.fromkeys((*numbers, *ours[baseline])):
            zero = np.zeros(len(outcomes[name]))  # a category no world of this scenario fell into
            found = paired(numbers.get(outcome, zero), ours[baseline].get(outcome, zero))
            rows.append({"scenario": name, "outcome": outcome} | found)
    return pd.DataFrame(rows, columns=COLUMNS)
