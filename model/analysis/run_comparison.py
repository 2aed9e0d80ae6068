"""Runs against each other: what differs in what went into them, and what that did to what came out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import Column, column_of, comparable, is_share, p_value, paired
from model.analysis.finished_run import Saved
from model.analysis.intervals import CONFIDENCE, proportion_interval
from model.analysis.smallest import Smallest, smallest_of
from model.analysis.verdicts import judged_together

COLUMNS = [
    "scenario",
    "outcome",
    "first",
    "second",
    "difference",
    "ci_low",
    "ci_high",
    "smallest",
    "worlds",
    "differing",
    "p",
]
SETTINGS = ("seed", "as_of", "worlds", "months", "without", "sample", "version", "commit", "code")

Difference = tuple[str, str, str]
"""Name of a difference, and its value in the first and in the second run."""


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


def same_numbers(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Return True where a world has the same random numbers in both runs: they depend on the seed alone."""
    return first["seed"] == second["seed"] and first.get("sample") == second.get("sample")


def between_runs(first: Saved, second: Saved) -> tuple[pd.DataFrame, list[str]]:
    """The headline outcomes of two runs `between` them, and those that only one of the two measured."""
    names = list(dict.fromkeys((*first.headline, *second.headline)))
    tables = [side.folder.outcomes() for side in (first, second)]
    lone = [name for name in names if not all(name.partition("=")[0] in table.names for table in tables)]
    months = min(first.months, second.months)
    paired = same_numbers(first.manifest, second.manifest)
    found = between(
        *(table.only(names) for table in tables), months=months, names=names, same_worlds=paired,
        smallest=smallest_of(first.seeds),
    )  # fmt: skip
    return found, lone


def between(
    first: Mapping[str, pd.DataFrame],
    second: Mapping[str, pd.DataFrame],
    *,
    months: int,
    names: Collection[str],
    same_worlds: bool,
    smallest: Smallest,
) -> pd.DataFrame:
    """Outcomes of the scenarios both runs have, in COLUMNS, with what they allow one to say together.

    With the same random numbers worlds are paired, as many as both have; otherwise the two are independent samples.
    Times count up to the shorter horizon, `months`.
    What matters is measured by the first run. Outcomes that one of the two did not measure are left out.
    """
    rows = []
    for scenario in (name for name in first if name in second):
        frames = [first[scenario], second[scenario]]
        if same_worlds:
            worlds = min(map(len, frames))
            frames = [frame.head(worlds) for frame in frames]
        numbers = [comparable(frame, months) for frame in frames]
        for outcome in names:
            if any(outcome.partition("=")[0] not in frame for frame in frames):
                continue
            ours = [_cut(column_of(side, outcome, len(f)), months) for side, f in zip(numbers, frames, strict=True)]
            found = paired(ours[1], ours[0]) if same_worlds else independent(ours[1], ours[0])
            rows.append(
                {"scenario": scenario, "outcome": outcome, "first": found["baseline_mean"], "second": found["mean"]}
                | {key: found[key] for key in ("difference", "ci_low", "ci_high")}
                | {
                    "smallest": smallest(outcome, ours[0]),
                    "worlds": min(map(len, ours)),
                    "differing": _differing(*ours),
                }
                | {"p": p_value(ours[1], ours[0]) if same_worlds else independent_p_value(ours[1], ours[0])}
            )
    return judged_together(pd.DataFrame(rows, columns=COLUMNS))


def _differing(first: Column, second: Column) -> int:
    """Worlds that differ, where they are the same worlds; else whether any outcome of either differs at all."""
    if len(first) == len(second):
        return int((np.asarray(first) != np.asarray(second)).sum())
    return len({*np.unique(first), *np.unique(second)}) - 1


def _cut(column: Column, months: int) -> Column:
    return column if is_share(column) else np.minimum(column, max(months, 1))


def independent(second: Column, first: Column) -> dict[str, float]:
    """The difference of two independent samples: Welch's (1947) interval of means, Newcombe's (1998) of shares."""
    from scipy import stats  # slow to import

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
        found = stats.ttest_ind(here, there, equal_var=False).confidence_interval(CONFIDENCE)
        ends = float(found.low), float(found.high)
    return {
        "mean": float(here.mean()),
        "baseline_mean": float(there.mean()),
        "difference": gap,
        "ci_low": ends[0],
        "ci_high": ends[1],
    }


def independent_p_value(second: Column, first: Column) -> float:
    """P-value of the difference of two independent samples: Welch's test of means, the z test of shares.

    Samples without any spread are told apart by their level alone.
    """
    from scipy import stats  # slow to import

    here, there = (np.asarray(side, dtype=np.float64) for side in (second, first))
    if is_share(second):
        together = float(np.concatenate([here, there]).mean())
        error = np.sqrt(together * (1 - together) * (1 / len(here) + 1 / len(there)))
        return float(2 * stats.norm.sf(abs(here.mean() - there.mean()) / error)) if error > 0 else 1.0
    if min(len(here), len(there)) < 2:
        return 1.0
    if here.std() == there.std() == 0:
        return float(here.mean() == there.mean())
    return float(stats.ttest_ind(here, there, equal_var=False).pvalue)
