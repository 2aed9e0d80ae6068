"""Rule 3, choice: actors are as busy as the documents show; interest, stake, feeling and leverage tilt what they do.

A random utility model (McFadden 1974): an option is taken with weight b·f·exp(U/τ), nothing is done with the rest of
the base rates. Choice is a race: option s arrives after E/(b·f·exp(U/τ)) with E = −log u standard exponential, doing
nothing after E/rest, and who arrives first is taken, which is a draw from these weights (ODD 5.3).
"""

from __future__ import annotations

import math

from model.rules.compiled import phase, rule
from model.rules.random_numbers import Keys, fill, number
from model.rules.records import NOTHING, Array, Flags, Index, Records
from model.rules.utility import (
    FEELING,
    INTEREST,
    LEVERAGE,
    STAKE,
    feeling_for,
    gain,
    headroom,
    leverage,
    prospect,
    utility,
)

NEVER_IDLE = 1e-9
"""The least weight of doing nothing, where base rates add up to more than 1."""


@rule
def arrival(number: float, log_weight: float) -> float:
    """Log of the time after which an option with this weight arrives; number: its random number in [0, 1)."""
    return math.log(max(-math.log(max(number, 1e-300)), 1e-300)) - log_weight


@rule
def growth(number: float) -> float:
    """Exponential of a number, infinite where a float cannot hold it, so that no option is left out by mistake."""
    return math.exp(number) if number < 700.0 else math.inf


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
            share[w, s] = 0.0
            if is_open(w, s, options, events, causes, allowed, enabled):
                share[w, s] = 1.0
                targets += 1
        if targets:
            activity += rate[row, g]
            each = rate[row, g] * attention[w, actor] / targets
            for s in range(groups[g].first_option, groups[g].end_option):
                share[w, s] *= each
    return max(1.0 - attention[w, actor] * activity, NEVER_IDLE)


@phase
def choose(
    first: int, last: int, actor: int, end_actor: int, month: int, rows: Index, numbers: Index, choose_keys: Keys,
    idle_keys: Keys, group_first: Index, groups: Records, most: Array, most_gain: Array, scale: Array, share: Array,
    idle: Array, drawn: Array, idle_drawn: Array, chosen: Index,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> None:  # fmt: skip
    """Actors take the option that arrives first, or none if doing nothing does.

    Exact, but little is weighed: as −log u ≥ 1 − u, an option whose number is too small to win even at its greatest
    weight (`bound`) is left out, then one that would not win at the greatest gain, then one that would not win without
    leverage, which is only ever taken off.
    share: (world, option), b·f, and idle: (world, actor), the weight of doing nothing, as `open_month` found them.
    chosen: (world, actor), the option taken or NOTHING. drawn: (option,), idle_drawn: (actor,), for use in between.
    """
    first_option, end_option = options_of(actor, end_actor, group_first, groups)
    for w in range(first, last):
        row, noise = rows[w], coefficients[rows[w]].choice_noise
        fill(choose_keys, first_option, end_option, numbers[w], month, drawn)
        fill(idle_keys, actor, end_actor, numbers[w], month, idle_drawn)
        for i in range(actor, end_actor):
            chosen[w, i] = NOTHING
            best = arrival(idle_drawn[i], math.log(idle[w, i]))
            by = growth(best + scale[w, i])
            begin, end = options_of(i, i + 1, group_first, groups)
            for s in range(begin, end):
                if share[w, s] == 0.0 or 1.0 - drawn[s] >= by * share[w, s] * most[w, s]:
                    continue
                event = options[s].event
                room = headroom(w, row, event, events, doers, others, weight, alignment_mean)
                rest = prospect(w, row, i, profile[w, i], event, events, causes, transitions, enabled, step_chance,
                                coefficients, stakes, stake_error)  # fmt: skip
                rest += feeling_for(w, row, s, options, option_others, weight, coefficients, alignment_mean)
                tilt = (room * most_gain[row, s] + rest) / noise
                if 1.0 - drawn[s] >= share[w, s] * growth(best + tilt) * (1.0 + 1e-9):
                    continue
                rate_now = math.log(share[w, s])
                interest = room * gain(w, row, profile[w, i], event, term_first, terms, doers, others, weight,
                                       coefficients, interests, alignment)  # fmt: skip
                at_best = rate_now + (interest + rest) / noise
                if arrival(drawn[s], at_best) >= best:
                    continue
                threats = leverage(
                    w, row, i, event, room, events, doers, others, causes, transitions, term_first, terms, weight,
                    coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
                    needed)  # fmt: skip
                when = arrival(drawn[s], at_best - threats / noise)
                if when < best:
                    best, chosen[w, i] = when, s
                    by = growth(best + scale[w, i])


@rule
def options_of(actor: int, end_actor: int, group_first: Index, groups: Records) -> tuple[int, int]:
    """First and end of the options of a stretch of actors."""
    first, end = group_first[actor], group_first[end_actor]
    if first == end:
        return 0, 0
    return groups[first].first_option, groups[end - 1].end_option


@rule
def consent_chance(utility: float, choice_noise: float) -> float:
    """Chance that a party asked agrees: 1/(1 + exp(−U/τ)) of the same utility seen by it."""
    return 1.0 / (1.0 + math.exp(min(-utility / choice_noise, 700.0)))


@phase
def agree(
    first: int, last: int, month: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    event_options: Index, chosen: Index, came_about: Flags, done: Flags, allowed: Flags,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
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
                        others, causes, transitions, term_first, terms, weight, coefficients, interests, stakes,
                        stake_error, step_chance, enabled, profile, power, alignment, alignment_mean,
                        needed)  # fmt: skip
            came_about[w, actor] = agreed
            if agreed:
                done[w, event] = True


@rule
def consents(
    w: int, month: int, s: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> bool:  # fmt: skip
    """Return True where the party of this option, asked to join, agrees."""
    row, asked = rows[w], options[s].asked
    if answers[asked] != NOTHING:
        return answers[asked] == 1
    interest, stake, feeling, threats = utility(
        w, row, s, options, option_others, events, doers, others, causes, transitions, term_first, terms, weight,
        coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment, alignment_mean,
        needed)  # fmt: skip
    chance = consent_chance(interest + stake + feeling - threats, coefficients[row].choice_noise)
    return number(consent_keys, asked, numbers[w], month) < chance


@phase
def open_month(
    first: int, last: int, rows: Index, reachable: Flags, transitions: Records, rest: Index, dependence: Array,
    dependence_change: Array, enabled: Flags, needed: Array, group_first: Index, groups: Records, options: Records,
    events: Records, causes: Index, allowed: Flags, attention: Array, rate: Array, stale: Flags, share: Array,
    idle: Array,
) -> None:  # fmt: skip
    """Dependence, possible steps and open options, as the actors see them when the month opens.

    enabled: (world, transition), whose stage and requirements hold and whose issue does not rest. needed: (world,
    actor, actor), dependence with the effects of stages and interventions, in [0, 1]. stale: (world,), whether share
    and idle, the base rates b·f of the options and the weight of doing nothing, are of another environment.
    """
    for w in range(first, last):
        depend(w, dependence, dependence_change, needed)
        for t in range(len(transitions)):
            now = reachable[w, t] and rest[w, transitions[t].issue] == 0
            stale[w] |= now != enabled[w, t]
            enabled[w, t] = now
        if stale[w]:
            for actor in range(len(group_first) - 1):
                idle[w, actor] = availability(w, rows[w], actor, group_first, groups, options, events, causes, allowed,
                                              enabled, attention, rate, share)  # fmt: skip
            stale[w] = False


@rule
def depend(w: int, dependence: Array, dependence_change: Array, needed: Array) -> None:
    """Fill one world's dependence with the effects of stages and interventions, cut to [0, 1]."""
    for i in range(needed.shape[1]):
        for j in range(needed.shape[2]):
            needed[w, i, j] = min(1.0, max(0.0, dependence[w, i, j] + dependence_change[w, i, j]))


@phase
def weigh(
    first: int, last: int, rows: Index, parts: Array,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array,
) -> None:  # fmt: skip
    """Every option of every world weighed, for whoever wants to see what the race leaves out.

    parts: (world, option, part), the parts of U.
    """
    for w in range(first, last):
        for s in range(len(options)):
            interest, stake, feeling, threats = utility(
                w, rows[w], s, options, option_others, events, doers, others, causes, transitions, term_first, terms,
                weight, coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment,
                alignment_mean, needed)  # fmt: skip
            parts[w, s, INTEREST], parts[w, s, STAKE] = interest, stake
            parts[w, s, FEELING], parts[w, s, LEVERAGE] = feeling, threats
