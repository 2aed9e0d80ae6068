"""The page says what the tables say, to every reader, without a network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from playwright.sync_api import Browser

from model.errors import RunError
from model.hindcast.words import RIVALS, SCORES
from model.region import Region
from model.report.page import write_report
from model.report.saved import Saved
from model.report.words import Words
from model.store import RunFolder
from tests.conftest import ROOT, TRIAD, Call

SCENARIOS = ("corridor-opened", "russian-provocation-skirmish")


def simulated(folder: Path, *words: str) -> Path:
    subprocess.run(
        [sys.executable, str(ROOT / "simulate.py"), "run", *words, "--out", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "shipped", *SCENARIOS, "--worlds", "100")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "toy", "deal", "--worlds", "60", "--seeds", str(TRIAD))


def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """What a page holds: sentences with their numbers, headings, images, tables, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.images: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.loose_headers = 0
        self.cells: list[tuple[dict[str, str | None], str]] = []
        self.outside = ""
        self.ids: list[str] = []
        self._said = 0
        self._cell: dict[str, str | None] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(given)
        if tag == "th" and "scope" not in given:
            self.loose_headers += 1
        if "id" in given:
            self.ids.append(str(given["id"]))
        self.addresses += [str(given[key]) for key in ("src", "href") if given.get(key)]
        if self._said:
            self._said += 1
        elif given.get("class") == "said":
            self._said = 1
        if tag == "data":
            self._cell = given
            self.cells.append((given, ""))

    def handle_endtag(self, tag: str) -> None:
        if self._said:
            self._said -= 1
        if tag == "data":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self.cells[-1] = (self.cells[-1][0], self.cells[-1][1] + data)
        elif self._said:
            self.outside += data


@pytest.fixture(scope="module")
def read(run: Path) -> Reader:
    return Reader(page(run))


def test_every_number_in_a_sentence_is_a_cell_of_the_comparison(run: Path, read: Reader) -> None:
    table = pd.read_csv(run / "comparison.csv").set_index(["scenario", "outcome"])
    assert len(read.cells) > 30
    for place, text in read.cells:
        value = float(table.loc[(place["data-scenario"], place["data-outcome"]), place["data-column"]])
        found = re.fullmatch(r"([−+]?)(\d+(?:\.\d+)?)(\s%|\spoints|\smonths)?", text)
        assert found is not None, text
        scale = 100 if found[3] and found[3].strip() in ("%", "points") else 1
        half = 0.5 * 10.0 ** -len(found[2].partition(".")[2])
        assert float(found[2]) == pytest.approx(abs(value) * scale, abs=half * 1.001), (place, text)
        if found[1]:
            assert (found[1] == "−") == (value < 0), (place, text)
    assert set(re.findall(r"\d+(?:\.\d+)?", read.outside)) <= {"95"}, (
        "no number but those, and the 95 % of the interval"
    )


def test_the_answer_is_three_sentences(run: Path) -> None:
    answer = re.search(r'<div class="answer">(.*?)</div>', page(run), flags=re.DOTALL)
    assert answer is not None
    assert len(re.findall('class="said"', answer[1])) == 3


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
             "skill", "assumptions", "cautions", "reproduce"]  # fmt: skip
    assert set(parts) <= set(read.ids)
    html = page(run)
    assert "Not measured in this run" in html
    assert "was not looked into by this run" in html, "whether a conclusion rests on one coefficient"
    assert html.count("told (world ") == 3
    names = {path.stem for path in (run / "figures").glob("*.svg")}
    assert names == {path.stem for path in (run / "figures").glob("*.png")}
    assert len(read.images) == len(names) > 30


def test_thirty_scenarios_stay_under_five_megabytes(run: Path) -> None:
    """What does not depend on the number of scenarios, and thirty times what one adds."""
    html = page(run)
    starts = [html.index(f'aria-labelledby="s-{name}"') for name in ("baseline", *SCENARIOS)]
    end = html.index('aria-labelledby="evidence"')
    one = max(b - a for a, b in zip(starts, [*starts[1:], end], strict=True))
    rest = len(html.encode()) - (end - starts[0])
    assert rest + 30 * one * 1.02 < 5_000_000


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


def test_texts_from_files_are_escaped(tmp_path: Path, call: Call) -> None:
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    nasty = '<script>alert(1)</script> & "quoted" <img src=x onerror=y>'
    (seeds / "scenarios" / "deal.yaml").write_text(
        f"name: '{nasty}'\nsummary: '{nasty}'\nquestion: '{nasty}'\nextends: baseline\ninterventions:\n"
        f"  - {{at: 2021-03, event: {{type: raid, source: AAA, target: CCC, salience: war}}, why: '{nasty}'}}\n"
    )
    assert call("run", "deal", "--worlds", "40", "--seeds", seeds, "--out", tmp_path / "run")[0] == 0
    html = page(tmp_path / "run")
    assert "<script" not in html and "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_it_says_that_the_inputs_have_changed(tmp_path: Path, call: Call) -> None:
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    assert call("run", "deal", "--worlds", "5", "--seeds", seeds, "--out", tmp_path / "run")[0] == 0
    assert "Inputs have changed" not in page(tmp_path / "run")
    with (seeds / "events.yaml").open("a") as file:
        file.write("# a remark\n")
    assert call("report", tmp_path / "run")[0] == 0
    assert "Inputs have changed" in page(tmp_path / "run") and "events.yaml" in page(tmp_path / "run")
    shutil.rmtree(seeds)
    status, _, said = call("report", tmp_path / "run")
    assert status == 2 and "is not there" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("baseline", "--worlds", "40"), "This run has one scenario alone"),
        (("deal", "--worlds", "2"), "2 worlds are too few to conclude anything"),
        (("deal", "--worlds", "1"), "1 world is too few to conclude anything"),
        (("deal", "--worlds", "40", "--months", "1"), "1 month to 2021-01"),
    ],
)
def test_a_modest_run_has_a_modest_report(tmp_path: Path, call: Call, words: tuple[str, ...], said: str) -> None:
    assert call("run", *words, "--seeds", TRIAD, "--out", tmp_path / "run")[0] == 0
    html = page(tmp_path / "run")
    assert said in html
    text = re.sub(r"<[^>]+>", "", html)
    assert not re.search(r"\b(nan|inf|None|NaN)\b", text), re.search(r".{60}\b(nan|inf|None|NaN)\b", text)
    assert "sign and size stable" not in text or "--months" in words


def test_a_scenario_identical_to_the_baseline_is_told_so(tmp_path: Path, call: Call) -> None:
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    (seeds / "scenarios" / "same.yaml").write_text("name: Same\nsummary: Nothing new.\nextends: baseline\n")
    status, _, warned = call("run", "same", "--worlds", "40", "--seeds", seeds, "--out", tmp_path / "run")
    assert status == 0 and "came out identical" in warned
    assert "Identical to the baseline." in page(tmp_path / "run")


def test_sampled_assumptions_are_asked_what_hangs_on_them(tmp_path: Path, call: Call) -> None:
    words = ("run", "deal", "--worlds", "60", "--sample", "--seeds", TRIAD, "--out", tmp_path / "run")
    assert call(*words)[0] == 0
    html = page(tmp_path / "run")
    assert "was not looked into by this run" not in html
    assert "rests on one coefficient" in html or "rests mostly on one assumption" in html


HINDCAST = {
    "skill.csv": "window,horizon,rival,score,model,rival_mean,skill,low,high,starts\n"
    + "".join(f'test,all,"{rival}",{score},0.1,0.2,0.123456,-0.2,0.31,4\n' for rival in RIVALS for score in SCORES),
    "milestones.csv": "window,milestone,rival,cases,happened,chance,model,rival_mean,skill,low,high,starts\n"
    "test,<b>signed</b>,nothing happens,8,0.5,0.25,0.3125,0.5,0.3,,,4\n"
    "test,never,nothing happens,8,0,0.01,0.001,0,,,,4\n",
    "independent.csv": "window,horizon,cases,starts,spans apart,dyads apart\n"
    "test,3,48,4,4,2\ntest,12,24,2,1,1.5\ntest,24,12,1,1,1.5\n",
    "misses.csv": "window,of,to,start,target,opening,expected,low,high,truth,reason,happened\n"
    "test,AAA,BBB,2021-01,2022-01,0.1,0.2,0.15,0.25,-0.3,it expected little,2021-05 a-raid (-0.20)\n",
}


def test_a_hindcast_is_taken_up_in_words(toy: Path, tmp_path: Path, call: Call) -> None:
    other = tmp_path / "hindcast"
    other.mkdir()
    (other / "run.json").write_text(json.dumps({"kind": "hindcast", "worlds": 64, "finished": "2026-01-01T00:00:00Z"}))
    for name, content in HINDCAST.items():
        (other / name).write_text(content)
    assert call("report", toy, "--with", other)[0] == 0
    html = page(toy)
    assert "nothing changes" in html and "+0.12 (−0.20 to +0.31)" in html
    assert "84 cases from 4 starts, but only 1 of its spans of 12 months share no month" in html
    assert "&lt;b&gt;signed&lt;/b&gt;" in html and ">never<" not in html
    assert "AAA to BBB" in html and "+0.20 (+0.15 to +0.25)" in html and "2021-05 a-raid" in html
    assert "Not measured in this run" not in html
    (other / "misses.csv").unlink()
    status, _, said = call("report", toy, "--with", other)
    assert status == 2 and "misses.csv: cannot be read" in said and "is the hindcast finished?" in said


def test_a_run_is_not_taken_up_by_a_run(toy: Path, call: Call) -> None:
    status, _, said = call("report", toy, "--with", toy)
    assert status == 2 and "is a run" in said


def test_what_is_no_finished_run_is_refused(toy: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        write_report(RunFolder(tmp_path))
    unfinished = json.loads((toy / "run.json").read_text()) | {"finished": None}
    (tmp_path / "run.json").write_text(json.dumps(unfinished))
    with pytest.raises(RunError, match=r"not finished; go on with it with .*--resume"):
        write_report(RunFolder(tmp_path))


def test_numbers_are_said_in_their_units(toy: Path) -> None:
    words = Words(Saved(RunFolder(toy)).seeds)
    assert words.number("treaty_signed", 0.2267) == "22.7\u00a0%"
    assert words.number("treaty_signed", -0.0005, sign=True) == "−0.1\u00a0points"
    assert words.number("months_to_treaty", -29.96, sign=True) == "−30.0\u00a0months"
    assert words.number("a_influence", 0.34871) == "0.349"
    assert words.number("a_influence", -0.00031, sign=True) == "−0.0003", "never a 0 that is none"
    assert words.number("a_influence", 0.0, sign=True) == "0.000"
    assert words.outcome("orbit.BBB=AAA") == "A leads in B"
    assert words.outcome("alignment.BBB.CCC") == "B → C"


def test_compare_prints_the_run_again(toy: Path, call: Call) -> None:
    status, out, _ = call("compare", toy)
    assert status == 0 and "a_influence" in out and "deal" in out


def test_compare_says_what_differs_between_runs(toy: Path, tmp_path: Path, call: Call) -> None:
    words = ("run", "deal", "--worlds", "60", "--set", "impact=0.3", "--seeds", TRIAD, "--out", tmp_path / "other")
    assert call(*words)[0] == 0
    status, out, _ = call("compare", toy, tmp_path / "other")
    assert status == 0
    assert re.search(r"assumptions\.impact\s+0\.2\s+0\.3", out)
    assert "in the same worlds" in out
    status, out, _ = call("compare", toy, toy)
    assert "Nothing that went into them differs" in out
    assert "No headline outcome differs" in out


@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it_without_complaint(run: Path, browser: Browser, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    complaints: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    shown = context.new_page()
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("requestfailed", lambda request: complaints.append(request.url[:80]))
    shown.goto((run / "report.html").as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    violations = Axe().run(shown).response["violations"]
    wide = shown.evaluate("document.documentElement.scrollWidth")
    broken = shown.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    context.close()
    assert complaints == []
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []
    assert wide <= width, "nothing sticks out to the side"
    assert broken == 0


def test_no_text_of_any_file_becomes_part_of_the_page_or_of_a_formula(tmp_path: Path, call: Call) -> None:
    nasty = " <script>x</script><img src=x onerror=y> & $\\frac{$ ]]> {{7*7}} {source} \u200f"
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    planted = 0

    def plant(tree: Any) -> Any:
        nonlocal planted
        if isinstance(tree, dict):
            return {key: plant(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [plant(item) for item in tree]
        if not isinstance(tree, str) or " " not in tree or tree.endswith(" months"):
            return tree
        planted += 1
        return tree + (re.sub("[{}]", "", nasty) if "{" in tree else nasty)  # those of an event's sentence are filled

    for path in seeds.rglob("*.yaml"):
        tree = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        path.write_text(yaml.safe_dump(plant(tree), allow_unicode=True), encoding="utf-8")
    status, _, said = call("run", "deal", "--worlds", "40", "--seeds", seeds, "--out", tmp_path / "run")
    assert status == 0, said
    assert planted > 60
    html = page(tmp_path / "run")
    assert html.count("&lt;script&gt;x&lt;/script&gt;") > 20
    read = Reader(html)
    assert "script" not in read.tags and len(read.images) > 5
    assert all(
        str(image["src"]).startswith("data:image/svg+xml,") and {*image} <= {"src", "alt"} for image in read.images
    )
    assert not re.search(r"]]&gt; 49", html)
    for figure in (tmp_path / "run" / "figures").glob("*.svg"):
        assert "<script" not in figure.read_text(encoding="utf-8")
