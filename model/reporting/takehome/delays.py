"""The same scenario later: copies of a scenario whose own dated steps come some months after they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from model.load import BASELINE, LoadedScenario
from model.simulation.experiment import Experiment
from model.spec.base import month_of, name_of_month
from model.spec.scenario import Intervention

LATER = "+{}"
"""Ending that a delayed copy adds to the scenario's id."""


def with_delays(experiment: Experiment, delays: Sequence[int]) -> Experiment:
    """The experiment with a copy of each scenario for each delay, in months, where there is something to delay."""
    inherited = experiment.scenario(BASELINE).spec.interventions
    loaded: list[LoadedScenario] = []
    for scenario in experiment.scenarios:
        loaded.append(scenario)
        if scenario.id != BASELINE:
            loaded += _later(scenario, delays, inherited, experiment.as_of + experiment.months)
    return replace(experiment, scenarios=tuple(loaded))


def _later(
    scenario: LoadedScenario, delays: Sequence[int], inherited: Sequence[Intervention], last: int
) -> Iterator[LoadedScenario]:
    """The delayed copies whose dates all stay within the horizon; what the baseline has too keeps its date."""
    steps = scenario.spec.interventions
    own = [step for step in steps if step.dates and step not in inherited]
    for months in delays:
        if own and max(step.dates[-1] for step in own) + months <= last:
            moved = tuple(_moved(step, months) if step in own else step for step in steps)
            spec = scenario.spec.model_copy(update={"interventions": moved})
            yield replace(scenario, id=scenario.id + LATER.format(months), spec=spec)


def _moved(step: Intervention, months: int) -> Intervention:
    if step.at is not None:
        return step.model_copy(update={"at": name_of_month(month_of(step.at) + months)})
    assert step.between is not None, "a dated step has a month or a span"
    return step.model_copy(update={"between": (step.between[0] + months, step.between[1] + months)})


def delay_of(scenario: str) -> tuple[str, int]:
    """Scenario that a copy is of, and how many months later it begins; 0 for the scenario itself."""
    name, plus, months = scenario.rpartition("+")
    return (name, int(months)) if plus and months.isdigit() else (scenario, 0)
