"""Predictions of the documents against the worlds: borne out, contradicted or undecided, by the numbers.

A direction is judged by size too, and every claim by what actors add: what a scenario writes itself, and what comes
with nobody acting, tests nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.analysis.comparison import Column, column_of, comparable, is_share, level_interval, paired
from model.analysis.robustness.verdicts import ABOVE, BELOW, Statement
from model.analysis.smallest import SHARE, Smallest
from model.analysis.verdicts import SURE, TOO_SMALL
from model.analysis.verdicts import verdict as judged_difference
from model.common.lazily import Lazily
from model.load import BASELINE
from model.rules.axes import Flags
from model.spec.claims import Claim, Test

BORNE_OUT, CONTRADICTED, UNDECIDED, UNTESTED = "borne out", "contradicted", "undecided", "not tested"
BARELY = "borne out but too small to matter"
NO_DIFFERENCE = "no difference that matters"
"""A direction is claimed, and surely no difference that matters lies in it, nor in the other."""
RULE_TAKEN = "cannot be tested here: the rule is taken from the claim"
WRITTEN = "cannot be tested here: the scenario writes it itself"
BY_ITSELF = "cannot be tested here: it comes with nobody acting"
"""No actor adds to it, though not all of it is written: an issue goes on by its own chances."""
NO_ROOM = "cannot be tested here: the other side leaves no room"
"""A share of worlds is so near 0 or 1 without the scenario that the verdict would be known beforehand."""

Untesting = Callable[[str, str], tuple[float, float]]
"""Scenario and outcome → the parts of the difference that test nothing: what the scenario writes itself, and what comes
with nobody acting; NaN where one is not known."""


def unknown(scenario: str, outcome: str) -> tuple[float, float]:
    """Nothing is known of what a scenario writes itself, or of what comes with nobody acting."""
    return float("nan"), float("nan")


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
        """Contradicted if any test is, borne out if all are, no difference if any finds none; of what was tested only.

        Where the model's rule is the claim itself, nothing here can test it. A test without room counts for nothing.
        """
        found = [tested.verdict for tested in self.tests if tested.verdict != UNTESTED]
        if not found:
            return UNTESTED
        if self.claim.rule_taken:
            return RULE_TAKEN
        tests = len(self.tests) - found.count(NO_ROOM)
        if not tests:
            return NO_ROOM
        found = [each for each in found if each != NO_ROOM]
        for first in (CONTRADICTED, WRITTEN, BY_ITSELF, NO_DIFFERENCE):
            if first in found:
                return first
        if len(found) < tests or not {*found} <= {BORNE_OUT, BARELY}:
            return UNDECIDED
        return BARELY if BARELY in found else BORNE_OUT


def judged(
    claims: Mapping[str, Claim], outcomes: Mapping[str, pd.DataFrame], months: int, smallest: Smallest,
    untesting: Untesting = unknown,
) -> list[Judged]:  # fmt: skip
    """Every claim against the worlds of a run. outcomes: scenario → its rows of outcomes.parquet."""
    numbers = Lazily(outcomes, lambda scenario: comparable(outcomes[scenario], months))
    return judged_by(claims, numbers, smallest, untesting)


def judged_by(
    claims: Mapping[str, Claim], numbers: Mapping[str, Mapping[str, Column]], smallest: Smallest,
    untesting: Untesting = unknown,
) -> list[Judged]:  # fmt: skip
    """Every claim against comparable columns: scenario → outcome → (world,)."""
    return [
        Judged(name, claim, tuple(_tested(test, numbers, smallest, untesting) for test in claim.tests))
        for name, claim in claims.items()
    ]


def _tested(
    test: Test, numbers: Mapping[str, Mapping[str, Column]], smallest: Smallest, untesting: Untesting
) -> Tested:
    missing = tuple(_missing(test, numbers))
    if missing:
        return Tested(test, UNTESTED, missing=missing)
    worlds = len(next(iter(numbers[test.scenario].values())))
    here = column_of(numbers[test.scenario], test.outcome, worlds)
    if test.measure == "level":
        value, (low, high) = float(here.mean()), level_interval(here)
        said, matters = verdict(test, low, high), 0.0
    else:
        there = column_of(numbers[test.against], test.outcome, worlds)
        found = paired(here, there)
        value, low, high = found["difference"], found["ci_low"], found["ci_high"]
        said, matters = verdict(test, low, high), 0.0
        if test.is_direction:
            matters = smallest(test.outcome, there)
            said = _judged_by_size(said, found | {"smallest": matters, "differing": int((here != there).sum())}, worlds)
        if said != CONTRADICTED and not _has_room(test, there, smallest(test.outcome, there)):
            said = NO_ROOM
    if said in (BORNE_OUT, CONTRADICTED):
        for part, untested in enumerate((WRITTEN, BY_ITSELF)):
            if _comes_from(part, test, said, value, matters, untesting):
                return Tested(test, untested, value, low, high)
    return Tested(test, said, value, low, high)


def _has_room(test: Test, there: Column, matters: float) -> bool:
    """Return True where the claim can come out and can fail: a share of worlds can only move within 0 … 1.

    A direction must be able to go as far as matters (it fails where it does not); beyond any other threshold there must
    be a twentieth of the worlds on either side.
    """
    if not is_share(there):
        return True
    lowest, highest = -float(there.mean()), 1 - float(there.mean())
    if test.is_direction:
        return (highest if test.above is not None else -lowest) >= matters
    threshold = test.above if test.above is not None else test.below
    assert threshold is not None, "the spec asks for one threshold"
    return min(threshold - lowest, highest - threshold) >= SHARE


def _comes_from(part: int, test: Test, said: str, value: float, matters: float, untesting: Untesting) -> bool:
    """Return True where too little is left for this verdict without a part, or what is left goes the other way."""
    followed = value
    if test.scenario != BASELINE:
        followed -= untesting(test.scenario, test.outcome)[part]
    if test.measure == "difference" and test.against != BASELINE:
        followed += untesting(test.against, test.outcome)[part]
    threshold = test.above if test.above is not None else test.below
    assert threshold is not None, "the spec asks for one threshold"
    beyond = followed - threshold if (test.above is not None) == (said == BORNE_OUT) else threshold - followed
    return beyond < matters or (matters == 0 and beyond <= 0)


def _judged_by_size(said: str, row: Mapping[str, float], worlds: int) -> str:
    """A direction by its size: what is sure is to matter too, as far as one can tell."""
    kind = judged_difference(row, worlds, p_corrected=0.0).kind
    if kind == TOO_SMALL:
        return BARELY if said == BORNE_OUT else NO_DIFFERENCE
    return said if kind in SURE else UNDECIDED


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
