"""A sweep computed: a run for each setting, each in a folder of its own, from the command line and from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from model.analysis.finishing import FirstWorlds, finish
from model.analysis.sweep import part_of
from model.experiment.batch import Gathered, Manifest, begin
from model.experiment.batch_file import command_of, write_batch
from model.experiment.condensed import drop_blocks
from model.experiment.ensemble import tasks
from model.experiment.extension import hand_over
from model.experiment.kinds import SWEEP
from model.experiment.manifest import going_on, manifest_of
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.experiment.settings import Setting
from model.simulation.experiment import Experiment


def sweep_manifest(experiment: Experiment, worlds: int, settings: Sequence[Setting]) -> Manifest:
    """The manifest of a sweep, before the folder's own parts."""
    values = {setting.name: setting.values for setting in settings}
    return manifest_of(experiment, worlds) | {"kind": SWEEP, "settings": values}


def experiment_at(experiment: Experiment, setting: Setting) -> Experiment:
    """The experiment of one setting: the same worlds with its values."""
    return replace(experiment, overrides={**experiment.overrides, **setting.values})


def run_setting(
    crew: Crew, setting: Setting, folder: RunFolder, worlds: int,
    simulate: Callable[[Crew, RunFolder, Callable[[int], object]], Gathered], *,
    keep_blocks: bool, further: dict[str, Any] | None = None, extended: RunFolder | None = None,
) -> list[str]:  # fmt: skip
    """Run one setting into a folder of its own, unless that is done; returns what is to be warned of.

    crew: that of the sweep, for all settings. simulate: computes what is missing in the setting's folder, and calls the
    last as `gather` does. extended: an earlier sweep whose blocks are taken over.
    """
    its = experiment_at(crew.experiment, setting)
    manifest = manifest_of(its, worlds) | {"report": False, "command": command_of(its, worlds)}
    with part_of(folder, setting.name) as part:
        earlier = begin(part, manifest, resume=part.exists)
        if earlier is not None:
            if part.whole(earlier):
                return []
            manifest = going_on(earlier, manifest)
        write_batch(part, its, worlds, further=further)
        if extended is not None and (source := part_of(extended, setting.name)).exists:
            hand_over(source, part, its, source.manifest["worlds"], tasks(its, worlds))
        first = FirstWorlds(crew.at(its))
        gathered = simulate(first.crew, part, first.ask)
        warnings = finish(first, part, gathered, manifest, keep_blocks=keep_blocks)
        if not keep_blocks:
            drop_blocks(part)
    return warnings
