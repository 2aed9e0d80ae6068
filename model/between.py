"""Runs against each other: what differs in what went into them, and what that did to what came out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from model.compare import Column, column_of, comparable, is_share, paired
from model.intervals import LEVEL, proportion_interval

SETTINGS = ("seed", "as_of", "worlds", "months", "without", "sample", "version", "commit", "code")

Difference = tuple[str, str, str]
"""What differs, and how it stands in the first and in the second run."""


def differing_inputs(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """Settings, assumptions, input files, scenarios and package versions in which two manifests differ."""
    found = [
        (key, _shown(first.get(key)), _shown(second.get(key)))
        for key in SETTINGS
        if (first.get(key) or None) != (second.get(key) or None)
    ]
    found += _entries("", first.get("assumptions", {}), second.get("assumptions", {}))
    found += _entries("package ", first.get("versions", {}), second.get("versions", {}))
    files = [side.get("digests", {}) for side in (first, second)]
    shared = [
        {name: digest for name, digest in side.items() if all(name in other for other in files)} for side in files
    ]
    found += _entries("file ", *shared)
    return found + list(_scenarios(first.get("scenarios", {}), second.get("scenarios", {})))


def _entries(kind: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    names = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
    return [(kind + name, _shown(first.get(name)), _shown(second.get(name))) for name in names]


def _scenarios(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Difference]:
    alone = [[name for name in side if name not in other] for side, other in ((first, second), (second, first))]
    if any(alone):
        yield "scenarios only there", _shown(alone[0]), _shown(alone[1])
    for name in (name for name in first if name in second):
        parts = [part for part in {*first[name], *second[name]} if first[name].get(part) != second[name].get(part)]
        if parts:
            yield f"scenario {name}", "", f"another {', '.join(sorted(parts))}"


def _shown(value: Any) -> str:
    """A setting as a table shows it; digests cut short."""
    if value is None:
        return "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text[:12] if len(text) >= 40 and " " not in text else text


def same_luck(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether world 17 of both runs had the same luck: it depends on the seed alone."""
    return first["seed"] == second["seed"] and first.get("sample") == second.get("sample")


def between(
    first: Mapping[str, pd.DataFrame],
    second: Mapping[str, pd.DataFrame],
    *,
    months: int,
    names: Collection[str],
    same_worlds: bool,
) -> pd.DataFrame:
    """Outcomes of the scenarios both runs have: scenario, outcome, first, second, difference, ci_low, ci_high.

    With the same luck worlds are paired, as many as both have; otherwise the two are independent samples. Times count
    up to the shorter horizon, `months`.
    """
    rows = []
    for scenario in (name for name in first if name in second):
        frames = [first[scenario], second[scenario]]
        if same_worlds:
            worlds = min(map(len, frames))
            frames = [frame.head(worlds) for frame in frames]
        numbers = [comparable(frame, months) for frame in frames]
        for outcome in names:
            if all(outcome not in side and "=" not in outcome for side in numbers):
                continue
            ours = [_cut(column_of(side, outcome, len(f)), months) for side, f in zip(numbers, frames, strict=True)]
            found = paired(ours[1], ours[0]) if same_worlds else independent(ours[1], ours[0])
            rows.append(
                {"scenario": scenario, "outcome": outcome, "first": found["baseline_mean"], "second": found["mean"]}
                | {key: found[key] for key in ("difference", "ci_low", "ci_high")}
            )
    return pd.DataFrame(rows, columns=["scenario", "outcome", "first", "second", "difference", "ci_low", "ci_high"])


def _cut(column: Column, months: int) -> Column:
    return column if is_share(column) else np.minimum(column, max(months, 1))


def independent(second: Column, first: Column) -> dict[str, float]:
    """The difference of two independent samples: Welch's (1947) interval of means, Newcombe's (1998) of shares."""
    here, there = (np.asarray(side, dtype=np.float64) for side in (second, first))
    gap = float(here.mean() - there.mean())
    if is_share(second):
        (low, high), (base_low, base_high) = proportion_interval(here), proportion_interval(there)
        below = np.hypot(here.mean() - low, base_high - there.mean())
        above = np.hypot(high - here.mean(), there.mean() - base_low)
        ends = gap - float(below), gap + float(above)
    elif min(len(here), len(there)) < 2:
        ends = -np.inf, np.inf
    elif here.std() == there.std() == 0:
        ends = gap, gap
    else:
        found = stats.ttest_ind(here, there, equal_var=False).confidence_interval(LEVEL)
        ends = float(found.low), float(found.high)
    return {
        "mean": float(here.mean()),
        "baseline_mean": float(there.mean()),
        "difference": gap,
        "ci_low": ends[0],
        "ci_high": ends[1],
    }
