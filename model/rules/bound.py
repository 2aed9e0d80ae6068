"""Bounds of the race: the greatest weight an option can have, whatever the alignments and whoever presses (ODD 5.3)."""

from __future__ import annotations

import math

from model.rules.appraisal import effective_weight
from model.rules.compiled import apart, phase
from model.rules.records import ONLOOKER, TO_OTHER, Array, Flags, Index, Records
from model.rules.utility import level_worth, total_weight, weight_events


@phase
def bound(
    first: int, last: int, rows: Index, pursues: Flags, most: Array, most_gain: Array, scale: Array,
    group_first: Index, groups: Records, options: Records, events: Records, causes: Index, transitions: Records,
    term_first: Index, terms: Records, weight: Array, coefficients: Records, interests: Array, stakes: Array,
    stake_error: Array, step_chance: Array,
) -> None:  # fmt: skip
    """The greatest exp(U/τ) an option can have at the bounds of alignment, leverage left out, whatever it pursues.

    pursues: (actor, profile), which an actor may have. most: (world, option), exp(U/τ − M). most_gain: (row, option),
    the greatest |ΔG|. scale: (world, actor), M, the greatest U/τ of the actor's options, so that nothing overflows.
    """
    before = -1
    for w in range(first, last):
        row = rows[w]
        if row != before:
            for s in range(len(options)):
                most_gain[row, s] = greatest_gain(
                    row, s, pursues, options, term_first, terms, weight, coefficients, interests
                )
            before = row
        for actor in range(len(group_first) - 1):
            scale[w, actor] = 0.0
            for g in range(group_first[actor], group_first[actor + 1]):
                for s in range(groups[g].first_option, groups[g].end_option):
                    stake = greatest_stake(w, row, s, pursues, options, events, causes, transitions, step_chance,
                                           coefficients, stakes, stake_error)  # fmt: skip
                    feeling = abs(total_weight(row, options[s].event, weight)) * coefficients[row].feeling
                    feeling *= max(1.0, coefficients[row].negativity)
                    sum_of_parts = 2.0 * most_gain[row, s] + stake + feeling
                    most[w, s] = sum_of_parts / coefficients[row].choice_noise * (1 + 1e-9)
                    scale[w, actor] = max(scale[w, actor], most[w, s])
        for s in range(len(options)):
            most[w, s] = max(math.exp(most[w, s] - scale[w, options[s].actor]), 1e-300)


@apart
def greatest_gain(
    row: int, s: int, pursues: Flags, options: Records, term_first: Index, terms: Records, weight: Array,
    coefficients: Records, interests: Array,
) -> float:  # fmt: skip
    """The greatest |ΔG| of an option, whatever its actor pursues: an alignment is at most 1."""
    p, event, most = coefficients[row], options[s].event, 0.0
    for profile in range(pursues.shape[1]):
        if not pursues[options[s].actor, profile]:
            continue
        place, total = profile * weight_events(term_first, interests) + event, 0.0
        for n in range(term_first[place], term_first[place + 1]):
            term = terms[n]
            factor = p.spillover if term.kind == ONLOOKER else p.reflection if term.kind == TO_OTHER else 1.0
            for d in range(weight.shape[2]):
                move = effective_weight(weight[row, event, d], p.impact, p.negativity)
                total += abs(factor * move * interests[row, profile, d, term.of, term.to])
        most = max(most, total * (1.0 + 1e-9))
    return most


@apart
def greatest_stake(
    w: int, row: int, s: int, pursues: Flags, options: Records, events: Records, causes: Index, transitions: Records,
    step_chance: Array, coefficients: Records, stakes: Array, stake_error: Array,
) -> float:  # fmt: skip
    """The greatest worth of the steps an option may bring, whatever its actor pursues."""
    actor, event, most = options[s].actor, options[s].event, 0.0
    if events[event].first_cause == events[event].end_cause:
        return 0.0
    for profile in range(pursues.shape[1]):
        if not pursues[actor, profile]:
            continue
        total = 0.0
        for c in range(events[event].first_cause, events[event].end_cause):
            t = causes[c]
            worth = level_worth(w, row, actor, profile, transitions[t].issue, coefficients, stakes, stake_error)
            total += max(0.0, worth * step_chance[row, t] * transitions[t].change)
        most = max(most, total)
    return most
