"""Rule 3, choice: actors are as busy as the documents show; interest, stake, feeling and leverage tilt what they do.

A random utility model (McFadden 1974): an option is taken with weight b·f·exp(U/τ), nothing is done with the rest of
the base rates. Choice is a race: option s arrives after E/(b·f·exp(U/τ)) with E = −log u standard exponential, doing
nothing after E/rest, and who arrives first is taken, which is a draw from these weights (ODD 5.3).
"""

from __future__ import annotations

import math

from model.rules.appraisal import effective_weight, judgement
from model.rules.compiled import apart, phase, rule
from model.rules.random_numbers import Keys, fill, number
from model.rules.records import NOTHING, ONLOOKER, TO_OTHER, Array, Flags, Index, Records

INTEREST, STAKE, FEELING, LEVERAGE = 0, 1, 2, 3
"""Places of the parts of a utility."""
NEVER_IDLE = 1e-9
"""The least weight of doing nothing, where base rates add up to more than 1."""


@rule
def gain(
    w: int, row: int, profile: int, event: int, term_first: Index, terms: Records, doers: Records, others: Index,
    weight: Array, parameters: Records, interests: Array, alignment: Array,
) -> float:  # fmt: skip
    """Gain ΔG: what the moves that an event is expected to make are worth to a profile, headroom left out.

    weight: (row, event, dimension). interests: (row, profile, dimension, actor, actor), Σ|interest| = 1. terms: the
    alignments that profile × event have in common.
    """
    p, total = parameters[row], 0.0
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
    w: int, row: int, actor: int, profile: int, issue: int, parameters: Records, stakes: Array, stake_error: Array
) -> float:
    """Worth of one level of an issue to an actor: its profile's stake and its world's lasting error, in stake units."""
    p = parameters[row]
    return (stakes[row, profile, issue] + p.stake_spread * stake_error[w, actor, issue]) * p.stake_unit


@rule
def prospect(
    w: int, row: int, actor: int, profile: int, event: int, events: Records, causes: Index, transitions: Records,
    enabled: Flags, step_chance: Array, parameters: Records, stakes: Array, stake_error: Array,
) -> float:  # fmt: skip
    """Stake·Δstage: worth to an actor of the steps of issues that an event may bring now, by their chances."""
    total = 0.0
    for c in range(events[event].first_cause, events[event].end_cause):
        t = causes[c]
        if enabled[w, t]:
            worth = level_worth(w, row, actor, profile, transitions[t].issue, parameters, stakes, stake_error)
            total += worth * step_chance[row, t] * transitions[t].change
    return total


@rule
def feeling_for(
    w: int, row: int, s: int, options: Records, option_others: Index, weight: Array, parameters: Records,
    alignment_mean: Array,
) -> float:  # fmt: skip
    """Feeling η·ŵ·A, A the actor's mean alignment to the others of the event; ν times that where hostile."""
    actor, event, p = options[s].actor, options[s].event, parameters[row]
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
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, needed: Array,
) -> float:  # fmt: skip
    """The part of U taken off: θ·Σ D·C·f·max(0, −worth) over those the actor depends on (ODD 5.3).

    needed: (world, actor, actor), dependence with the effects of stages and interventions. power: (world, actor).
    """
    total = 0.0
    for j in range(profile.shape[1]):
        if needed[w, actor, j] > 0.0 and power[w, j] > 0.0:
            worth = room * gain(w, row, profile[w, j], event, term_first, terms, doers, others, weight, parameters,
                                interests, alignment)  # fmt: skip
            worth += prospect(w, row, j, profile[w, j], event, events, causes, transitions, enabled, step_chance,
                              parameters, stakes, stake_error)  # fmt: skip
            total += threat(needed[w, actor, j], power[w, j], worth, parameters[row].leverage)
    return total


@apart
def utility(
    w: int, row: int, s: int, options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Utility U in its parts: interest, stake, feeling, and leverage, which is taken off (ODD 5.3)."""
    actor, event = options[s].actor, options[s].event
    room = headroom(w, row, event, events, doers, others, weight, alignment_mean)
    interest = room * gain(w, row, profile[w, actor], event, term_first, terms, doers, others, weight, parameters,
                           interests, alignment)  # fmt: skip
    stake = prospect(w, row, actor, profile[w, actor], event, events, causes, transitions, enabled, step_chance,
                     parameters, stakes, stake_error)  # fmt: skip
    feeling = feeling_for(w, row, s, options, option_others, weight, parameters, alignment_mean)
    threats = leverage(
        w, row, actor, event, room, events, doers, others, causes, transitions, term_first, terms, weight, parameters,
        interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
        needed)  # fmt: skip
    return interest, stake, feeling, threats


@rule
def arrival(number: float, log_weight: float) -> float:
    """Log of the time after which an option with this weight arrives; number: its random number in [0, 1)."""
    return math.log(max(-math.log(max(number, 1e-300)), 1e-300)) - log_weight


@rule
def is_open(w: int, s: int, options: Records, events: Records, causes: Index, allowed: Flags, enabled: Flags) -> bool:
    """Return True where an actor may propose: it is allowed, and can move an issue if that is what it is for."""
    if not options[s].proposes or not allowed[w, s]:
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
    w: int, row: int, actor: int, group_first: Index, groups: Records, options: Records, events: Records,
    causes: Index, allowed: Flags, enabled: Flags, attention: Array, rate: Array, share: Array,
) -> float:  # fmt: skip
    """Fill b·f of every option of an actor, the base rate split evenly over open targets; returns the idle weight."""
    activity = 0.0
    for g in range(group_first[actor], group_first[actor + 1]):
        targets = 0
        for s in range(groups[g].first_option, groups[g].end_option):
            share[s] = 0.0
            if is_open(w, s, options, events, causes, allowed, enabled):
                share[s] = 1.0
                targets += 1
        if targets:
            activity += rate[row, g]
            each = rate[row, g] * attention[w, actor] / targets
            for s in range(groups[g].first_option, groups[g].end_option):
                share[s] *= each
    return max(1.0 - attention[w, actor] * activity, NEVER_IDLE)


@phase
def choose(
    first: int, last: int, actor: int, end_actor: int, month: int, rows: Index, numbers: Index, choose_keys: Keys,
    idle_keys: Keys, group_first: Index, groups: Records, most: Array, most_gain: Array, scale: Array, allowed: Flags,
    attention: Array, rate: Array, drawn: Array, share: Array, chosen: Index,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> None:  # fmt: skip
    """Actors take the option that arrives first, or none if doing nothing does.

    Exact, but little is weighed: as −log u ≥ 1 − u, an option whose number is too small to win even at its greatest
    weight (`bound`) is left out, then one that would not win at the greatest gain, then one that would not win without
    leverage, which is only ever taken off.
    chosen: (world, actor), the option taken or NOTHING. drawn, share: (option,), for use in between.
    """
    for w in range(first, last):
        row, noise = rows[w], parameters[rows[w]].choice_noise
        for i in range(actor, end_actor):
            chosen[w, i] = NOTHING
            begin, end = options_of(i, group_first, groups)
            fill(choose_keys, begin, end, numbers[w], month, drawn)
            idle = availability(w, row, i, group_first, groups, options, events, causes, allowed, enabled, attention,
                                rate, share)  # fmt: skip
            best = arrival(number(idle_keys, i, numbers[w], month), math.log(idle))
            by = math.exp(min(best + scale[w, i], 700.0))
            for s in range(begin, end):
                if share[s] == 0.0 or 1.0 - drawn[s] >= by * share[s] * most[w, s]:
                    continue
                event = options[s].event
                room = headroom(w, row, event, events, doers, others, weight, alignment_mean)
                rest = prospect(w, row, i, profile[w, i], event, events, causes, transitions, enabled, step_chance,
                                parameters, stakes, stake_error)  # fmt: skip
                rest += feeling_for(w, row, s, options, option_others, weight, parameters, alignment_mean)
                rate_now = math.log(share[s])
                if arrival(drawn[s], rate_now + (room * most_gain[row, s] + rest) / noise) >= best:
                    continue
                interest = room * gain(w, row, profile[w, i], event, term_first, terms, doers, others, weight,
                                       parameters, interests, alignment)  # fmt: skip
                at_best = rate_now + (interest + rest) / noise
                if arrival(drawn[s], at_best) >= best:
                    continue
                threats = leverage(
                    w, row, i, event, room, events, doers, others, causes, transitions, term_first, terms, weight,
                    parameters, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
                    needed)  # fmt: skip
                when = arrival(drawn[s], at_best - threats / noise)
                if when < best:
                    best, chosen[w, i] = when, s
                    by = math.exp(min(best + scale[w, i], 700.0))


@rule
def options_of(actor: int, group_first: Index, groups: Records) -> tuple[int, int]:
    """First option of an actor, and the one after its last."""
    first, end = group_first[actor], group_first[actor + 1]
    if first == end:
        return 0, 0
    return groups[first].first_option, groups[end - 1].end_option


@phase
def bound(
    first: int, last: int, rows: Index, pursues: Flags, most: Array, most_gain: Array, scale: Array,
    group_first: Index, groups: Records, options: Records, events: Records, causes: Index, transitions: Records,
    term_first: Index, terms: Records, weight: Array, parameters: Records, interests: Array, stakes: Array,
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
                    row, s, pursues, options, term_first, terms, weight, parameters, interests
                )
            before = row
        for actor in range(len(group_first) - 1):
            scale[w, actor] = 0.0
            for g in range(group_first[actor], group_first[actor + 1]):
                for s in range(groups[g].first_option, groups[g].end_option):
                    stake = greatest_stake(w, row, s, pursues, options, events, causes, transitions, step_chance,
                                           parameters, stakes, stake_error)  # fmt: skip
                    feeling = abs(total_weight(row, options[s].event, weight)) * parameters[row].feeling
                    feeling *= max(1.0, parameters[row].negativity)
                    sum_of_parts = 2.0 * most_gain[row, s] + stake + feeling
                    most[w, s] = sum_of_parts / parameters[row].choice_noise * (1 + 1e-9)
                    scale[w, actor] = max(scale[w, actor], most[w, s])
        for s in range(len(options)):
            most[w, s] = max(math.exp(most[w, s] - scale[w, options[s].actor]), 1e-300)


@apart
def greatest_gain(
    row: int, s: int, pursues: Flags, options: Records, term_first: Index, terms: Records, weight: Array,
    parameters: Records, interests: Array,
) -> float:  # fmt: skip
    """The greatest |ΔG| of an option, whatever its actor pursues: an alignment is at most 1."""
    p, event, most = parameters[row], options[s].event, 0.0
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
    step_chance: Array, parameters: Records, stakes: Array, stake_error: Array,
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
            worth = level_worth(w, row, actor, profile, transitions[t].issue, parameters, stakes, stake_error)
            total += max(0.0, worth * step_chance[row, t] * transitions[t].change)
        most = max(most, total)
    return most


@rule
def consent_chance(utility: float, choice_noise: float) -> float:
    """Chance that a party asked agrees: 1/(1 + exp(−U/τ)) of the same utility seen by it."""
    return 1.0 / (1.0 + math.exp(min(-utility / choice_noise, 700.0)))


@phase
def agree(
    first: int, last: int, month: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    event_options: Index, chosen: Index, came_about: Flags, done: Flags, allowed: Flags,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> None:  # fmt: skip
    """Let chosen events come about: agreements if every other party chose them too, or consents (ODD 5.3).

    answers: (option that can be asked,), 1 or 0 where somebody answers in the actor's place, else NOTHING. came_about:
    (world, actor), whether what the actor chose did. done: (world, event).
    """
    for w in range(first, last):
        for actor in range(chosen.shape[1]):
            came_about[w, actor] = False
            if chosen[w, actor] == NOTHING:
                continue
            event, agreed = options[chosen[w, actor]].event, True
            if events[event].agreement:
                for n in range(events[event].first_option, events[event].end_option):
                    s = event_options[n]
                    if chosen[w, options[s].actor] == s:
                        continue
                    agreed = agreed and allowed[w, s] and consents(
                        w, month, s, rows, numbers, consent_keys, answers, options, option_others, events, doers,
                        others, causes, transitions, term_first, terms, weight, parameters, interests, stakes,
                        stake_error, step_chance, enabled, profile, power, alignment, alignment_mean,
                        needed)  # fmt: skip
            came_about[w, actor] = agreed
            if agreed:
                done[w, event] = True


@rule
def consents(
    w: int, month: int, s: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> bool:  # fmt: skip
    """Return True where the party of this option, asked to join, agrees."""
    row, asked = rows[w], options[s].asked
    if answers[asked] != NOTHING:
        return answers[asked] == 1
    interest, stake, feeling, threats = utility(
        w, row, s, options, option_others, events, doers, others, causes, transitions, term_first, terms, weight,
        parameters, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment, alignment_mean,
        needed)  # fmt: skip
    chance = consent_chance(interest + stake + feeling - threats, parameters[row].choice_noise)
    return number(consent_keys, asked, numbers[w], month) < chance


@phase
def open_month(
    first: int, last: int, reachable: Flags, transitions: Records, rest: Index, dependence: Array,
    dependence_change: Array, enabled: Flags, needed: Array,
) -> None:  # fmt: skip
    """Dependence and possible steps, as the actors see them when the month opens.

    enabled: (world, transition), whose stage and requirements hold and whose issue does not rest. needed: (world,
    actor, actor), dependence with the effects of stages and interventions, in [0, 1].
    """
    for w in range(first, last):
        depend(w, dependence, dependence_change, needed)
        for t in range(len(transitions)):
            enabled[w, t] = reachable[w, t] and rest[w, transitions[t].issue] == 0


@rule
def depend(w: int, dependence: Array, dependence_change: Array, needed: Array) -> None:
    """Fill one world's dependence with the effects of stages and interventions, cut to [0, 1]."""
    for i in range(needed.shape[1]):
        for j in range(needed.shape[2]):
            needed[w, i, j] = min(1.0, max(0.0, dependence[w, i, j] + dependence_change[w, i, j]))


@phase
def weigh(
    first: int, last: int, rows: Index, parts: Array, shares: Array, idle: Array,
    group_first: Index, groups: Records, allowed: Flags, attention: Array, rate: Array, share: Array,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, parameters: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> None:  # fmt: skip
    """Every option of every world weighed, for whoever wants to see what the race leaves out.

    parts: (world, option, part), the parts of U. shares: (world, option), b·f, 0 where closed. idle: (world, actor).
    """
    for w in range(first, last):
        row = rows[w]
        for actor in range(len(group_first) - 1):
            idle[w, actor] = availability(w, row, actor, group_first, groups, options, events, causes, allowed,
                                          enabled, attention, rate, share)  # fmt: skip
        for s in range(len(options)):
            shares[w, s] = share[s]
            interest, stake, feeling, threats = utility(
                w, row, s, options, option_others, events, doers, others, causes, transitions, term_first, terms,
                weight, parameters, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
                alignment_mean, needed)  # fmt: skip
            parts[w, s, INTEREST], parts[w, s, STAKE] = interest, stake
            parts[w, s, FEELING], parts[w, s, LEVERAGE] = feeling, threats
