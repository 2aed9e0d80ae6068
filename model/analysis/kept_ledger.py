"""The ledger that a run keeps, as it is read: what makes up a difference, and what of it the scenario writes itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import pandas as pd

from model.analysis.comparison import records
from model.common.errors import RunError, did_you_mean
from model.experiment.ensemble import BLOCK
from model.load import BASELINE
from model.spec.seeds import Seeds

WORLDS = BLOCK
"""Worlds of which a ledger is kept: the first of a run."""
REST = "smaller parts"
"""In place of the parts that are too small to be kept one by one."""
NOTHING = 1e-11
"""Differences that are smaller are 0 to the digits that ledger.csv has."""


def own_parts(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Scenario and outcome → the part of the difference that the scenario writes itself, where there is any."""
    own = rows[rows["written"].astype(bool)]
    found: pd.DataFrame = own.groupby(["scenario", "outcome"])[["difference"]].sum().reset_index()
    return {(row["scenario"], row["outcome"]): float(row["difference"]) for row in records(found)}


def has_ledger(seeds: Seeds, outcome: str) -> bool:
    """Return True where an outcome is a sum of alignments and dependence."""
    kind, *pair = outcome.split(".")
    if kind in ("alignment", "dependence") and pair:
        return len(pair) == 2 and pair[0] != pair[1] and set(pair) <= set(seeds.actors.actors)
    spec = seeds.outcomes.outcomes.get(outcome)
    return spec is not None and bool(spec.influences)


def _without(seeds: Seeds, outcome: str) -> str:
    """Why an outcome has no ledger, and which have one."""
    sums = [name for name, spec in seeds.outcomes.outcomes.items() if spec.influences]
    having = f"those that have one: {', '.join([*sums, 'alignment.A.B', 'dependence.A.B'])} (A and B are actors)"
    base, _, rest = outcome.partition("=")[0].partition(".")
    if base == "alignment" and len(rest.split(".")) == 3:
        return f"--why {outcome}: has no ledger, which divides the mean over dimensions; {having}"
    if base in seeds.outcomes.outcomes:
        return f"--why {outcome}: has no ledger, for it is no sum of alignments and dependence; {having}"
    return f"--why {outcome}: no such outcome{did_you_mean(outcome, seeds.outcomes.outcomes)}; {having}"


@dataclass(frozen=True)
class KeptLedger:
    """The ledger that a run folder holds, and what it can tell of a difference."""

    path: Path
    seeds: Seeds
    others: Sequence[str]
    """Scenarios that the run compares with the baseline."""
    rows: pd.DataFrame | None
    """The table of ledger.csv; None where an earlier version made the run."""

    def why(self, outcome: str, scenario: str) -> pd.DataFrame:
        """The rows of one difference, largest first; raises RunError, saying why, where there is no ledger of it."""
        if scenario not in self.others:
            known = f"; it has {', '.join(self.others)}" if self.others else ""
            hint = "" if scenario == BASELINE else did_you_mean(scenario, self.others)
            raise RunError(f"--why: {self.path} compares no scenario {scenario} with the baseline{hint or known}")
        if not has_ledger(self.seeds, outcome):
            raise RunError(_without(self.seeds, outcome))
        if self.rows is None:
            from model.experiment.run_folder import LEDGER  # reads tables, which no process of a workshop does

            raise RunError(
                f"--why: {self.path} has no {LEDGER}, for an earlier version made it: what an effect is made up of can "
                "only be told of a run that kept it; run the same command again into another folder"
            )
        return self.rows.iloc[self._places.get((scenario, outcome), [])].drop(columns=["scenario", "outcome"])

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], Any]:
        """Scenario and outcome → the places of their rows."""
        if self.rows is None:
            return {}
        found: Any = self.rows.groupby(["scenario", "outcome"], sort=False).indices
        return cast(Mapping[tuple[str, str], Any], found)

    def written_share(self, outcome: str, scenario: str) -> float | None:
        """Share of a difference that the scenario writes itself; None where it has no ledger, or is nothing.

        It may lie above 1 or below 0, where what followed goes the other way.
        """
        if self.rows is None or not has_ledger(self.seeds, outcome) or scenario not in self.others:
            return None
        rows = self.why(outcome, scenario)
        total = float(rows["difference"].sum())
        return float(rows.loc[rows["written"], "difference"].sum()) / total if abs(total) > NOTHING else None
