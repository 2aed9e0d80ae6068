"""Kind of effect: one thing that an intervention can do, and the few general things that the rules know of it.

The rules are compiled and know no kinds. What they know is in `Compiled`: an event, stages that are set, changes like
those of a stage of an issue, free attention that is set, options that are closed. A kind says which of these it makes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from model.spec.effects import Changes
from model.spec.events import UndatedEvent
from model.spec.fields import Route
from model.spec.scenario import Forbid, Intervention
from model.spec.seeds import Seeds

Value = TypeVar("Value")


class Speaker(Protocol):
    """Names as a text calls them."""

    @property
    def seeds(self) -> Seeds:
        """The region."""

    def actor(self, name: str) -> str:
        """An actor."""

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""


@dataclass(frozen=True)
class Compiled:
    """Things that rules know of an intervention."""

    event: UndatedEvent | None = None
    """An event in the month in which the intervention fires; one an intervention."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Issue → the stage it is put in, in the month in which the intervention fires."""
    lasting: Changes[float] = field(default_factory=Changes)
    """Changes as a stage of an issue makes them, as long as the intervention is active."""
    attention: Mapping[str, float] = field(default_factory=dict)
    """Actor → the free attention it is given, as long as the intervention is active."""
    forbids: tuple[Forbid, ...] = ()
    """Options that are closed as long as the intervention is active."""

    @property
    def moves(self) -> bool:
        """True where it may take an issue to a stage: at once, or by an event."""
        return bool(self.sets) or self.event is not None

    def joined(self, other: Compiled) -> Compiled:
        """Both together."""
        return Compiled(
            self.event or other.event,
            {**self.sets, **other.sets},
            self.lasting.joined(other.lasting),
            {**self.attention, **other.attention},
            (*self.forbids, *other.forbids),
        )


@dataclass(frozen=True)
class EffectKind(ABC, Generic[Value]):
    """An effect of an intervention: what stands under its key, and the whole intervention."""

    given: Value
    intervention: Intervention

    key: ClassVar[str]
    """The key in YAML."""
    value: ClassVar[Any]
    """Type of what stands under the key; its own docstring, or that of the kind, goes into the schema."""
    momentary: ClassVar[bool] = False
    """True where it happens in one month and does not last."""

    def compiled(self) -> Compiled:
        """Parts of it that the rules know."""
        return Compiled()

    @abstractmethod
    def says(self, say: Speaker) -> Iterator[str]:
        """Phrases that say what it does, for plans, reports and the workshop."""

    @property
    def size(self) -> str:
        """Its size in words, for plans; empty where `says` has all of it."""
        return ""

    def tells(self, say: Speaker) -> Iterator[str]:
        """Sentences that tell of it where a world is told, without their full stops; none of what the trace records."""
        yield from (said[:1].upper() + said[1:] for said in self.says(say))

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """Mistakes against other declarations: the keys that lead there, and the cause."""
        yield from ()

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """Parts that can change nothing, and why: the part is "" for the whole."""
        yield from ()

    @property
    def levels(self) -> frozenset[str]:
        """Names under the key that a later intervention of the same kind sets anew, so that it overrides this one."""
        return frozenset()
