"""Rule 4, choice: how often actors act follows from their tempo; what they do, from utility, conduct and habit.

A random utility model (McFadden 1974): an option has the weight b·f·exp(z), z = U/τ + conduct + hostility − restraint.
Whether an actor acts is drawn first, at the rate of its base rates that are open; which option it takes is a draw from
their weights, made as a race: an option arrives after E/weight with E = −log u standard exponential (ODD 5.4).
"""

from __future__ import annotations

import math

from model.rules.appraisal import total_weight
from model.rules.compiled import apart, phase, rule
from model.rules.conduct import conduct, habit, provoked, restraint
from model.rules.random_numbers import Keys, fill
from model.rules.records import NOTHING, Array, Flags, Index, Records
from model.rules.utility import (
    FEELING,
    INTEREST,
    PRESSURE,
    STAKE,
    feeling_for,
    gains,
    headroom_of,
    pressure_weight,
    stake_term,
    utility,
)

NEVER_IDLE = 1e-9
"""The least chance of doing nothing, where base rates add up to more than 1."""
CONDUCT, HOSTILITY, RESTRAINT, SHARE = 4, 5, 6, 7
"""Places of the parts of a log weight after those of a utility, and of b·f."""
N_PARTS = 8


@rule
def arrival(number: float, share: float) -> float:
    """Log of the time after which an option arrives by its base rate alone: log(E/bf); number: random, in [0, 1)."""
    return math.log(max(-math.log(max(number, 1e-300)), 1e-300) / share)


@rule
def is_open(
    w: int, s: int, options: Records, option_others: Index, events: Records, causes: Index, allowed: Flags,
    enabled: Flags, since_force: Array,
) -> bool:  # fmt: skip
    """Return True where an actor may propose: allowed, provoked if it is an answer, able to move an issue if a step."""
    if not options[s].proposes or not allowed[w, s] or not provoked(w, s, options, option_others, since_force):
        return False
    if not options[s].stepping:
        return True
    event = options[s].event
    moves = False
    for c in range(events[event].first_cause, events[event].end_cause):
        moves |= enabled[w, causes[c]]
    return moves


@rule
def availability(
    w: int, row: int, actor: int, group_first: Index, groups: Records, options: Records, option_others: Index,
    events: Records, causes: Index, allowed: Flags, enabled: Flags, since_force: Array, attention: Array, rate: Array,
    open_now: Flags,
) -> float:  # fmt: skip
    """Mark an actor's open options; returns its chance of doing nothing, 1 − f·Σb over actions with an open target."""
    activity = 0.0
    for g in range(group_first[actor], group_first[actor + 1]):
        some = False
        for s in range(groups[g].first_option, groups[g].end_option):
            open_now[w, s] = is_open(w, s, options, option_others, events, causes, allowed, enabled, since_force)
            some |= open_now[w, s]
        if some:
            activity += rate[row, g]
    return max(1.0 - attention[w, actor] * activity, NEVER_IDLE)


@rule
def shares(
    w: int, row: int, actor: int, group_first: Index, groups: Records, options: Records, option_others: Index,
    weight: Array, coefficients: Records, friendly_count: Array, hostile_count: Array, attention: Array, rate: Array,
    open_now: Flags, share: Array,
) -> None:  # fmt: skip
    """Fill b·f of an actor's options, 0 where closed: the base rate of an action split over open targets by habit."""
    for g in range(group_first[actor], group_first[actor + 1]):
        whole = 0.0
        for s in range(groups[g].first_option, groups[g].end_option):
            share[s] = 0.0
            if open_now[w, s]:
                share[s] = habit(w, row, s, options, option_others, weight, coefficients, friendly_count,
                                 hostile_count)  # fmt: skip
                whole += share[s]
        if whole > 0.0:
            each = rate[row, g] * attention[w, actor] / whole
            for s in range(groups[g].first_option, groups[g].end_option):
                share[s] *= each


@rule
def options_of(actor: int, end_actor: int, group_first: Index, groups: Records) -> tuple[int, int]:
    """First option of some actors, and the one after their last."""
    first, end = group_first[actor], group_first[end_actor]
    if first == end:
        return 0, 0
    return groups[first].first_option, groups[end - 1].end_option


@phase
def choose(
    first: int, last: int, actor: int, end_actor: int, month: int, rows: Index, numbers: Index, choose_keys: Keys,
    idle_keys: Keys, group_first: Index, groups: Records, open_now: Flags, idle: Array, share: Array, left: Array,
    headroom: Array, early: Array, presser: Index, by: Array, drawn: Array, idle_drawn: Array, chosen: Index,
    most_gain: Array, attention: Array, rate: Array, friendly_count: Array, hostile_count: Array,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array, pressing: Array, exposure: Array,
    friendly: Array, hostile: Array, hostility: Array, protection: Array, guaranteed: Array, binding: Array,
) -> None:  # fmt: skip
    """Actors take the option that arrives first, or none.

    Under a steady tempo the chance of acting is that of the base rates, whatever the utilities; otherwise doing nothing
    takes part in the race with its own weight. An option that would not arrive first at the greatest gains (`bound`) is
    not evaluated to the end, which changes nothing. open_now: (world, option), idle: (world, actor), as `open_month`
    found them. chosen: (world, actor), the option taken or NOTHING. share, left, headroom, early, drawn: (option,),
    presser, by, idle_drawn: (actor,), for use in between.
    """
    for w in range(first, last):
        row = rows[w]
        fill(idle_keys, actor, end_actor, numbers[w], month, idle_drawn)
        for i in range(actor, end_actor):
            chosen[w, i] = NOTHING
            if coefficients[row].steady_tempo > 0.0:
                if idle_drawn[i] < idle[w, i]:
                    continue
                best = math.inf
            else:
                best = arrival(idle_drawn[i], idle[w, i])
            shares(w, row, i, group_first, groups, options, option_others, weight, coefficients, friendly_count,
                   hostile_count, attention, rate, open_now, share)  # fmt: skip
            begin, end = options_of(i, i + 1, group_first, groups)
            fill(choose_keys, begin, end, numbers[w], month, drawn)
            pressers = 0
            for k in range(profile.shape[1]):
                by[k] = 0.0
                pressed_by = pressure_weight(w, row, i, k, coefficients, pressing, needed, exposure, power)
                if pressed_by > 0.0:
                    presser[pressers], by[pressers] = k, pressed_by
                    pressers += 1
            likeliest = look_ahead(
                w, row, i, begin, end, share, left, headroom, early, presser, by, drawn, most_gain, options,
                option_others, events, doers, others, causes, transitions, weight, coefficients, stakes, stake_error,
                step_chance, enabled, profile, alignment_mean, hostility)  # fmt: skip
            for n in range(begin, end + 1):  # the likeliest first: few others can then still arrive before it
                s = likeliest if n == begin else n - 1
                if s == NOTHING or share[s] == 0.0 or early[s] >= best or (n > begin and s == likeliest):
                    continue
                besides = conduct(w, row, s, options, option_others, weight, coefficients, friendly, hostile)
                besides -= restraint(w, row, s, options, option_others, events, coefficients, power, alignment_mean,
                                     protection, guaranteed, binding)  # fmt: skip
                interest, pressed = gains(
                    w, row, s, headroom[s], options, events, doers, others, causes, transitions, term_first, terms,
                    weight, coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power,
                    alignment, needed, pressing, exposure)  # fmt: skip
                when = left[s] - (interest + pressed) / coefficients[row].choice_noise - besides
                if when < best:
                    best, chosen[w, i] = when, s


@apart
def look_ahead(
    w: int, row: int, i: int, begin: int, end: int, share: Array, left: Array, headroom: Array,
    early: Array, presser: Index, by: Array, drawn: Array, most_gain: Array, options: Records, option_others: Index,
    events: Records, doers: Records, others: Index, causes: Index, transitions: Records, weight: Array,
    coefficients: Records, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    alignment_mean: Array, hostility: Array,
) -> int:  # fmt: skip
    """Earliest time at which each open option of an actor could arrive; returns the option that could arrive first.

    left: log of the time without gains, conduct and restraint. early: the earliest, at the greatest gains. presser,
    by: who presses and with what weight, up to the first without. All others are filled for the options from `begin`
    to `end`.
    """
    likeliest, soonest, noise = NOTHING, math.inf, coefficients[row].choice_noise
    most_conduct = coefficients[row].inertia + coefficients[row].reciprocity
    for s in range(begin, end):
        if share[s] == 0.0:
            continue
        event = options[s].event
        known = stake_term(w, row, i, profile[w, i], event, events, causes, transitions, enabled, step_chance,
                         coefficients, stakes, stake_error)  # fmt: skip
        known += feeling_for(w, row, s, options, option_others, weight, coefficients, alignment_mean)
        left[s] = arrival(drawn[s], share[s]) - known / noise - hostility_of(row, s, options, weight, hostility)
        headroom[s] = headroom_of(w, row, event, events, doers, others, weight, coefficients, alignment_mean)
        most = headroom[s] * most_gain[row, profile[w, i], event]
        for n in range(len(by)):
            if by[n] == 0.0:
                break
            k = presser[n]
            worth = stake_term(w, row, k, profile[w, k], event, events, causes, transitions, enabled, step_chance,
                             coefficients, stakes, stake_error)  # fmt: skip
            most += by[n] * (worth + headroom[s] * most_gain[row, profile[w, k], event])
        early[s] = left[s] - most / noise - most_conduct - 1e-9
        if early[s] < soonest:
            likeliest, soonest = s, early[s]
    return likeliest


@rule
def hostility_of(row: int, s: int, options: Records, weight: Array, hostility: Array) -> float:
    """Log weight α of an actor's hostile options, calibrated to its documented share of hostile events."""
    return hostility[row, options[s].actor] if total_weight(row, options[s].event, weight) < 0.0 else 0.0


@phase
def open_month(
    first: int, last: int, rows: Index, reachable: Flags, transitions: Records, rest: Index, dependence: Array,
    dependence_change: Array, enabled: Flags, needed: Array, group_first: Index, groups: Records, options: Records,
    option_others: Index, events: Records, causes: Index, allowed: Flags, since_force: Array, attention: Array,
    rate: Array, open_now: Flags, idle: Array,
) -> None:  # fmt: skip
    """Dependence, possible steps and open options, as the actors see them when the month opens.

    enabled: (world, transition), whose stage and requirements hold and whose issue does not rest. needed: (world,
    actor, actor), dependence with the effects of stages and interventions, in [0, 1]. open_now: (world, option). idle:
    (world, actor), chances of doing nothing.
    """
    for w in range(first, last):
        depend(w, dependence, dependence_change, needed)
        for t in range(len(transitions)):
            enabled[w, t] = reachable[w, t] and rest[w, transitions[t].issue] == 0
        for actor in range(len(group_first) - 1):
            idle[w, actor] = availability(w, rows[w], actor, group_first, groups, options, option_others, events,
                                          causes, allowed, enabled, since_force, attention, rate,
                                          open_now)  # fmt: skip


@rule
def depend(w: int, dependence: Array, dependence_change: Array, needed: Array) -> None:
    """Fill one world's dependence with the effects of stages and interventions, cut to [0, 1]."""
    for i in range(needed.shape[1]):
        for j in range(needed.shape[2]):
            needed[w, i, j] = min(1.0, max(0.0, dependence[w, i, j] + dependence_change[w, i, j]))


@phase
def evaluate_options(
    first: int, last: int, rows: Index, parts: Array, group_first: Index, groups: Records, attention: Array,
    rate: Array, open_now: Flags, share: Array, friendly_count: Array, hostile_count: Array,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array, pressing: Array, exposure: Array,
    friendly: Array, hostile: Array, hostility: Array, protection: Array, guaranteed: Array, binding: Array,
) -> None:  # fmt: skip
    """Evaluate every option of every world, for whoever wants to see what was not chosen.

    parts: (world, option, part), the parts of U, then those of the log weight besides, and b·f. share: (option,), for
    use in between.
    """
    for w in range(first, last):
        row = rows[w]
        for actor in range(len(group_first) - 1):
            shares(w, row, actor, group_first, groups, options, option_others, weight, coefficients, friendly_count,
                   hostile_count, attention, rate, open_now, share)  # fmt: skip
        for s in range(len(options)):
            parts[w, s, SHARE] = share[s]
            interest, stake, feeling, pressed = utility(
                w, row, s, options, option_others, events, doers, others, causes, transitions, term_first, terms,
                weight, coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
                alignment_mean, needed, pressing, exposure)  # fmt: skip
            parts[w, s, INTEREST], parts[w, s, STAKE] = interest, stake
            parts[w, s, FEELING], parts[w, s, PRESSURE] = feeling, pressed
            parts[w, s, CONDUCT] = conduct(w, row, s, options, option_others, weight, coefficients, friendly, hostile)
            parts[w, s, HOSTILITY] = hostility_of(row, s, options, weight, hostility)
            parts[w, s, RESTRAINT] = restraint(w, row, s, options, option_others, events, coefficients, power,
                                               alignment_mean, protection, guaranteed, binding)  # fmt: skip
