"""Designs of rows: Morris trajectories for screening, Saltelli's matrices for Sobol indices.

Rows are run step by step over all base points (the first row of each, the second …), so that rows with one luck lie
side by side; indices are computed in SALib's own order, base point by base point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from model.analysis.sensitivity.factors import Factors
from model.rules.axes import Array, Index
from model.simulation.design import Design
from model.simulation.sampling import scaled
from model.spec.seeds import Seeds

Column = TypeVar("Column", Array, Index)


@dataclass(frozen=True)
class Plan:
    """The points of the unit cube that a method asks for."""

    factors: Factors
    points: Array
    """In SALib's order: (base point × step, coordinate); the last coordinate stands for luck."""
    base: int
    """Number of base points or trajectories."""

    @property
    def steps(self) -> int:
        """Rows of one base point."""
        return len(self.points) // self.base

    @property
    def numbers(self) -> Index:
        """The world whose random numbers each point has, in SALib's order: j for base point j, or base + j."""
        coordinate = self.points[:, -1].reshape(self.base, self.steps)
        changed = coordinate != coordinate[:, :1]
        return np.asarray((np.arange(self.base)[:, None] + self.base * changed).ravel(), dtype=np.intp)

    @property
    def unlike(self) -> Index:
        """The rows, as run, that share neither draw nor luck: first and last of each base point of Saltelli's."""
        return np.concatenate([np.arange(self.base), np.arange(len(self.points) - self.base, len(self.points))])

    def part(self, parts: int) -> Index:
        """Part, of so many parts of neighbouring base points, that each of these belongs to."""
        return np.tile(np.arange(self.base) * parts // self.base, 2)

    def by_step(self, column: Column) -> Column:
        """From SALib's order to the order in which rows are run."""
        return cast(Column, column.reshape(self.base, self.steps).T.ravel())

    def by_point(self, column: Column) -> Column:
        """From the order in which rows are run to SALib's."""
        return cast(Column, column.reshape(self.steps, self.base).T.ravel())

    def design(self, seeds: Seeds, fixed: Mapping[str, float] | None = None) -> Design:
        """The rows to run. fixed: what the user set, path → value."""
        unit = {path: self.by_step(self.points[:, k]) for k, path in enumerate(self.factors.paths)}
        return Design(scaled(seeds, unit, fixed), self.by_step(self.numbers))


def morris_plan(factors: Factors, trajectories: int, seed: int) -> Plan:
    """Morris' (1991) trajectories on four levels, a factor's assumptions stepping together (Campolongo et al. 2007)."""
    points = morris_sample.sample(factors.problem, trajectories, seed=np.random.default_rng([seed, 1]))
    return Plan(factors, np.asarray(points, dtype=np.float64), trajectories)


def sobol_plan(factors: Factors, points: int, seed: int) -> Plan:
    """Saltelli's (2010) matrices over scrambled Sobol points: A, A with one factor from B for each factor, and B.

    Luck is a factor, so the row that changes it alone is a replicate: the same draw and other luck. The sequence has a
    coordinate a factor; where a factor is a group its assumptions are drawn independently, one draw for A and one for
    B, since hundreds of coordinates of a sequence would go together by chance.
    """
    rng = np.random.default_rng([seed, 2])
    names = factors.names
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    found = sobol_sample.sample(problem, points, calc_second_order=False, seed=rng)
    rows = np.asarray(found, dtype=np.float64).reshape(points, -1, len(names))
    columns = [_spread(rows[:, :, k], max(len(factors.groups.get(name, ())), 1), rng) for k, name in enumerate(names)]
    return Plan(factors, np.concatenate(columns, axis=2).reshape(rows.shape[0] * rows.shape[1], -1), points)


def _spread(factor: Array, count: int, rng: np.random.Generator) -> Array:
    """A factor's coordinate (base point, step) as those of its assumptions: (base point, step, assumption)."""
    if count == 1:
        return factor[:, :, None]
    of_a, of_b = rng.random((2, len(factor), 1, count))
    return np.where((factor != factor[:, :1])[:, :, None], of_b, of_a)
