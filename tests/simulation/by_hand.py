"""Two invented regions, the oracle that works them out by loops over names, and the same in the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.simulation.experiment import Experiment, make_experiment
from tests.conftest import FEUD, TRIAD
from tests.simulation.oracle_choosing import Choosing

MONTHS = 24
CLOSE = 1e-12


@pytest.fixture(scope="module", params=[TRIAD, FEUD], ids=["triad", "feud"])
def folder(request: pytest.FixtureRequest) -> Path:
    """A region that leaves rules out, and one with every rule on."""
    return Path(request.param)


@pytest.fixture(scope="module")
def oracle(folder: Path) -> Choosing:
    return Choosing(folder)


@pytest.fixture(scope="module")
def experiment(folder: Path) -> Experiment:
    return make_experiment(["baseline", "deal"], seeds=folder, months=MONTHS)


@pytest.fixture(scope="module")
def as_of(experiment: Experiment) -> int:
    return experiment.as_of
