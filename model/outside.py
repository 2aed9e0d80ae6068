"""Outside measures: replayed alignments against what others measured, as rank correlations with their limits.

They are declared in `outside/measures.yaml` of a seeds folder, beside the tables they name; code knows only kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy import stats

from model.axes import Array, Index
from model.errors import Fault, SeedError
from model.hindcast.past import DocumentedPast
from model.hindcast.scores import block_bootstrap
from model.load.faults import validated
from model.load.positions import compose
from model.spec.base import ActorNames, DocumentName, Frozen, Month, month_of

DRAWS = 2000
LEVELS = (0.025, 0.975)
YEAR = 12
COLUMNS = ("measure", "who", "cases", "apart", "rank_correlation", "low", "high")


class _Measure(Frozen):
    name: str
    file: str
    """A table beside the declaration."""
    document: DocumentName
    limits: str
    """What it cannot show."""


class Pairs(_Measure):
    """A matrix of how near two actors are, for one span of time."""

    kind: Literal["pairs"]
    span: tuple[Month, Month]


class Points(_Measure):
    """Where each actor stands in a year on a line from one pole to another."""

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
    """What the seeds folder declares; None if it has no outside measures; SeedError with all that is wrong there."""
    path = past.seeds.folder / "outside" / "measures.yaml"
    if not path.exists():
        return None
    faults: list[Fault] = []
    found = validated(compose(path), OutsideMeasures, past.seeds.names, faults)
    if faults or found is None:
        raise SeedError(faults)
    return found


def outside_measures(past: DocumentedPast) -> pd.DataFrame:
    """One row a comparison: measure, who, cases, how many are apart, Spearman's rank correlation, its 95 % interval."""
    found = declared(past)
    rows: list[tuple[object, ...]] = []
    for name, measure in ({} if found is None else found.measures).items():
        table = _read(past.seeds.folder / "outside" / measure.file)
        match measure:
            case Pairs():
                rows.append((name, *_pairs(past, table, measure)))
            case Points():
                rows.append((name, *_points(past, table, measure)))
            case Days():
                rows += [(name, *row) for row in _days(past, table)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise SeedError([Fault(path.as_posix(), 0, 0, "", f"cannot be read: {error}")]) from None


def rank_correlation(one: Array, other: Array) -> float:
    """Spearman's rank correlation; NaN where either does not vary."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(stats.spearmanr(one, other).statistic)


def interval(statistic: Callable[[Index], float], rows: Index) -> tuple[float, float]:
    """The 95 % interval of a statistic over resampled units: (draw, unit)."""
    found = np.array([statistic(row) for row in rows])
    found = found[~np.isnan(found)]
    low, high = np.quantile(found, LEVELS) if len(found) else (np.nan, np.nan)
    return float(low), float(high)


def _levels(past: DocumentedPast, first: int, last: int) -> Array:
    """Mean alignment over dimensions and the months of a span that the replay covers: (actor, actor)."""
    months = [m for m in range(first, last + 1) if m in past.months]
    return np.asarray(np.mean([past.known(m).alignment[0].mean(axis=0) for m in months], axis=0))


def _pairs(past: DocumentedPast, table: pd.DataFrame, measure: Pairs) -> tuple[object, ...]:
    """Both directions' mean against the matrix, over pairs of actors; actors are resampled, for pairs share them."""
    matrix = table.set_index(table.columns[0])
    names = [name for name in matrix.index if name in past.axes.actor]
    level = _levels(past, *measure.span)
    place = [past.axes.actor[name] for name in names]
    ours = ((level + level.T) / 2)[np.ix_(place, place)]
    theirs = matrix.loc[names, names].to_numpy(dtype=float)

    def over(actors: Index) -> float:
        apart = [(i, j) for i, j in combinations(actors, 2) if i != j]
        i, j = np.array(apart, dtype=np.intp).reshape(-1, 2).T
        return rank_correlation(ours[i, j], theirs[i, j])

    rows = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    cases = len(names) * (len(names) - 1) // 2
    return "all pairs", cases, f"{len(names)} actors", over(np.arange(len(names))), *interval(over, rows)


def _points(past: DocumentedPast, table: pd.DataFrame, measure: Points) -> tuple[object, ...]:
    """How much more an actor leans to the high pole than to the low one, against its point, over actors and years."""
    high, low = past.axes.picks(measure.high), past.axes.picks(measure.low)
    poles = {*measure.high, *measure.low}
    kept = table[table["actor"].isin(past.axes.actor) & ~table["actor"].isin(poles)].dropna()
    names, ours = sorted(kept["actor"].unique()), []
    for row in kept.to_dict("records"):
        level = _levels(past, int(row["year"]) * 12, int(row["year"]) * 12 + 11)[past.axes.actor[row["actor"]]]
        ours.append(level[high].mean() - level[low].mean())
    leans, points = np.array(ours), kept["value"].to_numpy(dtype=float)
    whose = kept["actor"].map(names.index).to_numpy()

    def over(actors: Index) -> float:
        rows = np.concatenate([np.flatnonzero(whose == actor) for actor in actors])
        return rank_correlation(leans[rows], points[rows])

    rows = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    return ", ".join(names), len(kept), f"{len(names)} actors", over(np.arange(len(names))), *interval(over, rows)


def _days(past: DocumentedPast, table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Both directions' mean at a month's end against its days of cooperation less conflict; years are resampled."""
    for pair, rows in table.groupby(["a", "b"], sort=False):
        a, b = map(str, pair)
        rows = rows[(rows["days"] > 0) & rows["month"].map(lambda month: month_of(month) in past.months)]
        i, j = past.axes.actor[a], past.axes.actor[b]
        levels = [past.known(month_of(m)).alignment[0].mean(axis=0) for m in rows["month"]]
        ours = np.array([(level[i, j] + level[j, i]) / 2 for level in levels])
        theirs = ((rows["days_pos"] - rows["days_neg"]) / rows["days"]).to_numpy(dtype=float)

        def over(months: Index, ours: Array = ours, theirs: Array = theirs) -> float:
            return rank_correlation(ours[months], theirs[months])

        again = block_bootstrap(len(ours), YEAR, DRAWS)
        apart = f"{len(ours) // YEAR} years"
        yield f"{a}-{b}", len(ours), apart, over(np.arange(len(ours))), *interval(over, again)
