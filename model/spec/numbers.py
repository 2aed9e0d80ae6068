"""Every bare number of a region that can be set or drawn: its path, where it stands, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.spec import fields
from model.spec.assumption import Assumption, Basis
from model.spec.base import Frozen
from model.spec.behaviour import Interest, Issue

if TYPE_CHECKING:
    from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Number:
    """A bare number of a section: its path, the file and route it stands at, its value and basis."""

    path: str
    file: str
    route: fields.Route
    value: float
    basis: Basis

    def assumption(self, model: type[Frozen]) -> Assumption:
        """The number with the range its basis gives it, cut to what its field in the file's model can hold."""
        bounds = fields.limits(model, self.route)
        low, high = sorted(self.value * factor for factor in self.basis.spread)
        if bounds:
            low, high = max(low, bounds[0]), min(high, bounds[1])
        return Assumption(
            value=self.value,
            range=(min(low, self.value), max(high, self.value)),
            unit=self.basis.unit,
            standing=self.basis.standing,
            why=self.basis.why,
            source=self.basis.source,
            limits=bounds,
        )


VOICE = Basis(
    standing="assumed",
    why="At 0 an actor wants what the documents say of it, at 1 what its officials state; chosen, and never drawn.",
    spread=(1, 1),
    unit="share",
)
"""Basis of how far what an actor's officials state takes the place of what the documents say of it."""


def interest_path(profile: str, interest: Interest) -> str:
    """The dotted path of an interest's weight."""
    return f"interests.{profile}.{interest.path}"


def chances_of(name: str, issue: Issue) -> tuple[str | float, ...]:
    """The chance of each transition: an assumption's name, the path of a bare number, or 0 or 1 where it is certain."""
    return tuple(
        f"chances.{name}.{path}" if isinstance(given := transition.likelihood, float) and 0 < given < 1 else given
        for path, transition in zip(issue.chance_paths, issue.transitions, strict=True)
    )


def numbers_of(seeds: Seeds) -> Iterator[Number]:
    """The numbers of all sections; assumptions, which bring their ranges themselves, are left out."""
    yield from _of_actions(seeds)
    yield from _of_actors(seeds)
    yield from _of_ties(seeds)
    yield from _of_types(seeds)
    yield from _of_dependence(seeds)
    yield from _of_interests(seeds)
    yield from _of_effects(seeds)
    yield from _of_chances(seeds)
    yield from _of_outcomes(seeds)


def _of_actions(seeds: Seeds) -> Iterator[Number]:
    file, basis = "actions.yaml", seeds.actions.basis
    for name, action in seeds.actions.actions.items():
        at: fields.Route = ("actions", name)
        yield Number(f"actions.{name}.rate", file, (*at, "rate"), action.rate, basis)
        for actor, rate in action.rates.items():
            yield Number(f"actions.{name}.rates.{actor}", file, (*at, "rates", actor), rate, basis)


def _of_actors(seeds: Seeds) -> Iterator[Number]:
    for name, actor in seeds.actors.actors.items():
        if actor.decides:
            file, at = "actors.yaml", ("actors", name)
            tempo, power = seeds.actors.tempo_basis, seeds.actors.capability_basis
            yield Number(f"tempo.{name}", file, (*at, "tempo"), actor.tempo, tempo)
            yield Number(f"capability.{name}", file, (*at, "capability"), actor.capability, power)
            if seeds.actors.hostility_basis is not None:
                basis = seeds.actors.hostility_basis
                yield Number(f"hostility.{name}", file, (*at, "hostility"), actor.hostility, basis)


def _of_ties(seeds: Seeds) -> Iterator[Number]:
    file, ties = "ties.yaml", seeds.ties
    for name, kind in ties.kinds.items():
        for dimension, level in kind.supports.items():
            yield Number(f"ties.{name}.{dimension}", file, ("kinds", name, "supports", dimension), level, ties.basis)
    basis = ties.strength_basis or ties.basis.model_copy(update={"unit": ""})
    for place, tie in enumerate(ties.ties):
        yield Number(tie.path, file, ("ties", place, "strength"), tie.strength, basis)


def _of_types(seeds: Seeds) -> Iterator[Number]:
    file, types = "types.yaml", seeds.types
    for name, weight in types.standing.items():
        yield Number(f"standing.{name}", file, ("standing", name, "value"), weight.value, types.standing_basis)
    for name, level in types.salience.items():
        basis = types.salience_basis or Basis(standing="assumed", why=level.criterion, spread=(1, 1))
        yield Number(f"salience.{name}", file, ("salience", name, "value"), level.value, basis)


def _of_dependence(seeds: Seeds) -> Iterator[Number]:
    file, dependence = "dependence.yaml", seeds.dependence
    for name, kind in dependence.kinds.items():
        yield Number(f"dependence.{name}", file, ("kinds", name, "weight"), kind.weight, dependence.basis)
    basis = dependence.share_basis or dependence.basis
    for place, share in enumerate(dependence.shares):
        yield Number(share.path, file, ("shares", place, "share"), share.share, basis)


def _of_interests(seeds: Seeds) -> Iterator[Number]:
    file, interests = "interests.yaml", seeds.interests
    own = {name: profile for name, profile in interests.profiles.items() if profile.voice is None}
    for name, profile in own.items():
        for issue, stake in profile.stakes.items():
            route: fields.Route = ("profiles", name, "stakes", issue)
            yield Number(f"stakes.{name}.{issue}", file, route, stake, interests.stake_basis)
    for name, profile in own.items():
        for place, interest in enumerate(profile.cares):
            route = ("profiles", name, "cares", place, "weight")
            yield Number(interest_path(name, interest), file, route, interest.weight, interests.interest_basis)
    for actor, name in interests.voices.items():
        level = interests.profiles[name].voice or 0.0
        yield Number(f"voices.{actor}", file, ("profiles", name, "voice"), level, VOICE)


def _of_effects(seeds: Seeds) -> Iterator[Number]:
    for issue, stage, effects in seeds.issues.effects:
        at: fields.Route = ("issues", issue, "stages", stage, "effects")
        for name, route, size in effects.sizes:
            yield Number(effect_path(issue, stage, name), "issues.yaml", (*at, *route), size, seeds.issues.basis)


def effect_path(issue: str, stage: str, name: str) -> str:
    """The dotted path of the size of a stage's effect."""
    return f"effects.{issue}.{stage}.{name}"


def _of_chances(seeds: Seeds) -> Iterator[Number]:
    for name, issue in seeds.issues.issues.items():
        for place, (path, transition) in enumerate(zip(chances_of(name, issue), issue.transitions, strict=True)):
            if isinstance(transition.likelihood, float) and isinstance(path, str):
                hazard = transition.hazard is not None
                route = ("issues", name, "transitions", place, "hazard" if hazard else "chance")
                unit = {"unit": "probability a month" if hazard else "probability an event"}
                basis = seeds.issues.basis.model_copy(update=unit)
                yield Number(path, "issues.yaml", route, transition.likelihood, basis)


def _of_outcomes(seeds: Seeds) -> Iterator[Number]:
    file, basis = "outcomes.yaml", seeds.outcomes.basis
    for name, outcome in seeds.outcomes.outcomes.items():
        for keys, value in outcome.numbers:
            route: fields.Route = ("outcomes", name, *keys)
            yield Number(".".join(map(str, route)), file, route, value, basis)
