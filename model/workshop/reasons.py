"""Parts of an answer to the room: what a scenario's own steps, acts of actors, and memory make of a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import pandas as pd

from model.analysis.comparison import column_of, comparable, differences
from model.analysis.kept_ledger import NOTHING, has_ledger
from model.analysis.ledger import effects
from model.analysis.written import nobody_acts
from model.experiment.ensemble import block_outcomes, computing, tasks
from model.outcomes.moments import Column
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.trace.ledger import Ledger
from model.trace.parts import EVENT, FORGETTING, OWN, STAGE_DEPENDENCE, STAGE_TIE, Part
from model.trace.recorded_worlds import RecordedWorlds
from model.workshop.results import ACTS, ALONE, ANSWERS, MEMORY, OWN_STEPS, REST, Reason

MAX_NAMED = 6
"""Most acts and stages of one difference that are told one by one."""
LEAST_NAMED = 0.05
"""Share of the largest part below which another is told with the rest."""


def columns(experiment: Experiment, names: tuple[str, str], outcome: str, worlds: int) -> tuple[Column, Column]:
    """An outcome in both scenarios: (world,) each."""
    blocks = [(task.scenario, pd.DataFrame(block_outcomes(experiment, task))) for task in tasks(experiment, worlds)]
    here, there = (
        comparable(pd.concat([found for of, found in blocks if of == name]), experiment.months) for name in names
    )
    return column_of(here, outcome, worlds), column_of(there, outcome, worlds)


def parts(
    experiment: Experiment, names: tuple[str, str], outcome: str, worlds: int, difference: float
) -> dict[str, float]:
    """Cause → part of the mean difference of an outcome between two scenarios: by the ledger where it has one."""
    if has_ledger(experiment.seeds, outcome):
        return _by_ledger(experiment, names, outcome, worlds)
    return divided(differences(*columns(nobody_acts(experiment), names, outcome, worlds)), difference)


def divided(alone: Array, difference: float) -> dict[str, float]:
    """A mean difference in what it is with nobody acting, and what acting adds. alone: differences, (world,)."""
    written = float(alone.mean())
    return {ALONE: written, ANSWERS: difference - written}


def _by_ledger(experiment: Experiment, names: tuple[str, str], outcome: str, worlds: int) -> dict[str, float]:
    found = dict.fromkeys((OWN_STEPS, ACTS, MEMORY, REST), 0.0)
    for part, size in parts_by_ledger((experiment, experiment), names, (outcome,), worlds)[outcome].items():
        found[cause_of(part)] += size
    return found


def parts_by_ledger(
    experiments: tuple[Experiment, Experiment], names: tuple[str, str], outcomes: Collection[str], worlds: int
) -> dict[str, Mapping[Part, float]]:
    """Outcome → parts of its mean difference between a scenario and another, each of its experiment, by the ledger."""
    with computing():
        ledger = Ledger(*(RecordedWorlds(*side, worlds=worlds) for side in zip(experiments, names, strict=True)))
        return {name: parts for name, parts in effects(ledger, experiments[0].seeds) if name in outcomes}


def through(by_part: Mapping[Part, float]) -> tuple[Reason, ...]:
    """A difference by who brought it about: the scenario's own steps, whose acts, which stages, forgetting, the rest.

    They sum to the difference. Acts and stages stand by size; what is too small to be told by itself is in the rest.
    """
    sums = defaultdict[tuple[str, str, str], float](float)
    for part, size in by_part.items():
        sums[_told_with(part)] += size
    least = max(LEAST_NAMED * max(map(abs, sums.values()), default=0.0), NOTHING)
    large = sorted((key for key in sums if abs(sums[key]) >= least), key=lambda key: -abs(sums[key]))
    named = [key for key in large if key[1:] != ("", "")][:MAX_NAMED]
    told = [key for key in ((OWN_STEPS, "", ""), *named, (MEMORY, "", "")) if key in large]
    found = [Reason(key[0], tuple(filter(None, key[1].split("+"))), key[2], sums[key]) for key in told]
    rest = sum(size for key, size in sums.items() if key not in told)
    return (*found, Reason(REST, (), "", rest)) if abs(rest) > NOTHING else tuple(found)


def _told_with(part: Part) -> tuple[str, str, str]:
    """Cause of a part, who acted, and the action or the stage (`issue=stage`): parts alike in these are told as one."""
    cause = cause_of(part)
    if cause in (OWN_STEPS, MEMORY):
        return cause, "", ""
    if part.part == EVENT:
        return cause, part.source, part.action
    if part.part in (STAGE_TIE, STAGE_DEPENDENCE):
        issue, _, move = part.action.partition("=")
        return cause, part.source if cause == ACTS else "", f"{issue}={move.rpartition('>')[2]}"
    return REST, "", ""


def cause_of(part: Part) -> str:
    """The cause that a part of a ledger counts for."""
    if part.part == FORGETTING:
        return MEMORY
    if part.written:
        return OWN_STEPS
    by_actors = part.part in (STAGE_TIE, STAGE_DEPENDENCE) and part.source not in ("", OWN)
    return ACTS if part.part == EVENT or by_actors else REST
