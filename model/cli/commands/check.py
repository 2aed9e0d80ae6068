"""`check`: validate what users write, and warn of what has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from model.cli.show import Terminal, say
from model.common.errors import RunError, SeedError
from model.lint.no_effect import no_effect_in_scenario, no_effect_in_seeds
from model.load import (
    BASELINE,
    LoadedScenario,
    faults_by_name,
    faults_of_names,
    left_out,
    load_scenarios,
    load_seeds,
    scenario_names,
    scenarios_beside,
)
from model.load.json_schema import FOLDER, stale
from model.load.seeds import again, seeds_option
from model.simulation.choice_set import ChoiceSet
from model.spec.chronicle import CHRONICLE, DOCUMENTS
from model.spec.seeds import Seeds


def check_command(files: Sequence[str], *, seeds: Path) -> None:
    """Validate seeds and scenarios and say what is there; raises a ModelError with every fault."""
    region, loaded, warnings = checked(files, seeds)
    say(warnings)
    summary(region, loaded)


def checked(files: Sequence[str], seeds: Path) -> tuple[Seeds, list[LoadedScenario], list[str]]:
    """The region, the scenarios named or all of them, and what is to be warned of; raises all faults together."""
    beside = scenarios_beside(seeds)
    names = list(files) or scenario_names(beside)
    region = _seeds_or_all_faults(seeds, names, beside)
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    loaded = load_scenarios(names, region, folder=beside)
    if not files and (faults := faults_of_names(region, beside)):
        raise SeedError(faults, again(seeds))
    choice_set = ChoiceSet(region)
    warnings = [warning for scenario in loaded for warning in scenario.warnings]
    warnings += [str(found) for scenario in loaded for found in no_effect_in_scenario(scenario, choice_set)]
    if BASELINE in scenario_names(beside):
        (baseline,) = load_scenarios([BASELINE], region, folder=beside)
        warnings += [warning for scenario in loaded for warning in left_out(scenario, baseline)]
    if not files:
        warnings += region.doubts
        warnings += map(str, no_effect_in_seeds(choice_set, loaded))
        warnings += _stale(region)
    return region, loaded, warnings


def summary(region: Seeds, loaded: Sequence[LoadedScenario]) -> None:
    """Print a summary of the files found to be right."""
    Terminal(highlight=False).print("\n".join(_summary(region, loaded)), soft_wrap=True, markup=False)


def _seeds_or_all_faults(seeds: Path, names: list[str], beside: Path) -> Seeds:
    """The region; where its files have faults, those of the scenarios come with them as far as they can be told."""
    try:
        return load_seeds(seeds)
    except SeedError as error:
        raise SeedError([*error.faults, *faults_by_name(names, seeds, beside)], error.again) from None


def _summary(region: Seeds, loaded: Sequence[LoadedScenario]) -> Iterator[str]:
    yield (
        f"{region.folder.as_posix()}: {len(region.documents)} documents, {len(region.events)} events, "
        f"{len(region.ties.ties)} ties, {len(region.actors.actors)} actors, {len(region.actions.actions)} actions, "
        f"{len(region.issues.issues)} issues, {len(region.numbers)} assumptions"
    )
    if chronicle := region.layers.events(CHRONICLE):
        use = "in use" if CHRONICLE in region.region.layers else "not in use (region.yaml: layers)"
        own = f"events.yaml {len(region.layers.events(DOCUMENTS))} events, in use"
        yield f"layers: {own}; chronicle {len(chronicle)} more and {len(region.layers.same)} of these again, {use}"
    yield f"scenarios: {', '.join(scenario.id for scenario in loaded)}"
    yield "no mistakes found"


def _stale(region: Seeds) -> Iterator[str]:
    if names := stale(region):
        folder = region.folder / FOLDER
        elsewhere = "".join(f" {word}" for word in seeds_option(region.folder))
        listed = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        yield (
            f"{folder.as_posix()}: {listed} no longer fit the YAML files; "
            f"write them anew: uv run simulate.py schema --out {folder.as_posix()}{elsewhere}"
        )
