"""Facts of every world of a scenario, month by month: as a month opens, and once its interventions have fired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.spec.base import month_of

MONTHS = 27  # to October 2027, the month after the last span of any scenario


FIRST_MONTH = month_of("2025-08")


def place(calendar: str) -> int:
    """A calendar month's place in the lists of a story."""
    return month_of(calendar) - FIRST_MONTH


class Sight(NamedTuple):
    """Facts of all worlds at one moment."""

    stage: np.ndarray
    standing: np.ndarray
    dependence: np.ndarray
    attention: np.ndarray
    allowed: np.ndarray


def sight(region: Region) -> Sight:
    around = region.environment
    seen = (region.state.stage, around.tie_support, region.dependence, around.attention, around.allowed)
    return Sight(*(np.array(part) for part in seen))


class Watched(Region):
    """A region that notes what holds once the interventions of a month have fired."""

    def open_month(self) -> None:
        self.after_script = sight(self)
        super().open_month()


@dataclass
class Story:
    """A scenario told month by month."""

    region: Watched
    opening: list[Sight] = field(default_factory=list)
    scripted: list[Sight] = field(default_factory=list)
    done: list[np.ndarray] = field(default_factory=list)
    alignment: list[np.ndarray] = field(default_factory=list)
    """At the end of the month, mean over the dimensions."""

    def is_in(self, seen: Sight, issue: str, stages: str) -> np.ndarray:
        """The worlds in which an issue is in one of these stages."""
        choice_set = self.region.choice_set
        wanted = [choice_set.stage_index(issue, stage) for stage in stages.split()]
        return np.isin(seen.stage[:, choice_set.axes.issue[issue]], wanted)

    def scripted_event(self, type_: str, source: str, target: str) -> np.ndarray:
        """Where an event of the scenario is done: (month, world)."""
        events = self.region.structure.scripted
        found = [
            (e.type, set(e.source), set(e.target)) == (type_, {*source.split()}, {*target.split()}) for e in events
        ]
        alternatives = len(self.region.choice_set.alternatives)
        return np.array([done[:, alternatives:][:, found].any(axis=1) for done in self.done])

    def chosen(self, action: str, parties: str) -> np.ndarray:
        """Where an alternative that these parties chose comes about: (month, world)."""
        alternatives = self.region.choice_set.alternatives
        found = [one.action == action and {*one.parties} == {*parties.split()} for one in alternatives]
        return np.array([done[:, : len(alternatives)][:, found].any(axis=1) for done in self.done])


def told(experiment: Experiment, name: str, *, worlds: int) -> Story:
    """A scenario of the experiment, from its first month to the last that is looked at."""
    story = Story(Watched(experiment, name, worlds=worlds, collect=False))
    for _ in range(MONTHS):
        story.opening.append(sight(story.region))
        story.region.step()
        story.scripted.append(story.region.after_script)
        story.done.append(story.region.done.copy())
        story.alignment.append(story.region.alignment_mean.copy())
    return story


def months_after(seen: np.ndarray, after: int) -> np.ndarray:
    """The month in which an event falls due that waits `after` months from the close in which a condition first held.

    seen: whether it holds as a month opens, that is as the month before it closed: (month, world).
    """
    due = np.zeros_like(seen)
    for world in np.flatnonzero(seen.any(axis=0)):
        month = int(seen[:, world].argmax()) - 1 + after
        if month < len(seen):
            due[month, world] = True
    return due


def beginning(story: Story, month: int, issue: str) -> np.ndarray:
    """The worlds in which a scenario's lasting changes begin in this month, with the stage that is set with them."""
    worlds = story.region.state.fired[:, -1] == month + 1
    if issue:
        column = story.region.axes.issue[issue]
        worlds = worlds & (story.opening[month].stage[:, column] != story.scripted[month].stage[:, column])
    assert worlds.mean() > 0.5
    return worlds
