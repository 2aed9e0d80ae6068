"""The past and the choices of an invented region equal what the design's text and the bare YAML give by hand."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.evidence.attribution import attribution, why
from model.evidence.replay import SUMS, replayed
from model.rules.records import NEVER
from model.rules.utility import gain
from model.rules.values import Values
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from model.simulation.state import State
from tests.simulation.by_hand import CLOSE, as_of, experiment, folder, oracle
from tests.simulation.by_name import by_name, event, options, pairs, stake_numbers, table
from tests.simulation.oracle import Event, World, plausible
from tests.simulation.oracle_choosing import Choosing
from tests.simulation.seeing import Seeing

__all__ = ["as_of", "experiment", "folder", "oracle"]

FEW = 6
EVEN = 1e-8
"""Where a region leaves habit out, targets share a base rate evenly to so many parts of it."""


def at_some_months(experiment: Experiment, months: tuple[int, ...], worlds: int = FEW) -> list[tuple[Seeing, State]]:
    """A region just after each of these months, with the state the month opened with."""
    region, seen = Seeing(experiment, "baseline", worlds=worlds, collect=False), []
    for month in range(1, max(months) + 1):
        opening = copy.deepcopy(region.state)
        region.step()
        if month in months:
            seen.append((copy.copy(region), opening))
    return seen


@pytest.fixture(scope="module")
def moments(experiment: Experiment) -> list[tuple[Seeing, State]]:
    """The first month and later ones, by when worlds differ in their alignments, stages and profiles."""
    found = at_some_months(experiment, (1, 5, 14))
    stages = {tuple(row) for _, opening in found for row in opening.stage.tolist()}
    assert len(stages) >= 4, "the later months see other stages"
    return found


# The documented past


LOUD = {"impact": 1.0, "negativity": 4.0}
"""Assumptions under which a month's downward moves sum to more than 1."""


def set_to(experiment: Experiment, assumed: dict[str, float]) -> Values:
    """The central values with some assumptions set, as `--set` does."""
    changes = {f"assumptions.{name}": value for name, value in assumed.items()}
    return Values.central(experiment.seeds).replaced(changes)


@pytest.mark.parametrize("assumed", [{}, LOUD], ids=["central", "loud"])
def test_the_replay_gives_every_alignment_of_every_documented_month(
    folder: Path, experiment: Experiment, assumed: dict[str, float]
) -> None:
    rules = Choosing(folder, **assumed)
    program = replayed(experiment.seeds, experiment.as_of, set_to(experiment, assumed))
    months = 0
    for (past, _), (month, world, _) in zip(program, rules.replay(experiment.as_of), strict=True):
        assert past.month == month
        assert np.abs(past.alignment[0] - table(experiment, world.alignment)).max() < CLOSE, month
        assert np.abs(past.shift[0] - table(experiment, world.shift)).max() < CLOSE, month
        if "inertia" in experiment.seeds.assumptions.assumptions:
            for name, sums in zip(SUMS, past.conduct[0], strict=True):
                found = np.where(sums >= NEVER, np.inf, sums)
                expected = pairs(experiment, world.conduct[name])
                assert np.allclose(found, expected, rtol=0, atol=CLOSE), (month, name)
        months += 1
    assert months == 12


def test_the_seeds_put_every_rule_of_the_replay_to_use(folder: Path, oracle: Choosing, as_of: int) -> None:
    events = [oracle.documented(month) for month in range(oracle.opens, as_of + 1)]
    events = [each for month in events for each in month.values()]
    assert {each.standing for each in events} == {"documented", "disputed", "alleged"}
    assert any(len(each.targets) > 1 and not oracle.is_agreement(each) for each in events)
    assert any(len(each.sources) > 1 for each in events)
    assert any(len(each.parties) > 2 and oracle.is_agreement(each) for each in events)
    june = list(oracle.documented(oracle.opens + 5).values())
    *_, (_, world, _) = oracle.replay(oracle.opens + 4)
    both = [
        c for c in oracle.cells
        if (pushed := [oracle.moves(each, world.alignment)[c] for each in june]) and min(pushed) < 0 < max(pushed)
    ]  # fmt: skip
    assert both, "an alignment is pushed up and down in the same month"
    ties = [oracle.standing(month, oracle.stages_in(month)) for month in range(oracle.opens, as_of + 1)]
    assert max(max(month.values()) for month in ties) > 1, "ties are cut"
    (raid,) = oracle.documented(oracle.opens + 4).values()
    assert min(Choosing(folder, **LOUD).moves(raid, world.alignment).values()) < -1, "and moves scaled down"


@pytest.mark.parametrize("assumed", [{}, LOUD], ids=["central", "loud"])
@pytest.mark.parametrize(("of", "to"), [("BBB", "AAA"), ("CCC", "AAA"), ("AAA", "CCC"), ("DDD", "AAA")])
def test_why_takes_a_score_apart_into_the_parts_of_its_events_and_ties(
    folder: Path, experiment: Experiment, of: str, to: str, assumed: dict[str, float]
) -> None:
    seeds, oracle = experiment.seeds, Choosing(folder, **assumed)
    rows = why(seeds, of, to, attribution(seeds, experiment.as_of, set_to(experiment, assumed)))
    told = {event["what"]: event["id"] for event in oracle.yaml["events"]}

    names = [
        {"event": told.get(row["what"], ""), "limit": "limit"}.get(row["kind"], row["what"].partition(" (")[0])
        for row in rows.to_dict("records")
    ]
    found = dict(zip(names, rows.to_dict("records"), strict=True))
    by_dimension = {d: oracle.attribution((d, of, to), experiment.as_of) for d in oracle.dimensions}
    assert set(found) == {name for parts in by_dimension.values() for name in parts}
    for d, parts in by_dimension.items():
        for name, row in found.items():
            assert abs(row[d] - parts.get(name, 0)) < CLOSE, (d, name)
    *_, (_, world, _) = oracle.replay(experiment.as_of)
    assert abs(rows["alignment"].sum() - oracle.lean(world.alignment, of, to)) < CLOSE


def test_the_account_of_the_pact_that_is_cut_says_what_the_cut_took(oracle: Choosing, as_of: int) -> None:
    parts = oracle.attribution(("security", "BBB", "AAA"), as_of)
    assert parts["limit"] < -0.01
    assert {"ab-alliance", "ab-pact"} <= set(parts)


def test_the_first_month_opens_with_the_last_documented_state(oracle: Choosing, experiment: Experiment) -> None:
    region = Region(experiment, "baseline", worlds=2, collect=False)
    start = oracle.start(experiment.as_of, {})
    assert np.abs(region.state.alignment - table(experiment, start.alignment)).max() < CLOSE
    seen = by_name(region, region.state, 1)
    assert (seen.stage, seen.rest) == (start.stage, start.rest)
    assert seen.dependence == pytest.approx(start.dependence, abs=CLOSE)


# What actors weigh


def test_the_forecast_is_what_the_appraisal_would_change_of_every_profiles_good_without_room(
    oracle: Choosing, experiment: Experiment
) -> None:
    for region, opening in at_some_months(experiment, (1, 6, 12), worlds=3):
        it, values, acts = region.structure, region.parameters, len(region.choice_set.alternatives)
        for world in range(region.worlds):
            level = by_name(region, opening, world).alignment
            for place in range(acts):
                act = event(region, place)
                moves = oracle.moves(act, level)
                after = {cell: level[cell] + moves[cell] for cell in level}
                for p, profile in enumerate(region.axes.profiles):
                    by_formula = oracle.gain(profile, act, level)
                    by_force = oracle.worth(profile, after) - oracle.worth(profile, level)
                    assert abs(by_formula - by_force) < CLOSE
                    foreseen = gain(
                        world, 0, p, place, it.term_first, it.terms, it.doers, it.others, values.weight,
                        values.coefficients, values.interests, opening.alignment,
                    )  # fmt: skip
                    assert abs(foreseen - by_formula) < CLOSE, (profile, act)


def test_in_an_agreement_of_three_only_the_passive_fourth_looks_on(oracle: Choosing, as_of: int) -> None:
    world = oracle.start(as_of, {})
    agreement = Event("mediation", ("AAA",), ("BBB", "CCC"), "war", action="mediation")
    moves = oracle.moves(agreement, world.alignment)
    w = oracle.weight(agreement)["security"]
    for i in ("AAA", "BBB", "CCC"):
        for j in {"AAA", "BBB", "CCC"} - {i}:
            assert moves["security", i, j] == pytest.approx(0.2 * w, abs=1e-15)
        a, b = sorted({"AAA", "BBB", "CCC"} - {i})
        onlooker_weight = (world.alignment["security", "DDD", a] + world.alignment["security", "DDD", b]) / 2
        assert moves["security", "DDD", i] == pytest.approx(0.2 * 0.5 * w * onlooker_weight, abs=1e-15)
        assert moves["security", i, "DDD"] == 0
    assert w == pytest.approx(1 * 0.6 * 0.75)


def compared(
    moments: list[tuple[Seeing, State]], part: str, by_hand: Callable[[str, Event, World], float]
) -> list[float]:
    """Sizes of one part of every option in every world, each held against the same by hand."""
    sizes = []
    for region, opening in moments:
        found = getattr(region.utilities, part)
        for world in range(region.worlds):
            named = by_name(region, opening, world)
            for option, (actor, place) in enumerate(options(region)):
                expected = by_hand(actor, event(region, place), named)
                assert abs(found[world, option] - expected) < CLOSE, (region.month, world, actor, place)
                sizes.append(abs(expected))
    return sizes


@pytest.mark.parametrize("part", ["interest", "stake", "feeling", "pressure"])
def test_every_part_of_every_options_utility_is_as_worked_out(
    oracle: Choosing, moments: list[tuple[Seeing, State]], part: str
) -> None:
    sizes = compared(moments, part, lambda i, each, named: oracle.parts(i, each, named)[part])
    assert max(sizes) > 1e-4 or (part == "pressure" and oracle.assumed["pressure"] == 0), "the part is not nothing"


Key = tuple[str, frozenset[str] | tuple[str, ...]]


def key(oracle: Choosing, each: Event) -> Key:
    """The action, and with whom or who to whom: an agreement is the same whoever proposes it."""
    return each.action, frozenset(each.parties) if oracle.is_agreement(each) else each.parties


def test_every_doer_and_every_party_to_an_agreement_weighs_it_once(oracle: Choosing, experiment: Experiment) -> None:
    region = Region(experiment, "baseline", collect=False)
    may = [each for i in oracle.deciders for events in oracle.events_of(i).values() for each in events]
    expected = {
        (who, *key(oracle, each))
        for each in may
        for who in (each.parties if oracle.is_agreement(each) else each.sources)
    }
    found = [(who, *key(oracle, event(region, place))) for who, place in options(region)]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_the_weight_of_every_choice_is_base_rate_times_attention_times_tilt(
    oracle: Choosing, moments: list[tuple[Seeing, State]]
) -> None:
    for region, opening in moments:
        for world in range(region.worlds):
            named = by_name(region, opening, world)
            for i in oracle.deciders:
                weights, idle = oracle.choices(i, named)
                found = choice_weights(oracle, region, world, i)
                expected = {key(oracle, each): weight for each, weight in weights.items()}
                assert set(found) == set(expected), (region.month, world, i)
                for each, weight in expected.items():
                    assert math.isclose(found[each], weight, rel_tol=EVEN)
                assert math.isclose(region.utilities.idle[world, region.axes.actor[i]], idle, rel_tol=CLOSE)


def choice_weights(oracle: Choosing, region: Seeing, world: int, actor: str) -> dict[Key, float]:
    """The weight of every event open to an actor, as the program has it."""
    row = region.utilities.log_weight[world]
    return {
        key(oracle, event(region, place)): math.exp(row[option])
        for option, (who, place) in enumerate(options(region))
        if who == actor and row[option] > -math.inf
    }


def test_choices_are_as_frequent_as_their_exact_probabilities_say(folder: Path, as_of: int) -> None:
    alike = make_experiment(["baseline"], seeds=folder, overrides={"assumptions.stake_spread": 0.0})
    exact = Choosing(folder, stake_spread=0.0)
    region = Seeing(alike, "baseline", worlds=256 * 128, collect=False)
    region.step()
    world = exact.start(as_of, dict.fromkeys(stake_numbers(region, 0), 0.0))
    for actor in region.actors:
        chances = {key(exact, each): chance for each, chance in exact.chances(actor.name, world).items()}
        places = [int(n) for n in np.unique(actor.chosen) if n >= 0]
        chosen = {key(exact, event(region, n)): int((actor.chosen == n).sum()) for n in places}
        assert set(chosen) <= set(chances)
        for each, chance in chances.items():
            assert plausible(chosen.get(each, 0), region.worlds, chance), (actor.name, each, chance)
        nothing = int((actor.chosen < 0).sum())
        assert plausible(nothing, region.worlds, 1 - sum(chances.values()))


def test_the_chance_of_every_option_and_every_consent_is_as_worked_out(
    oracle: Choosing, moments: list[tuple[Seeing, State]]
) -> None:
    for region, opening in moments:
        chances = region.utilities.chances(region.choice_set.option_actor)
        for world in range(region.worlds):
            named = by_name(region, opening, world)
            expected = {
                i: {key(oracle, each): chance for each, chance in oracle.chances(i, named).items()}
                for i in oracle.deciders
            }
            for option, (actor, place) in enumerate(options(region)):
                each = event(region, place)
                chance = expected[actor].get(key(oracle, each), 0.0) if region.choice_set.option_proposes[option] else 0
                assert math.isclose(chances[world, option], chance, rel_tol=EVEN, abs_tol=CLOSE)
                if oracle.is_agreement(each):
                    consent = oracle.consent(actor, each, named)
                    assert math.isclose(region.utilities.consent[world, option], consent, rel_tol=1e-9, abs_tol=CLOSE)


@pytest.mark.parametrize("part", ["conduct", "hostility", "restraint"])
def test_every_other_part_of_a_log_weight_is_as_worked_out(
    oracle: Choosing, moments: list[tuple[Seeing, State]], part: str
) -> None:
    """They are nothing where the region leaves the rules out."""
    by_hand = {
        "conduct": oracle.of_late,
        "restraint": oracle.held_back,
        "hostility": lambda i, each, _: float(oracle.yaml["actors"][i].get("hostility", 0)) * (oracle.whole(each) < 0),
    }[part]
    sizes = compared(moments, part, by_hand)
    assert (max(sizes) > 0.1) == ("inertia" in oracle.yaml["assumptions"])


def test_an_event_comes_about_if_one_chose_it_and_every_other_party_consents(
    oracle: Choosing, experiment: Experiment
) -> None:
    region = Seeing(experiment, "baseline", worlds=64, collect=False)
    agreed = refused = both = 0
    for _ in range(12):
        opening = copy.deepcopy(region.state)
        region.step()
        asked = [option for option in options(region) if oracle.is_agreement(event(region, option[1]))]
        drawn = region.consent_numbers
        luck = {option: drawn[:, n] for n, option in enumerate(asked)}
        for world in range(region.worlds):
            chosen = {a.name: int(a.chosen[world]) for a in region.actors if a.chosen[world] >= 0}
            expected = set()
            for place in set(chosen.values()):
                each = event(region, place)
                asked = [i for i in each.parties if chosen.get(i) != place] if oracle.is_agreement(each) else []
                named = by_name(region, opening, world)
                if all(luck[i, place][world] < oracle.consent(i, each, named) for i in asked):
                    expected.add(place)
                both += list(chosen.values()).count(place) > 1
                agreed += bool(asked) and place in expected
                refused += bool(asked) and place not in expected
            assert set(np.flatnonzero(region.done[world]).tolist()) == expected
    assert min(agreed, refused) > 20
    assert both > 0, "the same agreement was proposed by both"
