"""Made-up kind of effect of a stage: actors that can do, and attend to, less than else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ClassVar

from model.effects.stages.kind import StageKind
from model.spec.base import ActorName, Share
from model.spec.effects import Changes, Size
from model.spec.fields import Route
from model.spec.seeds import Seeds


class Besieged(StageKind[Mapping[str, float]]):
    """Parts of their capability and their attention that actors have left."""

    key = "besieged"
    value: ClassVar[Any] = dict[ActorName, Share]

    @property
    def sizes(self) -> Iterator[tuple[str, Route, float]]:
        """The part of each actor."""
        yield from ((actor, (actor,), share) for actor, share in self.given.items())

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """A factor on capability, and a level of attention."""
        parts = tuple((actor, size(actor)) for actor in self.given)
        return Changes(attention=parts, capability=parts)

    def in_words(self, name: str, seeds: Seeds) -> str:
        """The actor whose part it is."""
        return f"the part left to {seeds.actors.actors[name].short} under siege"

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """Nobody is left with nothing."""
        yield from (((actor,), "leaves nothing") for actor, share in self.given.items() if not share)

    def idle(self, force: Collection[tuple[str, str]]) -> Iterator[tuple[Route, str]]:
        """Nobody is besieged by whom nobody can strike."""
        struck = {target for _, target in force}
        yield from (((actor,), f"nobody can strike {actor}") for actor in self.given if actor not in struck)
