"""Verdicts: the conclusion that a difference allows, in words, and how many worlds would settle it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from model.analysis.comparison import (
    COLUMNS,
    Column,
    column_of,
    comparable,
    differences,
    level_interval,
    p_value,
    paired,
    pairing_gain,
    records,
)
from model.analysis.intervals import CONFIDENCE, Z, holm
from model.spec.outcomes import Happened, MonthsTo, Reached
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds

SETTLED = 0.25
"""The size of a difference is settled when its half-width is at most this share of it."""

STABLE, SIGN, CHANCE, NONE, SAME, TOO_FEW = "stable", "sign", "chance", "none", "same", "too few"
"""Sign and size; sign alone; neither once all comparisons are counted; no difference; not one world; no interval."""

Sides = Mapping[tuple[str, str], tuple[Column, Column]]
"""(Scenario, outcome) → its column and the baseline's."""


@dataclass(frozen=True)
class Verdict:
    """The conclusion that one difference allows."""

    kind: str
    worlds: int | None
    """About how many worlds would settle its sign or size; None where it is settled or no number would."""
    bound: float
    """The largest difference, either way, that the interval leaves possible."""

    @property
    def said(self) -> str:
        """In words."""
        more = f": about {self.worlds:,} worlds would settle it" if self.worlds else ""
        match self.kind:
            case "stable":
                return "sign and size stable"
            case "sign":
                return f"sign stable, size not{more}"
            case "chance":
                return f"may be chance among so many comparisons{more}"
            case "none":
                return f"no difference seen; could be as large as {self.bound:.3g}"
            case "same":
                return "the same in every world"
        return "too few worlds to say"


def verdict(row: Mapping[str, float], worlds: int, p_corrected: float, family: int = 1) -> Verdict:
    """The verdict on one row of a comparison; `family` is how many were looked at together."""
    difference, low, high = float(row["difference"]), float(row["ci_low"]), float(row["ci_high"])
    bound, half = max(abs(low), abs(high)), (high - low) / 2
    if not np.isfinite(half):
        return Verdict(TOO_FEW, None, bound)
    if low == high == 0 or (difference == 0 and row.get("differing", 1) == 0):
        return Verdict(SAME, None, bound)
    if low <= 0 <= high:
        return Verdict(NONE, None, bound)
    if p_corrected >= 1 - CONFIDENCE:
        needed = worlds * (_bar(family) * half / (Z * difference)) ** 2
        return Verdict(CHANCE, _rounded_up(max(needed, worlds + 1)), bound)
    if half > SETTLED * abs(difference):
        return Verdict(SIGN, worlds_to_settle(half, SETTLED * abs(difference), worlds), bound)
    return Verdict(STABLE, None, bound)


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


def findings(outcomes: Mapping[str, pd.DataFrame], baseline: str, months: int, names: Collection[str]) -> pd.DataFrame:
    """Some outcomes of every scenario but the baseline, with what they allow one to say.

    The columns of comparison.csv, then p, p_corrected (Holm, over all rows), pairing (how many times wider unpaired
    seeds would have made the interval), effect (the difference in standard deviations of the baseline's worlds),
    kind, worlds_to_settle and said.
    """
    there, sides = comparable(outcomes[baseline], months), {}
    for name in (name for name in outcomes if name != baseline):
        here, worlds = comparable(outcomes[name], months), len(outcomes[name])
        for outcome in names:
            sides[name, outcome] = column_of(here, outcome, worlds), column_of(there, outcome, worlds)
    return judged_sides(sides)


def judged_sides(sides: Sides) -> pd.DataFrame:
    """The table of `findings` of outcomes that are beside their baseline's already."""
    rows = [{"scenario": name, "outcome": outcome} | _tested(*both) for (name, outcome), both in sides.items()]
    columns = [*COLUMNS, "worlds", "differing", "p", "pairing", "effect"]
    return judged_together(pd.DataFrame(rows, columns=columns))


def judged_together(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with what they allow one to say when all are looked at: the one judge of differences.

    Asks for difference, ci_low, ci_high, worlds, differing and p; adds p_corrected, kind, worlds_to_settle and said.
    """
    frame = frame.copy()
    frame["p_corrected"] = holm(frame["p"].to_numpy(dtype=float))
    found = [verdict(row, row["worlds"], row["p_corrected"], len(frame)) for row in records(frame)]
    frame["kind"] = pd.array([v.kind for v in found], dtype=object)
    frame["worlds_to_settle"] = pd.array([v.worlds for v in found], dtype="Int64")
    frame["said"] = [v.said for v in found]
    return frame


def _tested(here: Column, there: Column) -> dict[str, float]:
    found = paired(here, there)
    spread = float(np.std(there, dtype=np.float64))
    further = {
        "worlds": len(here),
        "differing": int((np.asarray(here) != np.asarray(there)).sum()),
        "p": p_value(here, there),
        "pairing": pairing_gain(here, there),
        "effect": found["difference"] / spread if spread > 0 else 0.0 if not found["difference"] else np.inf,
    }
    return found | further


SURE = (STABLE, SIGN)
"""Kinds of verdict that say in which direction an outcome is moved."""


def scripted(seeds: Seeds, interventions: Iterable[Intervention], outcome: str) -> bool:
    """Return True where interventions set an outcome themselves: they put the issue in the stage that is asked for."""
    spec, types = seeds.outcomes.outcomes.get(outcome), seeds.types.types
    if isinstance(spec, Reached | MonthsTo):
        asked = {(issue, stage) for issue, stages in spec.issue.items() for stage in stages}
        return any(asked & set((i.issue or {}).items()) for i in interventions)
    if isinstance(spec, Happened):
        return any(i.event is not None and i.event.type in types and types[i.event.type].clash for i in interventions)
    return False


def never(seeds: Seeds, outcomes: pd.DataFrame, outcome: str) -> bool:
    """Return True where an outcome is months to something that no world of a scenario came to."""
    months = isinstance(seeds.outcomes.outcomes.get(outcome), MonthsTo) and outcome in outcomes
    return months and bool(outcomes[outcome].isna().all())


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
    outcomes: Mapping[str, pd.DataFrame], baseline: str, months: int, names: Collection[str]
) -> pd.DataFrame:
    """The half-width of each outcome's 95 % interval: of its difference, or of its mean if the baseline is alone.

    Columns: scenario, outcome, half_width (in the outcome's own unit).
    """
    base, rows = comparable(outcomes[baseline], months), []
    for name in (name for name in outcomes if name != baseline or len(outcomes) == 1):
        numbers, worlds = comparable(outcomes[name], months), len(outcomes[name])
        for outcome in names:
            here, there = (column_of(side, outcome, worlds) for side in (numbers, base))
            low, high = level_interval(here) if name == baseline else _ends(paired(here, there))
            rows.append({"scenario": name, "outcome": outcome, "half_width": (high - low) / 2})
    return pd.DataFrame(rows, columns=["scenario", "outcome", "half_width"])


def _ends(found: Mapping[str, float]) -> tuple[float, float]:
    return found["ci_low"], found["ci_high"]


def precise_enough(widths: pd.DataFrame, wanted: float) -> bool:
    """Return True where every half-width is below the one wanted, where `--precision` stops."""
    return bool((widths["half_width"] < wanted).all())
