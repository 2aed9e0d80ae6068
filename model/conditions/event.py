"""An event that happened in the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from model.common.text import capital, listed, spaced
from model.conditions.kind import Bounds, ConditionKind, FirstMonths, Speaker
from model.conditions.programs import ANY, Clause, Programs
from model.rules import records
from model.rules.records import NEVER
from model.spec.condition import EventCondition
from model.spec.fields import Route

SOMEBODY = "somebody"
"""In place of an actor that a condition leaves open."""


class Happened(ConditionKind[EventCondition]):
    """An event of some types, from some sources to some targets, since some month."""

    key = "event"
    value: ClassVar[Any] = EventCondition

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """One question on the last month in which such an event happened."""
        first, since = self.given.first_month, self.given.since
        begins = 1 if first is None else max(first - programs.as_of, 1)
        back = since if isinstance(since, int) else NEVER
        return [(records.HAPPENED, programs.pattern(self.given), back, begins - 1, ANY)]

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """By the sentences of its types, and since when it counts."""
        event = self.given
        source, target = (_one_of(names, say) for names in (event.source, event.target))
        told = (f"“{capital(_tells(kind, source, target, say))}”" for kind in event.type)
        since = f" in {event.since} or later" if event.first_month is not None else ""
        if isinstance(event.since, int):
            since = f" in the last {event.since} months" if event.since > 1 else " in the last month"
        yield f"{listed(told, 'or')} {'had' if past else 'has'} happened{since}"

    @property
    def first_months(self) -> Iterator[tuple[Route, int]]:
        """The first month that counts, where a date says so."""
        if self.given.first_month is not None:
            yield ("since",), self.given.first_month

    def never(self, bounds: Bounds) -> Iterator[str]:
        """Nobody can do it."""
        if not bounds.may_happen(self.given):
            yield "nobody can do what its event asks for, and no other intervention here is such an event"

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """The month in which it may happen."""
        yield months.happened(self.given), "its event happens"


def _tells(kind: str, source: str, target: str, say: Speaker) -> str:
    found = say.seeds.types.types.get(kind)
    if found is None:
        return f"{spaced(kind)}: {source} to {target}"
    parties = listed(sorted((source, target), key=SOMEBODY.__eq__))
    return found.tells.strip().rstrip(".").format(source=source, target=target, parties=parties)


def _one_of(names: Sequence[str] | None, say: Speaker) -> str:
    return SOMEBODY if names is None else listed(map(say.actor, names), "or")
