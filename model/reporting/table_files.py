"""Files of tables for spreadsheets and other programs, each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa

from model.common.errors import RunError
from model.common.spreadsheet import guarded
from model.experiment.tables import StreamedTable
from model.reporting.export import Table, plain

Decimal = Literal["point", "comma"]
FOLDER = "export"
"""Folder within the run's where tables go if no other is named."""
MAX_ROWS = 1_048_575
"""Rows below the first that a sheet of a workbook holds."""


def refuse_workbook(place: Path, command: str) -> None:
    """RunError where no workbook can be written, or not under this name. command: what to call with the extra."""
    if find_spec("openpyxl") is None:
        raise RunError(f"a workbook needs a package of its own: uv run --extra export simulate.py {command}")
    if place.suffix.lower() != ".xlsx":
        raise RunError(f"--out {place}: a workbook is one file; give it a name that ends in .xlsx")


def csv(path: Path, table: Table, decimal: Decimal) -> None:
    """UTF-8 with the mark by which spreadsheets know it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for place, frame in enumerate(table.parts()):
            file.write(csv_text(frame, decimal, head=not place))


def csv_text(frame: pd.DataFrame, decimal: Decimal, *, head: bool = True) -> str:
    """Rows as text; a decimal comma goes with semicolons between cells."""
    separator, sign = (";", ",") if decimal == "comma" else (",", ".")
    cells = guarded(plain(frame))
    return str(cells.to_csv(index=False, header=head, sep=separator, decimal=sign, lineterminator="\n"))


def parquet(path: Path, table: Table, decimal: Decimal) -> None:
    """Numbers are numbers here, whatever the sign of decimals."""
    with StreamedTable(path) as written:
        for frame in table.parts():
            written.append(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None))


def workbook(path: Path, tables: Sequence[Table]) -> None:
    """A sheet a table; RunError where one has more rows than a sheet holds."""
    from openpyxl import Workbook

    for table in tables:  # before anything is written: a sheet that is begun must be ended
        if sum(map(len, table.parts())) > MAX_ROWS:
            raise RunError(
                f"{table.name}: has more than {MAX_ROWS:,} rows, which no workbook holds; take --to csv, "
                "or fewer rows by --measure and --month"
            )
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for place, frame in enumerate(table.parts()):
            cells = guarded(plain(frame)).astype(object)
            if not place:
                sheet.append(list(cells.columns))
            for row in cells.where(cells.notna(), None).itertuples(index=False, name=None):
                sheet.append(row)
    book.save(path)
