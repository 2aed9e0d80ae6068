"""Names of a hindcast's windows, reference forecasts and scores, for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from model.analysis.comparison import records
from model.common.text import MINUS, signed

WINDOWS = {
    "calibration": "years that values were fitted on",
    "between": "started in those years, scored after them",
    "test": "later years, nothing fitted on them",
}
"""Window → what it is."""
REFERENCE_FORECASTS = {
    "persistence": "nothing changes",
    "ties alone": "back to what ties support",
    "momentum": "last year’s change goes on",
    "always up": "everything improves",
    "past changes": "nothing changes, usual errors",
    "ties, past errors": "back to ties, usual errors",
    "habit alone": "this model without interests",
}
"""Reference forecast → its meaning."""
SCORES = {
    "crps": "CRPS",
    "error": "error of the median",
    "direction": "direction",
    "moved": "direction if it moved",
}
"""Score of the skill table → its name."""
EVENT_SCORES = {
    "choice": "which alternative an actor took",
    "pair_sign": "which pair, friendly or hostile",
    "counts": "how many events a pair and quarter",
}
"""Score of the event table → what is to be foreseen."""
REFERENCES = {
    "base rates": "base rates alone",
    "running frequency": "frequency so far",
    "self-exciting": "self-exciting (Hawkes)",
    "last six months": "last six months",
}
"""Reference of the event table → its name."""
EVENTS_TITLE = "What actors did, a month ahead: nats an event over each reference; above 0 is better (95 % interval)"
FLOWS_TITLE = "Flows of simulated worlds, month to month"
FLOWS_HEAD = ["what one does to another …", "value (standard error)"]
FLOWS = {
    "own": "goes on (own lag)",
    "partner": "is returned (partner’s lag)",
    "third": "is taken up by third parties",
    "fano": "variance over mean of events a year",
}
"""Measure of the flows → what it says."""


def event_table(skills: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the event skill: score, evidence and window down, in words, then references across."""
    cells = {(row["score"], row["evidence"], row["window"], row["reference"]): row for row in records(skills)}
    rows = []
    for score, evidence, window in _by_score(key[:3] for key in cells):
        of = [cells[score, evidence, window, reference] for reference in REFERENCES]
        rows.append([EVENT_SCORES[score], evidence, window, f"{of[0]['events']:.0f}", *map(_gain, of)])
    return ["foreseen", "evidence", "window", "events", *REFERENCES.values()], rows


def _by_score(keys: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Each once, by score, else as they come."""
    return sorted(dict.fromkeys(keys), key=lambda key: list(EVENT_SCORES).index(key[0]))


def _gain(row: Mapping[str, Any]) -> str:
    span = "" if pd.isna(row["ci_low"]) else f" [{signed(row['ci_low'])}, {signed(row['ci_high'])}]"
    return signed(row["gain"]) + span


def flow_rows(flows: pd.DataFrame) -> list[list[str]]:
    """Rows of the flows: the measure, and its value with its standard error."""
    row = flows.round(3).iloc[0] + 0.0  # no −0.000
    return [[name, f"{row[key]:.3f} ({row[f'{key}_error']:.3f})".replace("-", MINUS)] for key, name in FLOWS.items()]
