"""Protection from other sites: their pages may do nothing with the workshop in a visitor's browser."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

IN_A_QUERY = "=&%:,.+-_~"


class OwnPagesOnly:
    """Refuse requests and sockets that pages of another origin begin, and frames of other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or one socket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif _foreign(Headers(scope=scope)):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse("Only the workshop's own pages may ask for this.", 403)(scope, receive, send)
        else:
            await self.app(scope, receive, _guarded(send))


def _foreign(headers: Headers) -> bool:
    """Return True where a browser names another origin as asking; no browser leaves the origin of a socket out."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return guarded


def own_address(given: str, pages: set[str]) -> str:
    """Address that a visitor is sent to: one of the workshop's own pages, else the first page.

    It is put together anew, because a browser leaves out what it does not like: to it, "/<tab>/host" is another site.
    """
    try:
        found = urlsplit(given)
        path = unquote(found.path)
    except ValueError:
        return "/"
    if not given.startswith("/") or found.netloc or path not in pages:
        return "/"
    return path + (f"?{quote(found.query, safe=IN_A_QUERY)}" if found.query else "")
