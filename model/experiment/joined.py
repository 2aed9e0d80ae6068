"""Tables of a sweep: those of its settings one after another, each row with the setting it belongs to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from model.common.errors import RunError
from model.common.reading import cause_of, refuse_no_file, text_in
from model.experiment.run_folder import ABOUT, RunFolder
from model.experiment.tables import StreamedTable

SETTING = "setting"
"""First column of every table of a sweep."""
PARQUET = ("outcomes.parquet", "trajectories.parquet")


def join(folder: RunFolder, parts: Mapping[str, RunFolder]) -> None:
    """Write outcomes, trajectories and comparison of all settings; RunError where a table cannot be read or written."""
    for name in PARQUET:
        with StreamedTable(folder.path / name) as table:
            for setting, part in parts.items():
                for group in _groups(part, name):
                    column = pa.array([setting] * len(group))
                    about = ABOUT if group.schema.metadata else None
                    table.append(group.add_column(0, SETTING, column).replace_schema_metadata(about))
                table.flush()
    folder.write("comparison.csv", "".join(_lines(parts)).encode())


def _groups(part: RunFolder, name: str) -> Iterator[pa.Table]:
    """The row groups of a table, one in memory at a time."""
    try:
        refuse_no_file(part.path / name)
        file = pq.ParquetFile(part.path / name)
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)
    except (OSError, pa.ArrowException) as error:
        raise RunError(f"{part.path / name}: cannot be read: {cause_of(error)}") from None


def _lines(parts: Mapping[str, RunFolder]) -> Iterator[str]:
    """The lines of comparison.csv, each as the setting's own file has it."""
    for place, (setting, part) in enumerate(parts.items()):
        try:
            head, *rows = text_in(part.path / "comparison.csv").splitlines(keepends=True)
        except (OSError, ValueError) as error:
            raise RunError(f"{part.path / 'comparison.csv'}: cannot be read: {cause_of(error)}") from None
        if not place:
            yield f"{SETTING},{head}"
        cell = io.StringIO()
        csv.writer(cell, lineterminator="").writerow([setting])
        yield from (f"{cell.getvalue()},{row}" for row in rows)
