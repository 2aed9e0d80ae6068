"""`run`: from the words of the command line to a run folder and a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from model.analysis.changed import compare_changes
from model.analysis.finished_run import Saved
from model.analysis.finishing import FirstWorlds, finish
from model.cli.answer import print_comparison, print_next
from model.cli.batch import with_batch
from model.cli.changed import print_changes
from model.cli.extension import with_extension
from model.cli.show import Terminal, say, terminal
from model.cli.simulating import simulate, simulate_enough, work_in
from model.cli.wanted import (
    Wanted,
    experiment_wanted,
    further,
    run_name,
)
from model.common.errors import RunError
from model.common.system import cores
from model.experiment.batch import (
    Manifest,
    simulate_design,
)
from model.experiment.batch_file import command_of, write_batch
from model.experiment.condensed import drop_blocks
from model.experiment.ensemble import BLOCK, Task, run_block, tasks
from model.experiment.extension import hand_over, refuse_unless_extendable
from model.experiment.manifest import manifest_of
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.simulation.experiment import Experiment


def run_command(wanted: Wanted, extend: Path | None = None) -> None:
    """Run, compare, print, perhaps going on from a finished run; raises ModelError on the user's mistakes."""
    wanted = with_batch(wanted)
    if extend is not None:
        wanted = with_extension(extend, wanted)
    if wanted.sweeps:
        from model.cli.commands.sweep import sweep_command

        return sweep_command(wanted)
    if wanted.zipped or wanted.yes:
        option = "--zip" if wanted.zipped else "--yes"
        raise RunError(f"{option}: is for several settings; give --set PATH=V1,V2 or --settings FILE.csv")
    experiment, warnings = experiment_wanted(wanted)
    if wanted.block is not None:
        for scenario in experiment.scenarios:
            first = wanted.block * BLOCK
            run_block(experiment, Task(scenario.id, wanted.block, min(BLOCK, max(wanted.worlds - first, 1))))
        return
    manifest = manifest_of(experiment, wanted.worlds) | ({} if wanted.report else {"report": False})
    if wanted.extend is not None:
        refuse_unless_extendable(wanted.extend.manifest, manifest, wanted.extend.path)
        manifest["command"] = command_of(experiment, wanted.worlds)  # which needs no other run

    def work(folder: RunFolder, its: Manifest) -> None:
        write_batch(folder, experiment, wanted.worlds, further=further(wanted))
        if wanted.extend is not None:
            todo = tasks(experiment, wanted.worlds)
            hand_over(RunFolder(wanted.extend.path), folder, experiment, wanted.extend.manifest["worlds"], todo)
        _run(experiment, folder, its, wanted)

    work_in(run_name(wanted), manifest, warnings, wanted, work)


def _run(experiment: Experiment, folder: RunFolder, manifest: Manifest, wanted: Wanted) -> None:
    """Simulate, write the tables and the report, and say what came out."""
    with Crew(experiment, wanted.jobs or cores()) as crew:
        first = FirstWorlds(crew)
        gathered = simulate_enough(crew, folder, first.ask, wanted)
        again = partial(simulate, wanted=wanted, doing="again, without the changes")
        say(compare_changes(experiment, folder, gathered, partial(simulate_design, simulate=again)))
        say(finish(first, folder, gathered, manifest, tell=True, keep_blocks=wanted.keep_blocks))
    console, saved, full = terminal(), Saved(folder, experiment.seeds), wanted.table == "full"

    def end() -> None:
        if wanted.report:
            from model.cli.commands.report import warn_unwritten  # it draws, and drawing is slow to import
            from model.reporting.report.page import write_report

            warn_unwritten(write_report(saved, figures=wanted.figures))
        if not wanted.keep_blocks:
            drop_blocks(folder)

    try:
        print_comparison(console, saved, full=full)
        print_changes(console, saved, full=full)
    except BrokenPipeError:  # nobody reads on; the page is written all the same
        end()
        raise
    with Terminal(stderr=True).status(
        "asking what the conclusions depend on" if experiment.sample else "writing the report"
    ):
        found = saved.robustness if wanted.report else None
        end()
    if found is not None:
        from model.cli.commands.report import print_robustness

        print_robustness(console, found, experiment, full=full)
    print_next(console, saved, full=full)
