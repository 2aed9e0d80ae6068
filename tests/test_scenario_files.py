"""Shipped scenarios as they are written: questions, documents, who writes what, and the core set."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml

from model.load import load_scenarios
from model.spec.seeds import Seeds
from tests.conftest import ROOT, SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_says_what_it_asks_and_on_which_documents_each_part_rests(seeds: Seeds, name: str) -> None:
    written = as_written(name)
    assert written["name"] and written["summary"] and written["question"].endswith("?")
    named = [{d for d in seeds.documents if d in part["why"]} for part in written["interventions"]]
    assert all(named), "every intervention names a document"
    inherited = set(as_written(written["extends"])["documents"]) if "extends" in written else set()
    assert set.union(*named) <= set(written["documents"]) <= set.union(*named) | inherited


def test_no_actor_writes_much_more_than_its_share_of_hostile_events(seeds: Seeds) -> None:
    """Over all scenarios as they run, each source of an event counted once."""
    written: Counter[str] = Counter()
    for scenario in load_scenarios(SHIPPED, seeds):
        events = [step.event for step in scenario.spec.interventions if step.event is not None]
        written.update(n for e in events if seeds.types.types[e.type].goldstein < 0 for n in e.source)
    assert max(written.values()) <= 0.35 * written.total()
    assert set(written) >= {"RUS", "TUR", "IRN", "AZE", "ARM", "EU", "USA"}


def test_eight_scenarios_are_the_core_and_every_article_is_among_their_documents(seeds: Seeds) -> None:
    core = seeds.region.core
    assert len(core) == 8 and set(core) < set(SHIPPED)
    articles = {name for name, document in seeds.documents.items() if (document.file or "").endswith(".txt")}
    assert {document for name in core for document in as_written(name)["documents"]} == articles


def as_written(name: str) -> dict[str, Any]:
    """A scenario file as it stands, nothing inherited."""
    text = (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
