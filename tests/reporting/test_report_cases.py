"""Reports of unusual runs: modest, changed, identical, sampled, with others beside; and `compare`."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from model.analysis.finished_run import Saved
from model.cli.comparison import difference_said
from model.common.errors import RunError
from model.experiment.run_folder import RunFolder
from model.reporting.report.page import write_report
from model.reporting.wording.hindcast import REFERENCE_FORECASTS, REFERENCES, SCORES
from model.reporting.wording.words import Words
from tests.conftest import TRIAD, Call
from tests.fixtures import simulated
from tests.mischief import planted
from tests.reading import Reader, page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "toy", "deal", "--worlds", "60", "--seeds", str(TRIAD))


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


def test_names_keep_their_quotes_in_the_pictures(triad_folder: Path, tmp_path: Path, call: Call) -> None:
    actors = (triad_folder / "actors.yaml").read_text(encoding="utf-8")
    (triad_folder / "actors.yaml").write_text(
        actors.replace("short: C,", """short: 'D''Or "X" 5%',"""), encoding="utf-8"
    )
    assert call("run", "deal", "--worlds", "20", "--seeds", triad_folder, "--out", tmp_path / "run")[0] == 0
    sources = [unquote(str(image["src"]).partition(",")[2]) for image in Reader(page(tmp_path / "run")).images]
    drawn = [" ".join(ElementTree.fromstring(source).itertext()) for source in sources]
    assert any("""D'Or "X" 5%""" in text for text in drawn)


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
    assert status == 0 and "changed or gone since this run" in said, "the run keeps the evidence it was made from"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("baseline", "--worlds", "40"), "This run has one scenario alone"),
        (("deal", "--worlds", "2"), "2 worlds are too few to conclude anything"),
        (("deal", "--worlds", "1"), "1 world is too few to conclude anything"),
        (("deal", "--worlds", "40", "--months", "1"), "2020-12 to 2021-01"),
    ],
)
def test_a_modest_run_has_a_modest_report(tmp_path: Path, call: Call, words: tuple[str, ...], said: str) -> None:
    assert call("run", *words, "--seeds", TRIAD, "--out", tmp_path / "run")[0] == 0
    html = page(tmp_path / "run")
    assert said in html
    text = re.sub(r"<[^>]+>", "", html)
    assert not re.search(r"\b(nan|inf|None|NaN)\b", text), re.search(r".{60}\b(nan|inf|None|NaN)\b", text)
    assert "matters, and sure" not in text or "--months" in words


def test_a_scenario_identical_to_the_baseline_is_told_so(tmp_path: Path, call: Call) -> None:
    seeds = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    (seeds / "scenarios" / "same.yaml").write_text("name: Same\nsummary: Nothing new.\nextends: baseline\n")
    status, _, warned = call("run", "same", "--worlds", "40", "--seeds", seeds, "--out", tmp_path / "run")
    assert status == 0 and "came out identical" in warned
    html = page(tmp_path / "run")
    assert "Identical to the baseline." in html
    drawn = {path.stem for path in (tmp_path / "run" / "figures").glob("*.svg")}
    assert {"influence-baseline", "network-start"} <= drawn
    assert not {name for name in drawn if name.endswith("-same") or name.startswith("effect-")}
    omitted = dict(re.findall("Not drawn, for (.*?): (.*?)\\.</p>", html))
    saved = Saved(RunFolder(tmp_path / "run"))
    words = Words(saved.seeds, saved.months)
    headline = [words.outcome(name) for name in saved.headline]
    assert omitted["no scenario changes them beyond what it writes itself"].split("; ") == headline
    alike = omitted["they differ from the baseline’s by too little to matter, or are not known to"].split("; ")
    assert set(alike) >= {words.outcome(name) for name in ("a_influence", "alignment.BBB.CCC", "treaty_signed")}


def test_sampled_assumptions_are_asked_what_depends_on_them(tmp_path: Path, call: Call) -> None:
    words = ("run", "deal", "--worlds", "60", "--sample", "--seeds", TRIAD, "--out", tmp_path / "run")
    assert call(*words)[0] == 0
    html = page(tmp_path / "run")
    assert "was not looked into by this run" not in html
    assert "rests on one coefficient" in html or "rests mostly on one assumption" in html


HINDCAST = {
    "skill.csv": "window,horizon,rival,score,model,rival_mean,skill,low,high,starts\n"
    + "".join(
        f'test,all,"{reference}",{score},0.1,0.2,0.123456,-0.2,0.31,4\n'
        for reference in REFERENCE_FORECASTS
        for score in SCORES
    ),
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
    for name, content in HINDCAST.items():
        (other / name).write_text(content)
    made = json.loads((toy / "run.json").read_text()) | {"kind": "hindcast", "worlds": 64}
    (other / "run.json").write_text(json.dumps(made | {"files": RunFolder(other).digests()}))
    assert call("report", toy, "--with", other)[0] == 0
    html = page(toy)
    assert "nothing changes" in html and "+0.12 (−0.20 to +0.31)" in html
    assert "84 cases from 4 starts, but only 1 of its spans of 12 months share no month" in html
    assert "&lt;b&gt;signed&lt;/b&gt;" in html and ">never<" not in html
    assert "AAA to BBB" in html and "+0.20 (+0.15 to +0.25)" in html and "2021-05 a-raid" in html
    assert "Not measured in this run" not in html
    assert "What actors did" not in html, "a hindcast of before events were scored is shown without them"
    (other / "events.csv").write_text(
        "score,window,reference,gain,ci_low,ci_high,events,evidence\n"
        + "".join(f"pair_sign,test,{name},-0.123,-0.2,0.05,12.5,documents\n" for name in REFERENCES)
    )
    flows = "own,own_error,partner,partner_error,third,third_error,fano,fano_error,worlds,months\n"
    (other / "flows.csv").write_text(flows + "0.02,0.01,-0.003,0.01,0,0.01,0.94,0.02,256,60\n")
    (other / "run.json").write_text(json.dumps(made | {"files": RunFolder(other).digests()}))
    assert call("report", toy, "--with", other)[0] == 0
    html = page(toy)
    assert "which pair, friendly or hostile" in html and "−.12 [−.20, +.05]" in html
    assert "0.940 (0.020)" in html and "−0.003 (0.010)" in html
    (other / "misses.csv").unlink()
    status, _, said = call("report", toy, "--with", other)
    assert status == 2 and "no longer what the run wrote: misses.csv; run that hindcast again" in said
    (other / "run.json").write_text(json.dumps(made | {"finished": None}))
    status, _, said = call("report", toy, "--with", other)
    assert status == 2 and "is a hindcast that is not finished" in said


def test_a_run_is_not_taken_up_by_a_run(toy: Path, call: Call) -> None:
    status, _, said = call("report", toy, "--with", toy)
    assert status == 2 and "is a run" in said


def test_what_is_no_finished_run_is_refused(toy: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        write_report(Saved(RunFolder(tmp_path)))
    unfinished = json.loads((toy / "run.json").read_text()) | {"finished": None}
    (tmp_path / "run.json").write_text(json.dumps(unfinished))
    with pytest.raises(RunError, match=r"not finished; to go on with it: .*--resume"):
        write_report(Saved(RunFolder(tmp_path)))


def test_numbers_are_said_in_their_units(toy: Path) -> None:
    words = Words(Saved(RunFolder(toy)).seeds)
    assert words.number("treaty_signed", 0.2267) == "22.7\u00a0%"
    assert words.number("treaty_signed", -0.0005, sign=True) == "−0.1\u00a0points"
    assert words.number("months_to_treaty", -29.96, sign=True) == "−30.0\u00a0months"
    assert words.number("a_influence", 0.34871) == "0.349"
    assert words.number("a_influence", -0.00031, sign=True) == "−0.0003", "never a 0 that is none"
    assert words.number("a_influence", 0.0046, sign=True) == "+0.0046", "a small number has a digit more"
    assert words.number("a_influence", 0.0, sign=True) == "0.000"
    assert words.outcome("orbit.BBB=AAA") == "A leads in B"
    assert words.outcome("alignment.BBB.CCC") == "B → C"


def test_compare_prints_the_run_again(toy: Path, call: Call) -> None:
    status, out, _ = call("compare", toy)
    assert status == 0 and any(line.startswith("deal ") for line in out.splitlines())
    status, out, _ = call("compare", toy, "--table", "full")
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
    assert "No headline outcome is known to differ" in out


def test_no_text_of_any_file_becomes_part_of_the_page_or_of_a_formula(
    triad_folder: Path, tmp_path: Path, call: Call
) -> None:
    assert planted(triad_folder) > 60
    status, _, said = call("run", "deal", "--worlds", "40", "--seeds", triad_folder, "--out", tmp_path / "run")
    assert status == 0, said
    html = page(tmp_path / "run")
    assert html.count("&lt;script&gt;window.cracked=1&lt;/script&gt;") > 20
    read = Reader(html)
    assert "script" not in read.tags and len(read.images) > 5
    assert all(
        str(image["src"]).startswith("data:image/svg+xml,") and {*image} <= {"src", "alt"} for image in read.images
    )
    assert not re.search(r"]]&gt; 49", html)
    for figure in (tmp_path / "run" / "figures").glob("*.svg"):
        drawn = ElementTree.fromstring(figure.read_text(encoding="utf-8"))
        assert {tag.rpartition("}")[2] for tag in (part.tag for part in drawn.iter())} & {"script", "img"} == set()
        assert not any("onfocus" in part.attrib or "onerror" in part.attrib for part in drawn.iter())


def test_one_world_one_month_and_one_draw_have_modest_answers(tmp_path: Path, call: Call) -> None:
    run = tmp_path / "run"
    words = ("run", "deal", "--sample", "--worlds", "1", "--months", "1", "--seeds", TRIAD, "--out", run)
    status, out, said = call(*words, "--precision", "0.1", "--max-worlds", "1")
    assert status == 0, said
    assert "stopped at 1 world " in said and not re.search(r"\binf\b", said)
    assert "too few worlds" in " ".join(out.split())
    for word in ("report", "compare", "page"):
        status, shown, said = call(word, run)
        assert status == 0, said
        out += shown
    assert not re.search(r"\b(nan|inf)\b", out)
    for table in run.glob("*.csv"):
        assert not re.search(r"\binf\b", table.read_text(encoding="utf-8")), table
    text = re.sub(r"<[^>]+>", "", page(run))
    assert not re.search(r"\b(nan|inf|None|NaN)\b", text)
    taken = re.sub(r"<[^>]+>", "", (run / "page.html").read_text(encoding="utf-8"))
    for shown in (text, taken):
        assert not re.search(r"\b1 (possible )?(draws|worlds|months)\b", shown)


def test_the_table_and_the_page_judge_alike(triad_folder: Path, tmp_path: Path, call: Call) -> None:
    """A treaty that a scenario signs itself is no finding, in the terminal as on the page."""
    signed = "name: Signed\nsummary: S\nextends: baseline\ninterventions:\n  - {at: 2021-02, issue: {treaty: signed}}\n"
    (triad_folder / "scenarios" / "signed.yaml").write_text(signed, encoding="utf-8")
    outcomes = triad_folder / "outcomes.yaml"
    headline = "headline: [months_to_treaty, treaty_signed, a_influence, alignment.BBB.CCC]"
    outcomes.write_text(re.sub(r"(?m)^headline:.*", headline, outcomes.read_text(encoding="utf-8")), encoding="utf-8")
    run = tmp_path / "run"
    small = ("--worlds", "60", "--months", "2", "--seeds", triad_folder, "--out", run)
    status, out, said = call("run", "signed", *small, "--table", "full")
    assert status == 0, said
    found = Saved(RunFolder(run)).findings.set_index("outcome")
    marks = {"too small": "<", "cannot tell": "?", "size unsure": "~", "set by the scenario": "="}
    for outcome, row in found.iterrows():
        (line,) = [line for line in out.splitlines() if line.split()[:1] == [outcome]]
        mark = marks.get(row["kind"], "") if row["differing"] or row["scripted"] else ""
        last = line.split()[-1]
        assert last == mark if mark else last not in marks.values(), (outcome, row["kind"])
    assert found.loc["treaty_signed", "scripted"] and found.loc["months_to_treaty", "scripted"]
    assert re.search(r"months_to_treaty\s+never ", out), "a month is not when what never comes comes"
    html = page(run)
    assert "Months to treaty (never counts as 2)" in html


def test_a_difference_is_shown_in_digits_that_are_not_all_noughts() -> None:
    def said(difference: float, low: float, high: float) -> str:
        return difference_said({"difference": difference, "ci_low": low, "ci_high": high})

    assert said(0.0123, 0.0100, 0.0146) == "+0.012 [+0.010, +0.015]"
    assert said(0.00012, 0.00007, 0.00017) == "+0.0001 [+0.0001, +0.0002]"
    assert said(-9.0, -9.0, -9.0) == "-9.0 [-9.0, -9.0]"
    assert said(0.0, -0.00006, 0.00006) == "+0.0000 [-0.0001, +0.0001]"
    assert said(0.2, float("-inf"), float("inf")) == "+0.200 (too few worlds)"


def test_a_changed_run_says_so_in_title_and_first_sentence_and_shows_what_that_did(tmp_path: Path, call: Call) -> None:
    small = ("--worlds", "60", "--months", "6", "--jobs", "1", "--figures", "none", "--seeds", TRIAD)
    changed = ("--set", "impact=0.9", "--without", "gazette", "--as-of", "2020-06")
    status, _, said = call("run", "deal", *small, *changed, "--out", tmp_path / "run")
    assert status == 0, said
    html = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    words = "impact set to 0.9, without the testimony of gazette and as of 2020-06"
    title, first = re.search("<title>(.*?)</title>", html), re.search("</h1>\n<p>(.*?) <span", html)
    assert title is not None and title[1].endswith(f", {words}")
    assert first is not None and first[1].endswith(f"; {words}.")
    given = "--set assumptions.impact=0.9, --without gazette and --as-of 2020-06"
    assert f'<p class="change">What {given} changed in the baseline' in html
    assert html.count("Table: what this changed") == 2, "of all together, and of --set alone"
