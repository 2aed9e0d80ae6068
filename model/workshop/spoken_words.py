"""Words of a region in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.common.languages import ENGLISH, _, marked, named, plain_number, spoken
from model.common.text import listed
from model.reporting.wording.words import Words, spaced
from model.rules.events import EventLike
from model.spec.outcomes import ColumnName
from model.trace.narrative.wording import Wording
from model.trace.records import Occurrence

UNITS = (marked("points"), marked("months"), marked("unbounded"))


class SpokenWords(Words):
    """The words of one region, as a page in somebody's language says them; in English they are those of `Words`."""

    def actor(self, name: str) -> str:
        """An actor's short name."""
        return named(super().actor(name))

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""
        return listed([self.actor(name) for name in names], _("and"))

    def issue(self, name: str) -> str:
        """An issue's name."""
        return named(super().issue(name))

    def issue_briefly(self, name: str) -> str:
        """An issue's name without what stands in brackets behind it."""
        return self.issue(name).split(" (")[0]

    def stage(self, issue: str, stage: str) -> str:
        """A stage of an issue."""
        return named(self.seeds.issues.issues[issue].stages[stage].name or spaced(stage))

    def action(self, name: str) -> str:
        """An action's name."""
        return named(self.seeds.actions.actions[name].name)

    def outcome(self, column: str) -> str:
        """A column of the comparison as a title."""
        name = ColumnName.of(column)
        if name.base == "alignment" and name.part:
            of, to, *dimension = name.part.split(".")
            return f"{self.actor(of)} → {self.actor(to)}" + (f", {named(dimension[0])}" if dimension else "")
        return named(super().outcome(column))

    def number(self, column: str, value: float, *, sign: bool = False) -> str:
        """A value of an outcome: a percentage, a number of months or a plain number."""
        number, space, unit = super().number(column, value, sign=sign).partition("\u00a0")
        return plain_number(named(number)) + space + named(unit)

    def event(self, event: EventLike) -> str:
        """An event as its type tells it; in other languages by the type's name, which asks for no grammatical case."""
        if spoken().code == ENGLISH:
            return super().event(event)
        kind = named(self.seeds.types.types[event.type].name)
        return f"{self.actors(event.source)} → {self.actors(event.target)}: {kind}"


class SpokenWording(Wording):
    """Words for what a trace names, in the language that is spoken.

    In other languages than English an event is told by its actors and the name of its type: sentences would need
    grammatical cases that names in a file do not have.
    """

    def actor(self, name: str) -> str:
        """An actor's short name; in English at first with its code."""
        return super().actor(name) if spoken().code == ENGLISH else named(self.trace.actors[name])

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""
        return listed([self.actor(name) for name in names], _("and"))

    def issue(self, name: str) -> str:
        """An issue's name."""
        return super().issue(name) if spoken().code == ENGLISH else named(self.seeds.issues.issues[name].name)

    def stage(self, issue: str, stage: str) -> str:
        """A stage; in English at first with what it means."""
        if spoken().code == ENGLISH:
            return super().stage(issue, stage)
        return f"“{named(self.seeds.issues.issues[issue].stages[stage].name or spaced(stage))}”"

    def says(self, kind: str, source: Sequence[str], target: Sequence[str]) -> str:
        """The event of a type."""
        if spoken().code == ENGLISH:
            return super().says(kind, source, target)
        return f"{self.actors(source)} → {self.actors(target)}: {named(self.seeds.types.types[kind].name)}"

    def occurrence(self, occurrence: Occurrence) -> str:
        """An event, refusal or step in words, without its numbers."""
        if spoken().code == ENGLISH:
            return super().occurrence(occurrence)
        if occurrence.kind == "step":
            begins, to = (self.stage(occurrence.what, stage) for stage in (occurrence.begins, occurrence.to))
            return _("{issue}: from {before} to {after}", issue=self.issue(occurrence.what), before=begins, after=to)
        name = self.action(occurrence.action) if occurrence.action else ""
        if occurrence.kind == "refusal":
            parties = self.actors((*occurrence.source, *occurrence.target))
            return _("“{action}” between {actors} is refused", action=name, actors=parties)
        said = self.says(occurrence.what, occurrence.source, occurrence.target)
        return f"{said} ({name})" if name else said

    def action(self, name: str) -> str:
        """An action's name."""
        return named(self.seeds.actions.actions[name].name)
