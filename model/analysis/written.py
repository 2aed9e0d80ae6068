"""Parts of a scenario's effects that the scenario writes itself: with nobody acting, and with actors that act by habit.

The script alone is the same scenario in the same worlds with every tempo at 0: what it sets works, hazards go on, and
nobody answers. By habit, actors act at their base rates, whatever they want and whatever was done.
What the full rules give beyond the script is what followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from model.analysis.comparison import FOLLOWED, HABIT, SCRIPT, Column, column_of, comparable, differences
from model.experiment.ensemble import BLOCK, Task, block_outcomes
from model.experiment.pool import Crew
from model.load import BASELINE
from model.simulation.experiment import Experiment

BY_HABIT = {
    "choice_noise": 1.0, "consent_noise": 1.0, "feeling": 0.0, "inertia": 0.0, "reciprocity": 0.0, "pressure": 0.0,
    "deterrence": 0.0, "commitment": 0.0,
}  # fmt: skip
"""Assumptions under which nothing but base rates, habit of pairs and hostility decides."""


def nobody_acts(experiment: Experiment) -> Experiment:
    """The same experiment with every tempo at 0."""
    still = {path: 0.0 for path in experiment.seeds.numbers if path.startswith("tempo.")}
    return replace(experiment, overrides=experiment.overrides | still)


def by_habit(experiment: Experiment) -> Experiment:
    """The same experiment with actors that act by base rates alone."""
    plain = {f"assumptions.{name}": value for name, value in BY_HABIT.items()}
    return replace(experiment, overrides=experiment.overrides | plain)


Parts = Mapping[str, Mapping[str, float]]
"""Outcome → its differences by the columns that are added."""


def without_choices(crew: Crew, worlds: int) -> Iterator[Parts]:
    """The differences by script alone and by habit in the first block of worlds, scenario by scenario."""
    names = [scenario.id for scenario in crew.experiment.scenarios]
    return crew.each(_parts, [(name, min(worlds, BLOCK)) for name in names])


def with_written(comparison: pd.DataFrame, parts: Iterable[Parts]) -> pd.DataFrame:
    """The comparison with the difference by script alone, by habit, and the share of the difference that followed.

    parts: of each scenario, as `without_choices` has them. An outcome that is a category that no world falls into
    without choices has no difference there. share_followed: 1 − script/full; empty where there is no difference.
    """
    found = dict(zip(comparison["scenario"].unique(), parts, strict=True))
    none = dict.fromkeys((SCRIPT, HABIT), 0.0)
    rows = zip(comparison["scenario"], comparison["outcome"], strict=True)
    columns = pd.DataFrame([found[scenario].get(outcome, none) for scenario, outcome in rows], index=comparison.index)
    written = comparison.assign(**columns)
    full = written["difference"].to_numpy(dtype=float)
    written[FOLLOWED] = np.where(full != 0, 1 - written[SCRIPT] / np.where(full != 0, full, 1), np.nan)
    return written


def _parts(experiment: Experiment, scenario: str, worlds: int) -> Parts:
    """The differences of one scenario."""
    found: dict[str, dict[str, float]] = {}
    for column, variant in _variants(experiment).items():
        there = _baseline(variant, worlds)
        here = there if scenario == BASELINE else _numbers(variant, scenario, worlds)
        for outcome in {**here, **there}:
            apart = differences(*(column_of(side, outcome, worlds) for side in (here, there)))
            found.setdefault(outcome, dict.fromkeys((SCRIPT, HABIT), 0.0))[column] = float(apart.mean())
    return found


@lru_cache(maxsize=1)
def _variants(experiment: Experiment) -> dict[str, Experiment]:
    """The experiments whose differences are asked for, by column."""
    return {SCRIPT: nobody_acts(experiment), HABIT: by_habit(experiment)}


@lru_cache(maxsize=2)
def _baseline(variant: Experiment, worlds: int) -> dict[str, Column]:
    """The baseline's outcomes, computed once for all scenarios."""
    return _numbers(variant, BASELINE, worlds)


def _numbers(variant: Experiment, scenario: str, worlds: int) -> dict[str, Column]:
    """The outcomes of one scenario in the first worlds."""
    return comparable(block_outcomes(variant, Task(scenario, 0, worlds)), variant.months)
