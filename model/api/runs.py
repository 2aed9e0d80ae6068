"""Runs: an experiment into a run folder, a finished run opened, two runs compared."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from model.analysis.finished_run import Saved
from model.analysis.finishing import finish
from model.analysis.overrides import compare_overrides
from model.analysis.run_comparison import between_runs
from model.api.evidence import warn, within
from model.common.errors import RunError
from model.common.system import cores
from model.experiment.batch import BlocksFailed, Manifest, begin, compute, gather, simulate_design
from model.experiment.batch_file import write_batch
from model.experiment.condensed import condense
from model.experiment.ensemble import Task, tasks
from model.experiment.manifest import going_on, manifest_of
from model.experiment.pool import workers
from model.experiment.run_folder import RunFolder
from model.load import BASELINE, scenarios_beside
from model.load.seeds import DEFAULT_FOLDER as DEFAULT_SEEDS
from model.reporting.report.pictures import FigureChoice
from model.reporting.report.telling import tell_and_report
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month


def run(
    experiment: Experiment,
    out: Path | str,
    *,
    worlds: int = 1000,
    jobs: int | None = None,
    resume: bool = False,
    figures: FigureChoice | None = "all",
    keep_blocks: bool = False,
) -> Saved:
    """Run an experiment in so many worlds of each scenario into the folder `out`, report included, and open it.

    The folder holds what `simulate.py run` writes, byte for byte the same tables. jobs: processes, all cores if None.
    figures: as `--figures`; None writes no report. With `resume` an unfinished run in `out` goes on. Raises RunError
    where it may not, or where blocks fail twice.
    """
    if not any(scenario.id == BASELINE for scenario in experiment.scenarios):
        raise RunError(f"the experiment has no scenario {BASELINE}; make it with model.make_experiment")
    within("worlds", worlds, 1)
    within("jobs", 1 if jobs is None else jobs, 1)
    manifest = manifest_of(experiment, worlds) | {"command": command_of(experiment, worlds)}
    manifest |= {"report": False} if figures is None else {}
    with RunFolder(Path(out)) as folder:
        earlier = begin(folder, manifest, resume=resume)
        if earlier is None or not folder.whole(earlier):
            write_batch(folder, experiment, worlds)
            said = _run(experiment, folder, manifest if earlier is None else going_on(earlier, manifest), jobs, figures)
            if not keep_blocks:
                condense(folder, experiment, tasks(experiment, worlds))
            warn(said)
    return open_run(out)


def _run(
    experiment: Experiment, folder: RunFolder, manifest: Manifest, jobs: int | None, figures: FigureChoice | None
) -> list[str]:
    """Simulate, write the tables and the report; returns what is to be warned of."""
    said: list[str] = []
    simulate = partial(_simulate, jobs=jobs, said=said)
    todo = tasks(experiment, manifest["worlds"])
    simulate(experiment, folder, todo)
    gathered = gather(experiment, folder, todo, manifest["worlds"])
    said += compare_overrides(experiment, folder, gathered, partial(simulate_design, simulate=simulate))
    said += finish(experiment, folder, gathered, manifest, jobs)
    tell_and_report(experiment, folder, gathered.outcomes, figures)
    return said


def _simulate(
    experiment: Experiment, folder: RunFolder, todo: list[Task], *, jobs: int | None, said: list[str]
) -> None:
    missing = [task for task in todo if not folder.has(experiment, task)]
    if failures := compute(folder, missing, partial(workers, experiment, jobs or cores()), said.append):
        told = "\n".join(f"{failure.task} failed twice: {failure.why}" for failure in failures)
        raise BlocksFailed(f"{told}\n  the other blocks are kept in {folder.path}")


def command_of(experiment: Experiment, worlds: int) -> list[str]:
    """The command that makes the same tables, as a run's report gives it."""
    beside = scenarios_beside(experiment.seeds.folder)
    names = [s.id if s.path.parent == beside else str(s.path) for s in experiment.scenarios if s.id != BASELINE]
    words = ["simulate.py", "run", *(names or [BASELINE])]
    words += ["--worlds", str(worlds), "--months", str(experiment.months), "--seed", str(experiment.seed)]
    words += ["--as-of", name_of_month(experiment.as_of)]
    words += [word for path, value in experiment.overrides.items() for word in ("--set", f"{path}={float(value)!r}")]
    words += [word for document in experiment.without for word in ("--without", document)]
    words += ["--sample"] if experiment.sample else []
    return words + ([] if experiment.seeds.folder == DEFAULT_SEEDS else ["--seeds", str(experiment.seeds.folder)])


def open_run(folder: Path | str) -> Saved:
    """Open a finished run; raises RunError where there is none, or a file of it is not what the run wrote."""
    saved = Saved(RunFolder(Path(folder)))
    saved.refuse_damage()
    return saved


def compare(first: Saved, second: Saved) -> pd.DataFrame:
    """Compare the headline outcomes of two runs, scenario by scenario: the difference is the second less the first.

    Columns: scenario, outcome, first, second, difference, ci_low, ci_high (95 %), worlds, differing, p, and what these
    allow one to say together. Worlds are paired where both runs have the same seed. Outcomes that only one of the two
    measured are left out, with a UserWarning.
    """
    found, lone = between_runs(first, second)
    warn([f"not compared, for only one of the two runs measured it: {', '.join(lone)}"] if lone else [])
    return found
