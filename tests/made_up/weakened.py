"""Made-up kind of effect: actors that are more, or less, able to act than else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.base import ActorName, Share
from model.spec.effects import Changes
from model.spec.fields import Route
from model.spec.seeds import Seeds


class Weakened(EffectKind[Mapping[str, float]]):
    """Parts of their capability that actors have left."""

    key = "weakened"
    value: ClassVar[Any] = dict[ActorName, Share]

    def compiled(self) -> Compiled:
        """A factor on capability."""
        return Compiled(lasting=Changes(capability=tuple(self.given.items())))

    def says(self, say: Speaker) -> Iterator[str]:
        """The actors, and what is left of each."""
        yield from (f"{say.actor(actor)} can do {share:.0%} of what it could" for actor, share in self.given.items())

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """Nobody is without any capability."""
        yield from (((actor,), "leaves nothing") for actor, share in self.given.items() if not share)

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """Nobody who keeps all of it is weakened."""
        yield from ((actor, "all of it is left") for actor, share in self.given.items() if share == 1)
