"""Checks that a scenario's interventions can happen: dates in reach, stages entered, actions open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from model.common.errors import Fault
from model.conditions.kind import kinds_of
from model.effects import compiled, effects_of
from model.load.positions import Located
from model.spec.base import name_of_month, shown
from model.spec.fields import Route
from model.spec.scenario import Intervention, Scenario
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Sourced:
    """An intervention with the file it stands in and its place there."""

    spec: Intervention
    located: Located
    place: int

    def fault(self, cause: str, *route: str | int) -> Fault:
        """A fault in this intervention."""
        return self.located.fault(("interventions", self.place, *route), cause)


def file_faults(located: Located, spec: Scenario, seeds: Seeds) -> Iterator[Fault]:
    """Mistakes of one file, whatever extends it: values beyond limits, effects against other declarations."""
    met: dict[str, str] = {}
    for name, value in spec.assumptions.items():
        route: Route = ("assumptions", name)
        path = seeds.full_path(name)
        limits = seeds.numbers[path].limits
        if limits and not limits[0] <= value <= limits[1]:
            given = shown(located.value(route))
            yield located.fault(route, f"must be a number from {limits[0]:g} to {limits[1]:g}, not {given}")
        if path in met:
            yield located.fault(route, f"is the same number as {met[path]}; set it once", key=True)
        met[path] = name
    for place, intervention in enumerate(spec.interventions):
        part = Sourced(intervention, located, place)
        for effect in effects_of(intervention):
            for keys, cause in effect.faults(seeds):
                yield part.fault(cause, effect.key, *keys)
        if intervention.or_further and not compiled(intervention).sets:
            yield part.fault("`or_further` goes with `issue`", "or_further")
        writing = [effect.key for effect in effects_of(intervention) if effect.compiled().event is not None]
        if len(writing) > 1:
            yield part.fault(f"an intervention has one event; `{writing[0]}` is one already", writing[1])


def firing_faults(name: str, spec: Scenario, parts: Sequence[Sourced], seeds: Seeds) -> Iterator[Fault]:
    """Interventions of a resolved scenario that no world can ever see."""
    as_of = seeds.region.documented_until
    last = as_of + spec.horizon
    brought = [(part, sets) for part in parts if (sets := compiled(part.spec).sets)]
    for part in parts:
        yield from _date_faults(name, part, as_of, last)
        when = part.spec.when
        if when is None:
            continue
        if part.spec.after > spec.horizon:
            cause = f"can never fire: the scenario {name} runs for {spec.horizon} months"
            yield part.fault(cause, "after")
        entered = partial(_entered, brought=[sets for other, sets in brought if other is not part], seeds=seeds)
        for route, condition in when.required:
            for kind in kinds_of(condition):
                for keys, cause in kind.unreachable(entered):
                    yield part.fault(f"can never fire: {cause}", "when", *route, kind.key, *keys)
        for route, condition in when.parts:
            for kind in kinds_of(condition):
                for keys, month in kind.first_months:
                    if cause := _out_of_span(name, month, as_of, last):
                        yield part.fault(cause, "when", *route, kind.key, *keys)


def _date_faults(name: str, part: Sourced, as_of: int, last: int) -> Iterator[Fault]:
    """Dates in the documented past or beyond the scenario's own horizon."""
    routes: list[Route] = [("at",)] if part.spec.at else [("between", 0), ("between", 1)]
    for route, month in zip(routes, part.spec.dates, strict=False):
        if cause := _out_of_span(name, month, as_of, last):
            yield part.fault(cause, *route)


def _out_of_span(name: str, month: int, as_of: int, last: int) -> str:
    """Fault of a month in the documented past or beyond the scenario's own horizon; empty where it has none."""
    if month <= as_of:
        return f"{name_of_month(month)} is in the documented past: month 1 is {name_of_month(as_of + 1)}"
    if month > last:
        span = f"{last - as_of} months, to {name_of_month(last)}"
        return f"{name_of_month(month)} is beyond the horizon of {name}: {span}"
    return ""


def _entered(issue: str, brought: Iterable[Mapping[str, str]], seeds: Seeds) -> set[str]:
    """The stages of an issue that are reached by some transitions or interventions from the as-of stage.

    brought: issue → stage that each intervention sets.
    """
    spec = seeds.issues.issues[issue]
    entered = {spec.stage_in(seeds.region.documented_until)}
    entered |= {sets[issue] for sets in brought if issue in sets}
    while further := {t.to for t in spec.transitions if entered & set(t.begins)} - entered:
        entered |= further
    return entered
