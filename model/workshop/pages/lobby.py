"""The people of the room and the way in, as the projector has it, and whether a game has the rest of the screen."""

from __future__ import annotations

from typing import Any

from model.common.languages import _
from model.workshop.addresses import qr_code
from model.workshop.app_state import AppState
from model.workshop.pages.frame import said, tag
from model.workshop.pages.live import card, paragraph
from model.workshop.pages.play import news_key
from model.workshop.playing import Playing
from model.workshop.session import Session

MAX_OTHERS = 2
"""Other addresses of the machine that are shown."""


def lobby(session: Session) -> bool:
    """True while nothing else is to be seen than who comes in."""
    return session.quiz.now is None and not session.state.on


def shown(session: Session) -> Playing | None:
    """The game that the projector shows; none where it is over and a question was put since."""
    front = session.front
    return None if front is None or (front.phase == "over" and session.state.asks) else front


def played(session: Session) -> Playing | None:
    """The same while it is played."""
    front = shown(session)
    return None if front is None or front.phase == "over" else front


def played_key(session: Session) -> Any:
    """Values that the map, the stages and the news of a game show."""
    return news_key(played(session))


def people_key(session: Session) -> Any:
    """Values that the list of people shows."""
    return session.people, lobby(session), shown(session) is None


def people(session: Session, opened_at: str) -> None:
    """Show the people who have joined and the way to join: it fills the screen at first, and is a line later."""
    with card(_("In the room: {number}", number=len(session.people)), "people") as part:
        if session.app_state.open_to_room and lobby(session):
            part.classes("lobby")
            way_in(session.app_state, opened_at)
        elif session.app_state.open_to_room:
            first, code = addresses(session.app_state, opened_at)[0], session.app_state.keys.code
            paragraph(_("Join at {address}", address=f"{first}/{code}")).props("id=way-in")
        if shown(session) is not None:
            return
        with tag("div", "here"):
            with tag("ul", "names"):
                for name in session.people.values():
                    said("li", name)
            if not session.people:
                paragraph(_("Nobody has given a name yet."))


def addresses(app_state: AppState, opened_at: str) -> list[str]:
    """The machine's addresses, first the one that opened this very page."""
    return sorted(app_state.addresses, key=lambda address: address != opened_at)


def way_in(app_state: AppState, opened_at: str) -> None:
    """A QR code and the short address that carries the join code."""
    code = app_state.keys.code
    first, *others = addresses(app_state, opened_at)
    with tag("div", "way-in").props("id=way-in"):
        picture = tag("div", "qr")
        picture._props.update(
            {"role": "img", "aria-label": _("QR code of {address}", address=f"http://{first}/{code}")}
        )
        picture._props["innerHTML"] = qr_code(f"http://{first}/{code}")
        with tag("div"):
            paragraph(_("Point a phone's camera at the square, or type into a browser:"))
            said("p", f"{first}/{code}", "address")
            if others:
                told = ", ".join(f"{other}/{code}" for other in others[:MAX_OTHERS])
                paragraph(_("If that does not open: {addresses}", addresses=told))
            with tag("p"):
                said("span", _("Join code") + ": ")
                said("span", code, "code")
