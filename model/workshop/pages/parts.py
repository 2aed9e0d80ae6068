"""The parts of a starting score on Why: what made it, and what a reader can disagree with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from nicegui.element import Element

from model.common.languages import _, marked, named, plus, sentence, spoken_number
from model.reporting.wording.spoken import SpokenWords
from model.reporting.wording.words import spaced
from model.spec.seeds import Seeds
from model.workshop.controls import Slider
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, emptied, said, tag
from model.workshop.results import Part, Score

LARGEST = 8
"""Events and ties of a score that are shown before anybody asks for all."""
EVENTS, TIES = "events", "ties"
HEADS = {
    EVENTS: marked("Documented events: together {number}"),
    TIES: marked("Standing ties: together {number}"),
}
"""Kind of part → the heading of its list."""
Doubt = Callable[[str, float], None]


def of_kind(score: Score, kind: str) -> list[Part]:
    """The events or the ties among a score's parts."""
    return [part for part in score.parts if bool(part.event) == (kind == EVENTS)]


class Parts:
    """The list of parts. A change of weights changes every number where it stands, and moves nothing under a hand."""

    def __init__(self, seeds: Seeds, doubt: Doubt) -> None:
        self.seeds, self.words = seeds, SpokenWords(seeds)
        self.doubt = doubt
        self.every = False
        self.score: Score | None = None
        self.box = tag("div")

    def show(self, score: Score) -> None:
        """Draw the parts of a score that was not shown before."""
        self.score = score
        self.heads: dict[str, Text] = {}
        self.lists: dict[str, Element] = {}
        self.numbers: dict[object, Text] = {}
        self.more: Text | None = None
        emptied(self.box)
        with self.box:
            added = _("Each part is what is left of it by now; all parts add up to the score. Largest first.")
            said("p", added, "soft")
            for kind in HEADS:
                parts = of_kind(score, kind)
                self.heads[kind] = said("h3", _head(kind, parts))
                self.lists[kind] = tag("div")
                with self.lists[kind]:
                    for part in parts if self.every else parts[:LARGEST]:
                        self._part(part)
            if not self.every and max(len(of_kind(score, kind)) for kind in HEADS) > LARGEST:
                self.more = button(_more(score), self._all)

    def change(self, score: Score) -> None:
        """Take the numbers of the same score under other weights."""
        self.score = score
        now = {_key(part): part for part in score.parts}
        for key, shown in self.numbers.items():
            _say(shown, now[key].part if key in now else 0)
        for kind in HEADS:
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
                said("span", _dates(part), "soft")
                what = said("span", self._what(part))
                if part.event:
                    what.props("lang=en")
            _say(number, part.part)
            self.numbers[_key(part)] = number
            standing = [sentence(named(spaced(part.standing)))] if part.event else []
            by = [_("By: {documents}.", documents="; ".join(part.documents))] if part.documents else []
            if standing or by:
                said("p", " ".join([*standing, *by]), "soft")
            if part.pages:
                _links(part.pages)
            for reading in part.readings:
                said("p", _("Read otherwise: {reading}", reading=reading), "soft")
            if part.event:
                self._disagree(part)

    def _what(self, part: Part) -> str:
        """An event, or a standing tie: its note, or the stage of an issue that brings it; then its kind."""
        if part.event:
            return part.what
        if not part.kind:
            return _("Ties together would go beyond the range −1 … +1; this is what the cut takes away.")
        stage = f"{self.words.issue(part.issue)}: {self.words.stage(part.issue, part.stage)}" if part.stage else ""
        meaning = self.seeds.ties.kinds[part.kind].meaning
        return f"{(stage or part.what).rstrip('.')} ({named(spaced(part.kind))}). {meaning}"

    def _disagree(self, part: Part) -> None:
        def moved(value: Any) -> None:
            self.doubt(part.event, float(value))

        level = _("set by hand")
        if part.level:
            level = f"{named(spaced(part.level))}: {named(self.seeds.types.salience[part.level].criterion)}"
        with folded(_("Disagree")):
            said("p", _("It is coded as “{level}”", level=level), "soft")
            Slider(
                _("How much it matters"), moved, low=0, high=1, step=0.05, value=part.salience,
                note=_(
                    "coded {value}; 0 is as if it had not happened, 1 is a war", value=spoken_number(part.coded, "g")
                ),
            )  # fmt: skip


def _links(pages: tuple[str, ...]) -> None:
    """The pages that an event was read on, each opened beside this one."""
    with tag("p", "soft"):
        said("span", _("Read on:") + " ")
        for page in pages:
            link = said("a", urlsplit(page).hostname or page)
            link._props.update({"href": page, "target": "_blank", "rel": "noopener noreferrer"})


def _key(part: Part) -> object:
    """Name of a part, whatever its numbers are."""
    return part.event or (part.what, part.kind, part.issue, part.stage, part.date, part.until)


def _dates(part: Part) -> str:
    """The date of an event, or from when until when a tie stands."""
    if part.event:
        return part.date
    if part.date and part.until:
        return f"{part.date} – {part.until}"
    if part.date:
        return _("since {month}", month=part.date)
    if part.until:
        return _("until {month}", month=part.until)
    return _("always") if part.kind else ""


def _head(kind: str, parts: list[Part]) -> str:
    return _(HEADS[kind], number=number_of(sum(part.part for part in parts))) if parts else ""


def _more(score: Score) -> str:
    return _("Show all {number} parts", number=len(score.parts))


def _say(shown: Text, part: float) -> None:
    shown.say(number_of(part))
    shown.classes(replace="part-number " + ("up" if part > 0 else "down"))


def number_of(part: float) -> str:
    """A part of a score as it is shown."""
    return plus(part, 3)
