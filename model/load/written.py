"""A region's files as they are on disk at one moment: by them it is known whether loading again gives the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.load.positions import LARGEST_FILE
from model.load.scenarios import scenarios_beside
from model.load.shelf import SUFFIXES
from model.spec.chronicle import CHRONICLE


@dataclass(frozen=True)
class Written:
    """A seeds folder and all that is read when it, and a scenario of it, are loaded."""

    folder: Path
    """As it was named: messages name files by it."""
    places: tuple[Path, ...]
    """The folders in full: another working directory has others of the same name."""
    digest: str
    """SHA-256 of the names of all files, and of the bytes of those that can be read."""

    @classmethod
    def of(cls, folder: Path) -> Written:
        """The files as they are now; scenarios are looked for in the working directory too."""
        folders = (folder, folder / CHRONICLE, scenarios_beside(folder), Path())
        digest = hashlib.sha256()
        for place, within in enumerate(folders):
            for name, content in _files(within):
                digest.update(os.fsencode(f"{place} {len(name)} {name} {len(content)} "))
                digest.update(content)
        return cls(folder, tuple(each.resolve() for each in folders), digest.hexdigest())


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names in a folder, in order, with the bytes of YAML files; of one too large to be loaded, none."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        content = b""
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.stat().st_size <= LARGEST_FILE:
            try:
                content = path.read_bytes()
            except OSError:  # loading tells that it cannot be read
                content = b"unreadable"
        yield path.name, content
