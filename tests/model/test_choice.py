"""Chances and noise, each against its formula."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.region import Region
from model.rules.choice import consent_chance, consents, gumbel, log_rates, log_weight
from model.study import Study


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
    """An action with two targets open, and another of an actor without attention."""
    rates = log_rates(np.array([[0.2, 0.1]]), np.array([[0.5, 0.0]]), np.array([[2.0, 0.0]]))
    found = log_weight(np.array([[0.0, 0.01, 0.0]]), rates[:, [0, 0, 1]], np.array([[0.02]]))
    # .2 a month, half its attention, two targets: .05 each, the second e^(.01/.02) times as likely
    assert np.exp(found) == pytest.approx(np.array([[0.05, 0.05 * np.exp(0.5), 0]]))


def test_a_closed_act_has_no_weight(study: Study) -> None:
    region = Region(study, "baseline", collect=False)
    region.step()
    assert np.array_equal(np.isfinite(region.weighing.log_weight), region.weighing.open_now)
    assert not region.weighing.open_now.all()


@pytest.mark.parametrize("sample", [False, True])
def test_what_is_chosen_is_the_best_with_what_all_others_could_do_taken_off_everywhere(
    study: Study, sample: bool
) -> None:
    region, deterred = Region(replace(study, sample=sample), "baseline", worlds=48, collect=False), 0
    for _ in range(12):
        region.step()
        whole = region.weighing.log_weight + region.noise
        bold = whole + region.weighing.leverage / region.choice_noise[:, None]
        for actor in region.actors:
            idle = region.weighing.log_idle[:, actor.place] + region.idle_noise[:, actor.place]
            best, dared = whole[:, actor.seats].max(axis=1), bold[:, actor.seats].max(axis=1)
            acts = (best > idle)[:, None] & (whole[:, actor.seats] == best[:, None])
            assert np.array_equal(actor.proposes, acts)
            deterred += int(((dared > idle) & (best <= idle)).sum())
    assert deterred > 0, "some would have acted but for what those they depend on could do"
