"""Predictions of the documents against the worlds: borne out, contradicted or undecided, by the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.analysis.comparison import Column, column_of, comparable, level_interval, paired
from model.analysis.robustness.verdicts import ABOVE, BELOW, Statement
from model.common.lazily import Lazily
from model.rules.axes import Flags
from model.spec.claims import Claim, Test

BORNE_OUT, CONTRADICTED, UNDECIDED, UNTESTED = "borne out", "contradicted", "undecided", "not tested"


@dataclass(frozen=True)
class Tested:
    """One comparison a claim is tested by, and what it came to."""

    test: Test
    verdict: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    """Scenarios or outcomes that the run does not have."""

    @property
    def expected(self) -> str:
        """Side of the threshold on which the claim is borne out."""
        side, level = ("above", self.test.above) if self.test.above is not None else ("below", self.test.below)
        return f"{side} {level:g}"


@dataclass(frozen=True)
class Judged:
    """A claim and how far the worlds bear it out."""

    id: str
    claim: Claim
    tests: tuple[Tested, ...]

    @property
    def verdict(self) -> str:
        """Contradicted if any test is, borne out if all are; of what was tested only."""
        found = [tested.verdict for tested in self.tests if tested.verdict != UNTESTED]
        if not found:
            return UNTESTED
        if CONTRADICTED in found:
            return CONTRADICTED
        whole = len(found) == len(self.tests) and all(verdict == BORNE_OUT for verdict in found)
        return BORNE_OUT if whole else UNDECIDED


def judged(claims: Mapping[str, Claim], outcomes: Mapping[str, pd.DataFrame], months: int) -> list[Judged]:
    """Every claim against the worlds of a run. outcomes: scenario → its rows of outcomes.parquet."""
    return judged_by(claims, Lazily(outcomes, lambda scenario: comparable(outcomes[scenario], months)))


def judged_by(claims: Mapping[str, Claim], numbers: Mapping[str, Mapping[str, Column]]) -> list[Judged]:
    """Every claim against comparable columns: scenario → outcome → (world,)."""
    return [
        Judged(name, claim, tuple(_tested(test, numbers) for test in claim.tests)) for name, claim in claims.items()
    ]


def _tested(test: Test, numbers: Mapping[str, Mapping[str, Column]]) -> Tested:
    missing = tuple(_missing(test, numbers))
    if missing:
        return Tested(test, UNTESTED, missing=missing)
    worlds = len(next(iter(numbers[test.scenario].values())))
    here = column_of(numbers[test.scenario], test.outcome, worlds)
    if test.measure == "level":
        value, (low, high) = float(here.mean()), level_interval(here)
    else:
        found = paired(here, column_of(numbers[test.against], test.outcome, worlds))
        value, low, high = found["difference"], found["ci_low"], found["ci_high"]
    return Tested(test, verdict(test, low, high), value, low, high)


@dataclass(frozen=True)
class Resampled:
    """A claim judged again over the plausible assumptions."""

    id: str
    verdict: str
    """By the worlds of all draws together."""
    share: float | None
    """Of the plausible assumptions, those under which every tested comparison lies on the claimed side; None if none is
    tested."""


def statement_of(test: Test) -> Statement:
    """The claim of a test, as a statement that may hold under some assumptions and not under others."""
    side, threshold = (ABOVE, test.above) if test.above is not None else (BELOW, test.below)
    assert threshold is not None, "the spec asks for one threshold"
    against = test.against if test.measure == "difference" else None
    return Statement(test.scenario, test.outcome, side, threshold, against)


def resampled(found: Iterable[Judged], holds: Mapping[Statement, Flags]) -> Iterator[Resampled]:
    """Every claim over the draws. holds: statement → under which draws it holds: (row,); of what was tested only."""
    for claim in found:
        rows = [holds[s] for test in claim.claim.tests if (s := statement_of(test)) in holds]
        yield Resampled(claim.id, claim.verdict, float(np.all(rows, axis=0).mean()) if rows else None)


def _missing(test: Test, numbers: Mapping[str, Mapping[str, Column]]) -> Iterator[str]:
    """Names that a test asks for and the run does not have; a category no world fell into is not missing."""
    sides = (test.scenario, test.against) if test.measure == "difference" else (test.scenario,)
    for name in sides:
        if name not in numbers:
            yield name
        elif "=" not in test.outcome and test.outcome not in numbers[name]:
            yield test.outcome


def verdict(test: Test, low: float, high: float) -> str:
    """Borne out where the whole interval lies on the claimed side, contradicted where it lies on the other."""
    if test.above is not None:
        return BORNE_OUT if low > test.above else CONTRADICTED if high <= test.above else UNDECIDED
    assert test.below is not None, "the spec asks for one threshold"
    return BORNE_OUT if high < test.below else CONTRADICTED if low >= test.below else UNDECIDED
