"""An experiment: a region's evidence, the scenarios to run in it, and how: all that a block of worlds needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import final

import numpy as np

from model.common.errors import RunError, did_you_mean
from model.common.places import default_seeds
from model.evidence.cache import Replays
from model.evidence.replay import Past, as_of_checked, replay
from model.load import LoadedScenario, load_scenarios, load_seeds, scenarios_beside
from model.load.shelf import SUFFIXES
from model.load.written import Written
from model.rules.axes import Array, Index
from model.rules.known_values import Parts
from model.rules.values import Values, in_rows
from model.simulation.choice_set import ChoiceSet
from model.simulation.design import Design
from model.simulation.known import Known
from model.simulation.parameters import Parameters
from model.simulation.sampling import draws
from model.simulation.structure import Structure
from model.spec.seeds import Seeds


@final
@dataclass(frozen=True, eq=False)
class Experiment:
    """The same experiment gives the same worlds, wherever and in whatever blocks they are computed."""

    seeds: Seeds
    scenarios: tuple[LoadedScenario, ...]
    as_of: int
    months: int = 36
    seed: int = 1
    overrides: dict[str, float] = field(default_factory=dict)
    """Assumption path → value, for the replay and the simulation."""
    without: tuple[str, ...] = ()
    """Documents whose testimony is left out."""
    sample: bool = False
    """Draw every assumption that is not overridden from its range, one draw a world."""
    design: Design | None = None
    """Rows chosen beforehand instead of drawn: world w has the values and the random numbers of row w."""
    known: Known = Known()
    """Parts that it is handed, known from other experiments; it makes the others for itself."""

    @cached_property
    def choice_set(self) -> ChoiceSet:
        """The choice set of the region."""
        return ChoiceSet(self.seeds) if self.known.choice_set is None else self.known.choice_set

    def scenario(self, name: str) -> LoadedScenario:
        """A scenario by its id, or by its file; raises RunError where the experiment has none of this name."""
        wanted = Path(name).stem if name.lower().endswith(SUFFIXES) else name
        for scenario in self.scenarios:
            if scenario.id == wanted:
                return scenario
        raise RunError(f'no scenario "{name}" in this experiment{did_you_mean(wanted, [s.id for s in self.scenarios])}')

    @cached_property
    def _estimates(self) -> Values:
        """The central estimates, before any is overridden."""
        return Values.central(self.seeds) if self.known.central is None else self.known.central

    @cached_property
    def _central(self) -> Values:
        return self._estimates.replaced(self.overrides)

    @cached_property
    def _central_past(self) -> Past:
        if self.known.pasts is None:
            return replay(self.seeds, self.as_of, self._central, self.without)
        return self.known.pasts.past(in_rows(self.overrides))

    def values(self, worlds: slice) -> Values:
        """The value of every assumption in these worlds, or in each set of values that a design has for them."""
        return self._central.drawn(self.sampled(worlds) if self.design is None else self.design.sets(worlds)[0])

    def row_of(self, worlds: slice) -> Index:
        """The row of `values` that each of these worlds goes by, where they are not all alike: (world,)."""
        return np.arange(worlds.stop - worlds.start) if self.design is None else self.design.sets(worlds)[1]

    def numbers(self, worlds: slice) -> Index:
        """World whose random numbers each world has: itself unless a design says otherwise: (world,)."""
        if self.design is None:
            return np.arange(worlds.start, worlds.stop)
        return self.design.numbers[self.design.places(worlds)]

    def sampled(self, worlds: slice) -> dict[str, Array]:
        """The draws of these worlds: assumption path → (world,); none unless the experiment samples."""
        if not self.sample:
            return {}
        found = self._drawn.get((worlds.start, worlds.stop))
        if found is None:
            found = draws(self.seeds, self.seed, worlds, fixed=self.overrides)
            self._drawn.clear()
            self._drawn[worlds.start, worlds.stop] = found
        return found

    @cached_property
    def _drawn(self) -> dict[tuple[int, int], dict[str, Array]]:
        """The draws of the last worlds asked for: the scenarios of a block follow each other."""
        return {}

    def past(self, worlds: slice) -> Past:
        """The documented past of these worlds."""
        if self.known.past is not None:
            return self.known.past
        if self.design is not None:
            sets, of = self.design.sets(worlds)
            return self._replays.past(sets).of(of)
        if not self.sample:
            return self._central_past
        if (worlds.start, worlds.stop) not in self._pasts:
            found = replay(self.seeds, self.as_of, self.values(worlds), self.without)
            self._pasts[worlds.start, worlds.stop] = found
        return self._pasts[worlds.start, worlds.stop]

    @cached_property
    def _replays(self) -> Replays:
        if self.known.pasts is None:
            return Replays(self.seeds, self.as_of, self._central, self.without)
        return self.known.pasts

    @cached_property
    def _pasts(self) -> dict[tuple[int, int], Past]:
        """Pasts of sampled worlds, kept because every scenario starts from the same."""
        return {}

    def parameters(self, scenario: LoadedScenario, worlds: slice) -> Parameters:
        """Parameters of these worlds of a scenario; the same for all unless assumptions are drawn."""
        values = self._values_of(scenario, worlds)
        if self.sample or self.design is not None:
            return Parameters(self.structure(scenario), values, self.as_of, self.without)
        if scenario.id not in self._parameters_of:
            self._parameters_of[scenario.id] = Parameters(self.structure(scenario), values, self.as_of, self.without)
        return self._parameters_of[scenario.id]

    def _values_of(self, scenario: LoadedScenario, worlds: slice) -> Values:
        """The value of every assumption in these worlds of a scenario."""
        changes = scenario.spec.assumptions
        values, parts = self.values(worlds).replaced(changes), self.known.parts
        if parts is None:
            return values
        if scenario.id not in parts:
            parts[scenario.id] = Parts(self._estimates.replaced(changes))
        return parts[scenario.id].near(values)

    def structure(self, scenario: LoadedScenario) -> Structure:
        """Structure of a scenario: all that is the same in its worlds and months."""
        if scenario.id not in self._structures:
            self._structures[scenario.id] = Structure(self.choice_set, scenario.spec.interventions, self.as_of)
        return self._structures[scenario.id]

    @cached_property
    def _structures(self) -> dict[str, Structure]:
        return {} if self.known.structures is None else self.known.structures

    @cached_property
    def _parameters_of(self) -> dict[str, Parameters]:
        """Settings of scenarios in which all worlds go by the same values."""
        return {}

    def __getstate__(self) -> dict[str, object]:
        """State for pickling, without caches that take longer to send than to work out."""
        return {
            name: value for name, value in vars(self).items() if name not in ("_parameters_of", "_structures", "_drawn")
        }


def make_experiment(
    names: Sequence[str] = ("baseline",),
    *,
    seeds: Path | None = None,
    as_of: int | None = None,
    months: int | None = None,
    seed: int = 1,
    overrides: dict[str, float] | None = None,
    without: tuple[str, ...] = (),
) -> Experiment:
    """Load and check what an experiment needs; raises SeedError, ScenarioError or RunError with all that is wrong.

    seeds: the folder; where none is named, `seeds` or the shipped one.
    """
    region = load_seeds(default_seeds() if seeds is None else seeds)
    loaded = load_scenarios(list(names), region, folder=scenarios_beside(region.folder))
    horizon = months if months is not None else max((s.spec.months or 36 for s in loaded), default=36)
    return Experiment(
        region, tuple(loaded), as_of_checked(region, as_of), horizon, seed, dict(overrides or {}), tuple(without)
    )


def experiment_of_scenarios(seeds: Seeds, names: Sequence[str], months: int | None = None) -> Experiment:
    """An experiment of some of a region's scenarios, as `run` makes it where nothing else is asked for."""
    loaded = load_scenarios(list(names), seeds, folder=scenarios_beside(seeds.folder))
    horizon = max(s.spec.horizon for s in loaded) if months is None else months
    return Experiment(seeds, tuple(loaded), as_of_checked(seeds, None), horizon)


MAX_KEPT = 8
"""Experiments of folders that are kept: Mesa's batch runner makes many regions of the same."""
_kept: dict[tuple[Path, Path, str], tuple[Written, Experiment]] = {}


def experiment_of(experiment: Experiment | Path | str | None, scenario: str) -> Experiment:
    """The experiment itself, or the one that a seeds folder makes as it is on disk now; None: the usual folder."""
    if isinstance(experiment, Experiment):
        return experiment
    folder = default_seeds() if experiment is None else Path(experiment)
    key = (folder, Path.cwd(), scenario)
    if key not in _kept or not _kept[key][0].unchanged:
        made = make_experiment([scenario], seeds=folder)
        _kept.pop(key, None)
        _kept[key] = Written.of(made.seeds, made.scenarios), made
        if len(_kept) > MAX_KEPT:
            del _kept[next(iter(_kept))]
    return _kept[key][1]
