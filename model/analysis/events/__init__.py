"""Event-level skill: how well the model, one step ahead, foresees what actors do; and the flows of its worlds."""

from __future__ import annotations

from model.analysis.events.counted import counted_rates
from model.analysis.events.design import choice_design
from model.analysis.events.flows import flows
from model.analysis.events.gains import event_skill, matches
from model.analysis.events.references import NAMES
from model.analysis.events.scoring import SCORES, EventRecord, records_of

__all__ = [
    "NAMES",
    "SCORES",
    "EventRecord",
    "choice_design",
    "counted_rates",
    "event_skill",
    "flows",
    "matches",
    "records_of",
]
