"""Gains in nats an event: a perfect forecaster above every other, an equal one at 0."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.analysis.events import NAMES, event_skill
from model.analysis.events.scoring import log_share, poisson
from model.rules.axes import Array

RATES = st.floats(0.01, 5)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Array, Array]:
    """Events that came, a cell a month, and rates of a forecaster that thinks other cells possible too."""
    months, cells = draw(st.integers(4, 30)), draw(st.integers(2, 6))
    came = draw(st.lists(st.integers(0, cells - 1), min_size=months, max_size=months))
    rates = draw(st.lists(st.lists(RATES, min_size=cells, max_size=cells), min_size=months, max_size=months))
    return np.array(came), np.array(rates)


def scored(score: str, months: int, model: list[float], reference: list[float], events: float = 1.0) -> pd.DataFrame:
    names = [f"{2020 + month // 12}-{month % 12 + 1:02d}" for month in range(months)]
    columns = {"score": score, "window": "calibration", "month": names, "events": events, "model": model}
    return pd.DataFrame(columns | dict.fromkeys(NAMES, reference))


@given(histories())
@settings(max_examples=30, derandomize=True, database=None)
def test_a_perfect_forecaster_gains_over_another_and_an_equal_one_nothing(history: tuple[Array, Array]) -> None:
    came, rates = history
    always = np.ones(rates.shape[1], dtype=bool)
    theirs = [log_share(row, [cell], always) for row, cell in zip(rates, came, strict=True)]
    perfect = [log_share(np.eye(len(row))[cell], [cell], always) for row, cell in zip(rates, came, strict=True)]
    skills = event_skill(scored("choice", len(came), perfect, theirs))
    assert set(skills["reference"]) == set(NAMES)
    assert (skills["gain"] > 0).all() and (skills["ci_low"] > 0).all()
    assert skills["gain"].to_numpy() == pytest.approx(-np.mean(theirs))
    equal = event_skill(scored("choice", len(came), theirs, theirs))
    assert (equal[["gain", "ci_low", "ci_high"]].to_numpy() == 0).all()


@given(st.integers(0, 20), RATES)
@settings(derandomize=True, database=None)
def test_no_rate_foresees_a_count_better_than_the_count_itself(count: int, rate: float) -> None:
    perfect = poisson(count, count) if count else 0.0
    assert perfect >= poisson(count, rate) - 1e-12


def test_the_gain_is_a_mean_over_events_not_over_cases() -> None:
    cases = scored("pair_sign", 6, [-0.5, -0.5, -1, -1, -1, -1], [-1, -1, -1, -1, -1, -1])
    cases["events"] = [0.5, 0.5, 1, 1, 1, 1]
    cases.loc[5, "model"] = np.nan
    row = event_skill(cases).iloc[0]
    assert (row["gain"], row["events"]) == (pytest.approx(1 / 4), 4), "what has no score counts for nothing"


def test_the_interval_draws_neighbouring_months_together() -> None:
    months = 36
    model = [0.0 if month < 18 else -1.0 for month in range(months)]
    row = event_skill(scored("choice", months, model, [-0.5] * months)).iloc[0]
    assert row["gain"] == pytest.approx(0)
    alone = 1.96 * math.sqrt(0.25 / months)
    assert row["ci_high"] - row["ci_low"] > 3 * alone, "blocks of six vary more than months each for itself"


def test_a_few_months_have_no_interval() -> None:
    row = event_skill(scored("choice", 3, [-1.0] * 3, [-2.0] * 3)).iloc[0]
    assert row["gain"] == 1
    assert math.isnan(row["ci_low"]) and math.isnan(row["ci_high"])
