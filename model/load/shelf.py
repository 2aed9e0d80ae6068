"""The scenario files of a region: found by name, each read once, with all that it extends before it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.common.errors import Fault, did_you_mean
from model.load.faults import validated
from model.load.firing import file_faults
from model.load.names import Names, no_file_name
from model.load.positions import Located, compose
from model.spec.scenario import Scenario
from model.spec.seeds import Seeds

DEEPEST = 20
"""Most scenarios that one may extend, each through the next."""
SUFFIXES = (".yaml", ".yml")
"""Endings of names of YAML files, in capital or small letters."""


@dataclass(frozen=True)
class ScenarioFile:
    """One scenario file as written."""

    path: Path
    located: Located
    spec: Scenario


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a folder; hidden ones belong to an editor or to the system."""
    try:
        paths = sorted(folder.iterdir())
    except (OSError, ValueError):
        return []
    return [path for path in paths if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")]


def same_name(one: str, other: str) -> bool:
    """Return True where some file system takes two names for the same: capitals and composed letters do not count."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


Lineage = tuple[ScenarioFile, ...]
"""A scenario's file and all it extends, the furthest ancestor first."""


class Shelf:
    """The scenario files read so far, each once, and what is wrong with them."""

    def __init__(self, names: Names, folder: Path, seeds: Seeds | None) -> None:
        self.names = names
        self.folder = folder
        self.seeds = seeds
        self.faults: list[Fault] = []
        self._files: dict[str, ScenarioFile | None] = {}
        self._lineages: dict[str, Lineage | None] = {}
        self._folders: dict[Path, list[Path]] = {}

    @classmethod
    def of(cls, seeds: Seeds, folder: Path) -> Shelf:
        """An empty shelf of a region whose own files are sound."""
        paths = {**seeds.assumptions.assumptions, **seeds.numbers}
        return cls({**seeds.names, "assumption_path": paths}, folder, seeds)

    def lineages(self, names: Sequence[str]) -> list[tuple[Path, Lineage | None]]:
        """Each of the named scenarios once: its file, and its lineage; None where a file of it breaks."""
        found: dict[str, tuple[Path, Lineage | None]] = {}
        for name in names:
            path = self.find(name)
            if path is None:
                cause = f'unknown scenario "{name}"{did_you_mean(name, self._stems(self.folder))}'
                self.faults.append(Fault(self.folder.as_posix(), 0, 0, "", cause))
            elif (key := _folded(path.stem)) not in found:
                found[key] = path, self.lineage(path) if self._well_named(path) else None
            elif _real(found[key][0]) != _real(path):
                self._refuse_twins(path, found[key][0])
        return list(found.values())

    def _well_named(self, path: Path) -> bool:
        """Return True where a file's name suits the files of a run, and no other file beside it has the same."""
        if why := no_file_name(path.stem):
            cause = f"its files in a run folder cannot be named after it: {why}; rename it"
            self.faults.append(Fault(path.as_posix(), 0, 0, "", cause))
            return False
        twins = [other for other in self._beside(path.parent) if same_name(other.stem, path.stem) and other != path]
        for other in twins:
            self._refuse_twins(*sorted((path, other), reverse=True))
        return not twins

    def _refuse_twins(self, path: Path, other: Path) -> None:
        but = "" if path.stem == other.stem else " but for capital letters"
        cause = f"has the same name as {other.as_posix()}{but}; rename one of them"
        self.faults.append(Fault(path.as_posix(), 0, 0, "", cause))

    def _beside(self, folder: Path) -> list[Path]:
        if folder not in self._folders:
            self._folders[folder] = scenario_files(folder)
        return self._folders[folder]

    def _stems(self, folder: Path) -> set[str]:
        return {path.stem for path in self._beside(folder)}

    def find(self, name: str, beside: Path | None = None) -> Path | None:
        """The file of a scenario named by stem or path; `beside` is where to look first."""
        is_path = name.lower().endswith(SUFFIXES)
        here = Path() if beside is None else beside
        places = [self.folder, here] if beside is None and not is_path else [here, self.folder]
        for path in (place / name for place in places if name):
            if is_path and _is_there(path):
                return path
            wanted = unicodedata.normalize("NFC", path.name)
            for other in () if is_path else self._beside(path.parent):
                if unicodedata.normalize("NFC", other.stem) == wanted:
                    return other
        return None

    def read(self, path: Path) -> ScenarioFile | None:
        """A file as written; None where it breaks."""
        if _real(path) not in self._files:
            self.keep(path, compose(path))
        return self._files[_real(path)]

    def keep(self, path: Path, located: Located) -> None:
        """Keep the content of a file, and its mistakes."""
        spec = validated(located, Scenario, self.names, self.faults)
        self._files[_real(path)] = ScenarioFile(path, located, spec) if spec else None
        if spec and self.seeds:
            self.faults += file_faults(located, spec, self.seeds)

    def lineage(self, path: Path) -> Lineage | None:
        """The file and all it extends; None where one of them breaks, which is told once."""
        chain: list[ScenarioFile] = []
        above: Lineage | None = ()
        while above == ():
            if _real(path) in self._lineages:
                above = self._lineages[_real(path)]
            elif (file := self.read(path)) is None:
                above = None
            else:
                chain.append(file)
                if file.spec.extends is None:
                    break
                parent = self._parent(file, chain)
                above, path = (None, path) if parent is None else ((), parent)
        for file in reversed(chain):
            if above is not None and len(above) > DEEPEST:
                cause = f"more than {DEEPEST} scenarios extend each other here, the most there may be"
                self.faults.append(file.located.fault(("extends",), cause))
                above = None
            above = None if above is None else (*above, file)
            self._lineages[_real(file.path)] = above
        return above

    def _parent(self, file: ScenarioFile, chain: Sequence[ScenarioFile]) -> Path | None:
        """The file that another extends; None, with the fault told, where there is none or it closes a circle."""
        wanted, cause = str(file.spec.extends), ""
        parent = self.find(wanted, file.path.parent)
        met = [_real(link.path) for link in chain]
        if Path(wanted).anchor or ".." in Path(wanted).parts:
            cause = f"must name a scenario beside this file or in {self.folder.as_posix()}, not a path elsewhere"
        elif parent is None:
            known = (self._stems(file.path.parent) | self._stems(self.folder)) - {file.path.stem}
            cause = f'unknown scenario "{wanted}"{did_you_mean(wanted, known)}'
        elif _real(parent) in met:
            circle = [link.path.stem for link in chain[met.index(_real(parent)) :]] + [parent.stem]
            cause = f"circular extends: {' → '.join(circle)}"
        if cause:
            self.faults.append(file.located.fault(("extends",), cause))
        return None if cause else parent


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _is_there(path: Path) -> bool:
    """Return True where a name is taken, even by a broken link: mistakes are reported where the file is read."""
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):  # a name that is too long for the file system, or none at all
        return False
