"""The people of the room as the facilitator has them: each can be renamed, hidden or taken out, and back again."""

from __future__ import annotations

from functools import partial

from model.common.languages import _, speaking, spoken
from model.workshop.journal import Refused
from model.workshop.pages.fields import drawn_when_opened, line
from model.workshop.pages.frame import Text, button, said, tag
from model.workshop.pages.live import Here, Live, attempt, live_text
from model.workshop.people import Person
from model.workshop.visitors import NAME_LENGTH, name_of


class PeopleList:
    """A line for each person. Who comes is added at the end, so that nothing moves under a hand."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.shown: list[str] = []
        self.language = spoken()

    def draw(self) -> None:
        """Draw the list, and keep it up from then on."""
        said(
            "p",
            _("Hidden: the room sees “somebody”. Taken out: they can do nothing, and their guesses do not count."),
            "soft",
        )
        with tag("ul", "people") as self.box:
            pass
        self.look()
        self.here.session.changed.subscribe(self.look)

    def look(self) -> None:
        """Add those who have come since, in the language of the page, whoever has come."""
        known = list(self.here.session.state.people.known)
        with self.box, speaking(self.language):
            for visitor in known[len(self.shown) :]:
                with tag("li"):
                    Live(self.here.session, partial(self._person, visitor), partial(self._line, visitor))
                    live_text(self.here.session, partial(self._late, visitor), "soft late")
        self.shown = known

    def _person(self, visitor: str) -> Person:
        return self.here.session.state.people.known[visitor]

    def _late(self, visitor: str) -> str:
        """Note that somebody has not answered the open question; empty where they have, or none is open."""
        quiz, person = self.here.session.quiz, self._person(visitor)
        if quiz.now is None or not quiz.asked[quiz.now].open or person.removed or visitor in quiz.guesses(quiz.now):
            return ""
        return _("has not answered question {number} yet", number=quiz.now + 1)

    def _line(self, visitor: str) -> None:
        person = self._person(visitor)
        name = person.name
        notes = [_("calls themselves “{name}”", name=person.own)] if person.given else []
        notes += [_("hidden")] if person.hidden else []
        notes += [_("taken out")] if person.removed else []
        said("span", name + (f" ({', '.join(notes)})" if notes else ""), "person")
        with tag("span", "row"):
            if person.removed:
                self._button(_("Let back in"), name, "remove", visitor, on=False)
                return
            hide = _("Show the name") if person.hidden else _("Hide the name")
            self._button(hide, name, "hide", visitor, on=not person.hidden)
            self._button(_("Take out of the room"), name, "remove", visitor, on=True)
            if person.given:
                self._button(_("Give back the own name"), name, "rename", visitor, to="")
            drawn_when_opened(_("Rename"), lambda: self._rename(visitor, name))

    def _rename(self, visitor: str, name: str) -> None:
        called = line(_("New name for {name}", name=name), longest=NAME_LENGTH)

        async def rename() -> None:
            if not (to := name_of(called.text)):
                raise Refused(_("Write a name first."))
            await self.here.session.do("rename", self.here.visitor, of=visitor, to=to)

        self._named(button(_("Rename"), attempt(rename)), _("Rename {name}", name=name))

    def _button(self, text: str, name: str, kind: str, visitor: str, **what: bool | str) -> None:
        pressed = button(text, attempt(lambda: self.here.session.do(kind, self.here.visitor, of=visitor, **what)))
        self._named(pressed, f"{text}: {name}")

    @staticmethod
    def _named(pressed: Text, name: str) -> None:
        """Give a button a name that says whom it is about."""
        pressed._props["aria-label"] = name
