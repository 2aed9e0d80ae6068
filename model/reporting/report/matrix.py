"""The matrix of a report: scenario by outcome. Each cell is what followed, by sign, sureness and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import is_set
from model.analysis.verdicts import CANNOT_TELL, SIZE_UNSURE, TOO_SMALL
from model.reporting.wording.words import Words

SHADES = (2.0, 5.0)
"""So many smallest differences that matter begin the second and the third shade."""
OWN, SMALL, UNTOLD, SAME = "own", "small", "untold", "same"


@dataclass(frozen=True)
class Cell:
    """One difference, as it stands in the matrix."""

    text: str
    look: str
    """Classes of the style sheet: up1 … up3, down1 … down3 (and partly: a part is set), own, small, untold, same."""
    said: str
    """The same in words."""
    behind: str = ""
    """Number behind a mark, which is seen where the table has the focus and on paper, and always heard."""


@dataclass(frozen=True)
class Row:
    """A scenario's differences."""

    scenario: str
    name: str
    core: bool
    cells: list[Cell]


class Matrix:
    """The matrix of one run; outcomes that no scenario changes are left out."""

    def __init__(self, saved: Saved, words: Words) -> None:
        self.saved = saved
        self.words = words

    @cached_property
    def outcomes(self) -> list[str]:
        """The headline outcomes that differ in any world of any scenario."""
        found = self.saved.findings
        return [name for name in self.saved.headline if (found.loc[found["outcome"] == name, "differing"] > 0).any()]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Short and full name of each column."""
        return [(self.words.short(name), self.words.outcome(name)) for name in self.outcomes]

    @property
    def smallest(self) -> list[str]:
        """The smallest difference that matters, in the unit of each column."""
        found = self.saved.findings.drop_duplicates("outcome").set_index("outcome")["smallest"]
        return [self.words.small(name, found[name]).removeprefix("+") for name in self.outcomes]

    @property
    def still(self) -> list[str]:
        """The headline outcomes that no scenario changes."""
        return [self.words.outcome(name) for name in self.saved.headline if name not in self.outcomes]

    def rows(self) -> Iterator[Row]:
        """A row a scenario, the core set first."""
        found = {(row["scenario"], row["outcome"]): row for row in records(self.saved.findings)}
        for name in self.saved.leading:
            cells = [self._cell(found[name, outcome]) for outcome in self.outcomes]
            yield Row(name, self.saved.scenarios[name].name, name in self.saved.seeds.region.core, cells)

    def _cell(self, row: dict[str, Any]) -> Cell:
        outcome, whole, difference = row["outcome"], row["difference"], row["followed"]
        if row["written"]:
            number = self.words.number(outcome, whole, sign=True)
            return Cell(self.words.small(outcome, whole), OWN, f"{number}, set or written by the scenario itself")
        shown, number = self.words.small(outcome, difference), self.words.number(outcome, difference, sign=True)
        if row["differing"] == 0:
            return Cell("", SAME, "the same in every world")
        of = "" if difference == whole else f" followed, of {self.words.number(outcome, whole, sign=True)}"
        said = f"{number}{of}: {row['said']}"
        if row["kind"] in (TOO_SMALL, CANNOT_TELL):
            small = row["kind"] == TOO_SMALL
            return Cell("·" if small else "?", SMALL if small else UNTOLD, said, behind=shown)
        times = abs(difference) / row["smallest"] if row["smallest"] else SHADES[-1]
        shade = 1 + sum(times >= limit for limit in SHADES)
        mark = "~" if row["kind"] == SIZE_UNSURE else ""
        part = " partly" if is_set(row) else ""
        return Cell(shown + mark, f"{'up' if difference > 0 else 'down'}{shade}{part}", said)
