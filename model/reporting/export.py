"""Tables of a finished run for other programs: with names, units and dates, and a codebook of every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from model.analysis.comparison import SMALLEST, VERDICT
from model.common.errors import RunError, did_you_mean
from model.experiment.inputs import kept_seeds
from model.experiment.joined import SETTING
from model.experiment.run_folder import LEDGER, RunFolder
from model.reporting.cuts import unit_of
from model.reporting.wording import ledger
from model.reporting.wording.words import Words, spaced
from model.simulation.sampling import column_name
from model.spec.base import month_of, name_of_month
from model.spec.seeds import Seeds

YES_OR_NO = "yes or no (1 or 0)"

KEYS = {
    SETTING: "Setting of the sweep; settings says what it is.",
    "scenario": "Scenario, by the stem of its file.",
    "scenario_name": "Name of the scenario.",
    "world": "World; the same number is the same luck in every scenario and setting.",
    "month": "Months since the as-of month, which is 0.",
    "date": "The month as YYYY-MM.",
    "measure": "Monthly measure; rows below say what each is.",
    "outcome": "Outcome; the rows of the table outcomes say what each is.",
    "label": "The same in words.",
    "unit": "Unit of the numbers of this row.",
    "mean": "Mean over worlds; of what is yes or no the share of worlds that have it.",
    **{
        f"q{level:02d}": f"{level} % of worlds lie at or below; empty where the measure is yes or no."
        for level in (5, 25, 50, 75, 95)
    },
    "baseline_mean": "Mean of the baseline in the same worlds.",
    "difference": "Mean of scenario less baseline, world by world.",
    "ci_low": "Lower end of the 95 % interval of the difference.",
    "ci_high": "Upper end of the 95 % interval of the difference.",
    "share_higher": "Share of worlds in which the scenario is higher.",
    "difference_script": "The same with nobody acting, in up to 256 worlds: what the scenario writes itself, and what "
    "comes by itself after it, as an issue moves by its own chances.",
    "baseline_script": "Mean of the baseline with nobody acting, in up to 256 worlds.",
    "followed_error": "Standard error of difference less difference_script, which is that of what followed.",
    "difference_habit": "The same difference with actors that act by base rates alone.",
    SMALLEST: "Smallest difference that matters: declared, or a quarter of the spread of the baseline's worlds, and "
    "not less than what one visit moves, a twentieth of the worlds or a month.",
    VERDICT: "matters (and that is sure); size unsure (matters, as far as one can tell); too small (sure, but too "
    "small to matter); cannot tell; or set by the scenario, which is no finding: it sets the outcome, or too little "
    "followed beyond what it writes itself. Of a difference whose direction is sure, the verdict is on what followed, "
    "by what actors did or by itself. Empty for the baseline.",
    "share_followed": "1 less difference_script over difference: the part that needs actors; empty where there is no "
    "difference.",
    "part": "Sort of part of a difference, in up to 256 worlds; the model on paper (5.8) says what each holds.",
    "source": "Who did it, or whose acts brought the stage about; several joined by +.",
    "action": "Action, type of a scripted event, issue=stage (stage>stage where it falls back), or kind of a tie.",
    "target": "To whom; of a stage, a scripted tie or dependence: whose it changes.",
    "times": "Times a world that this comes about in the scenario, mean; empty where it is nothing that happens.",
    "times_baseline": "The same in the baseline; where it is more, the part comes from what is missing.",
    "written": "1 where the scenario writes it by its own hand, which is no finding; 0 where it followed.",
}
"""Columns that are no outcomes, and their meaning."""
CODEBOOK = ("table", "column", "label", "unit", "meaning")


@dataclass(frozen=True)
class Table:
    """A table to be written, a part at a time."""

    name: str
    parts: Callable[[], Iterator[pd.DataFrame]]


class Export:
    """The tables of one finished run or sweep."""

    def __init__(
        self, folder: RunFolder, manifest: dict[str, Any], measures: Sequence[str] = (), month: int | None = None
    ) -> None:
        """Take a finished run; measures and month: rows of trajectories that are wanted, all if none.

        RunError where there are none such.
        """
        self.folder = folder
        self.manifest = manifest
        self.wanted = tuple(measures)
        self.month = month
        self.names = {name: spec["name"] for name, spec in manifest["scenarios"].items()}
        if unknown := next((name for name in measures if name not in self.measures), None):
            raise RunError(
                f"--measure {unknown}: {folder.path} has no such measure{did_you_mean(unknown, self.measures)}"
            )
        if month is not None and month > manifest["months"]:
            raise RunError(f"--month {month}: {folder.path} has months 0 to {manifest['months']}")

    @cached_property
    def seeds(self) -> Seeds:
        """The evidence as the run had it."""
        return kept_seeds(self.folder, self.manifest["digests"])

    @cached_property
    def words(self) -> Words:
        """The words of the region."""
        return Words(self.seeds, int(self.manifest["months"]))

    def tables(self) -> list[Table]:
        """All tables and their codebook; trajectories alone where measures or a month are asked for."""
        trajectories = Table("trajectories", self._trajectories)
        found = [trajectories]
        if not self.wanted and self.month is None:
            found = [Table("comparison", self._comparison), trajectories, Table("outcomes", self._outcomes)]
            found += [Table("ledger", self._ledger)] if self._kept_ledger else []
            found += [Table("settings", self._settings)] if "settings" in self.manifest else []
        names = {table.name for table in found}
        return [*found, Table("codebook", lambda: iter([self._codebook(names)]))]

    def _file(self, name: str) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.folder.path / name)
        except (OSError, ValueError) as error:
            raise RunError(f"{self.folder.path / name}: cannot be read: {error}") from None

    def _read(self, name: str) -> Iterator[pd.DataFrame]:
        """The row groups of a table, each with the scenario's name."""
        file = self._file(name)
        for group in range(file.num_row_groups):
            yield self._named(file.read_row_group(group).to_pandas())

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.insert(list(frame.columns).index("scenario") + 1, "scenario_name", frame["scenario"].map(self.names))
        return frame

    def _outcomes(self) -> Iterator[pd.DataFrame]:
        for frame in self._read("outcomes.parquet"):
            times = [name for name in frame.columns if self.seeds.outcomes.counts_months(name)]
            yield frame.astype(dict.fromkeys(times, float))

    def _trajectories(self) -> Iterator[pd.DataFrame]:
        first = month_of(str(self.manifest["as_of"]))
        labels = {name: self._label(name) for name in self.measures}
        units = {name: self._unit(name) for name in self.measures}
        for frame in self._read("trajectories.parquet"):
            if self.wanted:
                frame = frame[frame["measure"].isin(self.wanted)].copy()
            if self.month is not None:
                frame = frame[frame["month"] == self.month].copy()
            frame.insert(
                list(frame.columns).index("month") + 1, "date", [name_of_month(first + m) for m in frame["month"]]
            )
            place = list(frame.columns).index("measure") + 1
            frame.insert(place, "label", frame["measure"].map(labels))
            frame.insert(place + 1, "unit", frame["measure"].map(units))
            yield frame

    def _comparison(self) -> Iterator[pd.DataFrame]:
        texts = (SETTING,) if "settings" in self.manifest else ()
        frame = self._named(self.folder.table("comparison.csv", texts=texts))
        place = list(frame.columns).index("outcome") + 1
        frame.insert(place, "label", [self._label(name) for name in frame["outcome"]])
        frame.insert(place + 1, "unit", [self._unit(name) for name in frame["outcome"]])
        yield frame

    @property
    def _kept_ledger(self) -> bool:
        return (self.folder.path / LEDGER).is_file()

    def _ledger(self) -> Iterator[pd.DataFrame]:
        frame = self._named(self.folder.ledger())
        place = list(frame.columns).index("outcome") + 1
        frame.insert(place, "label", [ledger.outcome(name, self.words) for name in frame["outcome"]])
        yield frame

    def _settings(self) -> Iterator[pd.DataFrame]:
        yield self.folder.table("settings.csv", texts=(SETTING,))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The monthly measures."""
        column = self._file("trajectories.parquet").read_row_group(0, columns=["measure"])["measure"]
        return tuple(dict.fromkeys(column.to_pylist()))

    def _label(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "stage" and rest and kind not in self.seeds.outcomes.outcomes:
            issue, _, stage = rest.partition(".")
            return f"{self.words.issue(issue)}: {spaced(stage)}"
        return self.words.outcome(name)

    def _unit(self, name: str) -> str:
        if name.startswith("stage."):
            return "share of worlds"
        return unit_of(self.words, name)

    def _codebook(self, tables: set[str]) -> pd.DataFrame:
        """A row a column of every table, then a row a measure."""
        rows: list[tuple[str, str, str, str, str]] = []
        if "comparison" in tables:
            columns = list(self.folder.comparison().columns)
            rows += self._keys("comparison", columns, ("label", "unit"), after="outcome")
        if "ledger" in tables:
            keys = KEYS | {"difference": "Size of the part; those of one scenario and outcome sum to the difference."}
            columns = list(self.folder.ledger().columns)
            rows += self._keys("ledger", columns, ("label",), after="outcome", keys=keys)
        columns = self._file("trajectories.parquet").schema_arrow.names
        rows += self._keys("trajectories", columns, ("label", "unit"), after="measure")
        for name in self.wanted or self.measures:
            rows.append(("trajectories", f"measure={name}", self._label(name), self._unit(name), self._meaning(name)))
        if "outcomes" in tables:
            rows += [self._outcome(column) for column in self._columns("outcomes.parquet")]
        if "settings" in tables:
            for path in self.folder.table("settings.csv").columns:
                number = self.seeds.settable.get(path)
                text = (KEYS[path], "") if number is None else (number.why, number.unit)
                rows.append(("settings", path, path, text[1], text[0]))
        return pd.DataFrame(rows, columns=list(CODEBOOK))

    def _columns(self, name: str) -> list[str]:
        columns = list(self._file(name).schema_arrow.names)
        columns.insert(columns.index("scenario") + 1, "scenario_name")
        return columns

    def _keys(
        self, table: str, columns: Sequence[str], added: Sequence[str], after: str, keys: Mapping[str, str] = KEYS
    ) -> list[tuple[str, str, str, str, str]]:
        every = list(columns)
        every[every.index(after) + 1 : every.index(after) + 1] = added
        every.insert(every.index("scenario") + 1, "scenario_name")
        if "month" in every:
            every.insert(every.index("month") + 1, "date")
        return [(table, name, name.replace("_", " "), "", keys[name]) for name in every]

    def _outcome(self, column: str) -> tuple[str, str, str, str, str]:
        if column in KEYS:
            return "outcomes", column, column.replace("_", " "), "", KEYS[column]
        if (drawn := self._drawn.get(column)) is not None:
            return "outcomes", column, drawn, self.seeds.numbers[drawn].unit, self.seeds.numbers[drawn].why
        kind = self._file("outcomes.parquet").schema_arrow.field(column).type
        unit = YES_OR_NO if str(kind) == "bool" else "name" if "string" in str(kind) else self._unit(column)
        return "outcomes", column, self._label(column), unit, self.words.measured_in(column)

    @cached_property
    def _drawn(self) -> dict[str, str]:
        """Column of a drawn assumption → its path."""
        return {column_name(path): path for path in self.seeds.numbers}

    def _meaning(self, name: str) -> str:
        """The measure by month, in a sentence."""
        if self._unit(name) == "share of worlds":
            return "Share of worlds in which it holds, or has come true, by this month."
        return "A number in this month."


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells that every program reads alike: yes or no as 1 or 0, and nothing where a number is not bounded."""
    yes_or_no = [name for name in frame.columns if frame[name].dtype == bool]
    return frame.astype(dict.fromkeys(yes_or_no, int)).replace([np.inf, -np.inf], np.nan)
