"""Utility of an event to an actor: interest, stake and feeling, and the pressure it is under (ODD 5.4)."""

from __future__ import annotations

from model.rules.appraisal import effective_weight, judgement, total_weight, warmth
from model.rules.compiled import apart, rule
from model.rules.conduct import strength
from model.rules.records import ONLOOKER, TO_OTHER, Array, Flags, Index, Records

INTEREST, STAKE, FEELING, PRESSURE = 0, 1, 2, 3
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
def headroom_of(
    w: int, row: int, event: int, events: Records, doers: Records, others: Index, weight: Array, coefficients: Records,
    alignment_mean: Array,
) -> float:  # fmt: skip
    """Headroom r = 1 − sign(ŵ)·m, one factor for an event; m is the warmth of the mean over the pairs it moves."""
    total, pairs = 0.0, 0
    for s in range(events[event].first_doer, events[event].end_doer):
        for o in range(doers[s].first_other, doers[s].end_other):
            total += alignment_mean[w, others[o], doers[s].actor]
            pairs += 1
    size = total_weight(row, event, weight)
    sign = 1.0 if size > 0 else -1.0 if size < 0 else 0.0
    return 1.0 - sign * warmth(total / pairs, coefficients[row].asymmetry)


@rule
def level_worth(
    w: int, row: int, actor: int, profile: int, issue: int, coefficients: Records, stakes: Array, stake_error: Array
) -> float:
    """Worth of one level of an issue to an actor: its profile's stake and its world's lasting error, in stake units."""
    p = coefficients[row]
    return (stakes[row, profile, issue] + p.stake_spread * stake_error[w, actor, issue]) * p.stake_unit


@rule
def stake_term(
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
def pressure_weight(
    w: int, row: int, actor: int, presser: int, coefficients: Records, pressing: Array, needed: Array, exposure: Array,
    power: Array,
) -> float:  # fmt: skip
    """Weight π·P·(D + X)·c with which an actor takes in what another, who presses it, would gain (ODD 5.4).

    pressing: (world, actor, actor), P, means of pressure used of late. needed: (world, actor, actor), D, dependence.
    exposure: (row, actor, actor), X, how open to coercion besides. power: (world, actor).
    """
    p = coefficients[row].pressure
    if p == 0.0 or pressing[w, presser, actor] == 0.0:
        return 0.0
    hold = needed[w, actor, presser] + exposure[row, actor, presser]
    return p * pressing[w, presser, actor] * hold * strength(power[w, presser], power[w, actor])


@rule
def pressure(
    w: int, row: int, actor: int, event: int, headroom: float, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, needed: Array, pressing: Array, exposure: Array,
) -> float:  # fmt: skip
    """Part of U by pressure: what an event is worth to those who press, by the weight they have; either sign."""
    total = 0.0
    for k in range(profile.shape[1]):
        if k == actor:
            continue
        by = pressure_weight(w, row, actor, k, coefficients, pressing, needed, exposure, power)
        if by > 0.0:
            worth = headroom * gain(w, row, profile[w, k], event, term_first, terms, doers, others, weight,
                                    coefficients, interests, alignment)  # fmt: skip
            worth += stake_term(w, row, k, profile[w, k], event, events, causes, transitions, enabled, step_chance,
                              coefficients, stakes, stake_error)  # fmt: skip
            total += by * worth
    return total


@apart
def gains(
    w: int, row: int, s: int, headroom: float, options: Records, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, needed: Array, pressing: Array, exposure: Array,
) -> tuple[float, float]:  # fmt: skip
    """Interest and pressure of an option, the parts of its utility that take long to work out."""
    i, event = options[s].actor, options[s].event
    interest = headroom * gain(w, row, profile[w, i], event, term_first, terms, doers, others, weight, coefficients,
                           interests, alignment)  # fmt: skip
    return interest, pressure(
        w, row, i, event, headroom, events, doers, others, causes, transitions, term_first, terms, weight, coefficients,
        interests, stakes, stake_error, step_chance, enabled, profile, power, alignment, needed, pressing,
        exposure)  # fmt: skip


@apart
def utility(
    w: int, row: int, s: int, options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array, pressing: Array, exposure: Array,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Utility U in its parts: interest, stake, feeling and pressure, which sum to it (ODD 5.4)."""
    actor, event = options[s].actor, options[s].event
    headroom = headroom_of(w, row, event, events, doers, others, weight, coefficients, alignment_mean)
    interest, pressed = gains(
        w, row, s, headroom, options, events, doers, others, causes, transitions, term_first, terms, weight,
        coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment, needed, pressing,
        exposure)  # fmt: skip
    stake = stake_term(w, row, actor, profile[w, actor], event, events, causes, transitions, enabled, step_chance,
                     coefficients, stakes, stake_error)  # fmt: skip
    feeling = feeling_for(w, row, s, options, option_others, weight, coefficients, alignment_mean)
    return interest, stake, feeling, pressed
