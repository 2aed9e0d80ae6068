"""Utility of an event to an actor: interest, stake and feeling, less the leverage of those it depends on (ODD 5.3)."""

from __future__ import annotations

from model.rules.appraisal import effective_weight, judgement
from model.rules.compiled import apart, rule
from model.rules.records import ONLOOKER, TO_OTHER, Array, Flags, Index, Records

INTEREST, STAKE, FEELING, LEVERAGE = 0, 1, 2, 3
"""Places of the parts of a utility."""


@rule
def gain(
    w: int, row: int, profile: int, event: int, term_first: Index, terms: Records, doers: Records, others: Index,
    weight: Array, coefficients: Records, interests: Array, alignment: Array,
) -> float:  # fmt: skip
    """Gain ΔG: what the moves that an event is expected to make are worth to a profile, headroom left out.

    weight: (row, event, dimension). interests: (row, profile, dimension, actor, actor), Σ|interest| = 1. terms: the
    alignments that profile × event have in common.
    """
    p, total = coefficients[row], 0.0
    place = profile * weight_events(term_first, interests) + event
    for n in range(term_first[place], term_first[place + 1]):
        term = terms[n]
        for d in range(weight.shape[2]):
            move = effective_weight(weight[row, event, d], p.impact, p.negativity)
            if term.kind == ONLOOKER:
                move *= p.spillover * judgement(w, d, term.of, term.doer, doers, others, alignment)
            elif term.kind == TO_OTHER:
                move *= p.reflection
            total += interests[row, profile, d, term.of, term.to] * move
    return total


@rule
def weight_events(term_first: Index, interests: Array) -> int:
    """Number of alternatives."""
    return (len(term_first) - 1) // interests.shape[1]


@rule
def total_weight(row: int, event: int, weight: Array) -> float:
    """Weight ŵ: an event's weight summed over the dimensions."""
    total = 0.0
    for d in range(weight.shape[2]):
        total += weight[row, event, d]
    return total


@rule
def headroom(
    w: int, row: int, event: int, events: Records, doers: Records, others: Index, weight: Array, alignment_mean: Array
) -> float:
    """Headroom r = 1 − sign(ŵ)·A, one factor for an event; A is the mean alignment over the pairs it moves in full."""
    total, pairs = 0.0, 0
    for s in range(events[event].first_doer, events[event].end_doer):
        for o in range(doers[s].first_other, doers[s].end_other):
            total += alignment_mean[w, others[o], doers[s].actor]
            pairs += 1
    size = total_weight(row, event, weight)
    sign = 1.0 if size > 0 else -1.0 if size < 0 else 0.0
    return 1.0 - sign * total / pairs


@rule
def level_worth(
    w: int, row: int, actor: int, profile: int, issue: int, coefficients: Records, stakes: Array, stake_error: Array
) -> float:
    """Worth of one level of an issue to an actor: its profile's stake and its world's lasting error, in stake units."""
    p = coefficients[row]
    return (stakes[row, profile, issue] + p.stake_spread * stake_error[w, actor, issue]) * p.stake_unit


@rule
def prospect(
    w: int, row: int, actor: int, profile: int, event: int, events: Records, causes: Index, transitions: Records,
    enabled: Flags, step_chance: Array, coefficients: Records, stakes: Array, stake_error: Array,
) -> float:  # fmt: skip
    """Stake·Δstage: worth to an actor of the steps of issues that an event may bring now, by their chances."""
    total = 0.0
    for c in range(events[event].first_cause, events[event].end_cause):
        t = causes[c]
        if enabled[w, t]:
            worth = level_worth(w, row, actor, profile, transitions[t].issue, coefficients, stakes, stake_error)
            total += worth * step_chance[row, t] * transitions[t].change
    return total


@rule
def feeling_for(
    w: int, row: int, s: int, options: Records, option_others: Index, weight: Array, coefficients: Records,
    alignment_mean: Array,
) -> float:  # fmt: skip
    """Feeling η·ŵ·A, A the actor's mean alignment to the others of the event; ν times that where hostile."""
    actor, event, p = options[s].actor, options[s].event, coefficients[row]
    total = 0.0
    for o in range(options[s].first_other, options[s].end_other):
        total += alignment_mean[w, actor, option_others[o]]
    size = total_weight(row, event, weight)
    size *= p.feeling * (p.negativity if size < 0 else 1.0)
    return size * total / (options[s].end_other - options[s].first_other)


@rule
def threat(dependence: float, power: float, worth: float, leverage: float) -> float:
    """Threat θ·D·C·f·max(0, −worth): what one depended on could do for an event that harms it."""
    return leverage * dependence * power * max(0.0, -worth)


@rule
def leverage(
    w: int, row: int, actor: int, event: int, room: float, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, needed: Array,
) -> float:  # fmt: skip
    """The part of U taken off: θ·Σ D·C·f·max(0, −worth) over those the actor depends on (ODD 5.3).

    needed: (world, actor, actor), dependence with the effects of stages and interventions. power: (world, actor).
    """
    total = 0.0
    for j in range(profile.shape[1]):
        if needed[w, actor, j] > 0.0 and power[w, j] > 0.0:
            worth = room * gain(w, row, profile[w, j], event, term_first, terms, doers, others, weight, coefficients,
                                interests, alignment)  # fmt: skip
            worth += prospect(w, row, j, profile[w, j], event, events, causes, transitions, enabled, step_chance,
                              coefficients, stakes, stake_error)  # fmt: skip
            total += threat(needed[w, actor, j], power[w, j], worth, coefficients[row].leverage)
    return total


@apart
def utility(
    w: int, row: int, s: int, options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Utility U in its parts: interest, stake, feeling, and leverage, which is taken off (ODD 5.3)."""
    actor, event = options[s].actor, options[s].event
    room = headroom(w, row, event, events, doers, others, weight, alignment_mean)
    interest = room * gain(w, row, profile[w, actor], event, term_first, terms, doers, others, weight, coefficients,
                           interests, alignment)  # fmt: skip
    stake = prospect(w, row, actor, profile[w, actor], event, events, causes, transitions, enabled, step_chance,
                     coefficients, stakes, stake_error)  # fmt: skip
    feeling = feeling_for(w, row, s, options, option_others, weight, coefficients, alignment_mean)
    threats = leverage(
        w, row, actor, event, room, events, doers, others, causes, transitions, term_first, terms, weight, coefficients,
        interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
        needed)  # fmt: skip
    return interest, stake, feeling, threats
