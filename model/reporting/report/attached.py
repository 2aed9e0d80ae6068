"""Runs of another kind that a report takes up: hindcasts and sensitivities, with folders of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis.comparison import records
from model.analysis.robustness.run_robustness import NAME, RunRobustness
from model.analysis.sensitivity.contested import HELD
from model.analysis.verdicts import RESTS
from model.common.errors import RunError
from model.common.reading import text_in
from model.common.text import counted, listed
from model.experiment.kinds import HINDCAST, SENSITIVITY, finished_of, kind_of
from model.experiment.run_folder import RunFolder
from model.reporting.report.fitting import differing, uncovered
from model.reporting.report.skill import skill_tables

TABLES = {
    HINDCAST: ("skill.csv", "milestones.csv", "independent.csv"),
    SENSITIVITY: ("indices.csv", "screening.csv"),
}
"""Kind of run → the tables of it that are shown."""
CONTESTED = "contested-verdicts.csv"
"""Table of a sensitivity run's verdicts under other evidence."""
MAX_ROWS_SHOWN = 60
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


@dataclass(frozen=True, kw_only=True)
class Attached:
    """Findings of another run that a report shows."""

    kind: str
    name: str
    worlds: str
    finished: str
    tables: list[Table]
    pictures: list[Drawing]
    rests: list[str]
    """Places where a scenario's effect depends mostly on one assumption."""
    robustness: RunRobustness | None = None
    """Robustness of its verdicts and claims."""
    lost: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(Scenario, outcome) → the readings of the evidence under which a verdict is lost or reversed."""
    differs: list[str] = field(default_factory=list)
    """In what it differs from the run that takes it up."""
    uncovered: list[str] = field(default_factory=list)
    """The scenarios of that run that it says nothing of."""

    def covers(self, scenarios: Collection[str]) -> bool:
        """Return True where it has any of these scenarios."""
        return not scenarios or bool({*scenarios} - {*self.uncovered})

    @property
    def cautions(self) -> list[str]:
        """Cautions for a reader who reads it beside the run."""
        said = []
        if self.differs:
            said.append(
                f"{self.name} was made from other inputs, and says little about this run. These differ (here; there): "
                f"{'; '.join(self.differs)}."
            )
        if self.uncovered:
            said.append(f"{self.name} says nothing about {listed(self.uncovered)}: those scenarios are not in it.")
        return said


def attached(folder: RunFolder, run: Mapping[str, Any], *, force: bool = False) -> Attached:
    """Another run's tables and pictures, taken up by a run with this manifest.

    RunError if it is damaged, unfinished, of no kind that can be shown, or (unless forced) of other inputs.
    """
    manifest = finished_of(folder, *TABLES)
    kind = kind_of(manifest)
    there = [name for name in TABLES[kind] if (folder.path / name).is_file()]
    if not there:
        raise RunError(f"--with {folder.path}: is a {kind} that holds none of {', '.join(TABLES[kind])}")
    folder.refuse_damage(manifest, f"run that {kind} again")
    differs = differing(run, manifest)
    if differs and not force:
        raise RunError(
            f"--with {folder.path}: is not about the same as the run; these differ (in the run; there): "
            f"{'; '.join(differs)}; add --force to take it up all the same"
        )
    if kind == HINDCAST:
        tables = [Table(*told) for told in skill_tables(folder)]
    else:
        tables = [_table(folder, name) for name in there]
    drawings = sorted((folder.path / "figures").glob("*.svg"))
    return Attached(
        kind=kind,
        name=folder.path.name,
        worlds=counted(int(manifest["worlds"]), "world") if "worlds" in manifest else "an unknown number of worlds",
        finished=str(manifest["finished"]),
        tables=tables,
        pictures=[Drawing(path.stem.replace("-", " "), _bare(text_in(path))) for path in drawings],
        rests=list(_rests(folder, run["scenarios"])),
        robustness=_robustness(folder),
        lost=_lost(folder),
        differs=differs,
        uncovered=uncovered(run, manifest) if kind == SENSITIVITY else [],
    )


def _robustness(folder: RunFolder) -> RunRobustness | None:
    kept = folder.kept_beside(NAME)
    try:
        return None if kept is None else RunRobustness.from_json(kept)
    except ValueError:
        raise RunError(f"{folder.path / NAME}: cannot be read") from None


def _lost(folder: RunFolder) -> dict[tuple[str, str], list[str]]:
    """Verdicts of the folder that other evidence changes; empty where it has no such table."""
    lost: dict[tuple[str, str], list[str]] = {}
    if (folder.path / CONTESTED).is_file():
        for row in records(folder.table(CONTESTED)):
            if row["verdict"] != HELD:
                lost.setdefault((row["scenario"], row["outcome"]), []).append(f"{row['variant']} ({row['verdict']})")
    return lost


def _rests(folder: RunFolder, scenarios: Collection[str]) -> Iterator[str]:
    """Effects of which one assumption, not a group of them, has a total Sobol index of a half or more."""
    if not (folder.path / "indices.csv").is_file():
        return
    frame = folder.table("indices.csv")
    if not {"scenario", "kind", "outcome", "factor", "total", "change"} <= set(frame.columns):
        return
    lone = frame["change"].notna()  # luck and groups have no one direction
    here = frame["scenario"].isin(list(scenarios))
    for row in records(frame[(frame["kind"] == "effect") & (frame["total"] >= RESTS) & lone & here]):
        yield (
            f"{row['outcome']} in {row['scenario']} rests on one coefficient: {row['factor']} has a part in "
            f"{100 * row['total']:.0f} % of how the difference varies over plausible assumptions ({folder.path.name})."
        )


def _table(folder: RunFolder, name: str) -> Table:
    frame = folder.table(name)
    rows = [[_text(value) for value in row] for row in frame.head(MAX_ROWS_SHOWN).itertuples(index=False)]
    more = f" (first {MAX_ROWS_SHOWN} of {len(frame)} rows)" if len(frame) > MAX_ROWS_SHOWN else ""
    return Table(Path(name).stem.replace("-", " ").capitalize() + more, [str(c) for c in frame.columns], rows)


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3g}"
    return str(value)


def _bare(svg: str) -> str:
    return svg[max(svg.find("<svg"), 0) :]
