"""Verdicts: the conclusion that a difference allows, in words, and how many worlds would settle it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from model.analysis.comparison import (
    COLUMNS,
    SMALLEST,
    Column,
    Kept,
    Pair,
    all_paired,
    by_kind,
    cells_by_kind,
    column_of,
    comparable,
    compare,
    differences,
    level_interval,
    p_values,
    paired,
    pairing_gain,
    records,
)
from model.analysis.intervals import CONFIDENCE, Z, holm
from model.analysis.smallest import Smallest, smallest_of
from model.outcomes.kind import kind_of
from model.rules.axes import Array
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    from model.experiment.tables import Outcomes

MATTERS, SIZE_UNSURE, TOO_SMALL, CANNOT_TELL = "matters", "size unsure", "too small", "cannot tell"
"""It matters, and that is sure; its direction is sure and it would matter, but its size is not; sure, but too small to
matter; neither."""
SURE = (MATTERS, SIZE_UNSURE)
"""Kinds of verdict that say in which direction an outcome is moved, by enough to matter as far as one can tell."""
SCRIPTED = "set by the scenario"
"""The verdict on what a scenario sets itself, which is no finding."""
MAX_WORLDS = 1_000_000
"""More worlds than this are not asked for: what they would settle lies at the edge of what matters."""

Sides = Mapping[tuple[str, str], tuple[Column, Column]]
"""(Scenario, outcome) → its column and the baseline's."""


@dataclass(frozen=True)
class Verdict:
    """The conclusion that one difference allows."""

    kind: str
    said: str
    """In words."""
    worlds: int | None = None
    """About how many worlds would settle it; None where it is settled or no number would."""


def verdict(row: Mapping[str, float], worlds: int, p_corrected: float, family: int = 1) -> Verdict:
    """The verdict on one row of a comparison; `family` is how many were looked at together.

    Asks for difference, ci_low, ci_high and smallest, the smallest difference that matters. The direction is sure where
    the corrected p-value says so; that a difference is too small, where its whole interval is.
    """
    difference, low, high = float(row["difference"]), float(row["ci_low"]), float(row["ci_high"])
    half, size, smallest = (high - low) / 2, abs(difference), float(row["smallest"])
    if not np.isfinite(half):
        return Verdict(CANNOT_TELL, "cannot tell: too few worlds")
    if low == high == 0 or (difference == 0 and row.get("differing", 1) == 0):
        return Verdict(TOO_SMALL, "the same in every world")
    if max(abs(low), abs(high)) < smallest:
        return Verdict(TOO_SMALL, "sure, but too small to matter")
    directed = p_corrected < 1 - CONFIDENCE and not low <= 0 <= high
    if directed and min(abs(low), abs(high)) >= smallest:
        return Verdict(MATTERS, "matters, and sure")
    if directed and size >= smallest:
        return Verdict(SIZE_UNSURE, "matters, size unsure", _needed(half, size - smallest, worlds))
    needed = _needed(half * _bar(family) / Z, size, worlds) if size >= smallest else None
    if size < smallest:
        needed = _needed(half, smallest - size, worlds)
    return Verdict(CANNOT_TELL, f"cannot tell: {_wanted(needed)}", needed)


def _needed(half_width: float, wanted: float, worlds: int) -> int | None:
    """More worlds than there are, as many as bring a half-width down to the one wanted; None where too many would."""
    if wanted <= 0 or worlds * (half_width / wanted) ** 2 > MAX_WORLDS:
        return None
    return max(worlds_to_settle(half_width, wanted, worlds), _rounded_up(worlds + 1))


def _wanted(worlds: int | None) -> str:
    return "at the edge of what matters" if worlds is None else f"about {worlds:,} worlds would"


def _bar(family: int) -> float:
    """The z that one of so many comparisons must pass to hold up whatever the others do (Bonferroni)."""
    return float(ndtri(1 - (1 - CONFIDENCE) / 2 / family))


def worlds_to_settle(half_width: float, wanted: float, worlds: int) -> int:
    """About how many worlds bring a half-width seen with `worlds` down to the one wanted."""
    return _rounded_up(worlds * (half_width / wanted) ** 2)


def _rounded_up(number: float) -> int:
    """Up to two figures."""
    step = 10 ** max(int(np.floor(np.log10(max(number, 1)))) - 1, 0)
    return int(np.ceil(number / step - 1e-9)) * step


def varied(pairs: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """So many scenarios and outcomes of those given, in their order: first each of another scenario and outcome."""
    found: list[tuple[str, str]] = []
    for pair in pairs:
        if not any(pair[0] == name or pair[1] == outcome for name, outcome in found):
            found.append(pair)
    found += [pair for pair in pairs if pair[0] not in dict(found)]
    found += [pair for pair in pairs if pair not in found]
    return found[:count]


def findings(
    outcomes: Mapping[str, pd.DataFrame | Mapping[str, Kept]], baseline: str, months: int, names: Collection[str],
    smallest: Smallest,
) -> pd.DataFrame:  # fmt: skip
    """Some outcomes of every scenario but the baseline, with what they allow one to say.

    The columns of comparison.csv, then smallest (the smallest difference that matters), p, p_corrected (Holm, over all
    rows), pairing (how many times wider unpaired seeds would have made the interval), kind, worlds_to_settle and said.
    """
    sides = {
        (name, outcome): both
        for name in (name for name in outcomes if name != baseline)
        for outcome, both in beside(outcomes[name], outcomes[baseline], months, names).items()
    }
    return judged_sides(sides, smallest)


def beside(
    here: pd.DataFrame | Mapping[str, Kept], there: pd.DataFrame | Mapping[str, Kept], months: int,
    names: Collection[str],
) -> dict[str, tuple[Column, Column]]:  # fmt: skip
    """Some outcomes of a scenario beside the baseline's."""
    ours, theirs = (comparable(side, months) for side in (here, there))
    worlds = len(next(iter(ours.values()), ()))
    return {name: (column_of(ours, name, worlds), column_of(theirs, name, worlds)) for name in names}


def judged_sides(sides: Sides, smallest: Smallest) -> pd.DataFrame:
    """The table of `findings` of outcomes that are beside their baseline's already."""
    columns = [*COLUMNS, "smallest", "worlds", "differing", "p", "pairing"]
    by_scenario: dict[str, dict[str, tuple[Column, Column]]] = {}
    for (name, outcome), both in sides.items():
        by_scenario.setdefault(name, {})[outcome] = both
    tables = [by_kind(name, each, _tested(smallest)) for name, each in by_scenario.items()]
    found = pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    return judged_together(found)


def judged_alone(sides: Mapping[str, tuple[Column, Column]], smallest: Smallest) -> list[dict[str, Any]]:
    """The rows of `findings` of one scenario, without a frame, which takes longer than all the rest of few worlds."""
    cells = cells_by_kind(sides, _tested(smallest))
    rows = records(cells)
    judged = _judged(rows, cells["p"])
    return [
        {"outcome": name, **row, "kind": v.kind, "said": v.said}
        for name, row, (_, v) in zip(sides, rows, judged, strict=True)
    ]


def _tested(smallest: Smallest) -> Pair:
    """Columns that a verdict asks for, of many outcomes of one kind."""

    def pair(names: Sequence[str], here: Column, there: Column) -> dict[str, Array]:
        return {"smallest": np.array([*map(smallest, names, there)])} | all_tested(here, there)

    return pair


def judged_together(frame: pd.DataFrame, absent: int = 0) -> pd.DataFrame:
    """The same rows with what they allow one to say when all are looked at: the one judge of differences.

    Asks for difference, ci_low, ci_high, smallest, worlds, differing and p; adds p_corrected, kind, worlds_to_settle
    and said. absent: how many more are looked at that have no row, as categories that no world fell into.
    """
    found = _judged(records(frame), frame["p"].to_numpy(dtype=float), absent)
    return frame.assign(
        p_corrected=[p for p, _ in found],
        kind=pd.array([v.kind for _, v in found], dtype=object),
        worlds_to_settle=pd.array([v.worlds for _, v in found], dtype="Int64"),
        said=[v.said for _, v in found],
    )


def _judged(rows: Sequence[Mapping[str, Any]], p: Array, absent: int = 0) -> list[tuple[float, Verdict]]:
    """The corrected p-value of each row, and the verdict on it."""
    p_values = np.concatenate([p, np.ones(absent)])
    corrected = holm(p_values)[: len(rows)].tolist()
    return [(own, verdict(row, row["worlds"], own, len(p_values))) for row, own in zip(rows, corrected, strict=True)]


def all_tested(here: Column, there: Column) -> dict[str, Array]:
    """Paired differences of many outcomes of one kind, and how they stand against luck. Both: (outcome, world)."""
    further = {
        "worlds": np.full(len(here), here.shape[1]),
        "differing": (here != there).sum(axis=1),
        "p": p_values(here, there),
        "pairing": pairing_gain(here, there),
    }
    return all_paired(here, there) | further


def compared(
    outcomes: Outcomes, seeds: Seeds, *, baseline: str, months: int, scripted: Callable[[str, str], bool]
) -> pd.DataFrame:
    """The rows of comparison.csv, with what a verdict on each asks for: smallest, worlds, differing, p, scripted."""
    smallest, known = smallest_of(seeds), dict[str, float]()

    def pair(names: Sequence[str], here: Column, there: Column) -> dict[str, Array]:
        known.update({name: smallest(name, side) for name, side in zip(names, there, strict=True) if name not in known})
        return {SMALLEST: np.array([known[name] for name in names])} | all_tested(here, there)

    found = compare(outcomes, baseline, months, pair)
    own = [scripted(scenario, outcome) for scenario, outcome in zip(found["scenario"], found["outcome"], strict=True)]
    return found.assign(scripted=np.array(own, dtype=bool))


def scripted(seeds: Seeds, interventions: Iterable[Intervention], outcome: str) -> bool:
    """Return True where interventions set an outcome themselves: they put the issue in the stage that is asked for."""
    spec = seeds.outcomes.outcomes.get(outcome)
    return spec is not None and any(kind_of(spec).set_by(intervention, seeds) for intervention in interventions)


def never(seeds: Seeds, outcomes: pd.DataFrame | Mapping[str, Kept], outcome: str) -> bool:
    """Return True where an outcome is months to something that no world of a scenario came to."""
    return in_months(seeds, outcome) and outcome in outcomes and bool(np.all(pd.isna(outcomes[outcome])))


def in_months(seeds: Seeds, outcome: str) -> bool:
    """Return True where an outcome counts months to something."""
    spec = seeds.outcomes.outcomes.get(outcome)
    return spec is not None and spec.unit == "months"


RESTS = 0.5
"""A difference rests on one assumption where that goes with this share of how it varies."""
MIN_WORLDS = 50
"""Worlds below which that is not asked."""


def rests_on(scenario: pd.DataFrame, baseline: pd.DataFrame, outcome: str, months: int) -> tuple[str, float] | None:
    """The assumption a difference mostly depends on over sampled assumptions, with its share; None if there is none.

    The share is the squared rank correlation (Spearman) of the difference with the assumption, world by world. What was
    drawn is read from the baseline's rows; every scenario has the same.
    """
    column = [outcome.partition("=")[0]]
    here, there = comparable(scenario[column], months), comparable(baseline[column], months)
    gap = differences(column_of(here, outcome, len(scenario)), column_of(there, outcome, len(baseline)))
    names = [name for name in baseline.columns if name.startswith("assumptions.")]
    if not names or len(gap) < MIN_WORLDS or np.ptp(gap) == 0:
        return None
    ranks = baseline[names].rank().to_numpy(dtype=float)
    ranks, order = ranks - ranks.mean(axis=0), pd.Series(gap).rank().to_numpy() - (len(gap) + 1) / 2
    spread = np.sqrt((ranks**2).sum(axis=0) * (order**2).sum())
    shares = np.divide(order @ ranks, spread, out=np.zeros(len(names)), where=spread > 0) ** 2
    first = int(shares.argmax())
    return (names[first].removeprefix("assumptions."), float(shares[first])) if shares[first] >= RESTS else None


def half_widths(
    outcomes: Mapping[str, pd.DataFrame], baseline: str, months: int, names: Collection[str], smallest: Smallest
) -> pd.DataFrame:
    """The half-width of each outcome's 95 % interval: of its difference, or of its mean if the baseline is alone.

    Columns: scenario, outcome, half_width, smallest (difference that matters); both in the outcome's own unit.
    """
    base, rows = comparable(outcomes[baseline], months), []
    for name in (name for name in outcomes if name != baseline or len(outcomes) == 1):
        numbers, worlds = comparable(outcomes[name], months), len(outcomes[name])
        for outcome in names:
            here, there = (column_of(side, outcome, worlds) for side in (numbers, base))
            low, high = level_interval(here) if name == baseline else _ends(paired(here, there))
            least = smallest(outcome, there)
            rows.append({"scenario": name, "outcome": outcome, "half_width": (high - low) / 2, "smallest": least})
    return pd.DataFrame(rows, columns=["scenario", "outcome", "half_width", "smallest"])


def _ends(found: Mapping[str, float]) -> tuple[float, float]:
    return found["ci_low"], found["ci_high"]


def too_wide(widths: pd.DataFrame, wanted: float | None) -> pd.DataFrame:
    """The rows whose half-width is not below the one wanted, widest first; `--precision` stops where there are none.

    wanted: None asks of each outcome half of its own smallest difference that matters.
    """
    bars = widths["smallest"] / 2 if wanted is None else pd.Series(wanted, index=widths.index)
    wide = widths[~((widths["half_width"] < bars) | (widths["half_width"] == 0))]
    return wide.loc[(wide["half_width"] / bars[wide.index]).sort_values(ascending=False, kind="stable").index]
