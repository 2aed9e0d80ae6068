"""The parts of a run's differences that its scenarios write themselves: by the ledger, or with nobody acting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from model.analysis.comparison import ALONE, ERROR, NOBODY_ACTS
from model.analysis.followed import Written, part_written
from model.analysis.kept_ledger import has_ledger, own_parts
from model.spec.outcomes import ColumnName
from model.spec.seeds import Seeds

Scripted = Callable[[str, str], bool]
"""Scenario and outcome → True where the scenario sets the outcome itself."""
Sums = Mapping[tuple[str, str], float]
Lead = tuple[str, Sequence[str]]
"""The actor that is led, and the powers that lead it."""


def written_parts(comparison: pd.DataFrame, ledger: pd.DataFrame | None, seeds: Seeds, scripted: Scripted) -> Written:
    """The part of each difference that its scenario writes itself.

    All of it where the scenario sets the outcome; by the ledger where the outcome has one; of who leads, as large a
    part as of the influence that decides it; else the difference with nobody acting, less what the baseline's own
    actors bring about too; NaN where that is not known. The error of what followed is that of the difference less the
    difference with nobody acting, both known world by world, for the ledger's part too; NaN where an earlier version
    made the run.
    """
    sums = None if ledger is None else own_parts(ledger)
    whole = None if ledger is None else own_parts(ledger.assign(written=True))
    by_ledger = {name: sums is not None and has_ledger(seeds, name) for name in comparison["outcome"].unique()}
    led = {name: _led(name, seeds) for name in by_ledger}
    columns = ["difference", NOBODY_ACTS, ERROR, "baseline_mean", ALONE]
    found, nobody = {}, {}
    for (scenario, outcome), numbers in zip(
        zip(comparison["scenario"].tolist(), comparison["outcome"].tolist(), strict=True),
        comparison.reindex(columns=columns).to_numpy(dtype=float),
        strict=True,
    ):
        difference, nobody_acting, error, baseline, alone = (float(number) for number in numbers)
        by_nobody = part_written(difference, nobody_acting, baseline - alone)
        nobody[scenario, outcome] = by_nobody
        if scripted(scenario, outcome):
            part = difference
        elif by_ledger[outcome]:
            part = (sums or {}).get((scenario, outcome), 0.0)
        elif sums and whole and (lead := led[outcome]) is not None:
            share = _of_influence(scenario, lead, difference, sums, whole)
            part = by_nobody if share is None else share * difference
        else:
            part = by_nobody
        found[scenario, outcome] = part, error
    return Written(found, nobody)


def _led(outcome: str, seeds: Seeds) -> Lead | None:
    """The actor and the powers of an outcome that is a lead; None of others."""
    spec = seeds.outcomes.of(outcome)
    return None if spec is None else spec.leads(ColumnName.of(outcome))


def _of_influence(scenario: str, lead: Lead, difference: float, own: Sums, whole: Sums) -> float | None:
    """The written share of the influence that decides who leads; None where the lead moves otherwise.

    A lead is a threshold: with nobody acting it may not move at all while the influence under it does.

    own, whole: the written part and all of the differences that have a ledger.
    """
    actor, powers = lead

    def influence(sums: Sums) -> float:
        leaning = sum(sums.get((scenario, f"alignment.{actor}.{power}"), 0.0) for power in powers) / len(powers)
        dependence = sum(sums.get((scenario, f"dependence.{actor}.{power}"), 0.0) for power in powers)
        return leaning / 4 + dependence / 2

    moved = influence(whole)
    return min(max(influence(own) / moved, 0.0), 1.0) if moved * difference > 0 else None
