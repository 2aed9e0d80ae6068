"""Questions that public sources will decide: odds worked out by hand, and a file that may not change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from model.analysis.questions import answered
from model.analysis.verdicts import scripted
from model.common.errors import SeedError
from model.common.languages import day_name
from model.load import load_scenarios, load_seeds
from model.spec.base import month_of
from model.spec.questions import Questions
from model.spec.seeds import Seeds
from tests.conftest import ROOT
from tests.fixtures import simulated
from tests.reading import page

Rewrite = Callable[[str, str, str], None]

FILE = """asked: 2021-01-08
dates: [2021-03-08, 2021-04-01, 2021-12-31]
questions:
  signed: {asks: "Signed by {date}?", who: [AAA, BBB], decided: the gazette, outcome: treaty_signed, scenario: deal,
           documents: gazette}
  text: {asks: "A text on {date}?", who: AAA, decided: the gazette, stage: {treaty: [drafted, signed]},
         documents: memoir}
"""


@pytest.fixture
def asked(seeds: Seeds) -> Questions:
    assert seeds.questions is not None
    return seeds.questions


def with_questions(folder: Path, text: str) -> Seeds:
    (folder / "questions.yaml").write_text(text, encoding="utf-8")
    return load_seeds(folder)


def test_the_file_has_the_digest_that_was_committed() -> None:
    digest = hashlib.sha256((ROOT / "seeds" / "questions.yaml").read_bytes()).hexdigest()
    told = re.findall(r"`([0-9a-f]{64})`", (ROOT / "model" / "ODD.md").read_text(encoding="utf-8"))
    assert told == [digest], "a question has been changed after it was put"


def test_twenty_questions_at_six_twelve_and_twenty_four_months(asked: Questions, seeds: Seeds) -> None:
    assert len(asked.questions) == 20
    assert asked.asked == "2025-08-08"
    assert list(asked.months(seeds.region.documented_until).values()) == [6, 12, 24]
    assert all(q.documents and q.decided.endswith(".") for q in asked.questions.values())
    assert {name for q in asked.questions.values() for name in q.who} >= {
        "ARM",
        "AZE",
        "RUS",
        "TUR",
        "GEO",
        "IRN",
        "EU",
    }


def test_no_scenario_that_a_workshop_asks_a_question_in_sets_the_answer_itself(asked: Questions, seeds: Seeds) -> None:
    pairs = [(q.scenario, q.outcome) for q in asked.questions.values() if q.scenario and q.outcome]
    assert len(pairs) == 8
    for name, outcome in pairs:
        (scenario,) = load_scenarios([name], seeds)
        assert not scripted(seeds, scenario.spec.interventions, outcome), name


def test_odds_are_shares_of_worlds_at_the_end_of_the_last_month_that_is_over(triad_folder: Path) -> None:
    questions = with_questions(triad_folder, FILE).questions
    assert questions is not None
    rows = [("treaty_signed", 2, 0.25), ("treaty_signed", 3, 0.5), ("stage.treaty.none", 2, 0.5),
            ("stage.treaty.drafted", 2, 0.125), ("stage.treaty.signed", 2, 0.375), ("stage.treaty.drafted", 3, 0),
            ("stage.treaty.signed", 3, 1)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["measure", "month", "mean"])
    signed, text = answered(questions, table, as_of=month_of("2020-12"), worlds=8)
    # March is not over by its 8th, nor on 1 April is April; the run is over before December
    assert [(odds.date, odds.month, odds.share) for odds in signed.odds] == [
        ("2021-03-08", 2, 0.25),
        ("2021-04-01", 3, 0.5),
    ]
    assert [odds.share for odds in text.odds] == [0.5, 1]
    # Wilson's interval of 2 in 8: (.25 + z²/16 ± z √(.25·.75/8 + z²/256)) / (1 + z²/8)
    assert (signed.odds[0].low, signed.odds[0].high) == pytest.approx((0.0715, 0.5907), abs=1e-4)


def test_a_date_is_told_in_words() -> None:
    assert day_name("2026-02-08") == "8 February 2026"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('asks: "Signed by {date}?"', "asks: Signed?", "questions.signed.asks: ask one question, with {date} once"),
        ("2021-03-08", "2021-03", "dates[0]: 2021-03 names no day; write it as YYYY-MM-DD"),
        ("2021-04-01", "2021-03-08", "dates[1]: 2021-03-08 is not later than 2021-03-08"),
        ("[2021-03-08", "[2021-01-09", "dates[0]: no month that the documents do not cover (up to 2020-12) is over"),
        ("outcome: treaty_signed", "outcome: treaty_sined", 'unknown outcome "treaty_sined"; did you mean'),
        ("outcome: treaty_signed", "outcome: balance", "balance is of the kind balance; only clash and reached"),
        ("outcome: treaty_signed, ", "", "questions.signed: give exactly one of `outcome` and `stage`"),
        ("stage: {treaty: [drafted, signed]}", "stage: {treaty: none}, scenario: deal", "goes with `outcome`"),
        ("stage: {treaty: [drafted, signed]}", "stage: {treaty: sent}", 'issue treaty has no stage "sent"'),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_decided_is_a_fault(triad_folder: Path, old: str, new: str, said: str) -> None:
    assert FILE.count(old) == 1
    with pytest.raises(SeedError) as caught:
        with_questions(triad_folder, FILE.replace(old, new))
    assert said in str(caught.value)


@pytest.mark.slow
def test_the_report_has_the_odds_of_the_dates_that_the_run_reaches(triad_folder: Path, tmp_path: Path) -> None:
    with_questions(triad_folder, FILE)
    run = simulated(tmp_path / "run", "deal", "--seeds", str(triad_folder), "--worlds", "16", "--months", "3")
    found = page(run)
    assert "8 March 2021" in found and "1 April 2021" in found and "31 December 2021" not in found
    table = pd.read_parquet(run / "trajectories.parquet").set_index(["scenario", "measure", "month"])["mean"]
    for measure, month in (("treaty_signed", 2), ("treaty_signed", 3)):
        assert f"{100 * table['baseline', measure, month]:.1f}&nbsp;%" in found
    assert 'id="questions"' in found


def test_a_region_without_questions_is_as_before(triad_folder: Path) -> None:
    assert load_seeds(triad_folder).questions is None
