"""A scenario's script: which interventions fire in which worlds in which month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.axes import Array, Flags, Index
from model.repertoire import Repertoire
from model.spec.base import month_of
from model.spec.scenario import Condition, Intervention

NEVER = 10**6


class Script:
    """The state of a scenario's interventions in every world."""

    def __init__(self, interventions: Sequence[Intervention], repertoire: Repertoire, as_of: int, worlds: int) -> None:
        self.interventions = tuple(interventions)
        self.repertoire = repertoire
        self.as_of = as_of
        self.armed = np.full((worlds, len(self.interventions)), NEVER)
        """Month in which a condition was first seen to hold: (world, intervention)."""
        self.fired = np.full((worlds, len(self.interventions)), NEVER)
        """Month in which it fired: (world, intervention)."""
        self.active = np.zeros((worlds, len(self.interventions)), dtype=bool)
        """Whether its lasting effects hold: (world, intervention)."""
        conditions = [i.when for i in self.interventions]
        self.wanted = [repertoire.wanted(c.issue) if c is not None else None for c in conditions]

    def due(self, month: int, stage: Index, alignment_mean: Array) -> Flags:
        """Fire what is due this month and mark what is active; returns what fired now: (world, intervention)."""
        now = np.zeros_like(self.active)
        for k, intervention in enumerate(self.interventions):
            if intervention.at is not None:
                now[:, k] = month == month_of(intervention.at) - self.as_of
                self.active[:, k] |= now[:, k]
            elif intervention.between is not None:
                first, last = (m - self.as_of for m in intervention.between)
                now[:, k] = month == max(first, 1) and month <= last
                self.active[:, k] = first <= month <= last
            else:
                now[:, k] = self._conditional(k, month, stage, alignment_mean)
                self.active[:, k] |= now[:, k]
        self.fired[now & (self.fired == NEVER)] = month
        return now

    def _conditional(self, k: int, month: int, stage: Index, alignment_mean: Array) -> Flags:
        """A condition seen at the opening of a month has held since the month before; `after` counts from there."""
        when = self.interventions[k].when
        assert when is not None
        holds = self._holds(k, when, stage, alignment_mean)
        self.armed[:, k] = np.where(holds, np.minimum(self.armed[:, k], month), self.armed[:, k])
        waited = month - (self.armed[:, k] - 1) >= max(self.interventions[k].after, 1)
        return np.asarray(waited & (self.fired[:, k] == NEVER))

    def _holds(self, k: int, when: Condition, stage: Index, alignment_mean: Array) -> Flags:
        wanted = self.wanted[k]
        assert wanted is not None
        holds = wanted.met(stage)
        if when.alignment is not None:
            axes = self.repertoire.axes
            level = alignment_mean[:, axes.actor[when.alignment.of], axes.actor[when.alignment.to]]
            if when.alignment.above is not None:
                holds = holds & (level > when.alignment.above)
            if when.alignment.below is not None:
                holds = holds & (level < when.alignment.below)
        return np.asarray(holds)

    def set_stages(self, now: Flags, stage: Index) -> Flags:
        """Put issues into the stages that interventions of this month say, in place; returns (world, issue) set."""
        was_set = np.zeros(stage.shape, dtype=bool)
        for k in np.flatnonzero(now.any(axis=0)):
            intervention = self.interventions[k]
            for issue, name in (intervention.issue or {}).items():
                q = self.repertoire.axes.issue[issue]
                to = self.repertoire.stage_index(issue, name)
                levels = np.array(self.repertoire.seeds.issues.issues[issue].levels)
                moved = now[:, k] & (stage[:, q] != to)
                if intervention.or_further:
                    moved &= levels[stage[:, q]] < levels[to]
                stage[moved, q] = to
                was_set[:, q] |= moved
        return was_set
