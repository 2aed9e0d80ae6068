"""Comma-separated values with the place of every cell, by RFC 4180; semicolons and tabs may stand for the commas."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from model.load.positions import Spot

DELIMITERS = ",;\t"
_DECIMAL_COMMA = re.compile(r"[-+]?(\d+|\d{1,3}(\.\d{3})+),\d+")


@dataclass(frozen=True)
class Cell:
    """A cell's text, without quotes and blanks around it, and the line and column it begins at."""

    text: str
    spot: Spot
    open: bool = False
    """Its quotes are not closed, or do not enclose all of it."""


def delimiter_of(head: str, names: Collection[str]) -> str:
    """The delimiter by which the first line of a table holds most of these names; a comma is none of one column."""
    if not any(delimiter in head for delimiter in DELIMITERS):
        return ";"

    def known(delimiter: str) -> int:
        return sum(cell.text.lower() in names for row in rows_of(head, delimiter) for cell in row)

    return max(DELIMITERS, key=known)


def number_in(text: str, delimiter: str) -> str:
    """A cell's number with a point, where the table has semicolons and so writes 0,3 and 1.000,5; else as it stands."""
    if delimiter == ";" and _DECIMAL_COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text


def rows_of(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The rows of a table whose lines end with a line feed; cells in quotes may go over several lines."""
    pattern = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?=[{delimiter}\n]|\Z)|([^{delimiter}\n]*)')
    position = begins = 0
    line, row = 1, list[Cell]()
    while (found := pattern.match(text, position)) is not None:
        quoted, plain = found.groups()
        inner = quoted.replace('""', '"') if plain is None else plain
        row.append(Cell(inner.strip(), (line, position - begins + 1), plain is not None and plain.lstrip()[:1] == '"'))
        if lines := found[0].count("\n"):
            line, begins = line + lines, position + found[0].rindex("\n") + 1
        position = found.end()
        if position >= len(text) or text[position] == "\n":
            yield row
            row, line, begins = [], line + 1, position + 1
        if position >= len(text):
            return
        position += 1
