"""A region is a good Mesa citizen: Mesa's own tools drive it unchanged."""

from __future__ import annotations

import inspect

import pytest
from mesa.batchrunner import batch_run

from model.region import Region
from model.study import Study


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_mesas_batch_runner_drives_a_region() -> None:
    seeds = {"rng": [1, 2]} if "rng" in inspect.signature(batch_run).parameters else {}  # newer Mesa
    rows = batch_run(
        Region,
        {"study": "seeds", "scenario": "baseline", "worlds": 2, "months": 5, "seed": [1, 2]},
        max_steps=36,
        data_collection_period=1,
        display_progress=False,
        **seeds,
    )
    assert {row["seed"] for row in rows} == {1, 2}
    assert {row["month"] for row in rows} == {"2025-08", "2025-09", "2025-10", "2025-11", "2025-12"}
    assert {row["name"] for row in rows if "name" in row} == {"RUS", "TUR", "ARM", "AZE", "GEO", "IRN", "EU", "USA"}


def test_a_data_collector_frame_a_month(study: Study) -> None:
    region = Region(study, "baseline", worlds=3, months=4)
    while region.running:
        region.step()
    model, agents = region.datacollector.get_model_vars_dataframe(), region.datacollector.get_agent_vars_dataframe()
    assert list(model["month"]) == ["2025-08", "2025-09", "2025-10", "2025-11"]
    assert len(agents) == 4 * 8
    assert agents["activity"].between(0, 1).all() and agents["regard"].between(-1, 1).all()
