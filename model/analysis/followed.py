"""The part of a difference that followed: what is left of it without what the scenario writes itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from model.analysis.comparison import SMALLEST, VERDICT
from model.analysis.intervals import Z
from model.analysis.verdicts import CANNOT_TELL, SCRIPTED, SURE, judged_together
from model.experiment.ensemble import BLOCK
from model.rules.axes import Array, Flags
from model.spec.seeds import Seeds

SLIGHT = "written by the scenario itself; what followed is not known to matter"
SET = "set by the scenario itself"
BOUNDED = f"cannot tell: what the scenario writes itself is known of {BLOCK} worlds only"
UNKNOWN = (float("nan"), float("nan"))
LEAST_WRITTEN = 0.05
"""From this share of a difference on, what the scenario writes itself is told."""


@dataclass(frozen=True)
class Written:
    """The parts of differences that scenarios write themselves."""

    found: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    """Scenario and outcome → the part, in the outcome's unit, and the standard error of what followed."""
    alone: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Scenario and outcome → the part that comes with nobody acting, in the outcome's unit."""

    def part(self, scenario: str, outcome: str) -> float:
        """The part of a difference; NaN where it is not known."""
        return self.found.get((scenario, outcome), UNKNOWN)[0]

    def untesting(self, scenario: str, outcome: str) -> tuple[float, float]:
        """The parts on which no claim rests: what the scenario writes, and what comes with nobody acting; or NaN."""
        return self.part(scenario, outcome), self.alone.get((scenario, outcome), float("nan"))

    def beside(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with `own` and `followed_error`, as `with_followed` asks for them."""
        keys = zip(rows["scenario"], rows["outcome"], strict=True)
        parts = np.array([self.found.get(key, UNKNOWN) for key in keys], dtype=float).reshape(-1, 2)
        return rows.assign(own=parts[:, 0], followed_error=parts[:, 1])


def own_part(row: Mapping[str, Any]) -> float:
    """The part of a difference that its scenario writes itself, of a row of `with_followed`.

    0 where no effect is sure, and where next to nothing of it is written (`LEAST_WRITTEN`).
    """
    own = float(row["difference"]) - float(row["followed"])
    told = row["written"] or (row["kind"] in SURE and abs(own) >= LEAST_WRITTEN * abs(row["difference"]))
    return own if told else 0.0


def is_set(row: Mapping[str, Any]) -> bool:
    """Return True where a scenario sets an outcome itself, wholly or by a part that matters."""
    return bool(row["written"]) or abs(own_part(row)) >= (row["smallest"] or np.inf)


def largest_first(found: pd.DataFrame) -> pd.DataFrame:
    """The rows by the size of what followed, counted in smallest differences that matter."""
    size = found["followed"].abs() / found["smallest"].replace(0, np.nan)
    return found.loc[size.sort_values(ascending=False, kind="stable").index]


def part_written(difference: float, nobody: float, acted: float) -> float:
    """The part of a difference that its scenario writes, by the difference with nobody acting.

    That is less what the baseline's own actors bring about too.

    Where nobody acting makes more than the whole difference, up to what actors add to the baseline in that direction
    (`acted`; NaN where that is not known) was there already: a treaty that is signed in half of the baseline's worlds
    can be signed in only half more. What is beyond was taken back by what followed.
    """
    side = np.sign(difference)
    beyond = side * (nobody - difference)
    if not beyond > 0:
        return nobody
    there_already = np.inf if np.isnan(acted) else max(side * acted, 0.0)
    return difference if there_already >= beyond else float(nobody - side * there_already)


def with_followed(found: pd.DataFrame, absent: int = 0) -> pd.DataFrame:
    """The findings with what followed, and with verdicts on that in place of verdicts on the whole.

    found: rows as `judged_together` asks for them, and scripted; own, the part of each difference that its
    scenario writes itself (where it is not known, NaN, it counts as nothing); and followed_error, the standard error of
    the rest (NaN: that of the difference). absent: as in `judged_together`.
    Asked of differences that are sure. What followed has the interval of the difference, as much wider or narrower as
    its error is, and a p-value of that; all rows are corrected together (Holm).
    Adds followed, in the outcome's unit, with its interval (followed_low, followed_high) and p-value (p_followed); and
    written: set by the scenario, or surely different while what followed is below what matters. The kind of both is
    "set by the scenario".
    """
    whole = judged_together(found, absent)
    difference, smallest, given = (whole[name].to_numpy(dtype=float) for name in ("difference", "smallest", "own"))
    scripted, error = whole["scripted"].to_numpy(dtype=bool), whole["followed_error"].to_numpy(dtype=float)
    own = np.where(scripted, difference, np.nan_to_num(given))
    followed, sure = difference - own, whole["kind"].isin(SURE).to_numpy()
    parted = sure & ~np.isnan(given) & ~scripted
    was = (whole["ci_high"] - whole["ci_low"]).to_numpy(dtype=float) / 2 / Z
    error = np.where(np.isnan(error), was, error)
    judged = judged_together(_moved(whole, followed, was, error, parted & ((own != 0) | (error != was))), absent)
    slight = parted & (np.abs(followed) < smallest)
    kind, said = (judged[name].to_numpy(dtype=object).copy() for name in ("kind", "said"))
    worlds = judged["worlds_to_settle"].to_numpy(dtype=float, na_value=np.nan)
    bounded = parted & (error > was) & (worlds > BLOCK)  # more worlds would not say more exactly what is written
    said[bounded & (kind == CANNOT_TELL)] = BOUNDED
    kind[slight | scripted], said[slight], said[scripted] = SCRIPTED, SLIGHT, SET
    worlds[slight | scripted | bounded] = np.nan
    return whole.assign(
        followed=followed, followed_low=judged["ci_low"], followed_high=judged["ci_high"],
        written=scripted | slight, p_followed=judged["p"], p_corrected=judged["p_corrected"],
        kind=kind, said=said, worlds_to_settle=pd.array(worlds, dtype="Int64"),
    )  # fmt: skip


def _moved(whole: pd.DataFrame, followed: Array, was: Array, error: Array, parted: Flags) -> pd.DataFrame:
    """The rows with what followed in place of the difference, where a part is written, and its interval and p."""
    difference, low, high, p = (whole[name].to_numpy(dtype=float) for name in ("difference", "ci_low", "ci_high", "p"))
    wide = (was > 0) & np.isfinite(was)
    ratio = np.divide(error, was, out=np.ones_like(was), where=wide)
    below, above = (np.where(was > 0, side * ratio, Z * error) for side in (difference - low, high - difference))
    score = np.divide(followed, error, out=np.where(followed == 0, 0.0, np.inf), where=error > 0)
    columns = {
        "difference": (difference, followed),
        "ci_low": (low, followed - below),
        "ci_high": (high, followed + above),
        "p": (p, 2 * ndtr(-np.abs(score))),
    }
    return whole.assign(**{name: np.where(parted, there, here) for name, (here, there) in columns.items()})


def with_verdicts(found: pd.DataFrame, written: Written, seeds: Seeds, *, baseline: str) -> pd.DataFrame:
    """The table of `compared` with the verdict on every outcome.

    The headline outcomes are looked at together, as everywhere, and all others together.
    """
    verdicts = pd.Series("", index=found.index, dtype=object)
    talked_about = found["outcome"].isin(seeds.outcomes.headline)
    asked = len(seeds.outcomes.headline) * (found["scenario"].nunique() - 1)
    for family, size in ((talked_about, asked), (~talked_about, 0)):
        rows = found[family & (found["scenario"] != baseline)].rename(columns={SMALLEST: "smallest"})
        verdicts.loc[rows.index] = with_followed(written.beside(rows), max(size - len(rows), 0))["kind"]
    return found.assign(**{VERDICT: verdicts})
