"""Free attention that a scenario sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.base import ActorName, Share
from model.spec.seeds import Seeds


class SetAttention(EffectKind[Mapping[str, float]]):
    """Shares of attention that actors have free for the region; the last active intervention counts."""

    key = "attention"
    value: ClassVar[Any] = dict[ActorName, Share]

    def compiled(self) -> Compiled:
        """The levels."""
        return Compiled(attention=self.given)

    def says(self, say: Speaker) -> Iterator[str]:
        """Each actor's."""
        for actor, share in self.given.items():
            yield f"free attention of {say.actor(actor)} {share:g}"

    def tells(self, say: Speaker) -> Iterator[str]:
        """That it is set."""
        for actor, level in self.given.items():
            yield f"{say.actor(actor)}'s free attention is set to {level:.2f}"

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """Actors that never act."""
        for actor in self.given:
            if not seeds.actors.actors[actor].decides:
                yield actor, f"{actor} is passive: its attention changes nothing"

    @property
    def levels(self) -> frozenset[str]:
        """The actors."""
        return frozenset(self.given)
