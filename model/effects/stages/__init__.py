"""Kinds of effects that a stage of an issue can have, one a file: key, numbers, checks, words, what it compiles to.

A file here with a class that has a `key` adds a kind; nothing else need be told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.common.kinds import classes_in
from model.effects.stages.kind import StageKind
from model.spec import effects
from model.spec.behaviour import Issue, Issues, Stage
from model.spec.effects import Effects

FOUND: dict[str, type[StageKind[Any]]] = {
    kind.key: kind for kind in classes_in(__name__, __path__, StageKind) if hasattr(kind, "key")
}
"""Key in YAML → the kind, of those in the files of this folder."""


def know() -> None:
    """Let stages have effects of these kinds."""
    effects.know(FOUND, Stage, Issue, Issues)


def kinds_of(given: Effects) -> Iterator[StageKind[Any]]:
    """The effects of a stage, in the order of its keys."""
    yield from (FOUND[key](effect.given) for key, effect in given.kinds.items())
