"""Tables of a finished run for other programs: with names, units and dates, and a codebook of every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from model.common.errors import RunError, did_you_mean
from model.common.reading import cause_of, refuse_no_file
from model.experiment.inputs import kept_seeds
from model.experiment.joined import SETTING
from model.experiment.run_folder import LEDGER, RunFolder
from model.reporting.codebook import COLUMNS, Codebook, Row, exported
from model.reporting.wording import ledger
from model.reporting.wording.words import Words
from model.spec.base import month_of, name_of_month
from model.spec.columns import KEYS
from model.spec.seeds import Seeds


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

    @cached_property
    def codebook(self) -> Codebook:
        """The meaning of every column."""
        return Codebook(self.words)

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
            refuse_no_file(self.folder.path / name)
            return pq.ParquetFile(self.folder.path / name)
        except (OSError, ValueError) as error:
            raise RunError(f"{self.folder.path / name}: cannot be read: {cause_of(error)}") from None

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
        labels = {name: self.codebook.label(name) for name in self.measures}
        units = {name: self.codebook.unit(name) for name in self.measures}
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
        frame.insert(place, "label", [self.codebook.label(name) for name in frame["outcome"]])
        frame.insert(place + 1, "unit", [self.codebook.unit(name) for name in frame["outcome"]])
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

    def _codebook(self, tables: set[str]) -> pd.DataFrame:
        """A row a column of every table, then a row a measure."""
        rows: list[Row] = []
        book, file = self.codebook, self._file("outcomes.parquet").schema_arrow
        if "comparison" in tables:
            rows += book.keys("comparison", exported("comparison", self.folder.comparison().columns))
        if "ledger" in tables:
            rows += book.keys("ledger", exported("ledger", self.folder.ledger().columns))
        monthly = self._file("trajectories.parquet").schema_arrow.names
        rows += book.keys("trajectories", exported("trajectories", monthly))
        rows += [book.measure(name) for name in self.wanted or self.measures]
        if "outcomes" in tables:
            rows += book.keys("outcomes", exported("outcomes", [name for name in file.names if name in KEYS]))
            rows += [book.outcome(one.name, str(one.type)) for one in file if one.name not in KEYS]
        if "settings" in tables:
            rows += [book.setting(path) for path in self.folder.table("settings.csv").columns]
        return pd.DataFrame(rows, columns=list(COLUMNS))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells that every program reads alike: yes or no as 1 or 0, and nothing where a number is not bounded."""
    yes_or_no = [name for name in frame.columns if frame[name].dtype == bool]
    return frame.astype(dict.fromkeys(yes_or_no, int)).replace([np.inf, -np.inf], np.nan)
