"""Base rates by count: how often documented choices took each action, against what the argued rates expect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.analysis.events.matching import Case
from model.analysis.events.one_step import Opening
from model.analysis.events.scoring import EventRecord
from model.analysis.hindcast.past import CALIBRATION
from model.rules.axes import Array, Flags, Index
from model.simulation.choice_set import ChoiceSet

PRIOR = 1.0
"""Choices that the argued rate of an action weighs as much as."""


def counted_rates(record: EventRecord) -> pd.DataFrame:
    """Factors on the rates of actions by the choices of the calibration window; a row for each action that has one.

    Columns: action, documented (choices that took it), expected (by the rates before the factors, among the actions
    with a factor that were open to the actor then), counted (the factor in actions.yaml), counted_fitted. The factor is
    (documented + 1) / (expected + 1). Only how an actor divides its choices is counted; how often it acts is its tempo.
    Force and actions that move issues have no factor: their rates are argued together with the chances of the issues.
    """
    choice_set = record.past.choice_set
    names = list(choice_set.seeds.actions.actions)
    action = np.array([names.index(choice_set.alternatives[event].action) for event in choice_set.option_event])
    now = np.array([choice_set.seeds.actions.actions[name].counted or 1.0 for name in names])
    used = now ** record.past.values["rate_counts"][0]
    counts = _has_factor(choice_set)
    documented, expected = np.zeros(len(names)), np.zeros(len(names))
    for case in record.choices:
        month = record.openings.get(case.event.month)
        if month is None or record.window(case.event.month) != CALIBRATION:
            continue
        found = _taken(case, month, counts & (month.actor == record.past.axes.actor[case.of]))
        if found is None:
            continue
        taken, options = found
        argued = month.base[options] / used[action[options]]
        np.add.at(documented, action[taken], case.weight / len(taken))
        np.add.at(expected, action[options], case.weight * argued / argued.sum())
    shown = np.unique(action[counts])
    fitted = (documented + PRIOR) / (expected + PRIOR)
    columns: dict[str, Array] = {
        "documented": documented,
        "expected": expected,
        "counted": now,
        "counted_fitted": fitted,
    }
    return pd.DataFrame({"action": [names[n] for n in shown]} | {name: row[shown] for name, row in columns.items()})


def _has_factor(choice_set: ChoiceSet) -> Flags:
    """Options whose rate is counted: (option,)."""
    types = choice_set.seeds.types.types
    moving = {choice_set.alternatives[event].action for event in np.flatnonzero(choice_set.triggers.any(axis=0))}
    free = [
        alternative.action not in moving and not types[alternative.type].force
        for alternative in choice_set.alternatives
    ]
    return np.array(free, dtype=bool)[choice_set.option_event] & choice_set.option_proposes


def _taken(case: Case, month: Opening, counts: Flags) -> tuple[Index, Index] | None:
    """Options that a choice took, and those it was among; None where it took one whose rate is not counted."""
    options = np.flatnonzero(counts & (month.base > 0))
    taken = np.intersect1d(np.array(case.cells, dtype=np.int64), options)
    return (taken, options) if len(taken) else None
