"""Kinds of effects that an intervention can have, one a file: its key, its checks, its words, what it compiles to.

A file here with a class that has a `key` adds a kind; nothing else need be told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.common.kinds import classes_in
from model.effects import stages
from model.effects.kind import Compiled, EffectKind
from model.spec import scenario
from model.spec.scenario import Intervention

FOUND: dict[str, type[EffectKind[Any]]] = {
    kind.key: kind for kind in classes_in(__name__, __path__, EffectKind) if kind is not EffectKind
}
"""Key in YAML → the kind, of those in the files of this folder."""


def know() -> None:
    """Let interventions have effects of these kinds, and stages of issues theirs."""
    stages.know()
    added = {key: kind.value for key, kind in FOUND.items()}
    scenario.know(added, momentary=[key for key, kind in FOUND.items() if kind.momentary])


def effects_of(intervention: Intervention) -> Iterator[EffectKind[Any]]:
    """The effects of an intervention, in the order of its keys."""
    for key in intervention.effects:
        yield FOUND[key](getattr(intervention, key), intervention)


def compiled(intervention: Intervention) -> Compiled:
    """All that the effects of an intervention change, as the rules know it."""
    total = Compiled()
    for effect in effects_of(intervention):
        total = total.joined(effect.compiled())
    return total
