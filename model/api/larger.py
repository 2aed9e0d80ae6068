"""Sweeps, and runs made larger: more worlds or scenarios without computing anything again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from model.analysis.sweep import Sweep, write_tables
from model.analysis.sweeping import run_setting, sweep_manifest
from model.api.computing import compute_into, computed
from model.api.evidence import make_experiment, several, warn, within
from model.api.finished import Run, SweepRun, run_in, sweep_in
from model.common.errors import RunError
from model.experiment.batch import begin
from model.experiment.batch_file import command_of, write_batch
from model.experiment.ensemble import tasks
from model.experiment.extension import hand_over, refuse_unless_extendable
from model.experiment.inputs import scenario_words, seeds_folder
from model.experiment.manifest import going_on, manifest_of, now
from model.experiment.run_folder import RunFolder
from model.experiment.settings import settings_of, unlikely
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
    factors = [f"{path}={','.join(repr(float(x)) for x in _listed(values))}" for path, values in set.items()]
    settings = settings_of(factors, experiment.seeds, zipped=zip)
    if both := sorted({*experiment.overrides} & {*settings[0].values}):
        raise RunError(f"set: {both[0]} is set for all settings by the experiment and for each here; give it once")
    command = [*command_of(experiment, worlds), *_words(factors), *(["--zip"] if zip else [])]
    manifest = sweep_manifest(experiment, worlds, settings) | {"command": command}
    with RunFolder(Path(out)) as folder:
        earlier = begin(folder, manifest, resume=resume)
        if earlier is None or not folder.whole(earlier):
            manifest = manifest if earlier is None else going_on(earlier, manifest)
            write_batch(folder, experiment, worlds, settings)
            said = unlikely(settings, experiment.seeds)
            simulate = partial(computed, worlds=worlds, jobs=jobs, said=said, progress=progress)
            for setting in settings:
                said += run_setting(experiment, setting, folder, worlds, simulate, jobs=jobs, keep_blocks=keep_blocks)
            write_tables(folder, settings)
            if figures is not None:
                from model.reporting.report.sweep import write_sweep_report  # drawing is slow to import

                write_sweep_report(Sweep(folder, manifest), figures)
            folder.write_manifest(manifest | {"finished": now(), "files": folder.digests()})
            warn(said, depth=2)
    return sweep_in(out)


def _words(factors: Sequence[str]) -> list[str]:
    return [word for factor in factors for word in ("--set", factor)]


def _listed(values: float | Sequence[float]) -> Sequence[float]:
    return [values] if isinstance(values, int | float) else values


def extend(
    earlier: Run | Path | str,
    out: Path | str,
    *,
    worlds: int | None = None,
    scenarios: Sequence[str] = (),
    jobs: int | None = None,
    figures: FigureChoice | None = "all",
    keep_blocks: bool = False,
    progress: bool | None = None,
) -> Run:
    """Make a larger run of a finished one: so many worlds in all, more scenarios; as `simulate.py run --extend`.

    Nothing is computed again; the tables are those of one run of that size, byte for byte. Raises RunError where
    evidence, code or versions have changed since, or nothing is added.
    """
    found = earlier if isinstance(earlier, Run) else run_in(earlier)
    found.refuse_damage()
    manifest, had = found.manifest, found.worlds
    wanted = had if worlds is None else worlds
    within("jobs", 1 if jobs is None else jobs, 1)
    added = [name for name in several("scenarios", scenarios) if Path(name).stem not in found.scenarios]
    if wanted < had:
        raise RunError(f"worlds={wanted}: {found.folder.path} has {had:,} already; name how many it shall have")
    if wanted == had and not added:
        raise RunError(f"{found.folder.path}: nothing is added; give more worlds, or scenarios that it has not")
    experiment = make_experiment(
        [*scenario_words(manifest), *added], seeds=seeds_folder(found.read.digests) or Path("seeds"),
        as_of=str(manifest["as_of"]), months=found.months, seed=found.read.seed, overrides=found.read.overrides,
        without=found.read.without, sample=found.read.sample,
    )  # fmt: skip
    larger = manifest_of(experiment, wanted) | {"command": command_of(experiment, wanted)}
    larger |= {"report": False} if figures is None else {}
    refuse_unless_extendable(manifest, larger, found.folder.path)
    with RunFolder(Path(out)) as folder:
        begin(folder, larger, resume=False)
        write_batch(folder, experiment, wanted)
        hand_over(found.folder, folder, experiment, had, tasks(experiment, wanted))
        warn(compute_into(experiment, folder, larger, jobs, figures, keep_blocks, progress))
    return run_in(out)
