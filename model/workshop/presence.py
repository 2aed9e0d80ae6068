"""Presence of people: who has a page open, and since when somebody has none."""

from __future__ import annotations

import time

from nicegui import Client

AWAY = 60.0
"""Seconds without an open page after which somebody is away, and no team waits for them."""


class Presence:
    """The pages that people have open; kept nowhere, for it says nothing after a restart."""

    def __init__(self) -> None:
        self._pages: dict[str, list[Client]] = {}
        self._seen: dict[str, float] = {}
        self._began = time.monotonic()

    def open(self, visitor: str, page: Client) -> None:
        """Somebody has a page; whoever has just asked for it is there."""
        self._pages.setdefault(visitor, []).append(page)
        self._seen[visitor] = time.monotonic()

    def look(self) -> None:
        """Note who is there now, and forget the pages that were left for good."""
        now = time.monotonic()
        for visitor, pages in list(self._pages.items()):
            kept = [page for page in pages if not page.is_deleted]
            if any(page.has_socket_connection for page in kept):
                self._seen[visitor] = now
            self._pages[visitor] = kept
            if not kept:
                del self._pages[visitor]

    def away(self, visitor: str) -> bool:
        """Return True for who has had no page for a while; after a restart all have this while to come back."""
        return time.monotonic() - self._seen.get(visitor, self._began) > AWAY
