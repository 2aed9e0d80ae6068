"""The parts of a starting score on Why: what made it, and what a reader can disagree with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from nicegui.element import Element

from model.common.text import signed
from model.workshop.controls import Slider
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, emptied, said, tag
from model.workshop.results import Part, Score

LARGEST = 8
"""Events and ties of a score that are shown before anybody asks for all."""
KINDS = ("Documented events", "Standing ties")
Doubt = Callable[[str, float], None]


def of_kind(score: Score, kind: str) -> list[Part]:
    """The events or the ties among a score's parts."""
    return [part for part in score.parts if bool(part.event) == (kind == KINDS[0])]


class Parts:
    """The list of parts. A change of weights changes every number where it stands, and moves nothing under a hand."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        self.every = False
        self.score: Score | None = None
        self.box = tag("div")

    def show(self, score: Score) -> None:
        """Draw the parts of a score that was not shown before."""
        self.score = score
        self.heads: dict[str, Text] = {}
        self.lists: dict[str, Element] = {}
        self.numbers: dict[str, Text] = {}
        self.more: Text | None = None
        emptied(self.box)
        with self.box:
            said("p", "Each part is what is left of it by now; all parts add up to the score. Largest first.", "soft")
            for kind in KINDS:
                parts = of_kind(score, kind)
                self.heads[kind] = said("h3", _head(kind, parts))
                self.lists[kind] = tag("div")
                with self.lists[kind]:
                    for part in parts if self.every else parts[:LARGEST]:
                        self._part(part)
            if not self.every and max(len(of_kind(score, kind)) for kind in KINDS) > LARGEST:
                self.more = button(_more(score), self._all)

    def change(self, score: Score) -> None:
        """Take the numbers of the same score under other weights."""
        self.score = score
        now = {_key(part): part for part in score.parts}
        for key, shown in self.numbers.items():
            _say(shown, now[key].part if key in now else 0)
        for kind in KINDS:
            parts = of_kind(score, kind)
            self.heads[kind].say(_head(kind, parts))
            with self.lists[kind]:
                for part in parts:
                    if _key(part) not in self.numbers and (self.every or len(parts) <= LARGEST):
                        self._part(part)
        if self.more is not None:
            self.more.say(_more(score))

    def _all(self) -> None:
        self.every = True
        if self.score is not None:
            self.show(self.score)

    def _part(self, part: Part) -> None:
        with tag("article", "part"):
            with tag("p", "part-head"):
                number = said("span", "")
                said("span", part.date, "soft")
                said("span", part.what)
            _say(number, part.part)
            self.numbers[_key(part)] = number
            by = "; ".join(part.documents)
            standing = f"{part.standing[:1].upper()}{part.standing[1:]}. " if part.event else ""
            if standing or by:
                said("p", standing + (f"By: {by}." if by else ""), "soft")
            if part.pages:
                _links(part.pages)
            for reading in part.readings:
                said("p", f"Read otherwise: {reading}", "soft")
            if part.event:
                self._disagree(part)

    def _disagree(self, part: Part) -> None:
        def moved(value: Any) -> None:
            self.doubt(part.event, float(value))

        with folded("Disagree"):
            if part.level:
                said("p", f"It is coded as “{part.level}”", "soft")
            Slider(
                "How much it matters", moved, low=0, high=1, step=0.05, value=part.salience,
                note=f"coded {part.coded:g}; 0 is as if it had not happened, 1 is a war",
            )  # fmt: skip


def _links(pages: tuple[str, ...]) -> None:
    """The pages that an event was read on, each opened beside this one."""
    with tag("p", "soft"):
        said("span", "Read on: ")
        for page in pages:
            link = said("a", urlsplit(page).hostname or page)
            link._props.update({"href": page, "target": "_blank", "rel": "noopener noreferrer"})


def _key(part: Part) -> str:
    return part.event or f"{part.date} {part.what}"


def _head(kind: str, parts: list[Part]) -> str:
    return f"{kind}: together {number_of(sum(part.part for part in parts))}" if parts else ""


def _more(score: Score) -> str:
    return f"Show all {len(score.parts)} parts"


def _say(shown: Text, part: float) -> None:
    shown.say(number_of(part))
    shown.classes(replace="part-number " + ("up" if part > 0 else "down"))


def number_of(part: float) -> str:
    """A part of a score as it is shown."""
    return signed(part, 3)
