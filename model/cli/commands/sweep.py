"""`run` with several values of an assumption: a run for each setting, and one folder that compares them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from model.analysis.sweep import Sweep, write_tables
from model.analysis.sweeping import experiment_at, run_setting, sweep_manifest
from model.cli.plan import duration, work_of
from model.cli.show import Terminal, quoted, say, terminal, warn
from model.cli.simulating import simulate, simulate_enough, work_in
from model.cli.sweep_answer import foremost, print_sweep
from model.cli.wanted import Wanted, experiment_wanted, further, run_name, settings_wanted
from model.common.errors import RunError
from model.common.system import cores
from model.common.text import counted
from model.experiment.batch import BlocksFailed, Manifest, simulate_design
from model.experiment.batch_file import write_batch
from model.experiment.extension import refuse_unless_extendable
from model.experiment.manifest import now
from model.experiment.pool import Crew
from model.experiment.run_folder import REPORT, RunFolder
from model.experiment.settings import Setting, shown, unlikely
from model.simulation.experiment import Experiment

MAX_UNASKED = 100
"""Settings that are run without --yes."""


def sweep_command(wanted: Wanted) -> None:
    """Run every setting, write the tables of all, print and report; raises ModelError on the user's mistakes."""
    if wanted.block is not None:
        raise RunError("--block: belongs to one setting; give --set with one value of each assumption")
    experiment, warnings = experiment_wanted(replace(wanted, overrides=wanted.fixed))
    settings = settings_wanted(wanted, experiment.seeds)
    if both := sorted({*experiment.overrides} & {*settings[0].values}):
        raise RunError(f"--set {both[0]}: is set for all settings and for each; give it once")
    if len(settings) > MAX_UNASKED and not wanted.yes:
        _refuse_unasked(experiment, settings, wanted)
    manifest = sweep_manifest(experiment, wanted.worlds, settings)
    if wanted.extend is not None:
        refuse_unless_extendable(wanted.extend.manifest, manifest, wanted.extend.path)
    warnings = [*warnings, *unlikely(settings, experiment.seeds)]
    work_in(
        run_name(wanted), manifest, warnings, wanted,
        lambda folder, its: _run(experiment, settings, folder, its, wanted),
    )  # fmt: skip


def _refuse_unasked(experiment: Experiment, settings: list[Setting], wanted: Wanted) -> None:
    work = work_of(experiment_at(experiment, settings[0]), wanted.worlds, wanted.jobs or cores(), len(settings))
    raise RunError(
        f"{len(settings):,} settings × {counted(work.scenarios, 'scenario')} × {counted(work.worlds, 'world')} × "
        f"{counted(work.months, 'month')}\n  would take about {duration(work.seconds)} here;\n  {work.of_settings};\n"
        "  to run them add --yes, or take fewer values, scenarios or --worlds"
    )


def _run(
    experiment: Experiment, settings: list[Setting], folder: RunFolder, manifest: Manifest, wanted: Wanted
) -> None:
    """Run the settings that are missing one after another, write the tables and the report, say what came out."""
    write_batch(folder, experiment, wanted.worlds, settings, further(wanted))
    with Crew(experiment, wanted.jobs or cores()) as crew:
        said = _run_settings(crew, settings, folder, wanted)
    say(
        warning
        if len(names) == len(settings)
        else f"{warning} (setting {names[0]}{' and others' if names[1:] else ''})"
        for warning, names in said.items()
    )
    again = partial(simulate, wanted=replace(wanted, jobs=1), doing="again, with nothing changed")
    write_tables(folder, settings, experiment, wanted.worlds, partial(simulate_design, simulate=again))
    sweep = Sweep(folder, manifest)
    console = terminal()
    print_sweep(console, sweep, full=wanted.table == "full")
    if wanted.report:
        from model.reporting.report.sweep import write_sweep_report  # drawing is slow to import

        with Terminal(stderr=True).status("writing the report"):
            write_sweep_report(sweep, wanted.figures)
    folder.write_manifest(manifest | {"finished": now(), "files": folder.digests()})
    report = folder.path / REPORT
    console.print(str(report if report.is_file() else folder.path), soft_wrap=True, markup=False)
    further_on = f"uv run simulate.py compare {quoted(folder.path)} --by setting --outcome {foremost(sweep)}"
    console.print(f"one outcome with its intervals: {further_on}", soft_wrap=True, markup=False)


def _run_settings(crew: Crew, settings: list[Setting], folder: RunFolder, wanted: Wanted) -> dict[str, list[str]]:
    """Run the settings that are missing; warning → settings. BlocksFailed where one cannot be computed."""
    said: dict[str, list[str]] = {}
    failed: list[str] = []
    for place, setting in enumerate(settings, 1):
        changes = tuple(f"{path}={shown(x)}" for path, x in experiment_at(crew.experiment, setting).overrides.items())
        doing = f"setting {place} of {len(settings)}, {setting.name}"
        simulate = partial(simulate_enough, wanted=replace(wanted, overrides=changes), doing=doing)
        try:
            for warning in run_setting(
                crew, setting, folder, wanted.worlds, simulate, keep_blocks=wanted.keep_blocks,
                further=further(wanted), extended=None if wanted.extend is None else RunFolder(wanted.extend.path),
            ):  # fmt: skip
                said.setdefault(warning, []).append(setting.name)
        except BlocksFailed as error:
            if wanted.fail == "fast":
                raise
            warn(f"setting {setting.name}: {error}")
            failed.append(setting.name)
    if failed:
        raise BlocksFailed(
            f"{counted(len(failed), 'setting')} of {len(settings)} failed: {', '.join(failed)}; the others are kept in "
            f"{folder.path}, and --resume goes on with them"
        )
    return said
