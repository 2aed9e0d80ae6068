"""A picture of a report before it is drawn: a text that stands for it, the table behind it, how to draw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from model.reporting.figures.printing import Drawing
from model.reporting.figures.style import headed

FigureChoice = Literal["none", "few", "all"]
"""Figures that a report draws; the tables of numbers behind the others stay."""
FEW = ("effects", "steady", "leading_powers")
"""Sections whose figures show all scenarios together."""


@dataclass(frozen=True)
class Picture:
    """A figure to be drawn, with what is said of it."""

    name: str
    title: str
    about: str
    """Of what it is: scenario, unit, horizon and number of worlds, as far as its axes do not say them."""
    alt: str
    draw: Drawing
    head: list[str]
    rows: list[list[str]]
    """The data table: a head and rows whose first cell names the row."""
    note: str = ""

    @property
    def headed(self) -> Drawing:
        """The figure under its title and what it is of."""
        return partial(headed, self.draw, self.title, self.about)


@dataclass(frozen=True)
class Pictures:
    """Pictures that stand together, and the names of those left out because they would show nothing."""

    drawn: list[Picture]
    omitted: list[str]

    @classmethod
    def of(cls, found: Iterable[Picture | str]) -> Pictures:
        """Parted into the two, each in its order."""
        found = list(found)
        drawn = [one for one in found if isinstance(one, Picture)]
        return cls(drawn, [one for one in found if isinstance(one, str)])
