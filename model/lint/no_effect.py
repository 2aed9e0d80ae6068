"""Checks for what is declared but can have no effect: such mistakes break nothing and are easily missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel

from model.conditions.kind import NEVER, first_held, kinds_of, never_holds
from model.effects import effects_of
from model.lint.earliest import earliest, first_fired
from model.lint.first_months import FirstMonths, Months
from model.lint.no_channel import no_channel
from model.lint.reachability import Reach
from model.load import LoadedScenario, compose
from model.simulation.choice_set import ChoiceSet
from model.spec.base import name_of_month
from model.spec.fields import Route, names_used
from model.spec.scenario import Intervention
from model.spec.seeds import OPTIONAL_ASSUMPTIONS, REQUIRED_ASSUMPTIONS, Seeds

Mentioned = Mapping[str, set[str]]
"""Kind → the names of that kind that something mentions."""


@dataclass(frozen=True, order=True)
class NoEffect:
    """Something without effect, and where it stands."""

    file: str
    line: int
    path: str
    cause: str

    def __str__(self) -> str:
        """`seeds/actions.yaml:12: actions.parade: nobody can take it: …`."""
        return f"{self.file}:{self.line}: {self.path}: {self.cause}"


def no_effect_in_seeds(choice_set: ChoiceSet, scenarios: Sequence[LoadedScenario]) -> list[NoEffect]:
    """Parts of a region without effect, whichever of its scenarios is run; in the order of files and lines."""
    seeds = choice_set.seeds
    reach = Reach(choice_set, [i for scenario in scenarios for i in scenario.spec.interventions])
    found: list[NoEffect] = []
    for file, route, cause in (
        *_unused(seeds, _mentioned([*_declarations(seeds), *(s.spec for s in scenarios)])),
        *_effectless_assumptions(seeds),
        *_unnamed(seeds),
        *_idle_actions(reach),
        *_still_issues(reach),
        *_unreached_outcomes(reach),
        *no_channel(reach),
    ):
        path = ".".join(map(str, route))
        found.append(NoEffect((seeds.folder / file).as_posix(), seeds.lines[file][route], path, cause))
    return sorted(set(found))


def no_effect_in_scenario(scenario: LoadedScenario, choice_set: ChoiceSet) -> list[NoEffect]:
    """Parts of a resolved scenario without effect."""
    found, spec, seeds = [], scenario.spec, choice_set.seeds
    effectless = {f"assumptions.{name}" for name in _unread(seeds)} if spec.assumptions else set()
    for path in spec.assumptions:
        if path in effectless:
            found.append((path, path, "no rule and no transition reads this assumption; setting it changes nothing"))
    files = [scenario.origins[f"interventions[{n}]"].file for n in range(len(spec.interventions))]
    last = seeds.region.documented_until + spec.horizon
    laid = [_Laid.of(intervention, last) for intervention in spec.interventions]
    texts = [each.text for each in laid]
    whole = Reach(choice_set, spec.interventions, spec.assumptions)
    came = earliest(whole)
    for n, intervention in enumerate(spec.interventions):
        at, name = f"interventions[{n}]", f"interventions[{n - files.index(files[n])}]"  # its place in its own file
        if (earlier := texts.index(texts[n])) < n:
            first = scenario.origins[f"interventions[{earlier}]"]
            found.append((at, name, f"the same stands at {first} already; it will happen twice"))
        for part, later in _overridden(n, laid):
            origin = scenario.origins[f"interventions[{later}]"]
            if origin.file == files[n]:  # a scenario may well set anew what it inherits
                found.append((at, f"{name}.{part}", f"never counts: {origin} sets the same over the whole of its span"))
        reach = whole.without(n) if intervention.when is not None else None
        found += [
            (at, f"{name}.{part}", cause)
            for part, cause in _without_effect(intervention, reach, whole, came, spec.horizon)
        ]
    return [NoEffect(scenario.origins[at].file, scenario.origins[at].line, path, cause) for at, path, cause in found]


class _Laid(NamedTuple):
    """An intervention laid beside others."""

    text: str
    """The whole of it, the same for the same keys in another order."""
    levels: Mapping[str, bool]
    """Part that a later intervention of the same kind sets anew → True where it counts in one month only."""
    span: tuple[int, int] | None
    """The first and the last month of its lasting effects; None where a condition dates it."""
    or_further: bool

    @classmethod
    def of(cls, intervention: Intervention, last: int) -> _Laid:
        """last: the month with which the scenario ends."""
        dates, setting = intervention.dates, [effect for effect in effects_of(intervention) if effect.levels]
        levels = {f"{e.key}.{name}": e.momentary for e in setting for name in e.given if name in e.levels}
        span = (dates[0], min(dates[1], last) if len(dates) > 1 else last) if dates else None
        text = json.dumps(intervention.model_dump(mode="json"), sort_keys=True)
        return cls(text, levels, span, intervention.or_further)


def _overridden(n: int, laid: Sequence[_Laid]) -> Iterator[tuple[str, int]]:
    """Parts of a dated intervention that a later one sets again over all its span: (part, place of the first such)."""
    text, levels, span, _ = laid[n]
    left = dict(levels)
    if span is None:
        return
    for later in range(n + 1, len(laid) if left else 0):
        other, theirs, cover, or_further = laid[later]
        if cover is None or cover[0] > span[0] or other == text:
            continue
        whole_span = span[1] <= cover[1]
        same_month = cover[0] == span[0] and not or_further
        for part in [part for part in left if part in theirs and (same_month if left[part] else whole_span)]:
            del left[part]
            yield part, later


def _without_effect(
    intervention: Intervention, reach: Reach | None, whole: Reach, came: Months, horizon: int
) -> Iterator[tuple[str, str]]:
    """The parts of an intervention that never fire or change nothing, and why. reach: of all other interventions."""
    if reach is not None and intervention.when is not None:
        if never := next(never_holds(intervention.when, reach), ""):
            yield "when", f"cannot fire: {never}"
        elif first_fired(intervention, came, whole) > horizon:
            month, part = first_held(intervention.when, FirstMonths(came, whole))
            late = "in no month" if month == NEVER else f"in month {month:g} at the earliest"
            waits = f", and `after` adds {intervention.after}" if intervention.after and month < NEVER else ""
            yield "when", f"cannot fire within {horizon} months: {part} {late}{waits}"
        idle = (kind.idle for _, condition in intervention.when.parts for kind in kinds_of(condition))
        yield from (("when", cause) for cause in dict.fromkeys(idle) if cause)
    for effect in effects_of(intervention):
        for part, cause in effect.idle(whole.choice_set.seeds):
            yield f"{effect.key}.{part}".rstrip("."), cause


def _declarations(seeds: Seeds) -> Iterator[BaseModel]:
    """Every declaration of a region."""
    for part in fields(seeds):
        given: Any = getattr(seeds, part.name)
        inside = given.values() if isinstance(given, Mapping) else given if isinstance(given, tuple) else (given,)
        yield from (one for one in inside if isinstance(one, BaseModel))


def _mentioned(specs: Iterable[BaseModel]) -> Mentioned:
    found: dict[str, set[str]] = {}
    for spec in specs:
        for kind, name in names_used(spec):
            found.setdefault(kind, set()).add(name)
    return found


Found = Iterator[tuple[str, Route, str]]
"""(File, route, cause) of things without effect."""


def _unused(seeds: Seeds, mentioned: Mentioned) -> Found:
    """Declared things that nothing mentions."""
    own = set(seeds.actors.actors)
    declared: list[tuple[str, str, str, Iterable[str], str]] = [
        (
            "document",
            "sources.yaml",
            "documents",
            seeds.documents,
            "nothing cites it: no event, tie, share or scenario",
        ),
        ("type", "types.yaml", "types", seeds.types.types, "no event, action or scenario is of this type"),
        ("standing", "types.yaml", "standing", seeds.types.standing, "no event has this standing"),
        ("tie_kind", "ties.yaml", "kinds", seeds.ties.kinds, "no tie is of this kind"),
        ("dependence_kind", "dependence.yaml", "kinds", seeds.dependence.kinds, "no share is of this kind"),
        (
            "profile",
            "interests.yaml",
            "profiles",
            set(seeds.interests.profiles) - own - {*seeds.interests.voices.values()},
            "no stage brings it to power",
        ),
    ]
    elsewhere = _words_beside(seeds)
    for kind, file, section, names, cause in declared:
        for name in names:
            if name not in mentioned.get(kind, ()) and name not in elsewhere:
                yield file, (section, name), cause


def _words_beside(seeds: Seeds) -> set[str]:
    """All values in YAML files of inner folders, such as outside measures with the documents they are from."""
    found: set[str] = set()
    for path in seeds.folder.glob("*/*.yaml"):
        located = compose(path)
        found |= {word for word in map(located.value, located.values) if isinstance(word, str)}
    return found


def _unread(seeds: Seeds) -> list[str]:
    """Assumptions that no rule asks for and no transition names."""
    read = {*REQUIRED_ASSUMPTIONS, *OPTIONAL_ASSUMPTIONS, *_mentioned([seeds.issues]).get("assumption", ())}
    return [name for name in seeds.assumptions.assumptions if name not in read]


def _effectless_assumptions(seeds: Seeds) -> Found:
    for name in _unread(seeds):
        yield "assumptions.yaml", ("assumptions", name), "no rule asks for it and no transition names it"


def _unnamed(seeds: Seeds) -> Found:
    """Actors that no tie, event or interest is about, and deciding ones that may do nothing."""
    ties = [*seeds.ties.ties, *(tie for _, _, effects in seeds.issues.effects for tie, _ in effects.declared.ties)]
    named = {actor for tie in ties for pair in tie.pairs for actor in pair}
    named |= {actor for event in seeds.events for actor in (*event.source, *event.target)}
    named |= {actor for p in seeds.interests.profiles.values() for care in p.cares for actor in (care.of, care.to)}
    acting = {actor for action in seeds.actions.actions.values() for actor in action.by}
    for name, actor in seeds.actors.actors.items():
        if name not in named:
            yield "actors.yaml", ("actors", name), "nobody feels about it: no tie, event or interest names it"
        if actor.decides and name not in acting:
            yield "actors.yaml", ("actors", name), "it decides, but no action is open to it"


def _idle_actions(reach: Reach) -> Found:
    """Actions nobody can take, and acts among them that are never open."""
    choice_set = reach.choice_set
    for name, action in choice_set.seeds.actions.actions.items():
        alternatives = [n for n, alternative in enumerate(choice_set.alternatives) if alternative.action == name]
        closed = [n for n in alternatives if not reach.can_choose(n)]
        route: Route = ("actions", name)
        if len(closed) == len(alternatives):
            yield "actions.yaml", route, f"nobody can take it: {_why_closed(reach, name, alternatives)}"
            continue
        for alternative in (choice_set.alternatives[n] for n in closed if action.steps):
            who = " and ".join(alternative.parties)
            yield "actions.yaml", (*route, "by"), f"{who} can never take it: between them it moves no issue"


def _why_closed(reach: Reach, name: str, alternatives: Sequence[int]) -> str:
    action = reach.choice_set.seeds.actions.actions[name]
    if not alternatives:
        return "`by` names nobody"
    if not reach.holds(action.when):
        issue = next(issue for issue, stages in action.when.items() if not reach.holds({issue: stages}))
        return f"nothing brings {issue} to {' or '.join(action.when[issue])}"
    served = np.flatnonzero(reach.choice_set.triggers[:, list(alternatives)].any(axis=1))
    if action.steps and not len(served):
        return "it is open only while it moves an issue (`steps`), and no transition names it with these parties"
    if action.steps and not any(map(reach.can_step, served)):
        return "it is open only while it moves an issue (`steps`), and the transitions it serves cannot happen"
    return "its rate is 0"


def _still_issues(reach: Reach) -> Found:
    """Issues nothing moves, stages nothing leads to."""
    for name, issue in reach.choice_set.seeds.issues.issues.items():
        if not reach.can_leave(name):
            stage = issue.stage_in(reach.as_of)
            since = f"{stage}, its stage in {name_of_month(reach.as_of)}"
            yield "issues.yaml", ("issues", name), f"nobody can move it: no transition from {since}, can happen"
            continue
        for place, transition in enumerate(issue.transitions):
            for n, shift in enumerate(transition.shifts):
                if never := next(never_holds(shift.when, reach), ""):
                    route = ("issues", name, "transitions", place, "shifts", n, "by")
                    yield "issues.yaml", route, f"shifts nothing: {never}"
        for stage in issue.stages:
            if (name, stage) not in reach.stages and stage not in issue.history.values():
                yield "issues.yaml", ("issues", name, "stages", stage), "nothing ever brings the issue here"


def _unreached_outcomes(reach: Reach) -> Found:
    """Outcomes that wait for a stage nothing leads to."""
    for name, outcome in reach.choice_set.seeds.outcomes.outcomes.items():
        for issue, stages in outcome.awaits.items():
            if not reach.holds({issue: stages}):
                cause = f"can never be reached: nothing brings {issue} to {' or '.join(stages)}"
                yield "outcomes.yaml", ("outcomes", name), cause
