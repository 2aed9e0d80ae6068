"""The workshop's server: which pages there are, who may see them, and on which address."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote

from nicegui import Client, app, core, ui
from nicegui.storage import Storage
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from model.common.errors import RunError
from model.workshop.addresses import EVERYWHERE, room_addresses
from model.workshop.app_state import CODE_ADDRESS, AppState
from model.workshop.cross_origin import OwnPagesOnly
from model.workshop.session import Session, session_of
from model.workshop.terminal import guard_terminal
from model.workshop.visitors import Visitor, who

PAGES = ("join", "explore", "why", "predict", "play", "room", "glossary", "role_briefs", "missing")
OPEN = ("/join", "/facilitate", "/_nicegui", "/favicon.ico")
"""Addresses open to everybody: the way in, and the program's own files."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class PageMessage(core.sio.packet_class):
    """A message to a page. Updates of its elements hold texts and numbers: no bytes are looked for in all of them."""

    @classmethod
    def data_is_binary(cls, data: Any) -> bool:
        """True where a message holds bytes, as a download does."""
        update = isinstance(data, list) and data[:1] == ["update"]
        return not update and bool(super().data_is_binary(data))


def serve(app_state: AppState, host: str, port: int) -> None:
    """Serve the workshop until it is interrupted; RunError where the address cannot be had."""
    refuse_if_taken(host, port)
    Storage.path = app_state.path("visitors")
    app_state.addresses = room_addresses(host, port)
    for name in PAGES:
        if find_spec(f"model.workshop.pages.{name}"):
            importlib.import_module(f"model.workshop.pages.{name}").register(app_state)
    guard(app_state, host)
    guard_terminal()
    core.sio.packet_class = PageMessage
    core.sio.on("heard", lambda _: True)  # a page asks so whether what was pressed before it has arrived
    core.sio.on("log", lambda *_: None)  # what a browser would have logged here is nobody's business
    app.config.quasar_config["lang"] = {"noHtmlAttrs": True}  # the page itself says in which language it is
    app.on_startup(app_state.worker_pool.warm)
    app.on_startup(lambda: tell(app_state, host, port))
    app.on_shutdown(app_state.worker_pool.close)
    try:
        ui.run(
            host=host, port=port, title="Workshop", storage_secret=app_state.keys.secret, reload=False, show=False,
            tailwind=False, show_welcome_message=False, language="en-GB", reconnect_timeout=20,
            session_middleware_kwargs=cookie(app_state), favicon="🌍",
            timeout_graceful_shutdown=2, log_config=None,
        )  # fmt: skip
    finally:
        app_state.worker_pool.close()


def cookie(app_state: AppState) -> dict[str, Any]:
    """The visitors' cookie: it is named by the session, because browsers share cookies between the ports of a host."""
    return {"session_cookie": f"workshop-{app_state.mark}", "same_site": "strict", "max_age": 30 * 24 * 3600}


def guard(app_state: AppState, host: str) -> None:
    """Let in whom the session admits; where only this machine is served, answer to its own names only."""
    session = session_of(app_state)

    @app.middleware("http")
    async def admitted(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        path = request.url.path
        if app_state.open_to_room and (carried := CODE_ADDRESS.fullmatch(path)):
            return RedirectResponse(f"/join?code={carried[1]}")
        if app_state.open_to_room and not path.startswith(OPEN) and not who().admitted:
            there = quote(path + (f"?{request.url.query}" if request.url.query else ""))
            return RedirectResponse(f"/join?then={there}")
        if path in Client.page_routes.values() and not path.startswith(OPEN) and out(session, who()):
            return RedirectResponse("/join")
        return await go_on(request)

    app.add_middleware(OwnPagesOnly)
    if host in LOOPBACK:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])


def out(session: Session, visitor: Visitor) -> bool:
    """True for whom the facilitator has taken out of the room."""
    return visitor.id in session.state.people.removed and not visitor.facilitates


def refuse_if_taken(host: str, port: int) -> None:
    """RunError where nothing can listen on this address."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise RunError(f"--host {host} --port {port}: cannot listen there ({why}); choose another port") from None


def tell(app_state: AppState, host: str, port: int) -> None:
    """Print where the workshop is, and the facilitator's link, which stands nowhere else."""
    name = f"[{host}]" if ":" in host else host
    here = f"http://{'127.0.0.1' if host in EVERYWHERE else name}:{port}"
    lines = [f"facilitator:  {here}/facilitate?token={app_state.keys.token} (yours alone: open it first)"]
    lines += [f"workshop:     {here}/"]
    if app_state.open_to_room:
        short = [f"http://{address}/{app_state.keys.code}" for address in room_addresses(host, port)]
        lines += [f"for the room: {short[0]}", *(f"          or: {other}" for other in short[1:])]
        lines += [f"join code:    {app_state.keys.code}"]
    else:
        lines += ["for the room: not open: no other device can join (--host 0.0.0.0 opens it to the room)"]
    lines += [f"kept in:      {app_state.folder.as_posix()} (go on later with --session {app_state.folder.as_posix()})"]
    if loss := session_of(app_state).journal.loss:
        lines += [f"damaged:      {loss}"]
    print("\n".join(lines), flush=True)
