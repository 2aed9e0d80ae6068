"""Dependence that a stage of an issue changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from model.common.text import possessive
from model.effects.stages.kind import ListKind
from model.spec.effects import Changes, DependenceEffect, Size
from model.spec.seeds import Seeds


class Dependence(ListKind[DependenceEffect]):
    """Changes of one actor's dependence on another."""

    key = "dependence"
    value: ClassVar[Any] = tuple[DependenceEffect, ...]
    number = "change"

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The changes."""
        return Changes(dependence=tuple((each.of, each.on, size(name)) for name, each in self.named.items()))

    def in_words(self, name: str, seeds: Seeds) -> str:
        """Of whom, on whom."""
        of, on = (seeds.actors.actors[actor].short for actor in (self.named[name].of, self.named[name].on))
        return f"the change of {possessive(of)} dependence on {on}"
