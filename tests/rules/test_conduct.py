"""Conduct, habit, restraint, pressure and consent, each against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from model.evidence.replay import SUMS
from model.rules.axes import Array
from model.rules.records import NEVER
from model.simulation.experiment import make_experiment
from tests.conftest import FEUD
from tests.simulation.seeing import Seeing

FADING = tuple(name for name in SUMS if name != "since_force")
STORM = """
name: A storm
summary: A and D raid B and C in the first month.
months: 12
interventions:
  - at: 2021-01
    event: {type: raid, source: [AAA, DDD], target: [BBB, CCC], salience: measure}
"""


@pytest.fixture
def region() -> Seeing:
    """The feud with nothing done yet: nobody feels anything, nobody did anything of late, no stake has an error."""
    found = Seeing(
        make_experiment(["baseline"], seeds=FEUD, overrides={"assumptions.stake_spread": 0.0}), collect=False
    )
    for name in ("alignment", "shift", *FADING):
        getattr(found.state, name)[:] = 0.0
    found.state.since_force[:] = NEVER
    found.month = 1
    return found


@pytest.fixture
def at(region: Seeing) -> Callable[[str, str], tuple[int, int, int]]:
    """Place of a pair of actors in the sums."""
    return lambda i, j: (0, region.axes.actor[i], region.axes.actor[j])


def see(region: Seeing) -> None:
    """Open the month, as the state is now."""
    region.intervene()
    region.open_month()


def option(region: Seeing, actor: str, action: str, *others: str) -> int:
    """Place of an actor's option, by the action and the other parties."""
    choice_set = region.choice_set
    (found,) = (
        s
        for s, (who, event) in enumerate(zip(choice_set.option_actor, choice_set.option_event, strict=True))
        if choice_set.axes.actors[who] == actor
        and choice_set.alternatives[event].action == action
        and {*choice_set.alternatives[event].parties} == {actor, *others}
    )
    return int(found)


def do(region: Seeing, actor: str, action: str, *others: str) -> None:
    """Remember a month in which one event was done and no other."""
    region.now.done[:] = False
    region.now.done[0, region.choice_set.option_event[option(region, actor, action, *others)]] = True
    region.remember()


def pairs(region: Seeing, name: str) -> dict[str, float]:
    """The pairs of a sum that are not 0."""
    sums: Array = getattr(region.state, name)[0]
    named = region.axes.actors
    return {f"{named[i][0]}{named[j][0]}": float(sums[i, j]) for i, j in np.argwhere(sums)}


# What is remembered


@pytest.mark.parametrize(
    ("name", "half_life"),
    [("friendly", 4), ("hostile", 4), ("friendly_count", 24), ("hostile_count", 24), ("pressing", 5),
     ("guaranteed", 12)],
)  # fmt: skip
def test_half_of_a_sum_is_left_after_its_half_life(region: Seeing, name: str, half_life: int) -> None:
    getattr(region.state, name)[0, 0, 1] = 0.8
    region.now.done[:] = False
    for _ in range(half_life):
        region.remember()
    assert pairs(region, name) == {"AB": pytest.approx(0.4)}


def test_a_raid_of_half_the_weight_is_hostile_and_counts_four_times_as_pressure(region: Seeing) -> None:
    """ŵ = .5 × −10/10."""
    do(region, "AAA", "raid", "CCC")
    found = {name: pairs(region, name) for name in FADING}
    assert found == {"friendly": {}, "hostile": {"AC": 0.5}, "friendly_count": {}, "hostile_count": {"AC": 1.0},
                     "pressing": {"AC": 2.0}, "guaranteed": {}}  # fmt: skip


def test_a_threat_is_hostile_and_counts_once_as_pressure(region: Seeing) -> None:
    """ŵ = 1 × −4/10."""
    do(region, "CCC", "threat", "BBB")
    found = {name: pairs(region, name) for name in FADING}
    assert found == {"friendly": {}, "hostile": {"CB": 0.4}, "friendly_count": {}, "hostile_count": {"CB": 1.0},
                     "pressing": {"CB": 0.4}, "guaranteed": {}}  # fmt: skip


def test_a_pledge_is_friendly_and_protects_whom_it_is_given_to(region: Seeing) -> None:
    """ŵ = .5 × 7/10; G is read from the protected to the protector."""
    do(region, "AAA", "pledge", "BBB")
    found = {name: pairs(region, name) for name in FADING}
    assert found == {"friendly": {"AB": 0.35}, "hostile": {}, "friendly_count": {"AB": 1.0}, "hostile_count": {},
                     "pressing": {}, "guaranteed": {"BA": 0.35}}  # fmt: skip


def test_an_agreement_of_three_counts_once_over_its_six_pairs_and_weighs_fully_in_each(region: Seeing) -> None:
    do(region, "AAA", "mediation", "BBB", "CCC")
    every = ("AB", "AC", "BA", "BC", "CA", "CB")
    assert pairs(region, "friendly") == dict.fromkeys(every, pytest.approx(0.6))
    assert pairs(region, "friendly_count") == dict.fromkeys(every, pytest.approx(1 / 6))
    assert pairs(region, "hostile") == pairs(region, "pressing") == {}


def test_a_scripted_raid_of_two_on_two_is_remembered_of_every_doer_and_target(tmp_path: object) -> None:
    path = f"{tmp_path}/storm.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(STORM)
    region = Seeing(make_experiment(["baseline", path], seeds=FEUD), "storm", collect=False)
    before = {name: getattr(region.state, name)[0].copy() for name in FADING}
    region.month = 1
    region.intervene()
    region.remember()
    a, b, c, d = (region.axes.actor[name] for name in ("AAA", "BBB", "CCC", "DDD"))
    struck = [(a, b), (a, c), (d, b), (d, c)]
    for name, half_life, each in (("hostile", 4, 0.5), ("hostile_count", 24, 0.25), ("pressing", 5, 2.0)):
        added = getattr(region.state, name)[0] - before[name] * 0.5 ** (1 / half_life)
        assert {(int(i), int(j)) for i, j in np.argwhere(np.abs(added) > 1e-12)} == set(struck)
        assert [added[pair] for pair in struck] == pytest.approx([each] * 4)
    assert np.allclose(region.state.friendly[0], before["friendly"] * 0.5 ** (1 / 4), atol=1e-15, rtol=0)


def test_force_is_remembered_by_the_months_since_it_was_used(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    for used, months in ((("AAA", "raid", "CCC"), 0), (("CCC", "threat", "BBB"), 1), (("CCC", "threat", "BBB"), 2)):
        do(region, *used)
        assert region.state.since_force[at("AAA", "CCC")] == months
        assert region.state.since_force[at("CCC", "AAA")] >= NEVER, "of one towards the other"
        assert region.state.since_force[at("CCC", "BBB")] >= NEVER, "a threat is no force"


# Answers to force


def test_an_answer_is_open_in_the_two_months_after_force_was_used(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """A raids C: B may stand by C and warn A, C may warn A, and A may stand by nobody."""
    answers = {
        ("BBB", "stand_by", "CCC"): True, ("BBB", "warn", "AAA"): True, ("CCC", "warn", "AAA"): True,
        ("AAA", "stand_by", "CCC"): False, ("AAA", "stand_by", "BBB"): False, ("BBB", "stand_by", "AAA"): False,
        ("BBB", "warn", "CCC"): False, ("AAA", "warn", "CCC"): False, ("CCC", "stand_by", "BBB"): False,
    }  # fmt: skip
    places = {name: option(region, name[0], name[1], name[2]) for name in answers}
    for months, is_open in ((NEVER, False), (0, True), (1, True), (2, False)):
        region.state.since_force[at("AAA", "CCC")] = months
        see(region)
        for name, answer in answers.items():
            assert (region.utilities.share[0, places[name]] > 0) == (answer and is_open), (months, name)
            assert bool(region.now.open_now[0, places[name]]) == (answer and is_open)


# Inertia and reciprocity


def test_who_struck_of_late_goes_on_and_who_was_struck_answers(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """χ·tanh(.5/.5) + ρ·tanh(.25/.5): what A did to C counts by χ, what C did to A by ρ; a gift goes the other way."""
    region.state.hostile[at("AAA", "CCC")] = 0.5
    region.state.hostile[at("CCC", "AAA")] = 0.75
    region.state.friendly[at("CCC", "AAA")] = 0.5
    see(region)
    found = region.utilities.conduct[0]
    ours, theirs = math.tanh(1.0), math.tanh(0.5)
    assert found[option(region, "AAA", "raid", "CCC")] == pytest.approx(0.6 * ours + 0.3 * theirs)
    assert found[option(region, "AAA", "gift", "CCC")] == pytest.approx(-0.6 * ours - 0.3 * theirs)
    assert found[option(region, "CCC", "raid", "AAA")] == pytest.approx(0.6 * theirs + 0.3 * ours)
    assert found[option(region, "AAA", "mediation", "BBB", "CCC")] == pytest.approx(-0.3 * ours - 0.15 * theirs)
    assert found[option(region, "BBB", "threat", "CCC")] == 0.0, "of two others it knows nothing"


@pytest.mark.parametrize("size", [10.0, 1e6])
def test_no_quarrel_weighs_more_than_inertia_and_reciprocity_together(region: Seeing, size: float) -> None:
    region.state.hostile[:] = size
    see(region)
    hostile = region.utilities.conduct[0][option(region, "AAA", "raid", "CCC")]
    assert hostile == pytest.approx(0.9) and np.abs(region.utilities.conduct).max() <= 0.9 + 1e-12


# Habit


def test_a_base_rate_is_split_by_what_was_done_before_and_a_prior(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """C raided A three times and B never; k = 1: four parts of five go to A. Its rate is .02 at a tempo of .5."""
    region.state.hostile_count[at("CCC", "AAA")] = 3.0
    region.state.friendly_count[at("CCC", "BBB")] = 9.0
    see(region)
    share = region.utilities.share[0]
    assert share[option(region, "CCC", "raid", "AAA")] == pytest.approx(0.01 * 4 / 5)
    assert share[option(region, "CCC", "raid", "BBB")] == pytest.approx(0.01 * 1 / 5)
    assert share[option(region, "CCC", "accord", "BBB")] == pytest.approx(0.05 * (1 + math.exp(0.6)) / 2)


def test_the_habit_of_an_agreement_is_the_mean_over_the_others(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """Split between A's accord with nobody but B, so that the share does not show; the mean shows among its gifts."""
    region.environment.allowed[:] = True
    region.state.stage[:, region.axes.issue["road"]] = 1
    region.refresh()
    region.state.friendly_count[at("AAA", "BBB")] = 2.0
    see(region)
    share, attention = region.utilities.share[0], 0.8
    assert share[option(region, "AAA", "gift", "BBB")] == pytest.approx(attention * 0.08 * 3 / 4)
    assert share[option(region, "AAA", "gift", "CCC")] == pytest.approx(attention * 0.08 * 1 / 4)
    assert region.utilities.idle[0, region.axes.actor["AAA"]] == pytest.approx(
        1 - attention * (0.1 * (1 + math.exp(0.6)) / 2 + 0.04 + 0.06 * (1 + math.exp(0.3)) / 2 + 0.08 + 0.06 + 0.03)
    )


# Restraint


def test_a_protector_of_the_target_deters_force_by_its_share_strength_and_regard(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """C owes .7 of its defence to B; c = .2/(.2 + .8); nobody feels anything: δ_F × .7 × .2 × ½."""
    see(region)
    raid = option(region, "AAA", "raid", "CCC")
    assert region.utilities.restraint[0, raid] == pytest.approx(0.8 * 0.7 * 0.2 / 2)
    region.state.alignment[0, :, region.axes.actor["BBB"], region.axes.actor["CCC"]] = [0.2, 0.6]
    see(region)
    assert region.utilities.restraint[0, raid] == pytest.approx(0.8 * 0.7 * 0.2 * 1.4 / 2)
    region.state.guaranteed[at("CCC", "BBB")] = 0.2
    see(region)
    assert region.utilities.restraint[0, raid] == pytest.approx(0.8 * 0.9 * 0.2 * 1.4 / 2)
    region.state.guaranteed[at("CCC", "BBB")] = 5.0
    see(region)
    assert region.utilities.restraint[0, raid] == pytest.approx(0.8 * 1.0 * 0.2 * 1.4 / 2), "a whole at most"
    threats = [option(region, "AAA", "threat", "CCC"), option(region, "AAA", "accord", "BBB")]
    assert not region.utilities.restraint[0, threats].any(), "only force"


def test_a_target_that_protects_itself_or_is_protected_by_the_striker_deters_nobody(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    region.state.guaranteed[at("CCC", "AAA")] = 1.0
    see(region)
    assert region.utilities.restraint[0, option(region, "AAA", "raid", "CCC")] == pytest.approx(0.8 * 0.7 * 0.2 / 2)


def test_a_stage_that_binds_two_restrains_either(region: Seeing) -> None:
    """The treaty signed binds B and C by 1, drafted by .5; the open road A and C by .6, and B and C by .2 besides."""
    treaty, road = region.axes.issue["treaty"], region.axes.issue["road"]
    b_raids, c_raids = option(region, "BBB", "raid", "CCC"), option(region, "CCC", "raid", "BBB")
    a_raids = option(region, "AAA", "raid", "CCC")
    for stages, between_b_and_c, between_a_and_c in (((0, 0), 0.0, 0.0), ((1, 0), 0.5, 0.0), ((2, 1), 1.2, 0.6)):
        region.state.stage[0, [treaty, road]] = stages
        region.refresh()
        see(region)
        power = region.environment.power[0]
        a, b, c = (power[region.axes.actor[name]] for name in ("AAA", "BBB", "CCC"))
        found = region.utilities.restraint[0]
        assert found[b_raids] == pytest.approx(0.9 * between_b_and_c), "nobody else protects C"
        assert found[c_raids] == pytest.approx(0.9 * between_b_and_c + 0.8 * 0.4 * a / (a + c) / 2)
        assert found[a_raids] == pytest.approx(0.9 * between_a_and_c + 0.8 * 0.7 * b / (b + a) / 2)


# Pressure


def test_what_a_presser_would_gain_or_lose_weighs_by_its_pressure_hold_and_strength(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """A pressed B by .5. D = .6 × .5 + .4 × .3 + .4 × .2 = .5, X = 0, c = .8/1, π = 3: by weighs .6.

    κ = .2. An accord of B with C (ŵ .2 in each dimension) moves B→C by .04 in both; A's interest in it is −.125 each:
    V = −.01. One with A moves B→A by .04; interest .375 each: V = .03. The step of the treaty (.1 in each dimension)
    costs A .125 × .02 × 2 = .005, and .02 × .5 by its stake.
    """
    see(region)
    assert not region.utilities.pressure.any(), "with nothing pressed, dependence alone weighs nothing"
    region.state.pressing[at("AAA", "BBB")] = 0.5
    see(region)
    found = region.utilities.pressure[0]
    assert found[option(region, "BBB", "accord", "CCC")] == pytest.approx(0.6 * -0.01)
    assert found[option(region, "BBB", "accord", "AAA")] == pytest.approx(0.6 * 0.03)
    assert found[option(region, "BBB", "treaty_step", "CCC")] == pytest.approx(0.6 * (-0.005 - 0.01))
    assert not found[region.choice_set.option_actor != region.axes.actor["BBB"]].any()


def test_exposure_to_coercion_adds_to_dependence_and_pressers_add_up(
    region: Seeing, at: Callable[[str, str], tuple[int, int, int]]
) -> None:
    """C pressed B by .4: D = .3 × .5, X = .3, c = .5/.7; the accord moves B→C by .04, interest .2 in each dimension."""
    region.state.pressing[at("CCC", "BBB")] = 0.4
    see(region)
    accord = option(region, "BBB", "accord", "CCC")
    alone = 3 * 0.4 * 0.45 * 5 / 7 * 0.016
    assert region.utilities.pressure[0, accord] == pytest.approx(alone)
    region.state.pressing[at("AAA", "BBB")] = 0.5
    see(region)
    assert region.utilities.pressure[0, accord] == pytest.approx(alone - 0.006)


# Consent


def test_the_threshold_of_consent_goes_by_what_an_action_asks_for(region: Seeing) -> None:
    """Deal .3, accord .6, commitment 1.2; consent has half the noise; and as much more is proposed as is refused."""
    see(region)
    threshold, rate = region.utilities.threshold[0], region.parameters.rate[0]
    for action, others, c, base in (("accord", ["CCC"], 0.6, 0.1), ("treaty_step", ["CCC"], 1.2, 0.2),
                                    ("mediation", ["AAA", "CCC"], 0.3, None)):  # fmt: skip
        s = option(region, "BBB", action, *others)
        assert threshold[s] == c
        odds = region.utilities.utility[0, s] / (0.01 * 0.5) + region.utilities.conduct[0, s] - c
        assert region.utilities.consent[0, s] == pytest.approx(1 / (1 + math.exp(-odds)))
        if base is not None:
            assert rate[region.choice_set.option_group[s]] == pytest.approx(base * (1 + math.exp(c)) / 2)
    assert not threshold[~region.choice_set.agreement[region.choice_set.option_event]].any()
