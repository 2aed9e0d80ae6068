"""The power with most influence over an actor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from model.common.errors import did_you_mean
from model.common.languages import marked
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.rules.axes import Array, Index
from model.spec.base import ActorNames, no_word
from model.spec.fields import Route
from model.spec.outcomes import Categories, ColumnName, Speaker
from model.spec.seeds import Seeds

NONE = "none"
"""The category of an actor over which no power leads."""


class LeadingPower(Kind):
    """The power, or union of powers, with most influence over an actor if it is ahead by `margin`, else none."""

    kind: Literal["orbit"]
    over: ActorNames
    powers: dict[str, ActorNames]
    """A power by its name; of several actors as one the lean to the one that is leaned to most counts."""
    margin: float = Field(default=0.1, ge=0, le=1)

    unit = "share of worlds"
    measured_in = marked("A name in each world; means are shares of worlds with that name.")

    @property
    def numbers(self) -> Iterator[tuple[Route, float]]:
        """The margin."""
        yield ("margin",), self.margin

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """A power's name is a word, and none that means no power."""
        for power in self.powers:
            if cause := no_word(power):
                yield ("powers", power), cause, True
        if NONE in self.powers:
            yield ("powers", NONE), f'"{NONE}" says that no power is ahead; give this power another name', True

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """A column is an actor's, and in a comparison an actor's and a power's."""
        for part, allowed in zip(column.parts, (self.over, (*self.powers, NONE)), strict=False):
            if part not in allowed:
                return f'{name} has no "{part}"{did_you_mean(part, allowed)}'
        example = f"{name}.{column.parts[0] if column.part else self.over[0]}={next(iter(self.powers), NONE)}"
        return "" if len(column.parts) == 2 and column.category else f"name an actor and a power, as {example}"

    def pattern(self, name: str, seeds: Seeds) -> str:
        """`orbit.BBB=AAA`."""
        over, powers = ("|".join(map(re.escape, names)) for names in (self.over, (*self.powers, NONE)))
        return rf"{re.escape(name)}\.({over})=({powers})"

    def measures(self, name: str) -> tuple[str, ...]:
        """A measure for each actor and power, and for none."""
        return tuple(f"{name}.{actor}={power}" for actor in self.over for power in (*self.powers, NONE))

    def monthly(self, name: str, seen: Moments) -> Iterator[Array]:
        """1 where this power leads."""
        powers = [*range(len(self.powers)), -1]
        for leader in self._leading(name, seen).T:
            yield from ((leader == power).astype(float) for power in powers)

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """The power that leads over each actor."""
        powers = np.array([*self.powers, NONE])
        leading = zip(self.over, self._leading(name, seen).T, strict=True)
        return {f"{name}.{actor}": powers[leader] for actor, leader in leading}

    def _leading(self, name: str, seen: Moments) -> Index:
        """The power with most influence over an actor if it leads by the margin, else −1: (row, over)."""
        margin = seen.number(name, "margin")[:, None]
        each = [
            np.stack([seen.influence_of_union(actor, of) for actor in self.over], axis=1) for of in self.powers.values()
        ]  # (row, over)
        most = np.full(each[0].shape, -1)
        for power in reversed(range(len(each))):
            others = [*each[:power], *each[power + 1 :]]
            nearest = np.maximum.reduce(others) if others else 0
            most[each[power] - nearest >= margin] = power
        return most

    def leads(self, column: ColumnName) -> tuple[str, tuple[str, ...]] | None:
        """The powers that are asked about; none where it is asked whether no power leads."""
        powers = self.powers.get(column.category)
        return None if powers is None else (column.part, powers)

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """The actor's leanings to the power that is asked about."""
        return [(column.part, of) for of in self.powers.get(column.category, ())]

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """`A leads in B`."""
        if not column.part:
            return super().title(label, column, say)
        over = say.actor(column.part)
        if not column.category:
            return f"Power with most influence over {over} at the end, or {NONE}"
        if column.category not in self.powers:
            return f"No power leads in {over}"
        of = self.powers[column.category]
        return f"{say.actors(of)} lead{'s' if len(of) == 1 else ''} in {over}"

    def brief(self, column: ColumnName) -> str:
        """`AAA leads BBB`."""
        return f"{column.category} leads {column.part}" if column.part else super().brief(column)

    def categories(self, say: Speaker) -> Iterator[Categories]:
        """The powers over each actor."""
        labels = {power: say.actors(of) for power, of in self.powers.items()} | {NONE: NONE}
        for over in self.over:
            yield Categories(over, f"Who has most influence over {say.actor(over)} at the end", labels)
