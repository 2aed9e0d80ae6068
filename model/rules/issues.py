"""Rule 5, issues: questions move in stages, by events or by themselves, one step a month, and then rest (ODD 5.5)."""

from __future__ import annotations

import numpy as np

from model.rules.compiled import phase, rule
from model.rules.random_numbers import number
from model.rules.records import NOTHING, Array, Flags, Index, Records


@phase
def move_issues(
    first: int, last: int, month: int, rows: Index, numbers: Index, rest_length: Index, events: Records, causes: Index,
    transitions: Records, precedence: Index, step_chance: Array, hazard_open: Flags, step_keys: np.ndarray,
    enabled: Flags, done: Flags, caused: Flags, stage: Index, rest: Index, stepped: Index, changed: Flags,
) -> None:  # fmt: skip
    """Move every issue at most one step, a setback before an advance, then as listed; after a step it rests.

    precedence: transitions, the first goes before all others. hazard_open: (month, transition), whether the calendar
    allows it. stepped: the transition each issue took, NOTHING if none: (world, issue). changed: (world,). caused:
    (transition,), for use in between.
    """
    for w in range(first, last):
        changed[w] = False
        caused[:] = False
        for event in range(len(events)):
            if done[w, event]:
                for c in range(events[event].first_cause, events[event].end_cause):
                    caused[causes[c]] = True
        for q in range(stage.shape[1]):
            stepped[w, q] = NOTHING
            rest[w, q] = max(rest[w, q] - 1, 0)
        for n in range(len(precedence)):
            t = precedence[n]
            step = transitions[t]
            if not enabled[w, t] or stepped[w, step.issue] != NOTHING or not (caused[t] or step.hazard):
                continue
            if happens(w, t, month, rows, numbers, step_chance, hazard_open, step_keys):
                stepped[w, step.issue] = t
                stage[w, step.issue] = step.to
                rest[w, step.issue] = rest_length[w] * (2 if step.setback else 1)
                changed[w] = True


@rule
def happens(
    w: int, t: int, month: int, rows: Index, numbers: Index, step_chance: Array, hazard_open: Flags,
    step_keys: np.ndarray,
) -> bool:  # fmt: skip
    """Return True where the transition's random number lies below its chance in this calendar month."""
    chance = step_chance[rows[w], t] if hazard_open[month, t] else 0.0
    return number(step_keys, t, numbers[w], month) < chance
