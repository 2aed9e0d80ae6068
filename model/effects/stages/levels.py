"""Numbers that a stage of an issue gives to actors: their free attention, and a factor on their capability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from model.common.text import possessive
from model.effects.stages.kind import StageKind
from model.spec.base import ActorName, Share
from model.spec.effects import Changes, Size
from model.spec.fields import Route
from model.spec.seeds import Seeds


class Level(StageKind[Mapping[str, float]]):
    """Numbers of actors, each by the actor's name."""

    value: ClassVar[Any] = dict[ActorName, Share]
    noun: ClassVar[str]
    """The number in words."""

    @property
    def sizes(self) -> Iterator[tuple[str, Route, float]]:
        """Each actor's."""
        yield from ((actor, (actor,), level) for actor, level in self.given.items())

    def in_words(self, name: str, seeds: Seeds) -> str:
        """The number of an actor."""
        return f"{possessive(seeds.actors.actors[name].short)} {self.noun}"

    def levels(self, size: Callable[[str], Size]) -> tuple[tuple[str, Size], ...]:
        """The actors, each with its number."""
        return tuple((actor, size(actor)) for actor in self.given)


class Attention(Level):
    """Free attention of actors; the lowest of all stages holds."""

    key = "attention"
    noun = "free attention"

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The levels."""
        return Changes(attention=self.levels(size))


class Capability(Level):
    """Factors on actors' capability."""

    key = "capability"
    noun = "share of its capability"

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The factors."""
        return Changes(capability=self.levels(size))
