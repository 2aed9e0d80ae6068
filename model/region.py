"""The region: W worlds of eight or so actors, stepped month by month; a good Mesa citizen."""

from __future__ import annotations

from dataclasses import dataclass

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from model.actor import Actor
from model.axes import Array, Axes, Derived, Flags, Index, at, places, side_by_side
from model.luck import Luck
from model.rules import appraisal, choice, issues, memory
from model.scales import Stakes
from model.script import Script
from model.spec.seeds import REQUIRED_ASSUMPTIONS
from model.study import Study, study_of
from model.weighing import Weighing


@dataclass
class State:
    """What a month changes."""

    alignment: Array
    """A[i, j], how far i leans to j: (world, dimension, actor, actor) in [-1, 1]."""
    shift: Array
    """The lasting share of past moves, which the ties keep: same shape."""
    dependence: Array
    """D[i, j] of i on j, effects of stages left out: (world, actor, actor)."""
    stage: Index
    """(world, issue)."""
    rest: Index
    """Months an issue still rests: (world, issue)."""


class Region(mesa.Model):
    """A region's worlds under one scenario.

    `study` is a Study or the path of a seeds folder; `scenario` names one of its scenarios. The worlds are the
    consecutive numbers from `first_world`; world 17 of seed 1 has the same luck in whatever company.
    """

    impact: Array
    reflection: Array
    spillover: Array
    negativity: Array
    memory_half_life: Array
    lasting_share: Array
    choice_noise: Array
    feeling: Array
    leverage: Array
    diversification: Array
    stake_unit: Array
    stake_spread: Array
    rest_months: Array
    """The rules' parameters: (world,)."""
    enabled: Flags
    """Transitions that could happen this month: stage and requirements hold and the issue does not rest."""
    successful: Index
    """The seats whose proposals came about this month, world after world: (proposal,)."""

    def __init__(
        self,
        study: Study | str = "seeds",
        scenario: str = "baseline",
        *,
        worlds: int = 1,
        first_world: int = 0,
        seed: int | None = None,
        months: int | None = None,
        collect: bool = True,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=rng or 0)
        self.study = study_of(study, scenario)
        self.loaded = self.study.scenario(scenario)  # Mesa 3.5 has a `scenario` of its own
        self.worlds = worlds
        self.months = self.study.months if months is None else months
        self.month = 0
        self.repertoire = self.study.repertoire
        rows = slice(first_world, first_world + worlds)
        self.luck = Luck.of(self.study.seed if seed is None else seed, self.study.luck(rows))
        self._mean = Derived(lambda alignment: alignment.mean(axis=1))
        self._dependence = Derived(lambda own, change: np.clip(own + change, 0, 1))
        self._set_values(rows)
        self._set_scene(rows)
        for place in range(self.axes.deciders):
            Actor(self, place)
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # where older Mesa keeps every region alive
        self.datacollector = DataCollector(
            model_reporters={"month": "calendar", "warmth": "warmth", "acts": "acts"} if collect else None,
            agent_reporters={"name": "name", "regard": "regard", "activity": "activity"} if collect else None,
        )
        self.collect = collect

    @property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return self.repertoire.axes

    def _set_values(self, rows: slice) -> None:
        """Every parameter as a row a world; the scenario's own assumptions hold from month 1."""
        self.setting = setting = self.study.setting(self.loaded, rows)
        self.values, self.sampled = setting.values, self.study.sampled(rows)
        for name in REQUIRED_ASSUMPTIONS:
            setattr(self, name, np.broadcast_to(self.values[name], self.worlds))
        self.interests, self.stakes = setting.interests, setting.stakes
        self.rate, self.step_chance = setting.rate, setting.step_chance
        self.scripted, self.weighty = setting.scripted, setting.weighty
        self.deeds, self.clash = setting.deeds, setting.clash
        self.surroundings, self.scales = setting.surroundings, setting.scales

    def _set_scene(self, rows: slice) -> None:
        """Month 0: the documented past, the scenario's script and what surrounds the actors."""
        study, setting = self.study, self.setting
        past = study.past(rows)
        self.script = Script(self.loaded.spec.interventions, self.repertoire, study.as_of, self.worlds)
        self.state = State(
            alignment=side_by_side(past.alignment, self.worlds),
            shift=side_by_side(past.shift, self.worlds),
            dependence=side_by_side(setting.dependence, self.worlds),
            stage=side_by_side(setting.stage, self.worlds),
            rest=side_by_side(np.zeros_like(setting.stage), self.worlds),
        )
        self.circumstances = self.surroundings(self.state.stage, self.script.active)
        deciding = self.axes.actors[: self.axes.deciders]
        errors = self.luck.normal(tuple(f"stake/{a}/{q}" for a in deciding for q in self.axes.issues))
        self.stake_error = side_by_side(errors.reshape(self.worlds, len(deciding), len(self.axes.issues)))
        self.held = Stakes(self)

    def step(self) -> None:
        """One month: intervene, choose, consent, appraise, forget, move the issues on."""
        self.month += 1
        scripted = self.intervene()
        self.enabled = self.circumstances.reachable & (self.state.rest == 0)[:, self.repertoire.step_issue]
        self.draw()
        self.weighing = Weighing(self)
        self.considered = self.weighing.considered(self.noise, self.idle_noise)
        self.proposed = np.zeros((len(self.repertoire.seat_deed), self.worlds), dtype=bool).T
        self.agents.do("choose")
        self.done = np.concatenate([self.agreed(), scripted], axis=1)
        self.opening = self.state.alignment
        self.appraise_and_forget()
        self.diversify()
        self.move_issues()
        if self.collect:
            self.datacollector.collect(self)
        self.running = self.month < self.months

    def intervene(self) -> Flags:
        """Fire the scenario's interventions; returns the scripted deeds done: (world, scripted deed)."""
        before = self.script.active.copy()
        now = self.script.due(self.month, self.state.stage, self.alignment_mean)
        was_set = self.script.set_stages(now, self.state.stage)
        rest = self.rest_length + 1  # the months after this one
        self.state.rest[was_set] = np.broadcast_to(rest[:, None], was_set.shape)[was_set]
        self.refresh(was_set.any(axis=1) | (before != self.script.active).any(axis=1))
        return now[:, self.scripted] & self.weighty  # a deed of no salience is none

    def refresh(self, changed: Flags) -> None:
        """Work out anew what surrounds the worlds if stages or interventions of some changed."""
        if changed.any():
            self.circumstances = self.surroundings(self.state.stage, self.script.active)

    def draw(self) -> None:
        """The month's luck, each number named."""
        names = self.repertoire.luck_names
        self.noise = self.luck.uniform(names["choose"], self.month, choice.gumbel)
        self.idle_noise = self.luck.uniform(names["idle"], self.month, choice.gumbel)
        self.consent_luck = self.luck.uniform(names["consent"], self.month)
        self.step_luck = self.luck.uniform(names["step"], self.month)

    def agreed(self) -> Flags:
        """The acts that come about: what one does alone, and agreements every party consents to: (world, deed)."""
        repertoire = self.repertoire
        world, seat = places(self.proposed)
        deed = repertoire.seat_deed[seat]
        agrees = np.ones(len(deed), dtype=bool)
        (shared,) = np.nonzero(repertoire.agreement[deed])
        parties = repertoire.seats_of_deed[deed[shared]]  # (proposal, party), padded with the first seat
        where = np.broadcast_to(world[shared, None], parties.shape)
        answers = self.proposed[where, parties]  # who proposes it agrees to it
        answers[~answers] = self.answers(where[~answers], parties[~answers])
        agrees[shared] = answers.all(axis=1)
        self.successful = seat[agrees]
        done = np.zeros((len(repertoire.acts), self.worlds), dtype=bool).T
        done[world[agrees], deed[agrees]] = True
        return done

    def answers(self, world: Index, seat: Index) -> Flags:
        """What the parties asked say, each by its own utility and luck: (case,). world, seat: (case,)."""
        luck = at(self.consent_luck, world, self.repertoire.asked_place[seat])
        agrees = choice.consents(self.weighing.utility_at(world, seat), self.choice_noise[world], luck)
        return agrees & at(self.circumstances.allowed, world, seat)

    @property
    def actors(self) -> list[Actor]:
        """The deciding actors in the order of the axis."""
        return list(self.agents)

    def appraise_and_forget(self) -> None:
        """Rules 1 and 2: everyone judges what was done by the opening alignments; then deeds fade."""
        state = self.state
        world, deed = places(self.done)
        pushed = appraisal.moves(state.alignment, self.deeds, world, deed, **self.appraising)
        alignment, moved = appraisal.after(state.alignment, pushed)
        shift = state.shift.transpose(1, 2, 3, 0).reshape(-1)  # the same memory
        shift[moved.place] += moved.size * self.lasting_share[moved.world]
        ties = memory.tie_level(self.circumstances.standing, state.shift)
        state.alignment = memory.drift(alignment, ties, self.memory_half_life)

    @property
    def appraising(self) -> dict[str, Array]:
        """The parameters of rule 1: (world,); how deeds' salience is read: (world or 1, deed)."""
        names = ("impact", "reflection", "spillover", "negativity")
        return {name: getattr(self, name) for name in names} | {"salience": self.setting.salience}

    def diversify(self) -> None:
        """Dependence wanes where the supplier is disliked."""
        of, on = self.setting.dependent
        dependence = self.state.dependence.copy(order="K")
        dependence[:, of, on] = memory.diversify(
            dependence[:, of, on], self.alignment_mean[:, of, on], self.diversification, of, self.setting.suppliers
        )
        self.state.dependence = dependence

    def move_issues(self) -> None:
        """Rule 4: issues take at most one step, by what was done or by themselves, and then rest."""
        repertoire, state = self.repertoire, self.state
        happening = issues.triggered(
            self.enabled,
            self.done,
            self.setting.causes,
            self.step_chance * repertoire.hazard_now(self.study.as_of + self.month),
            self.step_luck,
            repertoire.step_hazard,
        )
        self.stepped = issues.pick(happening, repertoire.step_order, repertoire.step_issue, len(self.axes.issues))
        moved = self.stepped != issues.NOTHING
        state.stage = np.where(moved, repertoire.step_to[self.stepped], state.stage)
        setback = moved & repertoire.step_setback[self.stepped]
        state.rest = issues.rested(state.rest, moved, setback, self.rest_length)
        self.refresh(moved.any(axis=1))

    @property
    def rest_length(self) -> Index:
        """Whole months an issue rests after a step: (world,)."""
        return np.rint(self.rest_months).astype(np.intp)

    @property
    def alignment_mean(self) -> Array:
        """Mean over the dimensions: (world, actor, actor)."""
        return self._mean(self.state.alignment)

    @property
    def dependence(self) -> Array:
        """D with the effects of stages and interventions: (world, actor, actor) in [0, 1]."""
        return self._dependence(self.state.dependence, self.circumstances.dependence_change)

    @property
    def deciding_dependence(self) -> Array:
        """D among the deciding actors."""
        return self.dependence[:, : self.axes.deciders, : self.axes.deciders]

    @property
    def calendar(self) -> str:
        """The month it is, for the data collector."""
        from model.spec.base import name_of_month

        return name_of_month(self.study.as_of + self.month)

    @property
    def warmth(self) -> float:
        """Mean alignment over worlds and ordered pairs, for the data collector."""
        actors = len(self.axes.actors)
        return float(self.state.alignment.sum() / (self.state.alignment[:, :, 0].size * (actors - 1)))

    @property
    def acts(self) -> float:
        """Acts a world this month, scripted ones included, for the data collector."""
        return float(self.done.sum() / self.worlds)
