"""Conditions of interventions, worked out in one world: short programs of clauses (ODD 5.7).

A program is a condition written with each question before what joins it to others, as in `A B both C not either` for
“A and B, or not C”. Nothing is kept of events but the last month of those that some condition asks for.
"""

from __future__ import annotations

from model.rules.compiled import rule
from model.rules.environment import met
from model.rules.records import ALIGNMENT, BOTH, EITHER, HAPPENED, NOT, STAGES, Array, Flags, Index, Records


@rule
def condition_holds(
    w: int, month: int, first: int, end: int, clauses: Records, needs: Records, stage: Index, alignment_mean: Array,
    last_event: Index, chance_drawn: Array,
) -> bool:  # fmt: skip
    """Return True where a condition holds at the opening of a month.

    last_event: last month in which an event of a pattern happened, NOTHING before the first: (world, pattern).
    chance_drawn: in [0, 1), once a world: (world, name).
    """
    answers = 0  # the answers not joined yet, a binary digit each, the latest last
    for n in range(first, end):
        if clauses[n].kind == NOT:
            answers ^= 1
        elif clauses[n].kind == BOTH:
            answers = (answers >> 1) & (answers | ~1)
        elif clauses[n].kind == EITHER:
            answers = (answers >> 1) | (answers & 1)
        else:
            answers = (answers << 1) | int(
                answer(w, month, n, clauses, needs, stage, alignment_mean, last_event, chance_drawn)
            )
    return answers == 1


@rule
def answer(
    w: int, month: int, n: int, clauses: Records, needs: Records, stage: Index, alignment_mean: Array,
    last_event: Index, chance_drawn: Array,
) -> bool:  # fmt: skip
    """Answer to one question of a condition: stages of issues, an alignment, an event that happened, or chance."""
    it = clauses[n]
    if it.kind == STAGES:
        return met(w, it.first, it.second, needs, stage)
    if it.kind == ALIGNMENT:
        return it.above < alignment_mean[w, it.first, it.second] < it.below
    if it.kind == HAPPENED:
        return last_event[w, it.first] > max(it.above, month - 1 - it.second)
    return chance_drawn[w, it.first] < it.below


@rule
def watch(w: int, month: int, watched_first: Index, watched: Index, done: Flags, last_event: Index) -> None:
    """Note a month in which an event happened that a condition asks for.

    watched: the events of each pattern, from `watched_first` of it to that of the next.
    """
    for pattern in range(last_event.shape[1]):
        for n in range(watched_first[pattern], watched_first[pattern + 1]):
            if done[w, watched[n]]:
                last_event[w, pattern] = month
