"""The part of a difference that followed: what is left of it without what the scenario writes itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import SCRIPT, SMALLEST, VERDICT, records
from model.analysis.ledger import has_ledger, own_parts
from model.analysis.verdicts import SCRIPTED, SURE, Verdict, judged_together, verdict
from model.rules.axes import Array
from model.spec.seeds import Seeds

SLIGHT = "written by the scenario itself; too little followed to matter"
SET = "set by the scenario itself"

Scripted = Callable[[str, str], bool]
"""Scenario and outcome → True where the scenario sets the outcome itself."""


def written_parts(comparison: pd.DataFrame, ledger: pd.DataFrame | None, seeds: Seeds, scripted: Scripted) -> Array:
    """The part of each difference that its scenario writes itself, in the outcome's unit: (row,).

    All of it where the scenario sets the outcome; by the ledger where the outcome has one; else the difference with
    nobody acting, and NaN where that is not known.
    """
    sums = None if ledger is None else own_parts(ledger)
    by_ledger = {name: sums is not None and has_ledger(seeds, name) for name in comparison["outcome"].unique()}
    script = comparison.get(SCRIPT, pd.Series(np.nan, index=comparison.index))
    keys = zip(comparison["scenario"], comparison["outcome"], comparison["difference"], script, strict=True)
    found = [
        difference if scripted(scenario, outcome)
        else (sums or {}).get((scenario, outcome), 0.0) if by_ledger[outcome]
        else alone
        for scenario, outcome, difference, alone in keys
    ]  # fmt: skip
    return np.array(found, dtype=float)


def with_followed(found: pd.DataFrame, written: Array) -> pd.DataFrame:
    """The findings with what followed, and with the verdict on that in place of the verdict on the whole.

    found: rows of `findings`, and scripted. written: the part of each difference that its scenario writes itself; NaN,
    where it is not known, counts as nothing: (row,). It is taken as known without error: the interval of a
    difference, moved by it, is that of what followed.
    Adds followed, in the outcome's unit, and written: set by the scenario, or surely different with too little that
    followed to matter. The kind of both is "set by the scenario".
    """
    own = np.where(found["scripted"], found["difference"], np.nan_to_num(written))
    found = found.assign(followed=found["difference"] - own)
    verdicts = [_on_followed(row, part, len(found)) for row, part in zip(records(found), own, strict=True)]
    return found.assign(
        written=np.array([one.kind == SCRIPTED for one in verdicts], dtype=bool),
        kind=[one.kind for one in verdicts],
        said=[one.said for one in verdicts],
        worlds_to_settle=pd.array([one.worlds for one in verdicts], dtype="Int64"),
    )


def _on_followed(row: Mapping[str, Any], own: float, family: int) -> Verdict:
    """The verdict on one difference of which `own` is written."""
    if row["scripted"]:
        return Verdict(SCRIPTED, SET)
    if row["kind"] not in SURE or own == 0:
        worlds = row["worlds_to_settle"]
        return Verdict(row["kind"], row["said"], None if pd.isna(worlds) else int(worlds))
    if abs(row["followed"]) < row["smallest"]:
        return Verdict(SCRIPTED, SLIGHT)
    moved = {"difference": row["followed"], "ci_low": row["ci_low"] - own, "ci_high": row["ci_high"] - own}
    return verdict({**row, **moved}, row["worlds"], row["p_corrected"], family)


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
        verdicts.loc[rows.index] = with_followed(judged_together(rows, max(size - len(rows), 0)), written[chosen])[
            "kind"
        ]
    return found.assign(**{VERDICT: verdicts})
