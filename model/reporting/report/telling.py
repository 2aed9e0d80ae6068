"""The end of a run: one world of each scenario told, then pictures and page."""

from __future__ import annotations

from model.analysis.comparison import typical_world
from model.experiment.run_folder import RunFolder
from model.experiment.tables import Outcomes
from model.reporting.report.page import Page, write_report
from model.reporting.report.pictures import FigureChoice
from model.simulation.experiment import Experiment
from model.trace.narrative import Narrative
from model.trace.world import trace_world


def tell(experiment: Experiment, folder: RunFolder, outcomes: Outcomes) -> None:
    """Tell the world of each scenario that is nearest the middle, and keep it for the report."""
    headline = experiment.seeds.outcomes.headline
    frames = outcomes.only(("world", *headline))
    for scenario in experiment.scenarios:
        world = typical_world(frames[scenario.id], headline, experiment.months)
        lines = Narrative(trace_world(experiment, scenario.id, world), experiment.seeds).whole()
        folder.write_json(
            f"told/{scenario.id}.json",
            {"world": world, "lines": [{"text": x.text, "indent": x.indent, "heading": x.heading} for x in lines]},
        )


def tell_and_report(
    experiment: Experiment, folder: RunFolder, outcomes: Outcomes, figures: FigureChoice | None = "all"
) -> Page | None:
    """Tell a world of each scenario, then write pictures and page; no page where no figures are chosen (None)."""
    tell(experiment, folder, outcomes)
    return None if figures is None else write_report(folder, figures=figures)
