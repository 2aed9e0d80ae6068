"""Robustness of a run's verdicts and claims: how it is found, and the file kept of it beside the run's tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import TypeAdapter

from model.analysis.claims import Resampled, judged_by, resampled, statement_of
from model.analysis.comparison import Column, column_of, comparable, differences, records
from model.analysis.followed import Written, with_followed
from model.analysis.robustness.verdicts import ABOVE, BELOW, Draws, Robust, Statement, robustness
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import SURE, findings
from model.rules.axes import Array
from model.spec.seeds import Seeds

NAME = "robustness.json"
"""The internal file of a run folder that keeps it."""


@dataclass(frozen=True)
class RunRobustness:
    """Robustness of a run's verdicts and claims over the plausible assumptions."""

    draws: int
    verdicts: tuple[Robust, ...]
    """Of headline outcomes that no scenario sets itself; empty where there are too few draws."""
    claims: tuple[Resampled, ...]

    def to_json(self) -> bytes:
        """Write as a JSON file."""
        return _FILE.dump_json(self, indent=1) + b"\n"

    @staticmethod
    def from_json(text: bytes) -> RunRobustness:
        """From a file; ValueError if it is none."""
        return _FILE.validate_json(text)

    def only(self, scenarios: Mapping[str, object]) -> RunRobustness:
        """Of these scenarios."""
        return RunRobustness(
            self.draws, tuple(v for v in self.verdicts if v.statement.scenario in scenarios), self.claims
        )


_FILE = TypeAdapter(RunRobustness)


def run_robustness(
    frames: Mapping[str, pd.DataFrame],
    draws: Draws,
    *,
    seeds: Seeds,
    baseline: str,
    months: int,
    scripted: Callable[[str, str], bool],
    written: Written | None = None,
) -> RunRobustness:
    """Judge every verdict and claim over the draws.

    frames: scenario → outcomes, a row a draw, the same draw and luck in every scenario. scripted: whether a scenario
    sets an outcome itself. written: what scenarios write themselves; by default not known.
    A verdict is asked for where what followed matters and goes the way of the whole difference, which it is on: the
    written part of a draw is not known.
    """
    written = Written() if written is None else written
    numbers = {name: comparable(frame, months) for name, frame in frames.items()}
    found = findings(frames, baseline, months, seeds.outcomes.headline, smallest_of(seeds))
    keys = list(zip(found["scenario"], found["outcome"], strict=True))
    found["scripted"] = np.array([scripted(*key) for key in keys], dtype=bool)
    found = with_followed(written.beside(found))
    along = found["difference"] * found["followed"] > 0
    verdicts = [
        Statement(row["scenario"], row["outcome"], ABOVE if row["difference"] > 0 else BELOW, against=baseline)
        for row in records(found[found["kind"].isin(SURE) & along])
    ]
    claims = judged_by(seeds.claims, numbers, smallest_of(seeds), written.untesting)
    claimed = [statement_of(tested.test) for claim in claims for tested in claim.tests if not tested.missing]
    gaps = {statement: _gap(statement, numbers, len(draws.part)) for statement in dict.fromkeys((*verdicts, *claimed))}
    judged = robustness(draws, gaps)
    wanted, holds = set(verdicts), {robust.statement: under for robust, under in judged}
    kept = tuple(robust for robust, _ in judged if robust.statement in wanted)
    return RunRobustness(len(draws.part), kept, tuple(resampled(claims, holds)))


def _gap(statement: Statement, numbers: Mapping[str, Mapping[str, Column]], rows: int) -> Array:
    """The difference from the threshold in each row."""
    here = column_of(numbers[statement.scenario], statement.outcome, rows)
    if statement.against is None:
        return np.asarray(here, dtype=np.float64) - statement.threshold
    return differences(here, column_of(numbers[statement.against], statement.outcome, rows)) - statement.threshold
