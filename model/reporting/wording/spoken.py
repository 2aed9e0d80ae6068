"""Words of a region in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from model.common.languages import ENGLISH, _, marked, named, plain_number, spoken
from model.common.text import listed
from model.reporting.wording.words import Words, spaced
from model.rules.events import EventLike
from model.spec.outcomes import ColumnName, Outcome
from model.spec.seeds import Seeds

UNITS = (marked("points"), marked("months"), marked("unbounded"))


class Namer(Protocol):
    """Names of a region's things as a text writes them."""

    seeds: Seeds

    def actor(self, name: str) -> str:
        """An actor."""


class SpokenNames:
    """Names that the words of a region and those of a trace say alike in the language that is spoken."""

    def actors(self: Namer, names: Iterable[str]) -> str:
        """Several actors."""
        return listed([self.actor(name) for name in names], _("and"))

    def action(self: Namer, name: str) -> str:
        """An action's name."""
        return named(self.seeds.actions.actions[name].name)


class SpokenWords(SpokenNames, Words):
    """The words of one region, as a page in somebody's language says them; in English they are those of `Words`."""

    def actor(self, name: str) -> str:
        """An actor's short name."""
        return named(super().actor(name))

    def dimension(self, name: str) -> str:
        """A dimension of alignment."""
        return named(super().dimension(name))

    def issue(self, name: str) -> str:
        """An issue's name."""
        return named(super().issue(name))

    def issue_briefly(self, name: str) -> str:
        """An issue's name without what stands in brackets behind it."""
        return self.issue(name).split(" (")[0]

    def stage(self, issue: str, stage: str) -> str:
        """A stage of an issue."""
        return named(self.seeds.issues.issues[issue].stages[stage].name or spaced(stage))

    def outcome(self, column: str) -> str:
        """A column of the comparison as a title."""
        spec = self.seeds.outcomes.measured(column)
        if spec is not None and spec.titled_by_names and ColumnName.of(column).part:
            return super().outcome(column)
        return named(Words(self.seeds).outcome(column))  # catalogues know its English title as a whole

    def number(self, column: str, value: float, *, sign: bool = False) -> str:
        """A value of an outcome: a percentage, a number of months or a plain number."""
        number, space, unit = super().number(column, value, sign=sign).partition("\u00a0")
        return plain_number(named(number)) + space + named(unit)

    def scale(self, column: str) -> str:
        """From where to where an outcome's scale runs; empty where its unit says it, or where it has no ends."""
        low, to, high = (self.seeds.outcomes.measured(column) or Outcome).scale.partition(" to ")
        if self.unit(column) or not to:
            return ""
        return _("on a scale from {low} to {high}", low=low, high=high if low == "0" else f"+{high}")

    def event(self, event: EventLike) -> str:
        """An event as its type tells it; in other languages by the type's name, which asks for no grammatical case."""
        if spoken().code == ENGLISH:
            return super().event(event)
        return _(
            "{actors} → {others}: {what}",
            actors=self.actors(event.source),
            others=self.actors(event.target),
            what=named(self.seeds.types.types[event.type].name),
        )
