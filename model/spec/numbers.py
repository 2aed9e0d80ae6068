"""Bare numbers of a region that can be set or drawn: each section of its files says which it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from model.spec import fields
from model.spec.assumption import Assumption, Basis, Span
from model.spec.base import Frozen


@dataclass(frozen=True)
class Number:
    """A bare number of a section: its path, the route it stands at in its file, its value and basis."""

    path: str
    route: fields.Route
    value: float
    basis: Basis
    own_range: Span | None = None
    """Plausible low and high of this number alone, where its basis's spread is not what is known of it."""

    def assumption(self, model: type[Frozen]) -> Assumption:
        """The number with its own range or its basis's, cut to what its field in the file's model can hold."""
        bounds = fields.limits(model, self.route)
        low, high = self.own_range or sorted(self.value * factor for factor in self.basis.spread)
        if bounds:
            low, high = max(low, bounds[0]), min(high, bounds[1])
        return Assumption(
            value=self.value,
            range=(min(low, self.value), max(high, self.value)),
            unit=self.basis.unit,
            standing=self.basis.standing,
            why=self.basis.why,
            source=self.basis.source,
            limits=bounds,
        )


class Section(Protocol):
    """A file of a region that has bare numbers."""

    @property
    def numbers(self) -> Iterator[Number]:
        """Its numbers; assumptions, which bring their ranges themselves, are left out."""
