"""Role briefs as a page to read or print, in the language of whoever opens it."""

from __future__ import annotations

from nicegui import app
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from model.common.languages import _, speaking
from model.workshop.app_state import AppState
from model.workshop.pages.frame import said, tag
from model.workshop.visitors import language_wishes
from model.workshop.worker_pool import NotComputed

ADDRESS = "/role-briefs"


def register(app_state: AppState) -> None:
    """Add the page."""

    @app.get(ADDRESS)
    async def role_briefs() -> Response:
        language = app_state.speaks(*language_wishes())
        try:
            page = await app_state.worker_pool.do("model.workshop.jobs:role_briefs", language.code, patient=True)
        except NotComputed:
            with speaking(language):
                return PlainTextResponse(_("The role briefs could not be made. Load this page again."), 503)
        return HTMLResponse(page)


def link_to_briefs(actor: str = "") -> None:
    """Show the way to all briefs, or to that of an actor whose team reads it; the page one is on stays open."""
    text = _("The brief of your role") if actor else _("Role briefs, to read or print")
    with tag("p", "brief"):
        link = said("a", text)
        link._props.update({"href": ADDRESS + (f"#role-{actor}" if actor else ""), "target": "_blank"})
