"""Parts of a scenario's effects that it writes itself: with nobody acting, and with actors that act by base rates.

With nobody acting, the same scenario runs in the same worlds with every tempo at 0: what it sets works, hazards go on,
and nobody answers. By base rates only, actors act whatever they want and whatever was done.
What the full rules give beyond the difference with nobody acting is what followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from model.analysis.comparison import (
    ALONE,
    BASE_RATES_ONLY,
    ERROR,
    FOLLOWED,
    NOBODY_ACTS,
    Column,
    Kept,
    column_of,
    comparable,
    differences,
    first_of,
)
from model.analysis.intervals import Z
from model.experiment.ensemble import BLOCK, Task, block_outcomes
from model.experiment.pool import Crew
from model.rules.axes import Array
from model.simulation.experiment import Experiment

UTILITY_OFF = {
    "choice_noise": 1.0, "consent_noise": 1.0, "feeling": 0.0, "inertia": 0.0, "reciprocity": 0.0, "pressure": 0.0,
    "deterrence": 0.0, "commitment": 0.0,
}  # fmt: skip
"""Assumptions under which nothing but base rates, habit of pairs and hostility decides."""


def nobody_acts(experiment: Experiment) -> Experiment:
    """The same experiment with every tempo at 0."""
    still = {path: 0.0 for path in experiment.seeds.numbers if path.startswith("tempo.")}
    return replace(experiment, overrides=experiment.overrides | still)


def base_rates_only(experiment: Experiment) -> Experiment:
    """The same experiment with actors that act by base rates alone."""
    plain = {f"assumptions.{name}": value for name, value in UTILITY_OFF.items()}
    return replace(experiment, overrides=experiment.overrides | plain)


Pair = tuple[Column, Column]
"""An outcome by world: in the scenario, in the baseline."""
Parts = Mapping[str, Mapping[str, Column]]
"""With nobody acting and by base rates only: outcome → (world,), in the first worlds of a scenario."""


def without_choices(crew: Crew, worlds: int) -> Iterator[Parts]:
    """The outcomes with nobody acting and by base rates only, in the first block of worlds, scenario by scenario."""
    names = [scenario.id for scenario in crew.experiment.scenarios]
    return crew.each(_parts, [(name, min(worlds, BLOCK)) for name in names])


def with_written(
    comparison: pd.DataFrame, parts: Iterable[Parts], first: Callable[[str], Mapping[str, Kept]], worlds: int,
    months: int,
) -> pd.DataFrame:  # fmt: skip
    """The comparison with the difference with nobody acting, by base rates only, and the share that followed.

    parts: of each scenario, as `without_choices` has them. first: the outcomes of the same worlds in a scenario, with
    all choices. worlds: of the comparison. An outcome that is a category that no world falls into
    without choices has no difference there. Beside the first stand the baseline with nobody acting, and the standard
    error of what followed. share_followed: 1 − nobody/full; empty where there is no difference.
    """
    tables: list[pd.DataFrame] = []
    baseline: list[Mapping[str, Column]] = []
    for (scenario, group), without in zip(comparison.groupby("scenario", sort=False), parts, strict=True):
        found = [comparable(first(str(scenario)), months), without[NOBODY_ACTS], without[BASE_RATES_ONLY]]
        baseline = baseline or found
        count = len(next(iter(found[0].values())))
        full, alone, plain = (
            _together(group["outcome"], here, there, count) for here, there in zip(found, baseline, strict=True)
        )
        columns = written_differences(group, full, alone, worlds) | {BASE_RATES_ONLY: differences(*plain).mean(axis=1)}
        tables.append(pd.DataFrame(columns, index=group.index))
    written = comparison.assign(**pd.concat(tables).loc[comparison.index])
    whole = written["difference"].to_numpy(dtype=float)
    written[FOLLOWED] = np.where(whole != 0, 1 - written[NOBODY_ACTS] / np.where(whole != 0, whole, 1), np.nan)
    return written


def written_difference(row: Mapping[str, float], full: Pair, alone: Pair, worlds: int) -> dict[str, float]:
    """The difference of one outcome with nobody acting, the baseline so, and the standard error of what followed.

    row: difference, ci_low and ci_high of so many worlds. full, alone: scenario and baseline in the first of them, as
    they are and with nobody acting. What followed is a mean over all worlds less one over the first, which have their
    luck in common. Where nobody acting makes the same difference in every world, the error is that of the difference.
    """
    rows = pd.DataFrame({name: [row[name]] for name in ("ci_low", "ci_high")})
    return first_of(written_differences(rows, (full[0][None], full[1][None]), (alone[0][None], alone[1][None]), worlds))


def written_differences(rows: pd.DataFrame, full: Pair, alone: Pair, worlds: int) -> dict[str, Array]:
    """The same of many outcomes: (outcome, world)."""
    nobody, whole = differences(*alone), differences(*full)
    count, error = nobody.shape[1], (rows["ci_high"] - rows["ci_low"]).to_numpy(dtype=float) / 2 / Z
    both = np.stack([whole, nobody], axis=1)
    both -= both.mean(axis=2, keepdims=True)
    found = both @ both.swapaxes(1, 2) * (1 / max(count - 1, 1))  # as np.cov of each
    spread, shared, own = found[:, 0, 0], found[:, 0, 1], found[:, 1, 1]
    variance = spread / worlds + own / count - 2 * shared / worlds
    share = np.divide(np.maximum(variance, 0.0) * worlds, spread, out=np.zeros_like(spread), where=spread > 0)
    followed = np.multiply(error, np.sqrt(share), out=np.sqrt(own / count), where=spread > 0)
    return {NOBODY_ACTS: nobody.mean(axis=1), ALONE: np.mean(alone[1], axis=1, dtype=float), ERROR: followed}


def _together(
    names: Iterable[str], here: Mapping[str, Column], there: Mapping[str, Column], count: int
) -> tuple[Array, Array]:
    """Outcomes of a scenario and of the baseline in so many worlds: each (outcome, world)."""
    sides = [np.array([column_of(side, name, count) for name in names], dtype=float) for side in (here, there)]
    return sides[0], sides[1]


def _parts(experiment: Experiment, scenario: str, worlds: int) -> Parts:
    """The outcomes of one scenario."""
    return {column: _numbers(variant, scenario, worlds) for column, variant in _variants(experiment).items()}


@lru_cache(maxsize=1)
def _variants(experiment: Experiment) -> dict[str, Experiment]:
    """The experiments whose differences are asked for, by column."""
    return {NOBODY_ACTS: nobody_acts(experiment), BASE_RATES_ONLY: base_rates_only(experiment)}


def _numbers(variant: Experiment, scenario: str, worlds: int) -> dict[str, Column]:
    """The outcomes of one scenario in the first worlds."""
    return comparable(block_outcomes(variant, Task(scenario, 0, worlds)), variant.months)
