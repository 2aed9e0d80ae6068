"""Answers of the worker processes: plain numbers and texts, ready to be drawn and to be pickled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.rules.axes import Array
from model.trace.narrative import Line

OWN_STEPS, ACTS, MEMORY, REST = "steps", "acts", "memory", "rest"
"""Causes that the ledger tells apart in a difference: they sum to it."""
ALONE, ANSWERS = "alone", "answers"
"""The two parts of a difference that has no ledger: with nobody acting, and what acting adds to that."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Difference that the scenario makes to one outcome, against the baseline in the same worlds."""

    outcome: str
    label: str
    """The outcome in English, with what counts where it never came about."""
    unit: str
    """Unit of the difference: a share of worlds, months, or a point of a scale (empty)."""
    here: float
    """The scenario's mean; not a number where it never comes about. `there` is the baseline's."""
    there: float
    difference: float
    low: float
    high: float
    sure: bool
    """True if what followed of it matters, and luck alone hardly makes it, all outcomes taken together."""
    scripted: bool
    """True if the scenario itself sets it, or writes it but for too little to matter, so that it is no finding."""
    said: str
    """Conclusion that the difference allows, in English."""
    smallest: float
    """The smallest difference that matters."""
    followed: float
    """The difference without what the scenario writes itself; all of it where that is little, or not known."""


@dataclass(frozen=True)
class Reason:
    """Part of a difference by who or what brought it about."""

    cause: str
    """One that the ledger tells apart."""
    actors: tuple[str, ...]
    """Those whose acts it is, or who brought the stage about; none of other causes."""
    what: str
    """The action, or the stage as `issue=stage`; empty of other causes."""
    size: float


@dataclass(frozen=True)
class Fan:
    """One measure by month."""

    measure: str
    bands: dict[str, list[float]]
    """q10, q25, q50, q75, q90 → by month, month 0 first."""
    singles: list[list[float]]
    baseline: list[float]
    """The baseline's median."""


@dataclass(frozen=True)
class Curve:
    """In what share of worlds something has come true by each month."""

    outcome: str
    share: list[float]
    low: list[float]
    high: list[float]
    baseline: list[float]


@dataclass(frozen=True)
class Leanings:
    """Mean alignments of the deciding actors by month: (month, who leans, to whom)."""

    actors: list[str]
    here: list[list[list[float]]]


@dataclass(frozen=True)
class Explored:
    """Results that Explore shows for one choice of settings."""

    worlds: int
    complete: bool
    """True for the many worlds that the downloaded command computes; False for a preview."""
    compared: bool
    """False where nothing is added to the baseline, so that there is no difference."""
    first: int
    """The month that month 0 stands for."""
    effects: tuple[Effect, ...]
    fans: tuple[Fan, ...]
    curves: tuple[Curve, ...]
    leanings: Leanings
    notes: tuple[str, ...]
    """Warnings that a run would give."""

    @property
    def months(self) -> int:
        """Number of months simulated."""
        return len(self.leanings.here) - 1


@dataclass(frozen=True)
class Scores:
    """The starting alignments of all actors."""

    month: int
    actors: list[str]
    here: list[list[float]]
    as_coded: list[list[float]]
    """The scores without the reader's disagreements and assumptions."""


@dataclass(frozen=True)
class Part:
    """An event or a tie, and its part in a starting score; the page says it in its language.

    A part that is neither is what the cut takes away where ties together would go beyond the range.
    """

    part: float
    event: str = ""
    """The event's id; empty for a tie."""
    date: str = ""
    """The event's date, or the month in which the tie begins; empty where it has no beginning."""
    until: str = ""
    """The tie's last month; empty where it has no end."""
    what: str = ""
    """The event; the tie's own note, or its name where it has none; empty where a stage brings the tie."""
    kind: str = ""
    """The kind of tie."""
    issue: str = ""
    """The issue of the stage that brings the tie."""
    stage: str = ""
    standing: str = ""
    """The event's."""
    documents: tuple[str, ...] = ()
    """The titles of the documents that attest it."""
    pages: tuple[str, ...] = ()
    """Addresses of the pages it was read on."""
    readings: tuple[str, ...] = ()
    """Other readings of the event in documents."""
    salience: float = 0
    coded: float = 0
    """The salience as it is coded; 0 for a tie."""
    level: str = ""
    """The level of salience that it is coded as; empty where its number is none of a level."""


@dataclass(frozen=True)
class Score:
    """One starting alignment, taken apart."""

    of: str
    to: str
    dimensions: tuple[str, ...]
    value: float
    by_dimension: tuple[float, ...]
    as_coded: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ToldMonth:
    """One month of one world."""

    number: int
    date: str
    happened: int
    """Number of events that came about and steps that were taken."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ToldWorld:
    """One world, month by month."""

    world: int
    opening: tuple[Line, ...]
    months: tuple[ToldMonth, ...]
    ending: tuple[Line, ...]
    parted: int | None


@dataclass(frozen=True)
class Ensemble:
    """The part of simulated worlds that is kept."""

    outcomes: dict[str, np.ndarray[Any, Any]]
    """The headline outcomes; all would be twenty times as many to send and to keep."""
    leaning: Array
    """Alignments of the deciding actors, summed over worlds: (month, who leans, to whom)."""
    followed: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """In steps: (world, month, followed measure)."""
    fired: tuple[bool, ...]
    """True for each intervention that fired in at least one world."""

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.followed)
