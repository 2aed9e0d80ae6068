"""Sensitivity indices from the rows of a design: Morris effects, Sobol indices, and factors that stand out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis

from model.analysis.intervals import Z
from model.analysis.sensitivity.factors import RANDOM
from model.analysis.sensitivity.plans import Plan
from model.rules.axes import Array

RESAMPLES = 200
"""Bootstrap resamples behind every interval."""
MIN_DIFFERING = 10
"""An outcome that differs from its commonest value in fewer rows than this has no indices."""
ROUNDING = 1e-12
"""From here on an effect is more than rounding."""
MAX_NAMED = 3
"""Most factors that are named for an outcome."""


def varies(plan: Plan, column: Array) -> bool:
    """Return True where a column is more than one number, rounding apart."""
    return bool(np.ptp(column) > ROUNDING)


def varies_enough(plan: Plan, column: Array) -> bool:
    """Return True where enough rows differ to divide up a variance: MIN_DIFFERING of the first and last by point."""
    ends = plan.by_point(column).reshape(plan.base, plan.steps)[:, [0, -1]].ravel()
    _, counts = np.unique(np.round(ends, 12), return_counts=True)
    return bool(len(ends) - counts.max() >= MIN_DIFFERING)


def screening(plan: Plan, column: Array, seed: int) -> pd.DataFrame:
    """Morris' μ*, the mean size of the change a factor makes over the whole of its range, with a 95 % interval.

    column: the outcome in the order in which rows were run. Returns a row a factor: factor, mu_star, low, high.
    """
    found = morris_analysis.analyze(
        plan.factors.problem, plan.points, plan.by_point(column), num_resamples=RESAMPLES, seed=seed
    )
    size, half = (np.asarray(found[name], dtype=np.float64) for name in ("mu_star", "mu_star_conf"))
    return pd.DataFrame(
        {"factor": found["names"], "mu_star": size, "low": np.maximum(size - half, 0), "high": size + half}
    )


def sobol(plan: Plan, column: Array, seed: int) -> pd.DataFrame:
    """Every factor's first-order and total Sobol index with 95 % bootstrap intervals, and the change along its range.

    column: the outcome in the order in which rows were run. Returns a row a factor: factor, first, first_low,
    first_high, total, total_low, total_high, change, change_low, change_high. The total of luck is the share of the
    variance that is left when all assumptions are known.
    """
    result = plan.by_point(column).astype(np.float64)
    found = sobol_analysis.analyze(
        plan.factors.problem, result, calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1
    )
    table = {"factor": list(plan.factors.names)}
    for name, kind in {"first": "S1", "total": "ST"}.items():
        half = found[f"{kind}_conf"]
        table |= {name: found[kind], f"{name}_low": found[kind] - half, f"{name}_high": found[kind] + half}
    changes = [change(plan, result, place) for place in range(len(plan.factors.names))]
    return pd.DataFrame(table | dict(zip(("change", "change_low", "change_high"), np.array(changes).T, strict=True)))


def change(plan: Plan, result: Array, place: int) -> tuple[float, float, float]:
    """Rise of the outcome from the low to the high end of a lone assumption's range, with a 95 % interval.

    Regression through the origin on pairs of rows that differ in this alone and share all luck; the interval is robust
    to unequal spread (White 1980). Not a number for luck and for groups, which have no one direction.
    """
    paths = plan.factors.groups.get(plan.factors.names[place], ())
    if len(paths) != 1:
        return np.nan, np.nan, np.nan
    coordinate = plan.points[:, plan.factors.paths.index(paths[0])].reshape(plan.base, plan.steps)
    outcome = result.reshape(plan.base, plan.steps)
    step = coordinate[:, place + 1] - coordinate[:, 0]
    gain = outcome[:, place + 1] - outcome[:, 0]
    slope = (step * gain).sum() / (step**2).sum()
    error = np.sqrt((step**2 * (gain - slope * step) ** 2).sum()) / (step**2).sum()
    return float(slope), float(slope - Z * error), float(slope + Z * error)


def most_influential(screened: pd.DataFrame, most: int) -> tuple[str, ...]:
    """The factors to have indices of their own after a screening, luck left out; ties in the factors' order.

    screened: scenario, kind, outcome, factor, mu_star. Of each quantity a factor has a share of the squared effects, as
    indices will divide up variances. What the middle factor does is taken off first: it is what turning the same luck
    another way amounts to. A quantity counts by the share of factors that change it at all, since of a rare outcome a
    few rows say nothing; and all of one kind, levels or effects, count as much as all of the other.
    """
    total: dict[str, float] = dict.fromkeys(screened.loc[screened["factor"] != RANDOM, "factor"], 0.0)
    for _, kind in screened[screened["factor"] != RANDOM].groupby("kind", sort=False):
        quantities = [table for _, table in kind.groupby(["scenario", "outcome"], sort=False)]
        counts = [float((table["mu_star"] > ROUNDING).mean()) for table in quantities]
        for table, count in zip(quantities, counts, strict=True):
            square = (table["mu_star"] - table["mu_star"].median()).clip(lower=0) ** 2
            whole = float(square.sum()) * sum(counts)
            for name, part in zip(table["factor"], square, strict=True):
                total[name] += count * float(part) / whole if whole else 0.0
    return tuple(sorted(total, key=lambda name: -total[name])[:most])


def standing_out(table: pd.DataFrame) -> tuple[str, ...]:
    """The largest set of at most three factors whose total indices all lie above those of the rest, intervals apart.

    table: as `sobol` gives it; luck does not count. Empty where no such set is separated.
    """
    ranked = table[table["factor"] != RANDOM].sort_values("total", ascending=False, kind="stable")
    low, high = ranked["total_low"].to_numpy(), ranked["total_high"].to_numpy()
    for count in range(min(MAX_NAMED, len(ranked) - 1), 0, -1):
        if low[:count].min() > high[count:].max():
            return tuple(ranked["factor"].iloc[:count])
    return ()


def random_share(table: pd.DataFrame) -> dict[str, float]:
    """The share of the variance that is luck, all assumptions known: its estimate and interval."""
    row = table[table["factor"] == RANDOM].iloc[0]
    return {name: float(row[f"total{end}"]) for name, end in {"share": "", "low": "_low", "high": "_high"}.items()}
