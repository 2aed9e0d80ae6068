"""Runs against each other: what went in, and what it did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from model.analysis.run_comparison import between, differing_inputs, independent, same_numbers

FIRST = {
    "seed": 1, "as_of": "2025-07", "worlds": 100, "months": 36, "without": [], "code": "a" * 64,
    "assumptions": {"assumptions.impact": 0.2, "assumptions.pressure": 2.0},
    "digests": {"seeds/events.yaml": "1" * 64, "scenarios/x.yaml": "2" * 64},
    "scenarios": {"baseline": {"name": "Baseline"}, "x": {"name": "X", "interventions": []}},
}  # fmt: skip


def test_equal_manifests_differ_in_nothing() -> None:
    assert differing_inputs(FIRST, FIRST | {"started": "later", "sample": False}) == []


def test_every_differing_input_is_named() -> None:
    second = FIRST | {
        "seed": 2,
        "without": ["gazette"],
        "assumptions": {"assumptions.impact": 0.3, "assumptions.pressure": 2.0},
        "digests": {"seeds/events.yaml": "3" * 64},
        "scenarios": {"baseline": {"name": "Baseline", "months": 24}},
    }
    assert differing_inputs(FIRST, second) == [
        ("seed", "1", "2"),
        ("without", "none", "gazette"),
        ("assumptions.impact", "0.2", "0.3"),
        ("file seeds/events.yaml", "1" * 12, "3" * 12),
        ("scenarios only there", "x", "none"),
        ("scenario baseline", "", "another months"),
    ]
    assert not same_numbers(FIRST, second)


def test_with_the_same_luck_worlds_are_paired() -> None:
    x = np.random.default_rng(1).normal(size=300)
    first = {"baseline": pd.DataFrame({"scenario": "baseline", "world": range(300), "x": x})}
    second = {"baseline": pd.DataFrame({"scenario": "baseline", "world": range(200), "x": x[:200] + 0.01})}
    paired = between(first, second, months=12, names=["x"], same_worlds=True, smallest=lambda *_: 0.0).iloc[0]
    apart = between(first, second, months=12, names=["x"], same_worlds=False, smallest=lambda *_: 0.0).iloc[0]
    assert paired["difference"] == pytest.approx(0.01) and paired["ci_low"] > 0
    assert apart["ci_low"] < 0 < apart["ci_high"]


def test_unrelated_shares_have_newcombes_interval() -> None:
    """Newcombe 1998, table II, method 10, example (a): 56/70 against 48/80, .0524 to .3339."""
    found = independent(np.arange(70) < 56, np.arange(80) < 48)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_unrelated_means_have_welchs_interval() -> None:
    rng = np.random.default_rng(2)
    here, there = rng.normal(1, 1, 40), rng.normal(0, 3, 25)
    found = independent(here, there)
    error = np.hypot(here.std(ddof=1) / np.sqrt(40), there.std(ddof=1) / np.sqrt(25))
    parts = (here.var(ddof=1) / 40) ** 2 / 39 + (there.var(ddof=1) / 25) ** 2 / 24
    half = stats.t.ppf(0.975, error**4 / parts) * error
    assert found["ci_high"] - found["difference"] == pytest.approx(half)
