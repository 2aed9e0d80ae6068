"""Factors and tables of settings: how they are written, what they make, and every mistake in them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from model.experiment.settings import settings_in, settings_of
from model.load import load_seeds
from tests.cli.test_sweep import WORDS
from tests.conftest import TRIAD, Call, digests
from tests.reading import page

pytestmark = pytest.mark.slow


def test_rows_of_a_table_and_pairs_are_runs_of_their_values_alone(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "settings.csv"
    table.write_text("name;spillover;impact\nlow;0,3;0,1\nhigh;0,6;0,2\n", encoding="utf-8")
    small = ("run", "deal", "--seeds", TRIAD, "--worlds", "8", "--months", "3", "--jobs", "1", "--no-report")
    ways = {
        "table": ("--settings", table),
        "pairs": ("--zip", "--set", "spillover=0.3,0.6", "--set", "impact=0.1,0.2"),
        "alone": ("--set", "spillover=0.6", "--set", "impact=0.2"),
    }
    for name, options in ways.items():
        status, _, said = call(*small, *options, "--out", tmp_path / name)
        assert status == 0, said
    alone = digests(tmp_path / "alone")
    assert digests(tmp_path / "table" / "settings" / "high") == alone
    assert digests(tmp_path / "pairs" / "settings" / "spillover=0.6 impact=0.2") == alone


def test_two_factors_make_a_grid_and_zip_pairs_them() -> None:
    seeds = load_seeds(TRIAD)
    both = ["spillover=0.25:0.75:3", "negativity=1,2"]
    grid = [setting.name for setting in settings_of(both, seeds)]
    assert grid == [f"spillover={x} negativity={y}" for x in ("0.25", "0.5", "0.75") for y in (1, 2)]
    pairs = settings_of(["spillover=0.1:0.3:3", "negativity=1,2,3"], seeds, zipped=True)
    assert [tuple(setting.values.values()) for setting in pairs] == [(0.1, 1.0), (0.2, 2.0), (0.3, 3.0)]
    many = settings_of(["spillover=0:1:20", "negativity=1,2", "impact=0.1,0.2", "memory_half_life=12.25,36.75"], seeds)
    assert [setting.name for setting in many[:2]] == ["001", "002"], "names of many values would be too long"


def test_a_table_of_settings_names_them(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "settings.csv"
    table.write_text("\ufeffName;spillover;assumptions.impact\nlow;0.3;0.1\nhøj;0.6;0.2\n", encoding="utf-8")
    status, printed, said = call(*WORDS, "--settings", table, "--out", tmp_path / "run", "--figures", "none")
    assert status == 0 and "low" in printed and "høj" in printed, said
    found = pd.read_csv(tmp_path / "run" / "settings.csv")
    assert found.to_dict("records") == [
        {"setting": "low", "assumptions.spillover": 0.3, "assumptions.impact": 0.1},
        {"setting": "høj", "assumptions.spillover": 0.6, "assumptions.impact": 0.2},
    ]
    assert (tmp_path / "run" / "settings" / "høj" / "run.json").is_file()
    assert not (tmp_path / "run" / "figures").exists() and "No figures are drawn here" in page(tmp_path / "run")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "spilover=0.3,0.6"), 'unknown assumption "spilover"; did you mean spillover?'),
        (("--set", "spillover=0.3,,0.6"), "a value is missing beside a comma"),
        (("--set", "spillover=0.3,x"), '"x" is not a number'),
        (("--set", "spillover=0,7"), "from 0 to 1, not 7; write 0.7, with a point"),
        (("--set", "spillover=0.3,0.3"), "has the value 0.3 twice"),
        (("--set", "spillover=0.3-0.6"), "several values are written V1,V2,V3 or LO:HI:N"),
        (("--set", "spillover=0.3 .. 0.6"), "several values are written V1,V2,V3 or LO:HI:N"),
        (("--set", "spillover", "0.3,0.6"), "0.3,0.6: is a number, not a scenario"),
        (("--set", "spillover=0.3,", "0.6"), "0.6: is a number, not a scenario; values are written behind their"),
        (("--set", "spillover=0.1:0.9"), "a range is LO:HI:N, for example 0.1:0.5:5"),
        (("--set", "spillover=0.1:0.9:1"), "the last part says how many values, from 2 to 100,000"),
        (("--set", "spillover=0.3:0.3:4"), "the range has no width"),
        (("--set", "spillover=0.3,0.6", "--set", "spillover=0.1,0.2"), "is given twice"),
        (("--set", "spillover=0.3,0.6", "--set", "spillover=0.1"), "is set for all settings and for each"),
        (("--set", "spillover=0.3,0.6", "--zip"), "pairs two factors or more"),
        (("--set", "spillover=0.3,0.6", "--set", "impact=0.1:0.2:3", "--zip"), "assumptions.spillover has 2, "),
        (("--set", "spillover=0:1:1000", "--set", "impact=0:1:1000"), "1,000,000 settings; at most 100,000"),
        (("--set", "spillover=0.3", "--zip"), "--zip: is for several settings"),
        (("--yes",), "--yes: is for several settings"),
        (("--settings", "nowhere.csv"), "--settings nowhere.csv: cannot be read"),
        (("--settings", "nowhere.csv", "--set", "spillover=0.3,0.6"), "--settings names every setting"),
    ],
)
def test_a_wrong_factor_is_told(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    status, out, complained = call(*WORDS, *words, "--out", tmp_path / "run")
    assert (status, out) == (2, "") and said in complained
    assert not (tmp_path / "run").exists()


def test_every_fault_of_a_table_is_told_with_its_place(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "settings.csv"
    rows = ["name,spillover,negatvity,impact", "a,0.3,1,", "A,0.4,1,0.1", ",9,1,0.1", "x/y,0.5,1", "b,0.6,1,0.1",
            "c,0.6,1,0.1"]  # fmt: skip
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    status, out, said = call(*WORDS, "--settings", table, "--out", tmp_path / "run")
    assert (status, out) == (2, "") and not (tmp_path / "run").exists()
    for place, cause in (
        ("1:16", "negatvity: unknown column; did you mean negativity?"),
        ("2:9", "impact: the cell is empty"),
        ("3:1", "name: the setting in line 2 has this name already"),
        ("4:1", "name: the cell is empty"),
        ("4:2", "spillover: must be a finite number from 0 to 1, not 9"),
        ("5:1", "name: no folder can have this name: Windows allows no / in it"),
        ("5:9", "negatvity: this row has 3 cells, and the first line names 4 columns"),
        ("7:1", "name: this setting has the values of the one in line 6"),
    ):
        assert f"{table}:{place}: {cause}" in said, (place, cause, said)
    assert said.endswith(f"to check again: uv run simulate.py check --plan --settings {table}\n")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "\ufeffname;spillover;memory_half_life\r\nlow;0,3;1.000,5\r\nhigh;0.6;12,25\r\n",
            [(0.3, 1000.5), (0.6, 12.25)],
        ),
        ("spillover\n0,3\n0,65\n", [(0.3,), (0.65,)]),
        ("spillover\timpact\n0.3\t0.1\n0.6\t0.2\n", [(0.3, 0.1), (0.6, 0.2)]),
    ],
    ids=["semicolons", "one column", "tabs"],
)
def test_a_table_may_write_decimal_commas_between_semicolons(
    tmp_path: Path, text: str, values: list[tuple[float, ...]]
) -> None:
    (tmp_path / "settings.csv").write_bytes(text.encode())
    found = settings_in(tmp_path / "settings.csv", load_seeds(TRIAD))
    assert [tuple(setting.values.values()) for setting in found] == values
    (tmp_path / "settings.csv").write_text("name;spillover\n0,3;0,3\n", encoding="utf-8")
    assert settings_in(tmp_path / "settings.csv", load_seeds(TRIAD))[0].name == "0,3", "a name stays as it is"


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_no_table_of_settings(call: Call, tmp_path: Path, magic: bytes) -> None:
    (tmp_path / "settings.xlsx").write_bytes(magic + bytes(range(256)))
    status, out, said = call(*WORDS, "--settings", tmp_path / "settings.xlsx", "--out", tmp_path / "run")
    assert (status, out) == (2, "") and "settings.xlsx: is no text but a workbook" in said
    assert "save a table as CSV in UTF-8" in said and not (tmp_path / "run").exists()
    said = call("run", tmp_path / "settings.xlsx", "--out", tmp_path / "run")[2]
    assert "is no scenario; a table of settings is named by --settings" in said


@pytest.mark.parametrize("text", ["", "name\na\n", "spillover\n", "spillover,spillover\n0.1,0.2\n"])
def test_a_table_without_settings_is_told(call: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.csv").write_text(text, encoding="utf-8")
    status, out, said = call(*WORDS, "--settings", tmp_path / "settings.csv", "--out", tmp_path / "run")
    assert (status, out) == (2, "") and "settings.csv" in said and "Traceback" not in said


def test_many_settings_are_asked_about_with_their_cost(call: Call, tmp_path: Path) -> None:
    status, out, said = call(*WORDS, "--set", "spillover=0:1:100", "--set", "impact=0:1:100", "--out", tmp_path / "run")
    assert (status, out) == (2, "") and not (tmp_path / "run").exists()
    first, second, tables, third = said.splitlines()
    assert first == "10,000 settings × 2 scenarios × 60 worlds × 6 months"
    assert re.fullmatch(r"  would take about [\d.,]+ (min|h|days|s) here;", second)
    assert tables == "  the settings' tables take 83 min and 20 GB more, at least;"
    assert third.startswith("  to run them add --yes") and max(map(len, (first, second, third))) <= 80


def test_the_plan_says_the_settings_and_their_work(call: Call) -> None:
    words = ("check", "--plan", "deal", "--seeds", TRIAD, "--worlds", "60", "--months", "6")
    status, out, _ = call(*words, "--set", "spillover=0.3,0.6,0.7", "--set", "feeling=0.01")
    assert status == 0
    assert "THE SETTINGS  3, all with the same random numbers\n  spillover=0.3: assumptions.spillover = 0.3\n" in out
    assert "3 settings × 2 scenarios × 60 worlds × 6 months" in out and "THE WORK  2,520 world-months" in out
    assert "assumptions.feeling = 0.01, set by the command line" in out
