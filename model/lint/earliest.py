"""The earliest month in which an issue can come to a stage: a bound from below, whatever the random numbers."""

from __future__ import annotations

from collections.abc import Iterator

from model.conditions.kind import NEVER, first_held
from model.lint.first_months import FirstMonths, Months, Place
from model.lint.reachability import Reach
from model.spec.scenario import Intervention


def earliest(reach: Reach) -> Months:
    """The bounds for all stages within reach; each is lowered from `NEVER` until nothing lowers one more."""
    seeds = reach.choice_set.seeds
    came: dict[Place | int, float] = {
        (name, issue.stage_in(reach.as_of)): 0.0 for name, issue in seeds.issues.issues.items()
    }
    lowered = True
    while lowered:
        lowered = False
        for place, month in (*_scripted(reach, came), *_stepped(reach, came)):
            if month < came.get(place, NEVER):
                came[place], lowered = month, True
    return came


def first_fired(intervention: Intervention, came: Months, reach: Reach) -> float:
    """The first month in which an intervention may fire; a condition of one month's end is seen in the next."""
    if intervention.when is None:
        return max(intervention.dates[0] - reach.as_of, 1)
    return first_held(intervention.when, FirstMonths(came, reach))[0] + max(intervention.after, 1)


def _scripted(reach: Reach, came: Months) -> Iterator[tuple[Place | int, float]]:
    for number, intervention in enumerate(reach.interventions):
        month = first_fired(intervention, came, reach)
        yield number, month
        for place in reach.compiled[number].sets.items():
            yield place, month


def _stepped(reach: Reach, came: Months) -> Iterator[tuple[Place, float]]:
    """Transitions; an issue rests before its next step, as shortly as the assumption may have it."""
    rest = round(reach.least("assumptions.rest_months"))
    for row, step in enumerate(reach.steps):
        if not reach.can_step(row):
            continue
        begun = came.get((step.issue, step.begins), NEVER)
        month = max(1, begun + 1 + rest if begun else 1, FirstMonths(came, reach).in_stages(step.spec.requires))
        if month < NEVER:
            opens = step.spec.first_open(reach.as_of + int(month))
            month = NEVER if opens is None else opens - reach.as_of
        yield (step.issue, step.to), month
