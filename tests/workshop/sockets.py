"""Visitors without browsers: each keeps the page that its server has, over the socket that a browser would use."""

from __future__ import annotations

import asyncio
import html
import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import socketio

PATIENCE = 180
"""Seconds of the machine's own time after which a page counts as stuck."""

Element = dict[str, Any]


class Stuck(AssertionError):
    """A page does not show what it should, whatever one waits."""


class Device:
    """The device of one person: one page at a time, and a cookie that outlives it."""

    def __init__(self, name: str, address: str) -> None:
        self.name, self.address = name, address
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))  # an address of digits is one too
        self.socket: socketio.AsyncClient | None = None
        self.elements: dict[int, Element] = {}
        self.news = asyncio.Event()
        self.told: list[str] = []
        """Refusals and complaints of the program."""
        self.path = self.client = ""
        self.next = self.drops = 0
        """The next message awaited, and how often the line broke and was taken up again, as a browser does."""
        self.again: set[asyncio.Task[None]] = set()

    async def open(self, path: str) -> None:
        """Another page, or the same again; the one before is left."""
        await self._leave()
        async with self.http.get(self.address + path) as answer:
            text = await answer.text()
            assert answer.status == 200, (path, answer.status)
        written = re.search(r"parseElements\(String\.raw`(.*?)`\)", text, re.DOTALL)
        client = re.search(r"'client_id': '([^']+)'", text)
        assert written and client, text[:2000]
        self.path, self.client = path, client[1]
        self.elements = {int(key): element for key, element in json.loads(html.unescape(written[1])).items()}
        self.next = 0
        await self._connect()

    async def _connect(self) -> None:
        socket = socketio.AsyncClient(http_session=self.http, reconnection=False)
        socket.on("update", self._updated)
        socket.on("notify", self._notified)
        socket.on("disconnect", lambda *_: self._dropped(socket))
        query = f"client_id={self.client}&document_id={uuid.uuid4()}&tab_id={uuid.uuid4()}"
        self.socket = socket
        await socket.connect(
            f"{self.address}?{query}&next_message_id={self.next}&implicit_handshake=true",
            socketio_path="/_nicegui_ws/socket.io", transports=["websocket"], wait_timeout=PATIENCE,
        )  # fmt: skip

    def _dropped(self, socket: socketio.AsyncClient) -> None:
        """Take a line up again that was not laid down; the server has kept what it had to say."""
        if socket is self.socket:
            self.drops += 1
            self.again.add(asyncio.get_running_loop().create_task(self._connect()))

    def _notified(self, found: dict[str, Any]) -> None:
        self.next = found["_id"] + 1
        self.told.append(found["message"])

    async def _updated(self, changes: dict[str, Any]) -> None:
        self.next = changes.pop("_id") + 1
        for key, element in changes.items():
            if element is None:
                self.elements.pop(int(key), None)
            else:
                self.elements[int(key)] = element
        self.news.set()

    async def _leave(self) -> None:
        if self.socket is not None:
            left, self.socket = self.socket, None
            await left.disconnect()

    async def close(self) -> None:
        """Go home."""
        await self._leave()
        await self.http.close()

    # What stands on the page

    def __iter__(self) -> Iterator[tuple[int, Element]]:
        """The elements from top to bottom, with their numbers."""
        below = [0]
        while below:
            element = self.elements.get(number := below.pop())
            if element is not None:
                yield number, element
                below += reversed(element.get("children", []))

    def found(self, tag: str, says: str = "", **props: str) -> list[int]:
        """The elements of a kind whose text or name begins like this, with these properties."""
        return [
            number
            for number, element in self
            if element["tag"] == tag
            and any(str(text).startswith(says) for text in (element.get("text", ""), *_names(element)))
            and all(element.get("props", {}).get(key) == value for key, value in props.items())
        ]

    def text(self, number: int) -> str:
        """All that is written in an element."""
        element = self.elements[number]
        return " ".join(filter(None, (element.get("text", ""), *map(self.text, element.get("children", [])))))

    def part(self, name: str) -> str | None:
        """The text of the element with this id; None where there is none."""
        found = next((n for n, element in self if element.get("props", {}).get("id") == name), None)
        return None if found is None else self.text(found)

    # What is done with it

    async def send(self, number: int, event: str, *args: Any) -> None:
        """Message of a browser where somebody does something with an element."""
        listener = next(e["listener_id"] for e in self.elements[number]["events"] if e["type"] == event)
        sent = {"id": number, "client_id": self.client, "listener_id": listener, "args": [json.dumps(a) for a in args]}
        async with asyncio.timeout(PATIENCE):
            while self.socket is None or not self.socket.connected:
                await asyncio.sleep(0.1)
        await self.socket.emit("ack", {"client_id": self.client, "next_message_id": self.next})
        await self.socket.emit("event", sent)

    async def press(self, says: str) -> None:
        """The first button that says this."""
        await self.until(lambda: self.found("button", says), f"the button {says!r}")
        await self.send(self.found("button", says)[0], "click")

    async def write(self, name: str, text: str) -> None:
        """Into the field with this label."""
        await self.send(self.found("nicegui-line", name)[0], "type", text)

    async def until(self, holds: Callable[[], Any], what: str) -> None:
        """Wait for the page to show something; Stuck where it never does."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            raise Stuck(f"{self.name} waits on {self.path} for {what}; told: {self.told}") from None


def _names(element: Element) -> Iterator[str]:
    props = element.get("props", {})
    yield from (props[key] for key in ("aria-label", "name") if key in props)
