"""What the lab answers: plain numbers and texts, ready to be drawn, which travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.rules.axes import Array
from model.trace.narrative import Line


@dataclass(frozen=True)
class Effect:
    """What the scenario changes in one outcome, against the baseline in the same worlds."""

    outcome: str
    label: str
    unit: str
    """What the difference is counted in: a share of worlds, months, or a point of a scale (empty)."""
    difference: float
    low: float
    high: float
    sure: bool
    """Whether luck alone hardly makes such a difference, all outcomes taken together."""
    scripted: bool
    """Whether the scenario itself sets it, so that it is no finding."""
    shown: tuple[str, str, str, str]
    """Scenario, baseline, difference and interval as texts."""
    said: str
    """What the difference allows one to say."""


@dataclass(frozen=True)
class Fan:
    """One measure by month."""

    measure: str
    label: str
    bands: dict[str, list[float]]
    """q10, q25, q50, q75, q90 → by month, month 0 first."""
    singles: list[list[float]]
    baseline: list[float]
    """The baseline's median."""


@dataclass(frozen=True)
class Curve:
    """In what share of worlds something has come true by each month."""

    outcome: str
    label: str
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
    """What Explore shows of one state."""

    worlds: int
    complete: bool
    """Whether these are the many worlds that the downloaded command computes, and not a preview."""
    first: int
    """The month that month 0 stands for."""
    effects: tuple[Effect, ...]
    fans: tuple[Fan, ...]
    curves: tuple[Curve, ...]
    leanings: Leanings
    notes: tuple[str, ...]
    """What a run would warn of."""


@dataclass(frozen=True)
class Scores:
    """The starting alignments of all actors."""

    month: int
    actors: list[str]
    here: list[list[float]]
    as_coded: list[list[float]]
    """As they are without the reader's disagreements and assumptions."""


@dataclass(frozen=True)
class Part:
    """A tie or an event, and its part in a starting score."""

    event: str
    """The event's id; empty for a tie."""
    date: str
    what: str
    standing: str
    documents: tuple[str, ...]
    """The titles of the documents that attest it."""
    readings: tuple[str, ...]
    """How a document reads it otherwise."""
    salience: float
    coded: float
    """The salience as it is coded; 0 for a tie."""
    level: str
    """The name of that level of salience, and its criterion."""
    dimensions: tuple[float, ...]
    part: float


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
    """How many deeds came about and steps were taken."""
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
    """What is kept of simulated worlds."""

    outcomes: dict[str, np.ndarray[Any, Any]]
    """The headline outcomes; all would be twenty times as many to send and to keep."""
    total: Array
    """(month, measure), summed over worlds."""
    followed: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """In steps: (world, month, followed measure)."""
    fired: tuple[bool, ...]
    """Which interventions fired in any world."""

    @property
    def worlds(self) -> int:
        """How many."""
        return len(self.followed)
