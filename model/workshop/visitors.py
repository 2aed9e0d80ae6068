"""Visitors of the workshop, told apart by a signed cookie and kept in the session's folder."""

from __future__ import annotations

import hmac
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from nicegui import app
from nicegui.storage import request_contextvar

from model.common.languages import LANGUAGES

NAME_LENGTH = 40
HEADER = 500
"""Characters of a browser's wishes that are read."""
ASKED = re.compile(r"([A-Za-z]{2,3})(?:-[\w-]+)?(?:\s*;\s*q=(1(?:\.0{0,3})?|0(?:\.\d{0,3})?))?", re.ASCII)
"""A language that a browser asks for, with its weight if it has one."""
TRIES, SECONDS = 6, 60.0
"""Wrong codes that one address may try in so many seconds."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser."""

    id: str
    """Stays the same on this device, also after a restart of the server."""
    name: str
    """Name the visitor has given; empty before."""
    role: Literal["facilitator", "participant"]
    admitted: bool
    """True once they have given the join code, or came by the facilitator's link."""

    @property
    def facilitates(self) -> bool:
        """True for those who came by the facilitator's link."""
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


def name_of(written: str) -> str:
    """A name as it is shown: one line of at most NAME_LENGTH characters, none of which writes backwards."""
    shown = "".join(letter if letter.isprintable() else " " for letter in written[: 10 * NAME_LENGTH])
    return " ".join(shown.split())[:NAME_LENGTH]


def code_of(typed: str) -> str:
    """A join code as somebody typed it: in small letters perhaps, with spaces or hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def call_oneself(name: str) -> None:
    """Keep what a visitor calls themselves."""
    app.storage.user["name"] = name_of(name)


def admit(*, facilitates: bool = False) -> None:
    """Let the visitor in, from now on."""
    app.storage.user["admitted"] = True
    if facilitates:
        app.storage.user["facilitates"] = True


def language_wishes(page: str = "") -> tuple[str, str]:
    """Codes of the language that the visitor has chosen, and of the one that the browser asks for; empty where none.

    For pages, or for one page by itself, which follows no browser.
    """
    code = str(app.storage.user.get(f"language{page}", ""))
    request = request_contextvar.get()
    asked = "" if page or request is None else language_asked(request.headers.get("accept-language", ""))
    return code if code in LANGUAGES else "", asked


def language_asked(header: str) -> str:
    """Code of the language of ours that a browser's `Accept-Language` puts first; empty where it names none."""
    weights: dict[str, float] = {}
    for part in header[:HEADER].split(","):
        if found := ASKED.fullmatch(part.strip()):
            code, weight = found[1].lower(), float(found[2] or 1)
            if code in LANGUAGES and weight > 0:
                weights.setdefault(code, weight)
    return max(weights, key=lambda code: weights[code], default="")


def choose_language(code: str, page: str = "") -> None:
    """Keep the language that a visitor chooses."""
    if code in LANGUAGES:
        app.storage.user[f"language{page}"] = code


def same(said: str, key: str) -> bool:
    """Return True where a visitor's words are the key, in the same time whatever is wrong with them."""
    return hmac.compare_digest(said.encode(errors="replace"), key.encode())


@dataclass
class Gate:
    """Compares what visitors say with a short key, and lets no address guess for long.

    Each address is counted by itself, so nobody is kept waiting for what others say. A room of 250 addresses that all
    guess for four hours finds a code of 30 bits with a chance of 1 in 3,000.
    """

    wrong: dict[str, deque[float]] = field(default_factory=dict)
    """Address → when it said something wrong lately."""

    def closed(self, address: str) -> bool:
        """Return True where too many wrong words came lately from this address."""
        now = time.monotonic()
        for said in self.wrong.values():
            while said and now - said[0] > SECONDS:
                said.popleft()
        self.wrong = {name: said for name, said in self.wrong.items() if said}
        return len(self.wrong.get(address, ())) >= TRIES

    def opens(self, address: str, said: str, key: str) -> bool:
        """Return True where the words are the key; count a wrong word."""
        if not self.closed(address) and same(said, key):
            return True
        self.wrong.setdefault(address, deque(maxlen=TRIES)).append(time.monotonic())
        return False
