"""The setting of a scenario's worlds: what they go by and start from, their luck and their state left out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from model.axes import Array, Axes, Flags, Index, side_by_side
from model.circumstances import Surroundings
from model.load import LoadedScenario
from model.parameters import Values
from model.repertoire import deed_rows, salience_read
from model.scales import Scales
from model.spec.seeds import Seeds
from model.sums import sums

if TYPE_CHECKING:
    from model.study import Study


def _rate_path(seeds: Seeds, action: str, actor: str) -> str:
    """The base rate of an actor's own, or else that of the action."""
    own = actor in seeds.actions.actions[action].rates
    return f"actions.{action}.rates.{actor}" if own else f"actions.{action}.rate"


class Setting:
    """What follows from a study, a scenario and the values of the assumptions; nothing here changes from then on."""

    def __init__(self, study: Study, scenario: LoadedScenario, values: Values) -> None:
        self.repertoire, self.values = study.repertoire, values
        interventions = scenario.spec.interventions
        self.interests, self.stakes = study.interests(values), study.stakes(values)
        self._lay_out_rates(study.seeds)
        self.scripted = [k for k, i in enumerate(interventions) if i.event is not None]
        """Which interventions are deeds."""
        self._lay_out_deeds(study.seeds, scenario)
        self.surroundings = Surroundings(self.repertoire, values, interventions, study.as_of, study.without)
        ties = self.surroundings.ties
        stages = [self.repertoire.stage_index(q, ties.stage_at(q, study.as_of)) for q in self.axes.issues]
        self.stage: Index = np.array([stages], dtype=np.intp)
        """The stages at the start: (1, issue)."""
        self.dependence = ties.dependence(study.as_of)
        """D at the start, effects of stages left out: (world or 1, actor, actor)."""
        self.dependent = np.nonzero(self.dependence.any(axis=0))
        """Who depends on whom in some world; nobody else ever will, stages apart: (pair,), (pair,)."""
        of, pairs = self.dependent[0], len(self.dependent[0])
        self.suppliers = sums(of, range(pairs), (len(self.axes.actors), pairs))
        """(actor, pair)."""

    @property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return self.repertoire.axes

    @cached_property
    def scales(self) -> Scales:
        """What actors weigh with."""
        return Scales(self)

    def _lay_out_rates(self, seeds: Seeds) -> None:
        """How often actors act, and how likely steps are."""
        values, repertoire = self.values, self.repertoire
        rate = values.stacked([_rate_path(seeds, action, actor) for actor, action in repertoire.groups])
        tempo = values.stacked([f"tempo.{actor}" for actor, _ in repertoire.groups])
        self.rate: Array = side_by_side(rate) * side_by_side(tempo)
        """(world or 1, group)."""
        chances = np.broadcast_arrays(*(values.chance(step.likelihood) for step in repertoire.steps), np.zeros(1))
        self.step_chance: Array = np.stack(chances[:-1]).T if repertoire.steps else np.zeros((1, 0))
        """(world or 1, transition)."""

    def _lay_out_deeds(self, seeds: Seeds, scenario: LoadedScenario) -> None:
        """The repertoire's acts, then the scenario's own deeds, and what each may cause."""
        repertoire = self.repertoire
        events = [i.event for i in scenario.spec.interventions if i.event is not None]
        self.weighty: Flags = np.array([event.salience > 0 for event in events], dtype=np.bool_)
        """Which of the scenario's deeds matter at all: (scripted deed,)."""
        self.deeds = repertoire.deeds + deed_rows(events, seeds, self.axes)
        self.salience = side_by_side(salience_read([*repertoire.acts, *events], seeds, self.values))
        """How much more or less each deed matters than it is coded: (world or 1, deed)."""
        kinds = [act.type for act in repertoire.acts] + [event.type for event in events]
        self.clash: Flags = np.array([seeds.types.types[kind].clash for kind in kinds], dtype=np.bool_)
        """(deed,)."""
        self.triggers: Flags = np.concatenate(
            [repertoire.triggers, *(repertoire.scripted_triggers(event)[:, None] for event in events)], axis=1
        )
        self.causes = csr_array(self.triggers.astype(np.float64))
        """(transition, deed)."""
