"""Scores by other routes, reference forecasts by hand, and starts that know nothing of what came after them."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.hindcast import (
    CALIBRATION,
    Ask,
    DocumentedPast,
    Search,
    alignment_cases,
    alignment_skill,
    forecast,
    forecasts,
    largest_errors,
    milestone_cases,
    proposal,
    sample,
    search,
)
from model.analysis.hindcast.forecast import NOTHING_SCRIPTED, experiment_from
from model.analysis.hindcast.milestones import clash_alternatives, milestones, record_of
from model.analysis.hindcast.references import (
    always_up,
    momentum,
    past_changes,
    persistence,
    ties_alone,
    ties_with_errors,
)
from model.evidence.replay import replay
from model.load import load_seeds
from model.simulation.model import Region
from model.spec.base import month_of, name_of_month
from model.spec.hindcast import REFERENCE, REFERENCE_MEAN
from model.spec.seeds import Seeds
from tests.fixtures import known

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def past(seeds: Seeds) -> DocumentedPast:
    return known(seeds)


# Windows


def test_calibration_ends_before_the_test_begins(past: DocumentedPast) -> None:
    split = past.plan.calibrated_until
    for start, horizon in past.cases():
        window = past.window(start, horizon)
        assert (window == "calibration") == (start + horizon <= split)
        assert (window == "test") == (start >= split)
        assert start + horizon <= past.seeds.region.documented_until


def test_the_starts_span_2020_to_early_2025(past: DocumentedPast) -> None:
    assert (name_of_month(past.starts[0]), name_of_month(past.starts[-1])) == ("2020-01", "2025-04")
    by_horizon = [sum(h == horizon for _, h in past.cases([CALIBRATION])) for horizon in (3, 6, 12, 24)]
    assert by_horizon == [15, 14, 12, 8], "the last starts: July and April 2023, October 2022 and 2021"


# Nothing leaks


def plant(folder: Path) -> None:
    """Something that happens after March 2022 in every file that has dates."""
    events = folder / "events.yaml"
    planted = """
  - id: planted-war
    date: 2022-05-03
    type: war
    source: TUR
    target: ARM
    salience: war
    what: It never happened.
    attested_by: facts-table
"""
    events.write_text(events.read_text(encoding="utf-8").rstrip() + "\n" + planted, encoding="utf-8")
    ties = folder / "ties.yaml"
    tie = "  - {id: planted-tie, kind: rivalry, between: [GEO, TUR], from: 2022-04, attested_by: facts-table}\n"
    ties.write_text(ties.read_text(encoding="utf-8").rstrip() + "\n" + tie, encoding="utf-8")
    shares = folder / "dependence.yaml"
    share = "  - {id: planted, of: GEO, on: IRN, kind: trade, share: 0.2, from: 2022-04, attested_by: facts-table}\n"
    shares.write_text(shares.read_text(encoding="utf-8").rstrip() + "\n" + share, encoding="utf-8")
    issues = folder / "issues.yaml"
    text = issues.read_text(encoding="utf-8")
    assert text.count("history: {2018-01: closed}\n    history_why: The ceasefire") == 1
    text = text.replace(
        "history: {2018-01: closed}\n    history_why: The ceasefire",
        "history: {2018-01: closed, 2022-04: agreed}\n    history_why: The ceasefire",
    )
    issues.write_text(text, encoding="utf-8")


def test_a_planted_future_changes_no_forecast_from_before_it(past: DocumentedPast, tmp_path: Path) -> None:
    shutil.copytree(past.seeds.folder, tmp_path / "seeds")
    plant(tmp_path / "seeds")
    other = known(load_seeds(tmp_path / "seeds"))
    start, later = month_of("2022-03"), month_of("2022-06")
    for reference in (persistence, ties_alone, momentum, always_up, past_changes, ties_with_errors):
        assert np.array_equal(reference(past, start, 3), reference(other, start, 3)), reference.__name__
    ours, theirs = (forecast(one, Ask(start, (3, 6), worlds=24)) for one in (past, other))
    assert np.array_equal(ours.members, theirs.members)
    asked = [m.name for m in milestones(other.seeds)]  # what is asked follows the record, what is answered must not
    same = [asked.index(m.name) for m in milestones(past.seeds)]
    assert np.array_equal(ours.chance, theirs.chance[:, same])
    assert np.abs(past.at(later) - other.at(later)).max() > 0.02, "what was planted does move the target"
    changed = forecast(other, Ask(later, (3,), worlds=24)), forecast(past, Ask(later, (3,), worlds=24))
    assert not np.array_equal(changed[0].members, changed[1].members), "a start after it knows of it"


def test_the_start_of_a_forecast_is_the_replay_to_its_month(past: DocumentedPast) -> None:
    for month in ("2020-01", "2022-04"):
        alone = replay(past.seeds, month_of(month), past.values)
        assert np.array_equal(past.known(month_of(month)).alignment, alone.alignment)


def test_the_search_does_not_see_what_came_after_the_calibration_window(scored_triad: Path) -> None:
    before = known(load_seeds(scored_triad))
    events = scored_triad / "events.yaml"
    later = (
        "\n  - {id: planted, date: 2020-09-01, type: raid, source: AAA, target: BBB, salience: war, what: never, "
        "attested_by: gazette}\n"
    )
    events.write_text(events.read_text(encoding="utf-8").rstrip() + later, encoding="utf-8")
    after = known(load_seeds(scored_triad))
    assert not np.array_equal(before.levels, after.levels)
    paths, points = sample(before.seeds, 4, seed=1)
    one, other = (search(past, paths, points, worlds=8) for past in (before, after))
    assert np.array_equal(one.loss, other.loss, equal_nan=True)
    assert np.array_equal(one.reference, other.reference, equal_nan=True)
    assert np.array_equal(one.brier, other.brier)


# Reference forecasts


def test_ties_alone_is_the_monthly_drift_with_nothing_done(scored_triad: Path) -> None:
    past = known(load_seeds(scored_triad))
    start = month_of("2020-05")
    value = {name: float(past.values[name][0]) for name in ("memory_half_life",)}
    now = past.known(start).alignment[0].copy()
    from model.evidence.replay import tie_support_in
    from model.rules.ties import Ties

    held = tie_support_in(Ties(past.seeds, past.axes, past.values), start)[0] + past.known(start).shift[0]
    level = np.clip(held, -1, 1)
    for _ in range(4):
        now = level + 0.5 ** (1 / value["memory_half_life"]) * (now - level)
    of, to = past.pairs
    assert ties_alone(past, start, 4)[:, 0] == pytest.approx(now.mean(axis=0)[of, to], abs=1e-12)


def test_momentum_repeats_the_last_years_change_and_persistence_none(past: DocumentedPast) -> None:
    start = month_of("2023-04")
    change = past.at(start) - past.at(month_of("2022-04"))
    assert persistence(past, start, 24)[:, 0] == pytest.approx(past.at(start))
    assert momentum(past, start, 6)[:, 0] == pytest.approx(np.clip(past.at(start) + change / 2, -1, 1))
    assert momentum(past, start, 24)[:, 0] == pytest.approx(np.clip(past.at(start) + 2 * change, -1, 1))


def test_past_changes_are_those_that_had_ended_by_the_start(past: DocumentedPast) -> None:
    start, first = month_of("2020-04"), past.months.start
    members = past_changes(past, start, 24)
    assert members.shape[1] == start - first - 24 + 1
    dyad = int(np.abs(past.at(start) - past.at(start - 24)).argmax())
    expected = past.at(start)[dyad] + past.at(start)[dyad] - past.at(start - 24)[dyad]
    assert members[dyad, -1] == pytest.approx(np.clip(expected, -1, 1))


# Milestones


def test_milestones_are_what_may_happen_and_what_did(seeds: Seeds, past: DocumentedPast) -> None:
    records = {m.name: record_of(m, seeds, past.choice_set) for m in milestones(seeds)}
    when = {name: [name_of_month(month) for month in record.months] for name, record in records.items()}
    assert when["peace: text_agreed"] == ["2025-03"]
    assert when["csto: frozen"] == ["2024-02"]
    assert when["eu_path_armenia: law_adopted"] == ["2025-03"]
    assert when["escalation"] == ["2020-09", "2021-11", "2022-09", "2023-09"]
    assert when["corridor_open"] == when["csto_left"] == [], "what did not happen is asked as well"
    frozen = records["csto: frozen"]
    assert frozen.within(month_of("2023-10"), 4) and not frozen.within(month_of("2023-10"), 3)
    assert frozen.open_at(month_of("2024-01")) and not frozen.open_at(month_of("2024-02"))


def test_the_frequency_so_far_is_jeffreys_chance_a_month(seeds: Seeds, past: DocumentedPast) -> None:
    clash = next(r for r in (record_of(m, seeds, past.choice_set) for m in milestones(seeds)) if r.issue is None)
    month, since = month_of("2022-12"), month_of("2018-01")
    pace = 3.5 / 61  # three clashes in sixty months
    assert clash.by_frequency(month, 6, since) == pytest.approx(1 - (1 - pace) ** 6)


def test_the_chance_of_a_milestone_is_a_share_of_worlds_that_never_falls(past: DocumentedPast) -> None:
    found = forecast(past, Ask(month_of("2021-01"), (3, 6, 12), worlds=32))
    assert (np.diff(found.chance, axis=0) >= 0).all()
    assert set(np.unique(found.chance * 32 % 1)) == {0}, "whole worlds"
    clashes = found.acts[:, clash_alternatives(past.choice_set)].sum(axis=1)
    clash = [m.issue is None for m in milestones(past.seeds)].index(True)
    assert (found.chance[:, clash] <= clashes + 1e-12).all(), "no more worlds with a clash than clashes a world"


# Cases and skill


def test_a_world_of_a_forecast_does_not_depend_on_how_many_there_are(past: DocumentedPast) -> None:
    few, many = (forecast(past, Ask(month_of("2023-04"), (3, 6), worlds=n)) for n in (5, 40))
    assert np.abs(few.members - many.members[:, :, :5]).max() < 1e-12


def test_forecasts_are_the_same_from_one_process_and_from_two(scored_triad: Path) -> None:
    past = known(load_seeds(scored_triad))
    (alone,), (together,) = (forecasts([past], [CALIBRATION], worlds=4, jobs=jobs) for jobs in (1, 2))
    for one, other in zip(alone, together, strict=True):
        for ours, theirs in zip(one, other, strict=True):
            assert ours.ask == theirs.ask
            assert np.array_equal(ours.members, theirs.members)


@pytest.fixture(scope="module")
def cases(past: DocumentedPast) -> pd.DataFrame:
    (made,) = forecasts([past], [CALIBRATION], worlds=16)
    return pd.concat([alignment_cases(past, *pair) for pair in made], ignore_index=True)


def test_every_case_lies_in_the_windows_asked_for(past: DocumentedPast, cases: pd.DataFrame) -> None:
    assert set(cases["window"]) == {CALIBRATION}
    assert cases["target"].max() <= name_of_month(past.plan.calibrated_until)
    assert len(cases) == 56 * len(past.cases([CALIBRATION])), "every ordered pair of eight actors"


def test_skill_against_persistence_can_be_worked_out_from_the_cases(past: DocumentedPast, cases: pd.DataFrame) -> None:
    found = alignment_skill(cases, past.plan.every).set_index(["horizon", REFERENCE, "score"])
    year = cases[cases["horizon"] == 12]
    expected = 1 - year["model crps"].sum() / (year["truth"] - year["opening"]).abs().sum()
    row = found.loc[("12", "persistence", "crps")]
    assert row["skill"] == pytest.approx(expected)
    assert row["low"] <= row["skill"] <= row["high"]
    right = (year["moved"] == 0).mean()  # persistence expects no change
    assert found.loc[("12", "persistence", "direction")][REFERENCE_MEAN] == pytest.approx(right)
    assert found.loc[("12", "persistence", "moved")][REFERENCE_MEAN] == 0
    means = [cases.loc[cases["horizon"] == h, "model crps"].mean() for h in past.plan.horizons]
    assert found.loc[("all", "persistence", "crps")]["model"] == pytest.approx(np.mean(means)), "horizons weigh alike"


def test_a_model_that_says_what_persistence_says_has_no_skill_over_it(
    past: DocumentedPast, cases: pd.DataFrame
) -> None:
    copied = cases.assign(**{f"model {score}": cases[f"persistence {score}"] for score in ("crps", "error")})
    found = alignment_skill(copied, past.plan.every)
    rows = found[(found[REFERENCE] == "persistence") & found["score"].isin(["crps", "error"])]
    assert rows[["skill", "low", "high"]].abs().to_numpy().max() < 1e-12


def test_the_worst_misses_name_each_pair_once_and_what_happened(past: DocumentedPast, cases: pd.DataFrame) -> None:
    starts = sorted({month_of(start) for start in cases["start"]})
    ahead = {s: tuple(h for h in past.plan.horizons if past.window(s, h) == CALIBRATION) for s in starts}
    made = {s: forecast(past, Ask(s, ahead[s], worlds=16)) for s in starts}
    told = largest_errors(past, cases, made)
    assert len({frozenset(pair) for pair in zip(told["of"], told["to"], strict=True)}) == len(told) > 3
    within = cases[cases["horizon"] == 12]
    worst = within.loc[within["model crps"].idxmax()]
    for column in ("of", "to", "target"):
        assert told.iloc[0][column] == worst[column]


# Calibration


def test_the_sample_keeps_the_joint_limit_and_begins_alike_whatever_its_size(seeds: Seeds) -> None:
    paths, points = sample(seeds, 60, seed=3)
    assert len(points) == 60
    at = {path.removeprefix("assumptions."): points[:, k] for k, path in enumerate(paths)}
    assert (at["feeling"] <= 3 * at["choice_noise"]).all()
    again = sample(seeds, 60, seed=3)[1]
    assert np.array_equal(points, again)


def test_accepted_are_the_best_and_tell_a_value_that_matters_from_one_that_does_not(seeds: Seeds) -> None:
    luck = np.random.default_rng(2)
    paths = ("assumptions.pressure", "assumptions.rest_months")
    points = luck.uniform(0, 1, (400, 2)) * [6, 8] + [0, 1]
    loss = np.full((400, 12, 2), 0.5) + 0.1 * np.abs(points[:, [0], None] - 2) + 1e-4 * luck.normal(size=(400, 12, 2))
    found = Search(paths, points, loss, np.ones((12, 2)), np.zeros(400))
    assert np.abs(points[found.accepted, 0] - 2).max() < 0.25, "twenty of four hundred, the nearest to the best"
    told = proposal(seeds, found).set_index("assumption")
    assert told.loc["pressure", "by_chance"] < 1e-6
    assert told.loc["rest_months", "by_chance"] > 0.01
    assert found.no_worse(3)[found.accepted[0]] and not found.no_worse(3).all()


def test_milestone_cases_leave_out_what_had_already_come(past: DocumentedPast) -> None:
    found = milestone_cases(past, forecast(past, Ask(month_of("2025-04"), (3,), worlds=4)))
    assert "csto: frozen" not in set(found["milestone"])
    assert "escalation" in set(found["milestone"])


def test_a_finished_region_is_forgotten(past: DocumentedPast) -> None:
    ask = Ask(month_of("2023-04"), (3,), worlds=2)
    region = Region(experiment_from(past, ask), NOTHING_SCRIPTED.id, worlds=2)
    region.step()
    seen = weakref.ref(region)
    del region
    gc.collect()
    assert seen() is None, "thousands of blocks would fill the memory"
