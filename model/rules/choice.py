"""Rule 3, choice: actors are as busy as the documents show; interest, stake, feeling and leverage tilt what they do.

A random utility model (McFadden 1974): the noise is Gumbel, so the best of the noisy utilities is a draw from the
weights b·f·exp(U/τ), and one number per action keeps luck the same across scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Flags, Index, side_by_side
from model.rules.appraisal import Deeds
from model.sums import summed, sums


@dataclass(frozen=True)
class Outlook:
    """The forecast of ΔG laid out as a sparse sum, because interests and parties are few.

    A term is one profile's care for an onlooker's leaning to a doer, times how that onlooker feels about another party:
    I[p, d, onlooker, doer] · A[d, onlooker, other]. A deed's gain to a profile is a weighted sum of terms.
    Where all worlds care alike, the care is taken into the weights, and the terms are the alignments themselves.
    """

    care: Array | None
    """(world, term): what the profile cares for the onlooker's leaning; None where all worlds care alike."""
    feeling: Index
    """(term,): place in the flattened (dimension, actor, actor)."""
    weights: csr_array
    """(profile × deed, term): the deed's weight in the term's dimension × the other's weight in the mean."""

    @classmethod
    def of(cls, deeds: Deeds, interests: Array, reach: Array) -> Outlook:
        """The terms of these deeds for interests of any size but zero.

        interests: (world or 1, profile, dimension, actor, actor). reach: κ·σ, (world or 1,).
        """
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
        feeling = np.ravel_multi_index((d, k, j), (dimensions, actors, actors))
        weights = csr_array((weight, (profile * len(deeds.weight) + deed, column)), shape=shape)
        cared: Array = interests[:, p, d, k, i] * reach[:, None]
        if len(cared) > 1:
            return cls(side_by_side(cared), feeling, weights)
        cells = dimensions * actors**2
        shared = sums(range(len(feeling)), feeling, (len(feeling), cells), cared[0])
        return cls(None, np.arange(cells), csr_array(weights @ shared))

    def felt(self, alignment: Array) -> Array:
        """The terms as the onlookers feel now: (world, term)."""
        levels = alignment.reshape(len(alignment), -1)
        return levels if self.care is None else self.care * levels[:, self.feeling]


def party_gain(interests: Array, deeds: Deeds, *, reflection: Array) -> Array:
    """What the moves among the parties are worth, impact left out: (world, profile × deed). It does not change with A.

    interests: (world or 1, profile, dimension, actor, actor). reflection: (world or 1,).
    """
    cares = np.argwhere(interests.any(axis=0))  # (care, profile dimension actor actor)
    deed, of, to = np.nonzero(deeds.ahead + deeds.back)
    care, move = np.nonzero((cares[:, 2:3] == of) & (cares[:, 3:] == to))
    profile, dimension, i, j = cares[care].T
    deed = deed[move]
    far = deeds.ahead[deed, i, j] + reflection[:, None] * deeds.back[deed, i, j]  # (world or 1, move)
    shape = (interests.shape[1] * len(deeds.weight), len(care))
    weights = sums(profile * len(deeds.weight) + deed, range(len(care)), shape, deeds.weight[deed, dimension])
    return summed(weights, side_by_side(interests[:, profile, dimension, i, j] * far))


def forecast(onlookers: Array, parties: Array, hostility: Array) -> Array:
    """ΔG by the appraisal rule with room left out, in any shape.

    onlookers: what their moves are worth (`Outlook`). parties: what those among the parties are (`party_gain`).
    hostility: ν where the deed is hostile, 1 elsewhere.
    """
    return hostility * (onlookers + parties)


def room(alignment_mean: Array, toward: csr_array, sign: Array) -> Array:
    """Room r = 1 − sign(ŵ)·A[target, source]: one factor for the whole deed: (world, deed).

    alignment_mean: (world, actor × actor), mean over dimensions. toward: (deed, actor × actor), mean over the pairs
    that move. sign: (deed,).
    """
    return np.asarray(1 - sign * summed(toward, alignment_mean))


def threat(worth: Array, dependence: Array, power: Array, leverage: Array) -> Array:
    """What one an actor depends on could do to it for a deed that harms it: θ·D·C·f·max(0, −ΔG), in any shape.

    worth: of the deed to the one depended on, r·ΔG plus stake. power: its capability × free attention.
    """
    return np.asarray(leverage * dependence * power * np.maximum(-worth, 0))


def gumbel(uniform: Array) -> Array:
    """Standard Gumbel numbers from uniform ones in [0, 1)."""
    return np.asarray(-np.log(-np.log(np.clip(uniform, 1e-300, 1 - 1e-16))))


def log_rates(rate: Array, attention: Array, targets: Array) -> Array:
    """log(b·f), the base rate split evenly over the targets open now: (world, group).

    rate: (world or 1, group), the base rate of an actor and action. attention: (world, group). targets: (world, group),
    how many it has open (`count_open`).
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(rate * attention / np.maximum(targets, 1)))


def log_weight(utility: Array, log_rate: Array, choice_noise: Array) -> Array:
    """log(b·f·exp(U/τ)), in any shape."""
    return utility / choice_noise + log_rate


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
