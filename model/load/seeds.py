"""A seeds folder → `Seeds`, or every fault in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.common.errors import Fault, SeedError
from model.load.checks import seed_faults
from model.load.faults import validated
from model.load.names import Names, names_in, odd_names
from model.load.positions import Located, compose
from model.load.shelf import SUFFIXES
from model.spec.seeds import FILES, OPTIONAL, Seeds

DEFAULT_FOLDER = Path("seeds")


def load_seeds(folder: Path = DEFAULT_FOLDER) -> Seeds:
    """All that is declared about a region; raises SeedError with the faults of all files together."""
    models = FILES | {name: model for name, model in OPTIONAL.items() if (folder / name).is_file()}
    files = {name: compose(folder / name) for name in models}
    if not folder.is_dir():
        raise SeedError([Fault(folder.as_posix(), 0, 0, "", "there is no such seeds folder")], _again(folder))
    names = names_in(files)
    faults = misnamed(folder)
    specs: dict[str, Any] = {name: validated(files[name], model, names, faults) for name, model in models.items()}
    faults += odd_names(files)
    seeds = _assembled(folder, specs, names, files)
    faults += seed_faults(seeds, files, sound=[name for name, spec in specs.items() if spec is not None])
    if faults:
        raise SeedError(faults, _again(folder))
    return seeds


def misnamed(folder: Path) -> list[Fault]:
    """Files that would be read if their names had the ending `.yaml` and small letters only."""
    known = {Path(name).stem: name for name in (*FILES, *OPTIONAL)}
    return [
        Fault(path.as_posix(), 0, 0, "", f"is not read under this name; rename it to {known[path.stem.lower()]}")
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES and path.stem.lower() in known and path.name not in known.values()
    ]


def _assembled(folder: Path, specs: Mapping[str, Any], names: Names, files: Mapping[str, Located]) -> Seeds:
    """The region; parts whose file breaks are None, and never leave `load_seeds`."""
    return Seeds(
        folder=folder,
        region=_part(specs["region.yaml"], "region"),
        documents=_part(specs["sources.yaml"], "documents"),
        actors=specs["actors.yaml"],
        types=specs["types.yaml"],
        ties=specs["ties.yaml"],
        dependence=specs["dependence.yaml"],
        events=_part(specs["events.yaml"], "events"),
        actions=specs["actions.yaml"],
        issues=specs["issues.yaml"],
        interests=specs["interests.yaml"],
        outcomes=specs["outcomes.yaml"],
        assumptions=specs["assumptions.yaml"],
        claims=_part(specs.get("claims.yaml"), "claims") or {},
        names={kind: dict(entries) for kind, entries in names.items()},
        digests={name: located.digest for name, located in files.items()},
        lines={name: located.begins for name, located in files.items()},
        doubts=tuple(doubt for located in files.values() for doubt in located.doubts),
    )


def _part(spec: Any, name: str) -> Any:
    return None if spec is None else getattr(spec, name)


def _again(folder: Path) -> str:
    """The command that checks the folder again."""
    elsewhere = "" if folder == DEFAULT_FOLDER else f" --seeds {folder.as_posix()}"
    return f"uv run simulate.py check{elsewhere}"
