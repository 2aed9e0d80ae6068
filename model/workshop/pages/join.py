"""The way in: a name, and the join code where the workshop is open to the room; and the facilitator's link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from model.common.errors import ModelError
from model.common.languages import _, marked, speak, speaking, spoken
from model.workshop.app_state import AppState
from model.workshop.controls import Line
from model.workshop.cross_origin import own_address
from model.workshop.pages.frame import GLOSSARY, WAYS, button, frame, said
from model.workshop.session import Session, session_of
from model.workshop.visitors import NAME_LENGTH, Gate, admit, call_oneself, code_of, language_wishes, same, who

WRONG = marked("That is not the join code. It is shown in the room.")
TYPED = 40
"""Characters that a join code is read from."""
OUT = marked(
    "The facilitator has taken you out of the room. Speak with them; once you are let back in, load this page again."
)
WAIT = marked("Too many wrong codes came from here. Please wait a minute.")


def register(app_state: AppState) -> None:
    """Add the pages /join and /facilitate."""
    gate, session = Gate(), session_of(app_state)

    def wrong(address: str, typed: str) -> str:
        """Complaint about a join code; empty where it is the right one."""
        if gate.closed(address):
            return _(WAIT)
        return "" if gate.opens(address, code_of(typed), app_state.keys.code) else _(WRONG)

    @ui.page("/join")
    def join(request: Request, then: str = "/", code: str = "") -> None:
        speak(app_state.speaks(*language_wishes()))
        there = own_address(then, {*WAYS, GLOSSARY, "/scenario.yaml"})
        address = request.client.host if request.client else ""
        complaint = ""
        if asked := app_state.open_to_room and not who().admitted:
            complaint = wrong(address, code) if code else ""
            if code and not complaint:
                admit()
                asked = False
        with frame(_("Join the workshop"), ways=not asked):
            if who().id in session.state.people.removed and not who().facilitates:
                said("p", _(OUT), "message")
            else:
                refuse = partial(wrong, address) if asked else None
                _form(session, there, complaint, refuse, code)

    @app.get("/facilitate")
    def facilitate(token: str = "") -> Response:
        if not same(token, app_state.keys.token):  # 128 bits: nobody finds it by trying, so nobody is kept waiting
            with speaking(app_state.speaks(*language_wishes())):
                wrong_link = _("This is not the facilitator's link. It is shown in the terminal.")
            return PlainTextResponse(wrong_link, 403)
        admit(facilitates=True)
        return RedirectResponse("/")


def _form(session: Session, there: str, complaint: str, wrong: Callable[[str], str] | None, code: str) -> None:
    """The fields of who comes in, who then goes `there`; wrong: what is wrong with a join code, where one is asked."""
    said("p", _("Say what you want to be called. The others in the room will see this name."))
    message, language = said("p", complaint, "message"), spoken()
    message.props("role=alert")

    async def enter() -> None:
        with speaking(language):
            complaint = "" if typed is None or wrong is None else wrong(typed.typed)
        if complaint:
            message.say(complaint)
            return
        admit()
        call_oneself(name.typed)
        try:
            await session.note(who())
        except ModelError as refused:
            message.say(str(refused))
        else:
            ui.navigate.to(there)

    name = Line(_("Your name"), value=who().name, longest=NAME_LENGTH, entered=enter)
    typed = Line(_("Join code"), value=code[:TYPED], longest=TYPED, entered=enter) if wrong is not None else None
    button(_("Join"), enter, "main")
