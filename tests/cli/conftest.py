"""A run and a sweep of the invented region, for the commands that take finished ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import TRIAD, Call

SWEEP = ("run", "deal", "--seeds", TRIAD, "--worlds", "8", "--months", "3", "--jobs", "1", "--no-report",
         "--set", "spillover=0.3,0.6")  # fmt: skip


@pytest.fixture
def run(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "run"))


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sweep") / "sweep"


@pytest.fixture
def sweep(swept: Path, call: Call) -> Path:
    if not swept.exists():
        assert call(*SWEEP, "--out", swept)[0] == 0
    return swept
