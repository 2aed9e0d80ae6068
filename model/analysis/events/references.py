"""Reference forecasts of events, made from counts alone: running frequency, a self-exciting process, the last months.

Counts are (month, cell), the cells being options, or pairs and signs. A rate for a month reads only months before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.rules.axes import Array, Index
from model.rules.values import retention_over

BASE, RUNNING, HAWKES, LAST = "base rates", "running frequency", "self-exciting", "last six months"
"""The references; the first is the model's own, without utilities."""
NAMES = (BASE, RUNNING, HAWKES, LAST)
HALF = 0.5
"""Added to the events of each cell where frequencies are taken, and to all events where their pace is (Jeffreys)."""
RECENT = 6
"""Months."""
BRANCHING = np.linspace(0, 0.95, 20)
"""α, events that one event brings: searched."""
HALF_LIVES = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0)
"""Of the exponential kernel, in months: searched."""
YEAR = 12


def running(counts: Array) -> Array:
    """Events a month at the pace so far, by the frequencies so far: (month, cell)."""
    before = np.cumsum(counts, axis=0) - counts
    months = np.maximum(np.arange(len(counts)), 1)
    return _rates(before, months)


def recent(counts: Array) -> Array:
    """The same from the last six months alone: (month, cell)."""
    so_far = np.concatenate([np.zeros((1, counts.shape[1])), np.cumsum(counts, axis=0)])
    months = np.arange(len(counts))
    first = np.maximum(months - RECENT, 0)
    return _rates(so_far[months] - so_far[first], np.maximum(months - first, 1))


def _rates(before: Array, months: Index) -> Array:
    """Pace × smoothed frequency."""
    events = before.sum(axis=1, keepdims=True)
    pace = (events + HALF) / months[:, None]
    return np.asarray(pace * (before + HALF) / (events + HALF * before.shape[1]))


@dataclass(frozen=True)
class Hawkes:
    """A self-exciting process of every cell (Hawkes 1971): λ = (1 − α)·base + α·Σ (1 − q)·q^(age − 1)·events.

    q = ½^(1/half-life). The base is the running rate, so that it keeps the pace at any α. α and the half-life are the
    likeliest of a grid for the counts before a month: Σ y·log λ − λ.
    """

    counts: Array
    base: Array
    """(month, cell)."""
    excited: Array
    """The sum over past events by half-life, as each month opens: (half-life, month, cell)."""
    gained: Array
    """Log likelihood of all months before: (α, half-life, month)."""

    @classmethod
    def of(cls, counts: Array) -> Hawkes:
        """The process of some counts, ready to be fitted up to any month."""
        base = running(counts)
        excited = np.zeros((len(HALF_LIVES), *counts.shape))
        for h, retained in enumerate(map(retention_over, HALF_LIVES)):
            for month in range(1, len(counts)):
                excited[h, month] = retained * excited[h, month - 1] + (1 - retained) * counts[month - 1]
        monthly = np.zeros((len(BRANCHING), len(HALF_LIVES), len(counts)))
        for a, branching in enumerate(BRANCHING):
            rate = (1 - branching) * base + branching * excited
            monthly[a] = (counts * np.log(rate) - rate).sum(axis=2)
        return cls(counts, base, excited, np.cumsum(monthly, axis=2) - monthly)

    def fitted(self, month: int) -> tuple[int, int]:
        """Places of the likeliest α and half-life by what happened before a month."""
        place = int(np.argmax(self.gained[:, :, month]))
        return divmod(place, len(HALF_LIVES))

    def parameters(self, month: int) -> tuple[float, float]:
        """The likeliest α and half-life by what happened before a month."""
        a, h = self.fitted(month)
        return float(BRANCHING[a]), HALF_LIVES[h]

    def ahead(self, month: int, months: int, fitted_before: int) -> Array:
        """Events expected in so many months from this one on, no later event being known: (cell,)."""
        a, h = self.fitted(fitted_before)
        retained, excited, total = retention_over(HALF_LIVES[h]), self.excited[h, month], np.zeros(self.counts.shape[1])
        for _ in range(months):
            rate = (1 - BRANCHING[a]) * self.base[month] + BRANCHING[a] * excited
            excited = retained * excited + (1 - retained) * rate
            total += rate
        return total


class References:
    """The reference forecasts made from some counts.

    Parameters are fitted to what came before the January of a month's year, and after the split no more.
    """

    def __init__(self, counts: Array, months: range, split: int) -> None:
        self.months, self.split = months, split
        self.running, self.recent, self.hawkes = running(counts), recent(counts), Hawkes.of(counts)

    def fitted_before(self, month: int) -> int:
        """The month before which the parameters for a month are fitted."""
        return max(min(month - month % YEAR, self.split + 1), self.months.start)

    def ahead(self, month: int, months: int = 1) -> dict[str, Array]:
        """Events expected in so many months from this one on, by reference: (cell,)."""
        row = month - self.months.start
        fitted = self.fitted_before(month) - self.months.start
        return {
            RUNNING: self.running[row] * months,
            HAWKES: self.hawkes.ahead(row, months, fitted),
            LAST: self.recent[row] * months,
        }
