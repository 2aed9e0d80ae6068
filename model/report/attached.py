"""Runs of another kind that a report takes up: hindcasts and sensitivities, with folders of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.errors import RunError
from model.store import RunFolder

TABLES = {
    "hindcast": ("skill.csv", "milestones.csv", "independent.csv"),
    "sensitivity": ("indices.csv", "robustness.csv"),
}
"""Kind of run → the tables of it that are shown."""
MOST = 60
"""Rows of a table that are shown."""


@dataclass(frozen=True)
class Table:
    """A table as text."""

    title: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Drawing:
    """A picture the other run drew."""

    title: str
    svg: str


@dataclass(frozen=True)
class Attached:
    """What is shown of another run."""

    kind: str
    name: str
    worlds: str
    finished: str
    tables: list[Table]
    pictures: list[Drawing]


def attached(folder: RunFolder) -> Attached:
    """Another run's tables and pictures; RunError if it is of no kind that can be shown, or has no tables."""
    manifest = folder.manifest
    kind = str(manifest.get("kind", "run"))
    if kind not in TABLES:
        raise RunError(f"--with {folder.path}: is a {kind}; give a folder of {' or '.join(TABLES)}")
    tables = [_table(folder, name) for name in TABLES[kind] if (folder.path / name).is_file()]
    if not tables:
        raise RunError(f"--with {folder.path}: holds none of {', '.join(TABLES[kind])}; is it finished?")
    drawings = sorted((folder.path / "figures").glob("*.svg"))
    return Attached(
        kind,
        folder.path.name,
        str(manifest.get("worlds", "?")),
        str(manifest.get("finished") or "not yet"),
        tables,
        [Drawing(path.stem.replace("-", " "), _bare(path.read_text(encoding="utf-8"))) for path in drawings],
    )


def _table(folder: RunFolder, name: str) -> Table:
    path = folder.path / name
    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read: {error}") from None
    rows = [[_text(value) for value in row] for row in frame.head(MOST).itertuples(index=False)]
    more = f" (first {MOST} of {len(frame)} rows)" if len(frame) > MOST else ""
    return Table(path.stem.replace("-", " ").capitalize() + more, [str(c) for c in frame.columns], rows)


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3g}"
    return str(value)


def _bare(svg: str) -> str:
    return svg[max(svg.find("<svg"), 0) :]
