"""A batch of blocks in a run's folder: begun or gone on with, computed where it is missing, and written as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.common.errors import RunError
from model.common.system import writing
from model.experiment.ensemble import Task, tasks
from model.experiment.inputs import keep_inputs
from model.experiment.kinds import PART, refuse_other_kind
from model.experiment.manifest import manifest_of, refuse_unless_same
from model.experiment.pool import Crew, Failure, Workers, results
from model.experiment.run_folder import RunFolder
from model.experiment.tables import Outcomes
from model.load import BASELINE
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures

Manifest = dict[str, Any]
Rows = Iterator[tuple[str, pd.DataFrame]]
"""Each scenario's outcomes, a row a row of a design; the baseline's first."""
Simulate = Callable[[Experiment, RunFolder, list[Task]], None]
"""Computes the blocks of a folder that are missing."""


class BlocksFailed(RunError):
    """Some blocks failed twice; the others are kept."""

    status = 1


@dataclass(frozen=True)
class Gathered:
    """Results of a run's finished blocks, taken together."""

    worlds: int
    kept: dict[str, Any]
    """Scenario → act counts, how often each intervention fired, and a digest of its outcomes."""
    outcomes: Outcomes


def begin(folder: RunFolder, manifest: Manifest, *, resume: bool) -> Manifest | None:
    """Begin the run, or go on with it; returns the manifest it was begun with, if it was. RunError where it may not."""
    folder.refuse_taken()
    if resume and not folder.exists:
        raise RunError(f"{folder.path}: there is no run to go on with; to begin one there leave out --resume")
    if folder.exists and not resume:
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


def compute(
    folder: RunFolder,
    missing: list[Task],
    workers: Callable[[], Workers],
    warn: Callable[[str], None],
    advance: Callable[[], object] = lambda: None,
    *,
    fast: bool = False,
) -> list[Failure]:
    """Compute blocks and keep each as it finishes; returns those that failed twice, or with `fast` the first."""
    if strange := sum(map(folder.begun, missing)):
        warn(f"{folder.path}: {strange} blocks are damaged or not of this run; they are computed again")
    failures = []
    for result in results(workers, missing, warn, fast=fast):
        if isinstance(result, Failure):
            failures.append(result)
        else:
            folder.save(result)
        advance()
    return failures


def simulate_design(experiment: Experiment, path: Path, simulate: Simulate) -> Rows:
    """Run a design, or go on with it; each scenario's outcomes that are judged, the baseline's first."""
    assert experiment.design is not None
    inner = RunFolder(path)
    if not inner.exists:
        inner.begin(manifest_of(experiment, len(experiment.design)) | {"kind": PART})
    todo = tasks(experiment, len(experiment.design))
    simulate(experiment, inner, todo)
    for scenario in sorted(experiment.scenarios, key=lambda scenario: scenario.id != BASELINE):
        blocks = [block.outcomes for block in inner.blocks(experiment, todo, scenario.id)]
        yield scenario.id, pd.DataFrame({name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]})


def gather(
    crew: Crew, folder: RunFolder, todo: list[Task], worlds: int, meanwhile: Callable[[int], object]
) -> Gathered:
    """Write the tables from the finished blocks; meanwhile: as `assemble` has it, told the number of worlds."""
    choice_set = crew.experiment.choice_set
    groups = [f"{actor}.{action}" for actor, action in choice_set.groups]
    with writing(folder.path, folder.cure):
        kept = folder.assemble(todo, Measures(choice_set), groups, crew, partial(meanwhile, worlds))
    return Gathered(worlds, kept, folder.outcomes())
