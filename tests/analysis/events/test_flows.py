"""Flows planted with lags that are known, and the dispersion of counts that is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.analysis.events.flows import flows, measured
from model.load import load_seeds
from model.rules.axes import Array
from tests.fixtures import known

WORLDS, MONTHS, ACTORS = 200, 60, 4
LEANING = np.array([[0, 0.5, -0.4, 0.2], [0.5, 0, -0.6, 0.1], [-0.3, -0.6, 0, 0.4], [0.2, 0.1, 0.4, 0]])


def planted(own: float, partner: float, third: float) -> Array:
    """Flows that answer last month's by these shares: (world, month, actor, actor)."""
    luck = np.random.default_rng(7)
    flow = np.zeros((WORLDS, MONTHS, ACTORS, ACTORS))
    standing = luck.normal(size=(ACTORS, ACTORS))
    for month in range(MONTHS):
        before = flow[:, month - 1] if month else np.zeros((WORLDS, ACTORS, ACTORS))
        answer = np.zeros_like(before)
        for i in range(ACTORS):
            for j in range(ACTORS):
                for k in {*range(ACTORS)} - {i, j}:
                    answer[:, i, j] += LEANING[i, k] * before[:, j, k]
        flow[:, month] = own * before + partner * before.transpose(0, 2, 1) + third * answer
        flow[:, month] += standing + np.sin(month) + luck.normal(size=before.shape)
        flow[:, month, range(ACTORS), range(ACTORS)] = 0
    return flow


@pytest.mark.parametrize("lags", [(0.3, 0.2, 0.1), (0.0, 0.0, 0.0), (-0.2, 0.1, -0.1)])
def test_planted_lags_are_found_again(lags: tuple[float, float, float]) -> None:
    row = measured(planted(*lags), LEANING, np.ones((WORLDS, 5, 6))).iloc[0]
    for name, lag in zip(("own", "partner", "third"), lags, strict=True):
        assert abs(row[name] - lag) < 3.5 * row[f"{name}_error"], name
        assert 0 < row[f"{name}_error"] < 0.03


def test_the_dispersion_is_that_of_the_counts() -> None:
    luck = np.random.default_rng(3)
    rare = luck.binomial(12, [0.1, 0.4], size=(WORLDS, 5, 2))
    flow = planted(0, 0, 0)
    found = measured(flow, LEANING, rare.astype(float)).iloc[0]
    expected = (0.1 * 0.9 + 0.4 * 0.6) / (0.1 + 0.4)
    assert abs(found["fano"] - expected) < 3.5 * found["fano_error"]
    assert measured(flow, LEANING, luck.poisson(2.0, size=(WORLDS, 5, 2)).astype(float))["fano"][0] == pytest.approx(
        1, abs=0.1
    )


def test_flows_of_few_worlds_are_those_of_many_within_their_errors(scored_triad: Path) -> None:
    past = known(load_seeds(scored_triad))
    few, many = (flows(past, past.months[-1], 1, worlds) for worlds in (100, 200))
    assert (few["worlds"][0], many["worlds"][0]) == (100, 200)
    for name in ("own", "partner", "third", "fano"):
        assert abs(few[name][0] - many[name][0]) < 4 * few[f"{name}_error"][0], name
    assert many["fano"][0] < 1, "an actor does one thing a month at most"
