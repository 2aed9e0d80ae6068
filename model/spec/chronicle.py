"""A second layer of evidence: events told by pages of their own, and those that events.yaml tells too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.spec.base import Frozen, Pages, Rows
from model.spec.events import Event, Otherwise, Reading

DOCUMENTS, CHRONICLE = "documents", "chronicle"
"""The layers: events.yaml, and the folder chronicle/, whose events the document of that name attests."""
SAME = f"{CHRONICLE}/same.yaml"
CODINGS = ("first_coding.csv", "second_coding.csv")
"""Tables of the chronicle as two coders coded its rows."""


class ChronicleEvent(Event):
    """An event of the chronicle, attested by the page it was read on."""

    page: Pages
    """Where it can be read: one address, or a list."""
    row: Rows = ()
    """The row or rows of the table it was coded from."""


class Chronicle(Frozen):
    """Events of the chronicle."""

    events: tuple[ChronicleEvent, ...]


class Attestation(Otherwise):
    """An event of events.yaml that the chronicle tells too; fields are given where the chronicle has them otherwise."""

    event: str
    """Its id in events.yaml."""
    page: Pages
    """Where it can be read: one address, or a list."""
    row: Rows = ()
    """The row or rows of the table that tell it."""
    note: str = ""

    def added_to(self, event: Event) -> Event:
        """The event as coded, with the second attestation, its pages, and the chronicle's reading if it has one."""
        changes = self.changes
        says = "; ".join(f"{name} {_said(value)}" for name, value in changes.items())
        read = (Reading(document=CHRONICLE, says=says).model_copy(update=changes),) if changes else ()
        return event.model_copy(
            update={
                "attested_by": (*event.attested_by, CHRONICLE),
                "page": (*event.page, *self.page),
                "readings": (*event.readings, *read),
            }
        )


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)


class Attestations(Frozen):
    """Events that both events.yaml and the chronicle tell."""

    same: tuple[Attestation, ...]


@dataclass(frozen=True)
class Layers:
    """All documented events, in use or not, by layer: `documents` (events.yaml) and `chronicle`."""

    files: Mapping[str, tuple[Event, ...]]
    """File → the events it tells."""
    same: tuple[Attestation, ...] = field(default=())
    """The events of events.yaml that the chronicle tells too."""

    def events(self, *layers: str) -> tuple[Event, ...]:
        """The events of these layers, as the files have them in order; each has date, source, target, type, salience
        (0 to 1), standing, attested_by and page.

        The layers are disjoint: `events("documents")` are those of events.yaml, `events("chronicle")` those that only
        the chronicle tells. In `events("documents", "chronicle")` an event that both tell stands once, as events.yaml
        codes it, attested by both, with the chronicle's reading where that differs. Weights depend on
        `seeds.types.types[event.type]`; how much of an event counts on `seeds.types.standing[event.standing]`.
        """
        told = [event for file, events in self.files.items() if layer_of(file) in layers for event in events]
        if not {DOCUMENTS, CHRONICLE} <= {*layers}:
            return tuple(told)
        second = {attestation.event: attestation for attestation in self.same}
        return tuple(second[e.id].added_to(e) if e.id in second else e for e in told)

    def place(self, event: str) -> tuple[str, tuple[str | int, ...]]:
        """The file that tells an event and the route to it there."""
        return next(
            (file, ("events", place))
            for file, events in self.files.items()
            for place, told in enumerate(events)
            if told.id == event
        )


def layer_of(file: str) -> str:
    """The layer that a file belongs to, by its path within the seeds folder."""
    return CHRONICLE if file.startswith(f"{CHRONICLE}/") else DOCUMENTS
