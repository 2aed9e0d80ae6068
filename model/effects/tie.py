"""A standing tie that a scenario adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.common.text import in_full, spaced
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.effects import Changes, TieEffect
from model.spec.seeds import Seeds


class AddTie(EffectKind[TieEffect]):
    """A tie between two actors, or of one to another; a negative strength takes away."""

    key = "tie"
    value: ClassVar[Any] = TieEffect

    def compiled(self) -> Compiled:
        """The tie."""
        return Compiled(lasting=Changes(ties=((self.given, self.given.strength),)))

    def says(self, say: Speaker) -> Iterator[str]:
        """Its kind, its strength, and whom it joins."""
        tie = self.given
        joined = (
            " – ".join(map(say.actor, tie.between or ())) or f"{say.actor(tie.of or '')} → {say.actor(tie.to or '')}"
        )
        yield f"a tie of the kind “{spaced(tie.kind)}”, strength {tie.strength:g}: {joined}"

    def tells(self, say: Speaker) -> Iterator[str]:
        """That it is added."""
        tie = self.given
        joined = (
            f"between {say.actors(tie.between)}"
            if tie.between
            else f"{say.actor(str(tie.of))} to {say.actor(str(tie.to))}"
        )
        yield f'A tie of the kind "{spaced(tie.kind)}" is added {joined}: strength {in_full(tie.strength, 2)}'

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """A tie of no strength."""
        if not self.given.strength:
            yield "", "a tie of strength 0 changes nothing"
