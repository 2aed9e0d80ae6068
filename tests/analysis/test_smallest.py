"""The smallest difference that matters is declared, or a part of how far the baseline's worlds lie apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.analysis.smallest import one_visit, smallest_of
from model.load import load_seeds
from model.spec.outcomes import SmallestThatMatters, Yardstick
from model.spec.seeds import Seeds
from tests.conftest import TRIAD


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    """The region of the project, where a visit (1.9 of 10, salience .5) moves κ = .2 of the room: .019 in all."""
    return load_seeds(Path("seeds"))


def test_a_visit_moves_what_the_rule_of_appraisal_says(seeds: Seeds) -> None:
    moved = 0.2 * 0.19 * 0.5
    assert one_visit(seeds, "alignment.ARM.RUS") == pytest.approx(moved / 3), "a mean over three dimensions"
    assert one_visit(seeds, "alignment.ARM.RUS.political") == pytest.approx(moved * 0.6)
    assert one_visit(seeds, "russian_influence") == pytest.approx(moved / 3 / 4 / 3), "over one of three countries"
    assert one_visit(seeds, "western_influence") == pytest.approx(moved / 3 / 4 / 3 / 2), "by one of two"
    assert one_visit(seeds, "peace_signed") == 0


def test_it_is_a_quarter_of_the_spread_and_no_less_than_a_visit_a_twentieth_or_a_month(seeds: Seeds) -> None:
    smallest = smallest_of(seeds)
    wide, still = np.array([0.0, 0.4] * 50), np.zeros(100)
    assert smallest("alignment.ARM.RUS", wide) == pytest.approx(0.05), "a quarter of .2"
    assert smallest("alignment.ARM.RUS", still) == one_visit(seeds, "alignment.ARM.RUS")
    assert smallest("peace_signed", wide > 0) == pytest.approx(0.125), "a quarter of a half"
    assert smallest("peace_signed", still > 0) == smallest("orbit.ARM=RUS", still > 0) == 0.05
    assert smallest("months_to_peace", 20 * wide) == 1 and smallest("months_to_peace", 40 * wide) == 2


def test_what_is_declared_comes_first() -> None:
    seeds = load_seeds(TRIAD)
    given = SmallestThatMatters(value=0.3, why="agreed in the room")
    declared = {
        name: spec.model_copy(update={"smallest_that_matters": given}) for name, spec in seeds.outcomes.outcomes.items()
    }
    changed = replace(seeds, outcomes=seeds.outcomes.model_copy(update={"outcomes": declared}))
    assert smallest_of(changed)("a_influence", np.array([0.0, 9.0])) == 0.3
    assert one_visit(seeds, "a_influence") == 0, "where a region names no event to measure by"
    assert smallest_of(seeds)("balance", np.ones(9)) == 0.01, "nothing tells a size"


def test_a_yardstick_must_be_a_type_of_event_of_the_region(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="salience"):
        Yardstick(type="visit", salience=0, one="visit", many="visits")
