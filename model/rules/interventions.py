"""A scenario's interventions: which fire in which world and month, and the stages they set (ODD 5.7)."""

from __future__ import annotations

from model.rules.compiled import phase, rule
from model.rules.conditions import condition_holds, watch
from model.rules.memory import mean_over_dimensions
from model.rules.records import AT, BETWEEN, NEVER, Array, Flags, Index, Records


@phase
def intervene(
    first: int, last: int, month: int, rest_after: Index, interventions: Records, needs: Records, sets: Records,
    levels: Array, alternatives: int, clauses: Records, chance_drawn: Array, watched_first: Index, watched: Index,
    alignment: Array, alignment_mean: Array, stage: Index, rest: Index, last_event: Index,
    armed: Index, fired: Index, active: Flags, done: Flags, changed: Flags,
) -> None:  # fmt: skip
    """Fire what is due: begin lasting effects, do scripted events, set stages, and mark the worlds that changed.

    What happened the month before is noted first, as far as conditions ask for it.

    levels: (issue, stage). alternatives: how many events actors may choose; scripted ones follow. armed, fired: month
    in which a condition was first seen to hold, and in which an intervention fired: (world, intervention). active:
    (world, intervention). done: (world, event), made anew. changed: (world,).
    """
    for w in range(first, last):
        mean_over_dimensions(w, alignment, alignment_mean)
        watch(w, month - 1, watched_first, watched, done, last_event)
        changed[w] = False
        for event in range(done.shape[1]):
            done[w, event] = False
        for k in range(len(interventions)):
            was = active[w, k]
            now = due(w, k, month, interventions, clauses, needs, stage, alignment_mean, last_event, chance_drawn,
                      armed, fired, active)  # fmt: skip
            changed[w] |= active[w, k] != was
            if now:
                fired[w, k] = min(fired[w, k], month)
                if interventions[k].event >= 0:
                    done[w, interventions[k].event] = True
        for k in range(len(interventions)):
            if fired[w, k] == month:
                changed[w] |= set_stages(w, k, interventions, sets, levels, rest_after, stage, rest)


@rule
def due(
    w: int, k: int, month: int, interventions: Records, clauses: Records, needs: Records, stage: Index,
    alignment_mean: Array, last_event: Index, chance_drawn: Array, armed: Index, fired: Index, active: Flags,
) -> bool:  # fmt: skip
    """Return True where an intervention fires now; marks while its lasting effects hold.

    A condition seen at the opening of a month has held since the month before; `after` counts from there.
    """
    it = interventions[k]
    if it.timing == BETWEEN:
        active[w, k] = it.first_month <= month <= it.last_month
        return month == max(it.first_month, 1) and month <= it.last_month
    if it.timing == AT:
        now = month == it.first_month
    else:
        if armed[w, k] == NEVER and condition_holds(
            w, month, it.first_clause, it.end_clause, clauses, needs, stage, alignment_mean, last_event, chance_drawn
        ):
            armed[w, k] = month
        now = month - (armed[w, k] - 1) >= max(it.after, 1) and fired[w, k] == NEVER
    active[w, k] |= now
    return now


@rule
def set_stages(
    w: int, k: int, interventions: Records, sets: Records, levels: Array, rest_after: Index, stage: Index, rest: Index
) -> bool:
    """Put issues into the stages an intervention says; returns True where one moved."""
    moved = False
    for n in range(interventions[k].first_set, interventions[k].end_set):
        q, to = sets[n].issue, sets[n].stage
        further = interventions[k].or_further and levels[q, stage[w, q]] >= levels[q, to]
        if stage[w, q] != to and not further:
            stage[w, q] = to
            rest[w, q] = rest_after[w]
            moved = True
    return moved
