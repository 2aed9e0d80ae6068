"""The part of a difference that followed: what is left of it without what the scenario writes itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import ndtr

from model.analysis.comparison import SCRIPT, SMALLEST, VERDICT
from model.analysis.intervals import Z
from model.analysis.ledger import WORLDS, has_ledger, own_parts
from model.analysis.verdicts import CANNOT_TELL, SCRIPTED, SURE, judged_together
from model.rules.axes import Array, Flags
from model.spec.seeds import Seeds

SLIGHT = "written by the scenario itself; what followed is not known to matter"
SET = "set by the scenario itself"
BOUNDED = f"cannot tell: what the scenario writes itself is known of {WORLDS} worlds only"
NEGLIGIBLE = 0.01
"""From this share of a difference on, what is written is taken off."""

Scripted = Callable[[str, str], bool]
"""Scenario and outcome → True where the scenario sets the outcome itself."""


def written_parts(comparison: pd.DataFrame, ledger: pd.DataFrame | None, seeds: Seeds, scripted: Scripted) -> Array:
    """The part of each difference that its scenario writes itself, in the outcome's unit: (row,).

    All of it where the scenario sets the outcome; by the ledger where the outcome has one; else the difference with
    nobody acting, though not more than there is (with nobody acting an issue may stand elsewhere in the baseline too),
    and NaN where that is not known.
    """
    sums = None if ledger is None else own_parts(ledger)
    by_ledger = {name: sums is not None and has_ledger(seeds, name) for name in comparison["outcome"].unique()}
    script = comparison.get(SCRIPT, pd.Series(np.nan, index=comparison.index))
    keys = zip(comparison["scenario"], comparison["outcome"], comparison["difference"], script, strict=True)
    found = [
        difference if scripted(scenario, outcome)
        else (sums or {}).get((scenario, outcome), 0.0) if by_ledger[outcome]
        else difference if np.sign(difference) * (difference - alone) < 0
        else alone
        for scenario, outcome, difference, alone in keys
    ]  # fmt: skip
    return np.array(found, dtype=float)


def with_followed(found: pd.DataFrame, written: Array, absent: int = 0) -> pd.DataFrame:
    """The findings with what followed, and with verdicts on that in place of verdicts on the whole.

    found: rows as `judged_together` asks for them, and scripted. written: the part of each difference that its scenario
    writes itself; NaN, where it is not known, and less than a hundredth of the difference count as nothing: (row,).
    absent: as in `judged_together`.
    Asked of differences that are sure. The written part is of the first worlds. What followed has the interval of the
    difference, as wide as so many worlds make it, and the p-value of that interval; all rows are corrected together
    (Holm).
    Adds followed, in the outcome's unit; p_followed, its p-value; and written: set by the scenario, or surely different
    while what followed is below what matters. The kind of both is "set by the scenario".
    """
    whole = judged_together(found, absent)
    difference, smallest = (whole[name].to_numpy(dtype=float) for name in ("difference", "smallest"))
    scripted, own = whole["scripted"].to_numpy(dtype=bool), np.nan_to_num(written)
    own = np.where(scripted, difference, np.where(np.abs(own) < NEGLIGIBLE * np.abs(difference), 0, own))
    followed, sure = difference - own, whole["kind"].isin(SURE).to_numpy()
    parted = sure & (own != 0) & ~scripted
    judged = judged_together(_moved(whole, followed, parted), absent)
    slight = parted & (np.abs(followed) < smallest)
    kind, said = (judged[name].to_numpy(dtype=object).copy() for name in ("kind", "said"))
    worlds = judged["worlds_to_settle"].to_numpy(dtype=float, na_value=np.nan)
    bounded = parted & (worlds > WORLDS)  # more worlds would not say more exactly what is written
    said[bounded & (kind == CANNOT_TELL)] = BOUNDED
    kind[slight | scripted], said[slight], said[scripted] = SCRIPTED, SLIGHT, SET
    worlds[slight | scripted | bounded] = np.nan
    return whole.assign(
        followed=followed, written=scripted | slight, p_followed=judged["p"], p_corrected=judged["p_corrected"],
        kind=kind, said=said, worlds_to_settle=pd.array(worlds, dtype="Int64"),
    )  # fmt: skip


def _moved(whole: pd.DataFrame, followed: Array, parted: Flags) -> pd.DataFrame:
    """The rows with what followed in place of the difference, where a part is written, and its interval and p."""
    difference, low, high, p = (whole[name].to_numpy(dtype=float) for name in ("difference", "ci_low", "ci_high", "p"))
    wider = np.sqrt(np.maximum(whole["worlds"].to_numpy(dtype=float) / WORLDS, 1))
    below, above = (difference - low) * wider, (high - difference) * wider
    error = (below + above) / 2 / Z
    score = np.divide(followed, error, out=np.where(followed == 0, 0.0, np.inf), where=error > 0)
    columns = {
        "difference": (difference, followed),
        "ci_low": (low, followed - below),
        "ci_high": (high, followed + above),
        "p": (p, 2 * ndtr(-np.abs(score))),
    }
    return whole.assign(**{name: np.where(parted, there, here) for name, (here, there) in columns.items()})


def with_verdicts(found: pd.DataFrame, written: Array, seeds: Seeds, *, baseline: str) -> pd.DataFrame:
    """The table of `compared` with the verdict on every outcome.

    The headline outcomes are looked at together, as everywhere, and all others together.
    """
    verdicts = pd.Series("", index=found.index, dtype=object)
    talked_about = found["outcome"].isin(seeds.outcomes.headline)
    asked = len(seeds.outcomes.headline) * (found["scenario"].nunique() - 1)
    for family, size in ((talked_about, asked), (~talked_about, 0)):
        chosen = (family & (found["scenario"] != baseline)).to_numpy()
        rows = found[chosen].rename(columns={SMALLEST: "smallest"})
        verdicts.loc[rows.index] = with_followed(rows, written[chosen], max(size - len(rows), 0))["kind"]
    return found.assign(**{VERDICT: verdicts})
