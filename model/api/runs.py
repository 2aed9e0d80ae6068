"""Runs: an experiment into a run folder, perhaps several settings of it; a finished run opened; two runs compared."""

from __future__ import annotations

from pathlib import Path
from typing import overload

import pandas as pd

from model.analysis.finished_run import Saved
from model.analysis.run_comparison import between_runs
from model.api.computing import Work, compute_into, manifest_for
from model.api.evidence import warn, within
from model.api.finished import Run, SweepRun, open_run
from model.api.larger import Values, sweep
from model.common.errors import RunError
from model.experiment.batch import begin
from model.experiment.batch_file import write_batch
from model.experiment.manifest import going_on
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.report.pictures import FigureChoice
from model.simulation.experiment import Experiment


@overload
def run(
    experiment: Experiment, out: Path | str, *, set: None = None, zip: bool = False, worlds: int = 1000,
    jobs: int | None = None, resume: bool = False, figures: FigureChoice | None = "all", keep_blocks: bool = False,
    progress: bool | None = None,
) -> Run: ...  # fmt: skip


@overload
def run(
    experiment: Experiment, out: Path | str, *, set: Values, zip: bool = False, worlds: int = 1000,
    jobs: int | None = None, resume: bool = False, figures: FigureChoice | None = "all", keep_blocks: bool = False,
    progress: bool | None = None,
) -> SweepRun: ...  # fmt: skip


def run(
    experiment: Experiment,
    out: Path | str,
    *,
    set: Values | None = None,
    zip: bool = False,
    worlds: int = 1000,
    jobs: int | None = None,
    resume: bool = False,
    figures: FigureChoice | None = "all",
    keep_blocks: bool = False,
    progress: bool | None = None,
) -> Run | SweepRun:
    """Run an experiment in so many worlds of each scenario into the folder `out`, report included, and open it.

    The folder holds what `simulate.py run` writes, byte for byte the same tables. set: assumption path → its values;
    all combinations (pairs with `zip`) are run with the same random numbers, a setting each. jobs: processes, all cores
    if None. figures: as `--figures`; None writes no report. With `resume` an unfinished run in `out` goes on. progress:
    a bar, by default on a terminal and in a notebook. Raises RunError where it may not, or where blocks fail twice.
    """
    if not any(scenario.id == BASELINE for scenario in experiment.scenarios):
        raise RunError(f"the experiment has no scenario {BASELINE}; make it with model.make_experiment")
    within("worlds", worlds, 1)
    within("jobs", 1 if jobs is None else jobs, 1)
    if set is not None:
        return sweep(
            experiment, out, set, zip=zip, worlds=worlds, jobs=jobs, resume=resume, figures=figures,
            keep_blocks=keep_blocks, progress=progress,
        )  # fmt: skip
    if zip:
        raise RunError("zip: pairs the values of several assumptions; give them by set={PATH: [V1, V2]}")
    work = Work(jobs=jobs, figures=figures, keep_blocks=keep_blocks, progress=progress)
    manifest = manifest_for(experiment, worlds, work)
    with RunFolder(Path(out)) as folder:
        earlier = begin(folder, manifest, resume=resume)
        if earlier is None or not folder.whole(earlier):
            write_batch(folder, experiment, worlds)
            its = manifest if earlier is None else going_on(earlier, manifest)
            warn(compute_into(experiment, folder, its, work))
    return open_run(out)


def compare(first: Saved, second: Saved) -> pd.DataFrame:
    """Compare the headline outcomes of two runs, scenario by scenario: the difference is the second less the first.

    Columns: scenario, outcome, first, second, difference, ci_low, ci_high (95 %), worlds, differing, p, and what these
    allow one to say together. Worlds are paired where both runs have the same seed. Outcomes that only one of the two
    measured are left out, with a UserWarning.
    """
    found, lone = between_runs(first, second)
    warn([f"not compared, for only one of the two runs measured it: {', '.join(lone)}"] if lone else [])
    return found
