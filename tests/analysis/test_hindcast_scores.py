"""Scores by other routes, on numbers that can be followed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.analysis.hindcast import brier, crps, direction, skill
from model.analysis.hindcast.scores import block_bootstrap, independent_dyads, rank_of


def test_crps_is_the_integral_of_the_squared_gap_between_the_ensemble_and_the_truth() -> None:
    luck = np.random.default_rng(5)
    for members in (1, 2, 7, 40):
        ensemble, truth = luck.uniform(-1, 1, members), float(luck.uniform(-1, 1))
        edges = np.sort([*ensemble, truth])
        share = np.array([(ensemble <= x).mean() for x in edges[:-1]])  # F is flat between the edges
        stepped = float(((share - (edges[:-1] >= truth)) ** 2 * np.diff(edges)).sum())
        assert crps(ensemble, np.array(truth)) == pytest.approx(stepped, abs=1e-12)


def test_crps_of_a_single_member_is_its_error() -> None:
    assert crps(np.array([[0.25], [-0.5]]), np.array([1.0, -0.25])).tolist() == [0.75, 0.25]


def test_crps_of_many_normal_draws_is_the_closed_form_of_the_normal() -> None:
    draws = np.random.default_rng(1).normal(size=200_000)
    assert crps(draws, np.array(0.0)) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=2e-3)


def test_a_change_below_the_dead_band_is_none() -> None:
    assert direction(np.array([-0.5, -0.02, -0.01, 0.0, 0.019, 0.02]), 0.02).tolist() == [-1, -1, 0, 0, 0, 1]


def test_skill_is_1_for_perfect_0_for_equal_and_negative_for_worse() -> None:
    assert skill(np.array([0.0, 0.5, 1.0]), np.array([0.5, 0.5, 0.5])).tolist() == [1, 0, -1]
    assert np.isnan(skill(np.array(0.1), np.array(0.0)))


def test_brier_and_rank_by_hand() -> None:
    assert brier(np.array([0.2, 0.9]), np.array([0, 1])).tolist() == pytest.approx([0.04, 0.01])
    assert rank_of(np.array([1.0, 2.0, 2.0, 3.0]), np.array(2.0)) == 0.5


def test_resampled_starts_are_circular_runs_of_neighbours() -> None:
    for row in block_bootstrap(9, 3, 50):
        for run in row.reshape(3, 3):
            assert ((run - run[0]) % 9).tolist() == [0, 1, 2]
    assert all(sorted(row) == list(range(5)) for row in block_bootstrap(5, 5, 20)), "one block is the whole circle"


def test_dyads_that_move_together_count_as_one() -> None:
    up = np.array([1.0, -1, 1, -1])
    across = np.array([1.0, 1, -1, -1])
    assert independent_dyads(np.stack([up, 3 * up, -up], axis=1)) == pytest.approx(1)
    assert independent_dyads(np.stack([up, across], axis=1)) == pytest.approx(2)
    assert independent_dyads(np.stack([up, across, 0 * up], axis=1)) == pytest.approx(2), "a still one adds none"
