"""Findings in the first worlds of a run."""

from __future__ import annotations

from model.analysis.finishing import FirstWorlds
from model.experiment.ensemble import BLOCK
from model.experiment.pool import Crew
from model.simulation.experiment import Experiment


def test_first_worlds_are_asked_for_again_only_where_there_are_more_of_them(triad: Experiment) -> None:
    first = FirstWorlds(Crew(triad, 1))
    first.ask(8)
    few = first.ledger
    first.ask(16)
    more = first.ledger
    assert more is not few and first.worlds == 16
    first.ask(BLOCK)
    block = first.ledger
    first.ask(4 * BLOCK)
    assert first.ledger is block is not more and first.worlds == BLOCK
