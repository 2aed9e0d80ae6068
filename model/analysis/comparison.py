"""Scenarios against the baseline, world by world: paired differences with 95 % intervals, at the end and by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.analysis.intervals import (
    excludes_zero,
    mean_interval,
    mean_p_value,
    proportion_interval,
    share_interval,
    share_p_value,
    wilson,
)
from model.rules.axes import Array, Flags

if TYPE_CHECKING:
    from model.experiment.tables import (
        Outcomes,  # what reads Parquet weighs 5 MB, and a workshop's pictures need none of it
    )

COLUMNS = ["scenario", "outcome", "mean", "baseline_mean", "difference", "ci_low", "ci_high", "share_higher"]

VERDICT, SMALLEST = "verdict", "smallest_that_matters"
"""Columns that `verdicts` adds."""
NOBODY_ACTS, BASE_RATES_ONLY, FOLLOWED = "difference_script", "difference_habit", "share_followed"
ALONE, ERROR = "baseline_script", "followed_error"
"""Columns that `written` adds too: the baseline with nobody acting; the standard error of what followed."""
CELLS_READ = 1 << 19
"""Cells of a scenario's outcomes held at once: all columns of few worlds, some of many, which may not fit together."""
Column = Array | Flags
"""An outcome by world: yes or no where it is a share that is compared, else a number."""
Kept = np.ndarray[tuple[int, ...], np.dtype[Any]]
"""An outcome by world as a block has it, which may be in words."""
Pair = Callable[[Sequence[str], Column, Column], Mapping[str, Array]]
"""Outcomes of one kind, in a scenario and in the baseline, each (outcome, world) → the cells of their rows."""


def records(frame: pd.DataFrame | Mapping[str, Kept]) -> list[dict[str, Any]]:
    """The rows of a frame, or of columns, each by its columns' names."""
    columns = {str(name): column.tolist() for name, column in frame.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def comparable(outcomes: pd.DataFrame | Mapping[str, Kept], months: int) -> dict[str, Column]:
    """Outcome columns a world: categories become yes or no for each value, months not reached the horizon.

    Restricted mean time (Royston & Parmar 2013): a world that does not get there within the horizon counts the horizon.
    """
    numbers: dict[str, Column] = {}
    for name, column in outcomes.items():
        if name not in ("scenario", "world") and not str(name).startswith("assumptions."):
            numbers |= answers(str(name), column, months)
    return numbers


def answers(name: str, column: pd.Series[Any] | Kept, months: int) -> dict[str, Column]:
    """One outcome as `comparable` has it: itself, or yes or no for each of its values."""
    if isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype) or column.dtype.kind in "OU":
        values = np.asarray(column)
        return {f"{name}={value}": np.asarray(values == value, dtype=bool) for value in sorted({*values.tolist()})}
    if column.dtype == bool:
        return {name: np.asarray(column)}
    if isinstance(column, pd.Series):
        column = column.to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = np.asarray(column, dtype=np.float64)
    return {name: np.where(np.isnan(numbers), float(months), numbers)}


def paired(scenario: Column, baseline: Column) -> dict[str, float]:
    """The paired difference of one outcome: its mean, 95 % interval and the share of worlds where it is higher."""
    return first_of(all_paired(scenario[None], baseline[None]))


def first_of(rows: Mapping[str, Array]) -> dict[str, float]:
    """The cells of the first row."""
    return {name: cells[0].item() for name, cells in rows.items()}


def all_paired(scenario: Column, baseline: Column) -> dict[str, Array]:
    """The same of many outcomes of one kind: (outcome, world)."""
    difference = differences(scenario, baseline)
    if is_share(scenario):
        low, high = np.array([share_interval(each) for each in difference]).T
    else:
        low, high = mean_interval(difference)
    return {
        "mean": scenario.mean(axis=1),
        "baseline_mean": baseline.mean(axis=1),
        "difference": difference.mean(axis=1),
        "ci_low": low,
        "ci_high": high,
        "share_higher": (difference > 0).mean(axis=1),
    }


def differences(scenario: Column, baseline: Column) -> Array:
    """Scenario less baseline in each world."""
    return np.asarray(scenario, dtype=np.float64) - baseline


def is_share(column: Column) -> bool:
    """Return True where an outcome is yes or no in a world."""
    return column.dtype == bool


def p_value(scenario: Column, baseline: Column) -> float:
    """P-value: how often random numbers alone would make a difference as large, were there none."""
    return float(p_values(scenario[None], baseline[None])[0])


def p_values(scenario: Column, baseline: Column) -> Array:
    """The same of many outcomes of one kind: (outcome, world)."""
    difference = differences(scenario, baseline)
    return np.array([share_p_value(each) for each in difference]) if is_share(scenario) else mean_p_value(difference)


def level_interval(column: Column) -> tuple[float, float]:
    """The 95 % interval of an outcome's own mean or share."""
    numbers = np.asarray(column, dtype=np.float64)
    low, high = proportion_interval(numbers) if is_share(column) else mean_interval(numbers)
    return float(low), float(high)


def column_of(numbers: Mapping[str, Column], outcome: str, worlds: int) -> Column:
    """An outcome's column; nowhere true where it is a category that no world fell into."""
    return numbers.get(outcome, np.zeros(worlds, dtype=bool))


def compare(
    outcomes: Outcomes, baseline: str, months: int, pair: Pair = lambda _, *sides: all_paired(*sides)
) -> pd.DataFrame:
    """Every outcome of every scenario against the baseline, by what is found of the two: by default COLUMNS."""
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in outcomes.worlds}
    at_once = max(8, CELLS_READ // max(outcomes.worlds.values()))
    for first in range(0, len(outcomes.names), at_once):
        columns = outcomes.names[first : first + at_once]
        there = _read(outcomes, baseline, columns, months)
        for name, worlds in outcomes.worlds.items():
            here = there if name == baseline else _read(outcomes, name, columns, months)
            sides = {
                outcome: [column_of(side[column], outcome, worlds) for side in (here, there)]
                for column in columns
                for outcome in dict.fromkeys((*here[column], *there[column]))
            }
            rows[name].append(by_kind(name, sides, pair))
    return pd.concat([table for tables in rows.values() for table in tables], ignore_index=True)


def by_kind(scenario: str, sides: Mapping[str, Sequence[Column]], pair: Pair) -> pd.DataFrame:
    """The rows of some outcomes in their order."""
    return pd.DataFrame({"scenario": scenario, "outcome": [*sides]} | cells_by_kind(sides, pair), [*sides])


def cells_by_kind(sides: Mapping[str, Sequence[Column]], pair: Pair) -> dict[str, Array]:
    """The cells of those rows, column by column: each (outcome,). Outcomes of one kind are worked out together."""
    names, cells = list[str](), defaultdict[str, list[Array]](list)
    for share in (False, True):
        if alike := [outcome for outcome, (here, _) in sides.items() if is_share(here) == share]:
            columns = [np.array([sides[name][side] for name in alike]) for side in (0, 1)]
            names += alike
            for column, rows in pair(alike, *columns).items():
                cells[column].append(rows)
    place = {name: n for n, name in enumerate(sides)}
    order = np.argsort([place[name] for name in names])
    return {column: np.concatenate(rows)[order] for column, rows in cells.items()}


def _read(outcomes: Outcomes, scenario: str, columns: Sequence[str], months: int) -> dict[str, dict[str, Column]]:
    """Column → what `answers` makes of it, of one scenario; each is turned into numbers once, for that takes long."""
    found = outcomes.arrays(scenario, columns)
    return {name: answers(name, column, months) for name, column in found.items()}


def explained(rows: pd.DataFrame, column: str) -> float | None:
    """Share of the squared differences in some rows of a comparison that a column gives; None where there is none."""
    whole = float((rows["difference"] ** 2).sum())
    return None if whole == 0 else 1 - float(((rows["difference"] - rows[column]) ** 2).sum()) / whole


def pairing_gain(scenario: Column, baseline: Column) -> Array:
    """Width of the interval with unrelated random numbers, divided by its width with common ones: (..., world)."""
    apart = np.var(scenario, axis=-1, dtype=np.float64) + np.var(baseline, axis=-1, dtype=np.float64)
    together = np.asarray(np.var(differences(scenario, baseline), axis=-1))
    ratio = np.divide(apart, together, out=np.where(apart > 0, np.inf, 1.0), where=together > 0)
    return np.asarray(np.sqrt(ratio))


def typical_world(outcomes: pd.DataFrame, names: Collection[str], months: int) -> int:
    """The world whose outcomes lie nearest the middle of all: medians of numbers, the commoner answer of shares."""
    numbers = comparable(outcomes, months)
    distance = np.zeros(len(outcomes))
    for name in names:
        column = column_of(numbers, name, len(outcomes))
        if is_share(column):
            distance += column != (column.mean() > 0.5)
        elif (spread := column.std()) > 0:
            distance += ((column - np.median(column)) / spread) ** 2
    return int(outcomes["world"].iloc[int(distance.argmin())])


def is_yes_or_no(followed: Array) -> bool:
    """Return True where a measure followed by month is a share: (world, month) of 0 and 1 only."""
    return bool(np.isin(followed, (0.0, 1.0)).all())


def parting_month(scenario: Array, baseline: Array) -> int | None:
    """The first month from which on the interval of the paired difference leaves out 0, on one side, for good.

    scenario, baseline: a measure by (world, month); months count from 0. None if they have not parted at the end.
    """
    shares = is_yes_or_no(scenario) and is_yes_or_no(baseline)
    sign = excludes_zero(scenario - baseline, shares=shares)
    if sign[-1] == 0:
        return None
    other = np.flatnonzero(sign != sign[-1])
    return int(other[-1]) + 1 if len(other) else 0


def milestones(followed: Mapping[str, Array], names: list[str]) -> pd.DataFrame:
    """The probability that each of these has come true by each month: outcome, month, share, low, high."""
    frames = []
    for name in names:
        share = followed[name].mean(axis=0)
        low, high = wilson(share, len(followed[name]))
        months = np.arange(len(share))
        frames.append(pd.DataFrame({"outcome": name, "month": months, "share": share, "low": low, "high": high}))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["outcome", "month", "share"])


QUANTILES = {"q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9}
"""The levels of a fan chart: the median, and the bands that hold half and eight tenths of the worlds."""


def bands(followed: Array) -> pd.DataFrame:
    """Quantiles over worlds by month. followed: (world, month)."""
    found = np.quantile(followed, list(QUANTILES.values()), axis=0)
    return pd.DataFrame({"month": np.arange(followed.shape[1])} | dict(zip(QUANTILES, found, strict=True)))
