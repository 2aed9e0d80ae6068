"""Outcomes, interventions and numbers in words a newcomer understands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.common.text import MINUS, capital, listed, signed
from model.common.text import spaced as spaced
from model.conditions.kind import condition_in_words
from model.effects import effects_of
from model.effects.event import event_in_words
from model.rules.events import EventLike
from model.spec.base import name_of_month
from model.spec.condition import Condition
from model.spec.outcomes import ColumnName, Outcome, Unit
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds

FINE = 0.0095
"""Plain numbers below it have a digit more."""


class Words:
    """The words of one region."""

    def __init__(self, seeds: Seeds, horizon: int | None = None) -> None:
        self.seeds = seeds
        self.horizon = horizon
        """Months of the run that is spoken of; None where it is none in particular."""

    def actor(self, name: str) -> str:
        """An actor's short name, or the name itself."""
        found = self.seeds.actors.actors.get(name)
        return found.short if found else name

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""
        return listed(self.actor(name) for name in names)

    def dimension(self, name: str) -> str:
        """A dimension of alignment."""
        return spaced(name)

    def outcome(self, column: str) -> str:
        """A column of the comparison as a title."""
        name, spec = ColumnName.of(column), self.seeds.outcomes.measured(column)
        label = (spec.label if spec else "") or capital(spaced(name.base))
        return spec.title(label, name, self) if spec else label

    def subject(self, column: str) -> str:
        """A column of the comparison as the subject of a sentence, without an arrow, which may be read as trade."""
        title, spec = self.outcome(column), self.seeds.outcomes.measured(column)
        return spec.subject(title, ColumnName.of(column), self) if spec else title

    def is_share(self, column: str) -> bool:
        """Return True where an outcome is a share of worlds."""
        return self.unit(column) == "share of worlds"

    def is_time(self, column: str) -> bool:
        """Return True where an outcome is a number of months."""
        return self.unit(column) == "months"

    def measured_in(self, column: str) -> str:
        """The unit of an outcome, in a sentence of its own."""
        return (self.seeds.outcomes.measured(column) or Outcome).measured_in

    def unit(self, column: str) -> Unit:
        """Unit of a difference of an outcome."""
        return (self.seeds.outcomes.measured(column) or Outcome).unit

    def unit_or_scale(self, column: str) -> str:
        """Unit of an outcome, or the scale on which it is a plain number."""
        spec = self.seeds.outcomes.measured(column) or Outcome
        return spec.unit or (spec.before_scale * (" to " in spec.scale) + spec.scale)

    def number(self, column: str, value: float, *, sign: bool = False) -> str:
        """A value of an outcome: a percentage, a number of months or a plain number."""
        if not np.isfinite(value):
            return "unbounded"
        size = abs(value) * (100 if self.is_share(column) else 1)
        shown = f"{size:.{1 if self.is_share(column) or self.is_time(column) else 4 if 0 < size < FINE else 3}f}"
        if size and not float(shown):
            shown = np.format_float_positional(float(f"{size:.1g}"))
        zero = float(shown) == 0
        before = "" if zero else MINUS if value < 0 else "+" if sign else ""
        after = (" points" if sign else " %") if self.is_share(column) else " months" if self.is_time(column) else ""
        return before + shown + after.replace(" ", "\u00a0")

    def short(self, column: str) -> str:
        """A column of the comparison in a word or two, for narrow tables."""
        spec = self.seeds.outcomes.measured(column)
        return (spec.brief(ColumnName.of(column)) if spec else "") or capital(spaced(column))

    def small(self, column: str, value: float) -> str:
        """A difference with few digits: points of a percentage, months or a plain number."""
        if not np.isfinite(value):
            return "unbounded"
        if self.is_share(column):
            return f"{signed(100 * value, 0 if abs(value) >= 0.01 else 1)} pt"
        if self.is_time(column):
            return f"{signed(value, 1)} mo"
        digits = 2
        while digits < 6 and 0 < abs(value) < 9.5 * 10.0**-digits:
            digits += 1
        return signed(value, digits)

    def size(self, column: str, value: float) -> str:
        """The size of a difference: points of a percentage, months or a plain number, without its sign."""
        return self.number(column, abs(value), sign=True).removeprefix("+")

    def limit(self, column: str, value: float) -> str:
        """A threshold: a bare 0 where it is one."""
        return self.number(column, value) if value else "0"

    def when(self, intervention: Intervention) -> str:
        """Time of an intervention, in words."""
        if intervention.at is not None:
            lasting = any(not effect.momentary for effect in effects_of(intervention))
            return f"from {intervention.at} on" if lasting else intervention.at
        if intervention.between is not None:
            return f"{name_of_month(intervention.between[0])} to {name_of_month(intervention.between[1])}"
        assert intervention.when is not None, "the spec asks for one of the three"
        after = f", {intervention.after} months after" if intervention.after else " as soon as"
        return f"{after.removeprefix(', ').strip()} {self.condition(intervention.when)}"

    def condition(self, condition: Condition) -> str:
        """Condition in a world, in words."""
        return condition_in_words(condition, self)

    def issue(self, name: str) -> str:
        """An issue's name."""
        found = self.seeds.issues.issues.get(name)
        return found.name if found else spaced(name)

    def event(self, event: EventLike) -> str:
        """An event as its type tells it."""
        return event_in_words(event, self)

    def what(self, intervention: Intervention) -> list[str]:
        """Effects of an intervention, a phrase for each."""
        return [said for effect in effects_of(intervention) for said in effect.says(self)]

    def act(self, group: str) -> tuple[str, str]:
        """The actor and the action's name of a group of acts."""
        actor, _, action = group.partition(".")
        found = self.seeds.actions.actions.get(action)
        return self.actor(actor), found.name if found else spaced(action)
