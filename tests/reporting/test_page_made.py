"""Take-home pages made of one value, of scenarios simulated for them, of delays and of odd texts."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import TRIAD, Call
from tests.fixtures import simulated
from tests.mischief import NASTY, WORST, planted
from tests.reading import about, agrees, headline_of, opened, settled, table, worlds_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented region, every assumption at one value."""
    words = ("deal", "--worlds", "60", "--seeds", str(TRIAD), "--jobs", "1")
    return simulated(tmp_path_factory.mktemp("runs") / "plain", *words)


def test_a_run_without_samples_is_compared_and_told_what_it_lacks(
    plain: Path, tmp_path: Path, call: Call, tab: Page
) -> None:
    out = tmp_path / "page.html"
    assert call("page", plain, "--out", out)[0] == 0
    opened(tab, out)
    said = tab.inner_text("#assumptions")
    assert "this run held every assumption at one value" in said
    assert "uv run simulate.py run deal --sample --worlds 1024" in said
    agrees(table(tab, "#all"), worlds_of(plain), "deal", headline_of(out))
    tab.get_by_label("Draw one world").check()
    over = settled(tab).inner_text("#over")
    assert re.search(r"trace deal --world \d+ --seed 1 --months 36 --as-of 2020-12 --seeds ", over)
    status, _, said = call("page", plain, "--slider", "impact", "--out", out)
    assert status == 2 and "run it with --sample" in said


def test_scenarios_are_simulated_as_run_would_with_samples(tmp_path: Path, call: Call, tab: Page) -> None:
    common = ("--worlds", "64", "--seed", "5", "--months", "24", "--seeds", TRIAD, "--jobs", "1")
    out = tmp_path / "page.html"
    assert call("page", "deal", *common, "--delay", "0", "--out", out)[0] == 0
    told = re.search(
        r"The same worlds in full, with a report: <code>uv run simulate.py ([^<]*)</code>", out.read_text()
    )
    assert told is not None and "run deal --sample --worlds 64 --seed 5" in told[1]
    assert call(*shlex.split(told[1]), "--out", tmp_path / "run")[0] == 0
    agrees(table(opened(tab, out), "#all"), worlds_of(tmp_path / "run"), "deal", headline_of(out))
    assert {scenario["id"] for scenario in about(out)["scenarios"]} == {"baseline", "deal"}
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "run"}, "nothing else is left behind"


def test_a_scenario_from_elsewhere_is_named_by_its_file(tmp_path: Path, call: Call) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: Mine\nsummary: Mine.\nextends: deal\n")
    common = ("--worlds", "8", "--months", "2", "--seeds", TRIAD, "--jobs", "1", "--delay", "0")
    assert call("page", mine, *common, "--set", "spillover=0.31234567", "--out", tmp_path / "page.html")[0] == 0
    html = (tmp_path / "page.html").read_text()
    assert f"run {mine} --sample --worlds 8" in html and "--set assumptions.spillover=0.31234567" in html


def test_a_delay_moves_the_scenarios_own_dates(tmp_path: Path, call: Call, tab: Page) -> None:
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    written = (seeds / "scenarios" / "deal.yaml").read_text()
    moved = written.replace("2021-03", "2021-08").replace("[2021-01, 2021-12]", "[2021-06, 2022-05]")
    (seeds / "scenarios" / "moved.yaml").write_text(moved)
    common = ("--worlds", "64", "--months", "24", "--seeds", seeds, "--jobs", "1")
    out = tmp_path / "page.html"
    assert call("page", "deal", "--delay", "5", "--delay", "13", *common, "--out", out)[0] == 0
    assert [(s["id"], s["delay"]) for s in about(out)["scenarios"]] == [("baseline", 0), ("deal", 0), ("deal+5", 5)]
    assert call("run", "moved", "--sample", *common, "--out", tmp_path / "run")[0] == 0
    opened(tab, out)
    before = table(tab, "#all")
    tab.focus("#delay")
    tab.keyboard.press("ArrowRight")
    assert tab.inner_text("#delay-said") == "5 months later"
    after = table(tab, "#all")
    agrees(after, worlds_of(tmp_path / "run"), "moved", headline_of(out))
    assert not after.equals(before)


def test_texts_from_files_stay_text(triad_folder: Path, tmp_path: Path, call: Call, tab: Page) -> None:
    assert planted(triad_folder) > 60
    out = tmp_path / "page.html"
    assert call("page", "deal", "--worlds", "40", "--seeds", triad_folder, "--jobs", "1", "--out", out)[0] == 0
    opened(tab, out)
    tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert WORST in tab.inner_text("#scenario") and NASTY.strip(" \u200f") in tab.inner_text("#about")
    assert tab.locator("img").count() == 0 and tab.locator("script").count() == 3
    assert tab.locator("[onfocus]").count() == 0 and tab.evaluate("window.cracked") is None


def test_an_unfinished_run_has_no_page(plain: Path, tmp_path: Path, call: Call) -> None:
    (tmp_path / "run.json").write_text(json.dumps(json.loads((plain / "run.json").read_text()) | {"finished": None}))
    status, _, said = call("page", tmp_path)
    assert status == 2 and "not finished" in said
