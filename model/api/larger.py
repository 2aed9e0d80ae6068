"""Sweeps, and runs made larger: more worlds or scenarios without computing anything again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, overload

from model.analysis.sweep import Sweep, write_tables
from model.analysis.sweeping import run_setting, sweep_manifest
from model.api.computing import Work, compute_into, computed, manifest_for, simulate
from model.api.evidence import make_experiment, several, warn, within
from model.api.finished import Run, SweepRun, open_run, open_sweep
from model.common.errors import RunError
from model.common.system import cores
from model.experiment.batch import Manifest, begin, simulate_design
from model.experiment.batch_file import BATCH, command_of, write_batch
from model.experiment.ensemble import tasks
from model.experiment.extension import hand_over, refuse_unless_extendable
from model.experiment.inputs import going_on_with, seeds_folder
from model.experiment.kinds import RUN, SWEEP, finished_of
from model.experiment.manifest import going_on, now
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.experiment.settings import Setting, added_to, settings_of, unlikely
from model.load import BASELINE
from model.reporting.report.pictures import FigureChoice
from model.simulation.experiment import Experiment

Values = Mapping[str, float | Sequence[float]]
"""Assumption path → its values."""


def sweep(
    experiment: Experiment,
    out: Path | str,
    set: Values,
    *,
    zip: bool = False,
    worlds: int = 1000,
    jobs: int | None = None,
    resume: bool = False,
    figures: FigureChoice | None = "all",
    keep_blocks: bool = False,
    progress: bool | None = None,
) -> SweepRun:
    """Run an experiment once for each setting that the values make; as `simulate.py run --set PATH=V1,V2`.

    zip: pair the values instead of combining them all.
    """
    if not set:
        raise RunError("set names no assumption; give {PATH: [V1, V2]}")
    factors = _factors(set)
    settings = settings_of(factors, experiment.seeds, zipped=zip)
    if both := sorted({*experiment.overrides} & {*settings[0].values}):
        raise RunError(f"set: {both[0]} is set for all settings by the experiment and for each here; give it once")
    changes = [word for factor in factors for word in ("--set", factor)]
    command = [*command_of(experiment, worlds), *changes, *(["--zip"] if zip else [])]
    work = Work(jobs=jobs, figures=figures, keep_blocks=keep_blocks, progress=progress)
    _sweep(experiment, settings, Path(out), command, worlds, work, resume=resume)
    warn(work.warnings, depth=2)
    return open_sweep(out)


def _sweep(
    experiment: Experiment, settings: list[Setting], out: Path, command: Sequence[str], worlds: int, work: Work, *,
    resume: bool = False, extended: RunFolder | None = None,
) -> None:  # fmt: skip
    """Run every setting that is missing; what an earlier sweep has computed is taken from it."""
    manifest = sweep_manifest(experiment, worlds, settings) | {"command": [*command]}
    if extended is not None:
        refuse_unless_extendable(extended.manifest, manifest, extended.path)
    with RunFolder(out) as folder:
        earlier = begin(folder, manifest, resume=resume)
        if earlier is None or not folder.whole(earlier):
            manifest = manifest if earlier is None else going_on(earlier, manifest)
            write_batch(folder, experiment, worlds, settings)
            work.warnings.extend(unlikely(settings, experiment.seeds))
            compute = partial(computed, worlds=worlds, work=work)
            with Crew(experiment, work.jobs or cores()) as crew:
                for setting in settings:
                    work.warnings.extend(
                        run_setting(
                            crew, setting, folder, worlds, compute, keep_blocks=work.keep_blocks, extended=extended
                        )
                    )
            again = partial(simulate, work=replace(work, jobs=1))
            write_tables(folder, settings, experiment, worlds, partial(simulate_design, simulate=again))
            if work.figures is not None:
                from model.reporting.report.sweep import write_sweep_report  # drawing is slow to import

                write_sweep_report(Sweep(folder, manifest), work.figures)
            folder.write_manifest(manifest | {"finished": now(), "files": folder.digests()})


def _factors(values: Values) -> list[str]:
    """Values as the command line has them."""
    return [f"{path}={','.join(repr(float(x)) for x in _listed(given))}" for path, given in values.items()]


def _listed(values: float | Sequence[float]) -> Sequence[float]:
    return [values] if isinstance(values, int | float) else values


@overload
def extend(
    earlier: Run, out: Path | str, *, worlds: int | None = None, scenarios: Sequence[str] = (), set: None = None,
    zip: bool = False, jobs: int | None = None, figures: FigureChoice | None = "all", keep_blocks: bool = False,
    progress: bool | None = None,
) -> Run: ...  # fmt: skip


@overload
def extend(
    earlier: SweepRun, out: Path | str, *, worlds: int | None = None, scenarios: Sequence[str] = (),
    set: Values | None = None, zip: bool = False, jobs: int | None = None, figures: FigureChoice | None = "all",
    keep_blocks: bool = False, progress: bool | None = None,
) -> SweepRun: ...  # fmt: skip


@overload
def extend(
    earlier: Path | str, out: Path | str, *, worlds: int | None = None, scenarios: Sequence[str] = (),
    set: Values | None = None, zip: bool = False, jobs: int | None = None, figures: FigureChoice | None = "all",
    keep_blocks: bool = False, progress: bool | None = None,
) -> Run | SweepRun: ...  # fmt: skip


def extend(
    earlier: Run | SweepRun | Path | str,
    out: Path | str,
    *,
    worlds: int | None = None,
    scenarios: Sequence[str] = (),
    set: Values | None = None,
    zip: bool = False,
    jobs: int | None = None,
    figures: FigureChoice | None = "all",
    keep_blocks: bool = False,
    progress: bool | None = None,
) -> Run | SweepRun:
    """Make a larger run of a finished one: so many worlds in all, more scenarios; as `simulate.py run --extend`.

    Of the scenarios that it has already, those that are named go on with the baseline alone; all, where none is.

    A sweep gets settings too, of more values of its assumptions: set, zip as in `run`. Nothing is computed again; the
    tables are those of one run of that size, byte for byte. Raises RunError where evidence, code or versions have
    changed since, or nothing is added.
    """
    folder = earlier.folder if isinstance(earlier, Run | SweepRun) else RunFolder(Path(earlier))
    manifest = finished_of(folder, RUN, SWEEP)
    within("jobs", 1 if jobs is None else jobs, 1)
    work = Work(jobs=jobs, figures=figures, keep_blocks=keep_blocks, progress=progress)
    wanted = int(manifest["worlds"]) if worlds is None else worlds
    experiment = _larger(folder, manifest, wanted, several("scenarios", scenarios), has_values=bool(set))
    if "settings" in manifest:
        settings = _more_settings(manifest["settings"], set or {}, experiment, zipped=zip, of=folder.path)
        command = ["simulate.py", "run", str(Path(out) / BATCH)]
        _sweep(experiment, settings, Path(out), command, wanted, work, extended=folder)
        warn(work.warnings)
        return open_sweep(out)
    if set is not None:
        raise RunError(f"set: {folder.path} has its values fixed; begin a new run")
    warn(_go_on(folder, manifest, Path(out), experiment, wanted, work))
    return open_run(out)


def _go_on(
    earlier: RunFolder, manifest: Manifest, out: Path, experiment: Experiment, worlds: int, work: Work
) -> list[str]:
    """Compute a larger run with the blocks of a finished one; returns what is to be warned of."""
    larger = manifest_for(experiment, worlds, work)
    refuse_unless_extendable(manifest, larger, earlier.path)
    with RunFolder(out) as folder:
        begin(folder, larger, resume=False)
        write_batch(folder, experiment, worlds)
        hand_over(earlier, folder, experiment, int(manifest["worlds"]), tasks(experiment, worlds))
        return compute_into(experiment, folder, larger, work)


def _larger(
    folder: RunFolder, manifest: Mapping[str, Any], worlds: int, scenarios: Sequence[str], *, has_values: bool
) -> Experiment:
    """A finished run's experiment, with more scenarios; RunError where the run is damaged or nothing is added."""
    found = (open_sweep if "settings" in manifest else open_run)(folder.path)  # which look for damage
    added, had = [name for name in scenarios if Path(name).stem not in found.scenarios], int(manifest["worlds"])
    if worlds < had:
        raise RunError(f"worlds={worlds}: {folder.path} has {had:,} already; name how many it shall have")
    if worlds == had and not added and not has_values:
        raise RunError(f"{folder.path}: nothing is added; give more worlds, or scenarios that it has not")
    return make_experiment(
        [*going_on_with(manifest, scenarios), *added] or [BASELINE],
        seeds=seeds_folder(manifest["digests"]) or Path("seeds"),
        as_of=str(manifest["as_of"]), months=int(manifest["months"]), seed=int(manifest["seed"]),
        overrides=manifest["overrides"], without=tuple(manifest["without"]), sample=bool(manifest["sample"]),
    )  # fmt: skip


def _more_settings(
    had: Mapping[str, Mapping[str, float]], values: Values, experiment: Experiment, *, zipped: bool, of: Path
) -> list[Setting]:
    """The settings of a sweep, and those that more values of its assumptions make."""
    earlier = [Setting(name, dict(each)) for name, each in had.items()]
    added = settings_of(_factors(values), experiment.seeds, zipped=zipped) if values else []
    return added_to(earlier, added, str(of))
