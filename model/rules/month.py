"""Whole runs of worlds in one call: the month of `Region.step`, phase by phase, and what is kept of it.

The phases are those that `Region.step` calls, in the same order; a few worlds stay in the processor's cache for all
their months. The numbers are the same to the last bit.
"""

from __future__ import annotations

import numpy as np

from model.rules.calls import call
from model.rules.choice import choose, depend, open_month
from model.rules.compiled import phase, rule
from model.rules.conduct import remember
from model.rules.consent import agree
from model.rules.environment import update_environment
from model.rules.interventions import intervene
from model.rules.issues import move_issues
from model.rules.memory import appraise_and_forget, diversify, mean_over_dimensions
from model.rules.records import NOTHING, Array, Flags, Index, Records

PHASES = (
    intervene, update_environment, open_month, choose, agree, appraise_and_forget, remember, diversify, move_issues,
)  # fmt: skip
"""The phases of a month, in their order."""
STRETCH = 16
"""Worlds that go through a month together: few enough for the cache, enough that calls of phases cost little."""


@phase
def run(
    first: int, last: int, month_now: int, months: int, first_actor: int, rows: Index, numbers: Index,
    rest_length: Index, rest_after: Index,
    interventions: Records, needs: Records, sets: Records, levels: Array, alternatives: int,
    clauses: Records, chance_drawn: Array, watched_first: Index, watched: Index,
    first_stage: Index, dated_support: Array, tie_first: Index, tie_cell: Index, tie_amount: Array,
    reliance_first: Index, reliance_cell: Index, reliance_amount: Array,
    attention_of: Records, attention_level: Array, set_attention_of: Records, set_attention_level: Array,
    capability: Array, capability_of: Records, capability_factor: Array, own_profile: Index, profile_of: Records,
    bans: Records,
    choose_keys: np.ndarray, idle_keys: np.ndarray, consent_keys: np.ndarray, step_keys: np.ndarray, answers: Index,
    event_options: Index,
    group_first: Index, groups: Records, rate: Array, hostility: Array, threshold: Array, exposure: Array,
    protection: Array, binding_first: Index, binding_cell: Index, binding_amount: Array,
    options: Records, option_others: Index, events: Records, doers: Records, others: Index, party: Flags,
    causes: Index, transitions: Records, precedence: Index, hazard_open: Flags, term_first: Index, terms: Records,
    weight: Array, coefficients: Records, interests: Array, stakes: Array, stake_error: Array, step_chance: Array,
    alignment: Array, shift: Array, dependence: Array, friendly: Array, hostile: Array, friendly_count: Array,
    hostile_count: Array, pressing: Array, guaranteed: Array, since_force: Array, stage: Index, rest: Index,
    last_event: Index, armed: Index, fired: Index, active: Flags, done: Flags, changed: Flags, chosen: Index,
    came_about: Flags, stepped: Index, tie_support: Array, dependence_change: Array, binding: Array,
    attention: Array, power: Array, profile: Index, reachable: Flags, allowed: Flags, enabled: Flags,
    open_now: Flags, idle: Array, most_gain: Array, alignment_mean: Array, needed: Array, up: Array, down: Array,
    passed: Array, share: Array, left: Array, headroom: Array,
    early: Array, presser: Index, by: Array, drawn: Array, idle_drawn: Array,
    holds: Flags, caused: Flags, shifts: Records, shift_size: Array, shifted: Array,
    cells: Index, seen_alignment: Array, seen_dependence: Array, seen_stage: np.ndarray, seen_cells: Array,
    seen_done: Flags, taken: Index, phases: Records,
) -> None:  # fmt: skip
    """Run a stretch of worlds from `month_now` to `months` and keep what outcomes are made of.

    first_actor: 0, as a number that is no literal: else `choose` would be compiled for it once more. seen_…: (world,
    month, …), what holds at the end of each month: mean alignments, dependence, stages, the cells of alignment by
    dimension that are asked for, and events done. taken: (group,), how often options came about; adds up. phases: the
    addresses of PHASES.
    """
    for begin in range(first, last, STRETCH):
        end = min(begin + STRETCH, last)
        for w in range(begin, end if month_now == 0 else begin):
            mean_over_dimensions(w, alignment, alignment_mean)
            keep(w, 0, alignment, alignment_mean, dependence, dependence_change, needed, stage, done, cells,
                 seen_alignment, seen_dependence, seen_stage, seen_cells, seen_done)  # fmt: skip
        for month in range(month_now + 1, months + 1):
            call(phases, intervene, begin, end, month, rest_after, interventions, needs, sets, levels, alternatives,
                 clauses, chance_drawn, watched_first, watched, alignment, alignment_mean, stage, rest, last_event,
                 armed, fired, active, done, changed)  # fmt: skip
            call(phases, update_environment, begin, end, rows, changed, stage, active, first_stage, dated_support,
                 tie_first, tie_cell, tie_amount, reliance_first, reliance_cell, reliance_amount, binding_first,
                 binding_cell, binding_amount, attention_of, attention_level, set_attention_of, set_attention_level,
                 capability, capability_of, capability_factor, own_profile, profile_of, needs, transitions, options,
                 bans, holds, tie_support, dependence_change, binding, attention, power, profile, reachable,
                 allowed)  # fmt: skip
            call(phases, open_month, begin, end, rows, reachable, transitions, rest, dependence, dependence_change,
                 enabled, needed, group_first, groups, options, option_others, events, causes, allowed, since_force,
                 attention, rate, open_now, idle)  # fmt: skip
            call(phases, choose, begin, end, first_actor, len(group_first) - 1, month, rows, numbers, choose_keys,
                 idle_keys, group_first, groups, open_now, idle, share, left, headroom, early, presser, by, drawn,
                 idle_drawn, chosen, most_gain, attention, rate, friendly_count, hostile_count, options, option_others,
                 events, doers, others, causes, transitions, term_first, terms, weight, coefficients, interests, stakes,
                 stake_error, step_chance, enabled, profile, power, alignment, alignment_mean, needed, pressing,
                 exposure, friendly, hostile, hostility, protection, guaranteed, binding)  # fmt: skip
            call(phases, agree, begin, end, month, rows, numbers, consent_keys, answers, event_options, chosen,
                 came_about, done, allowed, options, option_others, events, doers, others, causes, transitions,
                 term_first, terms, weight, coefficients, interests, stakes, stake_error, step_chance, enabled, profile,
                 power, alignment, alignment_mean, needed, pressing, exposure, friendly, hostile,
                 threshold)  # fmt: skip
            call(phases, appraise_and_forget, begin, end, rows, done, events, doers, others, party, weight,
                 coefficients, alignment, shift, tie_support, up, down)  # fmt: skip
            call(phases, remember, begin, end, rows, done, events, doers, others, weight, coefficients, friendly,
                 hostile, friendly_count, hostile_count, pressing, guaranteed, since_force)  # fmt: skip
            call(phases, diversify, begin, end, rows, coefficients, alignment, alignment_mean, dependence, passed)
            call(phases, move_issues, begin, end, month, rows, numbers, rest_length, events, causes, transitions,
                 precedence, step_chance, hazard_open, step_keys, enabled, done, shifts, shift_size, clauses, needs,
                 alignment_mean, watched_first, watched, last_event, chance_drawn, caused, shifted, stage, rest,
                 stepped, changed)  # fmt: skip
            call(phases, update_environment, begin, end, rows, changed, stage, active, first_stage, dated_support,
                 tie_first, tie_cell, tie_amount, reliance_first, reliance_cell, reliance_amount, binding_first,
                 binding_cell, binding_amount, attention_of, attention_level, set_attention_of, set_attention_level,
                 capability, capability_of, capability_factor, own_profile, profile_of, needs, transitions, options,
                 bans, holds, tie_support, dependence_change, binding, attention, power, profile, reachable,
                 allowed)  # fmt: skip
            for w in range(begin, end):
                count(w, chosen, came_about, options, taken)
                keep(w, month, alignment, alignment_mean, dependence, dependence_change, needed, stage, done, cells,
                     seen_alignment, seen_dependence, seen_stage, seen_cells, seen_done)  # fmt: skip


@rule
def count(w: int, chosen: Index, came_about: Flags, options: Records, taken: Index) -> None:
    """Add the options that came about in one world's month to the count of their actor and action."""
    for actor in range(chosen.shape[1]):
        if chosen[w, actor] != NOTHING and came_about[w, actor]:
            taken[options[chosen[w, actor]].group] += 1


@rule
def keep(
    w: int, month: int, alignment: Array, alignment_mean: Array, dependence: Array, dependence_change: Array,
    needed: Array, stage: Index, done: Flags, cells: Index, seen_alignment: Array, seen_dependence: Array,
    seen_stage: np.ndarray, seen_cells: Array, seen_done: Flags,
) -> None:  # fmt: skip
    """Keep what outcomes are made of at the end of one world's month. cells: (cell, 3), dimension, actor, actor."""
    depend(w, dependence, dependence_change, needed)
    for i in range(needed.shape[1]):
        for j in range(needed.shape[2]):
            seen_alignment[w, month, i, j] = alignment_mean[w, i, j]
            seen_dependence[w, month, i, j] = needed[w, i, j]
    for q in range(stage.shape[1]):
        seen_stage[w, month, q] = stage[w, q]
    for n in range(len(cells)):
        seen_cells[w, month, n] = alignment[w, cells[n, 0], cells[n, 1], cells[n, 2]]
    for event in range(done.shape[1]):
        seen_done[w, month, event] = done[w, event]
