"""`export`: tables that other programs read as they were meant, and a codebook that leaves no column out."""

from __future__ import annotations

import codecs
import csv
import re
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from tests.conftest import ROOT, Call


def test_a_spreadsheet_with_decimal_commas_reads_it(run: Path, call: Call) -> None:
    assert call("export", run, "--to", "csv", "--decimal", "comma") == (0, f"{run / 'export'}\n", "")
    assert {path.name for path in (run / "export").iterdir()} == {
        "comparison.csv", "trajectories.csv", "outcomes.csv", "ledger.csv", "codebook.csv"
    }  # fmt: skip
    for name in ("comparison", "trajectories", "outcomes"):
        assert (run / "export" / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "the mark of UTF-8"
    read = pd.read_csv(run / "export" / "comparison.csv", sep=";", decimal=",", encoding="utf-8-sig")
    source = pd.read_csv(run / "comparison.csv")
    for column in source.columns:
        assert (
            list(read[column].dropna()) == pytest.approx(list(source[column].dropna()), abs=1e-15)
            if (source[column].dtype == float)
            else list(read[column]) == list(source[column])
        )
    row = read.set_index(["scenario", "outcome"]).loc[("deal", "treaty_signed")]
    assert (row["scenario_name"], row["label"], row["unit"]) == ("A deal", "Treaty signed", "share of worlds")


NUMBER = re.compile(r"[+-]?\d+(,\d+)?([eE][+-]?\d+)?")
DATE = re.compile(r"\d{1,2}\.\d{1,2}(\.(\d{2,4})?)?|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d{1,2}/\d{1,2}")
"""Cells that a spreadsheet of a German system takes for numbers, and for dates."""


@pytest.mark.parametrize("name", ["comparison", "trajectories", "outcomes", "ledger", "codebook"])
def test_a_german_spreadsheet_takes_every_cell_for_what_it_is(name: str, run: Path, call: Call) -> None:
    """Read cell by cell, as it does: a number with a point would be a text there, or a day of the year."""
    assert call("export", run, "--to", "csv", "--decimal", "comma")[0] == 0
    path = run / "export" / f"{name}.csv"
    assert path.read_bytes().startswith(codecs.BOM_UTF8), "else it takes the file for one in the system's own encoding"
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert csv.Sniffer().sniff(file.readline(), delimiters=";,\t").delimiter == ";"
        file.seek(0)
        head, *rows = csv.reader(file, delimiter=";")
    assert rows and all(len(row) == len(head) for row in rows)
    cells = dict(zip(head, zip(*rows, strict=True), strict=True))
    for column, found in cells.items():
        numbers = [NUMBER.fullmatch(cell) is not None for cell in found if cell]
        assert all(numbers) or not any(numbers), f"{column}: numbers and texts in one column"
        assert not any(DATE.fullmatch(cell) or re.fullmatch(r"[+-]?\d*\.\d+", cell) for cell in found), column
        assert not any(cell.startswith(("=", "@")) for cell in found), column
    if name == "trajectories":
        assert set(zip(cells["month"], cells["date"], strict=True)) == {
            ("0", "2020-12"), ("1", "2021-01"), ("2", "2021-02"), ("3", "2021-03")
        }  # fmt: skip
        source = pd.read_parquet(run / "trajectories.parquet")
        assert [float(cell.replace(",", ".")) for cell in cells["mean"]] == list(source["mean"])
    if name == "outcomes":
        assert set(cells["treaty_signed"]) <= {"0", "1"}


def test_trajectories_have_dates_labels_and_units(run: Path, call: Call, tmp_path: Path) -> None:
    words = ("--measure", "treaty_signed", "--measure", "alignment.BBB.CCC", "--month", "2", "--out", tmp_path / "some")
    assert call("export", run, *words)[0] == 0
    assert {path.name for path in (tmp_path / "some").iterdir()} == {"trajectories.csv", "codebook.csv"}
    read = pd.read_csv(tmp_path / "some" / "trajectories.csv", encoding="utf-8-sig")
    assert list(read.columns[:7]) == ["scenario", "scenario_name", "month", "date", "measure", "label", "unit"]
    assert set(zip(read["scenario"], read["month"], read["date"], strict=True)) == {
        ("baseline", 2, "2021-02"), ("deal", 2, "2021-02")
    }  # fmt: skip
    assert dict(zip(read["measure"], read["unit"], strict=True)) == {
        "treaty_signed": "share of worlds", "alignment.BBB.CCC": "−1 to 1"
    }  # fmt: skip
    source = pd.read_parquet(run / "trajectories.parquet").query("month == 2")
    expected = source[source["measure"].isin(["treaty_signed", "alignment.BBB.CCC"])]
    assert list(read["mean"]) == list(expected["mean"])


@pytest.mark.slow
def test_a_workbook_has_numbers_and_no_formulas(call: Call, triad_folder: Path, tmp_path: Path) -> None:
    deal = triad_folder / "scenarios" / "deal.yaml"
    deal.write_text(deal.read_text(encoding="utf-8").replace("name: A deal", "name: '=1+1'"), encoding="utf-8")
    words = ("run", "deal", "--seeds", triad_folder, "--worlds", "8", "--months", "3", "--jobs", "1", "--no-report")
    assert call(*words, "--out", tmp_path / "run")[0] == 0
    assert call("export", tmp_path / "run", "--to", "xlsx")[:2] == (0, f"{tmp_path / 'run' / 'export' / 'run.xlsx'}\n")
    book = openpyxl.load_workbook(tmp_path / "run" / "export" / "run.xlsx")
    assert book.sheetnames == ["comparison", "trajectories", "outcomes", "ledger", "codebook"]
    head, *rows = book["outcomes"].iter_rows(values_only=True)
    source = pd.read_parquet(tmp_path / "run" / "outcomes.parquet")
    assert len(rows) == len(source) == 16
    for name in ("a_influence", "treaty_signed", "months_to_treaty", "alignment.BBB.CCC"):
        column = [row[head.index(name)] for row in rows]
        assert [x is None for x in column] == list(source[name].isna()), name
        numbers = [x for x in column if x is not None]
        assert all(isinstance(x, int | float) for x in numbers), name
        assert numbers == pytest.approx([float(x) for x in source[name].dropna()], rel=1e-14), name
    assert {row[head.index("scenario_name")] for row in rows} == {"As documented", "'=1+1"}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.slow
def test_parquet_keeps_types(sweep: Path, call: Call, tmp_path: Path) -> None:
    assert call("export", sweep, "--to", "parquet", "--out", tmp_path / "tables")[0] == 0
    read, source = (pd.read_parquet(folder / "outcomes.parquet") for folder in (tmp_path / "tables", sweep))
    assert list(read.columns[:4]) == ["setting", "scenario", "scenario_name", "world"]
    assert read["treaty_signed"].dtype == bool
    pd.testing.assert_frame_equal(read.drop(columns="scenario_name"), source, check_dtype=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_the_codebook_has_every_column_and_measure_once(
    kind: str, call: Call, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = request.getfixturevalue(kind)
    assert call("export", folder, "--out", tmp_path / "tables")[0] == 0
    tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in (tmp_path / "tables").glob("*.csv")}
    book = tables.pop("codebook")
    assert set(tables) == {"comparison", "trajectories", "outcomes", "settings" if kind == "sweep" else "ledger"}
    columns = book[~book["column"].str.startswith("measure=")]
    for name, table in tables.items():
        assert list(columns.loc[columns["table"] == name, "column"]) == list(table.columns), name
    told = book.loc[book["column"].str.startswith("measure="), "column"].str.removeprefix("measure=")
    assert list(told) == list(dict.fromkeys(tables["trajectories"]["measure"]))
    assert book["label"].notna().all() and book["meaning"].notna().all() and not book.duplicated().any()
    units = book.set_index(["table", "column"])["unit"]
    assert (
        units["outcomes", "treaty_signed"] == "yes or no (1 or 0)" and units["outcomes", "months_to_treaty"] == "months"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "treaty_sined"), "has no such measure; did you mean treaty_signed?"),
        (("--month", "4"), "has months 0 to 3"),
        (("--to", "xlsx", "--decimal", "comma"), "--decimal comma: numbers of --to xlsx have no decimal sign"),
        (("--to", "xlsx", "--out", "tables"), "give it a name that ends in .xlsx"),
        (("--to", "netcdf", "--month", "2"), "--to netcdf writes all there is"),
        (("--to", "cvs"), "'--to': 'cvs' is not one of 'csv', 'xlsx', 'parquet', 'netcdf'; did you mean csv?"),
        (("--to", "ods"), "'ods' is not one of 'csv', 'xlsx', 'parquet', 'netcdf'"),
    ],
)
def test_what_cannot_be_exported_is_told(run: Path, call: Call, words: tuple[str, ...], said: str) -> None:
    status, out, complained = call("export", run, *words)
    assert (status, out) == (2, "") and said in complained, complained
    assert not (run / "export").exists()


def test_a_sheet_that_would_be_too_long_leaves_nothing(run: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reporting.table_files.MAX_ROWS", 100)
    status, _, said = call("export", run, "--to", "xlsx")
    assert status == 2 and "trajectories: has more than 100 rows" in said and "--measure and --month" in said
    assert list((run / "export").iterdir()) == []


def test_what_is_missing_is_told(run: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reporting.table_files.find_spec", lambda _: None)
    assert "uv run --extra export simulate.py export RUN --to xlsx" in call("export", run, "--to", "xlsx")[2]
    (run / "comparison.csv").unlink()
    assert "no longer what the run wrote: comparison.csv" in call("export", run)[2]
    assert "not a run folder" in call("export", run.parent)[2]


def test_netcdf_has_named_dimensions(run: Path, sweep: Path, call: Call, tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    place = run / "export" / "run.nc"
    assert call("export", run, "--to", "netcdf") == (0, f"{place}\n", "")
    with xarray.open_dataset(place, engine="scipy") as read:
        assert dict(read["value"].sizes) == {"scenario": 2, "world": 8, "outcome": len(read["outcome"])}
        outcomes, comparison = pd.read_parquet(run / "outcomes.parquet"), pd.read_csv(run / "comparison.csv")
        deal = outcomes[outcomes["scenario"] == "deal"]
        for name in ("a_influence", "treaty_signed", "months_to_treaty"):
            column = read["value"].sel(scenario="deal", outcome=name)
            assert list(column.to_pandas().dropna()) == list(deal[name].dropna().astype(float)), name
            assert int(column.isnull().sum()) == int(deal[name].isna().sum())
        lead = read["value"].sel(scenario="deal", outcome="orbit.BBB=AAA")
        assert list(lead.values == 1) == list(deal["orbit.BBB"] == "AAA")
        row = comparison.set_index(["scenario", "outcome"]).loc[("deal", "treaty_signed")]
        assert float(read["difference"].sel(scenario="deal", outcome="treaty_signed")) == row["difference"]
        month = read["monthly_mean"].sel(scenario="deal", measure="treaty_signed", month=2)
        assert str(month["date"].values) == "2021-02"
        source = pd.read_parquet(run / "trajectories.parquet")
        wanted = source.query("scenario == 'deal' and measure == 'treaty_signed' and month == 2")["mean"].item()
        assert float(month) == wanted
        assert str(read["unit"].sel(outcome="treaty_signed").values) == "share of worlds"
        assert str(read["measure_unit"].sel(measure="treaty_signed").values) == "share of worlds"
        assert str(read["measure_label"].sel(measure="treaty_signed").values) == "Treaty signed"
        assert read.attrs["seed"] == 1 and read.attrs["command"].startswith("simulate.py run deal")
    assert call("export", sweep, "--to", "netcdf", "--out", tmp_path / "s.nc")[0] == 0
    with xarray.open_dataset(tmp_path / "s.nc", engine="scipy") as read:
        assert list(read["setting"].values) == ["spillover=0.3", "spillover=0.6"]
        assert list(read["assumptions.spillover"].values) == [0.3, 0.6]
        assert read["value"].dims == ("setting", "scenario", "world", "outcome")


def test_netcdf_without_its_package_is_told(run: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reporting.netcdf.find_spec", lambda _: None)
    said = call("export", run, "--to", "netcdf")[2]
    assert "uv run --extra netcdf simulate.py export RUN --to netcdf" in said
    assert not (run / "export").exists()
    monkeypatch.setattr("model.reporting.netcdf.find_spec", lambda _: True)
    assert "give it a name that ends in .nc" in call("export", run, "--to", "netcdf", "--out", "x.h5")[2]


def test_a_data_set_that_would_not_fit_is_refused(run: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reporting.netcdf.find_spec", lambda _: True)
    monkeypatch.setattr("model.reporting.netcdf.LARGEST", 1000)
    status, _, said = call("export", run, "--to", "netcdf")
    assert status == 2 and "too much for one data set; take --to parquet" in said
    assert list((run / "export").iterdir()) == []


def test_the_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(cited)
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
