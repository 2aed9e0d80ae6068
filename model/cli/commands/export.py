"""`export`: the tables of a run for spreadsheets and other programs, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from model.cli.show import terminal
from model.common.errors import RunError
from model.experiment.kinds import RUN, SWEEP, finished_of
from model.experiment.run_folder import RunFolder
from model.reporting.export import Export
from model.reporting.table_files import FOLDER, Decimal, csv, parquet, refuse_workbook, whole, workbook

Form = Literal["csv", "xlsx", "parquet"]


def export_command(
    run: Path, form: Form, decimal: Decimal, measures: Sequence[str], month: int | None, out: Path | None
) -> None:
    """Write the tables of a run and print where they are; raises RunError where that cannot be done."""
    if decimal == "comma" and form != "csv":
        raise RunError(f"--decimal comma: numbers of --to {form} have no decimal sign; leave it out")
    folder = RunFolder(run)
    manifest = finished_of(folder, RUN, SWEEP)
    folder.refuse_damage(manifest, "call that run again with --resume to have them made anew")
    export = Export(folder, manifest, measures, month)
    one_file = form == "xlsx"
    place = out or run / FOLDER / (f"{run.resolve().name}.xlsx" if one_file else "")
    if one_file:
        refuse_workbook(place, "export RUN --to xlsx")
    try:
        (place.parent if one_file else place).mkdir(parents=True, exist_ok=True)
        if one_file:
            whole(place, lambda part: workbook(part, export.tables()))
        else:
            for table in export.tables():
                write = csv if form == "csv" else parquet
                whole(place / f"{table.name}.{form}", partial(write, table=table, decimal=decimal))
    except OSError as error:
        raise RunError(f"{place}: cannot be written: {error.strerror or error}") from None
    terminal().print(str(place), soft_wrap=True, markup=False)
