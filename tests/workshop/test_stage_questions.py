"""Questions about where an issue stands on a day: all can be asked, and the answer is the report's own share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from model.analysis import questions
from model.common.errors import ModelError
from model.load import load_seeds
from model.spec.seeds import Seeds
from model.workshop.catalogue import Catalogue
from model.workshop.guesses import Question, question_of
from model.workshop.jobs import answered
from model.workshop.question_words import Put
from model.workshop.stage_questions import stage_question, stage_questions
from tests.analysis.test_questions import FILE
from tests.conftest import TRIAD, called


@pytest.fixture
def asking(tmp_path: Path) -> Seeds:
    """The invented region with a question about an outcome, and one about a stage."""
    shutil.copytree(TRIAD, tmp_path / "triad")
    (tmp_path / "triad" / "questions.yaml").write_text(FILE, encoding="utf-8")
    return load_seeds(tmp_path / "triad")


def test_every_question_of_the_region_about_a_stage_can_be_asked_for_every_day(
    seeds: Seeds, catalogue: Catalogue
) -> None:
    assert seeds.questions is not None
    about_stages = [name for name, question in seeds.questions.questions.items() if question.stage]
    asked = list(stage_questions(seeds))
    assert len(about_stages) == 12
    assert {(one.name, one.day) for one in asked} == {(n, d) for n in about_stages for d in seeds.questions.dates}
    names = {name: (found.spec.name, found.spec.summary) for name, found in catalogue.scenarios.items()}
    put = Put(seeds, names)
    for one in asked:
        question = question_of(seeds, "peace-deal-signed", one.column)
        assert put.asks(question).startswith("Compared with the baseline: the share of worlds that say yes to “Will ")
        assert "{date}" not in put.asks(question) and put.scale(one.column)[0] == 100 and put.most(one.column, 6) == 1


@pytest.mark.slow
def test_the_answer_is_the_share_that_a_report_counts(asking: Seeds, tmp_path: Path) -> None:
    """The other route: a run, its monthly shares of stages, and the odds that its report makes of them."""
    words = ("run", "deal", "--seeds", asking.folder, "--worlds", "256", "--jobs", "1", "--no-report")
    run = called(*words, "--out", tmp_path / "run")
    assert run.returncode == 0, run.stderr
    monthly = pd.read_parquet(tmp_path / "run" / "trajectories.parquet")
    assert asking.questions is not None
    as_of = asking.region.documented_until
    shares = {
        (name, odds.date): odds.share
        for name in ("deal", "baseline")
        for found in questions.answered(asking.questions, monthly[monthly["scenario"] == name], as_of=as_of, worlds=256)
        if found.id == "text"
        for odds in found.odds
    }
    asked = list(stage_questions(asking))
    assert [one.name for one in asked] == ["text"] * 3
    found = {one.day: answered(asking, Question("deal", one.column)) for one in asked}
    for day, answer in found.items():
        assert (answer.mean, answer.baseline_mean) == pytest.approx((shares["deal", day], shares["baseline", day]))
        assert answer.low <= answer.difference <= answer.high and answer.worlds == 256
        assert answer.difference == pytest.approx(answer.mean - answer.baseline_mean)
    assert any(answer.difference != 0 for answer in found.values())
    assert all(answer.scripted for answer in found.values()), "the scenario sets the treaty's stage itself"


def test_numbers_of_such_a_question_are_points_of_worlds_on_its_day(asking: Seeds) -> None:
    put = Put(asking, {"baseline": ("As documented", ""), "deal": ("A deal", "A text.")})
    column = "question.text.2021-03-08"
    assert stage_question(asking, "treaty_signed") is stage_question(asking, "question.text.2030-01-01") is None
    assert put.size(column, -0.125) == "12.5\u00a0points"
    assert put.number(column, 0.125, sign=True) == "+12.5\u00a0points"
    level = put.level(Question("deal", column, level=0.5))
    assert level == "In the baseline it is 50.0\u00a0% of the worlds on 8 March 2021."
    with pytest.raises(ModelError):
        question_of(asking, "deal", "question.signed.2021-03-08")
