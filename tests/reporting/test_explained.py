"""The report says how much of all effects the scripts give by themselves, whatever it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from model.analysis.finished_run import Saved
from model.load import load_seeds
from model.reporting.report.explained import explained_said
from model.reporting.wording.words import Words
from tests.conftest import TRIAD


def said(rows: list[tuple[str, float, float, float]]) -> str:
    """The sentence of a comparison: outcome, difference, with nobody acting, by base rates."""
    columns = ["outcome", "difference", "difference_script", "difference_habit"]
    seeds, table = load_seeds(TRIAD), pd.DataFrame(rows, columns=columns).assign(scenario="deal")
    saved: Any = SimpleNamespace(
        seeds=seeds, comparison=table, headline=seeds.outcomes.headline,
        scripts=lambda scenario, outcome: outcome == "treaty_signed",
    )  # fmt: skip
    saved._unscripted = cast(Any, Saved._unscripted).func(saved)
    saved.explained = lambda outcomes, column: Saved.explained(saved, outcomes, column)
    return explained_said(cast(Saved, saved), Words(seeds))


def test_r2_is_told_of_alignments_influence_and_shares_apart() -> None:
    """3² + 4² = 25: the script misses 2 of the 4, so 1 − 4/25; habit points the other way: 1 − (6² + 8²)/25."""
    text = said(
        [
            ("alignment.AAA.BBB", 3.0, 3.0, -3.0),
            ("alignment.BBB.CCC", 4.0, 2.0, -4.0),
            ("a_influence", 2.0, 1.0, 2.0),
            ("treaty_signed", 0.5, 0.0, 0.0),
            ("orbit.BBB=AAA", 0.4, 0.0, 0.4),
        ]
    )
    script, habit = text.split("with actors that act by their base rates alone")
    assert "84\u00a0% in alignments, 75\u00a0% in influence and 0\u00a0% in headline shares of worlds" in script
    assert "less than nothing (−3.00) in alignments, 100\u00a0% in influence and 100\u00a0% in headline" in habit


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert said([("alignment.AAA.BBB", 0.0, 0.0, 0.0)]) == ""


@pytest.mark.parametrize("kind", ["influence", "shares"])
def test_what_no_scenario_changes_is_left_out(kind: str) -> None:
    assert kind not in said([("alignment.AAA.BBB", 1.0, 1.0, 0.0)]).partition("alone")[0]
