"""A sampled run of two shipped scenarios, and its take-home page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Call
from tests.fixtures import simulated

SCENARIOS = ("corridor-opened", "russian-provocation-skirmish")
WORLDS = 160


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shipped scenarios with sampled assumptions."""
    words = (*SCENARIOS, "--worlds", str(WORLDS), "--sample", "--jobs", "1")
    return simulated(tmp_path_factory.mktemp("runs") / "sampled", *words)


@pytest.fixture
def written(run: Path, tmp_path: Path, call: Call) -> Path:
    out = tmp_path / "page.html"
    assert call("page", run, "--slider", "impact", "--slider", "negativity", "--out", out)[0] == 0
    return out
