"""Rule 3, choice: actors are as busy as the documents show; interest, stake, feeling and leverage tilt what they do.

A random utility model (McFadden 1974): the noise is Gumbel, so the best of the noisy utilities is a draw from the
weights b·f·exp(U/τ), and one number per action keeps luck the same across scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index
from model.rules.appraisal import Deeds


@dataclass(frozen=True)
class Outlook:
    """The forecast of ΔG laid out as a sparse sum, because interests and parties are few.

    A term is one profile's care for an onlooker's leaning to a doer, times how that onlooker feels about another party:
    I[p, d, onlooker, doer] · A[d, onlooker, other]. A deed's gain to a profile is a weighted sum of terms.
    """

    care: Index
    """(term,): place in the flattened (profile, dimension, actor, actor)."""
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
            care=np.ravel_multi_index((p, d, k, i), interests.shape[1:]),
            feeling=np.ravel_multi_index((d, k, j), (dimensions, actors, actors)),
            weights=csr_array((weight, (profile * len(deeds.weight) + deed, column)), shape=shape),
        )


def party_gain(interests: Array, deeds: Deeds, *, reflection: Array) -> Array:
    """What the moves among the parties are worth, impact left out: (world, profile, deed). It does not change with A.

    interests: (world, profile, dimension, actor, actor). reflection: (world,).
    """
    ahead, back = (
        np.einsum("ed,wpdij,eij->wpe", deeds.weight, interests, pairs, optimize=True)
        for pairs in (deeds.ahead, deeds.back)
    )
    return np.asarray(ahead + reflection[:, None, None] * back)


def forecast(
    alignment: Array,
    interests: Array,
    outlook: Outlook,
    among_parties: Array,
    hostility: Array,
    *,
    impact: Array,
    spillover: Array,
) -> Array:
    """ΔG by the appraisal rule with room left out, for every profile and deed: (world, profile, deed).

    interests: (world or 1, profile, dimension, actor, actor). among_parties: `party_gain`. hostility: (world, deed), ν
    where a deed is hostile. impact, spillover: (world,).
    """
    worlds = len(alignment)
    felt = alignment.reshape(worlds, -1)[:, outlook.feeling] * interests.reshape(len(interests), -1)[:, outlook.care]
    summed = (outlook.weights @ felt.T).reshape(-1, hostility.shape[1], worlds)
    gain = np.empty((worlds, *summed.shape[:2]))
    for profile, deeds in enumerate(summed):  # one at a time stays in cache: half the time of turning all at once
        gain[:, profile] = deeds.T
    gain *= spillover[:, None, None]
    gain += among_parties
    gain *= (impact[:, None] * hostility)[:, None, :]
    return gain


def room(alignment_mean: Array, toward: Array, sign: Array) -> Array:
    """Room r = 1 − sign(ŵ)·A[target, source]: one factor for the whole deed: (world, deed).

    alignment_mean: (world, actor × actor), mean over dimensions. toward: (actor × actor, deed), mean over the pairs
    that move. sign: (deed,).
    """
    return np.asarray(1 - sign * (alignment_mean @ toward))


def threats(worth: Array, dependence: Array, power: Array, leverage: Array) -> Array:
    """What those an actor depends on could do to it for a deed that harms them: (world, actor, deed).

    worth: (world, actor, deed), each actor's own r·ΔG plus stake. dependence: (world, actor, actor) of i on j among
    deciding actors. power: (world, actor), capability × free attention. leverage: (world,).
    """
    loss = np.minimum(worth, 0)
    return np.asarray(np.matmul(-leverage[:, None, None] * dependence * power[:, None, :], loss))


def gumbel(uniform: Array) -> Array:
    """Standard Gumbel numbers from uniform ones in [0, 1)."""
    return np.asarray(-np.log(-np.log(np.clip(uniform, 1e-300, 1 - 1e-16))))


def log_weights(
    utility: Array, rate: Array, attention: Array, open_now: Flags, targets: Array, choice_noise: Array
) -> Array:
    """log(b·f·exp(U/τ)), the base rate split evenly over the targets open now: (world, seat); −∞ where closed.

    rate: (world, seat), the base rate of the seat's actor and action. attention: (world, seat). targets: (world, seat),
    how many the seat's actor and action has open (`count_open`). choice_noise: (world,).
    """
    with np.errstate(divide="ignore"):
        weight = np.log(rate * attention / np.maximum(targets, 1))
    return np.where(open_now, weight + utility / choice_noise[:, None], -np.inf)


def count_open(open_now: Flags, group: Index, groups: int) -> Array:
    """How many targets each actor and action has open now: (world, group). Seats of a group lie side by side."""
    first = np.searchsorted(group, np.arange(groups))
    return np.add.reduceat(open_now.astype(np.float64), first, axis=1)


def consent_chance(utility: Array, choice_noise: Array) -> Array:
    """How likely a party asked is to agree: 1/(1 + exp(−U/τ)) of the same utility seen by it: (world, seat)."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-utility / choice_noise[:, None])))


def consents(utility: Array, choice_noise: Array, uniform: Array) -> Flags:
    """Whether a party asked agrees."""
    return np.asarray(uniform < consent_chance(utility, choice_noise))
