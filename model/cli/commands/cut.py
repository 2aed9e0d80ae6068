"""`compare RUN --by …`: one cut of a run, on the terminal, as text for other programs, as a workbook or a figure."""

from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from model.analysis.comparison import records
from model.cli.comparison import difference_said
from model.cli.grid import columns, print_grid
from model.cli.show import save, terminal, warn, warn_since
from model.common.errors import RunError
from model.experiment.joined import SETTING
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.cuts import By, cut, parts_of
from model.reporting.export import Table
from model.reporting.table_files import FOLDER, Decimal, csv_text, refuse_workbook, workbook

Form = Literal["terminal", "csv", "xlsx", "json"]
WORKBOOKS = (".xlsx", ".xls", ".ods")
MAX_SHOWN = 400
"""Rows that the terminal shows."""


@dataclass(frozen=True)
class CutWanted:
    """Options of a cut of a run."""

    by: By | None = None
    form: Form = "terminal"
    outcomes: Sequence[str] = ()
    scenarios: Sequence[str] = ()
    month: int | None = None
    decimal: Decimal = "point"
    out: Path | None = None
    figure: Path | None = None

    @property
    def named(self) -> list[str]:
        """The options given that say what is cut or drawn."""
        month = None if self.month is None else str(self.month)
        words = {"--by": self.by, "--outcome": self.outcomes, "--scenario": self.scenarios, "--month": month}
        return [option for option, value in (words | {"--figure": self.figure}).items() if value]

    @property
    def asked(self) -> bool:
        """True where any of the options is given."""
        return bool(self.named or self.out) or self.form != "terminal" or self.decimal == "comma"


def form_of(csv: bool, xlsx: bool, as_json: bool) -> Form:
    """The form that was asked for; RunError where there is more than one."""
    forms: dict[Form, bool] = {"csv": csv, "xlsx": xlsx, "json": as_json}
    asked = [form for form, wanted in forms.items() if wanted]
    if len(asked) > 1:
        raise RunError(f"--{asked[0]} and --{asked[1]}: one form at a time")
    return asked[0] if asked else "terminal"


def cut_command(runs: Sequence[Path], wanted: CutWanted) -> None:
    """Print or write a cut of a run, or a figure of it; raises RunError where that cannot be done."""
    if len(runs) > 1:
        raise RunError("a cut is of one run; runs are compared with each other without --by and its companions")
    (run,) = runs
    refuse_form(wanted.form, wanted.decimal, wanted.out)
    if wanted.figure is not None and wanted.form != "terminal":
        raise RunError(f"--figure and --{wanted.form}: one form at a time")
    by = wanted.by or "outcome"
    parts = parts_of(run)
    folder = RunFolder(run)
    warn_since(folder, folder.manifest)
    frame = cut(parts, by, outcomes=wanted.outcomes, scenarios=wanted.scenarios, month=wanted.month)
    bare = frame.loc[frame["ci_low"].isna() & frame["share_higher"].isna(), "outcome"].unique()
    if len(bare):
        warn(
            f"not kept world by world, so without an interval of the difference by month: {', '.join(bare[:5])}"
            + ", …" * (len(bare) > 5)
        )
    if wanted.figure is not None:
        from model.reporting.figures.cut import write_figure

        write_figure(frame, by, parts, wanted.figure)
    if wanted.form == "terminal":
        _shown(frame, by)
    else:
        put_out(frame, wanted.form, wanted.decimal, wanted.out, default=run / FOLDER / f"by-{by}.xlsx")
    if wanted.figure is not None:
        terminal().print(str(wanted.figure), soft_wrap=True, markup=False)


def refuse_form(form: Form, decimal: Decimal, out: Path | None) -> None:
    """RunError where words about a file go with no form that was asked for."""
    if decimal == "comma" and form != "csv":
        raise RunError("--decimal comma goes with --csv")
    if out is not None and form == "terminal":
        raise RunError("--out goes with --csv, --xlsx or --json")
    if out is not None and form in ("csv", "json") and out.suffix.lower() in WORKBOOKS:
        raise RunError(
            f"--out {out}: is named as a workbook, and --{form} writes text; give --xlsx, or name it .{form}"
        )


def put_out(frame: pd.DataFrame, form: Form, decimal: Decimal, out: Path | None, *, default: Path) -> None:
    """Write a table as a workbook, or as text that is printed where no file is named. default: the workbook's place."""
    if form == "xlsx":
        place = out or default
        refuse_workbook(place, "compare RUN … --xlsx")
        save(place, lambda part: workbook(part, [Table(default.stem.replace("-", " "), lambda: iter([frame]))]))
        return
    text = (
        _json(frame) if form == "json" else "\ufeff" + csv_text(frame, decimal)
    )  # a mark by which spreadsheets know it
    if out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # whatever the terminal's own is: other programs read this
        sys.stdout.write(text)
    else:
        save(out, lambda part: part.write_bytes(text.encode()))


def _json(frame: pd.DataFrame) -> str:
    """A list of rows; null where a number is unbounded or not known."""
    rows = [
        {name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in row.items()}
        for row in records(frame)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _shown(frame: pd.DataFrame, by: By) -> None:
    """A table for each of what is not cut by, under its name, so that `by` runs down the rows."""
    console = terminal()
    keys = [key for key in (SETTING, "scenario", "outcome") if key in frame and key != by]
    keys += ["date"] if "date" in frame and by != "month" else []
    rows = frame.head(MAX_SHOWN)
    for place, (names, group) in enumerate(rows.groupby(keys, sort=False) if keys else [((), rows)]):
        if place:
            console.print()
        title = ", ".join(map(str, names))
        if by != "outcome":
            first = group.iloc[0]
            title += f" ({first['label']}, {first['unit']})"
        table = [list(_cells(row, by)) for row in records(group)]
        heads = columns("month" if by == "month" else by, "mean", "baseline", "difference", of_words=1)
        print_grid(console, heads, table, title=title)
    if len(frame) > MAX_SHOWN:
        console.print(f"… and {len(frame) - MAX_SHOWN:,} rows more; --csv has them all")
    console.print(
        "±: half the 95 % interval of the mean. Differences from the baseline in the same worlds, with 95 % intervals."
    )
    if by == "outcome":
        for unit, named in frame.groupby("unit", sort=False)["outcome"]:
            console.print(f"{unit}: {', '.join(dict.fromkeys(named))}", markup=False)


def few_digits(size: float) -> str:
    """A size with two digits that count, without an exponent: 0.00012."""
    return np.format_float_positional(float(f"{size:.2g}"), trim="-")


def _cells(row: dict[str, Any], by: By) -> Iterator[str]:
    yield str(row["date"] if by == "month" else row[by])
    half = (row["high"] - row["low"]) / 2
    yield f"{row['mean']:.3g}" + (f" ±{few_digits(half)}" if math.isfinite(half) else "")
    yield f"{row['baseline_mean']:.3g}"
    if row["scenario"] == BASELINE:
        yield "–"
    elif row["ci_low"] != row["ci_low"]:  # not known
        yield f"{row['difference']:+z.3f}"
    else:
        yield difference_said(row)
