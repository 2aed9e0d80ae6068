"""Interests that a stage of an issue brings to power."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from model.effects.stages.kind import StageKind
from model.spec.base import ActorName, ProfileName
from model.spec.effects import Changes, Size
from model.spec.fields import Route
from model.spec.seeds import Seeds


class Pursues(StageKind[Mapping[str, str]]):
    """Profiles of interests that actors pursue instead of their own."""

    key = "profile"
    value: ClassVar[Any] = dict[ActorName, ProfileName]

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """The profiles."""
        return Changes(profile=tuple(self.given.items()))

    def in_words(self, name: str, seeds: Seeds) -> str:
        """It has no numbers."""
        raise KeyError(name)

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """A stage gives an actor only a profile of that actor, and not what its officials state."""
        for actor, name in self.given.items():
            profile = seeds.interests.profiles[name]
            if profile.voice is not None:
                yield (actor,), f"{name} is what officials state: voices.{actor} turns to it, not a stage"
            elif profile.actor != actor:
                yield (actor,), f"profile {name} is of {profile.actor}, not of {actor}"
