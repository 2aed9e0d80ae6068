"""Parts of a scenario's effects that the scenario writes itself: with nobody acting, and with actors that act by habit.

The script alone is the same scenario in the same worlds with every tempo at 0: what it sets works, hazards go on, and
nobody answers. By habit, actors act at their base rates, whatever they want and whatever was done.
What the full rules give beyond the script is what followed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from model.analysis.comparison import FOLLOWED, HABIT, SCRIPT, column_of, comparable, differences
from model.common.processes import Processes
from model.common.system import cores
from model.experiment.ensemble import BLOCK, Task, block_outcomes
from model.load import BASELINE
from model.outcomes.moments import Column
from model.simulation.experiment import Experiment

BY_HABIT = {
    "choice_noise": 1.0, "consent_noise": 1.0, "feeling": 0.0, "inertia": 0.0, "reciprocity": 0.0, "pressure": 0.0,
    "deterrence": 0.0, "commitment": 0.0,
}  # fmt: skip
"""Assumptions under which nothing but base rates, habit of pairs and hostility decides."""
FEW = 8
"""Blocks that are not worth worker processes."""


def nobody_acts(experiment: Experiment) -> Experiment:
    """The same experiment with every tempo at 0."""
    still = {path: 0.0 for path in experiment.seeds.numbers if path.startswith("tempo.")}
    return replace(experiment, overrides=experiment.overrides | still)


def by_habit(experiment: Experiment) -> Experiment:
    """The same experiment with actors that act by base rates alone."""
    plain = {f"assumptions.{name}": value for name, value in BY_HABIT.items()}
    return replace(experiment, overrides=experiment.overrides | plain)


def with_written(comparison: pd.DataFrame, experiment: Experiment, worlds: int, jobs: int | None) -> pd.DataFrame:
    """The comparison with the difference by script alone, by habit, and the share of the difference that followed.

    Both are taken from the first block of worlds. share_followed: 1 − script/full; empty where there is no difference.
    """
    names = [scenario.id for scenario in experiment.scenarios]
    count = min(worlds, BLOCK)
    variants = (nobody_acts(experiment), by_habit(experiment))
    asked = [(place, Task(name, 0, count)) for place in range(len(variants)) for name in names]
    found = dict(zip(asked, _outcomes(variants, asked, jobs or cores()), strict=True))

    def numbers(of: str) -> list[dict[str, Column]]:
        """The outcomes of one scenario in each variant."""
        places = range(len(variants))
        return [comparable(pd.DataFrame(found[place, Task(of, 0, count)]), experiment.months) for place in places]

    parts, base = [], numbers(BASELINE)
    for name in names:
        rows = comparison.loc[comparison["scenario"] == name, "outcome"]
        sides = [*zip(numbers(name), base, strict=True)]
        parts += [
            [differences(*(column_of(side, outcome, count) for side in pair)).mean() for pair in sides]
            for outcome in rows
        ]
    written = comparison.copy()
    written[[SCRIPT, HABIT]] = np.array(parts, dtype=float).reshape(-1, 2)
    full = written["difference"].to_numpy(dtype=float)
    written[FOLLOWED] = np.where(full != 0, 1 - written[SCRIPT] / np.where(full != 0, full, 1), np.nan)
    return written


_variants: tuple[Experiment, ...] = ()


def _adopt(variants: tuple[Experiment, ...]) -> None:
    global _variants
    _variants = variants


def _of_variant(place: int, task: Task) -> dict[str, Column]:
    return block_outcomes(_variants[place], task)


def _outcomes(variants: tuple[Experiment, ...], asked: list[tuple[int, Task]], jobs: int) -> list[dict[str, Column]]:
    """Outcomes of each block asked for: column → (world,)."""
    if len(asked) <= FEW or jobs == 1:
        return [block_outcomes(variants[place], task) for place, task in asked]
    with Processes(min(jobs, len(asked)), _adopt, variants) as pool:
        calls = [pool.submit(_of_variant, place, task) for place, task in asked]
        return [call.result() for call in calls]
