"""Rule 5, issues: questions move in stages, by events or by themselves, one step a month, and then rest (ODD 5.5)."""

from __future__ import annotations

import numpy as np

from model.rules.compiled import phase, rule
from model.rules.conditions import condition_holds, watch
from model.rules.random_numbers import number
from model.rules.records import NOTHING, Array, Flags, Index, Records


@phase
def move_issues(
    first: int, last: int, month: int, rows: Index, numbers: Index, rest_length: Index, events: Records, causes: Index,
    transitions: Records, precedence: Index, step_chance: Array, hazard_open: Flags, step_keys: np.ndarray,
    enabled: Flags, done: Flags, shifts: Records, shift_size: Array, clauses: Records, needs: Records,
    alignment_mean: Array, watched_first: Index, watched: Index, last_event: Index, chance_drawn: Array, caused: Flags,
    shifted: Array, stage: Index, rest: Index, stepped: Index, changed: Flags,
) -> None:  # fmt: skip
    """Move every issue at most one step, a setback before an advance, then as listed; after a step it rests.

    precedence: transitions, the first goes before all others. hazard_open: (month, transition), whether the calendar
    allows it. stepped: the transition each issue took, NOTHING if none: (world, issue). changed: (world,). caused,
    shifted: (transition,), for use in between.
    """
    for w in range(first, last):
        changed[w] = False
        caused[:] = False
        for event in range(len(events)):
            if done[w, event]:
                for c in range(events[event].first_cause, events[event].end_cause):
                    caused[causes[c]] = True
        shift(w, month, rows, hazard_open, shifts, shift_size, clauses, needs, stage, alignment_mean, watched_first,
              watched, done, last_event, chance_drawn, shifted)  # fmt: skip
        for q in range(stage.shape[1]):
            stepped[w, q] = NOTHING
            rest[w, q] = max(rest[w, q] - 1, 0)
        for n in range(len(precedence)):
            t = precedence[n]
            step = transitions[t]
            if not enabled[w, t] or stepped[w, step.issue] != NOTHING or not (caused[t] or step.hazard):
                continue
            if number(step_keys, t, numbers[w], month) < chance(w, t, month, rows, step_chance, hazard_open, shifted):
                stepped[w, step.issue] = t
                stage[w, step.issue] = step.to
                rest[w, step.issue] = rest_length[w] * (2 if step.setback else 1)
                changed[w] = True


@rule
def shift(
    w: int, month: int, rows: Index, hazard_open: Flags, shifts: Records, shift_size: Array, clauses: Records,
    needs: Records, stage: Index, alignment_mean: Array, watched_first: Index, watched: Index, done: Flags,
    last_event: Index, chance_drawn: Array, shifted: Array,
) -> None:  # fmt: skip
    """Sum by how much the log odds of each transition are shifted, the month's events counted, before any issue moves.

    As the next month opens, a condition would read the same if no issue moved.
    """
    shifted[:] = 0.0
    if len(shifts) > 0:
        watch(w, month, watched_first, watched, done, last_event)
    for s in range(len(shifts)):
        it = shifts[s]
        if hazard_open[month, it.transition] and condition_holds(
            w, month + 1, it.first_clause, it.end_clause, clauses, needs, stage, alignment_mean, last_event,
            chance_drawn,
        ):  # fmt: skip
            shifted[it.transition] += shift_size[rows[w], s]


@rule
def chance(w: int, t: int, month: int, rows: Index, step_chance: Array, hazard_open: Flags, shifted: Array) -> float:
    """Chance of a transition in this calendar month, its odds shifted."""
    if not hazard_open[month, t]:
        return 0.0
    plain = step_chance[rows[w], t]
    if shifted[t] == 0.0:
        return plain
    odds = np.exp(shifted[t])
    return plain * odds / (1.0 - plain + plain * odds)
