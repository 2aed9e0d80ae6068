"""The documented snippet turns a sampled run into what the EMA workbench's analyses take."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.load import load_seeds
from model.simulation.sampling import draws
from tests.conftest import ROOT, TRIAD
from tests.fixtures import simulated

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    words = ("deal", "--seeds", str(TRIAD), "--sample", "--worlds", "20", "--months", "6")
    folder = simulated(tmp_path_factory.mktemp("runs") / "sampled", *words)
    page = (ROOT / "model" / "docs" / "ema-workbench.md").read_text(encoding="utf-8")
    first, *_ = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    names: dict[str, Any] = {"folder": folder}
    exec(first, names)
    return names


def test_a_sampled_run_loads_as_experiments_and_outcomes(loaded: dict[str, Any]) -> None:
    experiments, outcomes = loaded["experiments"], loaded["outcomes"]
    assert isinstance(experiments, pd.DataFrame) and len(experiments) == 40
    assert experiments.groupby("policy")["scenario"].apply(list).to_dict() == {
        "baseline": list(range(20)),
        "deal": list(range(20)),
    }
    assert set(experiments["model"]) == {"alignment_scenarios"}
    assert all(isinstance(column, np.ndarray) and column.shape == (40,) for column in outcomes.values())
    assert {"a_influence", "treaty_signed", "months_to_treaty", "orbit_BBB_AAA"} <= set(outcomes)
    assert all(name.isidentifier() for name in outcomes)
    assert not set(outcomes) & set(experiments.columns)
    assert all(column.dtype == float for column in outcomes.values())
    assert (np.isnan(outcomes["months_to_treaty"]) == (outcomes["treaty_signed"] == 0)).all()


def test_the_uncertainties_are_the_draws_the_worlds_ran_under(loaded: dict[str, Any]) -> None:
    drawn = draws(load_seeds(TRIAD), 1, slice(0, 20))
    experiments = loaded["experiments"]
    assert len(experiments.columns) == len(drawn) + 3
    for policy in ("baseline", "deal"):
        rows = experiments[experiments["policy"] == policy]
        for path, column in drawn.items():
            named = path if path.startswith("assumptions.") else f"assumptions.{path}"
            assert np.array_equal(rows[named], column), path


WORKBENCH = ("--isolated", "--no-project", "--python", ">=3.12", "--with", "ema_workbench>=3,<4", "--with", "pyarrow")
WHOLE_PAGE = """
import re, sys
import numpy as np
names = {"folder": Path(sys.argv[1])}
for snippet in re.findall(r"```python\\n(.*?)```", Path(sys.argv[2]).read_text(encoding="utf-8"), flags=re.DOTALL):
    exec(snippet, names)
saved, loaded = names["outcomes"], names["loaded_outcomes"]
assert any(np.isnan(column).any() for column in saved.values()), "there are missing values"
assert all(np.array_equal(saved[name], loaded[name], equal_nan=True) for name in saved)
assert len(names["loaded_experiments"]) == len(names["experiments"])
assert list(names["scores"].columns) == list(saved) and not names["scores"].isna().any(axis=None)
"""


@pytest.mark.slow
def test_the_whole_page_runs_with_version_3_of_the_workbench(loaded: dict[str, Any]) -> None:
    """In an environment of its own: that version needs a later Python than this program does."""
    uv = shutil.which("uv")
    if uv is None or subprocess.run([uv, "run", "-q", *WORKBENCH, "python", "-c", ""], capture_output=True).returncode:
        pytest.skip("no Python 3.12 with version 3 of the EMA workbench can be had here")
    page = ROOT / "model" / "docs" / "ema-workbench.md"
    words = [uv, "run", "-q", *WORKBENCH, "python", "-W", "error::DeprecationWarning:__main__", "-c", WHOLE_PAGE]
    done = subprocess.run([*words, loaded["folder"], page], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
