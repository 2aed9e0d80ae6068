"""The resolved plan of an experiment, in words, and who said so; nothing is simulated but a short probe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from model.analysis.changed import AGAIN as SHIPPED
from model.analysis.changed import further
from model.analysis.overrides import AGAIN, effective
from model.common.text import listed
from model.effects import effects_of
from model.experiment.ensemble import BLOCK, Task, run_block, tasks
from model.load import LoadedScenario
from model.reporting.wording.words import Words
from model.simulation.experiment import Experiment
from model.spec.scenario import Intervention

COMMAND_LINE = "the command line"
SETTING_SECONDS, SETTING_MEGABYTES = 0.5, 2
"""Cost of the folder of one setting besides its blocks: measured of two scenarios in 64 worlds and 12 months."""


@dataclass(frozen=True)
class Changed:
    """A number that differs from what the seeds say."""

    path: str
    value: float
    otherwise: float
    """Value without this change."""
    by: str
    """The file and line that sets it, or the command line."""
    declared: str
    """The file and line of the seeds that it replaces."""


@dataclass(frozen=True)
class Planned:
    """An intervention in words."""

    when: str
    does: str
    by: str
    """The file and line it stands at."""
    beyond: bool
    """True if it lies outside the run's months."""


@dataclass(frozen=True)
class ScenarioPlan:
    """Additions of a scenario to the seeds, its parents' part included."""

    id: str
    name: str
    horizon: str
    """Months that it would run by itself, and where that is set."""
    changes: tuple[Changed, ...]
    interventions: tuple[Planned, ...]


@dataclass(frozen=True)
class Work:
    """Amount of work, and the time that a probe estimates for it."""

    scenarios: int
    worlds: int
    months: int
    jobs: int
    seconds: float
    """Estimated for all of it."""
    probe: str
    """Method of the estimate."""
    again: int
    """Worlds that are run again without the overrides, to say what those change."""
    shipped: int
    """Worlds of the baseline that are run again with nothing changed."""
    settings: int = 1

    @property
    def world_months(self) -> int:
        """Settings × scenarios × worlds × months, those without the changes included."""
        worlds = self.settings * self.scenarios * (self.worlds + self.again) + self.shipped
        return worlds * self.months

    @property
    def of_settings(self) -> str:
        """Time and room that the tables of settings take at least; empty where there is one setting."""
        if self.settings == 1:
            return ""
        megabytes = self.settings * SETTING_MEGABYTES
        room = f"{megabytes} MB" if megabytes < 2000 else f"{megabytes / 1000:,.0f} GB"
        return f"the settings' tables take {duration(self.settings * SETTING_SECONDS)} and {room} more, at least"


def duration(seconds: float) -> str:
    """A time in seconds, minutes, hours or days."""
    if seconds < 100:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:,.0f} days"


def changes_by_command(experiment: Experiment) -> Iterator[Changed]:
    """Assumptions changed by `--set`, for the replay and for all scenarios."""
    for path, value in experiment.overrides.items():
        if value != experiment.seeds.settable[path].value:
            yield Changed(
                path,
                value,
                experiment.seeds.settable[path].value,
                f"{COMMAND_LINE} (--set)",
                experiment.seeds.place(path),
            )


def scenario_plan(scenario: LoadedScenario, experiment: Experiment) -> ScenarioPlan:
    """A scenario's part in an experiment: what differs because of it, what happens when, and where that is written."""
    seeds, spec = experiment.seeds, scenario.spec
    changes = []
    for path, value in spec.assumptions.items():
        otherwise = experiment.overrides.get(path, seeds.numbers[path].value)
        if value != otherwise:
            changes.append(Changed(path, value, otherwise, str(scenario.origins[path]), seeds.place(path)))
    order = sorted(range(len(spec.interventions)), key=lambda n: (spec.interventions[n].dates or [10**6])[0])
    said_by = str(scenario.origins["months"]) if spec.months is not None else "no file says another"
    return ScenarioPlan(
        id=scenario.id,
        name=spec.name,
        horizon=f"{spec.horizon} months ({said_by})",
        changes=tuple(changes),
        interventions=tuple(
            _planned(spec.interventions[n], str(scenario.origins[f"interventions[{n}]"]), experiment) for n in order
        ),
    )


def _planned(intervention: Intervention, by: str, experiment: Experiment) -> Planned:
    dates = intervention.dates
    beyond = bool(dates) and (dates[-1] <= experiment.as_of or dates[0] > experiment.as_of + experiment.months)
    words = Words(experiment.seeds)
    what = [f"{said}{effect.size}" for effect in effects_of(intervention) for said in effect.says(words)]
    return Planned(words.when(intervention), listed(what), by, beyond)


PROBED = (1, 7)
"""Months of the two probes: their difference is the cost of months, the rest the cost of a block."""


def work_of(experiment: Experiment, worlds: int, jobs: int, settings: int = 1) -> Work:
    """Estimate the time that an experiment takes here: two short probes of one block in this process, scaled up."""
    busiest = max(experiment.scenarios, key=lambda scenario: len(scenario.spec.interventions)).id
    probed = []
    for months in (PROBED[0], *PROBED):  # the first pays for what is made once only
        begun = time.perf_counter()
        run_block(replace(experiment, months=months), Task(busiest, 0, min(BLOCK, worlds)))
        probed.append(time.perf_counter() - begun)
    a_month = max(probed[2] - probed[1], 0) / (PROBED[1] - PROBED[0])
    a_block = max(probed[1] - a_month * PROBED[0], 0) + a_month * experiment.months
    again = min(worlds, AGAIN) if effective(experiment.overrides, experiment.seeds) and settings == 1 else 0
    shipped = min(worlds, SHIPPED) if further(experiment, experiment.seeds) or settings > 1 else 0
    blocks = len(tasks(experiment, worlds)) + len(tasks(experiment, again)) + bool(shipped)
    at_once = min(jobs, blocks)
    rounds = -(-blocks // at_once)
    probe = (
        f"from one block of {BLOCK} worlds of {busiest}, computed here for {PROBED[0]} month and for {PROBED[1]} "
        f"months in {probed[1] + probed[2]:.1f} s; starting up, tables and the report come on top"
    )
    seconds = settings * rounds * a_block
    return Work(len(experiment.scenarios), worlds, experiment.months, at_once, seconds, probe, again, shipped, settings)
