"""Base rates by count: what documented choices say of how an actor divides its choices among its actions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.analysis.events import EventRecord, counted_rates, records_of
from model.analysis.hindcast import CALIBRATION
from model.load import load_seeds
from model.simulation.experiment import experiment_of_scenarios
from model.simulation.model import Region
from model.spec.seeds import Seeds
from tests.fixtures import known

GIFT = """
  - {id: planted, date: 2020-07-20, type: aid, source: AAA, target: BBB, salience: measure, what: B got grain,
     attested_by: gazette}
"""


def counted(seeds: Seeds, **factors: float) -> Seeds:
    """Seeds whose actions have these factors."""
    actions = {
        name: action.model_copy(update={"counted": factors.get(name)}) for name, action in seeds.actions.actions.items()
    }
    return replace(seeds, actions=seeds.actions.model_copy(update={"actions": actions}))


def test_a_choice_counts_for_what_it_took_against_what_the_argued_rates_expect(scored_triad: Path) -> None:
    with (scored_triad / "events.yaml").open("a", encoding="utf-8") as file:
        file.write(GIFT)
    seeds = load_seeds(scored_triad)
    table = counted_rates(EventRecord(known(seeds))).set_index("action")
    assert list(table.index) == ["accord", "gift"], "raids set issues back, and the others move them on"
    # July: A chooses between accord .1 and gift .08 and gives; its raid in May and its gift of September do not count
    assert table["documented"].tolist() == pytest.approx([0, 1])
    assert table["expected"].tolist() == pytest.approx([0.1 / 0.18, 0.08 / 0.18])
    assert table["counted_fitted"].tolist() == pytest.approx([1 / (1 + 0.1 / 0.18), 2 / (1 + 0.08 / 0.18)])
    past = known(counted(seeds, gift=3.0, accord=0.5))
    for share in (0.0, 0.5, 1.0):
        values = past.values.replaced({"assumptions.rate_counts": share})
        again = counted_rates(EventRecord(replace(past, values=values)))
        assert again["counted"].tolist() == [0.5, 3.0]
        assert again["counted_fitted"].tolist() == pytest.approx(table["counted_fitted"].tolist()), "counts for none"


def test_rates_are_divided_anew_and_each_actor_keeps_their_sum(triad_folder: Path) -> None:
    seeds = load_seeds(triad_folder)
    rates = []
    now = counted(seeds, gift=3.0, accord=0.5)
    for share in (0.0, 1.0):
        experiment = replace(
            experiment_of_scenarios(now, ["baseline"], 1), overrides={"assumptions.rate_counts": share}
        )
        region = Region(experiment, "baseline", months=1, collect=False)
        rates.append(dict(zip(region.choice_set.groups, region.parameters.rate[0].tolist(), strict=True)))
    before, after = rates
    whole = before["AAA", "accord"] + before["AAA", "gift"]
    assert before["AAA", "accord"] / before["AAA", "gift"] == pytest.approx(0.1 / 0.08)
    assert after["AAA", "accord"] == pytest.approx(whole * 0.05 / 0.29)
    assert after["AAA", "gift"] == pytest.approx(whole * 0.24 / 0.29)
    assert after["BBB", "accord"] == pytest.approx(before["BBB", "accord"]), "its only counted action"
    for group in (("AAA", "raid"), ("AAA", "mediation"), ("BBB", "treaty_step"), ("CCC", "raid")):
        assert after[group] == before[group], "no factor"


def test_the_shipped_factors_are_those_that_the_fit_gives(seeds: Seeds) -> None:
    """Of the documents with the chronicle, to the two digits that they are written with."""
    *_, both = records_of(known(seeds), (CALIBRATION,)).values()
    table = counted_rates(both)
    assert table["counted_fitted"].to_numpy() == pytest.approx(table["counted"].to_numpy(), rel=0.051)
    given = [name for name, action in seeds.actions.actions.items() if action.counted is not None]
    assert given == table["action"].tolist()
    assert table["documented"].sum() == pytest.approx(table["expected"].sum())
    assert np.isfinite(table["counted_fitted"]).all() and table["documented"].sum() > 100
