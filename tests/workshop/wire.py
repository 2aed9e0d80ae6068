"""A visitor without a browser: the page's own messages, sent and heard over its socket."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import socketio

_ELEMENTS = re.compile(r"parseElements\(String\.raw`(.*?)`\)", re.DOTALL)
_CLIENT = re.compile(r"'client_id': '([0-9a-f-]+)'")


class Wire:
    """One visitor's page; a room of thirty takes no more than a room of one would in a browser."""

    def __init__(self, address: str, jar: aiohttp.CookieJar | None = None) -> None:
        self.address = address
        self.http = aiohttp.ClientSession(cookie_jar=jar or aiohttp.CookieJar(unsafe=True))
        self.socket = socketio.AsyncClient(http_session=self.http)
        self.elements: dict[int, dict[str, Any]] = {}
        self.heard: asyncio.Condition = asyncio.Condition()
        self.socket.on("update", self._update)

    async def open(self, path: str) -> Wire:
        """Ask for a page and connect as its script does."""
        async with self.http.get(self.address + path) as answer:
            text = await answer.text()
        self.client = _found(_CLIENT, text)
        raw = _found(_ELEMENTS, text)
        for escape, letter in (("&#36;", "$"), ("&#96;", "`"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")):
            raw = raw.replace(escape, letter)
        self.elements = {int(key): value for key, value in json.loads(raw).items()}
        query = {"client_id": self.client, "next_message_id": 0, "implicit_handshake": "true"}
        query |= {"tab_id": str(uuid.uuid4()), "old_tab_id": "", "document_id": str(uuid.uuid4())}
        await self.socket.connect(
            f"{self.address}?{urlencode(query)}", socketio_path="/_nicegui_ws/socket.io", transports=["websocket"]
        )
        return self

    async def close(self) -> None:
        """Leave."""
        await self.socket.disconnect()
        await self.http.close()

    async def _update(self, changed: Mapping[str, Any]) -> None:
        async with self.heard:
            for key, element in changed.items():
                if key != "_id" and element is not None:
                    self.elements[int(key)] = self.elements.get(int(key), {}) | element
            self.heard.notify_all()

    def find(self, fits: Callable[[dict[str, Any]], bool]) -> int:
        """The first element of which something holds."""
        return next(key for key, element in self.elements.items() if fits(element))

    def named(self, name: str, event: str) -> int:
        """The first control with this name (a button by its text) that listens to an event."""

        def fits(element: dict[str, Any]) -> bool:
            told = str(element.get("props", {}).get("name", element.get("text", "")))
            return told.startswith(name) and any(one["type"] == event for one in element.get("events", ()))

        return self.find(fits)

    async def send(self, element: int, event: str, *args: Any) -> None:
        """What the browser sends when something is done to an element."""
        listener = next(one["listener_id"] for one in self.elements[element]["events"] if one["type"] == event)
        sent = {"id": element, "client_id": self.client, "listener_id": listener, "args": [json.dumps(a) for a in args]}
        await self.socket.emit("event", sent)

    async def until(self, holds: Callable[[dict[int, dict[str, Any]]], bool], seconds: float = 60) -> float:
        """Wait until something holds of what the page shows; the seconds it took, TimeoutError after too many."""
        begun = time.monotonic()
        async with self.heard:
            await asyncio.wait_for(self.heard.wait_for(lambda: holds(self.elements)), seconds)
        return time.monotonic() - begun

    def says(self, start: str) -> Callable[[dict[int, dict[str, Any]]], bool]:
        """Whether a status line begins with these words."""
        return lambda shown: any(
            str(element.get("text", "")).startswith(start)
            for element in shown.values()
            if element.get("props", {}).get("role") == "status"
        )


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None, text[:500]
    return found[1]
