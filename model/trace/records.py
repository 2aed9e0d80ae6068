"""The shape of an account of one world: who did what, why, who agreed, what moved and where it parts from the baseline.

Numbers are signed so that what is listed adds up: the parts of a utility to the utility, the moves of a month to the
change of the alignments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from model.spec.base import name_of_month
from model.spec.scenario import Intervention

if TYPE_CHECKING:
    from model.rules.axes import Array


@dataclass(frozen=True)
class Parts:
    """The parts of a utility; their sum is the utility that was used."""

    interest: float
    stake: float
    feeling: float
    leverage: float
    """What those depended on could do; never above 0."""

    @property
    def utility(self) -> float:
        """U, the sum of the parts."""
        return self.interest + self.stake + self.feeling + self.leverage


@dataclass(frozen=True)
class Leaning:
    """What a leaning an actor cares for adds to its interest part."""

    of: str
    to: str
    expected: float
    """How far the deed is expected to push it, mean over the dimensions cared for, room left out."""
    worth: float


@dataclass(frozen=True)
class Prospect:
    """What a step of an issue that a deed may cause adds to the stake part."""

    issue: str
    begins: str
    to: str
    worth: float


@dataclass(frozen=True)
class Displeasure:
    """What an actor depended on, and harmed by the deed, takes off: part of the leverage part."""

    actor: str
    dependence: float
    worth: float


@dataclass(frozen=True)
class Reckoning:
    """How one actor weighed a deed, and what it answered if it was asked."""

    actor: str
    role: Literal["does", "proposes", "asked"]
    parts: Parts
    leanings: tuple[Leaning, ...]
    """They sum to the interest part; largest first."""
    prospects: tuple[Prospect, ...]
    """They sum to the stake part; largest first."""
    regard: float
    """How far it leans to the others of the deed, mean over them and the dimensions."""
    displeasures: tuple[Displeasure, ...]
    """They sum to the leverage part; largest first."""
    tilt: float
    """exp(U/τ): how many times as likely as its base rate this utility makes the deed."""
    chance: float | None
    """How likely it was to choose this deed this month; None if it was only asked."""
    consent_chance: float | None
    """How likely it was to agree; None if it was not asked."""
    luck: float | None
    """The number drawn: it agrees if this lies below the chance."""
    played: bool = False
    """Whether people decided in its place, and the chances are only what the model would have done."""
    answered: bool | None = None
    """What people answered in its place, if it was asked and they did."""

    @property
    def agreed(self) -> bool | None:
        """Its answer; None if it was not asked."""
        if self.answered is not None:
            return self.answered
        if self.consent_chance is None or self.luck is None:
            return None
        return self.luck < self.consent_chance


@dataclass(frozen=True)
class Deed:
    """Something done or proposed in a month, by choice or by the script."""

    number: int
    """Its place in the month, from 1."""
    action: str | None
    """What was chosen; None if the script did it."""
    type: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    agreement: bool
    hostile: bool
    reckonings: tuple[Reckoning, ...]
    came_about: bool
    moves: Array | None
    """What it moved, room taken in: (dimension, actor, actor); None if it did not come about."""

    @property
    def proposers(self) -> tuple[str, ...]:
        """Who chose it."""
        return tuple(r.actor for r in self.reckonings if r.role != "asked")

    @property
    def refused_by(self) -> tuple[str, ...]:
        """Who was asked and did not agree."""
        return tuple(r.actor for r in self.reckonings if r.agreed is False)


@dataclass(frozen=True)
class Effect:
    """Something that an issue's new stage, or an intervention, changes while it lasts."""

    kind: Literal["tie", "dependence", "attention", "capability", "profile"]
    of: tuple[str, ...]
    """Whose; of a mutual tie, all it joins."""
    to: str | None
    what: str | None
    """The kind of a tie."""
    before: float | str
    after: float | str


Cause = Literal["deed", "hazard", "script"]


@dataclass(frozen=True)
class Step:
    """An issue moved, or a deed that could have moved it did not."""

    issue: str
    begins: str
    to: str
    cause: Cause
    deeds: tuple[int, ...]
    """Numbers of the deeds that could cause it."""
    chance: float
    luck: float | None
    """The number drawn: it may happen if this lies below the chance; None where the script says so."""
    happened: bool
    setback: bool
    rests: int
    """Months after this one that the issue rests."""
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Fired:
    """An intervention of the scenario that takes effect this month, or whose span has ended."""

    place: int
    """Its place among the scenario's interventions."""
    origin: str
    """The file and line it stands at."""
    inherited: bool
    """Whether the baseline has it too."""
    spec: Intervention
    ends: bool
    deed: int | None
    """The number of its event."""
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Change:
    """What a month did to one alignment (mean over dimensions)."""

    of: str
    to: str
    before: float
    after: float
    deeds: dict[int, float]
    """Deed's number → what it moved."""
    drift: float
    """What memory moved, towards the level that ties support."""

    @property
    def total(self) -> float:
        """The change of the month."""
        return self.after - self.before


@dataclass(frozen=True)
class Happening:
    """What happened, without its numbers: by this, two worlds are compared."""

    kind: Literal["deed", "refusal", "step"]
    what: str
    """The event type; of a step, the issue."""
    action: str | None = None
    """What was chosen; None if the script did it, or of a step."""
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    begins: str = ""
    to: str = ""


@dataclass(frozen=True)
class Gap:
    """One alignment (mean over dimensions) in the two worlds."""

    of: str
    to: str
    here: float
    there: float

    @property
    def difference(self) -> float:
        """Here, less the baseline."""
        return self.here - self.there


@dataclass(frozen=True)
class Versus:
    """How a month differs from the baseline's same month."""

    here: tuple[Happening, ...]
    """What happened only in this world."""
    there: tuple[Happening, ...]
    """What happened only in the baseline's."""
    gaps: tuple[Gap, ...]
    """Alignments at the end of the month that differ; widest first."""


@dataclass(frozen=True)
class Month:
    """One month of the world."""

    number: int
    calendar: int
    """Months since year 0."""
    fired: tuple[Fired, ...]
    deeds: tuple[Deed, ...]
    """Scripted ones first; proposals that were refused are among them."""
    steps: tuple[Step, ...]
    """By deeds and hazards; those of the script stand with their intervention."""
    changes: tuple[Change, ...]
    """Of every alignment that moved; largest first."""
    versus: Versus | None
    """None in the baseline itself."""

    @property
    def date(self) -> str:
        """YYYY-MM."""
        return name_of_month(self.calendar)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Deeds, refusals and steps, in order."""
        scripted = [step for fired in self.fired for step in fired.steps]
        return (
            *(
                Happening("deed" if d.came_about else "refusal", d.type, d.action, d.source, d.target)
                for d in self.deeds
            ),
            *(Happening("step", s.issue, begins=s.begins, to=s.to) for s in (*scripted, *self.steps) if s.happened),
        )


@dataclass(frozen=True)
class Milestone:
    """When something that outcomes ask about first came true; None if it never did."""

    outcome: str
    meaning: str
    here: int | None
    there: int | None


@dataclass(frozen=True)
class Paired:
    """A value in this world and in the baseline's (None in the baseline itself)."""

    here: float | str | bool | None
    there: float | str | bool | None = None


@dataclass(frozen=True)
class Ending:
    """How it ends, beside how the baseline's same world ends."""

    stages: dict[str, Paired]
    milestones: tuple[Milestone, ...]
    """Each in months from the start."""
    outcomes: dict[str, Paired]
    gaps: tuple[Gap, ...]
    """End alignments, here and in the baseline's; widest first. In the baseline itself, against the start."""


@dataclass(frozen=True)
class Trace:
    """The account of one world of a scenario."""

    region: str
    scenario: str
    name: str
    summary: str
    baseline: str | None
    """The scenario it is compared with; None if it is that one."""
    world: int
    seed: int
    as_of: int
    actors: dict[str, str]
    """Id → short name."""
    assumptions: dict[str, float]
    """Those the scenario sets, from month 1."""
    alignment: dict[str, float]
    """At the start, mean over dimensions: `A.B` → how far A leans to B."""
    stages: dict[str, str]
    """Of the issues at the start."""
    months: tuple[Month, ...]
    parted: int | None
    """The first month in which anything differs from the baseline's same world."""
    ending: Ending
