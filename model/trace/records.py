"""The records of a trace of one world: who did what, why, who agreed, what moved and where it parts from the baseline.

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
    pressure: float
    """Part for what those who press it would gain or lose."""

    @property
    def utility(self) -> float:
        """U, the sum of the parts."""
        return self.interest + self.stake + self.feeling + self.pressure


@dataclass(frozen=True)
class InterestTerm:
    """Part of the interest term from one alignment that the actor cares for."""

    of: str
    to: str
    expected: float
    """Expected push of the event to it, mean over the dimensions cared for, headroom left out."""
    worth: float


@dataclass(frozen=True)
class StakeTerm:
    """Part of the stake term from one step that the event may cause."""

    issue: str
    begins: str
    to: str
    worth: float


@dataclass(frozen=True)
class PressureTerm:
    """Part of the pressure term from one actor that has pressed the chooser recently."""

    actor: str
    hold: float
    """Dependence on it and exposure to it."""
    worth: float


@dataclass(frozen=True)
class Evaluation:
    """Utility of an event to one actor, with its parts, and the actor's answer if it was asked."""

    actor: str
    role: Literal["does", "proposes", "asked"]
    parts: Parts
    interest_terms: tuple[InterestTerm, ...]
    """They sum to the interest part; largest first."""
    stake_terms: tuple[StakeTerm, ...]
    """They sum to the stake part; largest first."""
    alignment_to_others: float
    """Alignment to the other parties of the event, mean over them and the dimensions."""
    pressure_terms: tuple[PressureTerm, ...]
    """They sum to the pressure part; largest first."""
    conduct: float
    """Log weight by what the parties did to each other recently."""
    restraint: float
    """Log weight that deterrence and commitment take off the use of force."""
    times_as_likely: float | None
    """How many times as likely as by its base rate the event was chosen; None if it was only asked."""
    chance: float | None
    """Chance that it chose this event this month; None if it was only asked."""
    consent_chance: float | None
    """Chance that it agreed; None if it was not asked."""
    random_number: float | None
    """The number drawn: it agrees if this lies below the chance."""
    played: bool = False
    """True if people decided in its place; the chances are then only the model's."""
    answered: bool | None = None
    """Answer of the people who played it, if they were asked."""

    @property
    def agreed(self) -> bool | None:
        """Its answer; None if it was not asked."""
        if self.answered is not None:
            return self.answered
        if self.consent_chance is None or self.random_number is None:
            return None
        return self.random_number < self.consent_chance


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something done or proposed in a month, by choice or by the scenario."""

    number: int
    """Its place in the month, from 1."""
    action: str | None
    """The action chosen; None for an event of the scenario."""
    type: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    agreement: bool
    hostile: bool
    evaluations: tuple[Evaluation, ...]
    came_about: bool
    moves: Array | None
    """Changes of alignment by it, headroom taken in: (dimension, actor, actor); None if it did not come about."""

    @property
    def proposers(self) -> tuple[str, ...]:
        """Actors that chose it."""
        return tuple(r.actor for r in self.evaluations if r.role != "asked")

    @property
    def refused_by(self) -> tuple[str, ...]:
        """Actors that were asked and did not agree."""
        return tuple(r.actor for r in self.evaluations if r.agreed is False)


@dataclass(frozen=True)
class Effect:
    """Something that an issue's new stage, or an intervention, changes while it lasts."""

    kind: str
    """One of the sorts in `model/trace/changes.py`."""
    of: tuple[str, ...]
    """Actors that have it; of a mutual tie, all it joins."""
    to: str | None
    what: str | None
    """The kind of a tie."""
    before: float | str
    after: float | str


Cause = Literal["event", "hazard", "scenario"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """An issue moved, or an event that could have moved it did not."""

    issue: str
    begins: str
    to: str
    cause: Cause
    events: tuple[int, ...]
    """Numbers of the events that could cause it."""
    chance: float
    random_number: float | None
    """The number drawn: it may happen if this lies below the chance; None where the scenario says so."""
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
    """True if the baseline has it too."""
    spec: Intervention
    ends: bool
    event: int | None
    """The number of its event."""
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Change:
    """Change of one alignment in a month, mean over dimensions."""

    of: str
    to: str
    before: float
    after: float
    events: dict[int, float]
    """Event's number → what it moved."""
    drift: float
    """Change by memory, towards the level that ties support."""

    @property
    def total(self) -> float:
        """The change of the month."""
        return self.after - self.before


@dataclass(frozen=True)
class Occurrence:
    """An event, refusal or step without its numbers: by these, two worlds are compared."""

    kind: Literal["event", "refusal", "step"]
    what: str
    """The event type; of a step, the issue."""
    action: str | None = None
    """The action chosen; None for an event of the scenario, or a step."""
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
class Divergence:
    """Differences between a month and the baseline's same month."""

    here: tuple[Occurrence, ...]
    """Those only in this world."""
    there: tuple[Occurrence, ...]
    """Those only in the baseline's."""
    gaps: tuple[Gap, ...]
    """Alignments at the end of the month that differ; widest first."""


@dataclass(frozen=True)
class Month:
    """One month of the world."""

    number: int
    calendar: int
    """Months since year 0."""
    fired: tuple[Fired, ...]
    events: tuple[Event, ...]
    """Scripted ones first; proposals that were refused are among them."""
    steps: tuple[Step, ...]
    """By events and hazards; those of the scenario stand with their intervention."""
    changes: tuple[Change, ...]
    """Of every alignment that moved; largest first."""
    divergence: Divergence | None
    """None in the baseline itself."""

    @property
    def date(self) -> str:
        """YYYY-MM."""
        return name_of_month(self.calendar)

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Events, refusals and steps, in order."""
        scripted = [step for fired in self.fired for step in fired.steps]
        return (
            *(
                Occurrence("event" if d.came_about else "refusal", d.type, d.action, d.source, d.target)
                for d in self.events
            ),
            *(Occurrence("step", s.issue, begins=s.begins, to=s.to) for s in (*scripted, *self.steps) if s.happened),
        )


@dataclass(frozen=True)
class Milestone:
    """Months in which an outcome's condition first came true, here and in the baseline; None if never."""

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
    """The end of a world, beside the end of the baseline's same world."""

    stages: dict[str, Paired]
    milestones: tuple[Milestone, ...]
    """Each in months from the start."""
    outcomes: dict[str, Paired]
    gaps: tuple[Gap, ...]
    """End alignments, here and in the baseline's; widest first. In the baseline itself, against the start."""


@dataclass(frozen=True)
class Trace:
    """The trace of one world of a scenario."""

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
