"""How an outcome of any kind is measured: the questions that the record of worlds asks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from model.outcomes.moments import Cell, Column, Happened, Moments
from model.rules.axes import Array, Flags
from model.spec.outcomes import Outcome


class Kind(Outcome):
    """A kind of outcome: an outcome that can be measured. `name` is what the region calls it."""

    graded: ClassVar[bool] = False
    """True where its monthly measures are numbers between which quantiles make sense."""
    followed: ClassVar[bool] = False
    """True where its monthly measures are kept world by world, though the headline may not name it."""
    watched: ClassVar[bool] = False
    """True where the first month in which it comes true is noted in every world: `comes_true` says when."""

    summed: ClassVar[bool] = False
    """True where its columns are sums over the events of a run: `amounts` says of what."""

    @property
    def cells(self) -> Iterator[Cell]:
        """The alignments by dimension that it reads every month."""
        yield from ()

    def comes_true(self, seen: Moments) -> Flags:
        """True where it comes true in this month: (row,). A kind that is not `watched` never does."""
        return np.zeros(len(seen.stage), dtype=bool)

    def amounts(self, name: str, seen: Moments, happened: Happened) -> Mapping[str, Array]:
        """Amount that each event that happened adds to its columns: column → (n,). A kind not `summed` has none."""
        return {}

    def measures(self, name: str) -> tuple[str, ...]:
        """The names of its monthly measures; all lie in [-1, 1]."""
        return (name,)

    def monthly(self, name: str, seen: Moments) -> Iterator[Array]:
        """Its monthly measures one after the other, in the order of their names: each (row,)."""
        yield np.asarray(self.final(name, seen)[name], dtype=float)

    @abstractmethod
    def final(self, name: str, seen: Moments) -> Mapping[str, Column]:
        """Its columns at the end: name → (row,), one row a world."""
