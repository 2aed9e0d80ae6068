"""Evidence, scenarios and experiments, made as the command line makes them."""

from __future__ import annotations

import warnings as python_warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from model.common.errors import RunError
from model.common.places import default_seeds
from model.evidence.starting_score import documents_checked, score_parts
from model.experiment.checked_experiment import checked_experiment
from model.load import LoadedScenario, scenario_names, scenarios_beside
from model.load import scenarios as scenario_files
from model.load import seeds as seed_files
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    import pandas as pd

Evidence = Seeds | Path | str | None
"""Evidence that is loaded, or its folder; None: `seeds`, or the shipped folder where there is none."""

MAX_MONTHS = 600
"""Longest horizon of an experiment."""


def load_seeds(folder: Path | str | None = None) -> Seeds:
    """Load all that is declared about a region; raises SeedError with every fault of every file."""
    return seed_files.load_seeds(default_seeds() if folder is None else Path(folder))


def load_scenarios(names: Sequence[str] = (), seeds: Evidence = None) -> list[LoadedScenario]:
    """Load scenarios of a region by file stem or path, or all of them; raises ScenarioError with every fault."""
    region = _region(seeds)
    beside = scenarios_beside(region.folder)
    return scenario_files.load_scenarios(list(several("names", names)) or scenario_names(beside), region, folder=beside)


def make_experiment(
    scenarios: Sequence[str] = (),
    *,
    seeds: Evidence = None,
    as_of: str | None = None,
    months: int | None = None,
    seed: int = 1,
    overrides: Mapping[str, float] | None = None,
    without: Sequence[str] = (),
    sample: bool = False,
) -> Experiment:
    """Make the experiment of the baseline and some scenarios, or of all a region has; raises a ModelError on mistakes.

    The arguments mean what the options of `simulate.py run` mean: `as_of` is YYYY-MM, `overrides` is assumption path →
    value (`--set`), `without` names documents. What has no effect is a UserWarning.
    """
    within("months", 1 if months is None else months, 1, MAX_MONTHS)
    within("seed", seed, 0)
    scenarios, without = several("scenarios", scenarios), several("without", without)
    experiment, said = checked_experiment(
        _region(seeds), scenarios, as_of=as_of, months=months, seed=seed, overrides=_written(overrides),
        without=without, sample=sample,
    )  # fmt: skip
    warn(said)
    return experiment


def why(
    of: str,
    to: str,
    *,
    seeds: Evidence = None,
    as_of: str | None = None,
    overrides: Mapping[str, float] | None = None,
    without: Sequence[str] = (),
) -> pd.DataFrame:
    """Take the starting score of one actor's alignment with another apart into ties and events, oldest first.

    Columns: date, kind, what, documents, pages, standing, one per dimension, and `alignment`, their mean. The rows sum
    to the score. Raises a ModelError on mistakes.
    """
    region = _region(seeds)
    without = several("without", without)
    parts = score_parts(region, of, to, as_of=as_of, overrides=_written(overrides), without=without)
    warn(documents_checked(without, region))
    return parts


def within(name: str, value: int, least: int, most: int | None = None) -> None:
    """Raise RunError where an argument is no whole number in its bounds, which are those of the command line."""
    if value != int(value) or value < least or (most is not None and value > most):
        bounds = f"{least} at least" if most is None else f"from {least} to {most}"
        raise RunError(f"{name}={value}: a whole number is needed, {bounds}")


def several(name: str, given: Sequence[str]) -> tuple[str, ...]:
    """Names as they were given; RunError for a bare text, which would be taken letter by letter."""
    if isinstance(given, str):
        raise RunError(f'{name}="{given}": a list is needed; write {name}=["{given}"]')
    return tuple(given)


def warn(texts: Iterable[str], depth: int = 1) -> None:
    """Give each warning once, as Python gives warnings, at the line that called this package's function.

    depth: calls within this package between that line and this one.
    """
    for text in dict.fromkeys(texts):
        python_warnings.warn(text, UserWarning, stacklevel=2 + depth)


def _region(seeds: Evidence) -> Seeds:
    return seeds if isinstance(seeds, Seeds) else load_seeds(seeds)


def _written(overrides: Mapping[str, float] | None) -> list[str]:
    """Overrides as the command line has them, so that they are checked alike."""
    return [f"{path}={float(value)!r}" for path, value in (overrides or {}).items()]
