"""Headline outcomes of the shipped region: each can move, and some scenario moves it by what follows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from model.spec.seeds import Seeds
from tests.conftest import called

WORLDS = 256
BESIDE = "yerevan-changes-course"
"""A scenario that is not among the core, and moves what Armenia makes of Russia without writing any of it."""
LOW, HIGH = 0.03, 0.97
SHORT = {"sanctions_lifeline"}
"""Moved by .86 of what matters at most in these scenarios, where none writes it."""


@pytest.fixture(scope="module")
def compared(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The scenarios on which the documents turn, beside the baseline."""
    folder: Path = tmp_path_factory.mktemp("headline") / "run"
    done = called("run", *seeds.region.core, BESIDE, "--worlds", str(WORLDS), "--no-report", "--out", folder)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(folder / "comparison.csv")
    return table[table["outcome"].isin(seeds.outcomes.headline) & (table["scenario"] != "baseline")]


@pytest.mark.slow
def test_every_headline_outcome_is_open_in_the_baseline(compared: pd.DataFrame, seeds: Seeds) -> None:
    """Shares of worlds are neither near none nor near all."""
    shares = [name for name in seeds.outcomes.headline if seeds.outcomes.of(name).unit == "share of worlds"]
    base = compared.drop_duplicates("outcome").set_index("outcome")["baseline_mean"]
    assert base[shares].between(LOW, HIGH).all(), base[shares].to_dict()


@pytest.mark.slow
def test_what_follows_a_scenario_moves_every_headline_outcome_but_one_by_what_matters(compared: pd.DataFrame) -> None:
    """The difference less that of the script alone, where no scenario sets the outcome itself."""
    open_rows = compared[compared["verdict"] != "set by the scenario"]
    followed = (open_rows["difference"] - open_rows["difference_script"]).abs() / open_rows["smallest_that_matters"]
    most = followed.groupby(open_rows["outcome"]).max().reindex(compared["outcome"].unique(), fill_value=0.0)
    assert {*most.index[most <= 1]} == SHORT, most.round(2).to_dict()
    assert (most > 0.5).all(), most.round(2).to_dict()
