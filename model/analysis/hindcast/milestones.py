"""Milestones: things that happen or do not within a horizon, read off the seeds: clashes and stages of issues.

Scored are every step of an issue that the documents report and the model could make, and every outcome of kind
`reached` or `clash`, come true or not: choosing only what happened would reward a model in which everything does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from model.rules.axes import Array, Flags, Index
from model.rules.ties import attested
from model.simulation.choice_set import ChoiceSet
from model.simulation.state import Seen
from model.spec.behaviour import Issue
from model.spec.events import Event
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Milestone:
    """A clash (no issue named), or an issue being in one of these stages."""

    name: str
    issue: str | None = None
    stages: frozenset[str] = frozenset()


def milestones(seeds: Seeds) -> tuple[Milestone, ...]:
    """Every milestone of a region once, by what it asks: outcomes first, then what the documents report."""
    found: dict[tuple[str | None, frozenset[str]], Milestone] = {}
    for name, outcome in seeds.outcomes.outcomes.items():
        if outcome.documented == {}:
            found[None, frozenset()] = Milestone(name)
        for issue, stages in (outcome.documented or {}).items():
            found.setdefault((issue, frozenset(stages)), Milestone(name, issue, frozenset(stages)))
    for question, spec in seeds.issues.issues.items():
        for stage, reached in _documented_steps(spec):
            found.setdefault((question, reached), Milestone(f"{question}: {stage}", question, reached))
    return tuple(found.values())


def _documented_steps(issue: Issue) -> list[tuple[str, frozenset[str]]]:
    """The stages that were entered by a step the model knows, each with all that lie further that way."""
    entered = [stage for _, stage in sorted(issue.history.items())]
    level = dict(zip(issue.stages, issue.levels, strict=True))
    possible = {(begins, t.to) for t in issue.transitions for begins in t.begins}
    steps = []
    for before, after in zip(entered, entered[1:], strict=False):
        if (before, after) in possible:
            up = level[after] > level[before]
            further = (s for s in level if (level[s] >= level[after] if up else level[s] <= level[after]))
            steps.append((after, frozenset(further)))
    return steps


def clash_alternatives(choice_set: ChoiceSet) -> Flags:
    """True for alternatives that are clashes: (alternative,)."""
    types = choice_set.seeds.types.types
    return np.array([types[alternative.type].clash for alternative in choice_set.alternatives], dtype=bool)


def documented_clashes(seeds: Seeds, choice_set: ChoiceSet, without: Collection[str] = ()) -> list[int]:
    """The months of clashes that documents attest between parties that could clash in the model, each once."""
    pairs = {
        frozenset(alternative.parties)
        for alternative, is_one in zip(choice_set.alternatives, clash_alternatives(choice_set), strict=True)
        if is_one
    }

    def counts(event: Event) -> bool:
        return seeds.types.types[event.type].clash and frozenset(event.source + event.target) in pairs

    return sorted({e.month for e in seeds.events if attested(e.attested_by, without) and counts(e)})


@dataclass(frozen=True)
class Record:
    """Documented months of a milestone."""

    milestone: Milestone
    months: tuple[int, ...]
    """The months in which it came about."""
    issue: Issue | None

    def open_at(self, start: int) -> bool:
        """Return True where it had yet to come about at a start; a clash may come again."""
        return self.issue is None or self.issue.stage_in(start) not in self.milestone.stages

    def within(self, start: int, horizon: int) -> bool:
        """Return True where it came about after the start and within the horizon."""
        return any(start < month <= start + horizon for month in self.months)

    def by_frequency(self, start: int, horizon: int, since: int) -> float:
        """The chance at the pace of the months before the start, (k + ½)/(n + 1) a month (Jeffreys' prior)."""
        came = sum(since <= month <= start for month in self.months)
        pace = (came + 0.5) / (start - since + 2)
        return float(1 - (1 - pace) ** horizon)


def record_of(milestone: Milestone, seeds: Seeds, choice_set: ChoiceSet, without: Collection[str] = ()) -> Record:
    """A milestone with the months in which it came about. without: documents left out."""
    if milestone.issue is None:
        return Record(milestone, tuple(documented_clashes(seeds, choice_set, without)), None)
    issue = seeds.issues.issues[milestone.issue]
    entered = sorted(issue.history.items())
    months = [
        month
        for (_, before), (month, stage) in zip(entered, entered[1:], strict=False)
        if stage in milestone.stages and before not in milestone.stages
    ]
    return Record(milestone, tuple(months), issue)


class Lookout:
    """The month in which each milestone first came about in every world, −1 if it has not: (world, milestone)."""

    def __init__(self, wanted: tuple[Milestone, ...], choice_set: ChoiceSet, seen: Seen) -> None:
        clash = clash_alternatives(choice_set)
        self.first: Index = np.full((len(seen.stage), len(wanted)), -1)
        for k, milestone in enumerate(wanted):
            if milestone.issue is None:
                came: Flags = np.any(seen.done[:, :, : len(clash)][:, :, clash], axis=2)
            else:
                q = choice_set.axes.issue[milestone.issue]
                there = np.array([stage in milestone.stages for stage in choice_set.stages[q]])
                came = there[seen.stage[:, :, q]]
            came[:, 0] = False
            self.first[:, k] = np.where(came.any(axis=1), came.argmax(axis=1), -1)

    def by(self, month: int) -> Array:
        """The share of worlds in which each had come about by a month: (milestone,)."""
        return np.asarray(((self.first >= 0) & (self.first <= month)).mean(axis=0))
