"""The region: W worlds of eight or so actors, stepped month by month; a good Mesa citizen."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from model.evidence.replay import SUMS
from model.rules import bound, choice, conduct, consent, environment, interventions, issues, memory, month
from model.rules.axes import Array, Axes, Flags, Index
from model.rules.random_numbers import RandomNumbers, keys_of
from model.rules.records import NEVER, NOTHING, Records
from model.simulation.agents import Actor
from model.simulation.caller import RUNNING, Caller
from model.simulation.experiment import Experiment, experiment_of
from model.simulation.quick_mesa import mesa
from model.simulation.state import Environment, Month, OptionUtilities, Seen, State
from model.simulation.state_utility import state_utility


@cache
def _arguments_of(phase: Callable[..., None]) -> tuple[str, ...]:
    """The arrays a phase asks for, by name, after the stretch of worlds."""
    return tuple(inspect.signature(getattr(phase, "py_func", phase)).parameters)[2:]


class Region(mesa.Model):
    """A region's worlds under one scenario.

    `experiment` is an Experiment or the path of a seeds folder, by default `seeds` or else the shipped one; a folder
    counts as it is on disk when the region is made. `scenario` names one of its scenarios. The worlds are the
    consecutive numbers from `first_world`; world 17 of seed 1 has the same random numbers in whatever company. Without
    `seed`, and without `rng`, by which Mesa calls it, an Experiment brings its own, and a folder's worlds are others
    every time, as in any Mesa model: so replicates of `batch_run` differ. `run_seed` repeats them.
    """

    def __init__(
        self,
        experiment: Experiment | Path | str | None = None,
        scenario: str = "baseline",
        *,
        worlds: int = 1,
        first_world: int = 0,
        seed: int | None = None,
        months: int | None = None,
        collect: bool = True,
        rng: int | np.random.Generator | None = None,
        caller: Caller = RUNNING,
    ) -> None:
        self.caller = caller
        self.run_seed = _seed_of(experiment, rng if seed is None else seed)
        super().__init__(rng=self.run_seed)
        self.experiment = experiment_of(experiment, scenario)
        self.loaded = self.experiment.scenario(scenario)  # Mesa 3.5 has a `scenario` of its own
        self.worlds = worlds
        self.months = self.experiment.months if months is None else months
        self.month = 0
        rows = slice(first_world, first_world + worlds)
        self.parameters = self.experiment.parameters(self.loaded, rows)
        self.structure = self.parameters.structure
        self.choice_set = self.structure.choice_set
        self.sampled = self.experiment.sampled(rows)
        self.numbers = self.experiment.numbers(rows).astype(np.int64)
        several = self.parameters.count > 1
        self.rows = self.experiment.row_of(rows) if several else np.zeros(worlds, dtype=np.int64)
        """The row of parameters that each world goes by: (world,)."""
        self._begin(rows)
        for place in range(self.axes.deciders):
            Actor(self, place)
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # where older Mesa keeps every region alive
        self.datacollector = mesa.DataCollector(
            model_reporters={"month": "calendar", "warmth": "warmth", "acts": "acts"} if collect else None,
            agent_reporters={n: n for n in ("name", "mean_alignment", "activity")} if collect else None,
        )
        self.collect = collect

    @classmethod
    def from_seeds(cls, folder: Path | str | None = None, *, scenario: str = "baseline", **options: Any) -> Self:
        """Worlds of a scenario by the evidence in a folder, as it is on disk now; options: those of a region.

        folder: by default `seeds`, or else the shipped one. scenario: its name, or a path. Raises a ModelError that
        tells every mistake.
        """
        return cls(folder, scenario, **options)

    @property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return self.structure.axes

    def _begin(self, rows: slice) -> None:
        """Month 0: the documented past, nothing fired, and what surrounds the actors."""
        past, values, structure, worlds = self.experiment.past(rows), self.parameters, self.structure, self.worlds
        fired = np.full((worlds, len(structure.interventions)), NEVER)
        self.state = State(
            alignment=_each(past.alignment, worlds),
            shift=_each(past.shift, worlds),
            dependence=values.start_dependence[self.rows],
            **{name: _each(past.conduct[:, n], worlds) for n, name in enumerate(SUMS)},
            stage=np.tile(values.stage, (worlds, 1)),
            rest=np.zeros((worlds, len(self.axes.issues)), dtype=np.int64),
            last_event=np.full((worlds, len(structure.watched_first) - 1), NOTHING),
            armed=fired.copy(),
            fired=fired,
            active=np.zeros(fired.shape, dtype=bool),
        )
        self._allocate()
        self._name_random_numbers()
        coefficients = values.coefficients[self.rows]
        self.rest_length = np.rint(coefficients["rest_months"]).astype(np.int64)
        """Whole months an issue rests after a step: (world,)."""
        self.rest_after = self.rest_length + 1
        self.hazard_open = structure.allowed_by_calendar(self.experiment.as_of, self.months)
        self.precedence = structure.precedence
        self.refresh()
        self.run(bound.bound)
        self.first_profile = self.environment.profile.copy()
        """The profile each deciding actor pursues at the start: (world, actor)."""
        self.first_alignment = past.alignment
        """Alignments at the start: (world or 1, dimension, actor, actor)."""

    def _allocate(self) -> None:
        """Arrays for what happens in a month, and for use in between."""
        structure, axes, worlds = self.structure, self.axes, self.worlds
        actors, options, transitions = len(axes.actors), len(structure.options), len(structure.transitions)
        self.environment = Environment.empty(worlds, axes, transitions, options)
        self.now = Month(
            alignment_mean=np.zeros((worlds, actors, actors)),
            needed=np.zeros((worlds, actors, actors)),
            enabled=np.zeros((worlds, transitions), dtype=bool),
            open_now=np.zeros((worlds, options), dtype=bool),
            idle=np.ones((worlds, axes.deciders)),
            chosen=np.full((worlds, axes.deciders), NOTHING),
            came_about=np.zeros((worlds, axes.deciders), dtype=bool),
            done=np.zeros((worlds, len(structure.events)), dtype=bool),
            stepped=np.full((worlds, len(axes.issues)), NOTHING),
            changed=np.ones(worlds, dtype=bool),
            answers=np.full(len(self.choice_set.asked), NOTHING),
        )
        self.up, self.down = np.zeros((2, len(axes.dimensions), actors, actors))
        self.passed, self.drawn, self.idle_drawn = np.zeros(actors), np.zeros(options), np.zeros(axes.deciders)
        self.holds = np.zeros(len(structure.effects), dtype=bool)
        self.caused, self.shifted = np.zeros(transitions, dtype=bool), np.zeros(transitions)
        self.share, self.left, self.headroom, self.early = np.zeros((4, options))
        self.presser, self.by = np.full(axes.deciders, NOTHING), np.zeros(axes.deciders)
        self.most_gain = np.zeros((self.parameters.count, len(axes.profiles), structure.alternatives))
        self.alternatives = structure.alternatives

    def _name_random_numbers(self) -> None:
        """The keys of every random number a month may draw, and the lasting errors of stakes, drawn once a world."""
        names = self.choice_set.random_names
        keys = {purpose: keys_of(self.run_seed, tuple(names[purpose])) for purpose in names}
        self.choose_keys, self.idle_keys = keys["choose"], keys["idle"]
        self.consent_keys, self.step_keys = keys["consent"], keys["step"]
        deciding = self.axes.actors[: self.axes.deciders]
        errors = self.random_numbers.normal([f"stake/{a}/{q}" for a in deciding for q in self.axes.issues])
        self.chance_drawn = self.random_numbers.uniform(self.structure.conditions.chances, 0)
        """Numbers that decide on chances in conditions, drawn once a world: (world, name)."""
        self.stake_error = errors.reshape(self.worlds, len(deciding), len(self.axes.issues))

    @property
    def random_numbers(self) -> RandomNumbers:
        """The random numbers of these worlds, each by its name."""
        return RandomNumbers(self.run_seed, self.numbers)

    def run(self, phase: Callable[..., None], **given: Any) -> None:
        """Run a phase over all worlds, on the arrays it asks for by name."""
        self.caller.call(phase, self.arguments(phase, **given))

    def arguments(self, phase: Callable[..., None], **given: Any) -> list[Any]:
        """Arguments of a phase over all worlds: the arrays it asks for by name, unless they are given."""
        homes = (self.state, self.environment, self.now, self.parameters, self.structure, self)
        arrays = [given[name] if name in given else _found(name, homes) for name in _arguments_of(phase)]
        return [0, self.parameters.count if phase is bound.bound else self.worlds, *arrays]

    def step(self) -> None:
        """One month: intervene, choose, consent, appraise, forget, remember, move the issues on."""
        self.month += 1
        self.intervene()
        self.open_month()
        self.choose()
        self.agree()
        self.appraise_and_forget()
        self.remember()
        self.diversify()
        self.move_issues()
        if self.collect:
            self.datacollector.collect(self)
        self.running = self.month < self.months

    def intervene(self) -> None:
        """Fire the scenario's interventions, and work out anew what surrounds the worlds they changed."""
        self.run(interventions.intervene)
        self.run(environment.update_environment)

    def refresh(self, changed: Flags | bool = True) -> None:
        """Work out anew what surrounds some worlds, or all, after an edit of stages: (world,)."""
        self.now.changed[:] = changed
        self.run(environment.update_environment)

    def open_month(self) -> None:
        """Show the actors the state that they choose by, whatever was edited meanwhile; nobody has chosen yet."""
        self.run(choice.open_month)
        self.now.chosen[:] = NOTHING

    def choose(self) -> None:
        """Have every actor choose."""
        self.agents.do("choose")

    def agree(self) -> None:
        """Bring chosen events about, agreements if every other party consents."""
        self.run(consent.agree)

    def appraise_and_forget(self) -> None:
        """Rules 1 and 2: everyone judges what was done by the opening alignments; then events fade."""
        self.run(memory.appraise_and_forget)

    def remember(self) -> None:
        """Rule 3: recent conduct fades, and what was done this month is added to it."""
        self.run(conduct.remember)

    def diversify(self) -> None:
        """Dependence wanes where the supplier is disliked."""
        self.run(memory.diversify)

    def move_issues(self) -> None:
        """Rule 5: issues take at most one step, by what was done or by themselves, and then rest."""
        self.run(issues.move_issues)
        self.run(environment.update_environment)

    def choose_together(self) -> None:
        """Have every actor choose in one call: the same numbers, sooner, for a call takes longer than a few choices."""
        self.run(choice.choose, actor=0, end_actor=self.axes.deciders)

    def option_utilities(self) -> OptionUtilities:
        """Every option evaluated as the actors see it now; in a month between `open_month` and `agree`."""
        parts = np.zeros((self.worlds, len(self.structure.options), choice.N_PARTS))
        self.run(choice.evaluate_options, parts=parts)
        interest, stake, feeling, pressure, of_late, hostility, restraint, share = np.moveaxis(parts, 2, 0)
        coefficients = self.parameters.coefficients[self.rows]
        noise = np.ascontiguousarray(coefficients["choice_noise"])
        return OptionUtilities(
            interest=interest, stake=stake, feeling=feeling, pressure=pressure,
            conduct=of_late, hostility=hostility, restraint=restraint, share=share, idle=self.now.idle.copy(),
            choice_noise=noise, consent_noise=noise * coefficients["consent_noise"],
            threshold=self.parameters.threshold[self.rows][:, self.structure.options["event"]],
            steady=coefficients["steady_tempo"] > 0,
        )  # fmt: skip

    @property
    def phases(self) -> Records:
        """Addresses of the phases of a month, by which they call each other."""
        return self.caller.addresses(partial(self.arguments, actor=0, end_actor=0))

    def run_to_end(self, cells: Index | None = None) -> Seen:
        """Run all worlds to the horizon in one call of the same phases, and keep what outcomes are made of.

        cells: (cell, 3), dimension, actor, actor: alignments by dimension to keep. The numbers are those of `step`.
        """
        wanted = np.zeros((0, 3), dtype=np.int64) if cells is None else cells
        events, groups = len(self.structure.events), len(self.choice_set.groups)
        seen = Seen.empty(self.axes, self.worlds, self.months, wanted, events, groups)
        self.run(
            month.run, month_now=self.month, first_actor=0, cells=seen.cells, seen_alignment=seen.alignment,
            seen_dependence=seen.dependence, seen_stage=seen.stage, seen_cells=seen.leaning, seen_done=seen.done,
            taken=seen.taken,
        )  # fmt: skip
        self.month, self.running = self.months, False
        return seen

    @property
    def actors(self) -> list[Actor]:
        """The deciding actors in the order of the axis."""
        return list(self.agents)

    @property
    def done(self) -> Flags:
        """Events that happened this month: (world, event), alternatives, then the scenario's own; a copy."""
        return self.now.done.copy()

    @property
    def alignment_mean(self) -> Array:
        """Mean over the dimensions: (world, actor, actor)."""
        return np.asarray(self.state.alignment.mean(axis=1))

    @property
    def dependence(self) -> Array:
        """D with the effects of stages and interventions: (world, actor, actor) in [0, 1]."""
        return np.clip(self.state.dependence + self.environment.dependence_change, 0, 1)

    @property
    def state_utility(self) -> Array:
        """Utility of the state to each deciding actor by the interests it began with: (world, actor, 2)."""
        return self._utility(self.state.alignment, self.state.stage)

    @cached_property
    def utility_at_start(self) -> Array:
        """Utility of the opening state to each deciding actor, of alignments and of stakes: (world, actor, 2)."""
        return self._utility(self.first_alignment, self.parameters.stage[None])

    def _utility(self, alignment: Array, stage: Index) -> Array:
        return state_utility(
            alignment, stage, self.parameters, self.rows, self.first_profile[0], self.stake_error
        )  # fmt: skip

    @property
    def calendar(self) -> str:
        """The month it is, for the data collector."""
        from model.spec.base import name_of_month

        return name_of_month(self.experiment.as_of + self.month)

    @property
    def warmth(self) -> float:
        """Mean alignment over worlds and ordered pairs, for the data collector."""
        actors = len(self.axes.actors)
        return float(self.state.alignment.sum() / (self.state.alignment[:, :, 0].size * (actors - 1)))

    @property
    def acts(self) -> float:
        """Acts a world this month, scripted ones included, for the data collector."""
        return float(self.done.sum() / self.worlds)


def _seed_of(experiment: Experiment | Path | str | None, given: int | np.random.Generator | None) -> int:
    """The seed that was given, or else the experiment's own, or else another every time."""
    if isinstance(given, int | np.integer):
        return int(given)
    if given is None and isinstance(experiment, Experiment):
        return experiment.seed
    return int(np.random.default_rng(given).integers(2**31))


def _each(array: Array, worlds: int) -> Array:
    """One row for every world."""
    return np.array(np.broadcast_to(array, (worlds, *array.shape[1:])), order="C")


_home: dict[str, int] = {}
"""Place of each array's home among those of a region, found when it is first asked for."""


def _found(name: str, homes: tuple[object, ...]) -> Any:
    if name not in _home:
        having = [place for place, home in enumerate(homes) if hasattr(home, name)]
        if not having:
            raise AttributeError(f"no array named {name}")
        _home[name] = having[0]
    return getattr(homes[_home[name]], name)
