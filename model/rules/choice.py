"""Rule 3, choice: actors are as busy as the documents show; interest, stake, feeling and leverage tilt what they do.

A random utility model (McFadden 1974): the noise is Gumbel, so the best of the noisy utilities is a draw from the
weights b·f·exp(U/τ), and one number per action keeps luck the same across scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index, side_by_side
from model.rules.appraisal import Deeds
from model.sums import summed


@dataclass(frozen=True)
class Outlook:
    """The forecast of ΔG laid out as a sparse sum, because interests and parties are few.

    A term is one profile's care for an onlooker's leaning to a doer, times how that onlooker feels about another party:
    I[p, d, onlooker, doer] · A[d, onlooker, other]. A deed's gain to a profile is a weighted sum of terms.
    """

    care: Array
    """(world or 1, term): what the profile cares for the onlooker's leaning."""
    feeling: Index
    """(term,): place in the flattened (dimension, actor, actor)."""
    weights: csr_array
    """(profile × deed, term): the deed's weight in the term's dimension × the other's weight in the mean."""

    @classmethod
    def of(cls, deeds: Deeds, interests: Array) -> Outlook:
        """The terms of these deeds for interests (world, profile, dimension, actor, actor) of any size but zero."""
        _, profiles, dimensions, actors, _ = interests.shape
        cares = np.argwhere(interests.any(axis=0))  # (care, profile dimension onlooker doer)
        deed, doer, other = np.nonzero(deeds.regard)
        care, pair = np.nonzero((cares[:, 3][:, None] == doer) & (deeds.onlooker[deed].T[cares[:, 2]] > 0))
        profile, dimension, onlooker, _ = cares[care].T
        deed, other, doer = deed[pair], other[pair], doer[pair]
        term = np.ravel_multi_index(
            (profile, dimension, onlooker, doer, other), (profiles, dimensions, actors, actors, actors)
        )
        unique, column = np.unique(term, return_inverse=True)
        p, d, k, i, j = np.unravel_index(unique, (profiles, dimensions, actors, actors, actors))
        weight = deeds.weight[deed, dimension] * deeds.regard[deed, doer, other]
        shape = (profiles * len(deeds.weight), len(unique))
        return cls(
            care=side_by_side(interests[:, p, d, k, i]),
            feeling=np.ravel_multi_index((d, k, j), (dimensions, actors, actors)),
            weights=csr_array((weight, (profile * len(deeds.weight) + deed, column)), shape=shape),
        )

    def only(self, rows: Index) -> Outlook:
        """The outlook on some rows of (profile × deed); cares that all worlds share are taken into the weights."""
        weights = self.weights[rows]
        if len(self.care) > 1:
            return replace(self, weights=weights)
        cells, cell = np.unique(self.feeling, return_inverse=True)
        shared = csr_array((self.care[0], (np.arange(len(cell)), cell)), shape=(len(cell), len(cells)))
        return Outlook(np.ones((1, 1)), cells, csr_array(weights @ shared))

    def __call__(self, alignment: Array) -> Array:
        """What the onlookers' moves are worth, weights of the deeds as they stand: (world, row)."""
        felt = alignment.reshape(len(alignment), -1)[:, self.feeling]
        if self.care.shape[1] > 1:
            felt *= self.care
        return summed(self.weights, felt)


def party_gain(interests: Array, deeds: Deeds, *, reflection: Array) -> Array:
    """What the moves among the parties are worth, impact left out: (world, profile, deed). It does not change with A.

    interests: (world, profile, dimension, actor, actor). reflection: (world,).
    """
    ahead, back = (
        np.einsum("ed,wpdij,eij->wpe", deeds.weight, interests, pairs, optimize=True)
        for pairs in (deeds.ahead, deeds.back)
    )
    return np.asarray(ahead + reflection[:, None, None] * back)


def forecast(alignment: Array, outlook: Outlook, among_parties: Array, strength: Array, spillover: Array) -> Array:
    """ΔG by the appraisal rule with room left out, for every row of the outlook: (world, row).

    among_parties: `party_gain` of these rows. strength: (world or 1, row), κ, and ν times that where a deed is hostile.
    spillover: (world,).
    """
    gain = outlook(alignment)
    gain *= spillover[:, None]
    gain += among_parties
    gain *= strength
    return gain


def room(alignment_mean: Array, toward: csr_array, sign: Array) -> Array:
    """Room r = 1 − sign(ŵ)·A[target, source]: one factor for the whole deed: (world, deed).

    alignment_mean: (world, actor × actor), mean over dimensions. toward: (deed, actor × actor), mean over the pairs
    that move. sign: (deed,).
    """
    return np.asarray(1 - sign * summed(toward, alignment_mean))


@dataclass(frozen=True)
class Harm:
    """Whom a deed may harm on whom its actor depends; a case is a seat and one such supplier."""

    worth: Index
    """(case,): the row of the supplier's own worth of the deed."""
    supplier: Index
    """(case,): the place of (actor, supplier) among the pairs that can depend on one another."""
    seats: csr_array
    """(seat, case): the cases of each seat."""


def threats(worth: Array, dependence: Array, power: Array, leverage: Array, harm: Harm) -> Array:
    """What those an actor depends on could do to it for a deed that harms them: (world, seat).

    worth: (world, row), each actor's own r·ΔG plus stake. dependence: (world, pair) of an actor on a supplier. power:
    (world, pair), the supplier's capability × free attention. leverage: (world,).
    """
    loss = np.minimum(worth, 0)
    pressure = -leverage[:, None] * dependence * power
    return summed(harm.seats, loss[:, harm.worth] * pressure[:, harm.supplier])


def gumbel(uniform: Array) -> Array:
    """Standard Gumbel numbers from uniform ones in [0, 1)."""
    return np.asarray(-np.log(-np.log(np.clip(uniform, 1e-300, 1 - 1e-16))))


def log_weights(
    utility: Array, rate: Array, attention: Array, open_now: Flags, targets: Array, group: Index, choice_noise: Array
) -> Array:
    """log(b·f·exp(U/τ)), the base rate split evenly over the targets open now: (world, seat); −∞ where closed.

    rate: (world or 1, group), the base rate of an actor and action. attention: (world, group). targets: (world, group),
    how many it has open (`count_open`). group: (seat,), of which actor and action a seat is. choice_noise: (world,).
    """
    with np.errstate(divide="ignore"):
        weight = np.log(rate * attention / np.maximum(targets, 1))
    tilted = utility / choice_noise[:, None]
    tilted += weight[:, group]
    np.copyto(tilted, -np.inf, where=~open_now)
    return tilted


def count_open(open_now: Flags, groups: csr_array) -> Array:
    """How many targets each actor and action has open now: (world, group). groups: (group, seat)."""
    return summed(groups, open_now.astype(np.float64))


def consent_chance(utility: Array, choice_noise: Array) -> Array:
    """How likely a party asked is to agree: 1/(1 + exp(−U/τ)) of the same utility seen by it, each: (case,)."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-utility / choice_noise)))


def consents(utility: Array, choice_noise: Array, uniform: Array) -> Flags:
    """Whether a party asked agrees."""
    return np.asarray(uniform < consent_chance(utility, choice_noise))
