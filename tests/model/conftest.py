from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TRIAD = Path(__file__).parents[1] / "regions" / "triad"

Rewrite = Callable[[str, str, str], None]


@pytest.fixture
def triad(tmp_path: Path) -> Path:
    """A copy of the invented region that a test may spoil."""
    return Path(shutil.copytree(TRIAD, tmp_path / "triad"))


@pytest.fixture
def rewrite(triad: Path) -> Rewrite:
    """Replaces the one place of a text in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        text = (triad / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (triad / file).write_text(text.replace(old, new), encoding="utf-8")

    return replace
