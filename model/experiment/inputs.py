"""The evidence a run was made from, kept in its folder: who reads the run later sees what the run saw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from model.common.errors import ModelError, RunError
from model.common.reading import bytes_in
from model.experiment.run_folder import RunFolder
from model.load import BASELINE, load_seeds, scenarios_beside
from model.simulation.experiment import Experiment
from model.spec.chronicle import CHRONICLE, layer_of
from model.spec.seeds import FILES, OPTIONAL, Seeds

FOLDER = "seeds"
"""Folder of the evidence within the run's folder."""
SCENARIOS = "scenarios"
"""Folder of the scenarios within that of the evidence, where a region's own scenarios lie."""
REGION = "region.yaml"


def seeds_folder(digests: Mapping[str, str]) -> Path | None:
    """The folder the evidence was read from; None if a manifest names none."""
    return next((Path(name).parent for name in digests if Path(name).name == REGION), None)


def seed_files(digests: Mapping[str, str]) -> dict[str, str]:
    """The files of the evidence among a manifest's inputs: path within the seeds folder → digest."""
    if (within := seeds_folder(digests)) is None:
        return {}
    paths = {Path(name): digest for name, digest in digests.items()}
    inside = {path.relative_to(within).as_posix(): of for path, of in paths.items() if within in path.parents}
    return {
        name: digest
        for name, digest in inside.items()
        if name in FILES or name in OPTIONAL or layer_of(name) == CHRONICLE
    }


def scenario_words(manifest: Mapping[str, Any]) -> list[str]:
    """The scenarios of a run but the baseline as the command line names them: by path where they lie elsewhere."""
    digests = manifest["digests"]
    seeds = seeds_folder(digests) or Path("seeds")
    known = {seeds / name for name in seed_files(digests)}
    usual = scenarios_beside(seeds)
    own = {file.stem: file for file in map(Path, digests) if file not in known and file.parent != usual}
    return [str(own.get(name, name)) for name in manifest["scenarios"] if name != BASELINE]


def going_on_with(manifest: Mapping[str, Any], named: Iterable[str]) -> list[str]:
    """The scenarios of a run, in the same words, that a larger one has: those named among its own, or all."""
    words = scenario_words(manifest)
    own = {Path(word).stem for word in named} & {*manifest["scenarios"]}
    return [word for word in words if Path(word).stem in own] if own else words


def keep_inputs(folder: RunFolder, digests: Mapping[str, str]) -> None:
    """Copy evidence and scenarios into the run's folder; RunError if a file is no longer what the run read."""
    within = seeds_folder(digests)
    if within is None:
        return
    expected = {Path(name): digest for name, digest in digests.items()}
    copies = {within / name: f"{FOLDER}/{name}" for name in seed_files(digests)}
    copies |= {path: f"{FOLDER}/{SCENARIOS}/{path.name}" for path in expected if path not in copies}
    for path, place in copies.items():
        if folder.kept_beside(place) is None:
            try:
                content = bytes_in(path)
            except OSError as error:
                raise RunError(f"{path}: cannot be read: {error.strerror or error}") from None
            if hashlib.sha256(content).hexdigest() != expected[path]:
                raise RunError(f"{path}: changed while the run began; begin again")
            folder.write(place, content)


def kept_scenarios(experiment: Experiment) -> bool:
    """Return True where all scenario files, parents included, could be kept: no two have the same name."""
    files = {Path(name) for scenario in experiment.scenarios for name in scenario.digests}
    return len({path.name.casefold() for path in files}) == len(files)


def kept_seeds(folder: RunFolder, digests: Mapping[str, str]) -> Seeds:
    """The evidence as the run had it; RunError where it is not kept, damaged, or of another version's form."""
    damaged = [
        f"{FOLDER}/{name}"
        for name, digest in seed_files(digests).items()
        if hashlib.sha256(folder.kept_beside(f"{FOLDER}/{name}") or b"").hexdigest() != digest
    ]
    if damaged or seeds_folder(digests) is None:
        named = ", ".join(damaged[:4]) or REGION
        raise RunError(f"{folder.path}: gone, or no longer what the run wrote: {named}; make that run again")
    try:
        return load_seeds(folder.path / FOLDER)
    except ModelError as error:
        raise RunError(f"{folder.path}: this version of the program cannot read its evidence:\n{error}") from None
