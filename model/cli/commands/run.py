"""`run`: from the words of the command line to a run folder and a table."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model.analysis.comparison import compare
from model.analysis.finished_run import Saved
from model.analysis.verdicts import half_widths, precise_enough
from model.cli.comparison import comparison_table
from model.cli.overrides import compare_overrides, print_overrides
from model.cli.show import Terminal, terminal, warn
from model.cli.wanted import Wanted, command_to_resume, folder_wanted, run_name, study_wanted, to_resume
from model.common.errors import RunError
from model.common.interruption import advising
from model.common.system import cores
from model.common.text import counted
from model.experiment.ensemble import BLOCK, Task, run_block, tasks
from model.experiment.inputs import keep_inputs
from model.experiment.kinds import PART, refuse_other_kind
from model.experiment.manifest import going_on, manifest_of, now, refuse_unless_same
from model.experiment.pool import Failure, results, workers
from model.experiment.run_folder import RunFolder
from model.experiment.tables import Outcomes
from model.load import BASELINE
from model.outcomes.measures import Measures
from model.simulation.study import Study

MAX_WORLDS = 64_000
"""Number of worlds at which `--precision` stops, if `--max-worlds` gives no other."""


class BlocksFailed(RunError):
    """Some blocks failed twice; the others are kept."""

    status = 1


def run_command(wanted: Wanted) -> None:
    """Run, compare, print; raises ModelError on the user's mistakes."""
    study, warnings = study_wanted(wanted)
    if wanted.precision is not None and not math.isfinite(wanted.precision):
        raise RunError(f"--precision {wanted.precision}: must be a finite number, for example --precision 0.01")
    if wanted.block is not None:
        for scenario in study.scenarios:
            first = wanted.block * BLOCK
            run_block(study, Task(scenario.id, wanted.block, min(BLOCK, max(wanted.worlds - first, 1))))
        return
    manifest = manifest_of(study, wanted.worlds)
    work_in(run_name(wanted), manifest, warnings, wanted, lambda folder, its: _run(study, folder, its, wanted))


Manifest = dict[str, Any]


def work_in(
    name: str, manifest: Manifest, warnings: Iterable[str], wanted: Wanted, work: Callable[[RunFolder, Manifest], None]
) -> None:
    """Begin a run's folder or go on with it, warn, and work in it; it is let go whatever ends the work."""
    if wanted.resume and wanted.out is None:
        wanted = replace(wanted, out=to_resume(manifest))
        Terminal(stderr=True, highlight=False).print(f"going on with {wanted.out}", markup=False, soft_wrap=True)
    with RunFolder(folder_wanted(wanted.out, name)) as folder:
        if (earlier := begun(folder, manifest, wanted)) is not None:
            if folder.whole(earlier):
                warn(f"{folder.path}: this run is finished; nothing to do")
                return
            manifest = going_on(earlier, manifest)
        for warning in warnings:
            warn(warning)
        with advising(f"finished blocks are kept in {folder.path}; to go on: {command_to_resume(folder.path)}"):
            work(folder, manifest)


def _run(study: Study, folder: RunFolder, manifest: Manifest, wanted: Wanted) -> None:
    """Simulate, write the tables and the report, and say what came out."""
    gathered = simulate_enough(study, folder, wanted)
    compare_overrides(
        study, folder, gathered.outcomes, gathered.worlds,
        lambda again, path: simulate_design(again, path, wanted, "again, without --set"),
    )  # fmt: skip
    finish(study, folder, gathered, manifest)
    from model.cli.commands.report import print_robustness, tell_and_report  # it draws, and drawing is slow to import

    console, saved = terminal(), Saved(folder)
    try:
        comparison_table(console, saved)
        print_overrides(console, study, saved)
    except BrokenPipeError:  # nobody reads on; the page is written all the same
        tell_and_report(study, folder, gathered.outcomes)
        raise
    with Terminal(stderr=True).status(
        "asking what the conclusions depend on" if study.sample else "writing the report"
    ):
        found = saved.robustness
        tell_and_report(study, folder, gathered.outcomes)
    print_robustness(console, found, study)
    console.print(str(folder.path), soft_wrap=True, markup=False)


def begun(folder: RunFolder, manifest: Manifest, wanted: Wanted) -> Manifest | None:
    """Begin the run, or go on with it; returns the manifest it was begun with, if it was. RunError where it may not."""
    if wanted.resume and not folder.exists:
        raise RunError(f"{folder.path}: there is no run to go on with; to begin one there leave out --resume")
    if folder.taken:
        raise RunError(f"{folder.path}: exists and is not a run folder; choose another --out")
    if folder.exists and not wanted.resume:
        raise RunError(f"{folder.path}: holds a run already; add --resume to go on, or choose another --out")
    folder.hold()
    if not folder.exists:
        folder.begin(manifest)
        keep_inputs(folder, manifest["digests"])
        return None
    earlier = folder.manifest
    refuse_other_kind(earlier, manifest, folder.path)
    refuse_unless_same(earlier, manifest)
    keep_inputs(folder, manifest["digests"])
    return earlier


def simulate(study: Study, folder: RunFolder, todo: list[Task], wanted: Wanted, *, doing: str = "simulating") -> None:
    """Run the blocks that are missing and keep each as it finishes; raises BlocksFailed if any fails twice."""
    console = Terminal(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} blocks"),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    missing = [task for task in todo if not folder.has(study, task)]
    if strange := sum(map(folder.begun, missing)):
        warn(f"{folder.path}: {strange} blocks are damaged or not of this run; they are computed again")
    failures = []
    with bar:
        shown = bar.add_task(doing, total=len(todo), completed=len(todo) - len(missing))
        for result in results(lambda: workers(study, wanted.jobs or cores(), wanted.cluster), missing, warn):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                folder.save(result)
            bar.advance(shown)
    if failures:
        if study.design is not None:  # its rows are no worlds that `run` could replay
            raise BlocksFailed("\n".join(f"{failure.task} failed twice: {failure.why}" for failure in failures))
        raise BlocksFailed("\n".join(_told(failure, folder, wanted) for failure in failures))


Rows = Iterator[tuple[str, pd.DataFrame]]
"""Each scenario's outcomes, a row a row of a design; the baseline's first."""


def simulate_design(study: Study, path: Path, wanted: Wanted, doing: str) -> Rows:
    """Run a design, or go on with it; each scenario's outcomes that are judged, the baseline's first."""
    assert study.design is not None
    inner = RunFolder(path)
    if not inner.exists:
        inner.begin(manifest_of(study, len(study.design)) | {"kind": PART})
    todo = tasks(study, len(study.design))
    simulate(study, inner, todo, wanted, doing=doing)
    for scenario in sorted(study.scenarios, key=lambda scenario: scenario.id != BASELINE):
        blocks = [block.outcomes for block in inner.blocks(study, todo, scenario.id)]
        yield scenario.id, pd.DataFrame({name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]})


def _told(failure: Failure, folder: RunFolder, wanted: Wanted) -> str:
    """A failed block and the command that replays it."""
    task = failure.task
    options = [f"--worlds {wanted.worlds} --seed {wanted.seed} --block {task.block}"]
    options += [f"--months {wanted.months}"] if wanted.months else []
    options += [f"--as-of {wanted.as_of}"] if wanted.as_of else []
    options += [f"--set {change}" for change in wanted.overrides] + [f"--without {name}" for name in wanted.without]
    options += ["--sample"] if wanted.sample else []
    options += [f"--seeds {wanted.seeds}"] if wanted.seeds != Path("seeds") else []
    return (
        f"{task} failed twice: {failure.why}\n"
        f"  the other blocks are kept in {folder.path}; to see it fail again:\n"
        f"  uv run simulate.py run {task.scenario} {' '.join(options)}"
    )


@dataclass(frozen=True)
class Gathered:
    """Results of a run's finished blocks, taken together."""

    worlds: int
    kept: dict[str, Any]
    """Scenario → act counts, how often each intervention fired, and a digest of its outcomes."""
    outcomes: Outcomes


def simulate_enough(study: Study, folder: RunFolder, wanted: Wanted) -> Gathered:
    """Run the worlds asked for, and with `--precision` twice as many again until the intervals are narrow enough."""
    names = wanted.outcomes or study.seeds.outcomes.headline
    worlds, most = wanted.worlds, MAX_WORLDS if wanted.max_worlds is None else wanted.max_worlds
    while True:
        todo = tasks(study, worlds)
        simulate(study, folder, todo, wanted)
        gathered = gather(study, folder, todo, worlds)
        if wanted.precision is None:
            return gathered
        widths = half_widths(gathered.outcomes.only(names), BASELINE, study.months, names)
        if precise_enough(widths, wanted.precision):
            return gathered
        if worlds >= most:
            widest = widths.sort_values("half_width").iloc[-1]
            width = widest["half_width"]
            said = f"is {width:.3g}, not yet below {wanted.precision:g}" if math.isfinite(width) else "needs two worlds"
            warn(
                f"stopped at {counted(worlds, 'world')} (--max-worlds): the half-width of {widest['outcome']} in "
                f"{widest['scenario']} {said}"
            )
            return gathered
        worlds = min(2 * worlds, most)


def gather(study: Study, folder: RunFolder, todo: list[Task], worlds: int) -> Gathered:
    """Write the tables from the finished blocks."""
    measures = Measures(study.repertoire)
    groups = [f"{actor}.{action}" for actor, action in study.repertoire.groups]
    with _writing(folder):
        kept = folder.assemble(study, todo, measures, groups)
    return Gathered(worlds, kept, folder.outcomes())


@contextlib.contextmanager
def _writing(folder: RunFolder) -> Iterator[None]:
    """RunError where there is no room for what is written."""
    try:
        yield
    except OSError as error:
        raise RunError(f"{folder.path}: cannot be written: {error.strerror or error}; {folder.cure}") from None


def finish(study: Study, folder: RunFolder, gathered: Gathered, manifest: dict[str, Any]) -> None:
    """The comparison, the warnings only results can give, and the finished manifest."""
    comparison = compare(gathered.outcomes, BASELINE, study.months)
    for warning in result_warnings(study, gathered.kept):
        warn(warning)
    with _writing(folder):
        folder.write_comparison(comparison)
        folder.write_manifest(manifest | {"worlds": gathered.worlds, "finished": now(), "files": folder.digests()})


def result_warnings(study: Study, kept: dict[str, Any]) -> list[str]:
    """Interventions that fired nowhere, and scenarios whose worlds came out the same."""
    said = []
    for scenario in study.scenarios:
        for k, worlds in enumerate(kept[scenario.id]["fired"]):
            reachable = all(study.as_of < m <= study.as_of + study.months for m in scenario.spec.interventions[k].dates)
            if not worlds and reachable:
                origin = scenario.origins[f"interventions[{k}]"]
                said.append(f"{origin}: this intervention fired in no world of {scenario.id}")
    same: dict[str, list[str]] = {}
    for name, found in kept.items():
        same.setdefault(found["digest"], []).append(name)
    return said + [
        f"the worlds of {' and '.join(names)} came out identical" for names in same.values() if len(names) > 1
    ]
