"""A month, an issue and a scenario change a world as the design says: worked out by loops over names, or counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from model.rules.axes import Array, Flags, Index
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from tests.simulation.by_hand import CLOSE, MONTHS, as_of, experiment, folder, oracle
from tests.simulation.by_name import by_name, done, event, options, stake_numbers, step_numbers, table
from tests.simulation.oracle import World, plausible
from tests.simulation.oracle_choosing import Choosing
from tests.simulation.seeing import Seeing

__all__ = ["as_of", "experiment", "folder", "oracle"]

pytestmark = pytest.mark.slow

REST = 3


# What a month changes


def in_step(past: Choosing, experiment: Experiment, scenario: str, worlds: int) -> Iterator[tuple[Seeing, list[World]]]:
    """The program's worlds a month on, and the oracle's, which the caller then takes through that month."""
    region = Seeing(experiment, scenario, worlds=worlds, collect=False)
    by_hand = [past.start(experiment.as_of, stake_numbers(region, w)) for w in range(worlds)]
    for _ in range(MONTHS):
        region.step()
        yield region, by_hand


def assert_same(region: Region, by_hand: list[World]) -> None:
    for w, world in enumerate(by_hand):
        found, where = by_name(region, region.state, w), f"world {w} month {region.month}"
        assert np.abs(region.state.alignment[w] - table(region.experiment, world.alignment)).max() < CLOSE, where
        assert np.abs(region.state.shift[w] - table(region.experiment, world.shift)).max() < CLOSE, where
        assert found.dependence == pytest.approx(world.dependence, abs=CLOSE), where
        assert (found.stage, found.rest) == (world.stage, world.rest), where
        if "inertia" in region.experiment.seeds.assumptions.assumptions:
            for name, sums in world.conduct.items():
                assert found.conduct[name] == pytest.approx(sums, abs=CLOSE), (where, name)


def pass_month(rules: Choosing, region: Seeing, by_hand: list[World]) -> None:
    as_of = region.experiment.as_of
    for w, world in enumerate(by_hand):
        rules.pass_month(world, as_of + region.month, as_of, done(region, w), step_numbers(region, w))


def test_months_in_a_row_change_a_world_as_worked_out_from_what_was_done(
    oracle: Choosing, experiment: Experiment
) -> None:
    moved = set()
    for region, by_hand in in_step(oracle, experiment, "baseline", worlds=192):
        pass_month(oracle, region, by_hand)
        assert_same(region, by_hand)
        moved |= set(np.unique(region.now.stepped).tolist())
    assert moved == set(range(-1, len(region.choice_set.steps))), "every transition was taken in some world"


def test_a_scripted_stage_and_an_assumption_of_the_scenario_change_a_world_as_worked_out(
    folder: Path, oracle: Choosing, experiment: Experiment
) -> None:
    rules = Choosing(folder, spillover=0.4)  # from month 1; the past is the baseline's
    moved = 0
    for region, by_hand in in_step(oracle, experiment, "deal", worlds=32):
        if region.month == 3:
            moved = sum(world.stage["treaty"] != "drafted" for world in by_hand)
            for world in by_hand:
                rules.put(world, "treaty", "drafted")
        pass_month(rules, region, by_hand)
        assert_same(region, by_hand)
    assert moved > 0


def assert_same_utilities(rules: Choosing, region: Seeing, w: int, world: World) -> None:
    for option, (i, place) in enumerate(options(region)):
        expected = rules.utility(i, event(region, place), world)
        assert abs(region.utilities.utility[w, option] - expected) < CLOSE
    for i in rules.deciders:
        _, idle = rules.choices(i, world)
        assert abs(region.utilities.idle[w, region.axes.actor[i]] - idle) < CLOSE


STORMS = 256
STORM = """
name: A storm
summary: An accord that moves no issue, a raid that sets back, a tie, a dependence, a condition.
months: 24
interventions:
  - at: 2021-02
    event: {type: accord, source: BBB, target: CCC, salience: measure}
  - at: 2021-06
    event: {type: raid, source: [AAA, DDD], target: CCC, salience: war}
  - at: 2021-04
    tie: {kind: dispute, between: [AAA, BBB], strength: 0.5}
  - between: [2021-05, 2021-08]
    dependence: {of: CCC, on: AAA, change: 0.3}
  - when: {alignment: {of: BBB, to: CCC, above: 0.32}}
    after: 2 months
    issue: {treaty: drafted}
    or_further: true
"""


def test_scripted_events_ties_and_conditions_change_a_world_as_worked_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "storm.yaml").write_text(STORM, encoding="utf-8")
    experiment = make_experiment(["baseline", str(tmp_path / "storm.yaml")], seeds=folder, months=MONTHS)
    rules, drafts, set_back = Choosing(folder), 0, 0
    close: dict[int, int] = {}
    tie = {"ties": [{"kind": "dispute", "between": ["AAA", "BBB"], "strength": "0.5"}]}
    supply = {"dependence": [{"of": "CCC", "on": "AAA", "change": "0.3"}]}
    for region, by_hand in in_step(rules, experiment, "storm", worlds=STORMS):
        month = region.month
        scripted = region.done[:, -2:]
        assert (scripted == [month == 2, month == 6]).all()
        for w, world in enumerate(by_hand):
            world.scripted = [tie] * (month >= 4) + [supply] * (5 <= month <= 8)
            if rules.lean(world.alignment, "BBB", "CCC") > 0.32:
                close.setdefault(w, month - 1)  # it held at the end of the month before
            if w in close and month == max(close[w] + 2, 1) and world.stage["treaty"] == "none":
                rules.put(world, "treaty", "drafted")
                drafts += 1
            if month in (4, 8):
                assert_same_utilities(rules, region, w, world)
        before = [world.stage["treaty"] for world in by_hand]
        pass_month(rules, region, by_hand)
        assert_same(region, by_hand)
        after = [world.stage["treaty"] for world in by_hand]
        set_back += month == 6 and sum(pair == ("drafted", "none") for pair in zip(before, after, strict=True))
    assert 0 < len(close) < STORMS and drafts > 5, "the condition held in some worlds, and not every draft was there"
    assert set_back > 0, "a scripted raid undoes drafts"


def test_dependence_passes_only_to_suppliers_that_are_liked(oracle: Choosing, as_of: int) -> None:
    world = oracle.start(as_of, {})
    before, after = world.dependence, oracle.diversified(world)
    liked = [j for j in oracle.actors if before["BBB", j] > 0 and oracle.lean(world.alignment, "BBB", j) > 0]
    assert len(liked) >= 2
    assert sum(after["BBB", j] for j in oracle.actors) == pytest.approx(sum(before["BBB", j] for j in oracle.actors))
    assert after["CCC", "BBB"] < before["CCC", "BBB"], "with one supplier it does without"


@pytest.fixture(scope="module")
def paths(experiment: Experiment) -> dict[str, Array]:
    """The stage of each issue at the end of each month, month 0 first, and whether it moved: (month, world, issue)."""
    region = Region(experiment, "baseline", worlds=512, collect=False)
    stages, stepped = [region.state.stage.copy()], []
    for _ in range(MONTHS):
        region.step()
        stages.append(region.state.stage.copy())
        stepped.append(region.now.stepped.copy())
    return {"stage": np.array(stages), "stepped": np.array(stepped)}


def test_an_issue_rests_three_months_after_an_advance_and_six_after_a_setback(
    experiment: Experiment, paths: dict[str, Array]
) -> None:
    back = experiment.choice_set.step_setback
    waits: dict[bool, set[int]] = {False: set(), True: set()}
    for world in range(paths["stepped"].shape[1]):
        for issue in range(paths["stepped"].shape[2]):
            path = paths["stepped"][:, world, issue]
            months = np.flatnonzero(path >= 0)
            for here, there in zip(months, months[1:], strict=False):
                waits[bool(back[path[here]])].add(int(there - here))
    assert min(waits[False]) == REST + 1
    assert min(waits[True]) == 2 * REST + 1


def test_the_treaty_goes_one_stage_at_a_time_and_falls_back_to_none(
    experiment: Experiment, paths: dict[str, Array]
) -> None:
    q = experiment.choice_set.axes.issue["treaty"]
    names = experiment.choice_set.stages[q]
    seen = {
        (names[a], names[b])
        for before, after in zip(paths["stage"], paths["stage"][1:], strict=False)
        for a, b in zip(before[:, q], after[:, q], strict=True)
        if a != b
    }
    assert seen == {("none", "drafted"), ("drafted", "signed"), ("drafted", "none"), ("signed", "none")}


def test_snow_closes_the_road_only_in_its_months_and_as_often_as_its_hazard(experiment: Experiment, as_of: int) -> None:
    region = Region(experiment, "baseline", worlds=1024, collect=False)
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
    assert whole > 100 and plausible(count, whole, 0.25)


def test_a_raid_sets_a_draft_back_as_often_as_the_setback_chance(folder: Path) -> None:
    busy = {"actions.raid.rate": 0.6, "actions.treaty_step.rate": 0.4, "assumptions.stake_spread": 0.0}
    region = Region(make_experiment(["baseline"], seeds=folder, overrides=busy), "baseline", worlds=4096, collect=False)
    treaty = region.axes.issue["treaty"]
    raid = next(n for n, a in enumerate(region.choice_set.alternatives) if (a.action, a.target) == ("raid", ("CCC",)))
    place = next(k for k, s in enumerate(region.choice_set.steps) if s.spec.acts and s.spec.setback)
    trials = hits = 0
    for _ in range(MONTHS):
        ready = (region.state.stage[:, treaty] == 1) & (region.state.rest[:, treaty] == 0)
        region.step()
        raided = ready & region.done[:, raid]
        trials += int(raided.sum())
        hits += int((region.now.stepped[raided, treaty] == place).sum())
    assert trials > 100 and plausible(hits, trials, 0.3)


def test_a_signed_treaty_ties_the_two_and_loosens_dependence_while_it_lasts(experiment: Experiment) -> None:
    region = Region(experiment, "baseline", worlds=256, collect=False)
    axes, treaty = region.axes, region.axes.issue["treaty"]
    b, c, a = (axes.actor[name] for name in ("BBB", "CCC", "AAA"))
    for _ in range(MONTHS):
        region.step()
    signed = region.state.stage[:, treaty] == 2
    drafted = region.state.stage[:, treaty] == 1
    assert signed.any() and drafted.any()
    standing = region.environment.tie_support[:, axes.dimension["security"], b, c]
    assert np.allclose(standing[signed], 0.6 * 0.5, atol=CLOSE, rtol=0)
    assert np.allclose(standing[~signed], 0, atol=CLOSE, rtol=0)
    taken = region.state.dependence[:, b, a] - region.dependence[:, b, a]
    assert np.allclose(taken[signed], 0.2, atol=CLOSE, rtol=0)
    assert np.allclose(taken[~signed], 0, atol=CLOSE, rtol=0)
    road_open = region.state.stage[:, axes.issue["road"]] == 1
    free = region.environment.attention[:, a]
    assert np.array_equal(free, np.where(drafted, 0.5, np.where(road_open, 0.8, 1.0))), "the lowest of all stages holds"


# What a scenario does


@pytest.fixture(scope="module")
def deal(experiment: Experiment) -> dict[str, Array]:
    """Month by month under the scenario: the stages at its end, the scripted accord, the raids weighed and done."""
    region = Seeing(experiment, "deal", worlds=512, collect=False)
    acts = region.choice_set.alternatives
    raid = next(n for n, act in enumerate(acts) if (act.action, act.source) == ("raid", ("AAA",)))
    (option,) = np.flatnonzero(region.choice_set.option_event == raid)
    kept: dict[str, list[Array | Index | Flags]] = {
        name: [] for name in ("before", "stage", "accord", "raid", "weight", "stepped")
    }
    for _ in range(MONTHS):
        kept["before"].append(region.state.stage[:, region.axes.issue["treaty"]].copy())
        region.step()
        kept["stage"].append(region.state.stage[:, region.axes.issue["treaty"]].copy())
        kept["accord"].append(region.done[:, len(acts)].copy())
        kept["raid"].append(region.done[:, raid].copy())
        kept["weight"].append(region.utilities.log_weight[:, option].copy())
        kept["stepped"].append(region.now.stepped[:, region.axes.issue["treaty"]].copy())
    return {name: np.array(months) for name, months in kept.items()}


def test_the_scripted_draft_is_there_at_the_end_of_its_month(deal: dict[str, Array]) -> None:
    scripted = deal["before"][2] != 1
    assert scripted.any() and not scripted.all(), "some worlds had a draft of their own"
    assert (deal["stage"][2][scripted] == 1).all(), "one step an issue a month"


def test_an_issue_rests_as_long_after_a_scripted_step_as_after_any_other(deal: dict[str, Array]) -> None:
    scripted = deal["before"][2] != 1
    later = (deal["stepped"][3:, scripted] >= 0).any(axis=1)
    assert int(np.flatnonzero(later)[0]) == REST, "March; April, May and June at rest; July"


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


def test_a_party_that_is_asked_can_be_forbidden_to_agree(folder: Path, tmp_path: Path) -> None:
    text = "name: x\nsummary: x\nmonths: 12\ninterventions:\n  - between: [2021-01, 2021-12]\n"
    (tmp_path / "ban.yaml").write_text(text + "    forbid: {actor: BBB, action: [mediation, accord]}\n")
    experiment = make_experiment(["baseline", str(tmp_path / "ban.yaml")], seeds=folder)
    done = {}
    for name in ("baseline", "ban"):
        region = Region(experiment, name, worlds=256, collect=False)
        done[name] = np.zeros(len(region.choice_set.alternatives), dtype=int)
        for _ in range(12):
            region.step()
            done[name] += region.done[:, : len(region.choice_set.alternatives)].sum(axis=0)
    acts = region.choice_set.alternatives
    barred = [n for n, act in enumerate(acts) if act.action in ("mediation", "accord") and "BBB" in act.parties]
    assert done["baseline"][barred].min() > 0 and done["ban"][barred].max() == 0
