"""The documented snippet turns a sampled run into what the EMA workbench's analyses take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.load import load_seeds
from model.sampling import draws
from tests.conftest import ROOT, TRIAD, Call

pytestmark = pytest.mark.slow


@pytest.fixture
def loaded(call: Call, tmp_path: Path) -> dict[str, Any]:
    words = ("run", "deal", "--seeds", TRIAD, "--sample", "--worlds", "20", "--months", "6", "--jobs", "1")
    status, _, complained = call(*words, "--out", tmp_path / "sampled")
    assert status == 0, complained
    page = (ROOT / "model" / "docs" / "ema-workbench.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert sum(bool(line.strip()) for line in snippet.splitlines()) == 5
    names: dict[str, Any] = {"folder": tmp_path / "sampled"}
    exec(snippet, names)
    return names


def test_a_sampled_run_loads_as_experiments_and_outcomes(loaded: dict[str, Any]) -> None:
    experiments, outcomes = loaded["experiments"], loaded["outcomes"]
    assert isinstance(experiments, pd.DataFrame) and len(experiments) == 40
    assert experiments.groupby("policy")["scenario"].apply(list).to_dict() == {
        "baseline": list(range(20)),
        "deal": list(range(20)),
    }
    assert set(experiments["model"]) == {"alignment-scenarios"}
    assert all(isinstance(column, np.ndarray) and column.shape == (40,) for column in outcomes.values())
    assert {"a_influence", "treaty_signed", "months_to_treaty", "orbit.BBB"} <= set(outcomes)
    assert not set(outcomes) & set(experiments.columns)
    assert outcomes["treaty_signed"].dtype == bool and outcomes["a_influence"].dtype == float
    assert (np.isnan(outcomes["months_to_treaty"]) == ~outcomes["treaty_signed"]).all()


def test_the_uncertainties_are_the_draws_the_worlds_ran_under(loaded: dict[str, Any]) -> None:
    drawn = draws(load_seeds(TRIAD), 1, slice(0, 20))
    experiments = loaded["experiments"]
    assert len(experiments.columns) == len(drawn) + 3
    for policy in ("baseline", "deal"):
        rows = experiments[experiments["policy"] == policy]
        for path, column in drawn.items():
            named = path if path.startswith("assumptions.") else f"assumptions.{path}"
            assert np.array_equal(rows[named], column), path
