"""First use of the rules on a machine: they are compiled, in two processes where there are two cores."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace
from functools import partial

from model.common.processes import Processes
from model.common.system import cores
from model.rules import choice, consent, interventions, issues
from model.rules.calls import compile_phases
from model.rules.compiled import once
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.simulation.outline import outlined

BESIDE = (choice.choose, consent.agree, choice.open_month, interventions.intervene, issues.move_issues)
"""Phases that a second process compiles: they take about as long as all others together."""


def make_ready(experiment: Experiment, say: Callable[[str], None] | None = None) -> None:
    """Have the rules compiled before blocks are handed out, so that workers find them; `say` as in `once`."""
    once(partial(_compile, replace(experiment, months=1)), say)


def _compile(experiment: Experiment) -> None:
    """Compile all that a run needs; what the second process did not come to, the first does at the end."""
    scenario = experiment.scenarios[0].id
    if cores() > 1:
        _, outline = outlined(experiment, scenario)
        beside = [outline.kinds.pop(phase) for phase in BESIDE]
        with Processes(1) as second:
            done = second.submit(compile_phases, beside)
            compile_phases(outline.kinds.values())
            experiment.past(slice(0, 1))
            wait([done])
    Region(experiment, scenario, collect=False).run_to_end()
