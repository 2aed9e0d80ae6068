"""The way in: a name, and the join code where the workshop is open to the room; and the facilitator's link."""

from __future__ import annotations

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from model.workshop.desk import Desk
from model.workshop.pages.frame import button, frame, said, tag
from model.workshop.visitors import NAME_LENGTH, Gate, admit, call_oneself, who

WRONG = "That is not the join code. It is shown in the room."
WAIT = "Too many wrong codes came from here. Please wait a minute."


def register(desk: Desk) -> None:
    """Add the pages /join and /facilitate."""
    gate = Gate()

    @ui.page("/join")
    def join(request: Request, then: str = "/") -> None:
        there = then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/"
        address = request.client.host if request.client else ""
        visitor = who()
        asks = desk.open_to_room and not visitor.admitted
        with frame("Join the workshop", ways=not asks):
            said("p", "Say what you want to be called. The others in the room will see this name.")
            name = _field("Your name", visitor.name, NAME_LENGTH)
            code = _field("Join code", "", 12) if asks else None
            message = said("p", "", "message")
            message.props("role=alert")

            def enter() -> None:
                if code is not None and gate.closed(address):
                    message.say(WAIT)
                elif code is not None and not gate.opens(address, _typed(code).upper(), desk.keys.code):
                    message.say(WRONG)
                else:
                    admit()
                    call_oneself(_typed(name))
                    ui.navigate.to(there)

            for field in filter(None, (name, code)):
                field.on("keydown.enter", enter)
            button("Join", enter, "main")

    @app.get("/facilitate")
    def facilitate(request: Request, token: str = "") -> Response:
        address = request.client.host if request.client else ""
        if not gate.opens(address, token, desk.keys.token):
            return PlainTextResponse("This is not the facilitator's link. It is shown in the terminal.", 403)
        admit(facilitates=True)
        return RedirectResponse("/")


def _field(label: str, value: str, longest: int) -> ui.element:
    """A line of text with its label."""
    with tag("label", "field"):
        said("span", label)
        line = ui.element("input").props("type=text autocomplete=off")
        line._props.update(value=value, maxlength=longest)
        line.typed = value  # type: ignore[attr-defined]

        def keep(event: object) -> None:
            sent = getattr(event, "args", "")
            line.typed = line._props["value"] = sent if isinstance(sent, str) else ""  # type: ignore[attr-defined]

        line.on("input", keep, js_handler="(event) => emit(event.target.value)")
    return line


def _typed(line: ui.element) -> str:
    return str(getattr(line, "typed", "")).strip()
