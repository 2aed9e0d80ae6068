"""Outside measures: replayed alignments against what others measured, as rank correlations with their limits.

They are declared in `outside/measures.yaml` of a seeds folder, beside the tables they name; code knows only kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from model.analysis.hindcast.past import DocumentedPast
from model.analysis.hindcast.scores import block_bootstrap
from model.common.errors import Fault, SeedError
from model.common.reading import cause_of, refuse_no_file
from model.load.faults import validated
from model.load.positions import compose
from model.rules.axes import Array, Index
from model.spec.base import ActorNames, DocumentName, Frozen, Month, month_of

DRAWS = 2000
INTERVAL = (0.025, 0.975)
YEAR = 12
COLUMNS = ("measure", "who", "cases", "apart", "rank_correlation", "low", "high")


class _Measure(Frozen):
    name: str
    file: str
    """A table beside the declaration."""
    document: DocumentName
    limits: str
    """Limits of the measure, in words."""


class Pairs(_Measure):
    """A matrix of how near two actors are, for one span of time."""

    kind: Literal["pairs"]
    span: tuple[Month, Month]


class Points(_Measure):
    """Position of each actor in a year on a line from one pole to another."""

    kind: Literal["points"]
    low: ActorNames
    high: ActorNames


class Days(_Measure):
    """Days of cooperation and of conflict of a pair in a month."""

    kind: Literal["days"]


class OutsideMeasures(Frozen):
    """The measures a region is compared with."""

    measures: dict[str, Annotated[Pairs | Points | Days, Field(discriminator="kind")]]


def declared(past: DocumentedPast) -> OutsideMeasures | None:
    """Outside measures that the seeds folder declares; None if it has none. SeedError with all mistakes."""
    path = past.seeds.folder / "outside" / "measures.yaml"
    if not path.exists():
        return None
    faults: list[Fault] = []
    located = compose(path)
    found = validated(located, OutsideMeasures, past.seeds.names, faults)
    for name, measure in ({} if found is None else found.measures).items():
        if Path(measure.file).name != measure.file:
            faults.append(located.fault(("measures", name, "file"), "must name a table beside this file"))
        if isinstance(measure, Pairs) and not _months(past, *measure.span):
            faults.append(located.fault(("measures", name, "span"), "the documents cover no month of it"))
    if faults or found is None:
        raise SeedError(faults)
    return found


def outside_measures(past: DocumentedPast) -> pd.DataFrame:
    """One row a comparison: measure, who, cases, how many are apart, Spearman's rank correlation, its 95 % interval."""
    rows: list[tuple[object, ...]] = []
    for name, (measure, table) in measured(past).items():
        match measure:
            case Pairs():
                rows.append((name, *_pairs(past, table, measure)))
            case Points():
                rows.append((name, *_points(past, table, measure)))
            case Days():
                rows += [(name, *row) for row in _days(past, table)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def measured(past: DocumentedPast) -> dict[str, tuple[Pairs | Points | Days, pd.DataFrame]]:
    """Each measure with its table; SeedError where a table is not what its measure's kind takes."""
    found = declared(past)
    tables = {}
    for name, measure in ({} if found is None else found.measures).items():
        path = past.seeds.folder / "outside" / measure.file
        try:
            refuse_no_file(path)
            tables[name] = measure, _taken(past, pd.read_csv(path), measure)
        except (OSError, ValueError) as error:
            raise SeedError([Fault(path.as_posix(), 0, 0, "", f"cannot be read: {cause_of(error)}")]) from None
    return tables


def _taken(past: DocumentedPast, table: pd.DataFrame, measure: Pairs | Points | Days) -> pd.DataFrame:
    """The compared part of a table, its numbers as numbers; ValueError where it does not fit the measure's kind."""
    match measure:
        case Pairs():
            table = table.set_index(table.columns[0])
            table = table[table.index.isin(past.axes.actor)]
            names = list(table.index)
            if table.index.has_duplicates:
                raise ValueError("an actor has two rows")
            table = _with_numbers(table, names)[names]
        case Points():
            table = _with_numbers(table, ["year", "value"], ["actor"]).dropna()
            poles = {*measure.high, *measure.low}
            table = table[table["actor"].isin(past.axes.actor) & ~table["actor"].isin(poles)]
            table = table[np.array([bool(_months(past, *_year(year))) for year in table["year"]], dtype=bool)]
        case Days():
            table = _with_numbers(table, ["days", "days_pos", "days_neg"], ["a", "b", "month"]).dropna()
            if strangers := sorted({*table["a"], *table["b"]} - {*past.axes.actor}):
                raise ValueError(f"no actors: {', '.join(map(str, strangers[:4]))}")
            table = table[np.array([month_of(str(month)) in past.months for month in table["month"]], dtype=bool)]
            table = table[table["days"] > 0]
    if table.empty:
        raise ValueError("nothing in it is about this region in the time of its documents")
    return table


def _with_numbers(table: pd.DataFrame, numbers: list[str], words: Sequence[str] = ()) -> pd.DataFrame:
    """A table whose columns of numbers are finite numbers or empty; ValueError where it is not or lacks a column."""
    if missing := [name for name in (*words, *numbers) if name not in table.columns]:
        raise ValueError(f"the column {missing[0]} is missing")
    table = table.copy()
    for name in numbers:
        found = pd.to_numeric(table[name], errors="coerce").astype(float)
        wrong = table[name][(found.isna() & table[name].notna()) | np.isinf(found)]
        if len(wrong):
            raise ValueError(f"{wrong.iloc[0]} in the column {name} is not a number")
        table[name] = found
    return table


def _year(number: float) -> tuple[int, int]:
    """The first and the last month of a year."""
    return int(number) * YEAR, int(number) * YEAR + YEAR - 1


def rank_correlation(one: Array, other: Array) -> float:
    """Spearman's rank correlation; NaN where either does not vary."""
    from scipy import stats  # slow to import

    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(stats.spearmanr(one, other).statistic)


def interval(statistic: Callable[[Index], float], rows: Index) -> tuple[float, float]:
    """The 95 % interval of a statistic over resampled units: (draw, unit)."""
    found = np.array([statistic(row) for row in rows])
    found = found[~np.isnan(found)]
    low, high = np.quantile(found, INTERVAL) if len(found) else (np.nan, np.nan)
    return float(low), float(high)


def _months(past: DocumentedPast, first: int, last: int) -> list[int]:
    """The months of a span that the replay covers."""
    return [month for month in past.months if first <= month <= last]


def _levels(past: DocumentedPast, first: int, last: int) -> Array:
    """Mean alignment over dimensions and the months of a span that the replay covers: (actor, actor)."""
    months = _months(past, first, last)
    return np.asarray(np.mean([past.known(m).alignment[0].mean(axis=0) for m in months], axis=0))


def _pairs(past: DocumentedPast, table: pd.DataFrame, measure: Pairs) -> tuple[object, ...]:
    """Both directions' mean against the matrix, over pairs of actors; actors are resampled, for pairs share them."""
    names = list(table.index)
    level = _levels(past, *measure.span)
    place = [past.axes.actor[name] for name in names]
    ours = ((level + level.T) / 2)[np.ix_(place, place)]
    theirs = table.to_numpy(dtype=float)

    def over(actors: Index) -> float:
        apart = [(i, j) for i, j in combinations(actors, 2) if i != j]
        i, j = np.array(apart, dtype=np.intp).reshape(-1, 2).T
        return rank_correlation(ours[i, j], theirs[i, j])

    rows = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    cases = len(names) * (len(names) - 1) // 2
    return "all pairs", cases, f"{len(names)} actors", over(np.arange(len(names))), *interval(over, rows)


def _points(past: DocumentedPast, table: pd.DataFrame, measure: Points) -> tuple[object, ...]:
    """Rank correlation of lean to the high pole less the low one with each actor's point, over actors and years."""
    high, low = past.axes.picks(measure.high), past.axes.picks(measure.low)
    names, ours = sorted(table["actor"].unique()), []
    for row in table.to_dict("records"):
        level = _levels(past, *_year(row["year"]))[past.axes.actor[row["actor"]]]
        ours.append(level[high].mean() - level[low].mean())
    leans, points = np.array(ours), table["value"].to_numpy(dtype=float)
    whose = table["actor"].map(names.index).to_numpy()

    def over(actors: Index) -> float:
        rows = np.concatenate([np.flatnonzero(whose == actor) for actor in actors])
        return rank_correlation(leans[rows], points[rows])

    rows = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    return ", ".join(names), len(table), f"{len(names)} actors", over(np.arange(len(names))), *interval(over, rows)


def _days(past: DocumentedPast, table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Both directions' mean at a month's end against its days of cooperation less conflict; years are resampled."""
    for pair, rows in table.groupby(["a", "b"], sort=False):
        a, b = map(str, pair)
        i, j = past.axes.actor[a], past.axes.actor[b]
        levels = [past.known(month_of(m)).alignment[0].mean(axis=0) for m in rows["month"]]
        ours = np.array([(level[i, j] + level[j, i]) / 2 for level in levels])
        theirs = ((rows["days_pos"] - rows["days_neg"]) / rows["days"]).to_numpy(dtype=float)

        def over(months: Index, ours: Array = ours, theirs: Array = theirs) -> float:
            return rank_correlation(ours[months], theirs[months])

        again = block_bootstrap(len(ours), YEAR, DRAWS)
        apart = f"{len(ours) // YEAR} years"
        yield f"{a}-{b}", len(ours), apart, over(np.arange(len(ours))), *interval(over, again)
