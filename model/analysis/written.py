"""Parts of a scenario's effects that the scenario writes itself: with nobody acting, and with actors that act by habit.

The script alone is the same scenario in the same worlds with every tempo at 0: what it sets works, hazards go on, and
nobody answers. By habit, actors act at their base rates, whatever they want and whatever was done.
What the full rules give beyond the script is what followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.analysis.comparison import (
    ALONE,
    ERROR,
    FOLLOWED,
    HABIT,
    SCRIPT,
    Column,
    column_of,
    comparable,
    differences,
    records,
)
from model.analysis.intervals import Z
from model.experiment.ensemble import BLOCK, Task, block_outcomes
from model.experiment.pool import Crew
from model.load import BASELINE
from model.simulation.experiment import Experiment

if TYPE_CHECKING:
    from model.experiment.tables import Outcomes  # what reads Parquet weighs 5 MB, and a workshop needs none of it

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


Pair = tuple[Column, Column]
"""An outcome by world: in the scenario, in the baseline."""
Parts = Mapping[str, Mapping[str, Pair]]
"""Outcome → its sides in the first worlds, by script alone and by habit."""


def without_choices(crew: Crew, worlds: int) -> Iterator[Parts]:
    """The outcomes by script alone and by habit in the first block of worlds, scenario by scenario."""
    names = [scenario.id for scenario in crew.experiment.scenarios]
    return crew.each(_parts, [(name, min(worlds, BLOCK)) for name in names])


def with_written(comparison: pd.DataFrame, parts: Iterable[Parts], outcomes: Outcomes, months: int) -> pd.DataFrame:
    """The comparison with the difference by script alone, by habit, and the share of the difference that followed.

    parts: of each scenario, as `without_choices` has them. An outcome that is a category that no world falls into
    without choices has no difference there. Beside the first stand the baseline with nobody acting, and the standard
    error of what followed. share_followed: 1 − script/full; empty where there is no difference.
    """
    rows: list[dict[str, float]] = []
    there: dict[str, Column] = {}
    for (scenario, group), found in zip(comparison.groupby("scenario", sort=False), parts, strict=True):
        count = len(next(iter(found.values()))[SCRIPT][0])
        _, first = next(outcomes.groups(str(scenario)))
        here = comparable(first.head(count), months)
        there = there or here
        none = np.zeros(count, dtype=bool)
        for row in records(group):
            without = found.get(row["outcome"], {})
            full = column_of(here, row["outcome"], count), column_of(there, row["outcome"], count)
            alone, habit = (without.get(column, (none, none)) for column in (SCRIPT, HABIT))
            worlds = outcomes.worlds[str(scenario)]
            rows.append(by_script(row, full, alone, worlds) | {HABIT: float(differences(*habit).mean())})
    written = comparison.assign(**pd.DataFrame(rows, index=comparison.index, dtype=float))
    whole = written["difference"].to_numpy(dtype=float)
    written[FOLLOWED] = np.where(whole != 0, 1 - written[SCRIPT] / np.where(whole != 0, whole, 1), np.nan)
    return written


def by_script(row: Mapping[str, float], full: Pair, alone: Pair, worlds: int) -> dict[str, float]:
    """The difference of one outcome with nobody acting, the baseline so, and the standard error of what followed.

    row: difference, ci_low and ci_high of so many worlds. full, alone: scenario and baseline in the first of them, as
    they are and with nobody acting. What followed is a mean over all worlds less one over the first, which have their
    luck in common. Where the script alone does the same in every world, the error is that of the difference.
    """
    script, whole = differences(*alone), differences(*full)
    count, error = len(script), (row["ci_high"] - row["ci_low"]) / 2 / Z
    (spread, shared), (_, own) = np.cov(whole, script) if count > 1 else np.zeros((2, 2))
    variance = spread / worlds + own / count - 2 * shared / worlds
    followed = error * np.sqrt(max(variance, 0.0) * worlds / spread) if spread > 0 else np.sqrt(own / count)
    return {SCRIPT: float(script.mean()), ALONE: float(np.mean(alone[1])), ERROR: float(followed)}


def _parts(experiment: Experiment, scenario: str, worlds: int) -> Parts:
    """The outcomes of one scenario beside the baseline's."""
    found: dict[str, dict[str, Pair]] = {}
    for column, variant in _variants(experiment).items():
        there = _baseline(variant, worlds)
        here = there if scenario == BASELINE else _numbers(variant, scenario, worlds)
        for outcome in {**here, **there}:
            sides = column_of(here, outcome, worlds), column_of(there, outcome, worlds)
            found.setdefault(outcome, {})[column] = sides
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
