"""The tables inside docs/tables.md, written from the codebook, so that they cannot go stale.

`uv run python -m model.reporting.codebook_page` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.analysis import ledger
from model.analysis.comparison import ALONE, BASE_RATES_ONLY, COLUMNS, ERROR, FOLLOWED, NOBODY_ACTS, SMALLEST, VERDICT
from model.experiment.ensemble import Task, block_outcomes
from model.experiment.joined import SETTING
from model.load import BASELINE, load_seeds
from model.outcomes.kind import kind_of
from model.reporting.codebook import Codebook, Row, exported
from model.reporting.odd_tables import between, rows_of
from model.reporting.wording.words import Words
from model.simulation.experiment import make_experiment
from model.spec.columns import QUANTILES
from model.spec.seeds import Seeds

DOCUMENT = Path(__file__).parents[1] / "docs" / "tables.md"


@dataclass(frozen=True)
class Described:
    """A table of a run folder, and what a row of it is."""

    name: str
    file: str
    row: str
    columns: Sequence[str]


CHANGES = (
    "scenario", "outcome", "first", "second", "difference", "ci_low", "ci_high", "smallest", "differing", "worlds",
    "p", "p_corrected", "kind", "worlds_to_settle", "said",
)  # fmt: skip
TABLES = (
    Described(
        "comparison", "comparison.csv", "A row a scenario and outcome: the scenario against the baseline.",
        (*COLUMNS, NOBODY_ACTS, ALONE, BASE_RATES_ONLY, FOLLOWED, ERROR, SMALLEST, VERDICT),
    ),
    Described(
        "ledger", "ledger.csv", "A row a part of a difference; a sweep has one in the folder of each setting.",
        ledger.COLUMNS,
    ),
    Described(
        "trajectories", "trajectories.parquet", "A row a scenario, month and measure, over all worlds.",
        ("scenario", "month", "measure", "mean", *QUANTILES),
    ),
    Described(
        "overrides", "overrides.csv",
        "What `--set` changed: a row a scenario and headline outcome. Only where a value was changed; not exported.",
        CHANGES,
    ),
    Described(
        "as-shipped", "as-shipped.csv",
        "What all options together changed in the baseline: a row a headline outcome. Only where `--sample`, "
        "`--without` or `--as-of` is among them, and in every sweep, where each setting has such rows; not exported.",
        CHANGES,
    ),
    Described(
        "by-setting", "by-setting.csv",
        "A row a setting, scenario and headline outcome. Only of a sweep; not exported.",
        (SETTING, "scenario", "outcome", "mean", "low", "high", "never", "difference", "ci_low", "ci_high", "scripted",
         "smallest", "worlds", "differing", "p", "p_corrected", "kind", "said", "followed"),
    ),
)  # fmt: skip
"""Tables whose columns are the same in every region; a test holds them to be those of runs."""
NOT_EXPORTED = ("overrides", "as-shipped", "by-setting")
HEAD = ("column", "unit", "meaning")


def tables(seeds: Seeds) -> str:
    """Every table of a run folder: every column with unit and meaning."""
    book = Codebook(Words(seeds))
    parts = []
    for table in TABLES:
        names = table.columns if table.name in NOT_EXPORTED else exported(table.name, table.columns)
        added = {*names} - {*table.columns}
        rows = [_cells(row, " (export)" if row[1] in added else "") for row in book.keys(table.name, names)]
        parts += [f"## `{table.file}`", table.row, rows_of(HEAD, rows)]
    parts += ["## `outcomes.parquet`", "A row a scenario and world: all that is known of it at the end."]
    parts += [rows_of(HEAD, _outcomes(seeds, book))]
    parts += ["## `settings.csv`", "A row a setting. Only of a sweep."]
    path = ("`assumptions.…`, or another path", "that of the assumption", "Value of the assumption in this setting.")
    parts += [rows_of(HEAD, [_cells(book.setting(SETTING)), path])]
    return "\n\n".join(parts)


def _cells(row: Row, added: str = "") -> tuple[str, str, str]:
    _, column, _, unit, meaning = row
    return f"`{column}`{added}", unit, meaning


def _outcomes(seeds: Seeds, book: Codebook) -> Iterator[tuple[str, str, str]]:
    """A row a column, or one for all columns that a kind tells of together."""
    for row in book.keys("outcomes", exported("outcomes", ("scenario", "world"))):
        yield _cells(row, " (export)" if row[1] == "scenario_name" else "")
    rows: dict[str, tuple[str, str, str]] = {}
    for column, kind in outcome_columns(seeds):
        _, _, label, unit, meaning = book.outcome(column, kind)
        outcome = seeds.outcomes.of(column)
        name, said = kind_of(outcome).in_codebook(column, label, seeds) if outcome else (column, label)
        rows[name] = f"`{name}`", unit, f"{said}. {meaning}"
    yield from rows.values()
    yield "`assumptions.…`", "that of the assumption", "Value drawn for this world, of a run with `--sample`."


def outcome_columns(seeds: Seeds) -> tuple[tuple[str, str], ...]:
    """Columns of outcomes and the types of their numbers: those of one simulated world."""
    experiment = make_experiment([BASELINE], seeds=seeds.folder, months=1)
    found = block_outcomes(experiment, Task(BASELINE, 0, 1))
    return tuple((name, "string" if column.dtype.kind in "OU" else str(column.dtype)) for name, column in found.items())


def refreshed(text: str, seeds: Seeds) -> str:
    """The page with its tables written anew."""
    return between(text, "tables", tables(seeds))


def main() -> None:
    """Rewrite docs/tables.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(refreshed(text, load_seeds()), encoding="utf-8")


if __name__ == "__main__":
    main()
