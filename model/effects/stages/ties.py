"""Standing ties that hold while an issue is in a stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from model.common.text import listed, spaced
from model.effects.stages.kind import ListKind
from model.spec.effects import Changes, Size, TieEffect
from model.spec.seeds import Seeds


class Ties(ListKind[TieEffect]):
    """Ties between actors, or of one to another."""

    key = "ties"
    value: ClassVar[Any] = tuple[TieEffect, ...]
    number = "strength"

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The ties."""
        return Changes(ties=tuple((tie, size(name)) for name, tie in self.named.items()))

    def in_words(self, name: str, seeds: Seeds) -> str:
        """The strength, the kind, and whom it joins."""
        tie, actors = self.named[name], seeds.actors.actors
        found = f"the strength of the tie of kind “{spaced(tie.kind)}” of "
        if tie.between is None:
            return f"{found}{actors[str(tie.of)].short} towards {actors[str(tie.to)].short}"
        return found + listed(actors[actor].short for actor in tie.between)
