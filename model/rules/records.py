"""The records that rules read: what is the same in all worlds and months, as arrays with named fields.

A range of rows of another table is two fields, `first_x` and `end_x`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.int64]
Records = NDArray[Any]

NOTHING = -1
"""In place of an option, a transition, an event or a month: none."""
NEVER = 10**6
"""A month that does not come."""

PARAMETERS = np.dtype(
    [
        (name, np.float64)
        for name in (
            "impact", "reflection", "spillover", "negativity", "asymmetry", "memory_half_life", "lasting_share",
            "choice_noise", "feeling", "stake_unit", "stake_spread", "steady_tempo", "habit_half_life", "habit_prior",
            "conduct_half_life", "conduct_scale", "inertia", "reciprocity", "pressure", "pressure_half_life",
            "deterrence", "commitment", "consent_noise", "diversification", "rest_months",
        )
    ]
)  # fmt: skip
"""The coefficients of the rules, a row of values."""

EVENT = np.dtype(
    [
        ("agreement", np.bool_),
        ("clash", np.bool_),
        ("force", np.bool_),
        ("lever", np.bool_),
        ("guarantee", np.bool_),
        ("first_doer", np.int64),
        ("end_doer", np.int64),
        ("first_cause", np.int64),
        ("end_cause", np.int64),
        ("first_option", np.int64),
        ("end_option", np.int64),
    ],
    align=True,
)
"""An event: an alternative, or an event of a scenario or of the past. Causes are the transitions it may bring.

clash: armed force between states. force: use of force, which protection deters. lever: a means of pressure. guarantee:
an offer of protection.
"""

DOER = np.dtype([("actor", np.int64), ("first_other", np.int64), ("end_other", np.int64)])
"""A source of an event with its targets, or a party to an agreement with the other parties."""

OPTION = np.dtype(
    [
        ("actor", np.int64),
        ("event", np.int64),
        ("group", np.int64),
        ("asked", np.int64),
        ("first_other", np.int64),
        ("end_other", np.int64),
        ("first_need", np.int64),
        ("end_need", np.int64),
        ("answers", np.int64),
        ("proposes", np.bool_),
        ("stepping", np.bool_),
    ],
    align=True,
)
"""An option: an actor and an alternative it may choose or be asked to join.

group: of the options of one actor and action, which share a base rate. asked: its place among the options that can be
asked to agree. needs: stages of issues in which it is open. answers: use of force that opens it, of late. stepping:
open only while it can move an issue.
"""
UNPROVOKED, STRUCK, AGGRESSOR = 0, 1, 2
"""Openers of an option: none needed; force of late against another party; force of late by another party."""

GROUP = np.dtype([("actor", np.int64), ("first_option", np.int64), ("end_option", np.int64)])
"""The options of one actor and action; those of an actor lie side by side."""

TRANSITION = np.dtype(
    [
        ("issue", np.int64),
        ("begins", np.int64),
        ("to", np.int64),
        ("change", np.float64),
        ("first_need", np.int64),
        ("end_need", np.int64),
        ("setback", np.bool_),
        ("hazard", np.bool_),
    ],
    align=True,
)
"""A transition from one stage to another; change: how far it moves the issue, in levels."""

SHIFT = np.dtype([("transition", np.int64), ("first_clause", np.int64), ("end_clause", np.int64)])
"""A change of a hazard's log odds where a condition holds."""

NEED = np.dtype([("issue", np.int64), ("stages", np.uint64)])
"""A requirement on one issue: bit s of `stages` is set where stage s will do."""

TERM = np.dtype([("of", np.int64), ("to", np.int64), ("doer", np.int64), ("kind", np.int64)])
"""One alignment that a profile cares for and an event moves: of the target to the source, back, or of an onlooker."""
TO_DOER, TO_OTHER, ONLOOKER = 0, 1, 2
"""Kinds of terms."""

INTERVENTION = np.dtype(
    [
        ("timing", np.int64),
        ("first_month", np.int64),
        ("last_month", np.int64),
        ("after", np.int64),
        ("first_clause", np.int64),
        ("end_clause", np.int64),
        ("first_set", np.int64),
        ("end_set", np.int64),
        ("event", np.int64),
        ("or_further", np.bool_),
    ],
    align=True,
)
"""Time at which an intervention fires, and its effects at once."""
AT, BETWEEN, WHEN = 0, 1, 2
"""Timings of interventions."""

CLAUSE = np.dtype(
    [
        ("kind", np.int64),
        ("first", np.int64),
        ("second", np.int64),
        ("above", np.float64),
        ("below", np.float64),
    ],
    align=True,
)
"""A clause of a condition, in the order in which it is worked out: each question, then what joins it to the last.

first, second: of stages, the first requirement and the one after the last; of an alignment, who leans and to whom; of
an event, its pattern and how many months back; of chance, the number drawn. above, below: limits, both left out, of the
alignment, of the month of the event and of the number drawn.
"""
STAGES, ALIGNMENT, HAPPENED, CHANCE, BOTH, EITHER, NOT = range(7)
"""Kinds of clauses."""

SET = np.dtype([("issue", np.int64), ("stage", np.int64)])
"""A stage that an intervention puts an issue into."""

TIE = np.dtype(
    [(name, np.int64) for name in ("kind", "begins", "until", "first_pair", "end_pair")],
)
"""A dated tie; begins, until: months counted from the first of the replay."""

HOLDER = np.dtype([("effect", np.int64), ("place", np.int64), ("value", np.int64)])
"""Target of one effect (a stage, then an intervention): the actor or option, and the profile."""


def table(kind: np.dtype[Any], rows: Iterable[Sequence[Any]]) -> Records:
    """Rows of fields as records."""
    return named(np.array([tuple(row) for row in rows], dtype=kind))


def named(records: Records) -> Records:
    """The same, so that fields can be read by name where the rules run as plain Python."""
    return records.view(np.recarray) if os.environ.get("NUMBA_DISABLE_JIT") == "1" else records


def ranges(counts: Iterable[int]) -> Index:
    """First row of each item when the items' rows lie one after another: (item + 1,)."""
    return np.concatenate([[0], np.cumsum(np.array(list(counts), dtype=np.int64))]).astype(np.int64)
