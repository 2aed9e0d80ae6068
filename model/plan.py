"""The resolved plan of a study: what it would do, in words, and who said so; nothing is simulated but a short probe."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.ensemble import BLOCK, Task, run_block, tasks
from model.load import LoadedScenario
from model.overrides import AGAIN, effective
from model.spec.base import name_of_month
from model.spec.evidence import Deed
from model.spec.scenario import Condition, Intervention
from model.spec.seeds import Seeds
from model.study import Study
from model.telling.wording import signed, spaced
from model.writing import listed

COMMAND_LINE = "the command line"


@dataclass(frozen=True)
class Changed:
    """A number that differs from what the seeds say."""

    path: str
    value: float
    otherwise: float
    """What it is without this change."""
    by: str
    """The file and line that sets it, or the command line."""
    declared: str
    """The file and line of the seeds that it replaces."""


@dataclass(frozen=True)
class Planned:
    """An intervention in words."""

    when: str
    does: str
    by: str
    """The file and line it stands at."""
    beyond: bool
    """Whether it lies outside the run's months."""


@dataclass(frozen=True)
class ScenarioPlan:
    """What a scenario adds to the seeds, its parents' part included."""

    id: str
    name: str
    horizon: str
    """How long it would run by itself, and what says so."""
    changes: tuple[Changed, ...]
    interventions: tuple[Planned, ...]


@dataclass(frozen=True)
class Work:
    """How much there is to compute, and how long a probe says that it takes."""

    scenarios: int
    worlds: int
    months: int
    jobs: int
    seconds: float
    """Estimated for all of it."""
    probe: str
    """How that was measured."""
    again: int
    """Worlds that are run again without the overrides, to say what those change."""

    @property
    def world_months(self) -> int:
        """Scenarios × worlds × months, those without the overrides included."""
        return self.scenarios * (self.worlds + self.again) * self.months


def changes_by_command(study: Study) -> Iterator[Changed]:
    """What `--set` changes, for the replay and for all scenarios."""
    for path, value in study.overrides.items():
        if value != study.seeds.settable[path].value:
            yield Changed(
                path, value, study.seeds.settable[path].value, f"{COMMAND_LINE} (--set)", study.seeds.place(path)
            )


def scenario_plan(scenario: LoadedScenario, study: Study) -> ScenarioPlan:
    """A scenario's part in a study: what differs because of it, what happens when, and where that is written."""
    seeds, spec = study.seeds, scenario.spec
    changes = []
    for path, value in spec.assumptions.items():
        otherwise = study.overrides.get(path, seeds.numbers[path].value)
        if value != otherwise:
            changes.append(Changed(path, value, otherwise, str(scenario.origins[path]), seeds.place(path)))
    order = sorted(range(len(spec.interventions)), key=lambda n: (spec.interventions[n].dates or [10**6])[0])
    said_by = str(scenario.origins["months"]) if spec.months is not None else "no file says another"
    return ScenarioPlan(
        id=scenario.id,
        name=spec.name,
        horizon=f"{spec.horizon} months ({said_by})",
        changes=tuple(changes),
        interventions=tuple(
            _planned(spec.interventions[n], str(scenario.origins[f"interventions[{n}]"]), study) for n in order
        ),
    )


def _planned(intervention: Intervention, by: str, study: Study) -> Planned:
    dates = intervention.dates
    beyond = bool(dates) and (dates[-1] <= study.as_of or dates[0] > study.as_of + study.months)
    return Planned(
        when_in_words(intervention, study.seeds), listed(list(does_in_words(intervention, study.seeds))), by, beyond
    )


def when_in_words(intervention: Intervention, seeds: Seeds) -> str:
    """The month, the span or the condition of an intervention."""
    if intervention.when is None:
        when = " to ".join(map(name_of_month, intervention.dates))
        lasting = intervention.between is None and set(intervention.deeds) - {"event", "issue"}
        return f"from {when} on" if lasting else when
    said = " and ".join(_holds(intervention.when, seeds))
    return f"once {said}" + (f", {intervention.after} months later" if intervention.after else "")


def _holds(when: Condition, seeds: Seeds) -> Iterator[str]:
    for issue, stages in when.issue.items():
        yield f"{issue} is {listed([spaced(stage) for stage in stages], 'or')}"
    if when.alignment is not None:
        sides = {"above": when.alignment.above, "below": when.alignment.below}
        levels = [f"{side} {signed(level, 2)}" for side, level in sides.items() if level is not None]
        yield f"{_short(when.alignment.of, seeds)} leans to {_short(when.alignment.to, seeds)} {listed(levels)}"


def does_in_words(intervention: Intervention, seeds: Seeds) -> Iterator[str]:
    """What an intervention does, one part after the other."""
    if intervention.event is not None:
        yield f"{_deed(intervention.event, seeds)} (salience {intervention.event.salience:g})"
    for issue, stage in (intervention.issue or {}).items():
        further = ", unless it is further on" if intervention.or_further else ""
        yield f"{issue} is set to {spaced(stage)}: {seeds.issues.issues[issue].stages[stage].meaning}{further}"
    if (tie := intervention.tie) is not None:
        joined = (
            "between " + _shorts(tie.between, seeds)
            if tie.between
            else f"of {_short(str(tie.of), seeds)} to {_short(str(tie.to), seeds)}"
        )
        yield f"a tie {joined} is added: {spaced(tie.kind)}, strength {signed(tie.strength, 2)}"
    if (change := intervention.dependence) is not None:
        pair = f"{_short(change.of, seeds)}'s dependence on {_short(change.on, seeds)}"
        yield f"{pair} changes by {signed(change.change, 3)}"
    for actor, level in (intervention.attention or {}).items():
        yield f"{_short(actor, seeds)}'s free attention is {level:g}"
    if (ban := intervention.forbid) is not None:
        actions = listed([f'"{seeds.actions.actions[name].name}"' for name in ban.action], "or")
        towards = f" towards {_shorts(ban.target, seeds)}" if ban.target else ""
        yield f"{_short(ban.actor, seeds)} may not choose {actions}{towards}"


def _deed(deed: Deed, seeds: Seeds) -> str:
    """The sentence of a deed, from its type's template."""
    template = seeds.types.types[deed.type].tells.strip().rstrip(".")
    parties = {"source": deed.source, "target": deed.target, "parties": (*deed.source, *deed.target)}
    return re.sub(r"\{(\w+)\}", lambda blank: _shorts(parties[blank[1]], seeds), template)


def _short(actor: str, seeds: Seeds) -> str:
    return seeds.actors.actors[actor].short


def _shorts(actors: Sequence[str], seeds: Seeds) -> str:
    return listed([_short(actor, seeds) for actor in actors])


PROBED = (1, 7)
"""Months of the two probes: their difference is the cost of months, the rest the cost of a block."""


def work_of(study: Study, worlds: int, jobs: int) -> Work:
    """How long a study would take here: two short probes of one block in this process, scaled up."""
    busiest = max(study.scenarios, key=lambda scenario: len(scenario.spec.interventions)).id
    seconds = []
    for months in (PROBED[0], *PROBED):  # the first pays for what is made once only
        begun = time.perf_counter()
        run_block(replace(study, months=months), Task(busiest, 0, min(BLOCK, worlds)))
        seconds.append(time.perf_counter() - begun)
    a_month = max(seconds[2] - seconds[1], 0) / (PROBED[1] - PROBED[0])
    a_block = max(seconds[1] - a_month * PROBED[0], 0) + a_month * study.months
    again = min(worlds, AGAIN) if effective(study) else 0
    blocks = len(tasks(study, worlds)) + len(tasks(study, again))
    at_once = min(jobs, blocks)
    rounds = -(-blocks // at_once)
    probe = (
        f"from one block of {BLOCK} worlds of {busiest}, computed here for {PROBED[0]} month and for {PROBED[1]} "
        f"months in {seconds[1] + seconds[2]:.1f} s; starting up, tables and the report come on top"
    )
    return Work(len(study.scenarios), worlds, study.months, at_once, rounds * a_block, probe, again)
