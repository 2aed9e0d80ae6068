"""Colours, and numbers as pictures write them."""

from __future__ import annotations

BLACK, GREY, PALE = "#1a1a1a", "#595959", "#d9d9d9"
BLUE, ORANGE, VERMILLION, GREEN, SKY, YELLOW, PINK = (
    "#0072B2", "#E69F00", "#D55E00", "#009E73", "#56B4E9", "#F0E442", "#CC79A7",
)  # fmt: skip
"""Okabe and Ito's (2008) palette, which colour-blind readers can tell apart."""

MINUS = "−"


def signed(number: float, digits: int = 2) -> str:
    """A number as a cell shows it: −.25, +.40, 0 where it rounds to nothing."""
    shown = f"{abs(number):.{digits}f}"
    if float(shown) == 0:
        return "0"
    return (MINUS if number < 0 else "+") + (shown[1:] if shown.startswith("0.") else shown)


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f}\u00a0%"
