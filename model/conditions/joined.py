"""Ways to join conditions: `not`, `any` and `all`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from model.common.text import listed
from model.conditions.kind import (
    OF_ITSELF,
    Bounds,
    ConditionKind,
    FirstMonths,
    Speaker,
    can_fail,
    can_hold,
    clauses_of,
    first_held,
    never_holds,
    within,
)
from model.conditions.programs import Clause, Programs, joined, joint
from model.rules import records
from model.spec.condition import Condition, Conditions
from model.spec.fields import Route


class Negation(ConditionKind[Condition]):
    """A condition that must not hold."""

    key = "not"
    value: ClassVar[Any] = Condition

    @property
    def inner(self) -> Iterator[tuple[Route, Condition]]:
        """That condition."""
        yield (), self.given

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """Its clauses, and one that turns the answer round."""
        return [*clauses_of(self.given, programs, name), joint(records.NOT)]

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """In brackets."""
        inner = within(self.given, say, past)
        yield f"it {'was' if past else 'is'} not true that " + (inner if inner.startswith("(") else f"({inner})")

    def never(self, bounds: Bounds) -> Iterator[str]:
        """The condition holds everywhere."""
        if not can_fail(self.given, bounds):
            yield "what `not` excludes holds in every world"

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where the condition can hold."""
        return can_hold(self.given, bounds)


class Several(ConditionKind[Sequence[Condition]]):
    """Several conditions, joined in one way or another."""

    value: ClassVar[Any] = Conditions

    @property
    def inner(self) -> Iterator[tuple[Route, Condition]]:
        """Those conditions."""
        yield from (((place,), one) for place, one in enumerate(self.given))


class AnyOf(Several):
    """Conditions of which at least one must hold."""

    key = "any"

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """Their clauses, joined by either."""
        return joined([clauses_of(one, programs, name) for one in self.given], records.EITHER)

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """In brackets, where there are several."""
        either = listed((within(one, say, past) for one in self.given), "or")
        yield f"({either})" if len(self.given) > 1 else either

    def never(self, bounds: Bounds) -> Iterator[str]:
        """The reason of the first, where none can hold."""
        if not any(can_hold(one, bounds) for one in self.given):
            yield f"of what `any` lists nothing can come about: {next(never_holds(self.given[0], bounds))}"

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where each of them can fail."""
        return all(can_fail(one, bounds) for one in self.given)

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """The month of the first that holds."""
        yield min(first_held(one, months)[0] for one in self.given), OF_ITSELF


class AllOf(Several):
    """Conditions that must all hold."""

    key = "all"
    needs_all = True

    def clauses(self, programs: Programs, name: str | None) -> list[Clause]:
        """Their clauses, joined by both."""
        return joined([clauses_of(one, programs, name) for one in self.given], records.BOTH)

    def says(self, say: Speaker, past: bool) -> Iterator[str]:
        """One after another."""
        yield from (within(one, say, past) for one in self.given)

    def never(self, bounds: Bounds) -> Iterator[str]:
        """The reasons of each."""
        for one in self.given:
            yield from never_holds(one, bounds)

    def can_fail(self, bounds: Bounds) -> bool:
        """Return True where one of them can fail."""
        return any(can_fail(one, bounds) for one in self.given)

    def first_held(self, months: FirstMonths) -> Iterator[tuple[float, str]]:
        """Condition by condition."""
        yield from (first_held(one, months) for one in self.given)
