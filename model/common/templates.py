"""Templates of pages: text from files is escaped, and a missing name is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.common.languages import _, _n, named, spoken
from model.common.text import counted


def environment(folder: Path) -> Environment:
    """The templates of a folder."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["counted"] = counted
    made.globals.update(_=_, _n=_n, named=named, spoken=spoken)
    return made
