"""Dependence that a scenario changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.common.text import MINUS, in_full
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.effects import Changes, DependenceEffect
from model.spec.seeds import Seeds


class ChangeDependence(EffectKind[DependenceEffect]):
    """A change of one actor's dependence on another."""

    key = "dependence"
    value: ClassVar[Any] = DependenceEffect

    def compiled(self) -> Compiled:
        """The change."""
        return Compiled(lasting=Changes(dependence=((self.given.of, self.given.on, self.given.change),)))

    def says(self, say: Speaker) -> Iterator[str]:
        """The actor, the one it depends on, and the change."""
        need = self.given
        change = f"{need.change:+g}".replace("-", MINUS)
        yield f"dependence of {say.actor(need.of)} on {say.actor(need.on)} {change}"

    def tells(self, say: Speaker) -> Iterator[str]:
        """That it changes."""
        need = self.given
        yield f"{say.actor(need.of)}'s dependence on {say.actor(need.on)} changes by {in_full(need.change)}"

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """No change."""
        if not self.given.change:
            yield "", "a change of 0 changes nothing"
