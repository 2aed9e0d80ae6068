"""A sweep as its table and report see it: headline outcomes by setting, and verdicts that turn between settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from model.analysis.changed import NAME as AS_SHIPPED
from model.analysis.changed import Change, compare_settings, foremost, nothing_changed, options
from model.analysis.comparison import column_of, comparable, level_interval, records
from model.analysis.finished_run import Saved
from model.analysis.followed import with_followed
from model.analysis.saved_manifest import Manifest
from model.analysis.verdicts import SURE
from model.common.errors import RunError
from model.common.spreadsheet import as_csv
from model.common.text import counted, listed
from model.experiment.batch import Rows
from model.experiment.inputs import kept_seeds
from model.experiment.joined import SETTING, join
from model.experiment.kinds import SWEEP, finished_of, kind_of
from model.experiment.run_folder import RunFolder
from model.experiment.settings import Setting, shown
from model.load import BASELINE
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds

SETTINGS_FOLDER = "settings"
"""Folder of the settings' own runs within the sweep's folder."""
SETTINGS, BY_SETTING = "settings.csv", "by-setting.csv"
"""Tables of the values of each setting, and of its headline outcomes with their verdicts."""
MAX_NAMED = 6
"""Settings that a sentence names."""


def part_of(folder: RunFolder, setting: str) -> RunFolder:
    """The run of one setting of a sweep."""
    return RunFolder(folder.path / SETTINGS_FOLDER / setting)


def is_sweep(path: Path) -> bool:
    """Return True where a folder holds a sweep, finished or not."""
    folder = RunFolder(path)
    return folder.exists and kind_of(folder.manifest) == SWEEP


def write_tables(
    folder: RunFolder, settings: list[Setting], experiment: Experiment, worlds: int,
    again: Callable[[Experiment, Path], Rows],
) -> None:  # fmt: skip
    """Write a sweep's tables from the finished runs of its settings, and what these changed in the baseline.

    experiment: what all settings share. again: as `compare_overrides` asks.
    """
    parts = {setting.name: part_of(folder, setting.name) for setting in settings}
    join(folder, parts)
    values = pd.DataFrame([{SETTING: setting.name, **setting.values} for setting in settings])
    folder.write(SETTINGS, as_csv(values, digits=None))
    runs = {name: Saved(part, experiment.seeds) for name, part in parts.items()}
    folder.write(BY_SETTING, as_csv(by_setting(runs), digits=None))
    compare_settings(experiment, folder, runs, worlds, again)


def by_setting(runs: Mapping[str, Saved]) -> pd.DataFrame:
    """Headline outcomes of every scenario in every setting: level, difference from the baseline, verdict.

    All differences of all settings are judged together (Holm). Columns: setting, scenario, outcome, mean, low, high
    (95 % interval of the mean), never, difference, ci_low, ci_high, scripted, smallest, worlds, differing, p,
    p_corrected, kind, said, followed (without what the scenario writes itself). p: of what followed.
    """
    levels = [row for name, saved in runs.items() for row in _levels(name, saved)]
    found = [saved.findings.assign(**{SETTING: name}) for name, saved in runs.items() if saved.others]
    table = pd.DataFrame(levels)
    keys = [SETTING, "scenario", "outcome"]
    columns = ["difference", "ci_low", "ci_high", "scripted", "smallest", "worlds", "differing", "p"]
    columns += ["p_corrected", "kind", "said", "followed"]
    if not found:
        return table.reindex(columns=[*table.columns, *columns])
    every = pd.concat(found, ignore_index=True)
    judged = with_followed(every)
    judged["p"] = judged["p_followed"]
    return table.merge(judged[[*keys, *columns]], on=keys, how="left", sort=False)


def _levels(setting: str, saved: Saved) -> Iterator[dict[str, Any]]:
    for scenario in saved.scenarios:
        frame = saved.outcomes[scenario]
        numbers = comparable(frame, saved.months)
        for outcome in saved.headline:
            column = column_of(numbers, outcome, len(frame))
            low, high = level_interval(column)
            yield {
                SETTING: setting, "scenario": scenario, "outcome": outcome,
                "mean": float(np.mean(column)), "low": low, "high": high, "never": saved.never(scenario, outcome),
            }  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """An outcome that a scenario surely raises in some settings and surely lowers in others."""

    scenario: str
    outcome: str
    raised: tuple[str, ...]
    lowered: tuple[str, ...]


class Sweep:
    """A finished sweep, or one whose tables stand."""

    def __init__(self, folder: RunFolder, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.settings: dict[str, dict[str, float]] = manifest["settings"]
        self.scenarios: dict[str, Any] = manifest["scenarios"]

    @classmethod
    def opened(cls, path: Path) -> Self:
        """A finished sweep; RunError where there is none, or a file of it is gone or not what it wrote."""
        folder = RunFolder(path)
        manifest = finished_of(folder, SWEEP)
        folder.refuse_damage(manifest, "call that run again with --resume to have them made anew")
        if not isinstance(manifest.get("settings"), dict) or not isinstance(manifest.get("scenarios"), dict):
            raise RunError(f"{path}/run.json: is damaged: it names no settings; run it again")
        return cls(folder, manifest)

    @cached_property
    def seeds(self) -> Seeds:
        """The evidence as the sweep had it."""
        return kept_seeds(self.folder, self.manifest["digests"])

    @property
    def runs(self) -> dict[str, Saved]:
        """Setting → its run."""
        return {name: Saved(part_of(self.folder, name), self.seeds) for name in self.settings}

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table of `by_setting`; one of an earlier version says nothing of what followed."""
        found = self.folder.table(BY_SETTING, texts=(SETTING,))
        return found if "followed" in found else found.assign(followed=found["difference"])

    @cached_property
    def read(self) -> Manifest:
        """The manifest: all that the settings share."""
        return Manifest.model_validate(self.manifest)

    @cached_property
    def change(self) -> Change | None:
        """The changes that each setting, with the options of all, made in the baseline; None where not kept."""
        if not (self.folder.path / AS_SHIPPED).is_file():
            return None
        further = options(self.read, self.seeds)
        given = "each setting" + (f" with {further}" if further else "")
        rows = foremost(self.folder.table(AS_SHIPPED, texts=(SETTING,)))
        return Change(AS_SHIPPED, given, nothing_changed(self.read, self.seeds), rows, 0)

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the baseline."""
        return [name for name in self.scenarios if name != BASELINE]

    @property
    def headline(self) -> list[str]:
        """The outcomes that are talked about, in order."""
        return list(dict.fromkeys(self.table["outcome"]))

    @cached_property
    def varying(self) -> dict[str, list[float]]:
        """Assumption path → its values, in order, of those that differ between settings."""
        return {path: values for path, values in self._values.items() if len(values) > 1}

    @cached_property
    def _values(self) -> dict[str, list[float]]:
        paths = next(iter(self.settings.values()))
        return {path: sorted({setting[path] for setting in self.settings.values()}) for path in paths}

    @property
    def is_line(self) -> bool:
        """Return True where one assumption alone tells the settings apart."""
        return len(self.varying) == 1

    @property
    def is_grid(self) -> bool:
        """Return True where the settings are all combinations of two assumptions."""
        sizes = [len(values) for values in self.varying.values()]
        return len(sizes) == 2 and sizes[0] * sizes[1] == len(self.settings)

    @property
    def in_words(self) -> str:
        """The settings: what is changed and how."""
        parts = [
            f"{path.removeprefix('assumptions.')} at {listed(map(shown, values))}"
            if len(values) <= MAX_NAMED
            else f"{path.removeprefix('assumptions.')} at {len(values)} values from {values[0]:g} to {values[-1]:g}"
            for path, values in (self.varying or self._values).items()
        ]
        if len(self.settings) < prod(map(len, self.varying.values())):
            parts.append("not all combinations")
        return f"{counted(len(self.settings), 'setting')}: {'; '.join(parts)}"

    def rows(self, scenario: str, outcome: str) -> list[dict[str, Any]]:
        """One outcome of one scenario in every setting, in the order of settings; of one assumption, by its value."""
        table = self.table[(self.table["scenario"] == scenario) & (self.table["outcome"] == outcome)]
        rows = records(table)
        if self.is_line:
            (path,) = self.varying
            rows.sort(key=lambda row: self.settings[row[SETTING]][path])
        return rows

    def turns(self) -> list[Turn]:
        """The verdicts that change sign between settings; what a scenario sets itself is none."""
        found = []
        for scenario in self.others:
            for outcome in self.headline:
                rows = [row for row in self.rows(scenario, outcome) if is_sure(row)]
                followed = {row[SETTING]: row["followed"] for row in rows}
                raised = tuple(name for name, size in followed.items() if size > 0)
                lowered = tuple(name for name, size in followed.items() if size < 0)
                if raised and lowered:
                    found.append(Turn(scenario, outcome, raised, lowered))
        return found

    def place(self, name: str) -> str:
        """A setting in words: `at spillover=0.3`, `in setting low`."""
        return f"at {name}" if "=" in name else f"in setting {name}"

    def places(self, names: tuple[str, ...]) -> str:
        """Settings in words."""
        more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        return f"{', '.join(names[:MAX_NAMED])}{more}" if more else listed(names)


def is_sure(row: Mapping[str, Any]) -> bool:
    """Return True where the direction of a difference is sure, and enough of it followed to matter."""
    return row["kind"] in SURE and not row["scripted"]
