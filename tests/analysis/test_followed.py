"""Verdicts on what followed: no finding is what a scenario writes itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.analysis.followed import BOUNDED, SET, SLIGHT, with_followed, written_parts
from model.analysis.verdicts import CANNOT_TELL, MATTERS, SCRIPTED, SIZE_UNSURE, TOO_SMALL
from model.load import load_seeds
from tests.conftest import TRIAD


def found(
    *, difference: float, half: float, p: float = 0.001, scripted: bool = False, worlds: int = 256
) -> dict[str, object]:
    return {
        "scenario": "deal", "outcome": "x", "difference": difference, "ci_low": difference - half, "p": p,
        "ci_high": difference + half, "smallest": 0.1, "worlds": worlds, "differing": 9, "scripted": scripted,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("whole", "own", "half", "kind"),
    [
        (0.5, 0.0, 0.1, MATTERS),  # nothing is written
        (0.5, 0.2, 0.1, MATTERS),  # .3 followed: at least .2 of it
        (0.5, 0.38, 0.1, SIZE_UNSURE),  # .12 followed, perhaps .02
        (0.5, 0.38, 0.2, CANNOT_TELL),  # .12 followed, perhaps the other way
        (0.5, 0.45, 0.1, SCRIPTED),  # .05 followed: too little
        (0.5, 0.8, 0.1, MATTERS),  # what followed took .3 of it back
        (0.5, np.nan, 0.1, MATTERS),  # not known: as if nothing were written
    ],
)
def test_the_verdict_on_a_sure_difference_is_on_what_followed(whole: float, own: float, half: float, kind: str) -> None:
    judged = with_followed(pd.DataFrame([found(difference=whole, half=half)]), np.array([own])).iloc[0]
    assert judged["kind"] == kind
    assert judged["followed"] == pytest.approx(whole - np.nan_to_num(own))
    assert judged["written"] == (kind == SCRIPTED) and (judged["said"] == SLIGHT) == (kind == SCRIPTED)


def test_what_a_scenario_sets_is_written_whole_and_what_is_small_with_it_and_without_stays_so() -> None:
    rows = [found(difference=0.5, half=0.1, scripted=True), found(difference=0.02, half=0.01)]
    judged = with_followed(pd.DataFrame(rows), np.array([0.1, 0.05]))
    assert judged["kind"].tolist() == [SCRIPTED, TOO_SMALL] and judged["said"][0] == SET
    assert judged["followed"].tolist() == [0.0, pytest.approx(-0.03)] and judged["written"].tolist() == [True, False]


def test_what_followed_is_corrected_for_all_that_is_looked_at() -> None:
    """A part that followed at p = .02, beside a whole beyond doubt."""
    alone = with_followed(pd.DataFrame([found(difference=0.5, half=0.1, p=0.0)]), np.array([0.38])).iloc[0]
    assert alone["p_corrected"] == pytest.approx(0.0187, abs=1e-3) and alone["kind"] == SIZE_UNSURE
    many = pd.DataFrame([found(difference=0.5, half=0.1, p=0.0)] * 20)
    assert set(with_followed(many, np.full(20, 0.38))["kind"]) == {CANNOT_TELL}


def test_a_written_part_is_known_from_256_worlds_however_many_there_are() -> None:
    """Of 4,096 worlds the interval of what followed is four times as wide; where nothing is written, as it was."""
    rows = pd.DataFrame([found(difference=0.5, half=0.1, worlds=4096)] * 2)
    judged = with_followed(rows, np.array([0.2, 0.004]))
    assert judged["kind"].tolist() == [CANNOT_TELL, MATTERS]
    assert judged["said"][0] == BOUNDED and judged["worlds_to_settle"].isna().all(), "more worlds would tell nothing"
    assert judged["followed"].tolist() == [pytest.approx(0.3), 0.5], "less than a hundredth counts as nothing"


def test_written_parts_are_those_of_the_ledger_where_an_outcome_has_one() -> None:
    names = ["a_influence", "alignment.AAA.BBB", "treaty_signed", "months_to_treaty"]
    comparison = pd.DataFrame(
        {"scenario": "deal", "outcome": names, "difference": [0.4, 0.3, 0.2, 5.0], "difference_script": 0.15}
    )
    ledger = pd.DataFrame(
        [
            ("deal", "a_influence", True, 0.25),
            ("deal", "a_influence", True, 0.01),
            ("deal", "a_influence", False, 0.14),
        ],
        columns=["scenario", "outcome", "written", "difference"],
    )
    seeds = load_seeds(TRIAD)
    parts = written_parts(comparison, ledger, seeds, lambda scenario, outcome: outcome == "months_to_treaty")
    assert parts.tolist() == pytest.approx([0.26, 0.0, 0.15, 5.0])
    assert written_parts(comparison, None, seeds, lambda *_: False).tolist() == pytest.approx([0.15] * 4)


def test_no_more_is_written_than_there_is_where_nobody_acting_is_the_measure() -> None:
    """A treaty that nobody reaches unless the scenario signs it: 1 with nobody acting, .5 where the baseline may."""
    comparison = pd.DataFrame(
        {"scenario": "deal", "outcome": "treaty_signed", "difference": [0.5, 0.5, -0.5],
         "difference_script": [1.0, 0.2, 0.3]}
    )  # fmt: skip
    parts = written_parts(comparison, None, load_seeds(TRIAD), lambda *_: False)
    assert parts.tolist() == pytest.approx([0.5, 0.2, 0.3])


def test_an_interval_without_width_is_sure_of_what_followed() -> None:
    rows = pd.DataFrame([found(difference=9.0, half=0.0), found(difference=9.0, half=0.0)])
    judged = with_followed(rows, np.array([3.0, 9.0]))
    assert judged["kind"].tolist() == [MATTERS, SCRIPTED] and judged["p_followed"].tolist() == [0.0, 1.0]
