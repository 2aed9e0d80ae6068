"""`export`: the tables of a run for spreadsheets and other programs, each file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pyarrow as pa

from model.cli.show import terminal
from model.common.errors import RunError
from model.common.spreadsheet import guarded
from model.experiment.kinds import RUN, SWEEP, finished_of
from model.experiment.run_folder import RunFolder
from model.experiment.tables import StreamedTable
from model.reporting.export import Export, Table, plain

Form = Literal["csv", "xlsx", "parquet"]
Decimal = Literal["point", "comma"]
FOLDER = "export"
"""Folder within the run's where tables go if no other is named."""
MAX_ROWS = 1_048_575
"""Rows below the first that a sheet of a workbook holds."""


def export_command(
    run: Path, form: Form, decimal: Decimal, measures: Sequence[str], month: int | None, out: Path | None
) -> None:
    """Write the tables of a run and print where they are; raises RunError where that cannot be done."""
    if decimal == "comma" and form != "csv":
        raise RunError(f"--decimal comma: numbers of --to {form} have no decimal sign; leave it out")
    if form == "xlsx" and find_spec("openpyxl") is None:
        raise RunError("--to xlsx needs a package of its own: uv run --extra export simulate.py export RUN --to xlsx")
    folder = RunFolder(run)
    manifest = finished_of(folder, RUN, SWEEP)
    folder.refuse_damage(manifest, "call that run again with --resume to have them made anew")
    export = Export(folder, manifest, measures, month)
    workbook = form == "xlsx"
    place = out or run / FOLDER / (f"{run.resolve().name}.xlsx" if workbook else "")
    if workbook and place.suffix.lower() != ".xlsx":
        raise RunError(f"--out {place}: a workbook is one file; give it a name that ends in .xlsx")
    try:
        (place.parent if workbook else place).mkdir(parents=True, exist_ok=True)
        if workbook:
            _whole(place, lambda part: _workbook(part, export.tables()))
        else:
            for table in export.tables():
                path = place / f"{table.name}.{form}"
                write = _csv if form == "csv" else _parquet
                _whole(path, partial(write, table=table, decimal=decimal))
    except OSError as error:
        raise RunError(f"{place}: cannot be written: {error.strerror or error}") from None
    terminal().print(str(place), soft_wrap=True, markup=False)


def _whole(path: Path, write: Callable[[Path], None]) -> None:
    """Have a file written under another name first, so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _csv(path: Path, table: Table, decimal: Decimal) -> None:
    """UTF-8 with the mark by which spreadsheets know it; a decimal comma goes with semicolons between cells."""
    separator, sign = (";", ",") if decimal == "comma" else (",", ".")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for place, frame in enumerate(table.parts()):
            guarded(plain(frame)).to_csv(
                file, index=False, header=not place, sep=separator, decimal=sign, lineterminator="\n"
            )


def _parquet(path: Path, table: Table, decimal: Decimal) -> None:
    """Numbers are numbers here, whatever the sign of decimals."""
    with StreamedTable(path) as written:
        for frame in table.parts():
            written.append(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None))


def _workbook(path: Path, tables: Sequence[Table]) -> None:
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
