"""The documented past as targets: the alignments of every month, and which start and target belong to which window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from model.common.errors import RunError
from model.evidence.replay import Past, replayed, tie_support_in
from model.rules.axes import Array, Axes, Index
from model.rules.ties import Ties
from model.rules.values import Values, retention_over
from model.simulation.choice_set import ChoiceSet
from model.spec.hindcast import Hindcast
from model.spec.seeds import Seeds

CALIBRATION, BETWEEN, TEST = "calibration", "between", "test"
WINDOWS = (CALIBRATION, BETWEEN, TEST)


def plan_of(seeds: Seeds) -> Hindcast:
    """Plan of this region's hindcast; RunError where the region gives none."""
    if seeds.region.hindcast is None:
        raise RunError(
            f"{seeds.folder / 'region.yaml'}: has no `hindcast` section; give first_start and calibrated_until there"
        )
    return seeds.region.hindcast


@dataclass(frozen=True)
class DocumentedPast:
    """The alignments replayed from the documented events, every month, under given assumptions.

    It pickles as what it was made of; whoever receives it replays it for itself.
    """

    seeds: Seeds
    values: Values
    without: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """The parts it was made of, without what was worked out."""
        return {"seeds": self.seeds, "values": self.values, "without": self.without}

    @cached_property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return Axes.of(self.seeds)

    @cached_property
    def plan(self) -> Hindcast:
        """Starts, horizons and windows."""
        return plan_of(self.seeds)

    @cached_property
    def pairs(self) -> tuple[Index, Index]:
        """Source and target of alignment, for every ordered pair of deciding actors: (dyad,), (dyad,)."""
        of, to = np.nonzero(~np.eye(self.axes.deciders, dtype=bool))
        return of, to

    @cached_property
    def months(self) -> range:
        """Every month of the replay."""
        return range(self.seeds.region.replay_from, self.seeds.region.documented_until + 1)

    @cached_property
    def _replay(self) -> list[Past]:
        last = self.seeds.region.documented_until
        return [past for past, _ in replayed(self.seeds, last, self.values, self.without)]

    @cached_property
    def levels(self) -> Array:
        """Alignment, mean over dimensions, of every dyad at the end of every month: (month, dyad)."""
        of, to = self.pairs
        return np.stack([past.alignment[0].mean(axis=0)[of, to] for past in self._replay])

    def known(self, month: int) -> Past:
        """Documented state at the end of a month."""
        return self._replay[month - self.months.start]

    @cached_property
    def choice_set(self) -> ChoiceSet:
        """The choice set of the region."""
        return ChoiceSet(self.seeds)

    def at(self, month: int) -> Array:
        """The alignments at the end of a month: (dyad,)."""
        return np.asarray(self.levels[month - self.months.start])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The months to start from: every so often, as long as the shortest horizon ends within the documents."""
        return tuple(range(self.plan.first_start, self.months.stop - min(self.plan.horizons), self.plan.every))

    def window(self, start: int, horizon: int) -> str | None:
        """Window of a start and its target; None if the documents end before the target."""
        if start + horizon >= self.months.stop:
            return None
        if start + horizon <= self.plan.calibrated_until:
            return CALIBRATION
        return TEST if start >= self.plan.calibrated_until else BETWEEN

    def cases(self, windows: Collection[str] = WINDOWS) -> list[tuple[int, int]]:
        """Every (start, horizon) of these windows, by start."""
        return [(s, h) for s in self.starts for h in self.plan.horizons if self.window(s, h) in windows]

    def ties_alone(self, start: int, horizon: int) -> Array:
        """Alignments that memory alone leads to, if nobody does anything after the start: (dyad,)."""
        if start not in self._tie_levels:
            ties = Ties(self.seeds, self.axes, self.values, self.without)
            self._tie_levels[start] = np.clip(tie_support_in(ties, start) + self.known(start).shift, -1, 1)
        known, (of, to) = self.known(start), self.pairs
        level, retained = self._tie_levels[start], retention_over(self.values["memory_half_life"][0], horizon)
        later = level + retained * (known.alignment - level)
        return np.asarray(later[0].mean(axis=0)[of, to])

    @cached_property
    def _tie_levels(self) -> dict[int, Array]:
        return {}
