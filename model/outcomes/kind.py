"""Kind of outcome: how it is measured, and all that is asked of it against other declarations."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import numpy as np

from model.outcomes.moments import Cell, Column, Happened, Moments
from model.rules.axes import Array, Flags
from model.spec.fields import Route
from model.spec.outcomes import ColumnName, Outcome
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds


class Kind(Outcome):
    """A kind of outcome: an outcome that can be measured. `name` is what the region calls it."""

    monthly_too: ClassVar[bool] = True
    """False where it is known at the end alone."""
    graded: ClassVar[bool] = False
    """True where its monthly measures are numbers between which quantiles make sense."""
    followed: ClassVar[bool] = False
    """True where its monthly measures are kept world by world, though the headline may not name it."""
    watched: ClassVar[bool] = False
    """True where the first month in which it comes true is noted in every world: `comes_true` says when."""

    summed: ClassVar[bool] = False
    """True where its columns are sums over the events of a run: `amounts` says of what."""
    reads_gains: ClassVar[bool] = False
    """True where it reads the gains of actors since the start."""

    def number_in_words(self, keys: Sequence[str], seeds: Seeds) -> str:
        """One of the numbers it is declared with as a noun: `the margin`."""
        return f"the {' of '.join(keys)}"

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """Mistakes against other declarations: the keys that lead there, the cause, and whether the key is at fault."""
        yield from ()

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """Reason why a comparison has no such column of it; empty where it has."""
        return f'{name} has no parts; write "{name}"' if column.parts else ""

    def pattern(self, name: str, seeds: Seeds) -> str:
        """The regular expression of its columns' names."""
        return re.escape(name)

    def in_codebook(self, column: str, label: str, seeds: Seeds) -> tuple[str, str]:
        """Name and label of the codebook's row that a column stands in; columns of the same name share a row."""
        return column, label

    def set_by(self, intervention: Intervention, seeds: Seeds) -> bool:
        """Return True where an intervention sets it by itself."""
        return False

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
        return (name,) if self.monthly_too else ()

    def monthly(self, name: str, seen: Moments) -> Iterator[Array]:
        """Its monthly measures one after the other, in the order of their names: each (row,)."""
        if self.monthly_too:
            yield np.asarray(self.final(name, seen)[name], dtype=float)

    @abstractmethod
    def final(self, name: str, seen: Moments) -> Mapping[str, Column]:
        """Its columns at the end: name → (row,), one row a world."""


def kind_of(outcome: Outcome) -> Kind:
    """An outcome as its kind; files can declare no others."""
    assert isinstance(outcome, Kind)
    return outcome
