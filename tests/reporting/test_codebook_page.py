"""The page of all tables is as fresh as the codebook, and its columns are those that runs write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import model
from model.experiment.joined import SETTING
from model.load import load_seeds
from model.load.checks import RESERVED
from model.reporting.codebook_page import DOCUMENT, TABLES, outcome_columns, refreshed, tables
from model.spec.seeds import Seeds
from tests.conftest import ROOT, TRIAD, Call

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run with a changed assumption and a document less, and a sweep."""
    place = tmp_path_factory.mktemp("runs")
    options: dict[str, Any] = {"overrides": {"assumptions.spillover": 0.4}, "without": ["memoir"]}
    changed = model.make_experiment(["deal"], seeds=TRIAD, months=3, **options)
    model.run(changed, place / "run", worlds=8, jobs=1, figures=None)
    deal = model.make_experiment(["deal"], seeds=TRIAD, months=3)
    model.run(deal, place / "sweep", worlds=8, jobs=1, figures=None, set={"spillover": [0.3, 0.6]})
    return {name: place / name for name in ("run", "sweep")}


def columns_of(path: Path) -> list[str]:
    return list(pq.read_schema(path).names if path.suffix == ".parquet" else pd.read_csv(path, nrows=0).columns)


def test_the_page_is_fresh_and_linked(seeds: Seeds) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == refreshed(text, seeds), "write it anew: uv run python -m model.reporting.codebook_page"
    for page in (Path("README.md"), Path("model/docs/python.md")):
        assert "tables.md" in (ROOT / page).read_text(encoding="utf-8"), page


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_every_table_of_a_folder_is_described_column_by_column(kind: str, folders: dict[str, Path]) -> None:
    told = {table.file: list(table.columns) for table in TABLES}
    files = sorted(path for path in folders[kind].iterdir() if path.suffix in (".csv", ".parquet"))
    assert {path.name for path in files} == (
        {"comparison.csv", "outcomes.parquet", "trajectories.parquet", "as-shipped.csv"}
        | ({"ledger.csv", "overrides.csv"} if kind == "run" else {"by-setting.csv", "settings.csv"})
    )
    for path in files:
        columns = columns_of(path)
        if kind == "sweep" and path.name != "by-setting.csv":
            assert columns.pop(0) == SETTING
        if path.name == "outcomes.parquet":
            assert columns == ["scenario", "world", *(name for name, _ in outcome_columns(load_seeds(TRIAD)))]
        elif path.name == "settings.csv":
            assert columns == ["assumptions.spillover"]
        else:
            assert columns == told[path.name], path.name


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_no_outcome_has_the_name_of_another_column(kind: str, folders: dict[str, Path], call: Call) -> None:
    folder, seeds = folders[kind], load_seeds(TRIAD)
    assert call("export", folder, "--to", "csv")[0] == 0
    written = [path for path in folder.rglob("*") if path.suffix in (".csv", ".parquet")]
    assert {"outcomes.parquet", "codebook.csv"} <= {path.name for path in written}
    for path in written:
        names = set(columns_of(path))
        others = {name for name in names if seeds.outcomes.of(name) is None and not name.startswith("assumptions.")}
        if path.name != "codebook.csv":
            assert others <= {*RESERVED}, path
    assert not {*RESERVED} & {*seeds.outcomes.outcomes}


def test_units_are_those_of_the_numbers(seeds: Seeds) -> None:
    rows = [line.strip("| ").split(" | ") for line in tables(seeds).splitlines() if line.startswith("| `")]
    assert all(len(row) == 3 and row[2] for row in rows)
    units = {row[0]: row[1] for row in rows}
    assert units["`peace_signed`"] == "yes or no (1 or 0)" and units["`months_to_peace`"] == "months"
    assert units["`orbit.ARM`"] == "name" and units["`alignment.A.B`"] == "−1 to 1"
    assert units["`hostile_events.ARM.AZE`"] == "events" and units["`balance`"] == "0 to 1"
    assert units["`economic_pressure_armenia`"] == "weighted events" and units["`russian_influence`"] == "0 to 1"
