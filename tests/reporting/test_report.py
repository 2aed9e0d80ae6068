"""The page says what the tables say, to every reader, without a network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from model.analysis.finished_run import Saved
from model.experiment.run_folder import RunFolder
from model.reporting.report.matrix import Cell, Matrix
from model.reporting.report.sentences import SET_ITSELF, TOLD_FIRST
from model.reporting.wording.words import Words
from model.simulation.model import Region
from tests.conftest import Call
from tests.fixtures import simulated
from tests.reading import Reader, page
from tests.seeing import dark_by_night, screen, serious, wider_than_the_screen

pytestmark = pytest.mark.slow

SCENARIOS = ("corridor-opened", "russian-provocation-skirmish")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "shipped", *SCENARIOS, "--worlds", "100")


@pytest.fixture(scope="module")
def read(run: Path) -> Reader:
    return Reader(page(run))


def value_of(place: Mapping[str, str], table: pd.DataFrame, parts: pd.DataFrame) -> float:
    """The number that a sentence marks: a cell of the comparison, or the part of a difference that followed or not."""
    key, column = (place["data-scenario"], place["data-outcome"]), place["data-column"]
    if column.startswith("followed"):
        return float(parts.loc[key, column])
    if column == "times":
        return float(abs(parts.loc[key, "followed"]) / parts.loc[key, "smallest"])
    if column == "written":
        return float(parts.loc[key, "difference"] - parts.loc[key, "followed"])
    return float(table.loc[key, column])


def test_every_number_in_a_sentence_is_a_cell_of_the_comparison_or_a_part_of_one(run: Path, read: Reader) -> None:
    table = pd.read_csv(run / "comparison.csv").set_index(["scenario", "outcome"])
    outcomes = pd.read_parquet(run / "outcomes.parquet")
    parts = Saved(RunFolder(run)).findings.set_index(["scenario", "outcome"])
    assert len(read.cells) > 20
    for place, text in read.cells:
        value = value_of(place, table, parts)
        if text == "never":
            side = place["data-scenario"] if place["data-column"] == "mean" else "baseline"
            assert outcomes.loc[outcomes["scenario"] == side, place["data-outcome"]].isna().all(), place
            continue
        found = re.fullmatch(r"([−+]?)(\d+(?:\.\d+)?)(\s%|\spoints|\smonths)?", text)
        assert found is not None, text
        scale = 100 if found[3] and found[3].strip() in ("%", "points") else 1
        half = 0.5 * 10.0 ** -len(found[2].partition(".")[2])
        assert float(found[2]) == pytest.approx(abs(value) * scale, abs=half * 1.001), (place, text)
        if found[1]:
            assert (found[1] == "−") == (value < 0), (place, text)
    labels = re.sub(
        r"about what [\d,]+ high-level visits|\d+ more\b", "", read.outside.replace("(never counts as 36)", "")
    )
    assert set(re.findall(r"\d+(?:\.\d+)?", labels)) <= {"95"}, "no number but those, and the 95 % of the interval"


def test_the_answer_is_the_baseline_and_an_effect_of_each_scenario(run: Path) -> None:
    """Three effects, of other scenarios first, then of the same."""
    answer = re.search(r'<div class="answer">(.*?)</div>', page(run), flags=re.DOTALL)
    assert answer is not None
    saved = Saved(RunFolder(run))
    effects = saved.effects()
    assert len(effects) > len(SCENARIOS) and {*effects["scenario"]} == {*SCENARIOS}
    assert len(re.findall("<li>", answer[1])) == TOLD_FIRST
    assert len(re.findall("What followed:", answer[1])) == len(re.findall(SET_ITSELF, answer[1])) == TOLD_FIRST
    assert all(str(saved.scenarios[name].name) in answer[1] for name in SCENARIOS)


def behind(cell: Cell) -> str:
    """A mark's number, as it is written into the page."""
    assert bool(cell.behind) == (cell.text in ("·", "?"))
    assert cell.said.startswith(cell.behind[:1]), "of the same sign"
    return f'<span class="behind"> {cell.behind}</span>' if cell.behind else ""


def test_the_matrix_says_what_the_verdicts_of_the_comparison_say(run: Path) -> None:
    table = pd.read_csv(run / "comparison.csv").set_index(["scenario", "outcome"])
    saved = Saved(RunFolder(run))
    matrix = Matrix(saved, Words(saved.seeds, saved.months))
    sure = "(up|down)[123]( partly)?"
    looks = {"matters": sure, "size unsure": sure, "too small": "small|same", "cannot tell": "untold",
             "set by the scenario": "own"}  # fmt: skip
    ledger = pd.read_csv(run / "ledger.csv")
    sums_of, written = set(ledger["outcome"]), ledger[ledger["written"]]
    sums = written.groupby(["scenario", "outcome"])["difference"].sum().to_dict()
    seen = set()
    for row in matrix.rows():
        for outcome, cell in zip(matrix.outcomes, row.cells, strict=True):
            found = table.loc[(row.scenario, outcome)]
            assert re.fullmatch(looks[found["verdict"]], cell.look), (row.scenario, outcome, cell)
            if cell.look[:2] in ("up", "do"):
                own = sums.get((row.scenario, outcome), 0.0) if outcome in sums_of else found["difference_script"]
                followed = found["difference"] - own
                assert (cell.look[:2] == "up") == (followed > 0) == cell.text.startswith("+")
                parted = abs(own) >= max(0.05 * abs(found["difference"]), found["smallest_that_matters"])
                assert cell.look.endswith(" partly") == parted, (row.scenario, outcome)
                times = abs(followed) / found["smallest_that_matters"]
                assert times >= 1, "what the scenario writes is hatched"
                assert int(re.sub("[^0-9]", "", cell.look)) == (1 if times < 2 else 2 if times < 5 else 3)
            seen.add(cell.look)
    assert {"own", "small", "untold"} <= seen and any(look.startswith(("up", "down")) for look in seen)
    assert any(look.endswith(" partly") for look in seen)
    html = page(run)
    for row in matrix.rows():
        cells = "".join(f'<td class="{c.look}" title="{c.said}">{c.text}{behind(c)}</td>' for c in row.cells)
        assert cells in html.replace("&#39;", "'"), row.name


def test_the_page_needs_no_network_and_no_script(read: Reader) -> None:
    assert all(address.startswith(("data:", "#")) for address in read.addresses)
    assert not {"script", "iframe", "object", "embed"} & set(read.tags)
    targets = {address[1:] for address in read.addresses if address.startswith("#")}
    assert targets <= set(read.ids), "every link leads somewhere"
    assert len(read.ids) == len(set(read.ids))


def test_headings_are_in_order_and_pictures_have_words(read: Reader) -> None:
    assert read.headings[0] == 1 and read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert all(len(image["alt"] or "") > 20 for image in read.images)
    assert read.loose_headers == 0
    assert read.tags.count("table") == page_captions(read)


def page_captions(read: Reader) -> int:
    return read.tags.count("caption")


def test_all_parts_are_there(run: Path, read: Reader) -> None:
    parts = ["answer", "effects", "scenarios", "s-baseline", *(f"s-{name}" for name in SCENARIOS), "evidence", "claims",
             "questions", "skill", "assumptions", "cautions", "reproduce"]  # fmt: skip
    assert set(parts) <= set(read.ids)
    html = page(run)
    assert "Not measured in this run" in html
    assert "was not looked into by this run" in html, "whether a conclusion rests on one coefficient"
    assert html.count("told (world ") == 3
    names = {path.stem for path in (run / "figures").glob("*.svg")}
    assert names == {path.stem for path in (run / "figures").glob("*.png")}
    assert len(read.images) == len(names) > 20


def test_thirty_scenarios_stay_under_three_megabytes(run: Path) -> None:
    """Size of all but the scenarios' parts, the baseline's among it, and thirty times that of one more."""
    html = page(run)
    start, end = html.index(f'aria-labelledby="s-{SCENARIOS[0]}"'), html.index('aria-labelledby="evidence"')
    assert start > html.index('aria-labelledby="s-baseline"')
    one = (end - start) / len(SCENARIOS)
    rest = len(html.encode()) - (end - start)
    assert rest + 30 * one * 1.02 < 3_000_000


def test_report_writes_the_same_again_without_simulating(
    run: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in (run / "figures").iterdir()} | {
        "": (run / "report.html").read_bytes()
    }
    monkeypatch.setattr(Region, "__init__", lambda *_, **__: pytest.fail("report must not simulate"))
    status, out, _ = call("report", run)
    assert status == 0 and out.strip() == str(run / "report.html")
    after = {path.name: path.read_bytes() for path in (run / "figures").iterdir()} | {
        "": (run / "report.html").read_bytes()
    }
    assert after == before


def test_thirty_scenarios_take_twelve_screens_as_the_page_opens(run: Path, browser: Browser) -> None:
    """The height that does not depend on the number of scenarios, and thirty times the row and folded part of one."""
    context = screen(browser, 1280, 800)
    shown = context.new_page()
    shown.goto((run / "report.html").as_uri())
    heights = "parts => parts.map(part => part.getBoundingClientRect().height)"
    rows, parts = (shown.eval_on_selector_all(of, heights) for of in (".matrix tbody tr", "details.part"))
    whole = shown.evaluate("document.documentElement.scrollHeight")
    context.close()
    assert len(rows) == 2 and len(parts) == 3
    assert whole - sum(rows) - sum(parts) + 30 * (max(rows) + max(parts)) < 12 * 800


def test_the_number_behind_a_mark_is_heard_and_seen_by_keyboard_and_on_paper(run: Path, browser: Browser) -> None:
    context = screen(browser, 1280, 800)
    shown = context.new_page()
    shown.goto((run / "report.html").as_uri())
    number = shown.locator(".matrix td.untold .behind").first
    said = number.inner_text().strip()

    def height() -> float:
        return float(number.evaluate("span => span.getBoundingClientRect().height"))

    assert re.fullmatch(r"[−+]?[\d.]+.*", said) and height() <= 1
    assert said in shown.locator(".scroll", has=number).first.aria_snapshot()
    for _ in range(200):
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement.getAttribute('aria-label')") == "Matrix of scenarios and outcomes":
            break
    assert height() > 8
    shown.keyboard.press("Tab")
    assert height() <= 1
    shown.emulate_media(media="print")
    assert height() > 6
    context.close()


def test_on_paper_each_scenario_has_its_line_and_no_page_is_begun_for_a_few_words(run: Path, browser: Browser) -> None:
    context = screen(browser, 700, 1000)
    shown = context.new_page()
    shown.goto((run / "report.html").as_uri())
    assert not shown.locator(".paper").is_visible() and shown.locator("nav").is_visible()
    shown.emulate_media(media="print")
    assert shown.locator(".paper").is_visible() and not shown.locator("nav").is_visible()
    lines = shown.locator("details.part:not([open]) > summary")
    assert lines.count() > 1 and all(lines.nth(place).is_visible() for place in range(lines.count()))
    assert not any(one.is_visible() for one in shown.locator("details:not([open], .part) > summary").all())
    breaks = "[...document.querySelectorAll('h2')].map(head => getComputedStyle(head).breakBefore)"
    assert {*shown.evaluate(breaks)} == {"auto"}
    context.close()


@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it_without_complaint(run: Path, browser: Browser, width: int) -> None:
    complaints: list[str] = []
    context = screen(browser, width, 900)
    shown = context.new_page()
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("requestfailed", lambda request: complaints.append(request.url[:80]))
    shown.goto((run / "report.html").as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    faults = serious(shown)
    wide, dark = wider_than_the_screen(shown), dark_by_night(shown)
    broken = shown.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    shown.evaluate("scrollBy(0, document.querySelector('.matrix thead').getBoundingClientRect().top + 30)")
    head = shown.evaluate("document.querySelector('.matrix thead th').getBoundingClientRect().top")
    context.close()
    assert complaints == []
    assert faults == []
    assert dark
    assert wide == 0, "nothing sticks out to the side"
    assert broken == 0
    assert width < 1100 or head == 0, "the heads of the matrix stay in view"
