"""Cuts of a finished run: outcomes, scenarios, settings or months down the rows, each against the baseline.

Worlds are paired: a difference is the mean of scenario less baseline in the same worlds, with its 95 % interval.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from model.analysis.comparison import Column, column_of, comparable, level_interval, paired
from model.analysis.finished_run import Saved
from model.analysis.intervals import wilson
from model.analysis.sweep import Sweep, is_sweep
from model.common.errors import RunError, did_you_mean
from model.common.text import spaced
from model.experiment.joined import SETTING
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.wording.words import Words
from model.spec.base import name_of_month
from model.spec.outcomes import Outcome

By = Literal["outcome", "scenario", "setting", "month"]
KEYS = (SETTING, "scenario", "outcome", "month")
NUMBERS = ("mean", "low", "high", "baseline_mean", "difference", "ci_low", "ci_high", "share_higher")
ALL = "all"
"""In place of outcomes: every one that the run has."""


class Part:
    """A run, or the run of one setting of a sweep."""

    def __init__(self, setting: str | None, saved: Saved) -> None:
        self.setting, self.saved = setting, saved
        self.words = Words(saved.seeds, saved.months)

    def mean(self, scenario: str, measure: str, month: int) -> float:
        """Mean of a monthly measure over all worlds."""
        return self._means[scenario, measure, month]

    @cached_property
    def _means(self) -> dict[tuple[str, str, int], float]:
        table = self.saved.trajectories
        keys = zip(table["scenario"], table["measure"], table["month"], strict=True)
        return dict(zip(keys, table["mean"], strict=True))

    @cached_property
    def measures(self) -> list[str]:
        """The monthly measures."""
        return list(dict.fromkeys(self.saved.trajectories["measure"]))


def parts_of(path: Path) -> list[Part]:
    """The runs in a folder, checked: one, or one a setting; RunError where there is none or something is damaged."""
    if is_sweep(path):
        return [Part(name, saved) for name, saved in Sweep.opened(path).runs.items()]
    saved = Saved(RunFolder(path))
    saved.refuse_damage()
    return [Part(None, saved)]


def cut(
    parts: Sequence[Part],
    by: By,
    *,
    outcomes: Collection[str] = (),
    scenarios: Collection[str] = (),
    month: int | None = None,
) -> pd.DataFrame:
    """Outcomes of scenarios against the baseline, a row each, so that `by` runs down the rows within all else.

    outcomes: the headline if none, every one if "all". scenarios: all if none, the baseline among them. month: at its
    end instead of the run's. Columns: setting (of a sweep), scenario, outcome, label, unit, month and date (by month,
    or at one), mean, low and high (its 95 % interval), baseline_mean, difference, ci_low and ci_high (that of the
    difference), share_higher, worlds. By month a run keeps the headline, influence and what is reached or happens in
    its first 4,096 worlds one by one; of other measures there is no interval, but of shares that of their own.
    """
    _refuse(parts, by, scenarios, month)
    monthly = by == "month" or month is not None
    every = _every(parts, monthly=monthly)
    for name in (name for name in outcomes if name not in every and name != ALL):
        no_month = monthly and any(name == outcome for _, outcome in parts[0].saved.cells)
        hint = " by month; it is known at the end alone" if no_month else did_you_mean(name, every)
        raise RunError(f'{parts[0].saved.folder.path}: has no outcome "{name}"{hint}')
    wanted = every if ALL in outcomes else [n for n in dict.fromkeys(outcomes or parts[0].saved.headline) if n in every]
    if not wanted:
        raise RunError(f"{parts[0].saved.folder.path}: no headline outcome is known by month; name some with --outcome")
    rows = [row for part in parts for row in _rows(part, wanted, scenarios, month, monthly=monthly)]
    found = pd.DataFrame(rows)
    if parts[0].setting is None:
        found = found.drop(columns=SETTING, errors="ignore")
    within = [key for key in KEYS if key in found and key != by]
    return found.sort_values([*within, by], key=_order, kind="stable", ignore_index=True)


def _order(column: pd.Series) -> pd.Series:
    """Places of a column's values in the order in which they come first."""
    return pd.Series(pd.factorize(column)[0], column.index)


def _refuse(parts: Sequence[Part], by: str, scenarios: Collection[str], month: int | None) -> None:
    """RunError where there is no such cut."""
    saved = parts[0].saved
    if by not in get_args(By):
        raise RunError(f'a cut is by {", ".join(get_args(By))}, not by "{by}"')
    if by == "setting" and parts[0].setting is None:
        raise RunError(f"{saved.folder.path}: is no sweep, so it has one setting; a run with --set PATH=V1,V2 has more")
    if month is not None and by == "month":
        raise RunError(f"by month there are all months; leave out the month {month}, or cut by something else")
    if month is not None and not 0 <= month <= saved.months:
        raise RunError(f"there is no month {month}: {saved.folder.path} has months 0 to {saved.months}")
    for name in scenarios:
        if name not in saved.scenarios:
            raise RunError(f'{saved.folder.path}: no scenario "{name}"{did_you_mean(name, saved.scenarios)}')


def _every(parts: Sequence[Part], *, monthly: bool) -> list[str]:
    """The outcomes of all parts, or the measures that are kept by month."""
    found = ((part.measures if monthly else part.saved.comparison["outcome"]) for part in parts)
    return list(dict.fromkeys(name for names in found for name in names))


def _rows(
    part: Part, outcomes: Collection[str], scenarios: Collection[str], month: int | None, *, monthly: bool
) -> Iterator[dict[str, Any]]:
    """The rows of one run: by month those of all months, or of one."""
    saved, words = part.saved, part.words
    months = range(saved.months + 1) if month is None else [month]
    for scenario in scenarios or saved.scenarios:
        levels = {} if monthly else _levels(saved, scenario, outcomes)
        for outcome in outcomes:
            named = {
                SETTING: part.setting, "scenario": scenario, "outcome": outcome,
                "label": label_of(words, outcome), "unit": unit_of(words, outcome),
            }  # fmt: skip
            if monthly:
                for row in _by_month(part, scenario, outcome, months):
                    date = name_of_month(saved.as_of + row["month"])
                    yield named | {"month": row["month"], "date": date} | _itself(scenario, row)
            else:
                cell = saved.cells.get((scenario, outcome), dict.fromkeys(NUMBERS, 0.0))  # a category of no world here
                cell = cell | dict(zip(("low", "high"), levels[outcome], strict=True))
                yield named | {name: _itself(scenario, cell)[name] for name in NUMBERS} | {"worlds": saved.worlds}


def _itself(scenario: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row; of the baseline, which differs from itself by nothing in any world, without an interval of luck."""
    sure = {name: 0.0 for name in ("ci_low", "ci_high") if not np.isnan(row[name])} if scenario == BASELINE else {}
    return {**row, **sure}


def _levels(saved: Saved, scenario: str, outcomes: Collection[str]) -> dict[str, tuple[float, float]]:
    """The interval of the mean of each outcome at the end."""
    numbers = comparable(saved.folder.outcomes().only(outcomes)[scenario], saved.months)
    return {name: level_interval(column_of(numbers, name, saved.worlds)) for name in outcomes}


def label_of(words: Words, name: str) -> str:
    """An outcome or monthly measure in words."""
    kind, _, rest = name.partition(".")
    if kind == "stage" and rest and kind not in words.seeds.outcomes.outcomes:
        issue, _, stage = rest.partition(".")
        return f"{words.issue(issue)}: {spaced(stage)}"
    return words.outcome(name)


def unit_of(words: Words, outcome: str) -> str:
    """Unit of the numbers of an outcome or monthly measure."""
    if outcome.startswith("stage."):
        return "share of worlds"
    declared = words.seeds.outcomes.measured(outcome) or Outcome
    return declared.unit or declared.scale


def _by_month(part: Part, scenario: str, outcome: str, months: Collection[int]) -> Iterator[dict[str, Any]]:
    """A measure in some months: in paired worlds where the run kept them, else its means alone."""
    here, there = (part.saved.followed(name) for name in (scenario, BASELINE))
    if outcome in here and outcome in there:
        share = unit_of(part.words, outcome) == "share of worlds"
        ours, theirs = (np.asarray(side[outcome]) for side in (here, there))
        for m in months:
            sides: list[Column] = [side[:, m] > 0.5 if share else side[:, m] for side in (ours, theirs)]
            own = dict(zip(("low", "high"), level_interval(sides[0]), strict=True))
            yield {"month": m} | _ordered(own | paired(*sides)) | {"worlds": len(ours)}
        return
    for m in months:
        level, base = (part.mean(name, outcome, m) for name in (scenario, BASELINE))
        share = unit_of(part.words, outcome) == "share of worlds"
        low, high = map(float, wilson(level, part.saved.worlds)) if share else (np.nan, np.nan)
        means = {"mean": level, "low": low, "high": high, "baseline_mean": base, "difference": level - base}
        yield {"month": m} | _ordered(means) | {"worlds": part.saved.worlds}


def _ordered(row: Mapping[str, float]) -> dict[str, float]:
    """The numbers of a row in the order of the columns; NaN where one is not known."""
    return {name: row.get(name, np.nan) for name in NUMBERS}
