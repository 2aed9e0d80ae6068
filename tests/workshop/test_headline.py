"""The sentence of Explore's first minute: it says what is certain, what is small, and what is no finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.workshop.pages.headline import goal, scale, small
from model.workshop.results import Effect

INFLUENCE = Effect(
    "influence", "Influence of A", "", -0.05, -0.06, -0.04, True, False,
    ("0.30", "0.35", "−0.05", "−0.06 to −0.04"), "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "difference", "too_small"),
    [("", -0.05, False), ("", 0.009, True), ("share of worlds", 0.009, True), ("share of worlds", -0.2, False),
     ("months", 0.4, True), ("months", -3.0, False)],
)  # fmt: skip
def test_a_certain_difference_may_be_too_small_to_matter(unit: str, difference: float, too_small: bool) -> None:
    assert small(replace(INFLUENCE, unit=unit, difference=difference)) is too_small


def test_a_goal_says_what_is_found_and_asks_on_once_both_are() -> None:
    assert goal(INFLUENCE, set()).endswith("by at least 0.01 and by more than luck explains.")
    assert goal(INFLUENCE, {"lowers"}).endswith("Found so far: one that lowers it.")
    assert "You found both" in goal(INFLUENCE, {"lowers", "raises"})


def test_a_scale_is_named_where_the_unit_does_not_say_it() -> None:
    assert scale(INFLUENCE) == " on a scale from 0 to 1"
    assert scale(replace(INFLUENCE, outcome="alignment.A.B")) == " on a scale from −1 to +1"
    assert scale(replace(INFLUENCE, unit="months")) == ""
