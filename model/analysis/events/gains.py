"""Event skill: what the model's log score gains over each reference, in nats an event, with month-block intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.analysis.events.references import NAMES
from model.analysis.events.scoring import COUNTS, MODEL, QUARTER, SCORES
from model.analysis.hindcast.past import WINDOWS
from model.analysis.hindcast.scores import block_bootstrap
from model.rules.axes import Array
from model.spec.base import month_of

DRAWS = 2000
"""Bootstrap resamples."""
INTERVAL = (0.025, 0.975)
BLOCK = 6
"""Months drawn together: as far back as the reference of the last six months looks."""
COLUMNS = ("score", "window", "reference", "gain", "ci_low", "ci_high", "events")


def event_skill(cases: pd.DataFrame) -> pd.DataFrame:
    """Gain of the model over each reference in nats an event; above 0 is better.

    Columns: score, window, reference, gain, ci_low, ci_high, events (the sum of their weights). cases: as
    EventRecord.cases gives them; those without a log score count for nothing. Resampled are circular blocks of six
    neighbouring months, at most a third of the window; without four months or quarters there is no interval.
    """
    scored = cases[cases[MODEL].notna()]
    rows = []
    for score in SCORES:
        for window in WINDOWS:
            inside = scored[(scored["score"] == score) & (scored["window"] == window)]
            if inside["events"].sum() == 0:
                continue
            for reference in NAMES:
                found = _gain(inside, reference, QUARTER if score == COUNTS else 1)
                rows.append((score, window, reference, *found, inside["events"].sum()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _gain(cases: pd.DataFrame, reference: str, step: int) -> tuple[float, float, float]:
    """Mean gain an event, and its interval."""
    gained, events = _by_time(cases, reference, step)
    spans = len(events)
    block = min(BLOCK // step, max(spans // 3, 1))
    gain = float(gained.sum() / events.sum())
    if spans < 4:
        return gain, np.nan, np.nan
    rows = block_bootstrap(spans, block, DRAWS)
    total, count = gained[rows].sum(axis=1), events[rows].sum(axis=1)
    low, high = np.quantile(total[count > 0] / count[count > 0], INTERVAL)
    return gain, float(low), float(high)


def _by_time(cases: pd.DataFrame, reference: str, step: int) -> tuple[Array, Array]:
    """Sums of gains and of events in every month or quarter from the first to the last: (span,), (span,)."""
    when = np.array([month_of(name) for name in cases["month"]])
    place = (when - when.min()) // step
    gains, events = (np.asarray(column, dtype=float) for column in (cases[MODEL] - cases[reference], cases["events"]))
    return np.bincount(place, weights=gains).astype(float), np.bincount(place, weights=events).astype(float)


def matches(cases: pd.DataFrame) -> pd.DataFrame:
    """How documented events are matched, or why they are not scored; weights of events, which are 1 together.

    Columns: score, window, how, events.
    """
    rows = cases[cases["score"] != COUNTS]
    return rows.groupby(["score", "window", "how"], sort=False)["events"].sum().reset_index()
