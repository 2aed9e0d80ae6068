"""Rule 3, conduct: what actors did to each other of late, as fading sums that their choices go by (ODD 5.3)."""

from __future__ import annotations

import math

from model.rules.appraisal import total_weight
from model.rules.compiled import apart, phase, rule
from model.rules.memory import retention
from model.rules.records import AGGRESSOR, STRUCK, UNPROVOKED, Array, Flags, Index, Records

OF_LATE = 2.0
"""Months in which a use of force can be answered."""
FORCE = 4.0
"""Times that an event of force counts as pressure, beside its weight."""


@phase
def remember(
    first: int, last: int, rows: Index, done: Flags, events: Records, doers: Records, others: Index, weight: Array,
    coefficients: Records, friendly: Array, hostile: Array, friendly_count: Array, hostile_count: Array,
    pressing: Array, guaranteed: Array, since_force: Array,
) -> None:  # fmt: skip
    """Let what was done before fade, and add what was done this month, chosen or scripted.

    friendly, hostile: (world, actor, actor), sums of |ŵ| of what the first did to the second. friendly_count,
    hostile_count: numbers of events, an event counted once over its pairs. pressing: sums of |ŵ| of means of pressure.
    guaranteed: protection that the second offered the first. since_force: whole months since the first last used force
    against the second.
    """
    for w in range(first, last):
        p = coefficients[rows[w]]
        fade(w, p.conduct_half_life, friendly)
        fade(w, p.conduct_half_life, hostile)
        fade(w, p.habit_half_life, friendly_count)
        fade(w, p.habit_half_life, hostile_count)
        fade(w, p.pressure_half_life, pressing)
        fade(w, p.memory_half_life, guaranteed)
        for i in range(since_force.shape[1]):
            for j in range(since_force.shape[2]):
                since_force[w, i, j] += 1.0
        for event in range(done.shape[1]):
            if done[w, event]:
                record(w, rows[w], event, events, doers, others, weight, friendly, hostile, friendly_count,
                       hostile_count, pressing, guaranteed, since_force)  # fmt: skip


@rule
def fade(w: int, half_life: float, sums: Array) -> None:
    """One month's fading: half is left after `half_life` months."""
    retained = retention(half_life)
    for i in range(sums.shape[1]):
        for j in range(sums.shape[2]):
            sums[w, i, j] *= retained


@apart
def record(
    w: int, row: int, event: int, events: Records, doers: Records, others: Index, weight: Array, friendly: Array,
    hostile: Array, friendly_count: Array, hostile_count: Array, pressing: Array, guaranteed: Array,
    since_force: Array,
) -> None:  # fmt: skip
    """Add one event to the sums of its pairs."""
    size = total_weight(row, event, weight)
    if size == 0.0:
        return
    it, pairs = events[event], 0
    for s in range(it.first_doer, it.end_doer):
        pairs += doers[s].end_other - doers[s].first_other
    for s in range(it.first_doer, it.end_doer):
        i = doers[s].actor
        for o in range(doers[s].first_other, doers[s].end_other):
            j = others[o]
            if size > 0.0:
                friendly[w, i, j] += size
                friendly_count[w, i, j] += 1.0 / pairs
            else:
                hostile[w, i, j] -= size
                hostile_count[w, i, j] += 1.0 / pairs
            if it.lever or it.force:
                pressing[w, i, j] += abs(size) * (FORCE if it.force else 1.0)
            if it.force:
                since_force[w, i, j] = 0.0
            if it.guarantee:
                guaranteed[w, j, i] += abs(size)


@rule
def provoked(w: int, s: int, options: Records, option_others: Index, since_force: Array) -> bool:
    """Return True where an option needs no use of force to answer, or one of its other parties gave it one of late."""
    if options[s].answers == UNPROVOKED:
        return True
    for o in range(options[s].first_other, options[s].end_other):
        j = option_others[o]
        for k in range(since_force.shape[1]):
            struck = options[s].answers == STRUCK and k != options[s].actor and since_force[w, k, j] < OF_LATE
            if struck or (options[s].answers == AGGRESSOR and since_force[w, j, k] < OF_LATE):
                return True
    return False


@rule
def conduct(
    w: int, row: int, s: int, options: Records, option_others: Index, weight: Array, coefficients: Records,
    friendly: Array, hostile: Array,
) -> float:  # fmt: skip
    """Log weight by inertia and reciprocity: sign·mean over the others of χ·tanh(C[i, j]/c₀) + ρ·tanh(C[j, i]/c₀).

    C is friendly less hostile conduct of late; so who quarrels goes on, and who is answered answers, within bounds.
    """
    p = coefficients[row]
    size = total_weight(row, options[s].event, weight)
    if size == 0.0 or (p.inertia == 0.0 and p.reciprocity == 0.0):
        return 0.0
    i, total = options[s].actor, 0.0
    for o in range(options[s].first_other, options[s].end_other):
        j = option_others[o]
        total += p.inertia * math.tanh((friendly[w, i, j] - hostile[w, i, j]) / p.conduct_scale)
        total += p.reciprocity * math.tanh((friendly[w, j, i] - hostile[w, j, i]) / p.conduct_scale)
    total /= options[s].end_other - options[s].first_other
    return total if size > 0.0 else -total


@rule
def habit(
    w: int, row: int, s: int, options: Records, option_others: Index, weight: Array, coefficients: Records,
    friendly_count: Array, hostile_count: Array,
) -> float:  # fmt: skip
    """Relative frequency of an option among the targets of its action: past events of its sign to them, and a prior."""
    i, total = options[s].actor, 0.0
    friend = total_weight(row, options[s].event, weight) > 0.0
    for o in range(options[s].first_other, options[s].end_other):
        j = option_others[o]
        total += friendly_count[w, i, j] if friend else hostile_count[w, i, j]
    total /= options[s].end_other - options[s].first_other
    return total + coefficients[row].habit_prior


@rule
def strength(power: float, against: float) -> float:
    """Relative strength c: one's share of the power of two."""
    return power / (power + against) if power > 0.0 else 0.0


@rule
def restraint(
    w: int, row: int, s: int, options: Records, option_others: Index, events: Records, coefficients: Records,
    power: Array, alignment_mean: Array, protection: Array, guaranteed: Array, binding: Array,
) -> float:  # fmt: skip
    """Log weight that deterrence and commitment take off the use of force (ODD 5.3).

    Σ over protectors k of the target j: δ_F·p[j, k]·c_ki·(1 + A[k, j])/2, and δ_C times what binds i and j. protection:
    (row, actor, actor), share of its security that the first owes to the second. binding: (world, actor, actor).
    """
    if not events[options[s].event].force:
        return 0.0
    p, i, total = coefficients[row], options[s].actor, 0.0
    for o in range(options[s].first_other, options[s].end_other):
        j = option_others[o]
        total += p.commitment * binding[w, i, j]
        for k in range(power.shape[1]):
            if k != i and k != j:
                share = min(1.0, protection[row, j, k] + guaranteed[w, j, k])
                against = strength(power[w, k], power[w, i])
                total += p.deterrence * share * against * (1.0 + alignment_mean[w, k, j]) / 2.0
    return total / (options[s].end_other - options[s].first_other)
