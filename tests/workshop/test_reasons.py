"""Parts of an answer to the room by cause: they sum to the difference."""

from __future__ import annotations

import pytest

from model.simulation.experiment import Experiment
from model.trace.ledger import EVENT, FORGETTING, LIMITS, OWN, SCRIPTED, STAGE_DEPENDENCE, STAGE_TIE, Part
from model.workshop.guesses import question_of
from model.workshop.jobs import answered
from model.workshop.reasons import ACTS, ALONE, ANSWERS, MEMORY, REST, STEPS, cause_of


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        (Part(SCRIPTED, "ARM", "treaty", "AZE", written=True), STEPS),
        (Part(STAGE_TIE, "", "peace=signed", "ARM", written=True), STEPS),
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
        ("a_influence", {STEPS, ACTS, MEMORY, REST}),
        ("alignment.BBB.CCC", {STEPS, ACTS, MEMORY, REST}),
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
    assert here.parts[STEPS] != 0
    assert {cause: -size for cause, size in there.parts.items()} == pytest.approx(here.parts, abs=1e-12)
