"""The evidence a run was made from, kept in its folder: who reads the run later sees what the run saw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from model.common.errors import ModelError, RunError
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from model.spec.seeds import FILES, OPTIONAL, Seeds

FOLDER = "seeds"
"""Folder of the evidence within the run's folder."""
REGION = "region.yaml"


def seeds_folder(digests: Mapping[str, str]) -> Path | None:
    """The folder the evidence was read from; None if a manifest names none."""
    return next((Path(name).parent for name in digests if Path(name).name == REGION), None)


def seed_files(digests: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """The files of the evidence among a manifest's inputs, each with its digest."""
    within = seeds_folder(digests)
    for name, digest in digests.items():
        path = Path(name)
        if path.parent == within and (path.name in FILES or path.name in OPTIONAL):
            yield path, digest


def keep_inputs(folder: RunFolder, digests: Mapping[str, str]) -> None:
    """Copy the evidence into the run's folder; RunError if a file is no longer what the run read."""
    for path, digest in seed_files(digests):
        if folder.kept_beside(f"{FOLDER}/{path.name}") is None:
            try:
                content = path.read_bytes()
            except OSError as error:
                raise RunError(f"{path}: cannot be read: {error.strerror or error}") from None
            if hashlib.sha256(content).hexdigest() != digest:
                raise RunError(f"{path}: changed while the run began; begin again")
            folder.write(f"{FOLDER}/{path.name}", content)


def kept_seeds(folder: RunFolder, digests: Mapping[str, str]) -> Seeds:
    """The evidence as the run had it; RunError where it is not kept, damaged, or of another version's form."""
    damaged = [
        f"{FOLDER}/{path.name}"
        for path, digest in seed_files(digests)
        if hashlib.sha256(folder.kept_beside(f"{FOLDER}/{path.name}") or b"").hexdigest() != digest
    ]
    if damaged or seeds_folder(digests) is None:
        named = ", ".join(damaged[:4]) or REGION
        raise RunError(f"{folder.path}: gone, or no longer what the run wrote: {named}; make that run again")
    try:
        return load_seeds(folder.path / FOLDER)
    except ModelError as error:
        raise RunError(f"{folder.path}: this version of the program cannot read its evidence:\n{error}") from None
