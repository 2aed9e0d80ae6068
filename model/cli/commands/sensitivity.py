"""`sensitivity`: which assumptions the outcomes depend on, screened by Morris, with Sobol indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import ALONE, ERROR, NOBODY_ACTS, Column, column_of, comparable, differences, paired
from model.analysis.followed import Written, part_written
from model.analysis.robustness.run_robustness import NAME, RunRobustness, run_robustness
from model.analysis.robustness.verdicts import N_FOLDS, Draws
from model.analysis.sensitivity.contested import Variant, judged_again, score_moves, summed_up, variants
from model.analysis.sensitivity.factors import Factors, screened
from model.analysis.sensitivity.indices import most_influential, screening, sobol, varies, varies_enough
from model.analysis.sensitivity.plans import Plan, morris_plan, sobol_plan
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import Sides, scripted
from model.analysis.written import nobody_acts, written_difference
from model.cli.sensitivities import print_contested, print_tables
from model.cli.show import terminal
from model.cli.simulating import simulate, work_in
from model.cli.wanted import Wanted, experiment_wanted, run_name
from model.common.errors import RunError
from model.common.spreadsheet import as_csv
from model.common.text import counted
from model.experiment.batch import Rows, simulate_design
from model.experiment.manifest import manifest_of, now
from model.experiment.run_folder import RunFolder
from model.load import BASELINE, LoadedScenario
from model.reporting.wording.robustness import factor_in_words
from model.rules.axes import Array
from model.simulation.experiment import Experiment

CHOSEN = 8
"""Factors that have indices of their own after the screening."""
PER_TRAJECTORY = 16
"""Sobol base points for each Morris trajectory."""
SCREENED = 6
"""Scenarios in which factors are screened, besides the baseline; indices are of all."""
IN_PROCESS = 6
"""Up to so many scenarios other evidence is judged by in this process."""
BASELINE_LEVEL, EFFECT = "level", "effect"


@dataclass(frozen=True)
class Quantity:
    """Something whose variance is to be explained: an outcome's level in the baseline, or a scenario's effect on it."""

    scenario: str
    kind: str
    outcome: str
    column: Array
    """(row,)."""


def sensitivity_command(wanted: Wanted) -> None:
    """Screen, estimate, print and write; `wanted.worlds` are Sobol base points. Raises ModelError on mistakes."""
    if wanted.worlds & (wanted.worlds - 1):
        raise RunError(
            f"--points {wanted.worlds}: must be a power of two, for example {1 << wanted.worlds.bit_length()}"
        )
    experiment, warnings = experiment_wanted(wanted)
    manifest = manifest_of(experiment, wanted.worlds) | {"kind": "sensitivity"}
    name = f"sensitivity-{run_name(wanted)}"
    work_in(name, manifest, warnings, wanted, lambda folder, its: _analyse(experiment, folder, its, wanted))


def _analyse(experiment: Experiment, folder: RunFolder, manifest: dict[str, Any], wanted: Wanted) -> None:
    """Screen, estimate indices, judge by other evidence, write and print."""
    factors = screened(experiment.seeds, experiment.overrides)
    if len(factors.groups) < 2:
        raise RunError("sensitivity: fewer than two assumptions have a range to vary; give them `range` in the seeds")
    elementary = _screened(experiment, factors, folder, wanted)
    effects = _effects(Variant("as it is", experiment), folder, wanted)
    written = _written(experiment, effects, folder, wanted)
    indices, robustness = _indices(
        experiment, factors.only(most_influential(elementary, CHOSEN)), folder, wanted, written
    )
    _draw(folder, indices, experiment, wanted.worlds)
    contested = _contested(experiment, effects, written, folder, wanted)
    folder.write_manifest(manifest | {"finished": now(), "files": folder.digests()})
    console = terminal()
    print_tables(console, indices, experiment.seeds.outcomes.headline)
    print_contested(console, contested)
    from model.cli.commands.report import print_robustness  # it draws as well

    print_robustness(console, robustness, experiment, full=True)
    console.print(str(folder.path), soft_wrap=True, markup=False)


def _screened(experiment: Experiment, factors: Factors, folder: RunFolder, wanted: Wanted) -> pd.DataFrame:
    """Effects of each factor by Morris screening, in some of the scenarios."""
    plan = morris_plan(factors, max(2, wanted.worlds // PER_TRAJECTORY), experiment.seed)
    few = replace(
        experiment,
        scenarios=screened_in(experiment.scenarios),
        design=plan.design(experiment.seeds, experiment.overrides),
    )
    rows = simulate_design(few, folder.path / "screening", partial(simulate, wanted=wanted, doing="screening"))
    elementary = _table(_quantities(experiment, rows), plan, varies, screening, experiment.seed)
    _write(folder, "screening.csv", elementary)
    return elementary


def _written(experiment: Experiment, effects: Sides, folder: RunFolder, wanted: Wanted) -> Written:
    """The part of each effect that its scenario writes itself, by the same worlds with nobody acting."""
    alone = _effects(Variant("nobody acting", nobody_acts(experiment)), folder, wanted)
    interventions = {scenario.id: scenario.spec.interventions for scenario in experiment.scenarios}
    parts = {}
    for (scenario, outcome), full in effects.items():
        row = paired(*full)
        nobody = written_difference(row, full, alone[scenario, outcome], len(full[0]))
        own = part_written(row["difference"], nobody[NOBODY_ACTS], row["baseline_mean"] - nobody[ALONE])
        whole = scripted(experiment.seeds, interventions[scenario], outcome)
        parts[scenario, outcome] = row["difference"] if whole else own, nobody[ERROR]
    return Written(parts)


def _indices(
    experiment: Experiment, factors: Factors, folder: RunFolder, wanted: Wanted, written: Written
) -> tuple[pd.DataFrame, RunRobustness]:
    """The indices of the factors in every scenario, and what the conclusions depend on."""
    plan = sobol_plan(factors, wanted.worlds, experiment.seed)
    designed = replace(experiment, design=plan.design(experiment.seeds, experiment.overrides))
    rows = simulate_design(designed, folder.path / "weighing", partial(simulate, wanted=wanted, doing="weighing"))
    kept: dict[str, pd.DataFrame] = {}
    indices = _table(_quantities(experiment, _apart(rows, plan, kept)), plan, varies_enough, sobol, experiment.seed)
    indices["written"] = [written.part(*key) for key in zip(indices["scenario"], indices["outcome"], strict=True)]
    _write(folder, "indices.csv", indices)
    robustness = _robustness(designed, plan, kept, written)
    folder.write(NAME, robustness.to_json())
    return indices, robustness


def _draw(folder: RunFolder, indices: pd.DataFrame, experiment: Experiment, points: int) -> None:
    """The pictures, in words."""
    from model.reporting.figures.sensitivity import Named, write_figures  # drawing is slow to import
    from model.reporting.wording.horizon import joined, until
    from model.reporting.wording.words import Words

    words = Words(experiment.seeds, experiment.months)
    scenarios = {scenario.id: scenario.spec.name for scenario in experiment.scenarios}
    outcomes = {name: words.outcome(name) for name in experiment.seeds.outcomes.headline}
    about = joined(until(experiment.as_of, experiment.months), counted(points, "Sobol base point"))
    named = Named(scenarios, outcomes, lambda name: factor_in_words(name, experiment.seeds), about)
    write_figures(folder, indices, named)


def screened_in(scenarios: Sequence[LoadedScenario]) -> tuple[LoadedScenario, ...]:
    """The baseline and at most SCREENED others, evenly from their list: which factors matter differs little."""
    others = [scenario for scenario in scenarios if scenario.id != BASELINE]
    every = -(-len(others) // SCREENED) or 1
    return (*(scenario for scenario in scenarios if scenario.id == BASELINE), *others[::every])


def _quantities(experiment: Experiment, rows: Rows) -> Iterator[Quantity]:
    """The baseline's headline outcomes, then every scenario's effects on them."""
    headline = experiment.seeds.outcomes.headline
    base: dict[str, Column] = {}
    for scenario, whole in rows:
        numbers = comparable(whole, experiment.months)
        columns = {name: column_of(numbers, name, len(whole)) for name in headline}
        base = base or columns
        for name, column in columns.items():
            if scenario == BASELINE:
                yield Quantity(BASELINE, BASELINE_LEVEL, name, column.astype(np.float64))
            else:
                yield Quantity(scenario, EFFECT, name, differences(column, base[name]))


def _apart(rows: Rows, plan: Plan, kept: dict[str, pd.DataFrame]) -> Rows:
    """The same rows on their way; of each scenario those that share neither draw nor luck are kept."""
    for scenario, whole in rows:
        kept[scenario] = whole.iloc[plan.unlike].reset_index(drop=True)
        yield scenario, whole


def _robustness(experiment: Experiment, plan: Plan, kept: dict[str, pd.DataFrame], written: Written) -> RunRobustness:
    """Under what share of the plausible assumptions verdicts and claims hold, by rows that are samples of them."""
    assert experiment.design is not None
    interventions = {scenario.id: scenario.spec.interventions for scenario in experiment.scenarios}
    return run_robustness(
        kept,
        Draws.of(
            {path: column[plan.unlike] for path, column in experiment.design.rows.items()},
            experiment.seeds,
            plan.part(N_FOLDS),
        ),
        seeds=experiment.seeds,
        baseline=BASELINE,
        months=experiment.months,
        scripted=lambda scenario, outcome: scripted(experiment.seeds, interventions[scenario], outcome),
        written=written,
    )


def _contested(experiment: Experiment, was: Sides, written: Written, folder: RunFolder, wanted: Wanted) -> pd.DataFrame:
    """Starting scores and verdicts of the scenarios under other evidence."""
    base, others = Variant("as it is", experiment), list(variants(experiment))
    moves = score_moves(base, others)
    _write(folder, "contested-scores.csv", moves)
    smallest = smallest_of(experiment.seeds)
    found = [judged_again(was, other.name, _effects(other, folder, wanted), smallest, written) for other in others]
    verdicts = pd.concat(found, ignore_index=True)
    _write(folder, "contested-verdicts.csv", verdicts)
    contested = summed_up(moves, verdicts)
    _write(folder, "contested.csv", contested)
    return contested


def _effects(variant: Variant, folder: RunFolder, wanted: Wanted) -> Sides:
    """A variant's headline outcomes beside its baseline's, in a block of worlds for each scenario."""
    path = folder.path / "contested" / variant.name.replace(" ", "-")
    effects: dict[tuple[str, str], tuple[Column, Column]] = {}
    base: dict[str, Column] = {}
    jobs = (
        1 if len(variant.experiment.scenarios) <= IN_PROCESS else wanted.jobs
    )  # so few are done before a process is there
    again = partial(simulate, wanted=replace(wanted, jobs=jobs), doing=variant.name)
    for scenario, whole in simulate_design(variant.small, path, again):
        numbers = comparable(whole, variant.experiment.months)
        columns = {n: column_of(numbers, n, len(whole)) for n in variant.experiment.seeds.outcomes.headline}
        base = base or columns
        if scenario != BASELINE:
            effects |= {(scenario, name): (column, base[name]) for name, column in columns.items()}
    return effects


def _table(
    quantities: Iterator[Quantity],
    plan: Plan,
    fit: Callable[[Plan, Array], bool],
    explain: Callable[[Plan, Array, int], pd.DataFrame],
    seed: int,
) -> pd.DataFrame:
    """Explain each quantity fit for it: scenario, kind, outcome, mean, spread, then the explanation's columns."""
    frames = []
    for quantity in quantities:
        if fit(plan, quantity.column):
            table = explain(plan, quantity.column, seed)
            for place, (name, value) in enumerate(_about(quantity).items()):
                table.insert(place, name, value)
            frames.append(table)
    if not frames:
        raise RunError("sensitivity: no headline outcome varies; nothing depends on any assumption")
    return pd.concat(frames, ignore_index=True)


def _about(quantity: Quantity) -> dict[str, str | float]:
    return {
        "scenario": quantity.scenario,
        "kind": quantity.kind,
        "outcome": quantity.outcome,
        "mean": float(quantity.column.mean()),
        "spread": float(quantity.column.std()),
    }


def _write(folder: RunFolder, name: str, frame: pd.DataFrame) -> None:
    folder.write(name, as_csv(frame))
