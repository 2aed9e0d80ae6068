"""A run keeps what each difference is made up of, tells it in words, and says where it cannot."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from model import RunError, open_run
from model.analysis.finished_run import Saved
from model.analysis.kept_ledger import has_ledger
from model.analysis.ledger import MAX_PARTS, ROUNDING, SMALL, kept, ledger_table, run_ledger
from model.experiment.pool import Crew
from model.experiment.run_folder import LEDGER
from model.load import load_seeds
from model.reporting.report.page import Page
from model.reporting.wording.ledger import mainly, sentence, written
from model.reporting.wording.words import Words
from model.simulation.experiment import make_experiment
from model.trace.parts import Part
from tests.conftest import FEUD, Call
from tests.fixtures import simulated

OWN = """name: Own
summary: Its own.
extends: baseline
interventions:
  - at: 2021-01
    issue: {treaty: signed}
  - at: 2021-02
    event: {type: raid, source: AAA, target: CCC, salience: war}
"""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(FEUD, tmp_path_factory.mktemp("ledger") / "feud"))
    (folder / "scenarios" / "own.yaml").write_text(OWN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = ("own", "deal", "--seeds", str(region), "--worlds", "64", "--months", "10", "--no-report")
    return simulated(tmp_path_factory.mktemp("ran") / "run", *words)


@pytest.fixture
def saved(ran: Path) -> Saved:
    return open_run(ran)


def test_the_rows_sum_to_the_differences_of_the_comparison(saved: Saved) -> None:
    rows = pd.read_csv(saved.folder.path / LEDGER)
    sums = rows.groupby(["scenario", "outcome"])["difference"].sum()
    told = 0
    for (scenario, outcome), cell in saved.cells.items():
        if scenario != "baseline" and has_ledger(saved.seeds, outcome):
            assert sums.get((scenario, outcome), 0.0) == pytest.approx(cell["difference"], abs=1e-9)
            told += 1
    pairs = 2 * (4 * 3 + 1)
    assert told == pairs, "every alignment and the influence, in two scenarios"
    assert any(outcome.startswith("dependence.") for _, outcome in sums.index)
    assert rows.groupby(["scenario", "outcome"]).size().max() <= MAX_PARTS + 2


def test_what_the_script_sets_is_written_ties_and_dependence_among_it(saved: Saved) -> None:
    rows = saved.why("alignment.BBB.CCC", "own")
    own = rows[rows["written"]]
    assert list(zip(own["part"], own["action"], strict=True)) == [("tie by stage", "treaty=signed")]
    struck = saved.why("alignment.CCC.AAA", "own")
    assert {"scripted event", "forgetting"} <= set(struck.loc[struck["written"], "part"])
    share = saved.written_share("alignment.BBB.CCC", "own")
    assert share == pytest.approx(own["difference"].sum() / rows["difference"].sum(), abs=1e-12)
    need = saved.why("dependence.BBB.AAA", "own")
    moves = need[(need["part"] == "dependence by stage") & need["action"].str.startswith("treaty=")]
    ends = saved.trajectories.query("measure == 'stage.treaty.signed' and month == 10").set_index("scenario")["mean"]
    assert moves["difference"].sum() == pytest.approx(-0.2 * (ends["own"] - ends["baseline"]), abs=1e-9)
    assert set(moves.loc[moves["written"], "action"]) == {"treaty=signed"}
    assert not moves.set_index("action").loc["treaty=signed>none", "written"], (
        "they quarrel: what undoes it is not the script"
    )
    assert saved.written_share("treaty_signed", "own") is None
    assert saved.written_share("alignment.BBB.CCC", "baseline") is None


def test_small_parts_are_kept_together_and_nothing_is_lost() -> None:
    parts = {Part("event", f"A{n}"): 0.01 * n for n in range(1, 40)}
    parts |= {Part("event", "tiny", written=True): SMALL / 10, Part("event", "rounding"): ROUNDING / 2}
    found = kept(parts)
    assert [part.source for part, _ in found[:MAX_PARTS]] == [f"A{n}" for n in range(39, 39 - MAX_PARTS, -1)]
    assert found[MAX_PARTS] == (Part("event", "tiny", written=True), SMALL / 10), (
        "the largest that is written has a row"
    )
    rest = {part.written: size for part, size in found[MAX_PARTS + 1 :]}
    assert rest == {False: pytest.approx(0.01 * sum(range(1, 40 - MAX_PARTS)))}
    assert kept({Part("event"): ROUNDING / 2}) == []


def test_three_parts_that_followed_are_kept_however_much_is_written() -> None:
    written = {Part("scripted event", f"A{n}", written=True): 1.0 for n in range(MAX_PARTS + 5)}
    followed = {Part("event", f"B{n}"): 1e-4 * n for n in range(1, 6)}
    found = kept(written | followed)
    assert [part.source for part, _ in found if not part.written] == ["B5", "B4", "B3", ""]
    assert sum(size for _, size in found) == pytest.approx(MAX_PARTS + 5 + 15e-4, abs=1e-12)
    assert [size for _, size in found[:-2]] == sorted((size for _, size in found[:-2]), reverse=True)


def test_the_largest_parts_written_and_the_largest_that_followed_are_told_in_words() -> None:
    rows = pd.DataFrame(
        [
            ("dependence by stage", "", "treaty=signed", "BBB", True, -0.012),
            ("event", "CCC", "raid", "AAA", False, -0.003),
            ("dependence by stage", "", "treaty=signed", "CCC", True, -0.001),
            ("forgetting", "", "", "", False, 0.001),
            ("event", "AAA+BBB", "accord", "", False, 0.0008),
            ("scripted event", "AAA", "raid", "CCC", True, 0.0007),
            ("tie by stage", "BBB+CCC", "treaty=drafted", "BBB", False, 0.0004),
            ("smaller parts", "", "", "", False, 0.0001),
        ],
        columns=[*Part._fields, "difference"],
    )
    words = Words(load_seeds(FEUD))
    assert sentence(rows, words) == (
        "Of −0.013: −0.013 written by stage “signed” of “the treaty” (dependence of B and C), "
        "+0.001 written: A raided C; "
        "of what followed: −0.003 acts of C (raid towards A), +0.001 forgetting of what actors did, "
        "+0.001 acts of A and B (reach an accord), the rest +0.001."
    )
    assert written(rows) == "Written: −0.012; followed: −0.001."
    assert sentence(rows.iloc[:0], words) == "It is the same in every one of these worlds."


def parts_of(*parts: tuple[Part, float]) -> pd.DataFrame:
    """Rows of a ledger."""
    return pd.DataFrame([(*part, size) for part, size in parts], columns=[*Part._fields, "difference"])


def test_what_followed_is_told_beside_larger_parts_that_are_written() -> None:
    """Six parts are written, of .1 to .15; four followed, of .011 to .014: two and three are told, the rest summed."""
    own = [(Part("scripted event", "AAA", f"blow_{n}", "CCC", written=True), 0.1 + n / 100) for n in range(6)]
    followed = [(Part("event", "BBB", f"turn_{n}", "CCC"), 0.011 + n / 1000) for n in range(4)]
    said = sentence(parts_of(*own, *followed), Words(load_seeds(FEUD)))
    assert [float(n) for n in re.findall(r"[+−]\d\.\d+", said)] == [
        0.8, 0.15, 0.14, 0.46, 0.014, 0.013, 0.012, 0.011
    ]  # fmt: skip
    assert "the rest +0.460; of what followed: +0.014 acts of B (turn 3 towards C)" in said
    alone = sentence(parts_of(*followed), Words(load_seeds(FEUD)))
    assert alone.count("acts of B") == 4 and "followed" not in alone and "the rest" not in alone
    assert sentence(parts_of(*own), Words(load_seeds(FEUD))).count("written: ") == 5
    little = [(Part("event", "AAA", f"turn_{n}", written=True), 0.0003) for n in range(2)]
    said = sentence(parts_of(*little, *followed), Words(load_seeds(FEUD)))
    assert said.startswith("Of +0.051: +0.001 written in small parts; of what followed: +0.014 acts of B")


@pytest.mark.parametrize(
    ("part", "says", "mostly"),
    [
        (
            Part("event", "AAA", "raid", "BBB"),
            "acts of A (raid towards B), which are fewer than in the baseline",
            "through acts of A (raid towards B), which are fewer than in the baseline",
        ),
        (
            Part("tie by stage", "BBB", "treaty=signed", "CCC"),
            "stage “signed” of “the treaty” by acts of B (ties of C), "
            "which comes about in this way less often than in the baseline",
            "because “the treaty” comes to the stage “signed” by acts of B, "
            "which comes about in this way less often than in the baseline",
        ),
        (
            Part("dependence by stage", "", "treaty=signed>none", "CCC"),
            "fall of “the treaty” from “signed” back to “none” by its own chance (dependence of C), "
            "which comes about in this way less often than in the baseline",
            "because “the treaty” falls back from “signed” to “none” by chance, as months pass, "
            "which comes about in this way less often than in the baseline",
        ),
        (
            Part("scripted event", "AAA", "raid", "CCC", written=True),
            "written: A raided C, which comes about less often than in the baseline",
            "",
        ),
    ],
)
def test_what_happens_less_often_than_in_the_baseline_is_said_to(part: Part, says: str, mostly: str) -> None:
    """In the sentence and where the part is named as the one through which an effect came."""
    words = Words(load_seeds(FEUD))
    rarer = parts_of((part, 0.05)).assign(times=0.25, times_baseline=0.5)
    assert sentence(rarer, words) == f"Of +0.050: +0.050 {says}."
    assert mainly(rarer, words) == mostly
    plain = says.partition(", which")[0]
    for times, there in ((0.5, 0.5), (0.5, 0.25), (float("nan"), float("nan"))):
        rows = rarer.assign(times=times, times_baseline=there)
        assert sentence(rows, words) == f"Of +0.050: +0.050 {plain}."
    assert sentence(rarer.drop(columns=["times", "times_baseline"]), words) == f"Of +0.050: +0.050 {plain}."


def test_how_often_a_cause_comes_about_is_what_the_run_counts(saved: Saved) -> None:
    """The one scripted raid, and what actors did alone as often as the table of acts has it."""
    rows = saved.ledger
    assert rows is not None
    raid = rows[(rows["part"] == "scripted event") & (rows["scenario"] == "own") & (rows["action"] == "raid")]
    assert len(raid) and set(zip(raid["times"], raid["times_baseline"], strict=True)) == {(1.0, 0.0)}
    assert rows.loc[rows["part"] == "forgetting", ["times", "times_baseline"]].isna().all(axis=None)
    acts = rows[(rows["part"] == "event") & (rows["target"] != "")]
    counts = acts.drop_duplicates(["scenario", "source", "action", "target"])
    whole = 0
    for (name, source, action), same in counts.groupby(["scenario", "source", "action"]):
        for column, scenario in (("times", str(name)), ("times_baseline", "baseline")):
            counted = saved.acts[scenario][f"{source}.{action}"] / 64
            assert same[column].sum() <= counted + 1e-9, "of some targets there may be no part"
            whole += same[column].sum() == pytest.approx(counted, abs=1e-9)
    assert whole > 4


def test_the_largest_part_of_what_followed_is_named_where_it_is_a_third_of_it() -> None:
    """Of .09 that followed: .05 by acts of A, .04 by others; what is written, and forgetting, are not named."""
    words = Words(load_seeds(FEUD))
    parts = [
        (Part("scripted event", "AAA", "raid", "CCC", written=True), -0.5), (Part("forgetting"), 0.06),
        (Part("event", "AAA", "raid", "BBB"), 0.05), (Part("event", "BBB", "raid", "CCC"), -0.02),
    ]  # fmt: skip
    rows = pd.DataFrame([(*part, difference) for part, difference in parts], columns=[*Part._fields, "difference"])
    assert mainly(rows, words) == "through acts of A (raid towards B)"
    rows.loc[2, "difference"] = 0.01
    assert mainly(rows, words) == "", "less than a third of .05"
    assert mainly(rows.iloc[:1], words) == "", "nothing followed"


def test_the_command_divides_one_difference(ran: Path, call: Call) -> None:
    status, said, told = call("compare", ran, "--why", "a_influence", "own")
    assert (status, told) == (0, "")
    lines = " ".join(said.split())
    assert "in “Own”, in all 64 worlds" in lines and str(ran / LEDGER) in said.replace("\n", "")
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"[+−]\d\.\d+", lines.partition("Written")[0])]
    assert sum(numbers[1:]) == pytest.approx(numbers[0], abs=0.004), "the parts told and the rest are the whole"
    assert "written by stage “signed” of “the treaty”" in lines


@pytest.mark.parametrize(
    ("why", "says"),
    [
        (("orbit.BBB=AAA", "own"), "has no ledger, for it is no sum of alignments and dependence"),
        (("alignment.BBB.CCC.security", "own"), "divides the mean over dimensions"),
        (("a_influenc", "own"), "did you mean a_influence?"),
        (("alignment.BBB.BBB", "own"), "no such outcome"),
        (("a_influence", "owm"), "did you mean own?"),
        (("a_influence", "baseline"), "compares no scenario baseline with the baseline; it has own, deal"),
    ],
)
def test_what_has_no_ledger_is_said_with_what_has(ran: Path, call: Call, why: tuple[str, str], says: str) -> None:
    status, said, told = call("compare", ran, "--why", *why)
    assert (status, said) == (2, "") and says in " ".join(told.split()) and "Traceback" not in told


def test_its_parts_come_as_a_table_too(ran: Path, saved: Saved, call: Call, tmp_path: Path) -> None:
    rows = saved.why("a_influence", "own")
    status, said, _ = call("compare", ran, "--why", "a_influence", "own", "--json")
    assert status == 0
    pd.testing.assert_frame_equal(pd.DataFrame(json.loads(said)), rows.reset_index(drop=True))
    place = tmp_path / "why.csv"
    assert call("compare", ran, "--why", "a_influence", "own", "--csv", "--decimal", "comma", "--out", place)[0] == 0
    read = pd.read_csv(place, sep=";", decimal=",", encoding="utf-8-sig")
    assert read["difference"].sum() == pytest.approx(rows["difference"].sum(), abs=1e-12)
    assert call("compare", ran, "--why", "a_influence", "own", "--by", "month")[0] == 2


def test_one_run_at_a_time_is_divided(ran: Path, call: Call) -> None:
    status, _, told = call("compare", ran, ran, "--why", "a_influence", "own")
    assert status == 2 and "give one run folder" in told


def test_the_report_tells_what_the_differences_are_made_up_of(saved: Saved) -> None:
    html = Page(saved, figures="few").html()
    section = html[html.index('id="s-own"') :]
    assert "Parts of differences of “Own”" in section
    assert sentence(saved.why("a_influence", "own"), Words(saved.seeds)) in section


def test_a_run_of_an_earlier_version_says_that_it_has_none(ran: Path, call: Call, tmp_path: Path) -> None:
    old = Path(shutil.copytree(ran, tmp_path / "old"))
    manifest = old / "run.json"
    manifest.write_text(
        re.sub(r'\n\s*"ledger.csv": "\w+",', "", manifest.read_text(encoding="utf-8")), encoding="utf-8"
    )
    (old / LEDGER).unlink()
    status, _, told = call("compare", old, "--why", "a_influence", "own")
    assert status == 2 and f"has no {LEDGER}" in " ".join(told.split())
    found = open_run(old)
    assert found.written_share("a_influence", "own") is None
    with pytest.raises(RunError, match="an earlier version made it"):
        found.why("a_influence", "own")
    assert "cannot be told: an earlier version made this run" in Page(found, figures="few").html()


def test_the_tables_do_not_depend_on_the_number_of_processes(region: Path, ran: Path, tmp_path: Path) -> None:
    experiment = make_experiment(["baseline", "own", "deal"], seeds=region, months=6)
    several = replace(experiment, scenarios=(*experiment.scenarios, *experiment.scenarios[1:] * 2))
    tables = []
    for jobs in (1, 2):
        with Crew(several, jobs) as crew:
            tables.append(ledger_table(run_ledger(crew, 8)))
    assert len(tables[0]) > 0
    pd.testing.assert_frame_equal(*tables)
