"""Reachability: the stages that issues may come to, and the alternatives that may be chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from model.conditions.programs import fits
from model.effects import compiled
from model.effects.kind import Compiled
from model.rules.axes import Flags
from model.simulation.choice_set import ChoiceSet, Step
from model.spec.condition import EventCondition
from model.spec.events import UndatedEvent
from model.spec.scenario import Intervention


class Reach:
    """Everything possible from the documented stages on; the rest happens in no world.

    A number that is not set counts with the upper end of its range: what only some assumptions allow is possible.
    Whether stages can hold at the same time is not asked.
    """

    def __init__(
        self,
        choice_set: ChoiceSet,
        interventions: Sequence[Intervention] = (),
        changed: Mapping[str, float] | None = None,
        changes: Sequence[Compiled] | None = None,
    ) -> None:
        """changed: assumptions that are set. changes: those by each intervention, where they are known already."""
        self.choice_set = choice_set
        self.interventions = tuple(interventions)
        self.compiled = tuple(map(compiled, self.interventions) if changes is None else changes)
        """Changes by each intervention."""
        self.moving = [each for each in self.compiled if each.moves]
        """Those of them that may take an issue to a stage."""
        self.changed = changed or {}
        seeds = choice_set.seeds
        self.as_of = seeds.region.documented_until
        self.stages = {(name, issue.stage_in(self.as_of)) for name, issue in seeds.issues.issues.items()}
        """(Issue, stage) that some world may come to."""
        self.stages |= {place for each in self.moving for place in each.sets.items()}
        while more := {(s.issue, s.to) for row, s in enumerate(choice_set.steps) if self.can_step(row)} - self.stages:
            self.stages |= more

    def without(self, place: int) -> Reach:
        """Everything possible where one of the interventions is left out."""
        if not self.compiled[place].moves:
            return self
        others = [*self.interventions[:place], *self.interventions[place + 1 :]]
        changes = [*self.compiled[:place], *self.compiled[place + 1 :]]
        return Reach(self.choice_set, others, self.changed, changes)

    def holds(self, wanted: Mapping[str, Sequence[str]]) -> bool:
        """Return True where every issue named can come to one of its stages."""
        return all(any((issue, stage) in self.stages for stage in stages) for issue, stages in wanted.items())

    def may_be(self, issue: str, stage: str) -> bool:
        """Return True where an issue can come to a stage."""
        return (issue, stage) in self.stages

    def may_leave(self, issue: str, stages: Collection[str]) -> bool:
        """Return True where an issue can be in none of these stages."""
        return any(name == issue and stage not in stages for name, stage in self.stages)

    def may_happen(self, event: EventCondition) -> bool:
        """Return True where some actor can choose such an event, or an intervention is one."""
        seeds = self.choice_set.seeds
        return any(fits(event, one, seeds) for one in self.scripted.values()) or any(True for _ in self.open_for(event))

    def open_for(self, event: EventCondition) -> Iterator[Mapping[str, Sequence[str]]]:
        """Stages in which each alternative is open that is such an event and may be chosen."""
        for n, alternative in enumerate(self.choice_set.alternatives):
            if fits(event, alternative, self.choice_set.seeds) and self.can_choose(n):
                yield self._when(n)

    def can_step(self, row: int | np.intp) -> bool:
        """Return True where a transition can happen."""
        step = self.choice_set.steps[row]
        if (step.issue, step.begins) not in self.stages or not self.holds(step.spec.requires):
            return False
        if step.spec.first_open(self.as_of + 1) is None:
            return False
        if step.spec.hazard is not None:
            return self._top(step.likelihood) > 0
        moving = np.flatnonzero(self.choice_set.triggers[row] & self._wanted)
        done = any(self.holds(self._when(alternative)) for alternative in moving) or bool(self._scripted[row])
        return done and self._top(step.likelihood) > 0

    def can_choose(self, alternative: int | np.intp) -> bool:
        """Return True where an alternative can ever be open to an actor who would choose it."""
        action = self.choice_set.seeds.actions.actions[self.choice_set.alternatives[alternative].action]
        moves = not action.steps or any(map(self.can_step, np.flatnonzero(self.choice_set.triggers[:, alternative])))
        return bool(self._wanted[alternative]) and moves and self.holds(action.when)

    def can_leave(self, issue: str) -> bool:
        """Return True where anything moves an issue at all, be it only a scenario."""
        set_by_intervention = any(issue in each.sets for each in self.moving)
        return set_by_intervention or any(s.issue == issue and self.can_step(row) for row, s in enumerate(self.steps))

    @property
    def scripted(self) -> dict[int, UndatedEvent]:
        """The events of interventions that can move anything, by the place of the intervention."""
        events = ((place, each.event) for place, each in enumerate(self.compiled))
        return {place: event for place, event in events if event is not None and event.salience}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The transitions of the choice_set."""
        return self.choice_set.steps

    def _when(self, alternative: int | np.intp) -> Mapping[str, Sequence[str]]:
        return self.choice_set.seeds.actions.actions[self.choice_set.alternatives[alternative].action].when

    def _top(self, given: str | float) -> float:
        """The highest plausible value of a number, given itself or by the name or path of an assumption."""
        if not isinstance(given, str):
            return given
        path = self.choice_set.seeds.full_path(given)
        return self.changed.get(path, self.choice_set.seeds.numbers[path].range[1])

    def least(self, path: str) -> float:
        """The lowest plausible value of a number that the scenario does not set."""
        return self.changed.get(path, self.choice_set.seeds.numbers[path].range[0])

    @cached_property
    def _wanted(self) -> Flags:
        """Alternatives that some actor proposes at a rate above 0: (alternative,)."""
        choice_set = self.choice_set
        wanted = np.zeros(len(choice_set.alternatives), dtype=bool)
        for option in np.flatnonzero(choice_set.option_proposes):
            alternative = choice_set.option_event[option]
            actor, name = (
                choice_set.axes.actors[choice_set.option_actor[option]],
                choice_set.alternatives[alternative].action,
            )
            own = actor in choice_set.seeds.actions.actions[name].rates
            rate = f"actions.{name}.rates.{actor}" if own else f"actions.{name}.rate"
            wanted[alternative] |= self._top(rate) > 0 and self._top(f"tempo.{actor}") > 0
        return wanted

    @cached_property
    def _scripted(self) -> Flags:
        """Setbacks that the events of interventions can cause: (transition,)."""
        caused = np.zeros(len(self.choice_set.steps), dtype=bool)
        for event in self.scripted.values():
            caused |= self.choice_set.scripted_triggers(event)
        return caused
