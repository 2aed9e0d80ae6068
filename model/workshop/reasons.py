"""Parts of an answer to the room: what a scenario's own steps, acts of actors, and memory make of a difference."""

from __future__ import annotations

import pandas as pd

from model.analysis.comparison import column_of, comparable, differences
from model.analysis.ledger import effects, has_ledger
from model.analysis.written import nobody_acts
from model.experiment.ensemble import block_outcomes, computing, tasks
from model.outcomes.moments import Column
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.trace.ledger import EVENT, FORGETTING, OWN, STAGE_DEPENDENCE, STAGE_TIE, Ledger, Part
from model.trace.recorded_worlds import RecordedWorlds

STEPS, ACTS, MEMORY, REST = "steps", "acts", "memory", "rest"
"""Causes that an account of a difference tells apart: they sum to it."""
ALONE, ANSWERS = "alone", "answers"
"""The two parts of a difference without an account: with nobody acting, and what acting adds to that."""


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
    found = dict.fromkeys((STEPS, ACTS, MEMORY, REST), 0.0)
    here, there = names
    with computing():
        ledger = Ledger.of(experiment, here, RecordedWorlds(experiment, there, worlds=worlds))
    account = next(account for name, account in effects(ledger, experiment.seeds) if name == outcome)
    for part, size in account.items():
        found[cause_of(part)] += size
    return found


def cause_of(part: Part) -> str:
    """The cause that a part of a ledger counts for."""
    if part.part == FORGETTING:
        return MEMORY
    if part.written:
        return STEPS
    by_actors = part.part in (STAGE_TIE, STAGE_DEPENDENCE) and part.source not in ("", OWN)
    return ACTS if part.part == EVENT or by_actors else REST
