"""Who is asking: visitors are told apart by a signed cookie, and what they are is kept in the session's folder."""

from __future__ import annotations

import hmac
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from nicegui import app

NAME_LENGTH = 40
TRIES, EVERYBODY, SECONDS = 6, 120, 60.0
"""Wrong codes that one address, and all together, may try in so many seconds."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser."""

    id: str
    """Stays the same on this device, also after a restart of the server."""
    name: str
    """What they call themselves; empty until they have said it."""
    role: Literal["facilitator", "participant"]
    admitted: bool
    """Whether they have given the join code, or came by the facilitator's link."""

    @property
    def facilitates(self) -> bool:
        """Whether they came by the facilitator's link."""
        return self.role == "facilitator"


def who() -> Visitor:
    """The visitor of the page, event or request that is being served."""
    kept = app.storage.user
    facilitates = kept.get("facilitates") is True
    return Visitor(
        id=str(app.storage.browser["id"]),
        name=str(kept.get("name", "")),
        role="facilitator" if facilitates else "participant",
        admitted=facilitates or kept.get("admitted") is True,
    )


def call_oneself(name: str) -> None:
    """Keep what a visitor calls themselves: one line of at most NAME_LENGTH characters."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name[: 10 * NAME_LENGTH])
    app.storage.user["name"] = " ".join(shown.split())[:NAME_LENGTH]


def admit(*, facilitates: bool = False) -> None:
    """Let the visitor in, from now on."""
    app.storage.user["admitted"] = True
    if facilitates:
        app.storage.user["facilitates"] = True


@dataclass
class Gate:
    """Compares what visitors say with a key, and lets nobody guess for long."""

    wrong: dict[str, deque[float]] = field(default_factory=dict)
    """Address → when it said something wrong lately."""

    def closed(self, address: str) -> bool:
        """Whether too many wrong words came lately, from this address or from all together."""
        now = time.monotonic()
        for said in self.wrong.values():
            while said and now - said[0] > SECONDS:
                said.popleft()
        self.wrong = {name: said for name, said in self.wrong.items() if said}
        everybody = sum(map(len, self.wrong.values()))
        return len(self.wrong.get(address, ())) >= TRIES or everybody >= EVERYBODY

    def opens(self, address: str, said: str, key: str) -> bool:
        """Whether what was said is the key; a wrong word is counted."""
        if not self.closed(address) and hmac.compare_digest(said.encode(), key.encode()):
            return True
        self.wrong.setdefault(address, deque(maxlen=TRIES)).append(time.monotonic())
        return False
