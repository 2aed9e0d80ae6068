"""How the actors weigh what they could do: rule 3's utility in its parts, for every seat of every world at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.axes import Array
from model.rules import choice

if TYPE_CHECKING:
    from model.region import Region


@dataclass(frozen=True)
class Weighing:
    """The utility of every seat in its parts, and the weights of choice that follow."""

    interest: Array
    """r·ΔG: (world, seat)."""
    stake: Array
    feeling: Array
    leverage: Array
    """What those depended on could do: taken off."""
    log_weight: Array
    """(world, seat), −∞ where closed."""
    log_idle: Array
    """(world, actor)."""

    @cached_property
    def utility(self) -> Array:
        """U = interest + stake + feeling − leverage: (world, seat)."""
        return self.interest + self.stake + self.feeling - self.leverage


def weigh(region: Region) -> Weighing:
    """The utility of every seat, in parts, and what it weighs in the choice."""
    repertoire, around = region.repertoire, region.circumstances
    actor, deed = repertoire.seat_actor, repertoire.seat_deed
    gain = choice.forecast(
        region.state.alignment,
        region.interests,
        region.outlook,
        region.among_parties,
        region.hostility,
        impact=region.impact,
        spillover=region.spillover,
    )
    profiles = gain.shape[1]
    own = gain.reshape(-1, gain.shape[2])[around.profile + profiles * np.arange(region.worlds)[:, None]]
    flat = region.alignment_mean.reshape(region.worlds, -1)
    interest = own  # (world, actor, deed)
    interest *= choice.room(flat, repertoire.toward, repertoire.sign)[:, None]
    stake = np.zeros_like(interest)
    stake[:, :, repertoire.moving] = step_worth(region) @ repertoire.triggers[:, repertoire.moving]
    threat = choice.threats(interest + stake, region.deciding_dependence, around.power, region.leverage)
    felt = (repertoire.deeds.total * region.hostility)[:, deed] * (flat @ repertoire.seat_pairs)
    seat = actor * len(repertoire.acts) + deed
    parts = [part.reshape(region.worlds, -1)[:, seat] for part in (interest, stake)]
    feeling, leverage = region.feeling[:, None] * felt, threat.reshape(region.worlds, -1)[:, seat]
    log_weight, log_idle = weights(region, parts[0] + parts[1] + feeling - leverage)
    return Weighing(parts[0], parts[1], feeling, leverage, log_weight, log_idle)


def weights(region: Region, utility: Array) -> tuple[Array, Array]:
    """Log weights of every seat that may propose, and of doing nothing: (world, seat), (world, actor)."""
    repertoire, around = region.repertoire, region.circumstances
    can_step = (region.enabled.astype(np.float64) @ repertoire.triggers) > 0
    possible = can_step[:, repertoire.seat_deed] | ~repertoire.seat_steps
    open_now = around.allowed & possible & repertoire.seat_proposes
    targets = choice.count_open(open_now, repertoire.seat_group, len(repertoire.groups))
    log_weight = choice.log_weights(
        utility,
        region.rate[:, repertoire.seat_group],
        around.attention[:, repertoire.seat_actor],
        open_now,
        targets[:, repertoire.seat_group],
        region.choice_noise,
    )
    busy = (targets > 0) * region.rate
    activity = busy @ repertoire.group_of_actor  # (world, actor)
    idle = np.maximum(1 - around.attention * activity, 1e-9)
    return log_weight, np.log(idle)


def step_worth(region: Region) -> Array:
    """What each transition is worth to each actor if its deed is done: (world, actor, transition)."""
    base = region.stakes  # (world or 1, profile, issue)
    rows = np.arange(region.worlds)[:, None] if len(base) > 1 else 0
    stake = base[rows, region.circumstances.profile] + region.stake_spread[:, None, None] * region.stake_error
    stake = stake * region.stake_unit[:, None, None]
    moved = region.enabled * region.step_chance * region.repertoire.step_change
    return np.asarray(stake[:, :, region.repertoire.step_issue] * moved[:, None])
