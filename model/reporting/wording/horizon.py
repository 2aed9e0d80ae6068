"""Horizon of a run and number of its worlds, as every picture says them."""

from __future__ import annotations

from model.common.text import calendar, capital, counted


def horizon(as_of: int, months: int, worlds: int) -> str:
    """`36 months, to July 2028 · 2,000 worlds`, each on one line; as_of: the month that month 0 stands for."""
    return joined(until(as_of, months), counted(worlds, "world").replace(" ", "\u00a0"))


def until(as_of: int, months: int) -> str:
    """`36 months, to July 2028`."""
    return f"{counted(months, 'month')}, to {calendar(as_of + months)}".replace(" ", "\u00a0")


def joined(*parts: str) -> str:
    """Parts of the line that a picture says of itself; an empty one is left out."""
    return capital("\u00a0· ".join(filter(None, parts)))
