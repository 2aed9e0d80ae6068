"""The environment of a world: what holds besides its alignments, by its issues' stages and active interventions.

Stages and interventions are effects alike: first the stages of all issues in a row, then the interventions (ODD 5.7).
"""

from __future__ import annotations

import numpy as np

from model.rules.compiled import phase, rule
from model.rules.records import Array, Flags, Index, Records


@rule
def met(w: int, first_need: int, end_need: int, needs: Records, stage: Index) -> bool:
    """Return True where every issue named is in one of its stages."""
    for n in range(first_need, end_need):
        if not (needs[n].stages >> np.uint64(stage[w, needs[n].issue])) & np.uint64(1):
            return False
    return True


@phase
def update_environment(
    first: int, last: int, rows: Index, changed: Flags, stage: Index, active: Flags, first_stage: Index,
    dated_support: Array, tie_first: Index, tie_cell: Index, tie_amount: Array,
    reliance_first: Index, reliance_cell: Index, reliance_amount: Array,
    binding_first: Index, binding_cell: Index, binding_amount: Array,
    attention_of: Records, attention_level: Array, set_attention_of: Records, set_attention_level: Array,
    capability: Array, capability_of: Records, capability_factor: Array, own_profile: Index, profile_of: Records,
    needs: Records, transitions: Records, options: Records, bans: Records, holds: Flags,
    tie_support: Array, dependence_change: Array, binding: Array, attention: Array, power: Array, profile: Index,
    reachable: Flags, allowed: Flags,
) -> None:  # fmt: skip
    """Work out anew what surrounds the worlds that changed; every array from `tie_support` on is filled."""
    stages = len(holds) - active.shape[1]
    for w in range(first, last):
        if not changed[w]:
            continue
        row = rows[w]
        holds[:] = False
        for q in range(stage.shape[1]):
            holds[first_stage[q] + stage[w, q]] = True
        for k in range(active.shape[1]):
            holds[stages + k] = active[w, k]
        add_up(w, row, holds, dated_support, tie_first, tie_cell, tie_amount, tie_support)
        add_up_pairs(w, row, holds, reliance_first, reliance_cell, reliance_amount, dependence_change)
        add_up_pairs(w, row, holds, binding_first, binding_cell, binding_amount, binding)
        enable(w, row, holds, stages, attention_of, attention_level, set_attention_of, set_attention_level,
               capability, capability_of, capability_factor, attention, power)  # fmt: skip
        for i in range(profile.shape[1]):
            profile[w, i] = own_profile[i]
        for n in range(len(profile_of)):
            if holds[profile_of[n].effect]:
                profile[w, profile_of[n].place] = profile_of[n].value
        for t in range(len(transitions)):
            begins = stage[w, transitions[t].issue] == transitions[t].begins
            reachable[w, t] = begins and met(w, transitions[t].first_need, transitions[t].end_need, needs, stage)
        for s in range(len(options)):
            allowed[w, s] = met(w, options[s].first_need, options[s].end_need, needs, stage)
        for n in range(len(bans)):
            if holds[bans[n].effect]:
                allowed[w, bans[n].place] = False


@rule
def add_up(
    w: int, row: int, holds: Flags, dated: Array, first: Index, cell: Index, amount: Array, support: Array
) -> None:
    """The alignment that standing ties support: dated ties and those of effects that hold (ODD 5.2)."""
    dimensions, actors = support.shape[1], support.shape[2]
    for d in range(dimensions):
        for i in range(actors):
            for j in range(actors):
                support[w, d, i, j] = dated[row, d, i, j]
    for effect in range(len(holds)):
        if holds[effect]:
            for n in range(first[effect], first[effect + 1]):
                d, pair = cell[n] // (actors * actors), cell[n] % (actors * actors)
                support[w, d, pair // actors, pair % actors] += amount[row, n]


@rule
def add_up_pairs(w: int, row: int, holds: Flags, first: Index, cell: Index, amount: Array, change: Array) -> None:
    """Sum of what effects that hold do to pairs: changes of dependence, or what binds them (ODD 5.7)."""
    actors = change.shape[1]
    change[w] = 0.0
    for effect in range(len(holds)):
        if holds[effect]:
            for n in range(first[effect], first[effect + 1]):
                change[w, cell[n] // actors, cell[n] % actors] += amount[row, n]


@rule
def enable(
    w: int, row: int, holds: Flags, stages: int, attention_of: Records, attention_level: Array,
    set_attention_of: Records, set_attention_level: Array, capability: Array, capability_of: Records,
    capability_factor: Array, attention: Array, power: Array,
) -> None:  # fmt: skip
    """Free attention: the least any stage leaves, or what the last active intervention sets; power: capability × it."""
    for i in range(attention.shape[1]):
        attention[w, i] = 1.0
        power[w, i] = capability[row, i]
    for n in range(len(attention_of)):
        if holds[attention_of[n].effect]:
            i = attention_of[n].place
            attention[w, i] = min(attention[w, i], attention_level[row, n])
    for n in range(len(set_attention_of)):
        if holds[stages + set_attention_of[n].effect]:
            attention[w, set_attention_of[n].place] = set_attention_level[row, n]
    for n in range(len(capability_of)):
        if holds[capability_of[n].effect]:
            power[w, capability_of[n].place] *= capability_factor[row, n]
    for i in range(attention.shape[1]):
        power[w, i] *= attention[w, i]
