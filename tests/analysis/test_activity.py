"""Tempo and hostility are fitted to documented activity, and the fit finds what a region was made with."""

from __future__ import annotations

import numpy as np
import pytest

from model.analysis.hindcast.activity import activity_table, documented
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
