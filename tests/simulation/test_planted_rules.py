"""Each rule of behaviour at work in the feud, and only where it is on: planted events, and what follows from them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.rules.axes import Array, Flags
from model.simulation.experiment import Experiment, make_experiment
from tests.conftest import FEUD
from tests.simulation.seeing import Seeing

CALM = {
    "impact": 0.0, "feeling": 0.0, "inertia": 0.0, "reciprocity": 0.0, "pressure": 0.0, "deterrence": 0.0,
    "commitment": 0.0, "habit_prior": 1e9, "stake_spread": 0.0, "consent_deal": 0.0, "consent_accord": 0.0,
    "consent_commitment": 0.0,
}  # fmt: skip
"""Assumptions under which no event moves anybody, so that one rule at a time can be switched on."""
NO_ANSWERS = {"actions.stand_by.rate": 0.0, "actions.warn.rate": 0.0}
PEACE = {"actions.raid.rate": 0.0, "actions.raid.rates.CCC": 0.0}


def planted(folder: Path, line: str, **switched_on: float) -> Experiment:
    """The feud with one intervention in its first month, and with nothing on but what is named."""
    text = f"name: Planted\nsummary: One thing happens in the first month.\nmonths: 30\ninterventions:\n  - {line}\n"
    (folder / "planted.yaml").write_text(text, encoding="utf-8")
    changes = {f"assumptions.{name}": value for name, value in (CALM | switched_on).items()}
    return make_experiment(
        ["baseline", str(folder / "planted.yaml")], seeds=FEUD, months=30, overrides=changes | NO_ANSWERS
    )


def event(type: str, source: str, target: str) -> str:
    return f"{{at: 2021-01, event: {{type: {type}, source: {source}, target: {target}, salience: war}}}}"


def place(region: Seeing, actor: str, action: str, *others: str) -> int:
    """An actor's option."""
    choice_set = region.choice_set
    (found,) = (
        s
        for s, (who, n) in enumerate(zip(choice_set.option_actor, choice_set.option_event, strict=True))
        if choice_set.axes.actors[who] == actor
        and choice_set.alternatives[n].action == action
        and {*choice_set.alternatives[n].parties} == {actor, *others}
    )
    return int(found)


def second_month(experiment: Experiment, worlds: int = 24) -> tuple[Seeing, Seeing]:
    """The second month as actors see it, with what was planted and without."""
    regions = []
    for scenario in ("planted", "baseline"):
        region = Seeing(experiment, scenario, worlds=worlds, collect=False)
        region.step()
        region.step()
        regions.append(region)
    return regions[0], regions[1]


def shift(experiment: Experiment, actor: str, action: str, *others: str) -> Array:
    """Change of an option's tilt by what was planted: (world,), in log weight without the base rate."""
    tilts = []
    for region in second_month(experiment):
        seen, s = region.utilities, place(region, actor, action, *others)
        utility = seen.utility[:, s] / seen.choice_noise
        tilts.append(utility + seen.conduct[:, s] + seen.hostility[:, s] - seen.restraint[:, s])
    return np.asarray(tilts[0] - tilts[1])


# A feud carries on, and fades


def quarrels(experiment: Experiment, scenario: str) -> Flags:
    """Hostile events between A and C by choice: (month, world)."""
    region, seen = Seeing(experiment, scenario, worlds=2048, collect=False), []
    acts = region.choice_set.alternatives
    between = [n for n, a in enumerate(acts) if {*a.parties} == {"AAA", "CCC"} and a.type in ("raid", "threat")]
    for _ in range(experiment.months):
        region.step()
        seen.append(region.done[:, between].any(axis=1))
    return np.array(seen)


@pytest.mark.slow
def test_a_raid_starts_a_feud_that_fades(tmp_path: Path) -> None:
    experiment = planted(tmp_path, event("raid", "CCC", "AAA"), inertia=1.0, reciprocity=0.5)
    struck, quiet = (quarrels(experiment, name).sum(axis=1) for name in ("planted", "baseline"))
    early, late = slice(1, 5), slice(24, 30)
    assert struck[early].sum() > quiet[early].sum() + 5 * math.sqrt(struck[early].sum() + quiet[early].sum())
    assert abs(struck[late].sum() - quiet[late].sum()) < 3 * math.sqrt(struck[late].sum() + quiet[late].sum())


def test_without_inertia_and_reciprocity_a_raid_starts_nothing(tmp_path: Path) -> None:
    experiment = planted(tmp_path, event("raid", "CCC", "AAA"))
    assert np.array_equal(quarrels(experiment, "planted"), quarrels(experiment, "baseline"))


def test_who_struck_goes_on_by_inertia_and_who_was_struck_answers_by_reciprocity(tmp_path: Path) -> None:
    raid = event("raid", "CCC", "AAA")
    assert (shift(planted(tmp_path, raid, inertia=1.0), "CCC", "raid", "AAA") > 0.3).all()
    assert not shift(planted(tmp_path, raid, inertia=1.0), "AAA", "raid", "CCC").any()
    assert (shift(planted(tmp_path, raid, reciprocity=0.5), "AAA", "raid", "CCC") > 0.15).all()
    assert not shift(planted(tmp_path, raid, reciprocity=0.5), "CCC", "raid", "AAA").any()


# A client that is pressed complies or defies


@pytest.mark.parametrize(("pressure", "complies"), [(8.0, True), (0.0, False)])
def test_a_client_that_is_pressed_complies_or_defies_by_its_parameters(
    tmp_path: Path, pressure: float, complies: bool
) -> None:
    """A threatens B. If pressure weighs, B comes nearer to what A wants; if not, the threat only annoys it."""
    experiment = planted(
        tmp_path, event("threat", "AAA", "BBB"), pressure=pressure, impact=0.2, feeling=0.1, spillover=0.0
    )
    with_presser, with_other = (shift(experiment, "BBB", "accord", other) for other in ("AAA", "CCC"))
    assert (with_presser > 0).all() == complies and (with_presser < 0).all() != complies
    assert (with_other < 0).all() == complies, "what the presser would lose by weighs against"
    if not complies:
        assert np.abs(with_other).max() < 1e-9, "and a threat by A is no matter between B and C"


# Deterrence and commitment


def test_a_guarantee_lowers_attacks_on_whom_it_protects_and_on_nobody_else(tmp_path: Path) -> None:
    pledge = event("pledge", "AAA", "BBB")
    deterred = shift(planted(tmp_path, pledge, deterrence=1.5), "CCC", "raid", "BBB")
    assert (deterred < -0.05).all()
    assert not shift(planted(tmp_path, pledge, deterrence=1.5), "CCC", "raid", "AAA").any()
    assert not shift(planted(tmp_path, pledge), "CCC", "raid", "BBB").any(), "not where nobody is deterred"
    assert not shift(planted(tmp_path, pledge, deterrence=1.5), "CCC", "threat", "BBB").any(), "a threat is no force"


def raids(experiment: Experiment, scenario: str, of: str, on: str) -> int:
    region, total = Seeing(experiment, scenario, worlds=2048, collect=False), 0
    event = region.choice_set.option_event[place(region, of, "raid", on)]
    for _ in range(12):
        region.step()
        total += int(region.done[:, event].sum())
    return total


def test_a_treaty_binds_those_who_signed_it(tmp_path: Path) -> None:
    """Signed at the start it halves what C does to B at least; without commitment it is paper."""
    signed = "{at: 2021-01, issue: {treaty: signed}}"
    bound, free = (planted(tmp_path, signed, commitment=c, stake_unit=0.0) for c in (1.6, 0.0))
    region, _ = second_month(bound)
    is_open = region.environment.binding[:, *(region.axes.actor[name] for name in ("AAA", "CCC"))] > 0
    for other, binds in (("BBB", 1 + 0.2 * is_open), ("AAA", 0.6 * is_open)):
        assert region.utilities.restraint[:, place(region, "CCC", "raid", other)] == pytest.approx(1.6 * binds)
    assert not shift(free, "CCC", "raid", "BBB").any()
    kept, broken, before = (
        raids(experiment, name, "CCC", "BBB")
        for experiment, name in ((bound, "planted"), (free, "planted"), (free, "baseline"))
    )
    assert kept < broken / 2 and broken > 50
    assert abs(broken - before) < 5 * math.sqrt(broken + before)


# An offer below its threshold


def test_an_offer_is_refused_below_its_threshold_and_as_much_more_is_offered(tmp_path: Path) -> None:
    """An indifferent actor agrees by 1/(1 + e^c): half of the time at 0, one in five at 1.5."""
    shares = {}
    for c in (0.0, 1.5):
        experiment = planted(tmp_path, event("aid", "AAA", "DDD"), consent_accord=c, stake_unit=0.0)
        region = Seeing(experiment, "baseline", worlds=4096, collect=False)
        asks = [n for n, act in enumerate(region.choice_set.alternatives) if act.action == "accord"]
        offered = agreed = 0
        for _ in range(6):
            region.step()
            chose = np.stack([np.isin(actor.chosen, asks) for actor in region.actors], axis=1)
            alone = chose & (chose.sum(axis=1, keepdims=True) == 1)
            offered += int(alone.sum())
            agreed += int((alone & region.now.came_about).sum())
        shares[c] = (agreed / offered, offered)
        expected = 1 / (1 + math.exp(c))
        assert abs(agreed / offered - expected) < 5 * math.sqrt(expected * (1 - expected) / offered)
    assert 2 < shares[1.5][1] / shares[0.0][1] < (1 + math.exp(1.5)) / 2 + 0.1


# A third party answers


def test_a_third_party_answers_an_attack_on_its_friend_if_it_can(tmp_path: Path) -> None:
    """B leans to A, so that it turns against C; it can threaten C or raid it, and does nothing else more often."""
    raid = event("raid", "CCC", "AAA")
    answers = planted(tmp_path, raid, impact=0.2, feeling=0.02, spillover=0.5)
    assert (shift(answers, "BBB", "threat", "CCC") > 0.1).all()
    assert (shift(answers, "BBB", "accord", "CCC") < -0.1).all()
    deaf = planted(tmp_path, raid, impact=0.2, feeling=0.02, spillover=0.0)
    assert np.abs(shift(deaf, "BBB", "threat", "CCC")).max() < 1e-9, "who does not judge what it sees does not answer"


def answered(experiment: Experiment, scenario: str, action: str) -> Array:
    """How often B took an action towards C or A in each month, over many worlds: (month,)."""
    region, found = Seeing(experiment, scenario, worlds=2048, collect=False), []
    own = [n for n, a in enumerate(region.choice_set.alternatives) if a.source == ("BBB",) and a.action == action]
    for _ in range(6):
        region.step()
        found.append(region.done[:, own].sum())
    return np.array(found, dtype=float)


def test_an_answer_is_given_in_the_two_months_after_an_attack_where_an_alternative_allows_it(tmp_path: Path) -> None:
    """Nothing weighs anything here: only that the attack opens the alternative lets B stand by C, and warn A."""
    deaf = planted(tmp_path, event("raid", "AAA", "CCC"), stake_unit=0.0)
    able = {path: rate for path, rate in deaf.overrides.items() if path not in NO_ANSWERS}
    for action in ("stand_by", "warn"):
        after, before = (
            answered(replace(deaf, overrides=able | PEACE), name, action) for name in ("planted", "baseline")
        )
        assert (after[1:3] > 30).all() and not after[[0, 3, 4, 5]].any() and not before.any()
        assert not answered(deaf, "planted", action).any()
