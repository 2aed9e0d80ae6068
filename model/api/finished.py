"""Finished runs and sweeps as Python hands them over: tables as frames, and a page of a notebook by themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import largest_first
from model.analysis.sweep import Sweep, is_sure, part_of
from model.common.lazily import Lazily
from model.common.text import counted
from model.experiment.joined import SETTING
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.cuts import By, Part, cut

if TYPE_CHECKING:
    from model.reporting.figures.notebook import NotebookFigure

MAX_ROWS = 60
"""Rows of a table that a notebook shows by itself."""
MAX_LINES, MAX_PANELS = 6, 3
"""Scenarios and outcomes of the figure that it shows below."""


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
        (of a sweep), scenario, outcome, label, unit, month and date (by month, or at one), mean, low, high (its 95 %
        interval), baseline_mean, difference, ci_low, ci_high (that of the difference), share_higher, worlds. Raises
        RunError where there is no such cut.
        """
        return cut(self.parts, by, outcomes=outcomes, scenarios=scenarios, month=month)

    def figure(
        self, by: By = "month", *, outcomes: Collection[str] = (), scenarios: Collection[str] = ()
    ) -> NotebookFigure:  # fmt: skip
        """Differences from the baseline by month, or by setting of a sweep, with 95 % intervals.

        A figure of Matplotlib (`savefig` writes it) that shows itself in a notebook.
        """
        from model.reporting.figures.cut import cut_figure  # matplotlib is slow to import

        parts = self.parts
        return cut_figure(cut(parts, by, outcomes=outcomes, scenarios=scenarios), by, parts)

    def _drawn(self, by: By, found: pd.DataFrame) -> str:
        """The figure of a notebook's page: of the differences found those that are largest beside what matters."""
        ordered = largest_first(found)
        scenarios, outcomes = (list(dict.fromkeys(ordered[key])) for key in ("scenario", "outcome"))
        if not scenarios or not outcomes:
            return ""
        drawn = scenarios[:MAX_LINES], outcomes[:MAX_PANELS]
        image = self.figure(by, outcomes=drawn[1], scenarios=drawn[0])._repr_html_()
        rest = len(drawn[0]) < len(scenarios) or len(drawn[1]) < len(outcomes)
        return image + ("<p>The largest differences; <code>figure</code> draws others.</p>" if rest else "")


class Run(Saved, _Cuts):
    """A finished run: outcomes, trajectories, comparison, findings, effects, and any cut of them."""

    @property
    def parts(self) -> Sequence[Part]:
        """The run itself."""
        return [Part(None, self)]

    def _repr_html_(self) -> str:
        """A notebook's page of the run: what it is, its headline differences with their verdicts, and a figure."""
        counts = (counted(self.worlds, "world"), counted(self.months, "month"), f"seed {self.read.seed}")
        found, about = self.findings, ", ".join(counts)
        if not self.others:
            levels = self.compare(scenarios=[BASELINE])
            return _page(self.folder.path, about, levels[["outcome", "label", "mean", "unit"]])
        table = found[["scenario", "outcome", "difference", "ci_low", "ci_high", "kind"]]
        monthly = found[found["outcome"].isin(self.parts[0].measures)]
        return _page(self.folder.path, about, table, self._drawn("month", monthly))


class SweepRun(Sweep, _Cuts):
    """A finished sweep: the tables of a run, with a column `setting`, and the run of each setting."""

    @property
    def parts(self) -> Sequence[Part]:
        """The runs of the settings, in order."""
        return [Part(name, saved) for name, saved in self.runs.items()]

    @cached_property
    def outcomes(self) -> Mapping[str, pd.DataFrame]:
        """Scenario → its outcomes as of a run, a row a setting and world, setting first."""
        return Lazily(self.scenarios, lambda name: self._by_setting(lambda saved: saved.outcomes[name]))

    @property
    def trajectories(self) -> pd.DataFrame:
        """The table of trajectories.parquet: as of a run, setting first."""
        return self.folder.trajectories()

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The table of comparison.csv: as of a run, setting first."""
        return self.folder.comparison()

    def effects(self, scenario: str | None = None) -> pd.DataFrame:
        """The differences that matter and that no scenario writes itself, largest first; all settings judged together.

        Their size is that of what followed, counted in smallest differences that matter.
        """
        found = largest_first(self.table[[is_sure(row) for row in records(self.table)]])
        return found if scenario is None else found[found["scenario"] == scenario]

    def _by_setting(self, table: Callable[[Saved], pd.DataFrame]) -> pd.DataFrame:
        """A table of every setting's run, one below the other."""
        tables = {name: table(saved) for name, saved in self.runs.items()}
        return pd.concat(tables, names=[SETTING]).reset_index(level=SETTING).reset_index(drop=True)

    def at(self, setting: str) -> Run:
        """The run of one setting."""
        return Run(part_of(self.folder, setting))

    def _repr_html_(self) -> str:
        """A notebook's page of the sweep: its settings, differences by setting, and a figure of them."""
        found = self.table[self.table["scenario"] != BASELINE] if self.others else self.table
        columns = ["scenario", "outcome", "setting", "mean", "difference", "ci_low", "ci_high", "kind"]
        figure = self._drawn("setting", found) if self.others else ""
        return _page(self.folder.path, self.in_words, found[columns], figure)


def _page(path: Path, about: str, table: pd.DataFrame, figure: str = "") -> str:
    shown = table.head(MAX_ROWS).to_html(index=False, border=0, float_format=lambda x: f"{x:.3g}")
    more = f"<p>… and {len(table) - MAX_ROWS:,} rows more</p>" if len(table) > MAX_ROWS else ""
    return f"<p><b>{escape(str(path))}</b>: {escape(about)}</p>{shown}{more}{figure}"


def open_run(folder: Path | str) -> Run:
    """Open a finished run; raises RunError where there is none, or a file of it is not what the run wrote."""
    found = Run(RunFolder(Path(folder)))
    found.refuse_damage()
    return found


def open_sweep(folder: Path | str) -> SweepRun:
    """Open a finished sweep; raises RunError where there is none, or a file of it is not what the sweep wrote."""
    return SweepRun.opened(Path(folder))
