"""Finished runs and sweeps as Python hands them over: tables as frames, and a page of a notebook by themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from model.analysis.finished_run import Saved
from model.analysis.sweep import Sweep, part_of
from model.common.text import counted
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.cuts import By, Part, cut

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_ROWS = 60
"""Rows of a table that a notebook shows by itself."""


class _Cuts(ABC):
    """Tables and figures of one run or of all settings of a sweep."""

    @property
    @abstractmethod
    def parts(self) -> Sequence[Part]:
        """The run, or the runs of the settings."""

    def compare(
        self,
        by: By = "outcome",
        *,
        outcomes: Collection[str] = (),
        scenarios: Collection[str] = (),
        month: int | None = None,
    ) -> pd.DataFrame:
        """Scenarios against the baseline in the same worlds, `by` down the rows: as `simulate.py compare --by`.

        outcomes: the headline if none, every one for ["all"]. month: at its end instead of the run's. Columns: setting
        (of a sweep), scenario, outcome, label, unit, month and date (by month, or at one), mean, baseline_mean,
        difference, ci_low, ci_high (95 %), share_higher, worlds. Raises RunError where there is no such cut.
        """
        return cut(self.parts, by, outcomes=outcomes, scenarios=scenarios, month=month)

    def figure(self, by: By = "month", *, outcomes: Collection[str] = (), scenarios: Collection[str] = ()) -> Figure:
        """Differences from the baseline by month, or by setting of a sweep, with 95 % intervals."""
        from model.reporting.figures.cut import cut_figure  # matplotlib is slow to import

        return cut_figure(self.compare(by, outcomes=outcomes, scenarios=scenarios), by)


class Run(Saved, _Cuts):
    """A finished run: outcomes, trajectories, comparison, findings, effects, and any cut of them."""

    @property
    def parts(self) -> Sequence[Part]:
        """The run itself."""
        return [Part(None, self)]

    def _repr_html_(self) -> str:
        """A notebook's page of the run: what it is, and its headline differences with their verdicts."""
        counts = (counted(self.worlds, "world"), counted(self.months, "month"), f"seed {self.read.seed}")
        found = self.findings
        columns = ["scenario", "outcome", "difference", "ci_low", "ci_high", "kind"]
        if not self.others:
            found, columns = self.compare(scenarios=[BASELINE]), ["outcome", "label", "mean", "unit"]
        return _page(self.folder.path, ", ".join(counts), found[columns])


class SweepRun(Sweep, _Cuts):
    """A finished sweep: headline outcomes by setting, and the run of each setting."""

    @property
    def parts(self) -> Sequence[Part]:
        """The runs of the settings, in order."""
        return [Part(name, Saved(part_of(self.folder, name))) for name in self.settings]

    def at(self, setting: str) -> Run:
        """The run of one setting."""
        return Run(part_of(self.folder, setting))

    def _repr_html_(self) -> str:
        """A notebook's page of the sweep: its settings, and differences by setting."""
        found = self.table[self.table["scenario"] != BASELINE] if self.others else self.table
        columns = ["scenario", "outcome", "setting", "mean", "difference", "ci_low", "ci_high", "kind"]
        return _page(self.folder.path, self.in_words, found[columns])


def _page(path: Path, about: str, table: pd.DataFrame) -> str:
    shown = table.head(MAX_ROWS).to_html(index=False, border=0, float_format=lambda x: f"{x:.3g}")
    more = f"<p>… and {len(table) - MAX_ROWS:,} rows more</p>" if len(table) > MAX_ROWS else ""
    return f"<p><b>{escape(str(path))}</b>: {escape(about)}</p>{shown}{more}"


def open_run(folder: Path | str) -> Run:
    """Open a finished run; raises RunError where there is none, or a file of it is not what the run wrote."""
    found = Run(RunFolder(Path(folder)))
    found.refuse_damage()
    return found


def open_sweep(folder: Path | str) -> SweepRun:
    """Open a finished sweep; raises RunError where there is none, or a file of it is not what the sweep wrote."""
    return SweepRun.opened(Path(folder))
