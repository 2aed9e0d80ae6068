"""The power that leads over an actor, alone or as a union of several."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from model.outcomes.leading_power import LeadingPower
from model.outcomes.moments import Layout, Moments
from model.rules.axes import Axes

ACTORS = ("LAND", "EAST", "ONE", "TWO")
POWERS = {"EAST": ("EAST",), "PAIR": ("ONE", "TWO")}


def moments(lean: dict[str, float], need: dict[str, float], margin: float) -> Moments:
    """One world in which LAND leans to and depends on others so far."""
    axes = Axes(actors=ACTORS, dimensions=("all",), issues=(), profiles=(), deciders=4)
    tables = np.zeros((2, 1, 4, 4))
    for table, given in zip(tables, (lean, need), strict=True):
        for name, level in given.items():
            table[0, 0, ACTORS.index(name)] = level
    return Moments(
        layout=Layout(axes, (), (), {"outcomes.lead.margin": 0}),
        world=np.zeros(1, dtype=np.intp),
        month=np.zeros(1, dtype=np.intp),
        alignment=tables[0],
        dependence=tables[1],
        stage=np.zeros((1, 0), dtype=np.int16),
        clash=np.zeros(1, dtype=bool),
        leaning=np.zeros((1, 0)),
        numbers=np.array([[margin]]),
        capability=np.ones((1, 4)),
    )


def leader(lean: dict[str, float], need: dict[str, float], margin: float = 0.1) -> str:
    outcome = LeadingPower.model_validate({"kind": "orbit", "meaning": "", "over": ["LAND"], "powers": POWERS})
    return str(outcome.final("lead", moments(lean, need, margin))["lead.LAND"][0])


def test_a_union_is_leaned_to_as_its_warmest_member() -> None:
    """(1 + .6)/4 against (1 + .1)/4 is .125 ahead; the mean of .6 and −.4 would be level with .1."""
    assert leader({"EAST": 0.1, "ONE": 0.6, "TWO": -0.4}, {}) == "PAIR"
    assert leader({"EAST": 0.1, "ONE": -0.4, "TWO": 0.6}, {}) == "PAIR"


def test_a_union_of_two_alike_has_no_more_lean_than_each() -> None:
    assert leader({"EAST": 0.3, "ONE": 0.3, "TWO": 0.3}, {}, margin=0.01) == "none"


def test_dependence_on_a_union_is_the_sum_and_at_most_all() -> None:
    assert leader({}, {"EAST": 0.5, "ONE": 0.4, "TWO": 0.4}) == "PAIR"
    assert leader({}, {"EAST": 0.9, "ONE": 0.8, "TWO": 0.8}, margin=0.06) == "none", "1 against .9, halved"


@pytest.mark.parametrize("ahead", [0.05, 0.15])
def test_the_margin_decides_between_a_leader_and_none(ahead: float) -> None:
    lean = {"EAST": 4 * ahead, "ONE": 0.0}
    assert [leader(lean, {}, margin) for margin in (ahead - 0.01, ahead + 0.01)] == ["EAST", "none"]


def test_a_wider_margin_never_makes_a_leader() -> None:
    led = [leader({"EAST": 0.5}, {}, margin) != "none" for margin in np.linspace(0, 0.3, 13)]
    assert all(before >= after for before, after in pairwise(led)) and led[0] and not led[-1]
