"""The tour of the documents runs as it is written, in few worlds, and shows what it says."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from model.simulation.experiment import make_experiment
from tests.conftest import ROOT

TOUR = ROOT / "model" / "docs" / "tour.md"
WORLDS = 24


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Names that the tour's blocks define; what a block ends with is kept in `cells`."""
    names: dict[str, Any] = {"folder": tmp_path_factory.mktemp("tour"), "worlds": WORLDS}
    cells = []
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.chdir(ROOT)
        patch.setattr("model.api.computing.cores", lambda: 1)
        for block in re.findall(r"```python\n(.*?)```", TOUR.read_text(encoding="utf-8"), flags=re.DOTALL):
            exec(block, names)
            last = block.strip().splitlines()[-1]
            if " = " not in last and not last.startswith((" ", "from")):
                cells.append(eval(last, names))
    return names | {"cells": cells}


@pytest.mark.slow
def test_each_part_of_the_tour_shows_what_it_speaks_of(shown: dict[str, Any]) -> None:
    past = make_experiment(["baseline"]).past(slice(0, 1)).alignment.mean(axis=1)[0]
    arm, rus = (shown["region"].axes.actor[name] for name in ("ARM", "RUS"))
    assert shown["score"] == pytest.approx(past[arm, rus])
    assert len(shown["largest"]) == 5 and shown["largest"]["alignment"].abs().is_monotonic_decreasing
    assert shown["finished"].worlds == WORLDS and "<table" in shown["finished"]._repr_html_()
    assert {*shown["finished"].effects()["scenario"]} <= {"corridor-opened", "treaty-stalls"}
    assert len(shown["by_month"]) == 3 * 19
    assert (shown["folder"] / "armenia-russia.png").is_file()
    assert {month for month, _ in shown["told"]} <= {f"2025-{m:02}" for m in range(8, 13)} | {"2026-01"}
    assert all(len(name.split("/")) == 3 for _, name in shown["told"]) and shown["told"]
    assert len(shown["by_value"]) == 3
    assert shown["larger"].worlds == 2 * WORLDS and (shown["width"].dropna() >= 0).all()
    assert shown["then"].manifest["as_of"] == "2022-12"
    frames = [cell for cell in shown["cells"] if isinstance(cell, pd.DataFrame)]
    assert len(frames) >= 3 and any(cell is shown["finished"] for cell in shown["cells"])


def test_the_tour_is_found_from_the_other_pages() -> None:
    for page in (Path("README.md"), Path("model/docs/python.md")):
        assert "tour.md" in (ROOT / page).read_text(encoding="utf-8"), page
