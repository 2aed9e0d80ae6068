"""A reader may disagree with how much a documented event matters; all worlds then start from that reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.common.errors import RunError
from model.evidence.replay import replay
from model.rules.values import Values, read_overrides
from model.simulation.sampling import sampled_paths
from model.spec.seeds import Seeds
from tests.conftest import Call


@pytest.fixture(scope="module")
def event(seeds: Seeds) -> str:
    return next(e.id for e in seeds.events if e.type == "war")


def test_a_salience_that_is_set_replays_as_if_it_were_coded_so(seeds: Seeds, event: str) -> None:
    set_ = Values.central(seeds).replaced(read_overrides([f"events.{event}.salience=0.3"], seeds))
    recoded = replace(
        seeds, events=tuple(e.model_copy(update={"salience": 0.3}) if e.id == event else e for e in seeds.events)
    )
    last = seeds.region.documented_until
    here = replay(seeds, last, set_).alignment
    assert np.array_equal(here, replay(recoded, last, Values.central(seeds)).alignment)
    assert not np.array_equal(here, replay(seeds, last, Values.central(seeds)).alignment)


def test_no_draw_touches_how_much_an_event_matters(seeds: Seeds) -> None:
    assert not {*seeds.saliences} & {*sampled_paths(seeds)}


@pytest.mark.parametrize("said", ["{}=1.2", "{}=-0.1", "{}=much"])
def test_a_salience_lies_between_0_and_1(seeds: Seeds, event: str, said: str) -> None:
    with pytest.raises(RunError):
        read_overrides([said.format(f"events.{event}.salience")], seeds)


def test_the_plan_says_where_the_salience_was_coded(event: str, call: Call) -> None:
    status, out, _ = call("check", "baseline", "--plan", "--set", f"events.{event}.salience=0.3")
    assert status == 0
    assert f"events.{event}.salience = 0.3, set by the command line (--set)" in out
    assert "seeds/events.yaml:" in out
