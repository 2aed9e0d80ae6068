"""One world of each scenario told month by month, for the report: the world nearest the middle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.analysis.comparison import typical_world
from model.experiment.ensemble import computing
from model.experiment.pool import Crew
from model.experiment.tables import Outcomes
from model.simulation.experiment import Experiment
from model.trace.narrative import Narrative
from model.trace.world import trace_world


def world_narratives(crew: Crew, outcomes: Outcomes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The world of each scenario that is nearest the middle, in lines of words; all are asked for at once."""
    experiment = crew.experiment
    headline = experiment.seeds.outcomes.headline
    frames = outcomes.only(("world", *headline))
    names = [scenario.id for scenario in experiment.scenarios]
    worlds = [(name, typical_world(frames[name], headline, experiment.months)) for name in names]
    return zip(names, crew.each(_narrative, worlds), strict=True)


def _narrative(experiment: Experiment, scenario: str, world: int) -> dict[str, Any]:
    """One world in lines of words."""
    with computing():
        lines = Narrative(trace_world(experiment, scenario, world), experiment.seeds).whole()
    return {"world": world, "lines": [{"text": x.text, "indent": x.indent, "heading": x.heading} for x in lines]}
