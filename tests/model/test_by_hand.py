"""The program's arithmetic equals the design's, worked out by loops over names from the bare YAML of an invented region."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from model.axes import Array
from model.evidence import account, replayed, why
from model.parameters import Values
from model.region import Region, State
from model.rules import choice
from model.study import Study, make_study
from tests.model.oracle import Deed, Levels, World
from tests.model.oracle_choosing import Choosing, Luck

FOLDER = Path(__file__).parents[1] / "regions" / "triad"
MONTHS = 24
FEW = 6
CLOSE = 1e-12
REST = 3
FIVE_SIGMA = 5.7e-7


@pytest.fixture(scope="module")
def oracle() -> Choosing:
    return Choosing(FOLDER)


@pytest.fixture(scope="module")
def study() -> Study:
    return make_study(["baseline", "deal"], seeds=FOLDER, months=MONTHS)


@pytest.fixture(scope="module")
def as_of(study: Study) -> int:
    return study.as_of


def table(study: Study, level: Levels) -> Array:
    """Levels by name as the program lays them out: (dimension, actor, actor)."""
    axes = study.repertoire.axes
    names = [[[(d, i, j) for j in axes.actors] for i in axes.actors] for d in axes.dimensions]
    return np.array([[[level.get(cell, 0.0) for cell in row] for row in rows] for rows in names])


def deed(region: Region, place: int) -> Deed:
    """One of the region's acts, or of its scripted deeds, by name."""
    acts = region.repertoire.acts
    if place < len(acts):
        act = acts[place]
        return Deed(act.type, act.source, act.target, str(act.salience), action=act.action)
    event = region.scenario.spec.interventions[region.scripted[place - len(acts)]].event
    assert event is not None
    return Deed(event.type, event.source, event.target, str(event.salience))


def done(region: Region, world: int) -> list[Deed]:
    return [deed(region, int(place)) for place in np.flatnonzero(region.done[world])]


def by_name(region: Region, state: State, world: int) -> World:
    """A world's state by name."""
    axes = region.axes
    pairs = [(i, j) for i in axes.actors for j in axes.actors]

    def levels(array: Array) -> Levels:
        return {
            (d, i, j): float(array[world, axes.dimension[d], axes.actor[i], axes.actor[j]])
            for d in axes.dimensions
            for i, j in pairs
            if i != j
        }

    return World(
        alignment=levels(state.alignment),
        shift=levels(state.shift),
        dependence={(i, j): float(state.dependence[world, axes.actor[i], axes.actor[j]]) for i, j in pairs},
        stage={q: region.repertoire.stages[n][state.stage[world, n]] for n, q in enumerate(axes.issues)},
        rest={q: int(state.rest[world, n]) for n, q in enumerate(axes.issues)},
        luck=stake_luck(region, world),
    )


def stake_luck(region: Region, world: int) -> dict[tuple[str, str], float]:
    axes = region.axes
    return {
        (i, q): float(region.stake_error[world, axes.actor[i], axes.issue[q]])
        for i in axes.actors[: axes.deciders]
        for q in axes.issues
    }


def step_luck(region: Region, world: int) -> Luck:
    issues = region.study.seeds.issues.issues
    return {
        (s.issue, s.begins, issues[s.issue].transitions.index(s.spec)): float(region.step_luck[world, k])
        for k, s in enumerate(region.repertoire.steps)
    }


def at_some_months(study: Study, months: tuple[int, ...], worlds: int = FEW) -> list[tuple[Region, State]]:
    """A region just after each of these months, with the state the month opened with."""
    region, seen = Region(study, "baseline", worlds=worlds, collect=False), []
    for month in range(1, max(months) + 1):
        opening = copy.deepcopy(region.state)
        region.step()
        if month in months:
            kept = copy.copy(region)
            seen.append((kept, opening))
    return seen


@pytest.fixture(scope="module")
def moments(study: Study) -> list[tuple[Region, State]]:
    """The first month and later ones, by when worlds differ in their alignments, stages and profiles."""
    found = at_some_months(study, (1, 5, 14))
    stages = {tuple(row) for _, opening in found for row in opening.stage.tolist()}
    assert len(stages) >= 4, "the later months see other stages"
    return found


# The documented past


def test_the_replay_gives_every_alignment_of_every_documented_month(oracle: Choosing, study: Study) -> None:
    program = replayed(study.seeds, study.as_of, Values.central(study.seeds))
    months = 0
    for (past, _), (month, world, _) in zip(program, oracle.replay(study.as_of), strict=True):
        assert past.month == month
        assert np.abs(past.alignment[0] - table(study, world.alignment)).max() < CLOSE, month
        assert np.abs(past.shift[0] - table(study, world.shift)).max() < CLOSE, month
        months += 1
    assert months == 12


def test_the_seeds_put_every_rule_of_the_replay_to_use(oracle: Choosing, as_of: int) -> None:
    events = [oracle.documented(month) for month in range(oracle.opens, as_of + 1)]
    deeds = [each for month in events for each in month.values()]
    assert {each.standing for each in deeds} == {"documented", "disputed", "alleged"}
    assert any(len(each.targets) > 1 and not oracle.is_agreement(each) for each in deeds)
    assert any(len(each.sources) > 1 for each in deeds)
    assert any(len(each.parties) > 2 and oracle.is_agreement(each) for each in deeds)
    june = list(oracle.documented(oracle.opens + 5).values())
    *_, (_, world, _) = oracle.replay(oracle.opens + 4)
    both = [
        c for c in oracle.cells
        if (pushed := [oracle.moves(each, world.alignment)[c] for each in june]) and min(pushed) < 0 < max(pushed)
    ]  # fmt: skip
    assert both, "an alignment is pushed up and down in the same month"
    ties = [oracle.standing(month, oracle.stages_in(month)) for month in range(oracle.opens, as_of + 1)]
    assert max(max(month.values()) for month in ties) > 1, "ties are cut"


@pytest.mark.parametrize(("of", "to"), [("BBB", "AAA"), ("CCC", "AAA"), ("AAA", "CCC"), ("DDD", "AAA")])
def test_why_takes_a_score_apart_into_the_parts_of_its_events_and_ties(
    oracle: Choosing, study: Study, of: str, to: str
) -> None:
    seeds = study.seeds
    rows = why(seeds, of, to, account(seeds, study.as_of, Values.central(seeds)))
    told = {event["what"]: event["id"] for event in oracle.yaml["events"]}

    def item(kind: str, what: str) -> str:
        return {"event": told.get(what, ""), "limit": "limit"}.get(kind, what.partition(" (")[0])

    found = {item(row.kind, row.what): row for row in rows.itertuples()}
    by_dimension = {d: oracle.account((d, of, to), study.as_of) for d in oracle.dimensions}
    assert set(found) == {name for parts in by_dimension.values() for name in parts}
    for d, parts in by_dimension.items():
        for name, row in found.items():
            assert abs(getattr(row, d) - parts.get(name, 0)) < CLOSE, (d, name)
    *_, (_, world, _) = oracle.replay(study.as_of)
    assert abs(rows["alignment"].sum() - oracle.lean(world.alignment, of, to)) < CLOSE


def test_the_account_of_the_pact_that_is_cut_says_what_the_cut_took(oracle: Choosing, as_of: int) -> None:
    parts = oracle.account(("security", "BBB", "AAA"), as_of)
    assert parts["limit"] < -0.01
    assert {"ab-alliance", "ab-pact"} <= set(parts)


def test_the_first_month_opens_with_the_last_documented_state(oracle: Choosing, study: Study) -> None:
    region = Region(study, "baseline", worlds=2, collect=False)
    start = oracle.start(study.as_of, {})
    assert np.abs(region.state.alignment - table(study, start.alignment)).max() < CLOSE
    seen = by_name(region, region.state, 1)
    assert (seen.stage, seen.rest) == (start.stage, start.rest)
    assert seen.dependence == pytest.approx(start.dependence, abs=CLOSE)


# What actors weigh


@pytest.fixture
def forecasts(monkeypatch: pytest.MonkeyPatch) -> list[Array]:
    """ΔG as the program forecasts it, month by month: (world, profile, deed)."""
    kept: list[Array] = []
    original: Callable[..., Array] = choice.forecast

    def recording(*given: object, **named: object) -> Array:
        kept.append(original(*given, **named).copy())
        return kept[-1].copy()

    monkeypatch.setattr(choice, "forecast", recording)
    return kept


def test_the_forecast_is_what_the_appraisal_would_change_of_every_profiles_good_without_room(
    oracle: Choosing, study: Study, forecasts: list[Array]
) -> None:
    for region, opening in at_some_months(study, (1, 6, 12), worlds=3):
        assert len(forecasts) == 12, "one a month"
        foreseen = forecasts[region.month - 1]
        for world in range(region.worlds):
            level = by_name(region, opening, world).alignment
            for place in range(len(region.repertoire.acts)):
                act = deed(region, place)
                moves = oracle.moves(act, level)
                after = {cell: level[cell] + moves[cell] for cell in level}
                for p, profile in enumerate(region.axes.profiles):
                    by_formula = oracle.gain(profile, act, level)
                    by_force = oracle.worth(profile, after) - oracle.worth(profile, level)
                    assert abs(by_formula - by_force) < CLOSE
                    assert abs(foreseen[world, p, place] - by_formula) < CLOSE, (profile, act)


def test_in_an_agreement_of_three_only_the_passive_fourth_looks_on(oracle: Choosing, as_of: int) -> None:
    world = oracle.start(as_of, {})
    agreement = Deed("mediation", ("AAA",), ("BBB", "CCC"), "war", action="mediation")
    moves = oracle.moves(agreement, world.alignment)
    w = oracle.weight(agreement)["security"]
    for i in ("AAA", "BBB", "CCC"):
        for j in {"AAA", "BBB", "CCC"} - {i}:
            assert moves["security", i, j] == pytest.approx(0.2 * w, abs=1e-15)
        a, b = sorted({"AAA", "BBB", "CCC"} - {i})
        felt = (world.alignment["security", "DDD", a] + world.alignment["security", "DDD", b]) / 2
        assert moves["security", "DDD", i] == pytest.approx(0.2 * 0.5 * w * felt, abs=1e-15)
        assert moves["security", i, "DDD"] == 0
    assert w == pytest.approx(1 * 0.6 * 0.75)


@pytest.mark.parametrize("part", ["interest", "stake", "feeling", "leverage"])
def test_every_part_of_every_seats_utility_is_as_worked_out(
    oracle: Choosing, moments: list[tuple[Region, State]], part: str
) -> None:
    sizes = []
    for region, opening in moments:
        found = getattr(region.weighing, part)
        for world in range(region.worlds):
            named = by_name(region, opening, world)
            for seat, (actor, place) in enumerate(seats(region)):
                expected = oracle.parts(actor, deed(region, place), named)[part]
                assert abs(found[world, seat] - expected) < CLOSE, (region.month, world, actor, place)
                sizes.append(abs(expected))
    assert max(sizes) > 1e-4, "the part is not nothing"


def seats(region: Region) -> list[tuple[str, int]]:
    """Who weighs which deed, seat by seat."""
    repertoire = region.repertoire
    pairs = zip(repertoire.seat_actor, repertoire.seat_deed, strict=True)
    return [(region.axes.actors[actor], int(place)) for actor, place in pairs]


def test_who_weighs_what_is_every_doer_and_every_party_to_an_agreement_once(oracle: Choosing, study: Study) -> None:
    region = Region(study, "baseline", collect=False)
    expected = set()
    for i in oracle.deciders:
        for deeds in oracle.deeds_of(i).values():
            for each in deeds:
                together = oracle.is_agreement(each)
                who = frozenset(each.parties) if together else each.parties
                expected |= {(party, each.action, who) for party in (each.parties if together else each.sources)}
    found = []
    for actor, place in seats(region):
        each = deed(region, place)
        found.append((actor, each.action, frozenset(each.parties) if oracle.is_agreement(each) else each.parties))
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_the_weight_of_every_choice_is_base_rate_times_attention_times_tilt(
    oracle: Choosing, moments: list[tuple[Region, State]]
) -> None:
    for region, opening in moments:
        for world in range(region.worlds):
            named = by_name(region, opening, world)
            for i in oracle.deciders:
                weights, idle = oracle.choices(i, named)
                found = choice_weights(region, world, i)
                expected = {key(oracle, each): weight for each, weight in weights.items()}
                assert set(found) == set(expected), (region.month, world, i)
                for each, weight in expected.items():
                    assert math.isclose(found[each], weight, rel_tol=CLOSE)
                place = region.axes.actor[i]
                assert math.isclose(math.exp(region.weighing.log_idle[world, place]), idle, rel_tol=CLOSE)


Key = tuple[str, frozenset[str]]


def key(oracle: Choosing, each: Deed) -> Key:
    """What tells an actor's own choices apart: the action and with or to whom."""
    return each.action, frozenset(each.parties)


def choice_weights(region: Region, world: int, actor: str) -> dict[Key, float]:
    """exp(log weight) of every deed open to an actor."""
    row = region.weighing.log_weight[world]
    acts = region.repertoire.acts
    return {
        (acts[place].action, frozenset(acts[place].parties)): math.exp(row[seat])
        for seat, (who, place) in enumerate(seats(region))
        if who == actor and row[seat] > -math.inf
    }


def test_choices_are_as_frequent_as_their_exact_probabilities_say(as_of: int) -> None:
    alike = make_study(["baseline"], seeds=FOLDER, overrides={"assumptions.stake_spread": 0.0})
    exact = Choosing(FOLDER, stake_spread=0.0)
    region = Region(alike, "baseline", worlds=256 * 64, collect=False)
    region.step()
    world = exact.start(as_of, dict.fromkeys(stake_luck(region, 0), 0.0))
    for actor in region.actors:
        weights, idle = exact.choices(actor.name, world)
        whole = sum(weights.values()) + idle
        chosen = {key(exact, deed(region, n)): int((actor.chosen == n).sum()) for n in np.unique(actor.chosen) if n >= 0}
        chances = {key(exact, each): weight / whole for each, weight in weights.items()}
        assert set(chosen) <= set(chances)
        for each, chance in chances.items():
            low, high = binom.ppf([FIVE_SIGMA / 2, 1 - FIVE_SIGMA / 2], region.worlds, chance)
            assert low <= chosen.get(each, 0) <= high, (actor.name, each, chance)
        nothing = int((actor.chosen < 0).sum())
        low, high = binom.ppf([FIVE_SIGMA / 2, 1 - FIVE_SIGMA / 2], region.worlds, idle / whole)
        assert low <= nothing <= high


def test_a_deed_comes_about_if_a_doer_chose_it_and_every_other_party_consents(oracle: Choosing, study: Study) -> None:
    region = Region(study, "baseline", worlds=64, collect=False)
    agreed = refused = both = 0
    for _ in range(12):
        opening = copy.deepcopy(region.state)
        region.step()
        luck = {seat: region.consent_luck[:, n] for n, seat in enumerate(seats(region))}
        for world in range(region.worlds):
            chosen = {a.name: int(a.chosen[world]) for a in region.actors if a.chosen[world] >= 0}
            expected = set()
            for place in set(chosen.values()):
                each = deed(region, place)
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


# What a month changes


@pytest.mark.parametrize("scenario", ["baseline", "deal"])
def test_months_in_a_row_change_a_world_as_worked_out_from_what_was_done(
    oracle: Choosing, study: Study, as_of: int, scenario: str
) -> None:
    rules = Choosing(FOLDER, spillover=0.4) if scenario == "deal" else oracle
    region = Region(study, scenario, worlds=24, collect=False)
    worlds = [oracle.start(as_of, stake_luck(region, w)) for w in range(region.worlds)]
    drafted_here = 0
    for month in range(1, MONTHS + 1):
        region.step()
        for w, world in enumerate(worlds):
            if scenario == "deal" and month == 3:
                drafted_here += world.stage["treaty"] != "drafted"
                rules.put(world, "treaty", "drafted")
            rules.pass_month(world, as_of + month, as_of, done(region, w), step_luck(region, w))
            found = by_name(region, region.state, w)
            where = f"world {w} month {month}"
            assert np.abs(region.state.alignment[w] - table(study, world.alignment)).max() < CLOSE, where
            assert np.abs(region.state.shift[w] - table(study, world.shift)).max() < CLOSE, where
            assert found.dependence == pytest.approx(world.dependence, abs=CLOSE), where
            assert (found.stage, found.rest) == (world.stage, world.rest), where
    assert scenario == "baseline" or drafted_here > 0


def test_dependence_passes_only_to_suppliers_that_are_liked(oracle: Choosing, as_of: int) -> None:
    world = oracle.start(as_of, {})
    before, after = world.dependence, oracle.diversified(world)
    liked = [j for j in oracle.actors if before["BBB", j] > 0 and oracle.lean(world.alignment, "BBB", j) > 0]
    assert len(liked) >= 2
    assert sum(after["BBB", j] for j in oracle.actors) == pytest.approx(sum(before["BBB", j] for j in oracle.actors))
    assert after["CCC", "BBB"] < before["CCC", "BBB"], "with one supplier it does without"


Path_ = list[dict[str, str]]


@pytest.fixture(scope="module")
def paths(study: Study) -> dict[str, Array]:
    """The stage of each issue at the end of each month, month 0 first, and whether it moved: (month, world, issue)."""
    region = Region(study, "baseline", worlds=512, collect=False)
    stages, stepped = [region.state.stage.copy()], []
    for _ in range(MONTHS):
        region.step()
        stages.append(region.state.stage.copy())
        stepped.append(region.stepped.copy())
    return {"stage": np.array(stages), "stepped": np.array(stepped)}


def test_an_issue_rests_three_months_after_an_advance_and_six_after_a_setback(
    study: Study, paths: dict[str, Array]
) -> None:
    back = study.repertoire.step_setback
    waits: dict[bool, set[int]] = {False: set(), True: set()}
    for world in range(paths["stepped"].shape[1]):
        for issue in range(paths["stepped"].shape[2]):
            path = paths["stepped"][:, world, issue]
            months = np.flatnonzero(path >= 0)
            for here, there in zip(months, months[1:], strict=False):
                waits[bool(back[path[here]])].add(int(there - here))
    assert min(waits[False]) == REST + 1
    assert min(waits[True]) == 2 * REST + 1


def test_the_treaty_goes_one_stage_at_a_time_and_falls_back_to_none(study: Study, paths: dict[str, Array]) -> None:
    q = study.repertoire.axes.issue["treaty"]
    names = study.repertoire.stages[q]
    seen = {
        (names[a], names[b])
        for before, after in zip(paths["stage"], paths["stage"][1:], strict=False)
        for a, b in zip(before[:, q], after[:, q], strict=True)
        if a != b
    }
    assert seen == {("none", "drafted"), ("drafted", "signed"), ("drafted", "none"), ("signed", "none")}


def test_snow_closes_the_road_only_in_its_months_and_as_often_as_its_hazard(study: Study, as_of: int) -> None:
    region = Region(study, "baseline", worlds=1024, collect=False)
    road = region.axes.issue["road"]
    closed: dict[int, int] = {}
    exposed: dict[int, int] = {}
    for month in range(1, MONTHS + 1):
        ready = (region.state.stage[:, road] == 1) & (region.state.rest[:, road] == 0)
        region.step()
        closed[month] = int((region.state.stage[ready, road] == 0).sum())
        exposed[month] = int(ready.sum())
    snow = {2021 * 12 + 10 - as_of, 2021 * 12 + 11 - as_of, 2022 * 12 - as_of}
    assert snow == {11, 12, 13}
    assert all(closed[month] == 0 for month in closed if month not in snow)
    whole, count = sum(exposed[m] for m in snow), sum(closed[m] for m in snow)
    low, high = binom.ppf([FIVE_SIGMA / 2, 1 - FIVE_SIGMA / 2], whole, 0.25)
    assert whole > 100 and low <= count <= high


def test_a_raid_sets_a_draft_back_as_often_as_the_setback_chance() -> None:
    busy = {"actions.raid.rate": 0.6, "actions.treaty_step.rate": 0.4, "assumptions.stake_spread": 0.0}
    region = Region(make_study(["baseline"], seeds=FOLDER, overrides=busy), "baseline", worlds=1024, collect=False)
    treaty = region.axes.issue["treaty"]
    raid = next(n for n, a in enumerate(region.repertoire.acts) if (a.action, a.target) == ("raid", ("CCC",)))
    place = next(k for k, s in enumerate(region.repertoire.steps) if s.spec.acts and s.spec.setback)
    trials = hits = 0
    for _ in range(MONTHS):
        ready = (region.state.stage[:, treaty] == 1) & (region.state.rest[:, treaty] == 0)
        region.step()
        raided = ready & region.done[:, raid]
        trials += int(raided.sum())
        hits += int((region.stepped[raided, treaty] == place).sum())
    low, high = binom.ppf([FIVE_SIGMA / 2, 1 - FIVE_SIGMA / 2], trials, 0.3)
    assert trials > 100 and low <= hits <= high


def test_a_signed_treaty_ties_the_two_and_loosens_dependence_while_it_lasts(study: Study) -> None:
    region = Region(study, "baseline", worlds=256, collect=False)
    axes, treaty = region.axes, region.axes.issue["treaty"]
    b, c, a = (axes.actor[name] for name in ("BBB", "CCC", "AAA"))
    for _ in range(MONTHS):
        region.step()
    signed = region.state.stage[:, treaty] == 2
    drafted = region.state.stage[:, treaty] == 1
    assert signed.any() and drafted.any() and (~signed).any()
    standing = region.circumstances.standing[:, axes.dimension["security"], b, c]
    assert np.allclose(standing[signed], 0.6 * 0.5, atol=CLOSE, rtol=0)
    assert np.allclose(standing[~signed], 0, atol=CLOSE, rtol=0)
    taken = region.state.dependence[:, b, a] - region.dependence[:, b, a]
    assert np.allclose(taken[signed], 0.2, atol=CLOSE, rtol=0)
    assert np.allclose(taken[~signed], 0, atol=CLOSE, rtol=0)
    road_open = region.state.stage[:, axes.issue["road"]] == 1
    free = region.circumstances.attention[:, a]
    assert np.array_equal(free, np.where(drafted, 0.5, np.where(road_open, 0.8, 1.0))), "the lowest of all stages holds"


# What a scenario does


@pytest.fixture(scope="module")
def deal(study: Study) -> dict[str, Array]:
    """Month by month under the scenario: the stages at its end, the scripted accord, the raids weighed and done."""
    region = Region(study, "deal", worlds=512, collect=False)
    acts = region.repertoire.acts
    raid = next(n for n, act in enumerate(acts) if (act.action, act.source) == ("raid", ("AAA",)))
    (seat,) = np.flatnonzero(region.repertoire.seat_deed == raid)
    kept: dict[str, list[Array]] = {name: [] for name in ("stage", "accord", "raid", "weight", "rest", "before")}
    for _ in range(MONTHS):
        kept["before"].append(region.state.stage[:, region.axes.issue["treaty"]].copy())
        region.step()
        kept["stage"].append(region.state.stage[:, region.axes.issue["treaty"]].copy())
        kept["accord"].append(region.done[:, len(acts)].copy())
        kept["raid"].append(region.done[:, raid].copy())
        kept["weight"].append(region.weighing.log_weight[:, seat].copy())
    return {name: np.array(months) for name, months in kept.items()}


def test_the_scripted_draft_is_there_at_the_end_of_its_month_and_nothing_else_moves_the_treaty_then(
    deal: dict[str, Array],
) -> None:
    assert (deal["before"][2] != 1).any(), "not every world had a draft"
    moved = deal["before"][2] != 1
    assert (deal["stage"][2][moved] == 1).all()


def test_the_scripted_accord_comes_six_months_after_the_first_signature_and_once(deal: dict[str, Array]) -> None:
    fired = 0
    for world in range(deal["stage"].shape[1]):
        signed = np.flatnonzero(deal["stage"][:, world] == 2)
        due = [int(signed[0]) + 6] if len(signed) and signed[0] + 6 < MONTHS else []
        assert np.flatnonzero(deal["accord"][:, world]).tolist() == due
        fired += len(due)
    assert fired > 100


def test_a_ban_holds_in_exactly_its_months(deal: dict[str, Array]) -> None:
    assert np.isneginf(deal["weight"][:12]).all()
    assert np.isfinite(deal["weight"][12:]).all()
    assert not deal["raid"][:12].any()
    assert deal["raid"][12:].any()
