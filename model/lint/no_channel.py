"""Checks for rules of behaviour that nothing brings into play (ODD 5.3): an exposure, a commitment, an answer."""

from __future__ import annotations

from collections.abc import Iterator

from model.effects.stages import kinds_of
from model.lint.reachability import Reach
from model.spec.fields import Route

Pairs = set[tuple[str, str]]
"""(Source, target)."""


def no_channel(reach: Reach) -> Iterator[tuple[str, Route, str]]:
    """Exposures nobody can use, commitments that restrain nobody, answers nothing calls for: (file, route, cause)."""
    yield from _unused_exposures(reach)
    yield from _idle_effects(reach)
    yield from _uncalled_answers(reach)


def _chosen(reach: Reach, types: set[str]) -> Pairs:
    """The pairs between which an actor may choose an event of these types."""
    return {
        (source, target)
        for n, alternative in enumerate(reach.choice_set.alternatives)
        if alternative.type in types and reach.can_choose(n)
        for source in alternative.source
        for target in alternative.target
    }


def _given(reach: Reach, types: set[str]) -> Pairs:
    """The pairs between which an event of these types is documented or written by a scenario."""
    written = [each.event for each in reach.compiled if each.event is not None]
    events = [*reach.choice_set.seeds.events, *written]
    return {(source, target) for e in events if e.type in types for source in e.source for target in e.target}


def _unused_exposures(reach: Reach) -> Iterator[tuple[str, Route, str]]:
    """Shares of a kind that serves coercion alone, where the other has no means of pressure."""
    seeds = reach.choice_set.seeds
    means = {name for name, kind in seeds.types.types.items() if kind.lever or kind.force}
    pressed = _chosen(reach, means) | _given(reach, means)
    for n, share in enumerate(seeds.dependence.shares):
        kind = seeds.dependence.kinds[share.kind]
        if kind.serves == "exposure" and not kind.weight and (share.on, share.of) not in pressed:
            cause = (
                f"this exposure has no effect: {share.on} has no action of a `lever` or `force` type against {share.of}"
            )
            yield "dependence.yaml", ("shares", n, "id"), cause


def _idle_effects(reach: Reach) -> Iterator[tuple[str, Route, str]]:
    """Effects of stages that change nothing: commitments between two of whom neither can choose force."""
    seeds = reach.choice_set.seeds
    able = _chosen(reach, {name for name, kind in seeds.types.types.items() if kind.force})
    for issue, stage, effects in seeds.issues.effects:
        for effect in kinds_of(effects):
            for keys, cause in effect.idle(able):
                yield "issues.yaml", ("issues", issue, "stages", stage, "effects", effect.key, *keys), cause


def _uncalled_answers(reach: Reach) -> Iterator[tuple[str, Route, str]]:
    """Actions that answer a use of force which nothing in the region can bring about."""
    seeds = reach.choice_set.seeds
    types = {name for name, kind in seeds.types.types.items() if kind.force}
    force = _chosen(reach, types) | _given(reach, types)
    for name, action in seeds.actions.actions.items():
        if action.after is None:
            continue
        struck = action.after == "struck"
        called = (
            target in alternative.target and (aggressor not in alternative.source if struck else True)
            for alternative in reach.choice_set.alternatives
            if alternative.action == name
            for aggressor, victim in force
            for target in [victim if struck else aggressor]
        )
        if not any(called):
            cause = "nobody can take it: no use of force that it would answer can happen"
            yield "actions.yaml", ("actions", name), cause
