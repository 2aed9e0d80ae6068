"""Effect of `--set`: a run against the same worlds of the same scenarios with every assumption as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from model.analysis.comparison import column_of, comparable, differences, p_value, paired
from model.analysis.smallest import Smallest, smallest_of
from model.analysis.verdicts import judged_together
from model.common.spreadsheet import as_csv
from model.experiment.batch import Gathered, Rows
from model.experiment.run_folder import RunFolder
from model.experiment.tables import Outcomes
from model.load import BASELINE
from model.simulation.design import Design
from model.simulation.experiment import Experiment
from model.simulation.sampling import draws
from model.spec.seeds import Seeds

NAME = "overrides.csv"
"""The internal file of a run folder that keeps it."""
AGAIN = 1024
"""Worlds that are run again without the overrides, at most: paired worlds need not be more."""


def compare_overrides(
    experiment: Experiment, folder: RunFolder, gathered: Gathered, again: Callable[[Experiment, Path], Rows]
) -> list[str]:
    """Run again without the overrides and keep what they changed beside the tables; what is to be warned of.

    again: simulates an experiment and keeps its blocks in a folder. Nothing is done where no override changes a value.
    """
    if not effective(experiment.overrides, experiment.seeds):
        return []
    before = again(without_overrides(experiment, gathered.worlds), folder.path / "without-set")
    said = (
        f"--set {overrides_in_words(experiment.overrides, experiment.seeds)} changed no headline outcome in any world"
    )
    return [] if keep_changes(experiment, folder, gathered, before, NAME) else [said]


def keep_changes(experiment: Experiment, folder: RunFolder, gathered: Gathered, before: Rows, name: str) -> bool:
    """Keep the changes of headline outcomes from worlds run before in a file of the folder; True where any differs."""
    found = headline_changes(experiment, dict(before), gathered.outcomes)
    folder.write(name, as_csv(found))
    return bool(found["differing"].any())


def headline_changes(experiment: Experiment, before: Mapping[str, pd.DataFrame], after: Outcomes) -> pd.DataFrame:
    """The table of `changes` of the headline outcomes."""
    names = experiment.seeds.outcomes.headline
    return changes(
        before, after.only(names), baseline=BASELINE, months=experiment.months, names=names,
        smallest=smallest_of(experiment.seeds),
    )  # fmt: skip


def overrides_in_words(overrides: Mapping[str, float], seeds: Seeds) -> str:
    """The overrides that change a value, as they are written on the command line."""
    return ", ".join(f"{path}={value:g}" for path, value in effective(overrides, seeds).items())


def effective(overrides: Mapping[str, float], seeds: Seeds) -> dict[str, float]:
    """The overrides that differ from what the seeds say."""
    return {path: value for path, value in overrides.items() if value != seeds.settable[path].value}


def without_overrides(experiment: Experiment, worlds: int) -> Experiment:
    """The same worlds with every assumption as the seeds have it, or as it is drawn; the outcomes judged are kept."""
    count = min(worlds, AGAIN)
    rows = draws(experiment.seeds, experiment.seed, slice(0, count)) if experiment.sample else {}
    return replace(experiment, overrides={}, sample=False, design=Design(rows, np.arange(count)))


def changes(
    before: Mapping[str, pd.DataFrame],
    after: Mapping[str, pd.DataFrame],
    *,
    baseline: str,
    months: int,
    names: Collection[str],
    smallest: Smallest,
) -> pd.DataFrame:
    """Changes of the baseline's outcomes, then of the other scenarios' effects, in as many worlds as `before` has.

    before, after: scenario → outcomes without and with the overrides. Columns: scenario, outcome, first (without),
    second (with), difference, ci_low, ci_high, smallest (that matters), differing (worlds in which it is another), and
    what these allow one to say together. Worlds are paired; the change of an effect is a difference of differences in
    the same world.
    """
    sides = [
        {name: comparable(side[name].head(len(frame)), months) for name, frame in before.items()}
        for side in (before, after)
    ]
    rows = []
    for scenario, frame in before.items():
        for outcome in names:
            there, here = (column_of(side[scenario], outcome, len(frame)) for side in sides)
            matters = smallest(outcome, column_of(sides[0][baseline], outcome, len(frame)))
            if scenario != baseline:
                bases = (column_of(side[baseline], outcome, len(frame)) for side in sides)
                there, here = (differences(*pair) for pair in zip((there, here), bases, strict=True))
            found = paired(here, there)
            rows.append(
                {"scenario": scenario, "outcome": outcome, "first": found["baseline_mean"], "second": found["mean"]}
                | {key: found[key] for key in ("difference", "ci_low", "ci_high")}
                | {"smallest": matters, "differing": int((here != there).sum())}
                | {"worlds": len(frame), "p": p_value(here, there)}
            )
    return judged_together(pd.DataFrame(rows))
