"""Scenario discovery: a box in the assumptions where a verdict fails, found on some draws and checked on others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.rules.axes import Array, Flags

MAX_BOUNDS = 3
"""Bounds a box has at most: more than three nobody keeps in mind."""
MIN_SHARE_IN_BOX = 0.02
"""A box holds at least this share of the draws, and at least MIN_DRAWS_IN_BOX of them."""
MIN_DRAWS_IN_BOX = 10
MIN_DENSITY = 0.6
"""In at least this share of a box's draws the verdict must fail."""
MIN_GAIN = 0.05
"""Least gain of a further bound in the harmonic mean of coverage and density."""


@dataclass(frozen=True)
class Bound:
    """One assumption's side of a box."""

    place: int
    above: float = -np.inf
    below: float = np.inf


@dataclass(frozen=True)
class Box:
    """Bounds that hold together."""

    bounds: tuple[Bound, ...]

    def holds(self, draws: Array) -> Flags:
        """True for the draws that lie inside: (row,). draws: (row, assumption)."""
        inside = np.ones(len(draws), dtype=bool)
        for bound in self.bounds:
            column = draws[:, bound.place]
            inside &= (column > bound.above) & (column <= bound.below)
        return inside

    def coverage(self, draws: Array, fails: Flags) -> float:
        """The share of all failing draws that lie inside."""
        return float((self.holds(draws) & fails).sum() / max(int(fails.sum()), 1))

    def density(self, draws: Array, fails: Flags) -> float:
        """The share of the draws inside that fail."""
        inside = self.holds(draws)
        return float((inside & fails).sum() / max(int(inside.sum()), 1))

    def balance(self, draws: Array, fails: Flags) -> float:
        """The harmonic mean of coverage and density."""
        coverage, density = self.coverage(draws, fails), self.density(draws, fails)
        return 2 * coverage * density / (coverage + density) if coverage + density else 0.0


def box_of(draws: Array, fails: Flags, places: Sequence[int]) -> Box | None:
    """The box that best gathers the failing draws; None where none is dense enough.

    draws: (row, assumption); fails: (row,); places: the assumptions that may be bounded. Candidates are the nodes of a
    classification tree (Breiman and others 1984) of depth 3 whose leaves hold 2 % of the draws or more; of those dense
    enough the best balanced wins, a longer one only if it is better by MIN_GAIN. Scenario discovery by trees: Lempert,
    Bryant & Bankes (2008).
    """
    from sklearn.tree import DecisionTreeClassifier  # slow to import

    least = max(MIN_DRAWS_IN_BOX, int(np.ceil(MIN_SHARE_IN_BOX * len(draws))))
    if not places or fails.sum() < least or fails.all():
        return None
    tree = DecisionTreeClassifier(max_depth=MAX_BOUNDS, min_samples_leaf=least, random_state=0)
    tree.fit(draws[:, list(places)], fails)
    best, reached = None, 0.0
    for box in sorted(_nodes(tree.tree_, places), key=lambda box: len(box.bounds)):
        balance = box.balance(draws, fails)
        if box.density(draws, fails) >= MIN_DENSITY and balance > reached + (MIN_GAIN if best else 0.0):
            best, reached = box, balance
    return best


def _nodes(tree: object, places: Sequence[int]) -> Iterator[Box]:
    """Every node of a fitted tree but its root, as a box."""
    left, right, feature, threshold = (
        getattr(tree, name) for name in ("children_left", "children_right", "feature", "threshold")
    )
    todo: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while todo:
        node, bounds = todo.pop()
        if bounds:
            yield Box(tuple(Bound(place, *ends) for place, ends in sorted(bounds.items())))
        if left[node] < 0:
            continue
        place, cut = places[int(feature[node])], float(threshold[node])
        above, below = bounds.get(place, (-np.inf, np.inf))
        todo.append((int(left[node]), bounds | {place: (above, min(below, cut))}))
        todo.append((int(right[node]), bounds | {place: (max(above, cut), below)}))
