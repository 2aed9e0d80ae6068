"""Every figure that the program writes says of which scenario it is, in what unit and up to when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TRIAD, Call
from tests.fixtures import said_in, simulated

UNIT = re.compile(
    r"alignment, −1 to 1|scale 0 to 1|shares? of|points|months\)|baseline, months|Goldstein scale|\d %", re.IGNORECASE
)
HORIZON = "24 months, to December 2022"
SMALL = ("deal", "--seeds", str(TRIAD), "--worlds", "40", "--months", "24")


def drawn(folder: Path) -> Iterator[tuple[str, str]]:
    """The figures of a folder with their texts."""
    for path in sorted((folder / "figures").glob("*.svg")):
        yield path.stem, said_in(path)


def names_of(folder: Path) -> tuple[str, str]:
    """Names of the scenario and of the baseline."""
    scenarios: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))["scenarios"]
    return scenarios["deal"]["name"], scenarios["baseline"]["name"]


def complaints(name: str, said: str, *needed: str) -> Iterator[str]:
    for text in needed:
        if text not in said:
            yield f"{name} does not say {text}: {said}"
    if not UNIT.search(said):
        yield f"{name} has no unit: {said}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "whole", *SMALL, "--sample")


def test_figures_of_a_run_stand_alone(whole: Path) -> None:
    scenario, baseline = names_of(whole)
    found = dict(drawn(whole))
    kinds = {name.partition("-")[0] for name in found}
    assert {"effect", "influence", "leanings", "milestones", "alignment", "network", "timeline"} <= kinds
    bad: list[str] = []
    for name, said in found.items():
        of_scenario = (scenario,) if name.endswith("-deal") or name.startswith("effect") else ()
        worlds = () if name == "timeline" else ("40 worlds",)
        bad += complaints(name, said, baseline, HORIZON, *of_scenario, *worlds)
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("assumptions", [("spillover=0.3,0.6",), ("spillover=0.3,0.6", "impact=0.1,0.2")])
def test_figures_of_a_sweep_stand_alone(tmp_path: Path, assumptions: tuple[str, ...]) -> None:
    sets = [word for assumption in assumptions for word in ("--set", assumption)]
    folder = simulated(tmp_path / "sweep", *SMALL, *sets)
    found = dict(drawn(folder))
    scenario, baseline = names_of(folder)
    bad = [c for name, said in found.items() for c in complaints(name, said, baseline, HORIZON, "40 worlds a setting")]
    assert found and not bad, "\n".join(bad)
    assert any(scenario in said for said in found.values())


def test_a_figure_of_a_cut_stands_alone(whole: Path, call: Call, tmp_path: Path) -> None:
    place = tmp_path / "cut.svg"
    words = ("--by", "month", "--outcome", "alignment.BBB.CCC", "--figure", place)
    assert call("compare", whole, *words)[0] == 0
    said = said_in(place)
    bad = list(complaints("cut", said, *names_of(whole), HORIZON, "40 worlds", "(alignment, −1 to 1)"))
    assert not bad, "\n".join(bad)
    assert "deal" not in said.replace(names_of(whole)[0], ""), "names, not names of files"
