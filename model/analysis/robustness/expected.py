"""The expected difference as a function of the assumptions, learnt from worlds with a draw and luck of their own.

One world says little: its paired difference is what its assumptions do and what its luck does. A verdict therefore
*holds under a draw* where the expected difference under that draw, luck averaged out, lies on the verdict's side.
Running every draw many times over would measure that and cost as many times more, so it is estimated: a sparse
polynomial in the assumptions (Legendre polynomials to the second degree and products of the assumptions that count;
Blatman & Sudret 2011), its terms ordered by least angle regression and counted by the extended Bayesian information
criterion (Chen & Chen 2008), which lets next to none in by luck even where assumptions are hundreds and worlds a
thousand. On made-up tables with known answers it came nearer the true share than random forests, which take luck
for failure. What it does not see, sharp corners above all, counts as luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import gammaln

from model.rules.axes import Array

MAX_TERMS = 40
"""Terms a polynomial may have."""
CROSSED = 8
"""Assumptions whose products are tried: the first to enter by themselves."""

Term = tuple[tuple[int, int], ...]
"""The (assumption, degree) pairs of a product of Legendre polynomials."""


@dataclass(frozen=True)
class Expected:
    """A polynomial in assumptions, each scaled so that its range is −1 to 1."""

    terms: tuple[Term, ...]
    weights: Array
    """The mean over all assumptions, then a weight a term: (1 + term,). Terms have mean square 1 over the ranges."""

    def at(self, points: Array) -> Array:
        """Its values. points: (row, assumption) in [−1, 1]."""
        return np.asarray(self.weights[0] + columns(points, self.terms) @ self.weights[1:])

    @property
    def used(self) -> tuple[int, ...]:
        """The assumptions it depends on."""
        return tuple(sorted({place for term in self.terms for place, _ in term}))

    @property
    def shares(self) -> dict[int, float]:
        """Assumption → the share of the variance over all assumptions that it has a part in; largest first."""
        square = self.weights[1:] ** 2
        if not self.terms:
            return {}
        taken = np.array([[place in dict(term) for term in self.terms] for place in self.used])
        parts = taken @ square / max(float(square.sum()), 1e-300)
        return dict(sorted(zip(self.used, map(float, parts), strict=True), key=lambda item: -item[1]))

    @property
    def constant(self) -> Expected:
        """Its mean, whatever the assumptions."""
        return Expected((), self.weights[:1])

    def alone(self, place: int) -> float:
        """The share of that variance that one assumption accounts for by itself."""
        own = [
            weight**2 for weight, term in zip(self.weights[1:], self.terms, strict=True) if dict(term).keys() == {place}
        ]
        return float(sum(own) / (self.weights[1:] ** 2).sum())

    def rise(self, place: int) -> float:
        """The change from the low to the high end of one assumption's range, the others in the middle of theirs."""
        ends = np.zeros((2, place + 1 + max(self.used, default=0)))
        ends[:, place] = -1, 1
        low, high = self.at(ends)
        return float(high - low)


def least_seen(rows: int, inputs: int) -> float:
    """The share of the variance below which a single term among so many goes unseen in so many rows."""
    return float(np.log(rows) + np.log(2 * inputs)) / rows


def columns(points: Array, terms: Sequence[Term]) -> Array:
    """The values of terms: (row, term)."""
    found = np.ones((len(points), len(terms)))
    for column, term in enumerate(terms):
        for place, degree in term:
            found[:, column] *= _legendre(points[:, place], degree)
    return found


def _legendre(x: Array, degree: int) -> Array:
    return np.sqrt(3) * x if degree == 1 else np.sqrt(5) * (3 * x**2 - 1) / 2


class Learner:
    """Fits polynomials to outcomes of the same rows."""

    def __init__(self, points: Array) -> None:
        """points: (row, assumption) in [−1, 1]."""
        self.points = points
        varied = np.flatnonzero(np.ptp(points, axis=0) > 0)
        self.main: list[Term] = [((int(place), degree),) for degree in (1, 2) for place in varied]
        self.columns = columns(points, self.main)

    def fit(self, outcome: Array) -> Expected:
        """The polynomial that explains an outcome: (row,)."""
        alone = [self.main[k] for k in selected(self.columns, outcome)]
        first = list(dict.fromkeys(term[0][0] for term in alone))[:CROSSED]
        if len(first) > 1:
            pairs: list[Term] = [((a, 1), (b, 1)) for a, b in combinations(sorted(first), 2)]
            both = np.hstack([self.columns, columns(self.points, pairs)])
            alone = [[*self.main, *pairs][k] for k in selected(both, outcome)]
        chosen = np.hstack([np.ones((len(outcome), 1)), columns(self.points, alone)])
        weights = np.linalg.lstsq(chosen, outcome, rcond=None)[0]
        return Expected(tuple(alone), np.asarray(weights, dtype=np.float64))


def selected(offered: Array, outcome: Array) -> list[int]:
    """The columns worth having, in the order in which least angle regression lets them in.

    offered: (row, term). As many as the extended Bayesian information criterion (γ = ½) bears out; none if none is.
    """
    from sklearn.linear_model import lars_path  # slow to import

    rows, terms = offered.shape
    rest = outcome - outcome.mean()
    if not terms or rest.std() <= 1e-12:
        return []
    centred = offered - offered.mean(axis=0)
    _, order, _ = lars_path(centred / centred.std(axis=0), rest, method="lar", max_iter=min(MAX_TERMS, rows // 10))
    explained = (np.linalg.qr(centred[:, order])[0].T @ rest) ** 2
    left = np.maximum((rest**2).sum() - np.concatenate([[0.0], np.cumsum(explained)]), 1e-12 * (rest**2).sum())
    count = np.arange(len(order) + 1)
    ways = gammaln(terms + 1) - gammaln(count + 1) - gammaln(terms - count + 1)
    criterion = rows * np.log(left / rows) + count * np.log(rows) + ways
    return [int(k) for k in order[: int(criterion.argmin())]]
