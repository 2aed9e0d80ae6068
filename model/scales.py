"""The scales that actors weigh with: what rule 3's utility is made of besides the month's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index, at, side_by_side
from model.rules import choice
from model.sums import summed, summed_at, sums

if TYPE_CHECKING:
    from model.region import Region
    from model.setting import Setting


@dataclass(frozen=True)
class Views:
    """Deeds as profiles look at them: what ΔG is made of besides the month's alignments."""

    onlookers: csr_array
    """What onlookers' moves are worth: (view, term of the outlook)."""
    parties: Array
    """What moves among the parties are worth: (world or 1, view)."""
    hostility: Array
    """ν where the deed is hostile, 1 elsewhere, times how its salience is read: (world or 1, view)."""

    def only(self, views: Index) -> Views:
        """Some of them."""
        return Views(
            csr_array(self.onlookers[views]),
            side_by_side(self.parties[:, views]),
            side_by_side(self.hostility[:, views]),
        )

    def within(self, worlds: Index) -> Views:
        """The same in some worlds."""
        parties, hostility = (t[worlds] if len(t) > 1 else t for t in (self.parties, self.hostility))
        return Views(self.onlookers, parties, hostility)

    def gain(self, felt: Array) -> Array:
        """ΔG: (world, view). felt: (world, term)."""
        return choice.forecast(summed(self.onlookers, felt), self.parties, self.hostility)

    def gain_at(self, felt: Array, world: Index, view: Index) -> Array:
        """ΔG case by case: (case,). world, view: (case,)."""
        onlookers = summed_at(self.onlookers, felt, world, view)
        return choice.forecast(onlookers, at(self.parties, world, view), at(self.hostility, world, view))


class Scales:
    """What the weighing of a region's deeds takes from month to month unchanged.

    A view is a profile and a deed it looks at. A case is a seat and a supplier: one on whom its actor may depend and
    whom its deed may harm.
    """

    def __init__(self, setting: Setting) -> None:
        repertoire, values = setting.repertoire, setting.values
        deeds = repertoire.deeds
        self.outlook = choice.Outlook.of(deeds, setting.interests, values["impact"] * values["spillover"])
        parties = choice.party_gain(setting.interests, deeds, reflection=values["reflection"])
        hostility = np.where(repertoire.sign < 0, values["negativity"][:, None], 1.0)  # (world or 1, deed)
        hostility = hostility * setting.salience[:, : len(repertoire.acts)]
        self.views = Views(
            self.outlook.weights,
            side_by_side(parties * values["impact"][:, None]),
            side_by_side(np.tile(hostility, len(setting.axes.profiles))),
        )
        """Every profile's of every deed: profile × deeds + deed."""
        self.regard = side_by_side((values["feeling"][:, None] * deeds.total * hostility)[:, repertoire.seat_deed])
        """η·ŵ, and ν times that where hostile: (world or 1, seat)."""
        self.pursued = _pursued(setting)
        """The profiles of each deciding actor: its own, then those that stages may have it pursue."""
        self._lay_out_seats(setting)
        self._lay_out_prospects(setting)
        self._lay_out_cases(setting)

    def _lay_out_seats(self, setting: Setting) -> None:
        """How the actor of every seat looks at its deed."""
        repertoire = setting.repertoire
        actor, deed = repertoire.seat_actor, repertoire.seat_deed
        own = np.array([profiles[0] for profiles in self.pursued], dtype=np.intp)
        self.seats = self.views.only(own[actor] * len(repertoire.acts) + deed)
        """By the actor's own profile: a view a seat."""
        self.other_seats = [
            (who, other, seats, self.views.only(other * len(repertoire.acts) + deed[seats]))
            for who, (_, *more) in enumerate(self.pursued)
            for seats in [np.flatnonzero(actor == who)]
            for other in more
        ]
        """Actor, another profile that stages may have it pursue, its seats, and its views of their deeds by that."""

    def _lay_out_prospects(self, setting: Setting) -> None:
        """The steps of issues that deeds may bring."""
        repertoire, issues = setting.repertoire, len(setting.axes.issues)
        deed, self.step = np.nonzero(repertoire.triggers.T)
        self.first_step: Index = np.searchsorted(deed, np.arange(len(repertoire.acts) + 1))
        """Which steps of issues each deed may bring, and where those of each begin: (step,), (deed + 1,)."""
        seat, self.prospect_step = np.nonzero(repertoire.triggers[:, repertoire.seat_deed].T)
        self.prospect_stake = repertoire.seat_actor[seat] * issues + repertoire.step_issue[self.prospect_step]
        self.prospects = sums(seat, range(len(seat)), (len(repertoire.seat_deed), len(seat)))
        """(seat, prospect): a prospect is a step that the deed of a seat may bring."""

    def _lay_out_cases(self, setting: Setting) -> None:
        """The suppliers that the deed of every seat may harm."""
        repertoire = setting.repertoire
        gains = (np.diff(self.views.onlookers.indptr) > 0) | self.views.parties.any(axis=0)
        matters = gains.reshape(-1, len(repertoire.acts))  # (profile, deed)
        harmed = np.array([matters[own].any(axis=0) for own in self.pursued]) | repertoire.triggers.any(axis=0)
        case = _may_depend(setting)[repertoire.seat_actor] & harmed[:, repertoire.seat_deed].T  # (seat, supplier)
        seat, self.supplier = np.nonzero(case)
        self.first_case: Index = np.searchsorted(seat, np.arange(len(case) + 1))
        """(seat + 1,): where the cases of each seat begin."""


class Stakes:
    """What issues are worth to each actor under each profile it may pursue, its world's lasting errors included."""

    def __init__(self, region: Region) -> None:
        issues = len(region.axes.issues)

        def worth(actor: int, profile: int) -> Array:
            error = region.stake_spread[:, None] * region.stake_error[:, actor]
            return np.asarray((region.stakes[:, profile] + error) * region.stake_unit[:, None])

        pursued = region.scales.pursued
        own = [worth(actor, profiles[0]) for actor, profiles in enumerate(pursued)]
        self.own = side_by_side(np.concatenate(own, axis=1))
        """By the profile that is an actor's own: (world, actor × issue)."""
        self.others = [
            (actor, other, slice(actor * issues, (actor + 1) * issues), worth(actor, other))
            for actor, (_, *more) in enumerate(pursued)
            for other in more
        ]

    def now(self, profile: Index) -> Array:
        """By the profiles that actors pursue: (world, actor × issue). profile: (world, actor)."""
        stake = self.own
        for actor, other, where, instead in self.others:
            switched = profile[:, actor] == other
            if switched.any():
                stake = stake.copy(order="K") if stake is self.own else stake
                stake[:, where] = np.where(switched[:, None], instead, stake[:, where])
        return stake


def _pursued(setting: Setting) -> list[list[int]]:
    """The profiles of each deciding actor: its own, then those that stages may have it pursue."""
    around = setting.surroundings
    return [
        [int(own), *sorted({other for _, who, other in around.pursued if who == actor} - {int(own)})]
        for actor, own in enumerate(around.own_profile)
    ]


def _may_depend(setting: Setting) -> Flags:
    """Which deciding actors depend on which others in some world, or may: (actor, supplier)."""
    deciders = setting.axes.deciders
    ever = setting.dependence.any(axis=0) | setting.surroundings.reliance.ever
    return np.asarray(ever[:deciders, :deciders])
