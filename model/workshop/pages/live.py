"""Parts of a page that keep up with the room, and the courtesy of a refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from nicegui import ui
from nicegui.element import Element

from model.common.errors import ModelError
from model.common.languages import _, marked, speak, speaking, spoken, within
from model.workshop.pages.frame import SCREEN, Text, able, beside, button, emptied, said, tag
from model.workshop.playing import Playing
from model.workshop.session import Session
from model.workshop.visitors import Visitor, language_wishes, who
from model.workshop.worker_pool import NotComputed

WRONG = marked("Something went wrong here, and nothing was done. Try again, or tell the facilitator.")


class Here:
    """The visitor that a page belongs to, and the session.

    It is found out once, when the page is asked for: while what one visitor does redraws another's page, `who()` would
    answer with the one who did it.
    """

    def __init__(self, session: Session, path: str = "") -> None:
        self.session = session
        self._came = who()
        session.presence.open(self._came.id, ui.context.client)
        speak(session.app_state.speaks(*language_wishes(path if path == SCREEN else "")))
        ui.add_css(beside("room.css"))

    @property
    def visitor(self) -> Visitor:
        """The visitor, by the name they have now."""
        person = self.session.state.people.present.get(self._came.id)
        return replace(self._came, name=person.name if person else "")

    @property
    def facilitates(self) -> bool:
        """True for those who came by the facilitator's link."""
        return self._came.facilitates

    @property
    def playing(self) -> Playing | None:
        """The game that the visitor sits in, and where it stands."""
        return self.session.own(self._came)

    async def enter(self) -> None:
        """Remember a visitor who had a name already."""
        await self.session.note(self._came)


class Live:
    """A part of a page that is drawn again when what it shows has changed.

    When anything else has it is left alone, and with it what people are writing or pressing in it. So its key holds
    what others do only where its controls depend on that; texts that follow others are small parts of their own.
    While a question in it waits for its answer it stays as it is, whatever others do.
    """

    _drawn: ClassVar[list[Live]] = []
    """The parts that are being drawn, the innermost last."""

    def __init__(self, session: Session, key: Callable[[], Any], draw: Callable[[], None]) -> None:
        self.session, self.key, self.draw = session, key, draw
        self.language = spoken()
        self.last: Any = None
        self.outer = self._drawn[-1] if self._drawn else None
        self.inner: list[Live] = []
        self.asked: set[object] = set()
        """Questions that wait for an answer."""
        self.box = tag("div", "live")
        if self.outer is not None:
            self.outer.inner.append(self)
        self._draw()
        session.changed.subscribe(self.look)

    @classmethod
    def innermost(cls) -> Live:
        """The part that is being drawn, of several the innermost."""
        return cls._drawn[-1]

    @property
    def waits(self) -> bool:
        """True while a question in it waits for its answer."""
        return bool(self.asked) or any(live.waits for live in self.inner)

    def look(self) -> None:
        """Draw again if there is something new, in the language of the page, whoever has made it new."""
        with speaking(self.language):
            if not self.waits and self.key() != self.last:
                self._draw()

    def catch_up(self) -> None:
        """Draw what has become new while a question waited: the outermost part first, which draws those within."""
        if self.outer is not None:
            self.outer.catch_up()
        if self.outer is None or self in self.outer.inner:
            self.look()

    def _draw(self) -> None:
        self.last = self.key()
        self.asked = set()
        self._end_inner()
        emptied(self.box)
        self._drawn.append(self)
        try:
            with self.box:
                self.draw()
        finally:
            self._drawn.pop()

    def _end_inner(self) -> None:
        """Let the parts within keep up no more: they are about to be drawn anew."""
        for live in self.inner:
            live._end_inner()
            self.session.changed.unsubscribe(live.look)
        self.inner = []


def live_text(session: Session, text: Callable[[], str], classes: str = "", props: str = "") -> None:
    """A paragraph that keeps up with what it has to say; there is none while that is nothing."""

    def draw() -> None:
        if written := text():
            paragraph(written).classes(classes).props(props)

    Live(session, text, draw)


def attempt(act: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The act as a button's handler: a refusal is told to whoever pressed it, in their language, and to nobody else."""
    language = spoken()

    async def handler() -> None:
        with speaking(language):
            try:
                await act()
            except NotComputed:
                tell(_(WRONG))
            except ModelError as refused:
                tell(str(refused))
            except Exception:
                tell(_(WRONG))
                raise

    return handler


def tell(text: str) -> None:
    """Say something to whoever pressed a button, and to nobody else."""
    ui.notify(text, color="dark", textColor="white", position="top", timeout=8000, close_button=_("Close"))


@contextmanager
def card(heading: str, name: str = "", *, kept: object = None) -> Iterator[Element]:
    """A part of a page with its heading; `name` is its id.

    With `kept`, what is written in it stays in the browser's tab under this name, and outlives a page that loads again.
    """
    with tag("section", "panel") as section:
        if name:
            section.props(f"id={name}")
        if kept is not None:
            section._props["data-kept"] = str(kept)
        said("h2", heading)
        yield section


def paragraph(text: str) -> Element:
    """A paragraph; whatever people wrote in it stays text."""
    return said("p", text)


def scrolled(name: str) -> Element:
    """A part that scrolls sideways where it is too wide; the keyboard reaches it, and it has a name."""
    part = tag("div", "scroll")
    part._props.update({"role": "region", "tabindex": 0, "aria-label": name})
    return part


def countdown(session: Session, deadline: str) -> None:
    """The time that is left, counted down; it stands still while the room is frozen."""
    until = datetime.fromisoformat(deadline)
    left, language = said("p", "", "strong").props("role=timer"), spoken()

    def tick() -> None:
        frozen = session.state.frozen
        now = datetime.fromisoformat(frozen) if frozen else datetime.now(UTC)
        seconds = max(int((until - now).total_seconds()), 0)
        time = f"{seconds // 60}:{seconds % 60:02d}"
        with speaking(language):
            still = _("Time left: {time} (the room is frozen)", time=time)
            left.say(still if frozen else _("Time left: {time}", time=time))

    tick()
    ui.timer(1.0, tick)


def asked_twice(text: str, sure: str, act: Callable[[], Awaitable[None]]) -> None:
    """A button for what is not easily taken back: it asks before it acts, and the question stays until it is answered.

    It stands in a part that keeps up with the room.
    """
    part, question = Live.innermost(), object()
    waiting = part.asked
    first = button(text, lambda: ask(True))
    with tag("span", "row") as second:
        second.props("role=alert")
        said("span", sure)

        async def press() -> None:
            await attempt(act)()
            ask(False)

        button(_("Yes: {what}", what=within(text)), press, "main")
        button(_("No"), lambda: ask(False))
    second.set_visibility(False)

    def ask(yes: bool) -> None:
        if yes and part.asked is not waiting:
            tell(_("This part of the page changed while you pressed. Press again."))
            return
        first.set_visibility(not yes)
        second.set_visibility(yes)
        (waiting.add if yes else waiting.discard)(question)
        part.catch_up()


def working(text: str, act: Callable[[], Awaitable[None]], classes: str = "") -> Text:
    """A button for what takes a moment: it says so while the model computes, and cannot be pressed twice."""
    moment, handler = _("One moment …"), attempt(act)

    async def press() -> None:
        if pressed._props.get("disabled"):
            return
        able(pressed, False)
        pressed.say(moment)
        try:
            await handler()
        finally:
            if not pressed.is_deleted:
                pressed.say(text)
                able(pressed, True)

    pressed = button(text, press, classes)
    return pressed
