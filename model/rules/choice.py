"""Rule 3, choice: actors are as busy as the documents show; what they do is tilted by interest, stake, feeling, leverage.

A random utility model (McFadden 1974): the noise is Gumbel, so the best of the noisy utilities is a draw from the
weights b·f·exp(U/τ), and one number per action keeps luck the same across scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.axes import Array, Flags, Index
from model.rules.appraisal import Deeds, effective_weight


@dataclass(frozen=True)
class Judgements:
    """The non-zero entries of `Deeds.regard`, and the parties a deed's onlookers leave out, as flat index lists."""

    pair: Index
    """(entry,): doer × actors + other."""
    mean: Array
    """(entry,): the weight of that other in the mean."""
    first: Index
    """(deed,): a deed's first entry."""
    deed: Index
    """(left out,): the deed of an entry whose third party is not an onlooker."""
    doer: Index
    third: Index
    other: Index
    share: Array

    @classmethod
    def of(cls, deeds: Deeds) -> Judgements:
        """The entries of these deeds; every deed has at least one doer and one other."""
        row, doer, other = np.nonzero(deeds.regard)
        mean = deeds.regard[row, doer, other]
        party = deeds.onlooker == 0  # (deed, actor)
        entry, third = np.nonzero(party[row] & (np.arange(party.shape[1]) != doer[:, None]))
        apart = third != other[entry]
        entry, third = entry[apart], third[apart]
        return cls(
            pair=doer * deeds.regard.shape[1] + other,
            mean=mean,
            first=np.searchsorted(row, np.arange(len(deeds.regard))),
            deed=row[entry],
            doer=doer[entry],
            third=third,
            other=other[entry],
            share=mean[entry],
        )


def party_gain(interests: Array, deeds: Deeds, *, reflection: Array) -> Array:
    """What the moves among the parties are worth, per unit of weight: (world, profile, dimension, deed).

    interests: (world, profile, dimension, actor, actor). reflection: (world,).
    """
    ahead = np.einsum("wpdij,eij->wpde", interests, deeds.ahead)
    return np.asarray(ahead + reflection[:, None, None, None] * np.einsum("wpdij,eij->wpde", interests, deeds.back))


def onlooker_gain(alignment: Array, interests: Array, judgements: Judgements) -> Array:
    """What the onlookers' judgement is worth, per unit of weight × spillover: (world, dimension, profile, deed)."""
    worlds, dimensions, actors, _ = alignment.shape
    profiles = interests.shape[1]
    by_doer = interests.transpose(0, 2, 1, 4, 3).reshape(-1, dimensions, profiles * actors, actors)
    worth = np.matmul(by_doer, alignment).reshape(worlds, dimensions, profiles, actors * actors)
    gain = np.add.reduceat(worth[..., judgements.pair] * judgements.mean, judgements.first, axis=3)
    if len(judgements.deed):
        left_out = (
            interests[:, :, :, judgements.third, judgements.doer].transpose(0, 2, 1, 3)
            * alignment[:, :, None, judgements.third, judgements.other]
            * judgements.share
        )
        np.subtract.at(gain, (slice(None), slice(None), slice(None), judgements.deed), left_out)
    return np.asarray(gain)


def forecast(
    alignment: Array,
    interests: Array,
    deeds: Deeds,
    judgements: Judgements,
    among_parties: Array,
    *,
    impact: Array,
    spillover: Array,
    negativity: Array,
) -> Array:
    """ΔG by the appraisal rule with room left out, for every profile and deed: (world, profile, deed).

    among_parties: `party_gain`, which does not change with the alignments. Parameters: (world,).
    """
    weight = effective_weight(
        deeds.weight.T[None], impact=impact[:, None, None], negativity=negativity[:, None, None]
    )  # (world, dimension, deed)
    onlookers = onlooker_gain(alignment, interests, judgements)
    felt = among_parties.transpose(0, 2, 1, 3) + spillover[:, None, None, None] * onlookers
    return np.einsum("wde,wdpe->wpe", np.broadcast_to(weight, (len(felt), *weight.shape[1:])), felt)


def room(alignment_mean: Array, toward: Array, sign: Array) -> Array:
    """r = 1 − sign(ŵ)·A[target, source]: one factor for the whole deed: (world, deed).

    alignment_mean: (world, actor × actor), mean over dimensions. toward: (actor × actor, deed), mean over the pairs
    that move. sign: (deed,).
    """
    return np.asarray(1 - sign * (alignment_mean @ toward))


def threats(worth: Array, dependence: Array, power: Array, leverage: Array) -> Array:
    """What those an actor depends on could do to it for a deed that harms them: (world, actor, deed).

    worth: (world, actor, deed), each actor's own r·ΔG plus stake. dependence: (world, actor, actor) of i on j among
    deciding actors. power: (world, actor), capability × free attention. leverage: (world,).
    """
    harm = np.maximum(-worth, 0)
    return np.asarray(np.matmul(leverage[:, None, None] * dependence * power[:, None, :], harm))


def gumbel(uniform: Array) -> Array:
    """Standard Gumbel numbers from uniform ones in [0, 1)."""
    return np.asarray(-np.log(-np.log(np.clip(uniform, 1e-300, 1 - 1e-16))))


def log_weights(
    utility: Array, rate: Array, attention: Array, open_now: Flags, group: Index, groups: int, choice_noise: Array
) -> Array:
    """log(b·f·exp(U/τ)), the base rate split evenly over the targets open now: (world, seat); −∞ where closed.

    rate: (world, seat), the base rate of the seat's actor and action. attention: (world, seat). group: (seat,), the
    actor and action a seat belongs to. choice_noise: (world,).
    """
    targets = count_open(open_now, group, groups)[:, group]
    with np.errstate(divide="ignore"):
        weight = np.log(rate * attention / np.maximum(targets, 1))
    return np.where(open_now, weight + utility / choice_noise[:, None], -np.inf)


def count_open(open_now: Flags, group: Index, groups: int) -> Array:
    """How many targets each actor and action has open now: (world, group). Seats of a group lie side by side."""
    first = np.searchsorted(group, np.arange(groups))
    return np.add.reduceat(open_now.astype(np.float64), first, axis=1)


def consents(utility: Array, choice_noise: Array, uniform: Array) -> Flags:
    """Whether a party asked agrees: with probability 1/(1 + exp(−U/τ)) of the same utility seen by it."""
    with np.errstate(over="ignore"):
        return np.asarray(uniform < 1 / (1 + np.exp(-utility / choice_noise[:, None])))
