"""Outcomes of every world: each kind, as the seeds declare it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from model.spec.base import (
    ActorName,
    ActorNames,
    Basis,
    DimensionName,
    Frozen,
    LevelByStage,
    Share,
    StagesOf,
    TypeName,
)


class SmallestThatMatters(Frozen):
    """A difference from the baseline below which nobody need act on it."""

    value: float = Field(gt=0)
    """In the outcome's own unit; a share of worlds is between 0 and 1."""
    why: str


class Yardstick(Frozen):
    """An event that readers can place, by which the sizes of differences are told."""

    type: TypeName
    salience: float = Field(gt=0, le=1)
    one: str
    """Its name in a sentence: `visit`."""
    many: str
    """The same of several: `visits`."""


class Measured(Frozen):
    """Fields that every outcome has."""

    label: str = ""
    """A few words for tables and pictures."""
    short: str = ""
    """A word or two for the terminal's rows; the label if not given."""
    meaning: str
    smallest_that_matters: SmallestThatMatters | None = None
    """If not given: a quarter of the spread of the baseline's worlds, and not less than what one yardstick event
    moves, a twentieth of the worlds, or a month."""


class Influence(Measured):
    """Mean over `over` of half (1 + alignment to `of`)/2 and half dependence on `of`."""

    kind: Literal["influence"]
    of: ActorNames
    over: ActorNames


class LeadingPower(Measured):
    """The power with most influence over an actor if it is ahead by `margin`, else none."""

    kind: Literal["orbit"]
    over: ActorNames
    powers: dict[str, ActorNames]
    margin: float = Field(default=0.1, ge=0, le=1)


class Reached(Measured):
    """True where an issue has been in one of these stages in any month."""

    kind: Literal["reached"]
    issue: StagesOf


class Stands(Measured):
    """True where an issue is in one of these stages now, whatever came before."""

    kind: Literal["stands"]
    issue: StagesOf


class MonthsTo(Measured):
    """Months until an issue is first in one of these stages; null if it is not."""

    kind: Literal["months_to"]
    issue: StagesOf


class Happened(Measured):
    """True where a clash between states has happened, by choice or by scenario."""

    kind: Literal["clash"]


class ReexportChannel(Measured):
    """Openness of a customs tie × economic alignment × lack of enforcement, weighted over carriers."""

    kind: Literal["lifeline"]
    formula: str
    to: ActorName
    carriers: dict[ActorName, Share]
    """Each carrier's share of the trade."""
    dimension: DimensionName
    openness: dict[ActorName, Share]
    """Openness of a carrier's customs border where no issue says otherwise."""
    openness_by_stage: dict[ActorName, LevelByStage] = {}
    """Openness by the stage of an issue."""
    enforcement: dict[ActorName, LevelByStage] = {}
    """Enforcement (0 none to 1 complete) by the stage of an issue."""

    @property
    def sizes(self) -> Iterator[tuple[tuple[str, ...], float]]:
        """Every number in it, with the keys that lead to it."""
        for key, given in (("carriers", self.carriers), ("openness", self.openness)):
            yield from (((key, carrier), size) for carrier, size in given.items())
        for key, staged in (("openness_by_stage", self.openness_by_stage), ("enforcement", self.enforcement)):
            for carrier, issues in staged.items():
                for issue, levels in issues.items():
                    yield from (((key, carrier, issue, stage), size) for stage, size in levels.items())


class Balance(Measured):
    """Share of balanced triads: the product of the three mutual signs is positive."""

    kind: Literal["balance"]


MOST_IN_BLOCS = 16
"""Deciding actors among which blocs can be found: every partition is looked at."""


class Blocs(Measured):
    """The two-bloc partition of least energy in landscape theory; Axelrod & Bennett 1993."""

    kind: Literal["blocs"]


class Alignments(Measured):
    """Every alignment of deciding actors at the end, mean and by dimension."""

    kind: Literal["alignments"]


Outcome = Annotated[
    Influence | LeadingPower | Reached | Stands | MonthsTo | Happened | ReexportChannel | Balance | Blocs | Alignments,
    Field(discriminator="kind"),
]


class Outcomes(Frozen):
    """Outcomes of every world, and those that the terminal's table shows."""

    basis: Basis
    outcomes: dict[str, Outcome]
    yardstick: Yardstick | None = None
    headline: tuple[str, ...]
    """The outcomes the terminal's table shows, in this order."""
