"""The way in: a name, and the join code where the workshop is open to the room; and the facilitator's link."""

from __future__ import annotations

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from model.workshop.app_state import AppState
from model.workshop.controls import Line
from model.workshop.cross_origin import own_address
from model.workshop.pages.frame import WAYS, button, frame, said
from model.workshop.visitors import NAME_LENGTH, Gate, admit, call_oneself, same, who

WRONG = "That is not the join code. It is shown in the room."
WAIT = "Too many wrong codes came from here. Please wait a minute."


def register(app_state: AppState) -> None:
    """Add the pages /join and /facilitate."""
    gate = Gate()

    @ui.page("/join")
    def join(request: Request, then: str = "/") -> None:
        there = own_address(then, {*WAYS, "/scenario.yaml"})
        address = request.client.host if request.client else ""
        visitor = who()
        asks = app_state.open_to_room and not visitor.admitted
        with frame("Join the workshop", ways=not asks):
            said("p", "Say what you want to be called. The others in the room will see this name.")
            message = said("p", "", "message")
            message.props("role=alert")

            def enter() -> None:
                if code is not None and gate.closed(address):
                    message.say(WAIT)
                elif code is not None and not gate.opens(address, code.typed.upper(), app_state.keys.code):
                    message.say(WRONG)
                else:
                    admit()
                    call_oneself(name.typed)
                    ui.navigate.to(there)

            name = Line("Your name", value=visitor.name, longest=NAME_LENGTH, entered=enter)
            code = Line("Join code", longest=12, entered=enter) if asks else None
            button("Join", enter, "main")

    @app.get("/facilitate")
    def facilitate(token: str = "") -> Response:
        if not same(token, app_state.keys.token):  # 128 bits: nobody finds it by trying, so nobody is kept waiting
            return PlainTextResponse("This is not the facilitator's link. It is shown in the terminal.", 403)
        admit(facilitates=True)
        return RedirectResponse("/")
