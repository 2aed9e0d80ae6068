"""The worth of a world's state to its actors: what a game scores and outcomes measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.rules.axes import Array

if TYPE_CHECKING:
    from model.simulation.model import Region


def worth(region: Region) -> Array:
    """Utility of the state to each deciding actor, by the interests it began with: (world, actor, 2).

    Of alignments, Σ interest × alignment, and of issues, Σ (stake + error) × level, as in ODD 5.4.
    """
    values, rows = region.parameters, region.rows
    issues = region.experiment.seeds.issues.issues
    levels = [issues[name].levels for name in region.axes.issues]
    stage = region.state.stage
    level = np.array([np.asarray(levels[q])[stage[:, q]] for q in range(len(levels))]).reshape(len(levels), -1).T
    it = values.coefficients[rows]
    found = np.zeros((region.worlds, region.axes.deciders, 2))
    for actor, profile in enumerate(region.first_profile[0]):
        interests = values.interests[:, profile][rows if values.count > 1 else slice(None)]
        stakes = values.stakes[rows, profile] + it["stake_spread"][:, None] * region.stake_error[:, actor]
        found[:, actor, 0] = (interests * region.state.alignment).sum(axis=(1, 2, 3))
        found[:, actor, 1] = (stakes * level).sum(axis=1) * it["stake_unit"]
    return found
