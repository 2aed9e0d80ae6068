"""Conditions that no world can meet, as far as bounds alone show it, and the first month in which they may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from model.lint.reachability import Reach
from model.simulation.conditions import fits
from model.spec.condition import Condition, EventCondition

NEVER = float("inf")
Place = tuple[str, str]
Months = Mapping[Place | int, float]
"""(Issue, stage) → the first month at whose end some world may be there, 0 where all worlds begin; place of an
intervention → the first month in which it may fire."""


def can_hold(condition: Condition, reach: Reach) -> bool:
    """Return True where nothing shows that a condition never holds. Levels of alignments are taken as possible."""
    return next(never_holds(condition, reach), None) is None


def never_holds(condition: Condition, reach: Reach) -> Iterator[str]:
    """Reasons why a condition never holds."""
    for issue, stages in condition.issue.items():
        if not reach.holds({issue: stages}):
            wanted = " or ".join(stages)
            yield f"what would bring {issue} to {wanted} cannot happen in this scenario"
    if condition.event is not None and not _can_happen(condition.event, reach):
        yield "nobody can do what its event asks for, and no other intervention here is such an event"
    if condition.chance == 0:
        yield "its chance is 0"
    if condition.not_ is not None and not _can_fail(condition.not_, reach):
        yield "what `not` excludes holds in every world"
    if condition.any is not None and not any(can_hold(one, reach) for one in condition.any):
        yield f"of what `any` lists nothing can come about: {next(never_holds(condition.any[0], reach))}"
    for one in condition.all or ():
        yield from never_holds(one, reach)


def _can_fail(condition: Condition, reach: Reach) -> bool:
    """Return True where some world may not meet a condition; before the first month nothing has happened."""
    stages = reach.choice_set.seeds.issues.issues
    return (
        any(
            (q, s) in reach.stages for q, wanted in condition.issue.items() for s in stages[q].stages if s not in wanted
        )
        or condition.alignment is not None
        or condition.event is not None
        or (condition.chance is not None and condition.chance < 1)
        or (condition.not_ is not None and can_hold(condition.not_, reach))
        or (condition.any is not None and all(_can_fail(one, reach) for one in condition.any))
        or any(_can_fail(one, reach) for one in condition.all or ())
    )


def _can_happen(event: EventCondition, reach: Reach) -> bool:
    seeds = reach.choice_set.seeds
    return (
        any(fits(event, one, seeds) for one in reach.scripted.values()) or next(_open(event, reach), None) is not None
    )


def _open(event: EventCondition, reach: Reach) -> Iterator[Mapping[str, Sequence[str]]]:
    """Stages in which each alternative is open that is such an event and may be chosen."""
    seeds = reach.choice_set.seeds
    for n, alternative in enumerate(reach.choice_set.alternatives):
        if fits(event, alternative, seeds) and reach.can_choose(n):
            yield seeds.actions.actions[alternative.action].when


def first_met(wanted: Mapping[str, Sequence[str]], came: Months) -> float:
    """The first month at whose end every issue named may be in one of its stages."""
    return max(
        (min(came.get((issue, stage), NEVER) for stage in stages) for issue, stages in wanted.items()), default=0
    )


def first_happened(event: EventCondition, came: Months, reach: Reach) -> float:
    """The first month in which such an event may happen."""
    seeds = reach.choice_set.seeds
    months = [first_met(stages, came) + 1 for stages in _open(event, reach)]
    months += [came.get(place, NEVER) for place, one in reach.scripted.items() if fits(event, one, seeds)]
    counts_from = 0 if event.first_month is None else event.first_month - reach.as_of
    return max(min(months, default=NEVER), counts_from)


def first_held(condition: Condition, came: Months, reach: Reach) -> float:
    """The first month at whose end a condition may hold."""
    parts = [NEVER if condition.chance == 0 else 0, first_met(condition.issue, came)]
    if condition.event is not None:
        parts.append(first_happened(condition.event, came, reach))
    if condition.any is not None:
        parts.append(min(first_held(one, came, reach) for one in condition.any))
    parts += [first_held(one, came, reach) for one in condition.all or ()]
    return max(parts)


def waits_for(condition: Condition, after: int, came: Months, reach: Reach) -> str:
    """The part of a condition that holds last, the first month in which it may, and how long is waited then."""
    parts = [
        (first_met({q: stages}, came), f"{q} comes to {' or '.join(stages)}") for q, stages in condition.issue.items()
    ]
    if condition.event is not None:
        parts.append((first_happened(condition.event, came, reach), "its event happens"))
    month = first_held(condition, came, reach)
    said = next((said for when, said in parts if when == month), "its condition holds")
    if month == NEVER:
        return f"{said} in no month"
    return f"{said} in month {month:g} at the earliest" + (f", and `after` adds {after}" if after else "")
