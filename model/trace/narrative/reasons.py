"""Reasons of an actor to do, propose, accept or refuse: the parts of its utility in words."""

from __future__ import annotations

from model.common.text import capital, in_full, listed
from model.trace.narrative.wording import ROUNDS_TO_ZERO, Wording, chance
from model.trace.records import Evaluation, Event

NOTABLE = 0.2
"""A log weight from which conduct or restraint is told: it makes a choice about a fifth more or less likely."""


def evaluation(say: Wording, why: Evaluation, event: Event) -> str:
    """Utility of an event to one actor in words, and its answer if it was asked."""
    name, parts = say.actor(why.actor), why.parts
    named = {"interest": parts.interest, "stake": parts.stake, "feeling": parts.feeling, "pressure": parts.pressure}
    if max(map(abs, named.values())) < ROUNDS_TO_ZERO:
        utility = "utility was near 0: no part weighed anything to speak of."
    else:
        shown = ", ".join(f"{part} {in_full(value)}" for part, value in named.items())
        utility = f"utility was {in_full(parts.utility)} ({shown}). {_reasons(say, why, event, named)}"
    if why.consent_chance is None or why.random_number is None:
        return f"{name}'s {utility} {_chosen(why)}"
    if why.played:
        answer = "agreed" if why.agreed else "refused"
        would = f"the model would have agreed with a chance of {why.consent_chance:.2f}"
        return f"{name}'s team {answer}; {would}. Its {utility}"
    answer, side = ("agreed", "below") if why.agreed else ("refused", "not below")
    chance_said = f"the chance that it would agree was {why.consent_chance:.2f}"
    return f"{name} {answer}: {chance_said}, and luck drew {why.random_number:.2f}, {side} that. Its {utility}"


def _chosen(why: Evaluation) -> str:
    """Chance that the event was chosen, and the effect of the utility on it."""
    factor = why.times_as_likely or 0.0
    times = f"{factor:.2g}" if factor < 100 else f"{factor:.0f}"
    if why.played:
        return f"Its team chose this; the model would have, with a chance of {chance(why.chance or 0)} this month."
    usual = "as by its base rate" if times == "1" else f"{times} times as high as by its base rate"
    return f"Its chance this month was {chance(why.chance or 0)}, {usual}.{_besides(why)}"


def _besides(why: Evaluation) -> str:
    """Reasons besides utility, where they were of some size."""
    said = []
    if abs(why.conduct) >= NOTABLE:
        said.append(f"what the two sides did recently spoke {'for' if why.conduct > 0 else 'against'} it")
    if why.restraint >= NOTABLE:
        said.append("protection or a commitment held it back")
    return f" Besides, {listed(said)}." if said else ""


def _reasons(say: Wording, why: Evaluation, event: Event, named: dict[str, float]) -> str:
    """The part that weighed most, and any other of at least half its size."""
    ranked = sorted(named, key=lambda part: -abs(named[part]))
    words = {"interest": _interest, "stake": _stake, "pressure": _pressure}
    said: list[str] = []
    for part in ranked:
        if abs(named[part]) < abs(named[ranked[0]]) / 2:
            break
        reason = _feeling(say, why, event) if part == "feeling" else words[part](say, why)
        said.append(f"{capital(part)}{'' if said else ' weighed most'}: {reason}.")
    return " ".join(said)


def _interest(say: Wording, why: Evaluation) -> str:
    """The leanings it cares for that gain or lose most by the event."""
    least = max(abs(why.interest_terms[0].worth) / 4, ROUNDS_TO_ZERO)
    words = []
    for n, leaning in enumerate(why.interest_terms[:3]):
        if n and abs(leaning.worth) < least:
            break
        to = "it" if leaning.to == why.actor else say.actor(leaning.to)
        of = "its own leaning" if leaning.of == why.actor else f"{say.actor(leaning.of)} leaning"
        verb, how = "gains" if leaning.worth > 0 else "loses", "more" if leaning.expected > 0 else "less"
        words.append(f"it {verb} by {of} {how} to {to} ({in_full(leaning.worth)})")
    return listed(words)


def _stake(say: Wording, why: Evaluation) -> str:
    """The steps of issues that the event may bring."""
    return listed(
        [
            f"the chance that {say.issue(p.issue)} goes {say.way(p.issue, p.begins, p.to)} "
            f"is worth {in_full(p.worth)} to it"
            for n, p in enumerate(why.stake_terms[:2])
            if n == 0 or abs(p.worth) >= ROUNDS_TO_ZERO
        ]
    )


def _feeling(say: Wording, why: Evaluation, event: Event) -> str:
    """Mean alignment to the other parties of the event, in words."""
    parties = (*event.source, *event.target) if event.agreement else event.target
    others = [name for name in parties if name != why.actor]
    mean = " on average" if len(others) > 1 else ""
    side, sort = "for" if why.parts.feeling > 0 else "against", "hostile" if event.hostile else "friendly"
    leans = f"it leans {in_full(why.alignment_to_others, 2)}{mean} to {say.actors(others)}"
    return f"{leans}, which speaks {side} a {sort} event"


def _pressure(say: Wording, why: Evaluation) -> str:
    """Actors that have pressed it recently and would gain or lose by the event, in words."""
    return listed(
        [
            f"{say.actor(d.actor)}, which has pressed it recently and has a hold on it ({d.hold:.2f}), would "
            f"{'gain' if d.worth > 0 else 'lose'} by the event ({in_full(d.worth)})"
            for n, d in enumerate(why.pressure_terms[:2])
            if n == 0 or abs(d.worth) >= ROUNDS_TO_ZERO
        ]
    )
