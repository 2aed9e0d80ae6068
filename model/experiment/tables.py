"""Tables too large to hold: written a few thousand rows at a time, read a few columns at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from model.common.errors import RunError
from model.common.lazily import Lazily
from model.common.reading import cause_of, refuse_no_file
from model.experiment.ensemble import QUANTILE_LEVELS, BlockResult, trajectories
from model.outcomes.moments import Column
from model.rules.axes import Array
from model.simulation.measures import Measures
from model.simulation.sampling import column_name
from model.spec.outcomes import Outcomes as Declared

ROWS = 8192
"""Rows that are held back until they are written together as one row group."""
KEYS = ("scenario", "world")
"""The columns of outcomes.parquet that say which world it is."""


class StreamedTable:
    """A Parquet file that is written in row groups and appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.part")
        self.writer: pq.ParquetWriter | None = None
        self.held: list[pa.Table] = []

    def __enter__(self) -> StreamedTable:
        return self

    def append(self, rows: pa.Table) -> None:
        """Add rows; they are written when there are enough of them."""
        self.held.append(rows)
        if sum(map(len, self.held)) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """End the row group: what comes next is not written together with what came before."""
        if not self.held:
            return
        group = pa.concat_tables(self.held)
        self.held = []
        if self.writer is None:
            words = [field.name for field in group.schema if pa.types.is_string(field.type)]
            self.writer = pq.ParquetWriter(
                self.part, group.schema, compression="zstd", use_dictionary=words, write_statistics=list(KEYS)
            )
        self.writer.write_table(group, row_group_size=len(group))

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.flush()
        if self.writer is not None:
            self.writer.close()
        if kind is None:
            os.replace(self.part, self.path)
        else:
            self.part.unlink(missing_ok=True)


def outcome_rows(result: BlockResult, first: int, declared: Declared) -> pa.Table:
    """A block's worlds as rows of outcomes.parquet; `first` is the number of the first of them."""
    worlds = result.task.worlds
    columns: dict[str, Any] = {
        "scenario": pa.array([result.task.scenario] * worlds),
        "world": pa.array(np.arange(first, first + worlds)),
    }
    for name, column in result.outcomes.items():
        if declared.counts_months(name):
            never = np.isnan(column)
            columns[name] = pa.array(np.where(never, 0, column).astype(np.int64), mask=never)
        else:
            columns[name] = pa.array(column)
    columns |= {column_name(path): pa.array(drawn) for path, drawn in result.sampled.items()}
    return pa.table(columns)


class Summed:
    """Sums of a scenario's blocks, kept once their rows are written; taken in block order."""

    def __init__(self, blocks: Iterator[BlockResult], outcomes: StreamedTable, declared: Declared) -> None:
        """Hand the blocks' rows on to the table, one block at a time, and end its row group."""
        first = next(blocks)
        self.worlds, self.declared = 0, declared
        self.total = np.zeros_like(first.total)
        self.ends = first.ends
        self.acts, self.fired = np.zeros_like(first.acts), np.zeros_like(first.fired)
        self.paths = first.paths
        self.followed: list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]] = []
        self.digest = hashlib.sha256()
        for result in chain([first], blocks):
            self._add(result, outcomes)
        outcomes.flush()

    def _add(self, result: BlockResult, outcomes: StreamedTable) -> None:
        """One more block."""
        outcomes.append(outcome_rows(result, self.worlds, self.declared))
        self.worlds += result.task.worlds
        self.total += result.total
        self.ends = np.stack([np.minimum(self.ends[0], result.ends[0]), np.maximum(self.ends[1], result.ends[1])])
        self.acts += result.acts
        self.fired += result.fired
        self.followed.append(result.followed)
        for column in result.outcomes.values():
            self.digest.update(column.tobytes())

    def trajectories(self, scenario: str, measures: Measures, found: Array) -> pd.DataFrame:
        """The scenario's monthly measures; a quantile is off by less than 1e-4, and by nothing where all worlds agree.

        found: the quantiles of its graded measures, month after month: (row, level).
        """
        least, most = self.ends
        mean = self.total / self.worlds
        mean[:, measures.graded] = np.clip(mean[:, measures.graded], least.T, most.T)  # rounding may carry a sum beyond
        exact = np.clip(found.reshape(*least.shape, len(QUANTILE_LEVELS)), least[:, :, None], most[:, :, None])
        return trajectories(scenario, measures, mean, exact.swapaxes(0, 1))


class Outcomes:
    """outcomes.parquet, a few columns at a time; raises RunError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _file(self) -> pq.ParquetFile:
        try:
            refuse_no_file(self.path)
            return pq.ParquetFile(self.path)
        except (OSError, pa.ArrowException) as error:
            raise RunError(f"{self.path}: cannot be read: {cause_of(error)}") from None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column."""
        return tuple(self._file.schema_arrow.names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that are outcomes."""
        besides = {*KEYS, *self.sampled}
        return tuple(name for name in self.columns if name not in besides)

    @cached_property
    def sampled(self) -> tuple[str, ...]:
        """The columns that hold sampled assumptions."""
        return tuple(name for name in self.columns if name.startswith("assumptions."))

    @cached_property
    def worlds(self) -> dict[str, int]:
        """Scenario → how many rows it has."""
        rows = self._file.metadata.row_group
        return {name: sum(rows(group).num_rows for group in groups) for name, groups in self._groups.items()}

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        """Scenario → its row groups; none holds the rows of two."""
        found: dict[str, list[int]] = {}
        for group in range(self._file.num_row_groups):
            name = str(self._file.metadata.row_group(group).column(0).statistics.min)
            found.setdefault(name, []).append(group)
        return found

    def groups(self, scenario: str) -> Iterator[tuple[int, pd.DataFrame]]:
        """One scenario's rows of all columns, a row group at a time, each with the place of its first row."""
        first = 0
        for group in self._groups[scenario]:
            try:
                frame = self._file.read_row_group(group).to_pandas()
            except (OSError, pa.ArrowException) as error:
                raise RunError(f"{self.path}: cannot be read: {cause_of(error)}") from None
            yield first, frame
            first += len(frame)

    def only(self, names: Iterable[str]) -> Mapping[str, pd.DataFrame]:
        """Scenario → its rows of some columns, read when they are asked for.

        A category, `orbit.<I>=<J>`, stands for its column.
        """
        wanted = {name.partition("=")[0] for name in names}
        columns = [name for name in self.columns if name in wanted]
        return Lazily(self.worlds, lambda scenario: self.rows(scenario, columns))

    def rows(self, scenario: str, names: Iterable[str]) -> pd.DataFrame:
        """One scenario's rows of some columns."""
        return self._read(scenario, names).to_pandas()

    def arrays(self, scenario: str, names: Iterable[str]) -> dict[str, Column]:
        """The same as arrays, which takes half as long where there are many columns."""
        table = self._read(scenario, names)
        return {name: column.to_numpy() for name, column in zip(table.column_names, table.columns, strict=True)}

    def _read(self, scenario: str, names: Iterable[str]) -> pa.Table:
        try:
            return self._file.read_row_groups(self._groups[scenario], columns=list(names))
        except (OSError, pa.ArrowException) as error:
            raise RunError(f"{self.path}: cannot be read: {cause_of(error)}") from None
