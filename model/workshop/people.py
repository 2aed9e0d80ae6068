"""The people of a room: what each is called, whose name is hidden, and who was taken out of the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from model.common.languages import _, marked
from model.workshop.journal import Entry, Refused, only_the_facilitator, truth_in
from model.workshop.visitors import name_of

MAX_PEOPLE = 500
"""Most people in a session."""
KINDS = ("join", "rename", "hide", "remove")
NOBODY = marked("somebody")
"""Name shown of a person whose name is hidden or unknown."""


@dataclass(frozen=True)
class Person:
    """One person of the room."""

    own: str
    """Name that they gave themselves."""
    given: str = ""
    """Name that the facilitator gave them, which takes the place of their own."""
    hidden: bool = False
    """True while their name is shown to nobody but the facilitator."""
    removed: bool = False
    """True while they are out of the room."""

    @property
    def name(self) -> str:
        """The name they go by."""
        return self.given or self.own

    @property
    def shown(self) -> str:
        """The name as the room sees it."""
        return _(NOBODY) if self.hidden else self.name


@dataclass(frozen=True)
class People:
    """All who ever joined, in the order they came; an entry of the journal makes the next state."""

    known: Mapping[str, Person] = field(default_factory=dict)
    """Visitor → person."""

    @property
    def present(self) -> dict[str, Person]:
        """Those who are in the room."""
        return {visitor: person for visitor, person in self.known.items() if not person.removed}

    @property
    def removed(self) -> frozenset[str]:
        """Visitors who were taken out of the room."""
        return frozenset(visitor for visitor, person in self.known.items() if person.removed)

    def shown(self, visitor: str) -> str:
        """The name of a visitor as the room sees it."""
        return self.known[visitor].shown if visitor in self.known else _(NOBODY)

    def after(self, entry: Entry) -> People:
        """The people once an entry has been acted upon; raises Refused if the rules do not allow it."""
        if entry["kind"] == "join":
            return self._joined(entry["visitor"], entry["name"])
        only_the_facilitator(entry)
        visitor = entry.get("of")
        if not isinstance(visitor, str) or visitor not in self.known:
            raise Refused(_("There is no such person in the room."))
        if entry["kind"] == "rename":
            name = entry.get("to")
            if not isinstance(name, str):
                raise Refused(_("A name is a text."))
            return self._with(visitor, replace(self.known[visitor], given=name_of(name)))
        on = truth_in(entry, "on")
        person = self.known[visitor]
        hides = entry["kind"] == "hide"
        return self._with(visitor, replace(person, hidden=on) if hides else replace(person, removed=on))

    def _joined(self, visitor: str, name: str) -> People:
        if visitor in self.known:
            return self._with(visitor, replace(self.known[visitor], own=name))
        if len(self.known) >= MAX_PEOPLE:
            raise Refused(_("The room is full."))
        return People({**self.known, visitor: Person(name)})

    def _with(self, visitor: str, person: Person) -> People:
        return People({**self.known, visitor: person})
