"""Each shipped scenario does what its name says, in the months it says, in every world it says.

The claims below are written from the summaries, not from the YAML. A scene is looked at twice in a month: as the
month opens, and when the interventions have fired but nobody has acted yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import yaml

from model.circumstances import Circumstances
from model.region import Region
from model.spec.base import month_of
from model.spec.scenario import Intervention
from model.study import Study, make_study
from tests.conftest import ROOT, SHIPPED

WORLDS = 32
MONTHS = 27
"""To October 2027, the month after the last span of any scenario ends."""
AS_OF = month_of("2025-07")
EVERYWHERE = (1.0, 1.0)
SOMEWHERE = (1 / WORLDS, 1.0)


class Sight(NamedTuple):
    """What can be seen of all worlds at one moment."""

    stage: np.ndarray
    standing: np.ndarray
    dependence: np.ndarray
    attention: np.ndarray
    allowed: np.ndarray


def sight(region: Region) -> Sight:
    around: Circumstances = region.circumstances
    copies = (around.standing, region.dependence, around.attention, around.allowed)
    return Sight(region.state.stage.copy(), *(np.array(part) for part in copies))


class Watched(Region):
    """A region that notes what holds once the interventions of the month have fired."""

    def draw(self) -> None:
        self.after_script = sight(self)
        super().draw()


@dataclass
class Told:
    """A scenario told over MONTHS months; a month's place in a list is its number less one."""

    region: Watched
    opening: list[Sight]
    scripted: list[Sight]
    done: list[np.ndarray]
    alignment: list[np.ndarray]
    """At the end of the month: mean over the dimensions."""

    def at(self, calendar: str) -> int:
        return month_of(calendar) - AS_OF - 1

    def share_in(self, sights: list[Sight], calendar: str, issue: str, stages: tuple[str, ...]) -> float:
        repertoire = self.region.repertoire
        column = sights[self.at(calendar)].stage[:, repertoire.axes.issue[issue]]
        return float(np.isin(column, [repertoire.stage_index(issue, stage) for stage in stages]).mean())

    def event_shares(self, type_: str, source: set[str], target: set[str]) -> list[float]:
        """In what share of worlds the scripted deed is done, month by month."""
        events = [e for i in self.region.script.interventions if (e := i.event) is not None]
        acts = len(self.region.repertoire.acts)
        columns = [
            acts + n
            for n, event in enumerate(events)
            if (event.type, set(event.source), set(event.target)) == (type_, source, target)
        ]
        return [float(done[:, columns].any(axis=1).mean()) for done in self.done]

    def acts_done(self, action: str, actors: set[str]) -> list[int]:
        """In how many worlds such an act among these actors comes about, month by month."""
        acts = self.region.repertoire.acts
        columns = [n for n, act in enumerate(acts) if act.action == action and set(act.parties) == actors]
        return [int(done[:, columns].any(axis=1).sum()) for done in self.done]


@pytest.fixture(scope="module")
def tell() -> Callable[[str], Told]:
    study: Study = make_study(["baseline", *(name for name in SHIPPED if name != "baseline")])

    @cache
    def told(name: str) -> Told:
        region = Watched(study, name, worlds=WORLDS, collect=False)
        story = Told(region, [], [], [], [])
        for _ in range(MONTHS):
            story.opening.append(sight(region))
            region.step()
            story.scripted.append(region.after_script)
            story.done.append(region.done.copy())
            story.alignment.append(region.alignment_mean.copy())
        return story

    return told


# scenario, month, issue, the stage it is put into and the stages that are further on
STAGES = [
    ("peace-deal-signed", "2025-10", "peace", ("signed", "ratified")),
    ("peace-deal-signed", "2025-10", "constitution", ("waived",)),
    ("corridor-agreed", "2025-10", "peace", ("signed", "ratified")),
    ("corridor-agreed", "2025-12", "corridor", ("agreed", "under_construction", "open")),
    ("corridor-agreed", "2025-12", "corridor_control", ("armenian",)),
    ("corridor-opened", "2026-10", "corridor", ("open",)),
    ("corridor-joint-control", "2025-12", "corridor_control", ("joint",)),
    ("corridor-joint-control", "2026-10", "corridor", ("open",)),
    ("corridor-russian-control", "2025-12", "corridor_control", ("russian",)),
    ("corridor-russian-control", "2026-10", "corridor", ("open",)),
    ("yerevan-changes-course", "2026-06", "yerevan", ("moscow_leaning",)),
    ("armenia-leaves", "2025-11", "csto", ("left",)),
    ("armenia-leaves", "2026-05", "eaeu", ("left",)),
    ("sanctions-enforced", "2025-11", "sanctions_enforcement", ("tightened",)),
    ("western-guarantees", "2026-02", "eu_path_armenia", ("applied", "candidate")),
    ("border-with-turkiye-opens", "2025-12", "armenia_turkiye_border", ("open_to_third_countries", "open")),
    ("border-with-turkiye-opens", "2026-04", "armenia_turkiye_border", ("open",)),
    ("russia-prevails", "2026-03", "ukraine_war", ("russia_prevails",)),
    ("russia-exhausted", "2026-03", "ukraine_war", ("russia_exhausted",)),
    ("ceasefire-in-ukraine", "2026-03", "ukraine_war", ("ceasefire", "russia_prevails", "russia_exhausted")),
    ("iran-returns", "2025-12", "iran_strength", ("recovered",)),
    ("georgia-turns", "2025-11", "tbilisi", ("moscow_leaning",)),
    ("baku-forces-the-corridor", "2026-07", "corridor", ("open",)),
    ("best-case-for-moscow", "2025-11", "tbilisi", ("moscow_leaning",)),
    ("best-case-for-moscow", "2026-03", "ukraine_war", ("russia_prevails",)),
    ("best-case-for-moscow", "2026-06", "yerevan", ("moscow_leaning",)),
    ("best-case-for-moscow", "2026-09", "north_south", ("completed",)),
    ("worst-case-for-moscow", "2025-10", "peace", ("signed", "ratified")),
    ("worst-case-for-moscow", "2026-10", "corridor", ("open",)),
    ("worst-case-for-moscow", "2025-11", "csto", ("left",)),
    ("worst-case-for-moscow", "2026-05", "eaeu", ("left",)),
    ("worst-case-for-moscow", "2026-03", "ukraine_war", ("russia_exhausted",)),
    ("worst-case-for-moscow", "2026-04", "armenia_turkiye_border", ("open",)),
    ("worst-case-for-moscow", "2026-09", "tbilisi", ("integration",)),
]


@pytest.mark.parametrize(("name", "calendar", "issue", "stages"), STAGES)
def test_an_issue_is_where_the_scenario_puts_it_and_was_not_before(
    tell: Callable[[str], Told], name: str, calendar: str, issue: str, stages: tuple[str, ...]
) -> None:
    story, baseline = tell(name), tell("baseline")
    assert story.share_in(story.opening, calendar, issue, stages) < 1, "as the month opens, not in every world"
    assert story.share_in(story.scripted, calendar, issue, stages) == 1
    assert baseline.share_in(baseline.scripted, calendar, issue, stages) < 1
