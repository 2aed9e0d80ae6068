"""The page for an address that is none of the workshop's: it says so, and where to go."""

from __future__ import annotations

from nicegui import Client, app
from nicegui.page import page
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from model.common.languages import _, marked
from model.workshop.app_state import AppState
from model.workshop.pages.following import follow
from model.workshop.pages.frame import WAYS, frame, link, said, tag
from model.workshop.pages.live import Here
from model.workshop.session import Session, session_of

FOR = {
    "/": marked("change what happens, and see what it changes"),
    "/why": marked("the evidence behind the start, and one world told"),
    "/predict": marked("guess before the answer is shown"),
    "/play": marked("decide for an actor"),
    "/room": marked("the screen that everybody sees"),
}
"""Page → what people do there."""


def register(app_state: AppState) -> None:
    """Let this page answer wherever there is no other."""
    session = session_of(app_state)

    async def answer(request: Request, exception: Exception) -> Response:
        return await missing(session, request)

    app.add_exception_handler(404, answer)


async def missing(session: Session, request: Request) -> Response:
    """The page, or a line of text where a browser asked for a part of a page."""
    if request.url.path.startswith("/_nicegui"):
        return PlainTextResponse("There is no such file.", 404)
    with Client(page(""), request=request) as client:
        here = Here(session)
        await here.enter()
        _show(here)
    return client.build_response(request, 404)


def _show(here: Here) -> None:
    with frame(_("There is no such page")):
        if not here.facilitates:
            follow(here, "")
        said("p", _("The workshop has no page at this address. It has these:"))
        with tag("ul"):
            for path, name in WAYS.items():
                with tag("li"):
                    link(_(name), path)
                    said("span", f": {_(FOR[path])}")
