"""The part of an effect that a scenario writes itself is the effect in the same worlds with nobody acting."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from model.analysis.comparison import ALONE, ERROR, NOBODY_ACTS, explained
from model.analysis.intervals import Z
from model.analysis.written import written_difference
from model.api.runs import run
from model.simulation.experiment import make_experiment
from tests.conftest import TRIAD

ACTORS = ("AAA", "BBB", "CCC")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Comparisons of the same worlds: as they are, with nobody acting, and by base rates alone."""
    place = tmp_path_factory.mktemp("written")
    given: dict[str, dict[str, float]] = {
        "full": {},
        "script": {f"tempo.{name}": 0.0 for name in ACTORS},
        "habit": {"assumptions.choice_noise": 1.0, "assumptions.feeling": 0.0},
    }
    found = {}
    for name, changes in given.items():
        experiment = make_experiment(["baseline", "deal"], seeds=TRIAD, months=12, overrides=changes)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where nobody acts, what waits for an event never comes
            saved = run(experiment, place / name, worlds=48, jobs=1, figures=None)
        found[name] = saved.comparison.set_index(["scenario", "outcome"])
    return found


@pytest.mark.parametrize(("column", "other"), [("difference_script", "script"), ("difference_habit", "habit")])
def test_a_part_is_the_difference_of_the_run_without_choices(
    ran: dict[str, pd.DataFrame], column: str, other: str
) -> None:
    full, alone = ran["full"], ran[other]["difference"].reindex(ran["full"].index).fillna(0)
    assert full[column].to_numpy() == pytest.approx(alone.to_numpy(), abs=1e-12)
    assert (full[column] != full["difference"]).any(), "actors make a difference"


def test_what_followed_is_the_rest(ran: dict[str, pd.DataFrame]) -> None:
    rows = ran["full"][ran["full"]["difference"] != 0]
    assert len(rows) > 5
    assert rows["share_followed"].to_numpy() == pytest.approx((1 - rows[NOBODY_ACTS] / rows["difference"]).to_numpy())
    assert ran["full"].loc["baseline", "share_followed"].isna().all()
    assert np.abs(ran["script"][NOBODY_ACTS] - ran["script"]["difference"]).max() < 1e-12, (
        "all is written where nobody acts"
    )


def test_the_share_of_effects_that_is_explained_is_worked_out_by_hand() -> None:
    table = pd.DataFrame({"outcome": ["x", "y", "z"], "difference": [3.0, 4.0, 9.0], NOBODY_ACTS: [3.0, 2.0, 0.0]})
    assert explained(table.iloc[:2], NOBODY_ACTS) == pytest.approx(1 - 4 / 25)
    assert explained(table.assign(difference=0.0), NOBODY_ACTS) is None


def test_the_error_of_what_followed_is_worked_out_by_hand() -> None:
    """Four worlds of eight: what the script does alone goes half along with the whole."""
    zeros = np.zeros(4)
    full, script = np.array([1.0, 3.0, 5.0, 7.0]), np.array([0.5, 1.5, 2.5, 3.5])
    row = {"difference": 4.0, "ci_low": 4 - Z, "ci_high": 4 + Z}  # an error of 1
    found = written_difference(row, (full, zeros), (script + 1, zeros + 1), 8)
    spread = 20 / 3
    variance = spread / 8 + spread / 4 / 4 - 2 * spread / 2 / 8
    assert found[NOBODY_ACTS] == 2 and found[ALONE] == 1
    assert found[ERROR] == pytest.approx(np.sqrt(variance / (spread / 8)))
    alike = written_difference(row, (full, zeros), (zeros + 2, zeros), 8)
    assert alike[ERROR] == pytest.approx(1.0), "what the script does is known exactly"
    sure = written_difference(
        {"difference": 4.0, "ci_low": 4.0, "ci_high": 4.0}, (zeros + 4, zeros), (script, zeros), 8
    )
    assert sure[ERROR] == pytest.approx(np.sqrt(spread / 4 / 4)), "all doubt is about what is written"
