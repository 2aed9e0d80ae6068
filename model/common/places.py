"""An installed package and a checkout: how the program is called, and the evidence where no folder is named."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "shipped" / "seeds"
"""Evidence and scenarios that an installed package brings along; a checkout has none here."""
PROGRAM, CALLED = ("simulate", "simulate") if SHIPPED.is_dir() else ("simulate.py", "uv run simulate.py")
"""The name of the program, and how it is called."""


def default_seeds() -> Path:
    """`seeds`, or the shipped folder where there is no `seeds` and the package is installed."""
    here = Path("seeds")
    return SHIPPED if SHIPPED.is_dir() and not here.is_dir() else here
