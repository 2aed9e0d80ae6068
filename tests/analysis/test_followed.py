"""Verdicts on what followed: no finding is what a scenario writes itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from model.analysis.followed import BOUNDED, SET, SLIGHT, Written, _moved, with_followed
from model.analysis.intervals import Z
from model.analysis.robustness.run_robustness import run_robustness
from model.analysis.robustness.verdicts import Draws
from model.analysis.verdicts import CANNOT_TELL, MATTERS, SCRIPTED, SIZE_UNSURE, TOO_SMALL
from model.analysis.written_parts import written_parts
from model.load import load_seeds
from tests.conftest import TRIAD


def found(
    *,
    difference: float,
    half: float,
    own: float = 0.0,
    error: float = np.nan,
    p: float = 0.001,
    scripted: bool = False,
    worlds: int = 256,
    smallest: float = 0.1,
) -> dict[str, object]:
    return {
        "scenario": "deal", "outcome": "x", "difference": difference, "ci_low": difference - half, "p": p,
        "ci_high": difference + half, "smallest": smallest, "worlds": worlds, "differing": 9, "scripted": scripted,
        "own": own, "followed_error": error,
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
    judged = with_followed(pd.DataFrame([found(difference=whole, half=half, own=own)])).iloc[0]
    assert judged["kind"] == kind
    assert judged["followed"] == pytest.approx(whole - np.nan_to_num(own))
    assert judged["written"] == (kind == SCRIPTED) and (judged["said"] == SLIGHT) == (kind == SCRIPTED)


def test_what_a_scenario_sets_is_written_whole_and_what_is_small_with_it_and_without_stays_so() -> None:
    rows = [
        found(difference=0.5, half=0.1, own=0.1, scripted=True),
        found(difference=0.02, half=0.01, own=0.05),
    ]
    judged = with_followed(pd.DataFrame(rows))
    assert judged["kind"].tolist() == [SCRIPTED, TOO_SMALL] and judged["said"][0] == SET
    assert judged["followed"].tolist() == [0.0, pytest.approx(-0.03)] and judged["written"].tolist() == [True, False]


def test_what_followed_is_corrected_for_all_that_is_looked_at() -> None:
    """A part that followed at p = .02, beside a whole beyond doubt."""
    alone = with_followed(pd.DataFrame([found(difference=0.5, half=0.1, own=0.38, p=0.0)])).iloc[0]
    assert alone["p_corrected"] == pytest.approx(0.0187, abs=1e-3) and alone["kind"] == SIZE_UNSURE
    many = pd.DataFrame([found(difference=0.5, half=0.1, own=0.38, p=0.0)] * 20)
    assert set(with_followed(many)["kind"]) == {CANNOT_TELL}


def test_the_interval_of_what_followed_is_as_wide_as_its_error_makes_it() -> None:
    """Of .5 that followed of 1, with errors of .15 and .25: half-widths of .294 and .49."""
    rows = [found(difference=1.0, half=Z * 0.15, own=0.5, error=error) for error in (0.15, 0.25)]
    sure, unsure = (with_followed(pd.DataFrame([row])).iloc[0] for row in rows)
    assert sure["kind"] == MATTERS and sure["p_followed"] == pytest.approx(2 * (1 - ndtr(0.5 / 0.15)))
    assert unsure["kind"] == SIZE_UNSURE and unsure["p_followed"] == pytest.approx(2 * (1 - ndtr(0.5 / 0.25)))


def test_nothing_jumps_where_next_to_nothing_is_written() -> None:
    """Written parts from nothing to a tenth of a difference, errors with them: the interval moves by as little.

    The lower end crosses 0 and what matters on the way; so the verdict turns, once each.
    """
    steps = np.linspace(0.0, 0.05, 501)
    frame = pd.DataFrame([found(difference=0.5, half=0.36, worlds=4096)] * len(steps))
    was = np.full(len(steps), 0.36 / Z)
    moved = _moved(frame, 0.5 - steps, was, was + steps, np.ones(len(steps), dtype=bool))
    for column in ("difference", "ci_low", "ci_high"):
        assert np.abs(np.diff(moved[column])).max() < 3.1e-4, "no step is larger than its neighbours'"
    assert moved.iloc[0][["difference", "ci_low", "ci_high"]].tolist() == pytest.approx([0.5, 0.14, 0.86])
    judged = [
        with_followed(pd.DataFrame([found(difference=0.5, half=0.36, own=own, error=0.36 / Z + own)])).iloc[0]["kind"]
        for own in steps[::5]
    ]
    assert [*dict.fromkeys(judged)] == [MATTERS, SIZE_UNSURE, CANNOT_TELL] and judged == sorted(
        judged, key=[MATTERS, SIZE_UNSURE, CANNOT_TELL].index
    )


def test_more_worlds_are_not_promised_where_what_is_written_is_what_is_not_known() -> None:
    rows = [found(difference=0.5, half=0.1, own=0.38, error=error, worlds=4096, p=0.0) for error in (0.04, 0.09)]
    judged = with_followed(pd.DataFrame(rows))
    assert judged["kind"].tolist() == [SIZE_UNSURE, CANNOT_TELL]
    assert judged["worlds_to_settle"].isna().tolist() == [False, True] and judged["said"][1] == BOUNDED


def test_written_parts_are_those_of_the_ledger_where_an_outcome_has_one() -> None:
    names = ["a_influence", "alignment.AAA.BBB", "treaty_signed", "months_to_treaty"]
    comparison = pd.DataFrame(
        {"scenario": "deal", "outcome": names, "difference": [0.4, 0.3, 0.2, 5.0], "difference_script": 0.15,
         "followed_error": 0.01}
    )  # fmt: skip
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
    rows = parts.beside(comparison)
    assert rows["own"].tolist() == pytest.approx([0.26, 0.0, 0.15, 5.0]) and set(rows["followed_error"]) == {0.01}
    without = written_parts(comparison, None, seeds, lambda *_: False)
    assert [without.part("deal", name) for name in names] == pytest.approx([0.15] * 4)
    assert np.isnan(without.part("deal", "escalation")), "not known"


def test_of_who_leads_as_much_is_written_as_of_the_influence_that_decides_it() -> None:
    """A's influence over B: a quarter of .4 and half of .2 in all, a quarter of .3 and half of .05 of them written."""
    columns = ["difference", "difference_script", "baseline_mean", "baseline_script", "followed_error"]
    comparison = pd.DataFrame([[0.2, 0.0, 0.5, 1.0, 0.01], [-0.2, 0.0, 0.5, 0.0, 0.01]], columns=columns)
    comparison = comparison.assign(scenario="deal", outcome=["orbit.BBB=AAA", "orbit.BBB=CCC"])
    parts = [
        ("alignment.BBB.AAA", True, 0.3), ("alignment.BBB.AAA", False, 0.1),
        ("dependence.BBB.AAA", True, 0.05), ("dependence.BBB.AAA", False, 0.15),
    ]  # fmt: skip
    ledger = pd.DataFrame(parts, columns=["outcome", "written", "difference"]).assign(scenario="deal")
    found = written_parts(comparison, ledger, load_seeds(TRIAD), lambda *_: False)
    assert found.part("deal", "orbit.BBB=AAA") == pytest.approx(0.2 * (0.075 + 0.025) / (0.1 + 0.1))
    assert found.part("deal", "orbit.BBB=CCC") == 0.0, "C's influence is as it was: by the script alone"
    other = written_parts(comparison.assign(difference=-0.2), ledger, load_seeds(TRIAD), lambda *_: False)
    assert other.part("deal", "orbit.BBB=AAA") == 0.0, (
        "the lead falls while the influence rises: something else moves it"
    )


@pytest.mark.parametrize(
    ("difference", "script", "baseline", "alone", "own"),
    [
        (0.5, 1.0, 0.5, 0.0, 0.5),  # a treaty that half of the baseline's worlds sign can be signed in only half more
        (0.4, 1.0, 0.5, 0.0, 0.5),  # .1 of it was taken back
        (0.5, 0.8, 0.2, 0.2, 0.8),  # actors add nothing to the baseline: they took back .3 of what the script did
        (0.5, 0.8, 0.1, 0.4, 0.8),  # they lower the baseline, so that nothing of it was there already
        (-0.5, -0.8, 0.2, 0.4, -0.6),  # the same downwards: .2 was there already
        (-0.5, 0.3, 0.5, 0.0, 0.3),  # the script goes one way and actors the other
        (0.5, 0.2, 0.5, 0.0, 0.2),  # less than there is
        (0.5, 1.0, 0.5, np.nan, 0.5),  # not known: no more than there is
    ],
)
def test_what_the_script_does_beyond_the_difference_was_there_already_or_was_taken_back(
    difference: float, script: float, baseline: float, alone: float, own: float
) -> None:
    columns = ["difference", "difference_script", "baseline_mean", "baseline_script"]
    comparison = pd.DataFrame([[difference, script, baseline, alone]], columns=columns)
    comparison = comparison.assign(scenario="deal", outcome="treaty_signed")
    parts = written_parts(comparison, None, load_seeds(TRIAD), lambda *_: False)
    assert parts.part("deal", "treaty_signed") == pytest.approx(own)


def test_an_interval_without_width_is_sure_of_what_followed() -> None:
    judged = with_followed(pd.DataFrame([found(difference=9.0, half=0.0, own=own) for own in (3.0, 9.0)]))
    assert judged["kind"].tolist() == [MATTERS, SCRIPTED] and judged["p_followed"].tolist() == [0.0, 1.0]


def test_no_robustness_is_asked_of_a_difference_that_what_followed_opposes() -> None:
    """The script alone raises it by .5, actors take .2 back: that it rises is no finding, that they do is not drawn."""
    seeds, rng = load_seeds(TRIAD), np.random.default_rng(1)
    luck = rng.normal(size=256)
    frames = {
        "baseline": pd.DataFrame({"a_influence": 0.3 + 0.01 * luck}),
        "deal": pd.DataFrame({"a_influence": 0.6 + 0.01 * rng.normal(size=256)}),
    }
    draws = Draws.of({"assumptions.negativity": 1.5 + 0.1 * luck}, seeds, np.arange(256) % 4)

    def asked(own: float) -> list[str]:
        written = Written({("deal", "a_influence"): (own, 0.001)})
        found = run_robustness(
            frames, draws, seeds=seeds, baseline="baseline", months=12, scripted=lambda *_: False, written=written
        )
        return [verdict.statement.outcome for verdict in found.verdicts]

    assert asked(0.0) == asked(0.1) == ["a_influence"]
    assert asked(0.5) == [], "what followed is -.2"
    assert asked(0.3) == [], "nothing followed"
