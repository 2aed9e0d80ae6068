"""Forms as the browser has them: lines, numbers, lists, groups to choose from, and parts that fold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nicegui.element import Element

from model.common.languages import _, speaking, spoken
from model.common.text import MINUS
from model.workshop.controls import Choice, Line, Tick
from model.workshop.pages.frame import said, tag

_numbers = itertools.count()
_WHOLE = re.compile(r"-?[0-9]{1,3}([ .,]?[0-9]{3}){0,3}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,9})?")
_VALUE = "({ target }) => window.in_order(() => emit(target.value))"


class Field:
    """The text in a field: always a text, and never longer than `longest`, whatever a browser sends."""

    def __init__(self, longest: int, value: str = "") -> None:
        self.longest = longest
        self.text = value

    def keep(self, sent: Any) -> None:
        """Take what the browser sends, if it can be."""
        if isinstance(sent, str):
            self.text = sent[: self.longest]


class Number(Field):
    """A number as people of any country write it: 0,2 and 0.2 are the same; in a whole one both part thousands."""

    def __init__(self, value: str, *, whole: bool) -> None:
        super().__init__(30, value)
        self.whole = whole

    @property
    def number(self) -> float | None:
        """The text as a number; None where it is none that people write, or too large."""
        text = self.text.strip().replace(MINUS, "-").replace("\u00a0", " ")
        if self.whole:
            return int(re.sub("[ .,]", "", text)) if _WHOLE.fullmatch(text) else None
        return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None


def line(
    label: str,
    *,
    longest: int = 300,
    value: str = "",
    rows: int = 0,
) -> Field:
    """A line of text, or an area of several rows, with its label."""
    field = Field(longest, value)
    Line(label, field.keep, value=value, longest=longest, rows=rows)
    return field


def number(label: str, *, value: str = "", whole: bool = False) -> Number:
    """A line for a number, which a telephone takes with its digits; a browser's own field would drop a comma."""
    field = Number(value, whole=whole)
    keys = "numeric" if whole else "decimal"
    Line(label, field.keep, value=value, longest=field.longest, keys=keys)
    return field


class Chosen(Field):
    """The choice in a list; without a value nothing is chosen at first."""

    def __init__(self, label: str, options: Mapping[str, str], value: str | None) -> None:
        super().__init__(1000, "" if value is None else value)
        self.none = [] if value is not None else [("", _("Choose …"), "")]
        self.control = Choice(label, self.keep, options=self._shown(options), value=self.text)

    def _shown(self, options: Mapping[str, str]) -> list[tuple[str, str, str]]:
        return [*self.none, *((key, text, "") for key, text in options.items())]

    def offer(self, options: Mapping[str, str]) -> None:
        """Offer other options; what is chosen stays chosen."""
        self.control.offer(self._shown(options))


def choice(label: str, options: Mapping[str, str], value: str | None = None) -> Chosen:
    """A list to choose one from; without a value it begins with none chosen."""
    return Chosen(label, options, value)


def tick(text: str, value: bool) -> Callable[[], bool]:
    """A box to tick; the answer says whether it is ticked."""
    on = [value]
    Tick(text, lambda now: on.__setitem__(0, now), value=value)
    return lambda: on[0]


def ticks(legend: str, options: Mapping[str, str]) -> set[str]:
    """A group of boxes; the set holds what is ticked."""
    chosen: set[str] = set()

    def told(key: str) -> Any:
        return lambda on: chosen.add(key) if on else chosen.discard(key)

    with tag("fieldset", "group"):
        said("legend", legend)
        with tag("div", "row"):
            for key, text in options.items():
                Tick(text, told(key), value=False)
    return chosen


def radios(legend: str, options: Mapping[str, str]) -> Field:
    """A group to choose one from."""
    field, name = Field(100), f"group-{next(_numbers)}"
    with tag("fieldset", "group"):
        said("legend", legend)
        with tag("div", "row"):
            for key, text in options.items():
                with tag("label", "tick"):
                    box = tag("input")
                    box._props.update(type="radio", name=name, value=key)
                    box.on(
                        "change",
                        lambda event: field.keep(event.args),
                        js_handler=_VALUE,
                    )
                    said("span", text)
    return field


@contextmanager
def folded(summary: str, classes: str = "") -> Iterator[Element]:
    """A part that opens when its summary is pressed."""
    with tag("details", classes) as part:
        said("summary", summary)
        yield part


def drawn_when_opened(summary: str, draw: Callable[[], None]) -> None:
    """A part that is drawn when it is first opened: until then it weighs next to nothing on the page."""
    with tag("details") as part:
        said("summary", summary)
        inside, language = tag("div"), spoken()

    def opened() -> None:
        if not inside.default_slot.children:
            with inside, speaking(language):
                draw()

    part.on("toggle", opened, js_handler="(event) => event.target.open && emit()")
