"""Outcomes of every world as a region declares them: what all kinds have in common.

A kind is a class in a file of `model/outcomes/`. It says everything about itself there; all other code asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Literal, Protocol, get_args

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from model.common.languages import _, marked
from model.spec.assumption import Basis
from model.spec.base import ActorNames, Frozen, Said, StagesOf, TypeName
from model.spec.fields import Route, forget_schemas
from model.spec.numbers import Number

Unit = Literal["share of worlds", "months", ""]
"""Unit of a difference: of what a world has or has not, of a time, of a plain number."""
KINDS: dict[str, type[Outcome]] = {}
"""The known kinds by the name that YAML has for them."""


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


class Speaker(Protocol):
    """Names as a text calls them."""

    horizon: int | None
    """Months of the run that is spoken of; None where it is none in particular."""

    def actor(self, name: str) -> str:
        """An actor."""

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""

    def dimension(self, name: str) -> str:
        """A dimension of alignment."""


@dataclass(frozen=True)
class ColumnName:
    """The parts of the name of a column: `orbit.BBB=AAA` is the outcome orbit, its part BBB, the category AAA."""

    base: str
    part: str = ""
    category: str = ""

    @classmethod
    def of(cls, name: str) -> ColumnName:
        """The parts of a name as tables have it."""
        before, _, category = name.partition("=")
        base, _, part = before.partition(".")
        return cls(base, part, category)

    @property
    def parts(self) -> list[str]:
        """All that follows the outcome's own name."""
        return [*(self.part.split(".") if self.part else ()), *([self.category] if self.category else ())]


@dataclass(frozen=True)
class Categories:
    """A column of categories that a picture shows scenario by scenario."""

    part: str
    title: str
    labels: Mapping[str, str]
    """Category → its name in the picture; the last one is that of none of the others."""


class Outcome(Frozen):
    """Fields that every outcome has, and the questions that every kind answers."""

    label: Said = ""
    """A few words for tables and pictures."""
    short: str = ""
    """A word or two for the terminal's rows; the label if not given."""
    meaning: str
    smallest_that_matters: SmallestThatMatters | None = None
    """If not given: a quarter of the spread of the baseline's worlds, and not less than what one yardstick event
    moves, a twentieth of the worlds, or a month."""
    kind: str

    unit: ClassVar[Unit] = ""
    """Unit of a difference."""
    measured_in: ClassVar[str] = marked("A number from 0 to 1, at the end.")
    """The unit of its values, in a sentence."""
    scale: ClassVar[str] = "0 to 1"
    """Unit of its values in a word or two, where a difference has none of its own."""
    before_scale: ClassVar[str] = "scale "
    """Words before the ends of its scale."""
    span: ClassVar[float] = 1
    """The largest difference there can be between two of its values, of a kind whose scale has ends."""
    once: ClassVar[bool] = False
    """True where it comes true once and for all: a milestone."""
    title_over_time: ClassVar[str] = ""
    """Title of the picture that shows outcomes of this kind month by month; none where it is empty."""
    heads: ClassVar[str] = ""
    """Beginning of the names of its columns, where that is not the name a region gives it."""
    titled_by_names: ClassVar[bool] = False
    """True where the title of a part is made of names alone, so that no catalogue holds it as a whole."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """An outcome that a file declares is of one of the known kinds, as its key `kind` says."""
        if not KINDS or cls is not Outcome:
            return handler(source)
        return handler(Annotated[reduce(or_, KINDS.values()), Field(discriminator="kind")])

    @property
    def awaits(self) -> StagesOf:
        """The stages it waits for, by issue."""
        return {}

    @property
    def documented(self) -> StagesOf | None:
        """Stages of the one issue by which documents show that it came true, {} for clashes; None where none can."""
        return None

    @property
    def numbers(self) -> Iterator[tuple[Route, float]]:
        """The numbers it is declared with that can be set and drawn, each with the keys that lead to it."""
        yield from ()

    def leads(self, column: ColumnName) -> tuple[str, tuple[str, ...]] | None:
        """The actor, and the powers whose influence over it decides the column; None for other kinds."""
        return None

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """The alignments that a column is made of: who leans, to whom."""
        return []

    @property
    def influences(self) -> list[tuple[str, ActorNames]]:
        """The influences (half lean, half dependence) that it is the mean of: over whom, of which powers; else none."""
        return []

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """A column in words."""
        return f"{label}: {column.category}" if column.category else label

    def subject(self, title: str, column: ColumnName, say: Speaker) -> str:
        """A column as the subject of a sentence."""
        return title

    def compared(self, title: str, column: ColumnName, say: Speaker) -> str:
        """A column as something that can be higher or lower, in the language that is spoken."""
        return _("the share of worlds with “{outcome}”", outcome=title) if self.unit == "share of worlds" else title

    def brief(self, column: ColumnName) -> str:
        """A column in a word or two, for narrow tables; empty where the region gives none."""
        return self.short or self.label

    def moved_by(self, column: ColumnName, mean: float, by_dimension: Mapping[str, float]) -> float:
        """Distance that it moves where one alignment moves so far, on the mean and by dimension; 0 if by none."""
        return 0.0

    def categories(self, say: Speaker) -> Iterator[Categories]:
        """Its columns of categories that a picture shows."""
        yield from ()


class Outcomes(Frozen):
    """Outcomes of every world, and those that the terminal's table shows."""

    basis: Basis
    outcomes: dict[str, Outcome]
    yardstick: Yardstick | None = None
    headline: tuple[str, ...]
    """The outcomes the terminal's table shows, in this order."""

    @property
    def numbers(self) -> Iterator[Number]:
        """The numbers that outcomes are declared with."""
        for name, outcome in self.outcomes.items():
            for keys, value in outcome.numbers:
                route: Route = ("outcomes", name, *keys)
                yield Number(".".join(map(str, route)), route, value, self.basis)

    def of(self, column: str) -> Outcome | None:
        """The outcome that a column belongs to; None where it belongs to none."""
        base = ColumnName.of(column).base
        return next((o for o in self.outcomes.values() if o.heads and o.heads == base), self.outcomes.get(base))

    def measured(self, column: str) -> Outcome | None:
        """The outcome that a column or a monthly measure belongs to, also one that is measured undeclared."""
        base = ColumnName.of(column).base
        undeclared = (kind.model_construct(kind=name, meaning="") for name, kind in KINDS.items() if kind.heads == base)
        return self.of(column) or next(undeclared, None)

    def counts_months(self, column: str) -> bool:
        """Return True for a column that is a number of months, empty where it does not come true."""
        outcome = self.of(column)
        return outcome is not None and outcome.unit == "months"


def know(kinds: Iterable[type[Outcome]]) -> None:
    """Make kinds known: from now on files can declare outcomes of them."""
    KINDS.update({get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in kinds})
    Outcomes.model_rebuild(force=True)
    forget_schemas()
