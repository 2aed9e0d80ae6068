"""Chances and arrivals, each against its formula."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.rules.choice import arrival
from model.rules.consent import consent_chance
from model.simulation.experiment import Experiment, make_experiment
from tests.conftest import FEUD
from tests.simulation.oracle import plausible
from tests.simulation.seeing import Seeing


def test_who_is_asked_agrees_by_the_odds_of_its_utility() -> None:
    found = [consent_chance(u, 0.02, 0.0, 0.0) for u in (0.0, 0.02 * math.log(3), -0.02 * math.log(3), -1e6)]
    assert found == pytest.approx([1 / 2, 3 / 4, 1 / 4, 0])


def test_a_threshold_and_conduct_shift_the_odds_of_consent() -> None:
    assert consent_chance(0.0, 0.02, 0.0, math.log(3)) == pytest.approx(1 / 4)
    assert consent_chance(0.0, 0.02, math.log(3), 0.0) == pytest.approx(3 / 4)
    assert consent_chance(0.02 * math.log(2), 0.02, -math.log(2), math.log(3)) == pytest.approx(1 / 4)
    assert consent_chance(-1e9, 1e-6, 0.0, 0.0) == pytest.approx(0.0, abs=1e-300), "and no overflow"


def test_an_option_arrives_after_a_standard_exponential_time_over_its_weight() -> None:
    assert arrival(math.exp(-2.0), 0.5) == pytest.approx(math.log(4.0))
    assert math.isfinite(arrival(0.0, 1.0)) and math.isfinite(arrival(1 - 2.0**-53, 1.0))


def test_an_actor_acts_at_its_rate_split_over_the_targets_open_to_it(experiment: Experiment) -> None:
    """Half its attention, so many targets: each has b·f/targets; nothing is done with what is left of 1.

    With a large prior habit does not show.
    """
    even = replace(experiment, overrides={"assumptions.habit_prior": 1e12})
    region = Seeing(even, "baseline", worlds=2, collect=False)
    region.month = 1
    region.intervene()
    region.environment.attention[:] = 0.5
    region.open_month()
    choice_set, found = region.choice_set, region.utilities
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
    assert np.array_equal(np.isfinite(region.utilities.log_weight), region.utilities.share > 0)
    assert (region.utilities.share == 0).any()


COLD = {"assumptions.choice_noise": 0.001, "assumptions.feeling": 0.003, "assumptions.stake_unit": 0.3}
"""Assumptions under which exp(U/τ) may be larger than a float can hold."""


@pytest.mark.parametrize("steady", [0.0, 1.0], ids=["race", "steady"])
@pytest.mark.parametrize("change", [{}, {"sample": True}, {"overrides": COLD}], ids=["central", "sampled", "cold"])
def test_the_race_takes_what_arrives_first(experiment: Experiment, change: dict[str, Any], steady: float) -> None:
    """Among an actor's options alone where it is drawn first that it acts; else doing nothing takes part."""
    overrides = change.get("overrides", {}) | {"assumptions.steady_tempo": steady}
    varied = replace(experiment, **change | {"overrides": overrides})
    region, acted, changed = Seeing(varied, "baseline", worlds=48, collect=False), 0, 0
    for _ in range(12):
        region.step()
        whole, rest, idle = region.arrival, region.idle_arrival, region.drawn_for("idle") < region.utilities.idle
        open_now = region.utilities.share > 0
        seen = region.utilities
        tilt = np.where(open_now, seen.log_weight, 0) - np.log(np.where(open_now, seen.share, 1))
        bare = whole + tilt
        for actor in region.actors:
            own, place = whole[:, actor.options], actor.place
            acts = ~idle[:, place] if steady else own.min(axis=1) < rest[:, place]
            expected = acts[:, None] & (own == own.min(axis=1)[:, None]) & open_now[:, actor.options]
            assert np.array_equal(actor.proposes, expected)
            acted += int(acts.sum())
            other = bare[:, actor.options].argmin(axis=1)
            changed += int((acts & (other != own.argmin(axis=1))).sum())
    assert acted > 100 and changed > 10, "what they weigh changes what some of them do"


EXTREME = {"assumptions.pressure": 1000.0, "assumptions.spillover": 10.0, "assumptions.choice_noise": 0.001}
BLUNT = {"assumptions.impact": 10.0, "assumptions.negativity": 4.0, "assumptions.asymmetry": 0.0}


@pytest.mark.parametrize("overrides", [{}, EXTREME, BLUNT], ids=["central", "extreme", "blunt"])
def test_with_every_rule_on_what_is_not_evaluated_to_the_end_would_not_have_arrived_first(
    overrides: dict[str, float],
) -> None:
    """Also where pressure or spillover is as strong as can be set; in each world the tempo is steady or not."""
    feud = make_experiment(["baseline"], seeds=FEUD, overrides=overrides)
    region, acted = Seeing(replace(feud, sample=True), "baseline", worlds=96, collect=False), 0
    for _ in range(8):
        region.step()
        whole, rest, idle = region.arrival, region.idle_arrival, region.drawn_for("idle") < region.utilities.idle
        for actor in region.actors:
            own, place = whole[:, actor.options], actor.place
            first = own.min(axis=1)
            acts = np.where(region.utilities.steady, ~idle[:, place], first < rest[:, place])
            assert np.array_equal(actor.proposes, acts[:, None] & (own == first[:, None]) & np.isfinite(own))
            acted += int(acts.sum())
    assert acted > 500


@pytest.mark.parametrize("noise", [0.001, 0.03, 10.0])
def test_under_a_steady_tempo_what_actors_weigh_does_not_change_how_often_they_act(
    experiment: Experiment, noise: float
) -> None:
    """The same months are idle under any noise; the share is that of the base rates, within five standard errors."""
    changes = {"assumptions.steady_tempo": 1.0, "assumptions.choice_noise": noise}
    region = Seeing(replace(experiment, overrides=changes), "baseline", worlds=2048, collect=False)
    region.step()
    acts = region.now.chosen >= 0
    assert np.array_equal(acts, region.drawn_for("idle") >= region.utilities.idle)
    expected = 1 - region.utilities.idle.mean(axis=0)
    error = np.sqrt(expected * (1 - expected) / region.worlds)
    assert (np.abs(acts.mean(axis=0) - expected) < 5 * error).all()


@pytest.mark.slow
def test_given_that_an_actor_acts_its_options_are_as_frequent_as_their_softmax(experiment: Experiment) -> None:
    """Over all worlds of the first month, in which they differ by nothing but their luck."""
    alike = {"assumptions.steady_tempo": 1.0, "assumptions.stake_spread": 0.0}
    region = Seeing(replace(experiment, overrides=alike), "baseline", worlds=8192, collect=False)
    region.step()
    told = 0
    for actor in region.actors:
        logs = region.utilities.log_weight[0, actor.options]
        weight = np.exp(logs - logs.max())
        share = weight / weight.sum()
        acts = region.now.chosen[:, actor.place] >= 0
        trials = int(acts.sum())
        counts = actor.proposes.sum(axis=0)
        for count, chance in zip(counts.tolist(), share.tolist(), strict=True):
            assert plausible(count, trials, chance)
            told += chance > 0.02
        given = region.utilities.chances(region.choice_set.option_actor)[0, actor.options]
        assert given == pytest.approx(share * (1 - region.utilities.idle[0, actor.place]), rel=1e-9)
    assert told > 20
