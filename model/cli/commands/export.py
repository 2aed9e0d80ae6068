"""`export`: the tables of a run for spreadsheets and other programs, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from model.cli.show import terminal, warn_since
from model.common.errors import RunError
from model.common.system import whole, writing
from model.experiment.kinds import RUN, SWEEP, finished_of
from model.experiment.run_folder import RunFolder
from model.reporting.cuts import parts_of
from model.reporting.export import Export
from model.reporting.netcdf import refuse_netcdf, write_netcdf
from model.reporting.table_files import FOLDER, Decimal, csv, parquet, refuse_workbook, workbook

Form = Literal["csv", "xlsx", "parquet", "netcdf"]
ENDINGS = {"xlsx": ".xlsx", "netcdf": ".nc"}
"""Forms that are one file, and the endings of their names."""


def export_command(
    run: Path, form: Form, decimal: Decimal, measures: Sequence[str], month: int | None, out: Path | None
) -> None:
    """Write the tables of a run and print where they are; raises RunError where that cannot be done."""
    if decimal == "comma" and form != "csv":
        raise RunError(f"--decimal comma: numbers of --to {form} have no decimal sign; leave it out")
    if form == "netcdf" and (measures or month is not None):
        raise RunError("--to netcdf writes all there is; leave out --measure and --month")
    folder = RunFolder(run)
    manifest = finished_of(folder, RUN, SWEEP)
    folder.refuse_damage(manifest, "call that run again with --resume to have them made anew")
    export = Export(folder, manifest, measures, month)
    warn_since(folder, manifest)
    ending = ENDINGS.get(form)
    place = out or run / FOLDER / (f"{run.resolve().name}{ending}" if ending else "")
    if form == "xlsx":
        refuse_workbook(place, "export RUN --to xlsx")
    elif form == "netcdf":
        refuse_netcdf(place)
    with writing(place):
        (place.parent if ending else place).mkdir(parents=True, exist_ok=True)
        if form == "xlsx":
            whole(place, lambda part: workbook(part, export.tables()))
        elif form == "netcdf":
            whole(place, lambda part: write_netcdf(part, parts_of(run), manifest))
        else:
            for table in export.tables():
                write = csv if form == "csv" else parquet
                whole(place / f"{table.name}.{form}", partial(write, table=table, decimal=decimal))
    terminal().print(str(place), soft_wrap=True, markup=False)
