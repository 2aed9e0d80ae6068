"""Utility of a world's state to its actors: what a game scores and outcomes measure."""

from __future__ import annotations

import numpy as np

from model.rules.axes import Array
from model.rules.records import Index
from model.simulation.parameters import Parameters


def state_utility(
    alignment: Array, stage: Index, parameters: Parameters, rows: Index, profiles: Index, stake_error: Array
) -> Array:
    """Utility of the state to each deciding actor: (world, actor, 2).

    Of alignments, Σ interest × alignment, and of issues, Σ (stake + error) × level, as in ODD 5.4. alignment, stage:
    of each world, or one of all. rows: (world,) of the parameters. profiles: (actor,), the interests by which each
    judges. stake_error: (world, actor, issue).
    """
    levels = parameters.structure.levels
    level = np.array([levels[q][stage[:, q]] for q in range(len(levels))]).reshape(len(levels), -1).T
    it = parameters.coefficients[rows]
    found = np.zeros((len(rows), len(profiles), 2))
    for actor, profile in enumerate(profiles):
        interests = parameters.interests[:, profile][rows if parameters.count > 1 else slice(None)]
        stakes = parameters.stakes[rows, profile] + it["stake_spread"][:, None] * stake_error[:, actor]
        found[:, actor, 0] = (interests * alignment).sum(axis=(1, 2, 3))
        found[:, actor, 1] = (stakes * level).sum(axis=1) * it["stake_unit"]
    return found
