"""Batch files: recognised among scenario files, and read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from model.common.errors import Fault, FaultyFiles
from model.load.faults import validated
from model.load.positions import Located, compose
from model.load.shelf import SUFFIXES
from model.spec.batch import Batch
from model.spec.scenario import Scenario

_KEYS = {field.alias or name for name, field in Batch.model_fields.items()}
MARKS = _KEYS - {*Scenario.model_fields}
"""Keys that a batch file may have and a scenario file has not."""
OTHERS = {*Scenario.model_fields} - _KEYS
"""Keys by which a file is a scenario, whatever else it has."""


@dataclass(frozen=True)
class BatchFile:
    """One batch file as written."""

    path: Path
    located: Located
    spec: Batch


def is_batch(word: str) -> bool:
    """Return True where a word of the command line names a batch file."""
    path = Path(word)
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return False
    keys = {*compose(path).tree}
    return "scenarios" in keys or bool(keys & MARKS and not keys & OTHERS)


def read_batch(path: Path) -> BatchFile:
    """A batch file; raises FaultyFiles with all that is wrong with its form."""
    located = compose(path)
    faults: list[Fault] = []
    spec = validated(located, Batch, {}, faults)
    if spec is None:
        raise FaultyFiles(faults, f"uv run simulate.py check --plan {path.as_posix()}")
    return BatchFile(path, located, spec)
