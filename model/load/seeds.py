"""A seeds folder → `Seeds`, or every fault in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from model import conditions, effects, outcomes
from model.common.errors import Fault, SeedError, did_you_mean
from model.common.places import SHIPPED
from model.load.checks import seed_faults
from model.load.faults import validated
from model.load.names import Names, names_in, odd_names
from model.load.positions import Located, compose
from model.load.shelf import SUFFIXES
from model.spec.chronicle import CHRONICLE, CODINGS, DOCUMENTS, SAME, Chronicle, Layers
from model.spec.events import Events
from model.spec.seeds import FILES, OPTIONAL, Seeds, model_of

DEFAULT_FOLDER = Path("seeds")

conditions.know()
effects.know()
outcomes.know()


def load_seeds(folder: Path = DEFAULT_FOLDER) -> Seeds:
    """All that is declared about a region; raises SeedError with the faults of all files together."""
    if not folder.is_dir():
        raise SeedError([Fault(folder.as_posix(), 0, 0, "", "there is no such seeds folder")], again(folder))
    models = {name: model_of(name) for name in files_of(folder)}
    files = {name: compose(folder / name) for name in models}
    names = names_in(files)
    faults = [*unread(folder)]
    specs: dict[str, Any] = {name: validated(files[name], model, names, faults) for name, model in models.items()}
    faults += odd_names(files)
    seeds = _assembled(folder, specs, names, files)
    faults += seed_faults(seeds, files, sound=[name for name, spec in specs.items() if spec is not None])
    if faults:
        raise SeedError(faults, again(folder))
    return seeds


def files_of(folder: Path) -> list[str]:
    """The files that are read of a seeds folder, by their path within it."""
    optional = [name for name in OPTIONAL if (folder / name).is_file()]
    layered = [name for name in _names(folder / CHRONICLE) if name.endswith(".yaml")]
    return [*FILES, *optional, *(f"{CHRONICLE}/{name}" for name in layered)]


def unread(folder: Path) -> Iterator[Fault]:
    """Files that look like evidence and stand under a name by which nothing reads them."""
    known = {Path(name).stem: name for name in (*FILES, *OPTIONAL)}
    for name in _names(folder):
        path, stem = folder / name, Path(name).stem.lower()
        if path.suffix.lower() not in SUFFIXES or name in known.values():
            continue
        cause = "no file of a region has this name" + did_you_mean(stem, known)
        if stem in known:
            cause = f"is not read under this name; rename it to {known[stem]}"
        yield Fault(path.as_posix(), 0, 0, "", cause)
    for name in _names(folder / CHRONICLE):
        path, cause = folder / CHRONICLE / name, ""
        if path.is_dir():
            cause = "nothing in it is read: files of events lie beside it"
        elif path.suffix.lower() in SUFFIXES and path.suffix != ".yaml":
            cause = f"is not read under this name; rename it to {path.stem}.yaml"
        elif path.suffix.lower() == ".csv" and name not in CODINGS:
            cause = "is not read here; to make events of a table: uv run simulate.py events --help"
        if cause:
            yield Fault(path.as_posix(), 0, 0, "", cause)


def _names(folder: Path) -> list[str]:
    """The names in a folder, in order; hidden ones belong to an editor or to the system."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if not path.name.startswith("."))


def _assembled(folder: Path, specs: Mapping[str, Any], names: Names, files: Mapping[str, Located]) -> Seeds:
    """The region; parts whose file breaks are None, and never leave `load_seeds`."""
    region = _part(specs["region.yaml"], "region")
    layers = Layers(
        {name: spec.events for name, spec in specs.items() if isinstance(spec, Events | Chronicle)},
        _part(specs.get(SAME), "same") or (),
    )
    return Seeds(
        folder=folder,
        region=region,
        documents=_part(specs["sources.yaml"], "documents"),
        actors=specs["actors.yaml"],
        types=specs["types.yaml"],
        ties=specs["ties.yaml"],
        dependence=specs["dependence.yaml"],
        events=layers.events(DOCUMENTS, *(region.layers if region else ())),
        layers=layers,
        actions=specs["actions.yaml"],
        issues=specs["issues.yaml"],
        interests=specs["interests.yaml"],
        outcomes=specs["outcomes.yaml"],
        assumptions=specs["assumptions.yaml"],
        claims=_part(specs.get("claims.yaml"), "claims") or {},
        questions=specs.get("questions.yaml"),
        names={kind: dict(entries) for kind, entries in names.items()},
        digests={name: located.digest for name, located in files.items()},
        lines={name: located.begins for name, located in files.items()},
        doubts=tuple(doubt for located in files.values() for doubt in located.doubts),
    )


def _part(spec: Any, name: str) -> Any:
    return None if spec is None else getattr(spec, name)


def seeds_option(folder: Path) -> list[str]:
    """The words by which a command names a seeds folder; none for that which it takes by itself."""
    return [] if folder in (DEFAULT_FOLDER, SHIPPED) else ["--seeds", folder.as_posix()]


def again(folder: Path) -> str:
    """The command that checks the folder again."""
    return " ".join(["uv run simulate.py check", *seeds_option(folder)])
