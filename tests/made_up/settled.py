"""Made-up kind of effect: issues that come to a stage, with an event that says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.effects.event import event_in_words
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.base import Frozen, StageOf
from model.spec.events import UndatedEvent


class Settlement(Frozen):
    """Stages of issues, and the event by which the world learns of them."""

    stages: StageOf
    by: UndatedEvent


class Settled(EffectKind[Settlement]):
    """Issues that are settled, with an event that says so."""

    key = "settled"
    value: ClassVar[Any] = Settlement
    momentary = True

    def compiled(self) -> Compiled:
        """The stages and the event."""
        return Compiled(event=self.given.by, sets=self.given.stages)

    def says(self, say: Speaker) -> Iterator[str]:
        """Which issues, and how."""
        names = (say.seeds.issues.issues[issue].name for issue in self.given.stages)
        yield f"{' and '.join(names)} settled for good: {event_in_words(self.given.by, say)}"
