"""Commitments that hold while an issue is in a stage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

from model.common.text import listed
from model.effects.stages.kind import ListKind
from model.spec.effects import Binding, Changes, Size
from model.spec.fields import Route
from model.spec.seeds import Seeds


class Commitments(ListKind[Binding]):
    """Commitments that keep two actors from using force against each other."""

    key = "binds"
    value: ClassVar[Any] = tuple[Binding, ...]
    number = "strength"

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The commitments."""
        return Changes(binds=tuple((binding.between, size(name)) for name, binding in self.named.items()))

    def in_words(self, name: str, seeds: Seeds) -> str:
        """Whom it binds."""
        bound = listed(seeds.actors.actors[actor].short for actor in self.named[name].between)
        return f"how much a commitment binds {bound}"

    def idle(self, force: Collection[tuple[str, str]]) -> Iterator[tuple[Route, str]]:
        """A commitment between two of whom neither can choose force against the other."""
        for k, binding in enumerate(self.given):
            one, other = binding.between
            if not {(one, other), (other, one)} & set(force):
                cause = f"restrains nobody: neither {one} nor {other} can choose force against the other"
                yield (k, "between"), cause
