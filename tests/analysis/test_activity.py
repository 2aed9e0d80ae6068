"""Tempo and hostility are fitted to documented activity, and the fit finds what a region was made with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.analysis.hindcast.activity import activity_table, documented, open_to
from model.simulation import sampling
from model.simulation.design import Design
from model.simulation.experiment import experiment_of_scenarios
from model.simulation.model import Region
from model.spec.base import month_of
from model.spec.seeds import Seeds


def test_events_are_counted_by_source_and_shared_by_the_parties_of_an_agreement(seeds: Seeds) -> None:
    last = month_of("2018-12")
    found = documented(seeds, last)
    actors = [name for name, actor in seeds.actors.actors.items() if actor.decides]
    counts = np.zeros(len(actors))
    for event in seeds.events:
        if seeds.region.replay_from <= event.month <= last:
            both = seeds.types.types[event.type].agreement
            sides = [*event.source, *event.target] if both else [*event.source]
            for name in sides:
                if name in actors:
                    counts[actors.index(name)] += 1 / len(sides)
    assert found.events == pytest.approx(counts) and found.events.sum() > 0
    assert found.monthly == pytest.approx(counts / 12)


@pytest.mark.slow
def test_the_shipped_tempo_and_hostility_are_those_that_the_fit_gives(seeds: Seeds) -> None:
    """Within what 512 worlds can tell; the baseline is then as active and as hostile as aimed at."""
    found = activity_table(seeds, counted_until=month_of("2025-07"), hostile_until=month_of("2023-12"))
    assert found["simulated"].to_numpy() == pytest.approx(found["aimed"].to_numpy(), rel=0.1)
    assert found["tempo_fitted"].to_numpy() == pytest.approx(found["tempo"].to_numpy(), rel=0.1)
    assert found["hostile_simulated"].to_numpy() == pytest.approx(found["hostile_aimed"].to_numpy(), abs=0.03)
    assert found["hostility_fitted"].to_numpy() == pytest.approx(found["hostility"].to_numpy(), abs=0.2)
    for key, rel, near in (("tempo", 0.12, 0.0), ("hostility", 0.0, 0.25)):
        ranges = np.array([seeds.numbers[f"{key}.{name}"].range for name in found["actor"]])
        assert ranges == pytest.approx(found[[f"{key}_low", f"{key}_high"]].to_numpy(), rel=rel, abs=near)


def test_a_range_is_what_a_count_and_a_share_leave_open() -> None:
    """One event: the rate is exponential. One hostile of two, or of one with as much again: the share is uniform."""
    (least, lower), (most, higher) = open_to(np.array([1.0]), np.array([0.5]), np.array([2.0]))
    assert least == pytest.approx([-np.log(0.95)]) and most == pytest.approx([-np.log(0.05)])
    assert lower == pytest.approx([np.log(0.05 / 0.95)]) and higher == pytest.approx([np.log(0.95 / 0.05)])
    many, few = (open_to(np.array([n]), np.array([0.2]), np.array([n])) for n in (200.0, 5.0))
    assert few[0][0] < many[0][0] < 1 < many[1][0] < few[1][0]
    assert few[0][1] < many[0][1] < 0 < many[1][1] < few[1][1]


@pytest.mark.slow
def test_no_draw_of_the_ranges_is_less_than_half_or_more_than_twice_as_busy_as_documented(seeds: Seeds) -> None:
    """Or runs away: every world stays finite, and hardly an alignment comes near an end of the scale."""
    draws, each = 64, 16
    columns = sampling.draws(seeds, 1, slice(0, draws))
    design = Design({path: np.repeat(row, each) for path, row in columns.items()}, np.tile(np.arange(each), draws))
    experiment = replace(experiment_of_scenarios(seeds, ["baseline"], 36), design=design)
    region = Region(experiment, "baseline", worlds=draws * each, months=36, collect=False)
    done = region.run_to_end().done[:, 1:, : region.alternatives].sum(axis=(1, 2))
    events = done.reshape(draws, each).mean(axis=1) / 36
    counted = documented(seeds, month_of("2025-07")).monthly.sum()
    assert counted / 2 <= events.min() and events.max() <= counted * 2
    among = region.axes.deciders
    between = np.abs(region.state.alignment[:, :, :among, :among][:, :, ~np.eye(among, dtype=bool)])
    assert np.isfinite(region.state.alignment).all() and (between > 0.95).mean() <= 0.005


@pytest.mark.slow
def test_actors_stay_as_busy_and_as_hostile_for_five_years(seeds: Seeds) -> None:
    """No rule of conduct feeds on itself: events a month, and the share of hostile ones, stay as in the first year."""
    experiment = experiment_of_scenarios(seeds, ["baseline"], 60)
    region = Region(experiment, "baseline", worlds=256, months=60, collect=False)
    done = region.run_to_end().done[:, 1:, : region.alternatives].sum(axis=0).astype(float)
    hostile = region.parameters.weight[0, : region.alternatives].sum(axis=1) < 0
    yearly = done.reshape(5, 12, -1).sum(axis=1)
    monthly, share = yearly.sum(axis=1) / 12 / 256, yearly[:, hostile].sum(axis=1) / yearly.sum(axis=1)
    assert monthly == pytest.approx(np.full(5, monthly[0]), rel=0.1)
    assert share == pytest.approx(np.full(5, share[0]), abs=0.06)
