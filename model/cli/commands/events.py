"""`events`: a table of events, checked and written as YAML."""

from __future__ import annotations

import sys
from pathlib import Path

from model.cli.show import warn
from model.common.errors import RunError, plain
from model.common.system import write_new
from model.load import load_seeds
from model.load.chronicle_text import chronicle_text
from model.load.event_table import read_table, told_already
from model.load.json_schema import comment_line
from model.load.seeds import again
from model.spec.chronicle import CHRONICLE, SAME
from model.spec.seeds import Seeds


def events_command(table: Path, *, seeds: Path, out: Path | None) -> None:
    """Write a table's events as YAML, to standard output or to a new file; raises ModelError with every fault."""
    region = load_seeds(seeds)
    if out is not None:
        _refuse(out)
    events = read_table(table, region)
    for warning in told_already(events, region):
        warn(warning)
    text = f"# Events from {plain(table.name)}.\n{chronicle_text(events, region.types)}"
    if out is None:
        sys.stdout.write(text)
        return
    line = comment_line(out, region.folder, "chronicle")
    write_new(out, text if line is None else f"{line}\n{text}")
    sys.stdout.write(f"{out.as_posix()}\nto check it: {again(seeds)}\n{_counts(out, region)}")


def _refuse(out: Path) -> None:
    """RunError where a file of this name would not be read as events, or is there already."""
    if out.suffix != ".yaml" or out.name == Path(SAME).name:
        raise RunError(f"--out {out}: name a file that ends in .yaml, other than {Path(SAME).name}")
    if out.exists() or out.is_symlink():
        raise RunError(f"--out {out}: there is such a file already; choose another name")


def _counts(out: Path, region: Seeds) -> str:
    """How to have the events count, where they do not yet."""
    folder = region.folder / CHRONICLE
    if out.parent.resolve() != folder.resolve():
        return f"it is read once it lies in {folder.as_posix()}/\n"
    if CHRONICLE not in region.region.layers:
        return f"to have it count: layers: [{CHRONICLE}] in {(region.folder / 'region.yaml').as_posix()}\n"
    return ""
