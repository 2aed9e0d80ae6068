"""Computing from Python: blocks into a run folder, its tables and its report, with or without progress shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from model.analysis.changed import compare_changes
from model.analysis.finished_run import Saved
from model.analysis.finishing import FirstWorlds, finish
from model.api.progress import Progress, shown
from model.common.system import cores
from model.experiment.batch import BlocksFailed, Gathered, Manifest, compute, gather, simulate_design
from model.experiment.condensed import drop_blocks
from model.experiment.ensemble import Task, tasks
from model.experiment.pool import Crew, workers
from model.experiment.run_folder import RunFolder
from model.simulation.experiment import Experiment

if TYPE_CHECKING:
    from model.reporting.report.pictures import FigureChoice  # drawing is slow to import


def compute_into(
    experiment: Experiment, folder: RunFolder, manifest: Manifest, jobs: int | None, figures: FigureChoice | None,
    keep_blocks: bool, progress: Progress = None,
) -> list[str]:  # fmt: skip
    """Simulate, write the tables and the report; returns what is to be warned of."""
    from model.reporting.report.page import write_report

    said: list[str] = []
    worlds = manifest["worlds"]
    with Crew(experiment, jobs or cores()) as crew:
        first = FirstWorlds(crew)
        gathered = computed(crew, folder, first.ask, worlds, jobs, said, progress)
        again = partial(simulate, jobs=jobs, said=said, progress=progress)
        said += compare_changes(experiment, folder, gathered, partial(simulate_design, simulate=again))
        said += finish(first, folder, gathered, manifest, tell=True, keep_blocks=keep_blocks)
    if figures is not None:
        write_report(Saved(folder, experiment.seeds), figures=figures)
    if not keep_blocks:
        drop_blocks(folder)
    return said


def computed(
    crew: Crew, folder: RunFolder, meanwhile: Callable[[int], object], worlds: int, jobs: int | None, said: list[str],
    progress: Progress,
) -> Gathered:  # fmt: skip
    """Simulate what is missing and write the tables of all worlds; what is to be warned of is added to `said`.

    meanwhile: as `gather` has it.
    """
    todo = tasks(crew.experiment, worlds)
    simulate(crew.experiment, folder, todo, jobs=jobs, said=said, progress=progress, crew=crew)
    return gather(crew, folder, todo, worlds, meanwhile)


def simulate(
    experiment: Experiment, folder: RunFolder, todo: list[Task], *, jobs: int | None, said: list[str],
    progress: Progress, crew: Crew | None = None,
) -> None:  # fmt: skip
    """Compute the blocks of a folder that are missing; what is to be warned of is added to `said`."""
    missing = [task for task in todo if not folder.has(experiment, task)]
    with shown(len(todo), len(todo) - len(missing), progress) as advance:
        hired = partial(workers, experiment, jobs or cores(), crew=crew)
        failures = compute(folder, missing, hired, said.append, advance)
    if failures:
        told = "\n".join(f"{failure.task} failed twice: {failure.why}" for failure in failures)
        raise BlocksFailed(f"{told}\n  the other blocks are kept in {folder.path}")
