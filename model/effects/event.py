"""An event that a scenario writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.common.text import capital, spaced, together
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.events import Told, UndatedEvent
from model.spec.seeds import Seeds


def event_in_words(event: Told, say: Speaker) -> str:
    """An event as its type tells it."""
    kind = say.seeds.types.types.get(event.type)
    source, target = together(map(say.actor, event.source)), say.actors(event.target)
    if kind is None:
        return f"{spaced(event.type)}: {source} to {target}"
    return capital(kind.tells.format(source=source, target=target, parties=say.actors(event.source + event.target)))


class WrittenEvent(EffectKind[UndatedEvent]):
    """An event, which the rules judge like any other."""

    key = "event"
    value: ClassVar[Any] = UndatedEvent
    momentary = True

    def compiled(self) -> Compiled:
        """The event."""
        return Compiled(event=self.given)

    def says(self, say: Speaker) -> Iterator[str]:
        """As its type tells it."""
        yield event_in_words(self.given, say).rstrip(".")

    @property
    def size(self) -> str:
        """Its salience."""
        return f" (salience {self.given.salience:g})"

    def tells(self, say: Speaker) -> Iterator[str]:
        """Nothing: it is among the month's events."""
        yield from ()

    def idle(self, seeds: Seeds) -> Iterator[tuple[str, str]]:
        """An event of no salience."""
        if not self.given.salience:
            yield "", "an event of salience 0 moves nothing"
