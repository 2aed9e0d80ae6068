"""Effect of the options that change a run (`--set`, `--sample`, `--without`, `--as-of`), computed with it and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from model.analysis.finished_run import Saved
from model.analysis.overrides import NAME as OF_SET
from model.analysis.overrides import compare_overrides, effective, headline_changes, keep_changes, overrides_in_words
from model.analysis.saved_manifest import Manifest
from model.analysis.verdicts import CANNOT_TELL, SURE, judged_together
from model.common.spreadsheet import as_csv
from model.common.text import listed
from model.experiment.batch import Gathered, Rows
from model.experiment.joined import SETTING
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.simulation.design import Design
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month
from model.spec.seeds import Seeds

NAME = "as-shipped.csv"
"""The internal file of a run folder that keeps it, where more than `--set` changes the run."""
AGAIN = 256
"""Worlds of the baseline that are run again with nothing changed, at most."""


def compare_changes(
    experiment: Experiment, folder: RunFolder, gathered: Gathered, again: Callable[[Experiment, Path], Rows]
) -> list[str]:
    """Run again what the options changed, as it is without them, and keep the differences; what is to be warned of.

    `--set` is compared in all scenarios, the other changes kept; all options together in the baseline, with nothing
    changed. Where `--set` is the only change, the first comparison is the second. again: as `compare_overrides` asks.
    """
    said = compare_overrides(experiment, folder, gathered, again)
    if not further(experiment, experiment.seeds):
        return said
    before = again(as_shipped(experiment, gathered.worlds), folder.path / "as-shipped")
    if not keep_changes(experiment, folder, gathered, before, NAME):
        said.append(f"{options(experiment, experiment.seeds)} changed no headline outcome of the baseline in any world")
    return said


def compare_settings(
    experiment: Experiment, folder: RunFolder, runs: Mapping[str, Saved], worlds: int,
    again: Callable[[Experiment, Path], Rows],
) -> None:  # fmt: skip
    """Run a sweep's baseline again with nothing changed, and keep its differences in every setting, judged together.

    experiment: what all settings share. runs: setting → its run. again: as `compare_overrides` asks.
    """
    before = dict(again(as_shipped(experiment, worlds), folder.path / "as-shipped"))
    tables = [
        headline_changes(experiment, before, saved.folder.outcomes()).assign(**{SETTING: name})
        for name, saved in runs.items()
    ]
    found = judged_together(pd.concat(tables, ignore_index=True))
    folder.write(NAME, as_csv(found[[SETTING, *(name for name in found if name != SETTING)]]))


def as_shipped(experiment: Experiment, worlds: int) -> Experiment:
    """The first worlds of the baseline with nothing changed: as many months, from the end of the documents on."""
    count = min(worlds, AGAIN)
    return replace(
        experiment, scenarios=(experiment.scenario(BASELINE),), as_of=experiment.seeds.region.documented_until,
        overrides={}, without=(), sample=False, design=Design({}, np.arange(count)),
    )  # fmt: skip


def further(made: Experiment | Manifest, seeds: Seeds) -> bool:
    """Return True where a run is changed by more than `--set`."""
    return made.sample or bool(made.without) or made.as_of != seeds.region.documented_until


def options(made: Experiment | Manifest, seeds: Seeds) -> str:
    """The options that change a run, as they are written on the command line; empty where none does."""
    said = [_set(made, seeds)] if effective(made.overrides, seeds) else []
    said += ["--sample"] if made.sample else []
    said += [f"--without {name}" for name in made.without]
    said += [f"--as-of {name_of_month(made.as_of)}"] if made.as_of != seeds.region.documented_until else []
    return listed(said)


def _set(made: Experiment | Manifest, seeds: Seeds) -> str:
    return f"--set {overrides_in_words(made.overrides, seeds)}"


@dataclass(frozen=True)
class Change:
    """The kept table of what some options changed."""

    file: str
    options: str
    against: str
    """The other side of the comparison, in words; empty where the options alone say it."""
    rows: pd.DataFrame
    """Rows that no scenario sets itself: those that matter first, the largest before the others."""
    own: int
    """Rows that scenarios set themselves."""

    @property
    def sure(self) -> pd.DataFrame:
        """The rows that matter."""
        return self.rows[self.rows["kind"].isin(SURE)]

    @property
    def untold(self) -> int:
        """Number of rows that so many worlds cannot tell."""
        return int((self.rows["kind"] == CANNOT_TELL).sum())

    @property
    def effects(self) -> bool:
        """Return True where scenarios' effects are among the rows."""
        return bool((self.rows["scenario"] != BASELINE).any())


def changes_kept(saved: Saved) -> list[Change]:
    """The tables of what the options of a run changed: of all together, then of `--set` where it was given."""
    made, seeds = saved.read, saved.seeds
    found = []
    if further(made, seeds) and (saved.folder.path / NAME).is_file():
        found.append(_change(saved, NAME, options(made, seeds), nothing_changed(made, seeds)))
    if effective(made.overrides, seeds) and (saved.folder.path / OF_SET).is_file():
        against = "the same worlds with the other changes alone" if further(made, seeds) else ""
        found.append(_change(saved, OF_SET, _set(made, seeds), against))
    return found


def nothing_changed(made: Experiment | Manifest, seeds: Seeds) -> str:
    """The run as shipped, with which another is compared, in words."""
    until = seeds.region.documented_until
    later = f", from {name_of_month(until)} for as many months" if made.as_of != until else ""
    return f"the same worlds with nothing changed{later}"


def not_kept(saved: Saved) -> str:
    """The options whose table a folder should have and has not; empty where there are none."""
    made, seeds = saved.read, saved.seeds
    if further(made, seeds):
        return "" if (saved.folder.path / NAME).is_file() else options(made, seeds)
    missing = effective(made.overrides, seeds) and not (saved.folder.path / OF_SET).is_file()
    return options(made, seeds) if missing else ""


def _change(saved: Saved, file: str, given: str, against: str) -> Change:
    whole = saved.folder.table(file)
    own = np.array([saved.scripts(*pair) for pair in zip(whole["scenario"], whole["outcome"], strict=True)], dtype=bool)
    return Change(file, given, against, foremost(whole[~own]), int(own.sum()))


def foremost(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of changes: those that matter first, the largest against what matters before the others."""
    strength = (rows["difference"].abs() / rows["smallest"].replace(0, np.nan)).fillna(0)
    return rows.loc[strength.where(rows["kind"].isin(SURE), -1).sort_values(ascending=False, kind="stable").index]
