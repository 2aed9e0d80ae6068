"""How the actors weigh what they could do: rule 3's utility in its parts, for every seat of every world at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.axes import Array, Index, side_by_side
from model.rules import choice
from model.sums import summed, sums

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
    utility: Array
    """U = interest + stake + feeling − leverage: (world, seat)."""
    log_weight: Array
    """(world, seat), −∞ where closed."""
    log_idle: Array
    """(world, actor)."""


class Scales:
    """What the weighing of a region's deeds takes from month to month unchanged.

    A row is an actor and a deed it has to look at: one it has a seat in, or one that may harm it, by an actor that may
    depend on it.
    """

    def __init__(self, region: Region) -> None:
        repertoire, axes, interests = region.repertoire, region.axes, region.interests
        acts, deciders = len(repertoire.acts), axes.deciders
        outlook = choice.Outlook.of(repertoire.deeds, interests)
        party = choice.party_gain(interests, repertoire.deeds, reflection=region.values["reflection"])
        pursued = _pursued(region)
        matters = (np.diff(outlook.weights.indptr) > 0).reshape(-1, acts) | party.any(axis=0)  # (profile, deed)
        harmed = np.array([matters[profiles].any(axis=0) for profiles in pursued]) | repertoire.triggers.any(axis=0)
        pairs = _may_depend(region)
        seat, actor, deed = np.arange(len(repertoire.seat_deed)), repertoire.seat_actor, repertoire.seat_deed
        case_seat, case_pair = np.nonzero((actor[:, None] == pairs[0]) & harmed[pairs[1][None], deed[:, None]])
        own, others = actor * acts + deed, pairs[1][case_pair] * acts + deed[case_seat]
        rows, place = np.unique(np.concatenate([own, others]), return_inverse=True)
        self.row_actor, self.row_deed = np.divmod(rows, acts)
        self.seat_row: Index = place[: len(seat)]
        """(seat,): where its actor looks at its deed."""
        self.of, self.on = pairs
        """(pair,): actors, and those they may depend on."""
        self.harm = choice.Harm(
            place[len(seat) :], case_pair, sums(case_seat, range(len(case_seat)), (len(seat), len(case_seat)))
        )
        self._lay_out_views(pursued)
        views = self.view_profile * acts + self.view_deed
        self.outlook = outlook.only(views)
        self.among_parties = side_by_side(party.reshape(len(party), -1)[:, views])
        hostility = side_by_side(np.where(repertoire.sign < 0, region.values["negativity"][:, None], 1.0))
        """(world or 1, deed): ν where hostile."""
        self.strength = region.values["impact"][:, None] * hostility[:, self.view_deed]
        self.regard = region.values["feeling"][:, None] * (repertoire.deeds.total * hostility)[:, deed]
        step = np.nonzero(repertoire.triggers[:, self.row_deed])
        shape = (len(rows), deciders * len(repertoire.steps))
        self.prospects = sums(step[1], self.row_actor[step[1]] * len(repertoire.steps) + step[0], shape)
        """(row, actor × transition): the steps that a row's deed may bring."""

        self._lay_out_stakes(region, pursued)

    def _lay_out_stakes(self, region: Region, pursued: list[list[int]]) -> None:
        """What issues are worth to an actor under each profile it may pursue, the world's lasting errors included."""
        issues, steps = len(region.axes.issues), region.repertoire.step_issue

        def worth(actor: int, profile: int) -> Array:
            error = region.stake_spread[:, None] * region.stake_error[:, actor]
            return np.asarray((region.stakes[:, profile] + error) * region.stake_unit[:, None])

        stakes = [worth(actor, profiles[0]) for actor, profiles in enumerate(pursued)]
        self.stake = side_by_side(np.concatenate(stakes, axis=1))
        """By the profile that is an actor's own: (world, actor × issue)."""
        self.other_stakes = [
            (actor, other, slice(actor * issues, (actor + 1) * issues), worth(actor, other))
            for actor, (_, *more) in enumerate(pursued)
            for other in more
        ]
        self.stake_of_step: Index = (np.arange(len(pursued))[:, None] * issues + steps).ravel()
        """(actor × transition,)."""

    def _lay_out_views(self, pursued: list[list[int]]) -> None:
        """A view is a row seen by one of its actor's profiles; every row by the first, then those that can follow."""
        first = np.array([profiles[0] for profiles in pursued], dtype=np.intp)
        profile, deed = [first[self.row_actor]], [self.row_deed]
        self.switches: list[tuple[int, int, Index, slice]] = []
        """Actor, another profile it may pursue, its rows, and their views by that profile."""
        count = len(self.row_deed)
        for actor, (_, *more) in enumerate(pursued):
            rows = np.flatnonzero(self.row_actor == actor)
            for other in more:
                profile.append(np.full(len(rows), other))
                deed.append(self.row_deed[rows])
                self.switches.append((actor, other, rows, slice(count, count + len(rows))))
                count += len(rows)
        self.view_profile, self.view_deed = np.concatenate(profile), np.concatenate(deed)

    def own(self, views: Array, profile: Index) -> Array:
        """Every row by the profile its actor pursues: (world, row). views: (world, view). profile: (world, actor)."""
        rows = views[:, : len(self.row_deed)]
        for actor, other, where, seen in self.switches:
            switched = profile[:, actor] == other
            if switched.any():
                rows[:, where] = np.where(switched[:, None], views[:, seen], rows[:, where])
        return rows


def _pursued(region: Region) -> list[list[int]]:
    """The profiles of each deciding actor: its own, then those that stages may have it pursue."""
    around = region.surroundings
    return [
        [int(own), *sorted({other for _, who, other in around.pursued if who == actor} - {int(own)})]
        for actor, own in enumerate(around.own_profile)
    ]


def _may_depend(region: Region) -> tuple[Index, Index]:
    """Pairs of deciding actors of which the first depends on the second in some world, or may: (pair,), (pair,)."""
    deciders = region.axes.deciders
    ever = region.state.dependence.any(axis=0)
    ever |= region.surroundings.reliance.ever
    of, on = np.nonzero(ever[:deciders, :deciders])
    return of, on


def weigh(region: Region) -> Weighing:
    """The utility of every seat, in parts, and what it weighs in the choice."""
    repertoire, around, scales = region.repertoire, region.circumstances, region.scales
    mean = region.alignment_mean.reshape(region.worlds, -1)
    views = choice.forecast(
        region.state.alignment, scales.outlook, scales.among_parties, scales.strength, region.spillover
    )
    interest = scales.own(views, around.profile)
    interest *= choice.room(mean, repertoire.toward, repertoire.sign)[:, scales.row_deed]
    stake = summed(scales.prospects, step_worth(region).reshape(region.worlds, -1))
    leverage = choice.threats(
        interest + stake,
        region.dependence[:, scales.of, scales.on],
        around.power[:, scales.on],
        region.leverage,
        scales.harm,
    )
    feeling = scales.regard * summed(repertoire.seat_pairs, mean)
    interest, stake = interest[:, scales.seat_row], stake[:, scales.seat_row]
    utility = interest + stake + feeling - leverage
    return Weighing(interest, stake, feeling, leverage, utility, *weights(region, utility))


def weights(region: Region, utility: Array) -> tuple[Array, Array]:
    """Log weights of every seat that may propose, and of doing nothing: (world, seat), (world, actor)."""
    repertoire, around = region.repertoire, region.circumstances
    open_now = around.allowed & repertoire.seat_proposes
    can_step = summed(repertoire.stepping_causes, region.enabled.astype(np.float64)) > 0
    open_now[:, repertoire.stepping] &= can_step
    targets = choice.count_open(open_now, repertoire.seats_of_group)
    log_weight = choice.log_weights(
        utility,
        region.rate,
        around.attention[:, repertoire.group_actor],
        open_now,
        targets,
        repertoire.seat_group,
        region.choice_noise,
    )
    activity = summed(repertoire.groups_of_actor, (targets > 0) * region.rate)  # (world, actor)
    idle = np.maximum(1 - around.attention * activity, 1e-9)
    return log_weight, np.log(idle)


def step_worth(region: Region) -> Array:
    """What each transition is worth to each actor if its deed is done: (world, actor, transition)."""
    repertoire, scales = region.repertoire, region.scales
    stake = scales.stake
    for actor, other, where, instead in scales.other_stakes:
        switched = region.circumstances.profile[:, actor] == other
        if switched.any():
            stake = stake.copy(order="K") if stake is scales.stake else stake
            stake[:, where] = np.where(switched[:, None], instead, stake[:, where])
    worth = stake[:, scales.stake_of_step].reshape(region.worlds, -1, len(repertoire.steps))
    return np.asarray(worth * (region.enabled * region.step_chance * repertoire.step_change)[:, None])
