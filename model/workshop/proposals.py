"""Acts of a team's own: proposed with an argument, judged by the room, and coded as events of the region's grammar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from statistics import median
from typing import Any

from pydantic import ValidationError

from model.common.languages import _
from model.spec.events import UndatedEvent
from model.spec.seeds import Seeds
from model.workshop.journal import Refused


@dataclass(frozen=True)
class Proposal:
    """An act of a team's own, with the argument why it should work."""

    event: UndatedEvent
    what: str
    argument: str
    agreement: bool

    @property
    def digest(self) -> str:
        """Short name of the whole act; any other act, also one of the same words, has another."""
        whole = (self.event.model_dump_json(exclude_defaults=True), self.what, self.argument, self.agreement)
        return blake2b(repr(whole).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Estimate:
    """A team's judgement of another team's proposal."""

    odds: int
    """Probability that it comes about, in percent."""
    agrees: bool | None = None
    """Of an agreement it would be a party to: whether it consents."""


@dataclass(frozen=True)
class Judged:
    """The room's judgement of a proposal, and the random number drawn for it."""

    quarter: int
    actor: str
    proposal: Proposal
    odds: tuple[int, ...]
    refused_by: tuple[str, ...]
    random_number: float
    """In [0, 1): it comes about if this lies below the median odds."""

    @property
    def median(self) -> float:
        """The median of the odds, in percent; 0 where nobody gave any."""
        return float(median(self.odds)) if self.odds else 0.0

    @property
    def came_about(self) -> bool:
        """True if the event happens: no party refused, and the random number lies below the median odds."""
        return not self.refused_by and self.random_number * 100 < self.median

    @property
    def why(self) -> str:
        """The reason written beside the event where it happens."""
        return (
            f"{self.proposal.what} Argued by its team: {self.proposal.argument} "
            f"(The room's median odds were {self.median:g} in a hundred; luck drew {self.random_number * 100:.1f}.)"
        )


def coded(seeds: Seeds, event: Mapping[str, Any]) -> tuple[UndatedEvent, bool]:
    """An act as an event of the region's own grammar, and whether it is an agreement; raises Refused."""
    try:
        made = UndatedEvent.model_validate(event, context=seeds.names)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(_("This act cannot be coded: {why}.", why=first["msg"])) from None
    kind = seeds.types.types[made.type]
    deciding = {name for name, actor in seeds.actors.actors.items() if actor.decides}
    if kind.agreement and not set(made.target) <= deciding:
        raise Refused(_("An agreement needs partners that can consent; one of these does not act in the model."))
    return made, kind.agreement
