"""Parts of an answer to the room by cause: they sum to the difference."""

from __future__ import annotations

import pytest

from model.simulation.experiment import Experiment
from model.trace.parts import EVENT, FORGETTING, LIMITS, OWN, SCRIPTED, STAGE_DEPENDENCE, STAGE_TIE, Part
from model.workshop.guesses import question_of
from model.workshop.jobs import answered
from model.workshop.reasons import MAX_NAMED, cause_of, through
from model.workshop.results import ACTS, ALONE, ANSWERS, MEMORY, OWN_STEPS, REST, Reason


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        (Part(SCRIPTED, "ARM", "treaty", "AZE", written=True), OWN_STEPS),
        (Part(STAGE_TIE, "", "peace=signed", "ARM", written=True), OWN_STEPS),
        (Part(EVENT, "ARM", "praise", "AZE"), ACTS),
        (Part(STAGE_DEPENDENCE, "ARM+AZE", "peace=signed", "ARM"), ACTS),
        (Part(STAGE_DEPENDENCE, OWN, "peace=signed", "ARM"), REST),
        (Part(STAGE_TIE, "", "peace=signed", "ARM"), REST),
        (Part(FORGETTING), MEMORY),
        (Part(FORGETTING, written=True), MEMORY),
        (Part(LIMITS), REST),
    ],
)
def test_every_part_of_a_ledger_has_one_cause(part: Part, cause: str) -> None:
    assert cause_of(part) == cause


@pytest.mark.parametrize(
    ("outcome", "causes"),
    [
        ("a_influence", {OWN_STEPS, ACTS, MEMORY, REST}),
        ("alignment.BBB.CCC", {OWN_STEPS, ACTS, MEMORY, REST}),
        ("treaty_signed", {ALONE, ANSWERS}),
    ],
)
def test_the_parts_of_an_answer_sum_to_its_difference(triad: Experiment, outcome: str, causes: set[str]) -> None:
    answer = answered(triad.seeds, question_of(triad.seeds, "deal", outcome), 16)
    assert set(answer.parts) == causes
    assert sum(answer.parts.values()) == pytest.approx(answer.difference, abs=1e-12)


def test_asked_the_other_way_round_every_part_has_the_other_sign(triad: Experiment) -> None:
    here = answered(triad.seeds, question_of(triad.seeds, "deal", "alignment.BBB.CCC"), 16)
    there = answered(triad.seeds, question_of(triad.seeds, "baseline", "alignment.BBB.CCC", "deal"), 16)
    assert here.parts[OWN_STEPS] != 0
    assert {cause: -size for cause, size in there.parts.items()} == pytest.approx(here.parts, abs=1e-12)


def test_a_difference_is_told_by_who_brought_it_about() -> None:
    """Acts alike are one part whoever they are towards, and so are the ties and the dependence of one stage."""
    parts = {
        Part(SCRIPTED, "ARM", "treaty", "AZE", written=True): 0.5,
        Part(STAGE_TIE, "", "peace=signed", "ARM", written=True): 0.25,
        Part(EVENT, "RUS", "pressure", "ARM"): -0.125,
        Part(EVENT, "RUS", "pressure", "AZE"): -0.125,
        Part(STAGE_TIE, "ARM+AZE", "peace=signed", "ARM"): 0.0625,
        Part(STAGE_DEPENDENCE, "ARM+AZE", "peace=stalled>signed", "ARM"): 0.0625,
        Part(STAGE_TIE, OWN, "war=ceasefire", "ARM"): 0.0625,
        Part(EVENT, "IRN", "praise", "ARM"): 2**-12,
        Part(FORGETTING): -0.0625,
        Part(LIMITS): 2**-12,
    }
    assert through(parts) == (
        Reason(OWN_STEPS, (), "", 0.75),
        Reason(ACTS, ("RUS",), "pressure", -0.25),
        Reason(ACTS, ("ARM", "AZE"), "peace=signed", 0.125),
        Reason(REST, (), "war=ceasefire", 0.0625),
        Reason(MEMORY, (), "", -0.0625),
        Reason(REST, (), "", 2**-11),
    )


def test_of_many_acts_the_largest_are_told_and_nothing_is_lost() -> None:
    parts = {Part(EVENT, f"A{n}", "praise", "B"): float(n) for n in range(1, 12)}
    found = through(parts)
    assert [reason.size for reason in found] == [*range(11, 11 - MAX_NAMED, -1), sum(range(1, 12 - MAX_NAMED))]
    assert through({Part(EVENT, "A", "praise", "B"): 1e-15}) == ()
