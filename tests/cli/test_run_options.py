"""Options of `run` about what is left behind: the report, its figures, the blocks; and the version."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, TRIAD, Call, digests
from tests.reading import Reader, page

WORDS = ("run", "deal", "--seeds", TRIAD, "--worlds", "300", "--months", "6", "--jobs", "1")
Ran = Callable[..., Path]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Path]:
    return {}


@pytest.fixture
def ran(call: Call, runs: dict[tuple[str, ...], Path], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run with some options, made once."""

    def make(*options: str) -> Path:
        if options not in runs:
            runs[options] = tmp_path_factory.mktemp("options") / "run"
            status, _, said = call(*WORDS, *options, "--out", runs[options])
            assert status == 0, said
        return runs[options]

    return make


def figures(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "figures").glob("*.svg")}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.npz"))


def test_the_version_is_that_of_the_project(call: Call) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert call("--version") == (0, f"alignment-scenarios {version}\n", "")


def test_without_a_report_the_tables_are_the_same_and_report_writes_it_later(ran: Ran, call: Call) -> None:
    whole, bare = ran(), ran("--no-report")
    assert digests(bare) == digests(whole)
    assert not (bare / "report.html").exists() and not (bare / "figures").exists()
    status, _, said = call(*WORDS, "--out", bare, "--resume")
    assert status == 0 and f"nothing to do; for its report: uv run simulate.py report {bare}" in said
    assert call("report", bare)[0] == 0
    assert figures(bare) == figures(whole) and page(bare).count("told (world ") == page(whole).count("told (world ") > 0
    assert "for its report" not in call(*WORDS, "--out", bare, "--resume")[2]


@pytest.mark.parametrize(("choice", "drawn"), [("none", "No figures are drawn"), ("few", "all scenarios together")])
def test_fewer_figures_leave_their_numbers_in_the_page(ran: Ran, call: Call, choice: str, drawn: str) -> None:
    whole, fewer = ran(), ran("--figures", choice)
    kept = {name for name in figures(whole) if name.startswith(("effect-", "orbit-"))}
    assert kept and figures(fewer) == (kept if choice == "few" else set())
    read, all_ = Reader(page(fewer)), Reader(page(whole))
    assert len(read.images) == len(figures(fewer))
    assert read.tags.count("table") == all_.tags.count("table"), "no table is lost"
    assert drawn in page(fewer) and drawn not in page(whole)
    assert call("report", fewer)[0] == 0
    assert figures(fewer) == figures(whole), "the report draws them later"


def test_blocks_are_condensed_once_the_tables_stand_and_kept_whole_on_request(ran: Ran) -> None:
    lean, whole = ran(), ran("--keep-blocks")
    assert digests(lean) == digests(whole)
    names = {path.name for path in (whole / "blocks").glob("*.npz")}
    assert names == {f"{name}-{block}.npz" for name in ("baseline", "deal") for block in ("000000-256", "000001-44")}
    assert not (lean / "blocks").exists() and {path.name for path in (lean / "levels").glob("*.npz")} == names
    assert size(lean / "levels") < size(whole / "blocks") / 2


def test_a_condensed_run_that_lost_a_table_is_computed_anew(ran: Ran, call: Call) -> None:
    spoiled = ran("--figures", "none", "--seed", "1")
    before = digests(spoiled)
    (spoiled / "comparison.csv").unlink()
    status, _, said = call("report", spoiled)
    assert status == 2 and "call that run again with --resume to have them made anew" in said
    status, _, said = call(*WORDS, "--figures", "none", "--out", spoiled, "--resume")
    assert status == 0 and "damaged" not in said
    assert digests(spoiled) == before and json.loads((spoiled / "run.json").read_text())["finished"]


def test_a_choice_of_figures_that_is_none_is_told(call: Call) -> None:
    status, out, said = call(*WORDS, "--figures", "some")
    assert (status, out) == (2, "") and "'some' is not one of 'none', 'few', 'all'" in said
