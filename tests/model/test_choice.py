"""Chances and noise, each against its formula."""

from __future__ import annotations

import numpy as np
import pytest

from model.rules.choice import consent_chance, consents, gumbel, log_weights


def test_gumbel_numbers_are_quantiles_and_finite_at_both_ends() -> None:
    found = gumbel(np.array([0.0, 1 / np.e, 0.5, 1 - 1e-17]))
    assert found[1:3] == pytest.approx([0.0, -np.log(np.log(2))])
    assert np.isfinite(found).all() and found[0] < -6 and found[3] > 30


def test_who_is_asked_agrees_by_the_odds_of_its_utility() -> None:
    noise = np.array([0.02] * 4)
    chance = consent_chance(np.array([0.0, 0.02 * np.log(3), -0.02 * np.log(3), -1e6]), noise)
    assert chance == pytest.approx([1 / 2, 3 / 4, 1 / 4, 0])
    assert consents(np.zeros(2), noise[:2], np.array([0.4999, 0.5])).tolist() == [True, False]


def test_an_actor_acts_at_its_rate_split_over_the_targets_open_to_it() -> None:
    """An action with two targets open and one closed, and another, closed, of an actor without attention."""
    found = log_weights(
        np.array([[0.0, 0.01, 0.5, 0.0]]), np.array([[0.2, 0.1]]), np.array([[0.5, 0.0]]),
        np.array([[True, True, False, False]]), np.array([[2.0, 0.0]]), np.array([0, 0, 0, 1]), np.array([0.02]),
    )  # fmt: skip
    # .2 a month, half its attention, two targets: .05 each, the second e^(.01/.02) times as likely
    assert np.exp(found) == pytest.approx(np.array([[0.05, 0.05 * np.exp(0.5), 0, 0]]))
