"""The beginning of every page of the room: its frame, who has it, the facilitator's bar or what goes on elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from model.common.languages import _
from model.workshop.journal import Refused
from model.workshop.pages.conductor import conductor_bar
from model.workshop.pages.fields import line
from model.workshop.pages.following import follow, resting
from model.workshop.pages.frame import button, frame, link, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, paragraph
from model.workshop.session import Session
from model.workshop.visitors import NAME_LENGTH, call_oneself, name_of, who


def ask_name(here: Here) -> None:
    """Ask a visitor what to call them, if they have not said it."""
    if here.visitor.name or here.facilitates:
        return
    with card(_("Who are you?"), "who", kept=(here.session.mark, "name")):
        said("p", _("A name or a nickname, for the people in this room."))
        name = line(_("Your name"), longest=NAME_LENGTH)

        async def join() -> None:
            if not (called := name_of(name.text)):
                raise Refused(_("Write a name first."))
            await here.session.note(replace(here.visitor, name=called))
            if who().id == here.visitor.id:
                call_oneself(called)

        button(_("Join"), attempt(join), "main")


def whose(here: Here, path: str) -> None:
    """Show who has a page; whoever has not said a name finds the way to do so."""
    visitor = here.visitor
    role = _("facilitator") if visitor.facilitates else ""
    with tag("div", "head-who"):
        if not visitor.name and not role:
            link(_("Say your name to join"), f"/join?then={path}")
        said("span", " · ".join(filter(None, (visitor.name, role))))


@asynccontextmanager
async def entered(session: Session, name: str, path: str, lead: str = "") -> AsyncIterator[Here]:
    """A page of the room: its frame, and whoever came, who is in the room from now on.

    With a `lead`, which says what people do on the page, they are asked for a name there if they have not said it.
    """
    here = Here(session, path)
    await here.enter()

    def head() -> None:
        Live(session, lambda: here.visitor.name, lambda: whose(here, path))

    with frame(_(name), path, whose=head):
        if here.facilitates:
            conductor_bar(here, path)
        else:
            follow(here, path)
        with resting(here, path):
            if lead:
                paragraph(_(lead))
                Live(session, lambda: here.visitor.name, lambda: ask_name(here))
            yield here
