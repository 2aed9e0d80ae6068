"""Rule 4, consent: an agreement comes about where every other party chose it too, or agrees to it (ODD 5.4)."""

from __future__ import annotations

import math

from model.rules.compiled import apart, phase, rule
from model.rules.conduct import conduct
from model.rules.random_numbers import Keys, number
from model.rules.records import NOTHING, Array, Flags, Index, Records
from model.rules.utility import utility


@rule
def consent_chance(utility: float, choice_noise: float, conduct: float, threshold: float) -> float:
    """Chance that a party asked agrees: 1/(1 + exp(−(U/τ_c + conduct − c))) of the same utility seen by it.

    choice_noise: τ_c, that of consent. threshold: c, by the kind of agreement.
    """
    return 1.0 / (1.0 + math.exp(min(threshold - utility / choice_noise - conduct, 700.0)))


@phase
def agree(
    first: int, last: int, month: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    event_options: Index, chosen: Index, came_about: Flags, done: Flags, allowed: Flags,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array, pressing: Array, exposure: Array,
    friendly: Array, hostile: Array, threshold: Array,
) -> None:  # fmt: skip
    """Let chosen events come about: agreements if every other party chose them too, or consents (ODD 5.4).

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
                        stake_error, step_chance, enabled, profile, power, alignment, alignment_mean, needed, pressing,
                        exposure, friendly, hostile, threshold)  # fmt: skip
            came_about[w, actor] = agreed
            if agreed:
                done[w, event] = True


@apart
def consents(
    w: int, month: int, s: int, rows: Index, numbers: Index, consent_keys: Keys, answers: Index,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index,
    causes: Index, transitions: Records, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array, stakes: Array, stake_error: Array, step_chance: Array, enabled: Flags, profile: Index,
    power: Array, alignment: Array, alignment_mean: Array, needed: Array, pressing: Array, exposure: Array,
    friendly: Array, hostile: Array, threshold: Array,
) -> bool:  # fmt: skip
    """Return True where the party of this option, asked to join, agrees."""
    row, asked = rows[w], options[s].asked
    if answers[asked] != NOTHING:
        return answers[asked] == 1
    interest, stake, feeling, pressed = utility(
        w, row, s, options, option_others, events, doers, others, causes, transitions, term_first, terms, weight,
        coefficients, interests, stakes, stake_error, step_chance, enabled, profile, power, alignment, alignment_mean,
        needed, pressing, exposure)  # fmt: skip
    noise = coefficients[row].choice_noise * coefficients[row].consent_noise
    of_late = conduct(w, row, s, options, option_others, weight, coefficients, friendly, hostile)
    chance = consent_chance(interest + stake + feeling + pressed, noise, of_late, threshold[row, options[s].event])
    return number(consent_keys, asked, numbers[w], month) < chance
