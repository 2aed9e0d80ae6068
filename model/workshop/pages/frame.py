"""Parts that every page has: the head with its links, the look, and plain elements."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from nicegui import Client, ui
from nicegui.element import Element

from model.common.languages import ENGLISH, LANGUAGES, _, kept_speaking, marked, plain_number, spoken
from model.workshop.controls import Choice
from model.workshop.visitors import choose_language

WAYS = {
    "/": marked("Explore"),
    "/why": marked("Why"),
    "/predict": marked("Predict"),
    "/play": marked("Play"),
    "/room": marked("Room"),
}
GLOSSARY, GUIDE = "/glossary", "/guide"
IN_ENGLISH = (GLOSSARY, GUIDE)
"""Pages that speak English only, whatever somebody has chosen."""
PARTS_IN_ENGLISH = {
    "/why": marked("Events, ties, documents and the told story are in English, as in the evidence."),
}
"""Page → what of it stays English."""


@cache
def beside(name: str) -> str:
    """A style sheet or a script that lies with the pages."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@contextmanager
def frame(
    title: str, here: str = "", *, ways: bool = True, whose: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """The head of a page, with the ways to the others, around what a page shows.

    `here` is the page's own path; `whose` draws who has it, at the end of the head.
    """
    ui.page_title(f"{title} · {_('Workshop')}")
    ui.add_css(beside("style.css"))
    ui.add_head_html(f"<script>{_words()}{beside('frame.js')}</script>")
    with ui.header(elevated=False, fixed=False).classes("head"):
        said("span", _("Workshop"), "head-name")
        if ways:
            with tag("nav") as ways_there:
                ways_there._props["aria-label"] = _("Pages")
                for path, name in WAYS.items():
                    if path in Client.page_routes.values():
                        way = link(_(name), path)
                        if path == here:
                            way._props["aria-current"] = "page"
        whose()
        _language(here)
    with tag("div", "page"):
        said("h1", title)
        if spoken().code != ENGLISH and here in IN_ENGLISH:
            said("p", _("This page is in English."), "soft")
        elif spoken().machine_made:
            said("p", _("A machine made this translation. No person has confirmed all of it yet."), "soft machine-made")
        if spoken().code != ENGLISH and here in PARTS_IN_ENGLISH:
            said("p", _(PARTS_IN_ENGLISH[here]), "soft")
        yield
        if ways and here not in ("/room", GLOSSARY):
            with tag("p", "foot"):
                link(_("Glossary (in English)"), GLOSSARY, "soft")


def _words() -> str:
    """The language of the page for its browser, and the words of its script."""
    words = {
        "lost": _(
            "The connection was lost, and what you did last may not have arrived. Look, and do it again if need be."
        ),
        "mark": plain_number("."),
        "more": _("… and {number} more"),
        "changed": _("This part of the page changed while you pressed. Press again."),
        "popups": [
            _("The connection is lost."), _("Trying to connect again …"),
            _("This is too long."), _("So much cannot be sent at once."),
        ],
    }  # fmt: skip
    said = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return f'document.documentElement.lang = "{spoken().code}";\nconst WORDS = {said};\n'


def _language(page: str) -> None:
    """The list of languages. The projector's is chosen by itself, so that it stays when its browser goes elsewhere."""

    def choose(code: str) -> None:
        choose_language(code, page if page == SCREEN else "")
        ui.navigate.reload()

    options = [(code, name, "") for code, name in LANGUAGES.items()]
    name = _("Language") if spoken().code == ENGLISH else f"{_('Language')} (Language)"
    with tag("div", "head-language"):
        Choice(name, choose, options=options, value=spoken().code)


def tag(name: str, classes: str = "") -> Element:
    """A plain element."""
    return ui.element(name).classes(classes)


def together(text: str) -> str:
    """A text whose per cent signs stay on the line of their numbers."""
    return text.replace(" %", "\u00a0%")


def said(name: str, text: str, classes: str = "") -> Text:
    """A plain element with a text, which stays a text whatever is in it."""
    found = Text(name, text)
    found.classes(classes)
    return found


def link(text: str, address: str, classes: str = "") -> Text:
    """A way to another page."""
    found = said("a", text, classes)
    found._props["href"] = address
    return found


SCREEN = "/room"
"""The projector's page, which stays where it is."""
LATE = 20.0
"""Seconds for which what was taken from a page still hears what somebody pressed before they could know."""


def emptied(box: Element) -> Element:
    """Take everything out of a part of a page.

    A press that is on its way meanwhile still reaches the control it was meant for, whose handler does it or says why
    not; NiceGUI would drop it without a word. Nobody presses a timer: it ends at once, or it would go on unseen, and
    take itself out of a place where it is no more when the server stops.
    """
    for timer in [element for element in box.descendants() if isinstance(element, ui.timer)]:
        timer.delete()
    gone, client = list(box.descendants()), box.client
    for slot in box.slots.values():
        slot.children.clear()
    box.update()
    if gone:
        asyncio.get_running_loop().call_later(LATE, _forget, client, gone)
    return box


def _forget(client: Client, gone: list[Element]) -> None:
    if client.id in Client.instances:
        client.remove_elements([element for element in gone if not element.is_deleted])


class Text(Element):
    """An element that shows a text and nothing else."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name)
        self._text = together(text)

    def say(self, text: str) -> None:
        """Show another text."""
        if (text := together(text)) != self._text:
            self._text = text
            self.update()


_IN_ORDER = "() => window.in_order(emit)"
"""Script that keeps the order: keys pressed before the page has found its server arrive after the text typed before."""


def button(text: str, pressed: Callable[[], Any], classes: str = "") -> Text:
    """A plain button."""
    found = said("button", text, classes)
    found._props["type"] = "button"
    kept = kept_speaking(pressed)
    found.on("click", lambda: kept(), js_handler=_IN_ORDER)
    return found


def able(element: Element, yes: bool) -> None:
    """Let a control be used, or not."""
    if element._props.get("disabled", False) == yes:
        element._props["disabled"] = not yes
        element.update()


def rows(table: Element, head: list[str], body: list[list[str]], numbers: int = 1, *, cards: bool = False) -> None:
    """Fill a table: a head, then rows whose first cell names the row; cells from `numbers` on are numbers.

    With `cards` each row is a list on a phone, where every cell stands behind the head of its column.

    It is written as one text, in which every cell stays a text: an element for each would weigh a hundred times more.
    """

    def cell(name: str, text: str, place: int, scope: str = "") -> str:
        looks = ' class="n"' if place >= numbers else ""
        if cards and name == "td":
            looks += f' data-head="{escape(head[place])}"'
        return f"<{name}{scope}{looks}>{escape(together(text))}</{name}>"

    names = [cell("th", text, place, ' scope="col"') for place, text in enumerate(head)]
    lines = [
        cell("th", first, -1, ' scope="row"') + "".join(cell("td", text, place) for place, text in enumerate(cells, 1))
        for first, *cells in body
    ]
    if cards:
        table.classes("cards")
    filled = "".join(f"<tr>{line}</tr>" for line in lines)
    table._props["innerHTML"] = f"<thead><tr>{''.join(names)}</tr></thead><tbody>{filled}</tbody>"
