"""How the actors weigh what they could do: rule 3's utility in its parts, and the weights of choice that follow."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.axes import Array, Flags, Index, at, places
from model.rules import choice
from model.sums import added, parts_of, summed

if TYPE_CHECKING:
    from model.region import Region


class Weighing:
    """What a month's acts are worth to those who may do or join them, and the weights of choice that follow.

    What those an actor depends on could do to it is only ever taken off. So a month works that out just where it can
    tip a choice or an answer; `leverage`, `utility` and `log_weight` have it for every seat of every world.
    """

    def __init__(self, region: Region) -> None:
        self.repertoire, self.scales, self.around = region.repertoire, region.scales, region.circumstances
        self.dependence, self.threatening, self.choice_noise = region.dependence, region.leverage, region.choice_noise
        mean = region.alignment_mean.reshape(region.worlds, -1)
        self.felt = self.scales.outlook.felt(region.state.alignment)
        self.room = choice.room(mean, self.repertoire.toward, self.repertoire.sign)
        self.stakes, self.steps = region.held.now(self.around.profile), steps_now(region)
        self.interest = self._gain() * self.room[:, self.repertoire.seat_deed]
        """r·ΔG: (world, seat)."""
        prospects = self.stakes[:, self.scales.prospect_stake] * self.steps[:, self.scales.prospect_step]
        self.stake = summed(self.scales.prospects, prospects)
        self.feeling = self.scales.regard * summed(self.repertoire.seat_pairs, mean)
        self.unthreatened = self.interest + self.stake + self.feeling
        """Utility, what those depended on could do left out: (world, seat)."""
        self.open_now, self.log_rate, self.log_idle = rates(region)

    def _gain(self) -> Array:
        """ΔG by the profile that the actor of each seat pursues: (world, seat)."""
        gain = self.scales.seats.gain(self.felt)
        for actor, other, seats, views in self.scales.other_seats:
            (worlds,) = np.nonzero(self.around.profile[:, actor] == other)
            if len(worlds):
                gain[worlds[:, None], seats] = views.within(worlds).gain(self.felt[worlds])
        return gain

    def considered(self, noise: Array, idle_noise: Array) -> Array:
        """Log weights with their noise: (world, seat); leverage is left out where doing nothing is better even so."""
        noisy = self._log_weight(self.unthreatened) + noise
        world, seat = places(noisy > (self.log_idle + idle_noise)[:, self.repertoire.seat_actor])
        log_rate = at(self.log_rate, world, self.repertoire.seat_group[seat])
        weight = choice.log_weight(self.utility_at(world, seat), log_rate, self.choice_noise[world])
        noisy[world, seat] = weight + at(noise, world, seat)
        return noisy

    def _log_weight(self, utility: Array) -> Array:
        """Log weights of all seats: (world, seat), −∞ where closed."""
        log_rate = self.log_rate[:, self.repertoire.seat_group]
        weight = choice.log_weight(utility, log_rate, self.choice_noise[:, None])
        weight[~self.open_now] = -np.inf
        return weight

    def utility_at(self, world: Index, seat: Index) -> Array:
        """U = interest + stake + feeling − leverage, case by case: (case,). world, seat: (case,)."""
        return at(self.unthreatened, world, seat) - self.leverage_at(world, seat)

    def leverage_at(self, world: Index, seat: Index) -> Array:
        """What all whom its actor depends on could do for a deed that harms them, case by case: (case,)."""
        if not len(seat):
            return np.zeros(0)
        case, each = parts_of(self.scales.first_case, seat)
        world_of, seat_of, supplier = world[case], seat[case], self.scales.supplier[each]
        threat = choice.threat(
            self.worth_at(world_of, supplier, self.repertoire.seat_deed[seat_of]),
            self.dependence[world_of, self.repertoire.seat_actor[seat_of], supplier],
            at(self.around.power, world_of, supplier),
            self.threatening[world_of],
        )
        return added(case, threat, len(seat))

    def worth_at(self, world: Index, actor: Index, deed: Index) -> Array:
        """r·ΔG plus stake of deeds to actors, with a seat in them or not, case by case: (case,)."""
        scales, repertoire = self.scales, self.repertoire
        view = at(self.around.profile, world, actor) * len(repertoire.acts) + deed
        interest = scales.views.gain_at(self.felt, world, view) * at(self.room, world, deed)
        case, each = parts_of(scales.first_step, deed)
        step = scales.step[each]
        stake = actor[case] * len(repertoire.axes.issues) + repertoire.step_issue[step]
        prospects = at(self.stakes, world[case], stake) * at(self.steps, world[case], step)
        return interest + added(case, prospects, len(deed))

    @cached_property
    def leverage(self) -> Array:
        """What those depended on could do, which is taken off: (world, seat)."""
        worlds, seats = self.open_now.shape
        seat, world = np.divmod(np.arange(worlds * seats), worlds)
        return self.leverage_at(world, seat).reshape(seats, worlds).T

    @cached_property
    def utility(self) -> Array:
        """U = interest + stake + feeling − leverage: (world, seat)."""
        return np.asarray(self.unthreatened - self.leverage)

    @cached_property
    def log_weight(self) -> Array:
        """(world, seat), −∞ where closed."""
        weight = choice.log_weight(
            self.utility, self.log_rate[:, self.repertoire.seat_group], self.choice_noise[:, None]
        )
        return np.where(self.open_now, weight, -np.inf)


def rates(region: Region) -> tuple[Flags, Array, Array]:
    """Which seats may propose, log(b·f) by target, and the log weight of doing nothing.

    Returns (world, seat), (world, group), (world, actor).
    """
    repertoire, around = region.repertoire, region.circumstances
    open_now = around.allowed & repertoire.seat_proposes
    can_step = summed(repertoire.stepping_causes, region.enabled.astype(np.float64)) > 0
    open_now[:, repertoire.stepping] &= can_step
    targets = choice.count_open(open_now, repertoire.seats_of_group)
    activity = summed(repertoire.groups_of_actor, (targets > 0) * region.rate)  # (world, actor)
    idle = np.log(np.maximum(1 - around.attention * activity, 1e-9))
    return open_now, choice.log_rates(region.rate, around.attention[:, repertoire.group_actor], targets), idle


def steps_now(region: Region) -> Array:
    """How far each transition is expected to move its issue if its deed is done: (world, transition)."""
    return np.asarray(region.enabled * region.step_chance * region.repertoire.step_change)
