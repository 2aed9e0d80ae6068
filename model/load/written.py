"""A region's files as they were when it was loaded: by them it is known whether loading again gives the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.common.reading import bytes_in
from model.load.scenarios import LoadedScenario, scenarios_beside
from model.load.seeds import files_of, unread
from model.load.shelf import scenario_files
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Written:
    """All that was read of a seeds folder and of scenarios, and what else would have been read if it had been there."""

    folder: Path
    digests: Mapping[Path, str]
    """File → SHA-256 of its bytes."""
    names: tuple[str, ...]
    """Files of the folder, those under names that nothing reads, and scenarios beside it."""

    @classmethod
    def of(cls, seeds: Seeds, scenarios: Sequence[LoadedScenario]) -> Written:
        """Files that these were loaded from."""
        digests = {seeds.folder / name: digest for name, digest in seeds.digests.items()}
        for scenario in scenarios:
            digests |= {Path(file): digest for file, digest in scenario.digests.items()}
        return cls(seeds.folder, digests, _names(seeds.folder))

    @property
    def unchanged(self) -> bool:
        """True where each file still says the same, and none was added or taken away."""
        try:
            return _names(self.folder) == self.names and all(
                hashlib.sha256(bytes_in(path)).hexdigest() == digest for path, digest in self.digests.items()
            )
        except OSError:  # loading tells what cannot be read
            return False


def _names(folder: Path) -> tuple[str, ...]:
    there = (*files_of(folder), *unread(folder), *scenario_files(scenarios_beside(folder)))
    return tuple(map(str, there))
