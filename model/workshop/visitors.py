"""Who is asking: visitors are told apart by a signed cookie, and what they are is kept in the session's folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nicegui import app

NAME_LENGTH = 40


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser."""

    id: str
    """Stays the same on this device, also after a restart of the server."""
    name: str
    """What they call themselves; empty until they have said it."""
    role: Literal["facilitator", "participant"]

    @property
    def facilitates(self) -> bool:
        """Whether they came by the facilitator's link."""
        return self.role == "facilitator"


def who() -> Visitor:
    """The visitor of the page, event or request that is being served."""
    kept = app.storage.user
    role: Literal["facilitator", "participant"] = "facilitator" if kept.get("facilitates") else "participant"
    return Visitor(str(app.storage.browser["id"]), str(kept.get("name", "")), role)


def call_oneself(name: str) -> None:
    """Keep what a visitor calls themselves: one line of at most NAME_LENGTH characters."""
    app.storage.user["name"] = " ".join(name.split())[:NAME_LENGTH]
