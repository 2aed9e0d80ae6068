"""The simulation under a command: a run's folder begun or gone on with, blocks computed, failures told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model.analysis.smallest import smallest_of
from model.analysis.verdicts import half_widths, too_wide
from model.cli.show import Terminal, say, warn
from model.cli.wanted import (
    MATTERS,
    Wanted,
    command_to_resume,
    folder_wanted,
    to_resume,
)
from model.common.interruption import advising
from model.common.system import cores
from model.common.text import counted
from model.experiment.batch import (
    BlocksFailed,
    Gathered,
    Manifest,
    begin,
    compute,
    gather,
)
from model.experiment.ensemble import Task, tasks
from model.experiment.manifest import going_on
from model.experiment.pool import Crew, Failure, workers
from model.experiment.run_folder import REPORT, RunFolder
from model.load import BASELINE
from model.load.seeds import seeds_option
from model.simulation.experiment import Experiment

MAX_WORLDS = 64_000
"""Number of worlds at which `--precision` stops, if `--max-worlds` gives no other."""


def work_in(
    name: str, manifest: Manifest, warnings: Iterable[str], wanted: Wanted, work: Callable[[RunFolder, Manifest], None]
) -> None:
    """Begin a run's folder or go on with it, warn, and work in it; it is let go whatever ends the work."""
    if wanted.resume and wanted.out is None:
        wanted = replace(wanted, out=to_resume(manifest))
        Terminal(stderr=True, highlight=False).print(f"going on with {wanted.out}", markup=False, soft_wrap=True)
    with RunFolder(folder_wanted(wanted.out, name)) as folder:
        if (earlier := begin(folder, manifest, resume=wanted.resume)) is not None:
            if folder.whole(earlier):
                drawn = earlier.get("report", True) or (folder.path / REPORT).is_file()
                further = "" if drawn else f"; for its report: uv run simulate.py report {folder.path}"
                warn(f"{folder.path}: this run is finished; nothing to do{further}")
                return
            manifest = going_on(earlier, manifest)
        say(warnings)
        with advising(f"finished blocks are kept in {folder.path}; to go on: {command_to_resume(folder.path)}"):
            work(folder, manifest)


def simulate(
    experiment: Experiment, folder: RunFolder, todo: list[Task], wanted: Wanted, *, doing: str = "simulating",
    crew: Crew | None = None,
) -> None:  # fmt: skip
    """Run the blocks that are missing and keep each as it finishes; raises BlocksFailed if any fails twice."""
    console = Terminal(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} blocks"),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    missing = [task for task in todo if not folder.has(experiment, task)]
    with bar:
        shown = bar.add_task(doing, total=len(todo), completed=len(todo) - len(missing))
        hired = partial(workers, experiment, wanted.jobs or cores(), wanted.cluster, crew)
        failures = compute(folder, missing, hired, warn, lambda: bar.advance(shown), fast=wanted.fail == "fast")
    if failures:
        if experiment.design is not None:  # its rows are no worlds that `run` could replay
            raise BlocksFailed("\n".join(f"{failure.task} failed twice: {failure.why}" for failure in failures))
        raise BlocksFailed("\n".join(_told(failure, folder, wanted) for failure in failures))


def _told(failure: Failure, folder: RunFolder, wanted: Wanted) -> str:
    """A failed block and the command that replays it."""
    task = failure.task
    options = [f"--worlds {wanted.worlds} --seed {wanted.seed} --block {task.block}"]
    options += [f"--months {wanted.months}"] if wanted.months else []
    options += [f"--as-of {wanted.as_of}"] if wanted.as_of else []
    options += [f"--set {change}" for change in wanted.overrides] + [f"--without {name}" for name in wanted.without]
    options += ["--sample"] if wanted.sample else []
    options += seeds_option(wanted.seeds)
    return (
        f"{task} failed{'' if wanted.fail == 'fast' else ' twice'}: {failure.why}\n"
        f"  finished blocks are kept; to try the failed ones once more: {command_to_resume(folder.path)}\n"
        f"  to see this one fail: uv run simulate.py run {task.scenario} {' '.join(options)}"
    )


def simulate_enough(
    crew: Crew, folder: RunFolder, meanwhile: Callable[[int], object], wanted: Wanted, doing: str = "simulating"
) -> Gathered:
    """Run the worlds asked for, and with `--precision` twice as many again until the intervals are narrow enough.

    meanwhile: as `gather` has it.
    """
    experiment = crew.experiment
    names = wanted.outcomes or experiment.seeds.outcomes.headline
    worlds, most = wanted.worlds, MAX_WORLDS if wanted.max_worlds is None else wanted.max_worlds
    while True:
        todo = tasks(experiment, worlds)
        simulate(experiment, folder, todo, wanted, doing=doing, crew=crew)
        gathered = gather(crew, folder, todo, worlds, meanwhile)
        if wanted.precision is None:
            return gathered
        frames, smallest = gathered.outcomes.only(names), smallest_of(experiment.seeds)
        asked = None if wanted.precision == MATTERS else wanted.precision
        wide = too_wide(half_widths(frames, BASELINE, experiment.months, names, smallest), asked)
        if wide.empty:
            return gathered
        if worlds >= most:
            widest = wide.iloc[0]
            width = widest["half_width"]
            bar = f"{widest['smallest'] / 2:.3g}, half of what matters" if asked is None else f"{asked:g}"
            said = f"is {width:.3g}, not yet below {bar}" if math.isfinite(width) else "needs two worlds"
            warn(
                f"stopped at {counted(worlds, 'world')} (--max-worlds): the half-width of {widest['outcome']} in "
                f"{widest['scenario']} {said}"
            )
            return gathered
        worlds = min(2 * worlds, most)
