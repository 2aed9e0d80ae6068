"""Reference forecasts of the same targets from the same past; each knows only what was documented at the start."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.analysis.hindcast.past import DocumentedPast
from model.rules.axes import Array

YEAR = 12

Reference = Callable[[DocumentedPast, int, int], Array]
"""(past, start, horizon) → members of its forecast: (dyad, member)."""


def persistence(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Everything stays as it is."""
    return past.at(start)[:, None]


def ties_alone(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Nobody does anything: events fade and alignments drift to the level of the ties."""
    return past.ties_alone(start, horizon)[:, None]


def momentum(past: DocumentedPast, start: int, horizon: int) -> Array:
    """The change of the last year goes on at its pace."""
    before = max(start - YEAR, past.months.start)
    pace = (past.at(start) - past.at(before)) / max(start - before, 1)
    return np.clip(past.at(start) + pace * horizon, -1, 1)[:, None]


def always_up(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Every alignment rises by the mean size of the changes over as many months that were documented so far."""
    size = np.abs(_past_changes(past, start, horizon)).mean()
    return np.clip(past.at(start) + size, -1, 1)[:, None]


def past_changes(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Persistence with a spread: each change over as many months that this dyad has been through is equally likely."""
    return np.clip(past.at(start)[:, None] + _past_changes(past, start, horizon).T, -1, 1)


def _past_changes(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Changes over `horizon` months that had ended by the start: (case, dyad); none where there is no such past."""
    known = past.levels[: start - past.months.start + 1]
    return known[horizon:] - known[:-horizon] if len(known) > horizon else np.zeros((1, known.shape[1]))


def ties_with_errors(past: DocumentedPast, start: int, horizon: int) -> Array:
    """Drift to ties with a spread: each error it made over as many months, ended by the start, is equally likely."""
    ended = range(past.months.start, start - horizon + 1)
    errors = [past.at(month + horizon) - past.ties_alone(month, horizon) for month in ended]
    spread = np.stack(errors, axis=1) if errors else np.zeros((len(past.at(start)), 1))
    return np.clip(past.ties_alone(start, horizon)[:, None] + spread, -1, 1)


REFERENCES: dict[str, Reference] = {
    "persistence": persistence,
    "ties alone": ties_alone,
    "momentum": momentum,
    "always up": always_up,
    "past changes": past_changes,
    "ties, past errors": ties_with_errors,
}
