"""The colours of every picture."""

from __future__ import annotations

BLACK, GREY, PALE = "#1a1a1a", "#595959", "#d9d9d9"
BLUE, ORANGE, VERMILLION, GREEN, SKY, YELLOW, PINK = (
    "#0072B2", "#E69F00", "#D55E00", "#009E73", "#56B4E9", "#F0E442", "#CC79A7",
)  # fmt: skip
"""Okabe and Ito's (2008) palette, which colour-blind readers can tell apart."""
