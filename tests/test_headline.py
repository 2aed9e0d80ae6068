"""Headline outcomes of the shipped region: each can move, and some scenario moves it by what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.analysis.finished_run import Saved
from model.experiment.run_folder import RunFolder
from model.spec.seeds import Seeds
from tests.conftest import called

WORLDS = 256
BESIDE = "yerevan-changes-course"
"""A scenario that is not among the core, and moves what Armenia makes of Russia without writing any of it."""
LOW, HIGH = 0.03, 0.97


@pytest.fixture(scope="module")
def saved(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A run of the scenarios on which the documents turn, and of one more."""
    folder: Path = tmp_path_factory.mktemp("headline") / "run"
    done = called("run", *seeds.region.core, BESIDE, "--worlds", str(WORLDS), "--no-report", "--out", folder)
    assert done.returncode == 0, done.stderr
    return Saved(RunFolder(folder))


@pytest.mark.slow
def test_every_headline_outcome_is_open_in_the_baseline(saved: Saved, seeds: Seeds) -> None:
    """Shares of worlds are neither near none nor near all."""
    shares = [name for name in seeds.outcomes.headline if seeds.outcomes.of(name).unit == "share of worlds"]
    base = saved.comparison.drop_duplicates("outcome").set_index("outcome")["baseline_mean"]
    assert base[shares].between(LOW, HIGH).all(), base[shares].to_dict()


@pytest.mark.slow
def test_what_follows_a_scenario_moves_every_headline_outcome_by_what_matters(saved: Saved, seeds: Seeds) -> None:
    """By the judge of reports: surely, and by what matters or more, beyond what the scenario writes."""
    moved = saved.effects()
    assert set(seeds.outcomes.headline) <= set(moved["outcome"]), moved[["scenario", "outcome", "followed", "kind"]]
    assert (moved["followed"].abs() >= moved["smallest"]).all()
