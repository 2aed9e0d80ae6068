"""Numbers and lists as every text and picture writes them."""

from __future__ import annotations

from collections.abc import Iterable

MINUS = "−"
"""Of sentences, pages and pictures; tables of a terminal have the hyphen, which scripts and spreadsheets can read."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def signed(number: float, digits: int = 2) -> str:
    """A number as a cell shows it: −.25, +.40, 0 where it rounds to nothing."""
    shown = f"{abs(number):.{digits}f}"
    if float(shown) == 0:
        return "0"
    return (MINUS if number < 0 else "+") + (shown[1:] if shown.startswith("0.") else shown)


def in_full(number: float, digits: int = 3) -> str:
    """A number with its sign and all its digits; without a sign where it rounds to 0."""
    text = f"{number:+.{digits}f}"
    return text.replace("-", MINUS) if float(text) else text[1:]


def unsigned(number: float, digits: int = 2) -> str:
    """A number with all its digits and no plus; without a minus where it rounds to 0."""
    return in_full(number, digits).removeprefix("+")


def figures(number: float, count: int = 3) -> str:
    """A number to so many figures, with a true minus sign."""
    return f"{number:.{count}g}".replace("-", MINUS)


def calendar(month: int) -> str:
    """`August 2025` for a count of months since year 0."""
    return f"{MONTHS[month % 12]} {month // 12}"


def spaced(name: str) -> str:
    """A name from a file as words."""
    return name.replace("_", " ").replace("-", " ")


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, a whole one unless digits are asked for."""
    return f"{100 * share:.{digits}f}\u00a0%"


def counted(number: int, word: str) -> str:
    """`1 world`, `2,000 worlds`."""
    return f"{number:,} {word}" + ("s" if number != 1 else "")


def listed(words: Iterable[str], last: str = "and") -> str:
    """`A, B and C`."""
    words = list(words)
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def together(words: Iterable[str]) -> str:
    """`A together with B and C`: doers of one thing as one subject, which the verb after it fits."""
    first, *others = words
    return f"{first} together with {listed(others)}" if others else first


def possessive(name: str) -> str:
    """`Land’s`, `Isles’`."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
