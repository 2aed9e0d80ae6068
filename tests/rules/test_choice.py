"""Chances and arrivals, each against its formula."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.rules.choice import arrival, consent_chance
from model.simulation.experiment import Experiment
from tests.simulation.seeing import Seeing


def test_who_is_asked_agrees_by_the_odds_of_its_utility() -> None:
    found = [consent_chance(utility, 0.02) for utility in (0.0, 0.02 * math.log(3), -0.02 * math.log(3), -1e6)]
    assert found == pytest.approx([1 / 2, 3 / 4, 1 / 4, 0])


def test_an_option_arrives_after_a_standard_exponential_time_over_its_weight() -> None:
    assert arrival(math.exp(-2.0), math.log(0.5)) == pytest.approx(math.log(4.0))
    assert math.isfinite(arrival(0.0, 0.0)) and math.isfinite(arrival(1 - 2.0**-53, 0.0))


def test_an_actor_acts_at_its_rate_split_over_the_targets_open_to_it(experiment: Experiment) -> None:
    """Half its attention, so many targets: each has b·f/targets; nothing is done with what is left of 1."""
    region = Seeing(experiment, "baseline", worlds=2, collect=False)
    region.month = 1
    region.intervene()
    region.environment.attention[:] = 0.5
    region.open_month()
    choice_set, found = region.choice_set, region.weighing
    for actor in range(region.axes.deciders):
        acting = 0.0
        for group in np.flatnonzero(choice_set.group_actor == actor):
            open_now = found.share[0, choice_set.option_group == group] > 0
            rate = region.parameters.rate[0, group]
            if open_now.any():
                acting += 0.5 * rate
                each = found.share[0, choice_set.option_group == group][open_now]
                assert each == pytest.approx(np.full(len(each), 0.5 * rate / len(each)))
        assert found.idle[0, actor] == pytest.approx(1 - acting)


def test_a_closed_act_has_no_weight(experiment: Experiment) -> None:
    region = Seeing(experiment, "baseline", collect=False)
    region.step()
    assert np.array_equal(np.isfinite(region.weighing.log_weight), region.weighing.share > 0)
    assert (region.weighing.share == 0).any()


COLD = {"assumptions.choice_noise": 0.001, "assumptions.feeling": 0.003, "assumptions.stake_unit": 0.3}
"""Assumptions under which exp(U/τ) may be larger than a float can hold."""


@pytest.mark.parametrize("change", [{}, {"sample": True}, {"overrides": COLD}], ids=["central", "sampled", "cold"])
def test_the_race_takes_what_arrives_first_when_every_option_is_weighed_in_full(
    experiment: Experiment, change: dict[str, Any]
) -> None:
    region, deterred = Seeing(replace(experiment, **change), "baseline", worlds=48, collect=False), 0
    for _ in range(12):
        region.step()
        whole, rest = region.arrival, region.idle_arrival
        bold = whole - region.weighing.leverage / region.weighing.choice_noise[:, None]
        for actor in region.actors:
            own, idle = whole[:, actor.seats], rest[:, actor.place]
            acts = (own.min(axis=1) < idle)[:, None] & (own == own.min(axis=1)[:, None])
            assert np.array_equal(actor.proposes, acts)
            deterred += int(((bold[:, actor.seats].min(axis=1) < idle) & (own.min(axis=1) >= idle)).sum())
    assert deterred > 0, "some would have acted but for what those they depend on could do"


def test_an_option_weighs_no_more_than_its_bound(experiment: Experiment) -> None:
    region = Seeing(replace(experiment, sample=True), "baseline", worlds=64, collect=False)
    bound = np.log(region.most) + region.scale[:, region.choice_set.option_actor]
    for _ in range(24):
        region.step()
        tilt = (region.weighing.utility + region.weighing.leverage) / region.weighing.choice_noise[:, None]
        assert (tilt <= bound + 1e-9).all()
    assert np.median(bound) < 5, "and the bound is close enough to be of use"
