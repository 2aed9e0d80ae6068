"""Kind of condition: one thing that a `when` can ask of a world, or one way to join what other conditions ask.

The rules are compiled and know no kinds. What they know are programs of clauses (`programs.py`, ODD 5.7). A kind says
which clauses it makes; a kind that others can express makes theirs, by `clauses_of` of a condition.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from model.common.text import listed
from model.conditions.programs import Clause, Programs, joined
from model.rules import records
from model.spec.condition import Condition, ConditionPart, EventCondition, Value
from model.spec.fields import Route
from model.spec.seeds import Seeds

NEVER = float("inf")
"""In place of a month, for things that never hold."""
Stages = Mapping[str, Sequence[str]]
"""Issue → the stages that will do."""


class Speaker(Protocol):
    """Names of a region's things as a text writes them."""

    @property
    def seeds(self) -> Seeds:
        """The region."""

    def actor(self, name: str) -> str:
        """An actor."""

    def issue(self, name: str) -> str:
        """An issue."""


class Bounds(Protocol):
    """Things that some world of a scenario may come to, as far as bounds alone show it."""

    def may_be(self, issue: str, stage: str) -> bool:
        """Return True where an issue can come to a stage."""

    def may_leave(self, issue: str, stages: Collection[str]) -> bool:
        """Return True where an issue can be in none of these stages."""

    def may_happen(self, event: EventCondition) -> bool:
        """Return True where an event can happen."""


class FirstMonths(Protocol):
    """The first months in which things may hold; infinity where they never do."""

    def in_stage(self, issue: str, stages: Collection[str]) -> float:
        """The first month at whose end an issue may be in one of these stages, 0 where it begins there."""

    def happened(self, event: EventCondition) -> float:
        """The first month in which an event may happen."""


class ConditionKind(ConditionPart[Value]):
    """A part of a condition, with everything that is done with it."""

    @abstractmethod
    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """The clauses that work it out. name: of the intervention, by which chance is drawn."""

    @abstractmethod
    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """Clauses of a sentence, one for each thing that must hold. past: as it was some time ago."""

    def unreachable(self, entered: Callable[[str], Collection[str]]) -> Iterator[tuple[Route, str]]:
        """Stages that nothing ever brings about: the keys that lead there, and the cause. entered: of an issue."""
        yield from ()

    @property
    def first_months(self) -> Iterator[tuple[Route, int]]:
        """Months before which it cannot hold, where it names any: the keys that lead there, and the month."""
        yield from ()

    @property
    def idle(self) -> str:
        """The reason why it asks nothing; empty where it asks something."""
        return ""

    def never(self, bounds: Bounds) -> Iterator[str]:
        """Reasons why it holds in no world; levels of alignments are taken as possible."""
        yield from ()

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where some world may not meet it; before the first month nothing has happened."""
        return True

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """The first month at whose end each thing that it asks may hold, and the thing in words."""
        yield from ()


def kinds_of(condition: Condition) -> list[ConditionKind[Any]]:
    """The parts of a condition, those within others left out."""
    return [part for part in condition.asked if isinstance(part, ConditionKind)]


def clauses_of(condition: Condition, programs: Programs, name: str | None) -> list[Clause]:
    """The clauses of a condition, all its parts joined."""
    return joined([kind.clauses(programs, name) for kind in kinds_of(condition)], records.BOTH)


def condition_in_words(condition: Condition, say: Speaker, *, past: bool = False) -> str:
    """All that a condition asks for, in a clause of a sentence. past: as it was some time ago."""
    return listed(_said(condition, say, past))


def within(condition: Condition, say: Speaker, past: bool) -> str:
    """A condition within another in words, in brackets where it asks for several things."""
    said = _said(condition, say, past)
    return said[0] if len(said) == 1 else f"({listed(said)})"


def _said(condition: Condition, say: Speaker, past: bool) -> list[str]:
    return [said for kind in kinds_of(condition) for said in kind.says(say, past)]


def never_holds(condition: Condition, bounds: Bounds) -> Iterator[str]:
    """Reasons why a condition never holds."""
    for kind in kinds_of(condition):
        yield from kind.never(bounds)


def can_hold(condition: Condition, bounds: Bounds) -> bool:
    """Return True where nothing shows that a condition never holds."""
    return next(never_holds(condition, bounds), None) is None


def can_fail(condition: Condition, bounds: Bounds) -> bool:
    """Return True where some world may not meet a condition."""
    return any(kind.can_fail(bounds) for kind in kinds_of(condition))


def first_held(condition: Condition, months: FirstMonths) -> tuple[float, str]:
    """The first month at whose end a condition may hold, and the part that holds last."""
    parts = [part for kind in kinds_of(condition) for part in kind.first_held(months)]
    return max(parts, key=lambda part: part[0], default=(0.0, OF_ITSELF))


OF_ITSELF = "its condition holds"
"""In place of a part of a condition that has no name of its own."""
