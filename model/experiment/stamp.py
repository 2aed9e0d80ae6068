"""The stamp of a block: what code, inputs and versions made it, so that no other block is ever taken for it."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.common.errors import RunError

if TYPE_CHECKING:  # no module of the model is loaded before the digest is taken
    from model.simulation.experiment import Experiment

PACKAGES = ("numpy", "scipy", "mesa", "numba", "llvmlite")
"""Packages that decide the bits of a world, besides Python; a package that is not installed is left out."""


def code_digest() -> str:
    """One digest of all the program's source as it lies on disk now."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted((root / "model").rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_at_import = code_digest()


@cache
def loaded_code() -> str:
    """Digest of the code that this process loaded, whatever has been written to disk since.

    The files are as they were before the first module was loaded, or else nobody knows which code it is: RunError.
    """
    if code_digest() != _at_import:
        raise RunError("the program's files changed while it was starting; start it again")
    return _at_import


@cache
def versions() -> dict[str, str]:
    """Versions of what decides the bits of a world."""
    import importlib.metadata  # commands that compute nothing start sooner without it

    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def software() -> dict[str, str]:
    """Code and versions that this process computes with."""
    return {"code": loaded_code()} | versions()


def stamp(experiment: Experiment, scenario: str, block: int, worlds: int) -> str:
    """All that decides the numbers of a block of worlds, in this process, as canonical JSON."""
    parts = software() | {
        "inputs": _inputs(experiment, scenario),
        "seed": experiment.seed,
        "as-of": experiment.as_of,
        "months": experiment.months,
        "scenario": scenario,
        "block": block,
        "worlds": worlds,
    }
    return json.dumps(parts, sort_keys=True)


def _inputs(experiment: Experiment, name: str) -> str:
    """Digest of the evidence, the scenario, what was overridden and left out, and the design."""
    scenario = experiment.scenario(name)
    content = {
        "seeds": dict(experiment.seeds.digests),
        "files": sorted(scenario.digests.values()),
        "scenario": scenario.spec.model_dump(mode="json", by_alias=True),
        "overrides": experiment.overrides,
        "without": sorted(experiment.without),
        "sample": experiment.sample,
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    if experiment.design is not None:
        for path, column in sorted(experiment.design.rows.items()):
            digest.update(path.encode() + b"\0" + column.tobytes())
        digest.update(experiment.design.numbers.tobytes())
    return digest.hexdigest()


def differences(found: str, expected: str) -> list[str]:
    """The parts in which a stamp is not the one expected; all of them where it is none."""
    theirs, ours = _parts(found), _parts(expected)
    return sorted(name for name in {*theirs, *ours} if theirs.get(name) != ours.get(name))


def _parts(text: str) -> dict[str, Any]:
    try:
        parts = json.loads(text)
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}
