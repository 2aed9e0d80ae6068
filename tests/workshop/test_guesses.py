"""Predict, then reveal: one sealed guess each, an answer the model gives, and the gaps between them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.common.errors import ModelError
from model.load import load_scenarios
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds
from model.workshop.calibration import Band, calibration, gaps, sure_ones, was_said
from model.workshop.export import guesses_csv
from model.workshop.guesses import Answer, Question, Quiz, question_of, ready_made
from model.workshop.jobs import answered
from model.workshop.journal import Refused
from model.workshop.question_words import Put
from model.workshop.results import ALONE, ANSWERS
from tests.conftest import ROOT, SHIPPED, TRIAD, called

QUESTION = {"scenario": "deal", "outcome": "treaty_signed"}
ANSWER = {
    "worlds": 256, "months": 24, "mean": 0.6, "baseline_mean": 0.4, "difference": 0.2, "low": 0.1, "high": 0.3,
}  # fmt: skip
Entry = Mapping[str, Any]


NAMES = {"baseline": ("Baseline", "As it is."), "deal": ("A deal", "A text is agreed.")}
"""Scenario → its name and summary."""


def ask(role: str = "facilitator") -> Entry:
    return {"kind": "ask", "role": role, "question": QUESTION}


def guess(visitor: str, direction: str = "higher", size: float = 0.3, **more: Any) -> Entry:
    return {"kind": "guess", "number": 0, "visitor": visitor, "name": visitor.title(), "role": "participant"} | {
        "direction": direction, "size": size, **more,
    }  # fmt: skip


def reveal(role: str = "facilitator") -> Entry:
    return {"kind": "reveal", "role": role, "number": 0, "answer": ANSWER}


def after(*entries: Entry) -> Quiz:
    quiz = Quiz()
    for entry in entries:
        quiz = quiz.after(entry)
    return quiz


def test_before_the_reveal_nobody_sees_more_than_a_count_and_their_own(triad: Experiment) -> None:
    quiz = after(ask(), guess("ani", size=0.1234), guess("eldar", "lower", size=0.5678))
    (ani,), (eldar,), (boss,) = (quiz.seen_by(visitor) for visitor in ("ani", "eldar", "the facilitator"))
    assert ani.count == eldar.count == boss.count == 2
    assert ani.own is not None and ani.own.difference == 0.1234
    assert "0.5678" not in repr(ani) and "0.1234" not in repr(eldar)
    assert "0.1234" not in repr(boss) and "0.5678" not in repr(boss)
    assert guesses_csv(quiz, Put(triad.seeds, NAMES), str).count("\n") == 1  # the head alone


def test_after_the_reveal_everyone_sees_all() -> None:
    quiz = after(ask(), guess("ani", size=0.25), guess("eldar", "lower", size=0.5), guess("nino", "same", 9), reveal())
    (seen,) = quiz.seen_by("somebody who came late")
    assert [g.difference for g in seen.guesses] == [0.25, -0.5, 0.0]
    found = gaps(quiz.seen_by("")[0])
    assert found is not None
    assert (found.guesses, found.right, found.median) == (3, 1, 0.0)
    assert found.gap == pytest.approx(-0.2)


def test_a_question_asked_again_has_guesses_of_its_own() -> None:
    again = ask(), {**guess("eldar", "lower"), "number": 1}, {**reveal(), "number": 1}
    quiz = after(ask(), guess("ani"), reveal(), *again)
    assert [found and found.right for found in map(gaps, quiz.seen_by("nino"))] == [1, 0]


def test_a_guess_can_be_changed_until_guesses_are_closed() -> None:
    quiz = after(ask(), guess("ani"), guess("ani", "lower", 0.2))
    (own,) = quiz.seen_by("ani")
    assert own.count == 1 and own.own is not None and own.own.difference == -0.2
    for closed in (quiz.after(change("close_guesses")), quiz.after(reveal())):
        with pytest.raises(Refused, match="takes no guesses|guesses are closed"):
            closed.after(guess("ani", "higher"))
        assert closed.asked[0].guesses["ani"].difference == -0.2


def test_the_sure_ones_are_counted_and_the_rooms_calibration_over_all_questions() -> None:
    first = [guess(f"v{n}", "higher" if n < 3 else "lower", sure=sure) for n, sure in enumerate((90, 75, 40, 95, None))]
    quiz = after(ask(), *first, reveal())
    assert sure_ones(quiz.seen_by("")[0]) == (3, 2), "of 90, 75 and 95 the last is wrong"
    quiz = quiz.after(ask()).after({**guess("v0", "same", sure=100), "number": 1})
    open_question = calibration(quiz)
    assert open_question is not None and open_question.guesses == 4, "a question that is open gives nothing away"
    assert sure_ones(quiz.seen_by("")[1]) is None
    found = calibration(quiz.after({**reveal(), "number": 1}))
    assert found is not None
    assert found.bands == (Band(0, 100, 5, 3),), "each of the rows would tell of one or two people"
    assert found.sure == pytest.approx((90 + 75 + 40 + 95 + 100) / 5) and found.right == pytest.approx(60)
    silent = after(ask(), guess("ani"), reveal())
    assert calibration(silent) is None and not was_said(silent)


def sure(*said: int) -> Quiz:
    """A revealed question of people who were so sure, and all had the direction."""
    return after(ask(), *(guess(f"v{n}", sure=percent) for n, percent in enumerate(said)), reveal())


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ((10, 20, 30, 60, 60, 60, 95, 96, 97), [(0, 49, 3), (50, 69, 3), (70, 100, 3)]),
        ((10, 20, 30, 95), [(0, 100, 4)]),
        ((60, 10, 20, 71, 72, 73), [(0, 69, 3), (70, 100, 3)]),
    ],
)
def test_no_row_tells_of_fewer_than_three_people(said: tuple[int, ...], rows: list[tuple[int, int, int]]) -> None:
    """Nothing is left out, or the rest could be worked out from the whole."""
    found = calibration(sure(*said))
    assert found is not None and found.bands == tuple(Band(low, high, count, count) for low, high, count in rows)


def test_one_sure_guess_does_not_tell_whose_it_is() -> None:
    for few in (sure(95), sure(95, 40), sure(95, 90, 40, 30)):
        assert sure_ones(few.seen_by("")[0]) is None and was_said(few)
    assert calibration(sure(95, 40)) is None
    twice = sure(95, 40).after(ask()).after({**guess("v0", sure=95), "number": 1}).after({**reveal(), "number": 1})
    assert calibration(twice) is None, "three guesses of two people"
    assert sure_ones(sure(95, 90, 70).seen_by("")[0]) == (3, 3)


def test_the_projector_shows_how_sure_people_were_until_another_question_is_put() -> None:
    quiz = sure(95, 90, 70)
    on = {"kind": "calibrate", "role": "facilitator", "on": True}
    assert not quiz.calibrates and quiz.after(on).calibrates
    assert not quiz.after(on).after({**on, "on": False}).calibrates and not quiz.after(on).after(ask()).calibrates
    with pytest.raises(Refused, match="Reveal the answer first"):
        quiz.after(ask()).after(on)
    with pytest.raises(Refused, match="Only the facilitator"):
        quiz.after({**on, "role": "participant"})


def test_a_scenario_that_only_prepares_an_outcome_does_not_set_it(triad: Experiment) -> None:
    """A deal drafts the treaty; that it is signed is left to the worlds."""
    assert not answered(triad.seeds, question_of(triad.seeds, "deal", "treaty_signed"), 8).scripted


def test_a_scenario_that_sets_the_outcome_itself_is_told(seeds: Seeds) -> None:
    answer = answered(seeds, question_of(seeds, "peace-deal-signed", "peace_signed"), 8)
    assert answer.scripted and answer.parts[ALONE] > 0.9, "all but a little comes with nobody acting"
    assert answer.parts[ALONE] + answer.parts[ANSWERS] == pytest.approx(answer.difference, abs=1e-12)
    assert not answered(seeds, question_of(seeds, "corridor-agreed", "peace_signed", "peace-deal-signed"), 8).scripted


@pytest.mark.parametrize(
    ("outcome", "most"), [("treaty_signed", 1), ("a_influence", 1), ("alignment.BBB.CCC", 2), ("months_to_treaty", 24)]
)
def test_no_guess_is_larger_than_its_scale(triad: Experiment, outcome: str, most: float) -> None:
    put = Put(triad.seeds, NAMES)
    assert put.most(outcome, 24) == most
    quiz = Quiz().after({**ask(), "question": {**QUESTION, "outcome": outcome, "most": most}})
    assert quiz.after(guess("ani", size=most)).asked[0].guesses["ani"].size == most
    with pytest.raises(Refused, match=f"from 0 to {most}"):
        quiz.after(guess("ani", size=most * 1.001))


def test_only_the_facilitator_asks_and_reveals() -> None:
    with pytest.raises(Refused, match="Only the facilitator"):
        Quiz().after(ask("participant"))
    with pytest.raises(Refused, match="Only the facilitator"):
        after(ask()).after(reveal("participant"))


def test_one_question_at_a_time() -> None:
    with pytest.raises(Refused, match="Reveal the present question"):
        after(ask(), ask())
    assert len(after(ask(), reveal(), ask()).asked) == 2


@given(
    direction=st.one_of(st.sampled_from(["higher", "lower", "same"]), st.text(), st.none(), st.integers()),
    size=st.one_of(st.floats(), st.integers(), st.text(), st.none(), st.booleans(), st.lists(st.integers())),
    sure=st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.booleans()),
    number=st.one_of(st.just(0), st.integers(), st.text(), st.none()),
)
def test_absurd_input_is_refused_or_makes_sense(direction: Any, size: Any, sure: Any, number: Any) -> None:
    quiz = after(ask())
    try:
        quiz = quiz.after({**guess("ani", direction, size, sure=sure), "number": number})
    except Refused as refused:
        assert str(refused)[-1] in ".!?"
        return
    (made,) = quiz.asked[0].guesses.values()
    assert -1000 <= made.difference <= 1000
    assert (made.difference > 0) - (made.difference < 0) == {"higher": 1, "lower": -1, "same": 0}[direction]
    assert made.sure is None or 0 <= made.sure <= 100


def test_the_csv_has_every_revealed_guess_with_its_unit_and_no_formula(triad: Experiment) -> None:
    quiz = after(ask(), guess("=1+1", "lower", 0.25, sure=70), guess("ani", "higher", 0.1), reveal(), ask())
    quiz = quiz.after({**guess("late"), "number": 1})
    rows = list(csv.DictReader(io.StringIO(guesses_csv(quiz, Put(triad.seeds, NAMES), str))))
    assert [row["name"] for row in rows] == ["'=1+1", "ani"]
    assert [float(row["guess"]) for row in rows] == [-25, 10]
    assert [float(row["answer"]) for row in rows] == [20, 20]
    assert [float(row["gap"]) for row in rows] == [-45, -10]
    assert {row["unit"] for row in rows} == {"percentage points of the worlds"}
    assert [row["sure_percent"] for row in rows] == ["70", ""]
    assert rows[0]["scenario_in_words"] == "A deal" and rows[0]["scenario"] == "deal"
    assert rows[0]["question_in_words"].startswith("Compared with the baseline: the share of worlds with")


def test_the_guesses_of_somebody_out_of_the_room_do_not_count(triad: Experiment) -> None:
    quiz = after(ask(), guess("ani"), guess("eldar", "lower"), reveal())
    without = replace(quiz, removed=frozenset({"eldar"}))
    assert [seen.count for seen in without.seen_by("eldar")] == [1]
    assert without.seen_by("ani")[0].guesses == (quiz.asked[0].guesses["ani"],)
    assert guesses_csv(without, Put(triad.seeds, NAMES), str).count("\n") == 2


def change(kind: str, number: int = 0, role: str = "facilitator") -> Entry:
    return {"kind": kind, "number": number, "role": role}


def test_guesses_are_closed_taken_again_and_a_question_is_taken_back() -> None:
    closed = after(ask(), guess("ani"), change("close_guesses"))
    assert not closed.seen_by("")[0].open and closed.now == 0
    with pytest.raises(Refused, match="takes no guesses"):
        closed.after(guess("eldar"))
    again = closed.after(change("reopen_guesses")).after(guess("eldar"))
    assert again.seen_by("")[0].count == 2
    withdrawn = again.after(change("withdraw"))
    assert withdrawn.now is None and withdrawn.seen_by("ani")[0].count == 2
    for refused in (guess("nino"), reveal()):
        with pytest.raises(Refused):
            withdrawn.after(refused)
    assert withdrawn.after(change("reopen_guesses")) == again, "what was taken back can be brought back"
    other = withdrawn.after(ask())
    assert other.now == 1, "another question may be asked instead"
    with pytest.raises(Refused, match="at another question"):
        other.after(change("reopen_guesses"))
    assert closed.after(reveal()).asked[0].answer is not None, "closed guesses are revealed"


@pytest.mark.parametrize("kind", ["close_guesses", "reopen_guesses", "withdraw"])
def test_only_the_facilitator_closes_and_never_what_is_revealed(kind: str) -> None:
    with pytest.raises(Refused, match="Only the facilitator"):
        after(ask()).after(change(kind, role="participant"))
    with pytest.raises(Refused, match="has been revealed"):
        after(ask(), reveal()).after(change(kind))
    for number in (1, -1, True, None, "0"):
        with pytest.raises(Refused, match="no such question"):
            after(ask()).after({**change(kind), "number": number})


@pytest.mark.parametrize(
    ("low", "high", "direction"), [(0.01, 0.2, "higher"), (-0.3, -0.1, "lower"), (-0.1, 0.1, "same"), (0, 0, "same")]
)
def test_the_direction_of_an_answer_is_that_of_its_interval(low: float, high: float, direction: str) -> None:
    assert replace(Answer(**ANSWER), low=low, high=high).direction == direction


@pytest.mark.slow
def test_the_answer_is_what_run_prints(triad: Experiment, tmp_path: Path) -> None:
    """The other route: the command line's own comparison of all outcomes."""
    words = ("run", "deal", "--seeds", TRIAD, "--worlds", "256", "--jobs", "1", "--no-report")
    run = called(*words, "--out", tmp_path / "run")
    assert run.returncode == 0, run.stderr
    table = pd.read_csv(tmp_path / "run" / "comparison.csv").set_index(["scenario", "outcome"])
    for outcome in ("treaty_signed", "a_influence", "orbit.BBB=AAA", "alignment.BBB.CCC", "months_to_treaty"):
        found, row = answered(triad.seeds, Question("deal", outcome)), table.loc[("deal", outcome)]
        assert [found.mean, found.baseline_mean, found.difference, found.low, found.high] == pytest.approx(
            list(row[["mean", "baseline_mean", "difference", "ci_low", "ci_high"]]), rel=1e-12
        )


def test_the_regions_questions_are_ready_made_and_then_the_claims_of_the_documents(seeds: Seeds) -> None:
    """Every comparison once: a question about what a claim is about brings the claim with it."""
    assert seeds.questions is not None
    made = list(ready_made(seeds))
    own = [q for q in seeds.questions.questions.values() if q.outcome]
    differences = {
        (t.scenario, t.outcome, t.against) for c in seeds.claims.values() for t in c.tests if t.measure == "difference"
    }
    assert [(q.scenario, q.outcome) for q in made[: len(own)]] == [(q.scenario, q.outcome) for q in own]
    comparisons = [(q.scenario, q.outcome, q.against) for q in made]
    assert set(comparisons) >= differences and len(set(comparisons)) == len(comparisons) > 20
    assert {(q.scenario, q.outcome, q.against) for q in made if q.claim} == differences
    assert made[0].claim == "border-skirmish-upends-peace"
    loaded = load_scenarios(list(SHIPPED), seeds, folder=ROOT / "scenarios")
    put = Put(seeds, {scenario.id: (scenario.spec.name, scenario.spec.summary) for scenario in loaded})
    assert len({put.briefly(one) for one in made}) == len(made), "no two read alike in the list"
    for one in (made[0], made[-1]):
        assert question_of(seeds, one.scenario, one.outcome, one.against, one.claim) == one


@pytest.mark.parametrize(
    "wrong",
    [
        ("deal", "no_such_outcome", "baseline"),
        ("deal", "treaty_signed", "deal"),
        ("no-such", "treaty_signed", "baseline"),
        ("../../../etc/passwd", "treaty_signed", "baseline"),
        ("deal", "", "baseline"),
        ("deal", "alignment.BBB.ZZZ", "baseline"),
    ],
)
def test_a_question_the_model_cannot_answer_is_refused(triad: Experiment, wrong: tuple[str, str, str]) -> None:
    with pytest.raises(ModelError):
        question_of(triad.seeds, *wrong)


def test_a_question_reads_as_one(triad: Experiment) -> None:
    put = Put(triad.seeds, {"baseline": ("As documented", "Nothing."), "deal": ("A deal", "A text is agreed.")})
    assert put.asks(Question("deal", "alignment.BBB.CCC")).startswith(
        "Compared with the baseline: how far B leans to C:"
    )
    assert put.premise(Question("deal", "treaty_signed")) == ("A deal.", "A text is agreed.")
    assert put.heading(Question("deal", "treaty_signed")).startswith("A deal: ")
    assert put.heading(Question("deal", "treaty_signed", words="Will it hold?")) == "Will it hold?"
    assert put.scale("treaty_signed")[0] == 100 and put.scale("months_to_treaty") == (1, "months")


def test_predict_writes_each_measure_in_the_unit_that_explore_shows(triad: Experiment) -> None:
    put = Put(triad.seeds, NAMES)
    assert put.scale("a_influence") == (1, "on a scale from 0 to 1") and put.ends("a_influence") != ""
    assert put.scale("alignment.BBB.CCC") == (1, "on a scale from −1 to +1")
    for outcome, shown in (
        ("a_influence", "0.050"), ("alignment.BBB.CCC", "0.050"), ("treaty_signed", "5.0 points"),
        ("months_to_treaty", "0.1 months"),
    ):  # fmt: skip
        assert put.size(outcome, -0.05) == shown.replace(" ", "\u00a0")
        assert put.words.number(outcome, 0.05, sign=True) == "+" + put.size(outcome, 0.05)
