"""Bound of the race: the greatest gain of an event to a profile, whatever the alignments (ODD 5.4)."""

from __future__ import annotations

from model.rules.appraisal import effective_weight
from model.rules.compiled import phase
from model.rules.records import ONLOOKER, TO_OTHER, Array, Index, Records
from model.rules.utility import weight_events


@phase
def bound(
    first: int, last: int, most_gain: Array, term_first: Index, terms: Records, weight: Array, coefficients: Records,
    interests: Array,
) -> None:  # fmt: skip
    """Fill the greatest ΔG in some rows of values: onlookers judge by an alignment, which is at most 1 either way.

    most_gain: (row, profile, alternative).
    """
    for row in range(first, last):
        p = coefficients[row]
        for profile in range(most_gain.shape[1]):
            for event in range(most_gain.shape[2]):
                place, total = profile * weight_events(term_first, interests) + event, 0.0
                for n in range(term_first[place], term_first[place + 1]):
                    term = terms[n]
                    for d in range(weight.shape[2]):
                        move = effective_weight(weight[row, event, d], p.impact, p.negativity)
                        worth = move * interests[row, profile, d, term.of, term.to]
                        if term.kind == ONLOOKER:
                            total += abs(p.spillover * worth)
                        else:
                            total += worth * (p.reflection if term.kind == TO_OTHER else 1.0)
                most_gain[row, profile, event] = total + 1e-12
