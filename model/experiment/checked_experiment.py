"""The experiment that a command or a call describes, checked, with the warnings about what has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from model.common.errors import RunError, SeedError
from model.common.text import counted, listed
from model.evidence.replay import as_of_checked
from model.evidence.starting_score import as_month, documents_checked
from model.load import (
    BASELINE,
    LoadedScenario,
    faults_of_names,
    left_out,
    load_scenarios,
    out_of_reach,
    scenario_names,
    scenarios_beside,
)
from model.load.seeds import again
from model.rules.values import read_overrides
from model.simulation.experiment import Experiment
from model.spec.scenario import DEFAULT_MONTHS
from model.spec.seeds import Seeds


def checked_experiment(
    seeds: Seeds,
    scenarios: Sequence[str],
    *,
    as_of: str | None,
    months: int | None,
    seed: int,
    overrides: Sequence[str],
    without: tuple[str, ...],
    sample: bool,
) -> tuple[Experiment, list[str]]:
    """The experiment of the baseline and these scenarios, or of all, and what is to be warned of; raises ModelError.

    as_of: YYYY-MM. overrides: PATH=VALUE.
    """
    month = as_of_checked(seeds, as_month(as_of))
    beside = scenarios_beside(seeds.folder)
    names = scenarios or scenario_names(beside)
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    if not scenarios and (faults := faults_of_names(seeds, beside)):
        raise SeedError(faults, again(seeds.folder))
    loaded = load_scenarios([BASELINE, *names], seeds, folder=beside)
    warnings = documents_checked(without, seeds)
    changes = read_overrides(overrides, seeds)
    horizon = months or max(s.spec.horizon for s in loaded)
    warnings += [warning for scenario in loaded for warning in scenario.warnings]
    warnings += [said for scenario in loaded for said in left_out(scenario, loaded[0])]
    warnings += _other_horizons(loaded, months, horizon)
    warnings += _odd_values(changes, seeds)
    warnings += [said for scenario in loaded for said in out_of_reach(scenario, as_of=month, months=horizon)]
    return Experiment(seeds, tuple(loaded), month, horizon, seed, changes, without, sample), list(
        dict.fromkeys(warnings)
    )


def _odd_values(changes: Mapping[str, float], seeds: Seeds) -> Iterator[str]:
    """Values that are those already there, or lie outside their ranges."""
    for path, value in changes.items():
        if seeds.settable[path].value == value:
            yield f"--set {path}={value:g} changes nothing: that is its value already"
        low, high = seeds.settable[path].range
        if path in seeds.numbers and low < high and not low <= value <= high:
            yield f"--set {path}={value:g} lies outside its plausible range, {low:g} to {high:g}"


def _other_horizons(loaded: Sequence[LoadedScenario], months: int | None, horizon: int) -> Iterator[str]:
    """Scenarios that ask for longer than the usual horizon, where the run goes another way or takes others with it."""
    longer = [scenario for scenario in loaded if (scenario.spec.months or 0) > DEFAULT_MONTHS]
    for scenario in longer:
        asked, origin = scenario.spec.horizon, scenario.origins["months"]
        if months is not None and months < asked:
            yield f"{origin}: {scenario.id} asks for {asked} months, and is run for {months} (--months)"
    others = [scenario.id for scenario in loaded if scenario.id != BASELINE and scenario.spec.horizon < horizon]
    if months is None and longer and others:
        longest = max(longer, key=lambda scenario: scenario.spec.horizon)
        yield (
            f"{longest.origins['months']}: {longest.id} asks for {horizon} months, so all are run for {horizon}, "
            f"{listed(others[:3]) if len(others) <= 3 else counted(len(others), 'other')} too; "
            f"--months {DEFAULT_MONTHS} runs all for {DEFAULT_MONTHS}"
        )
