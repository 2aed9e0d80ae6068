"""Computing from Python: blocks into a run folder, its tables and its report, with or without progress shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from model.analysis.changed import compare_changes
from model.analysis.finished_run import Saved
from model.analysis.finishing import FirstWorlds, finish
from model.api.progress import Progress, shown
from model.common.system import cores
from model.experiment.batch import BlocksFailed, Gathered, Manifest, compute, gather, simulate_design
from model.experiment.batch_file import command_of
from model.experiment.condensed import drop_blocks
from model.experiment.ensemble import Task, tasks
from model.experiment.manifest import manifest_of
from model.experiment.pool import Crew, workers
from model.experiment.run_folder import RunFolder
from model.simulation.experiment import Experiment

if TYPE_CHECKING:
    from model.reporting.report.pictures import FigureChoice  # drawing is slow to import


@dataclass(frozen=True, kw_only=True)
class Work:
    """The way in which a run is computed, and what it warns of."""

    jobs: int | None
    """Processes; None for one a core."""
    figures: FigureChoice | None
    """Those of the report; None for no report."""
    keep_blocks: bool
    progress: Progress
    warnings: list[str] = field(default_factory=list)
    """Added to as it is done."""


def manifest_for(experiment: Experiment, worlds: int, work: Work) -> Manifest:
    """The manifest of a run that begins, as its command writes it."""
    manifest = manifest_of(experiment, worlds) | {"command": command_of(experiment, worlds)}
    return manifest | ({"report": False} if work.figures is None else {})


def compute_into(experiment: Experiment, folder: RunFolder, manifest: Manifest, work: Work) -> list[str]:
    """Simulate, write the tables and the report; returns what is to be warned of."""
    from model.reporting.report.page import write_report

    with Crew(experiment, work.jobs or cores()) as crew:
        first = FirstWorlds(crew)
        gathered = computed(crew, folder, first.ask, manifest["worlds"], work)
        again = partial(simulate, work=work)
        work.warnings.extend(compare_changes(experiment, folder, gathered, partial(simulate_design, simulate=again)))
        work.warnings.extend(finish(first, folder, gathered, manifest, tell=True, keep_blocks=work.keep_blocks))
    if work.figures is not None:
        write_report(Saved(folder, experiment.seeds), figures=work.figures)
    if not work.keep_blocks:
        drop_blocks(folder)
    return work.warnings


def computed(crew: Crew, folder: RunFolder, meanwhile: Callable[[int], object], worlds: int, work: Work) -> Gathered:
    """Simulate what is missing and write the tables of all worlds.

    meanwhile: as `gather` has it.
    """
    todo = tasks(crew.experiment, worlds)
    simulate(crew.experiment, folder, todo, work, crew=crew)
    return gather(crew, folder, todo, worlds, meanwhile)


def simulate(
    experiment: Experiment, folder: RunFolder, todo: list[Task], work: Work, *, crew: Crew | None = None
) -> None:
    """Compute the blocks of a folder that are missing."""
    missing = [task for task in todo if not folder.has(experiment, task)]
    with shown(len(todo), len(todo) - len(missing), work.progress) as advance:
        hired = partial(workers, experiment, work.jobs or cores(), crew=crew)
        failures = compute(folder, missing, hired, work.warnings.append, advance)
    if failures:
        told = "\n".join(f"{failure.task} failed twice: {failure.why}" for failure in failures)
        raise BlocksFailed(f"{told}\n  the other blocks are kept in {folder.path}")
