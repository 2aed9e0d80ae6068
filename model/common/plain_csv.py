"""Tables as CSV text in which no spreadsheet takes a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters that a spreadsheet takes for the beginning of a formula."""


def harmless(cell: Any) -> Any:
    """The cell, with an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def for_spreadsheets(text: str) -> bytes:
    """A table's text as a file holds it: spreadsheets know UTF-8 by the mark at its beginning."""
    return text.encode("utf-8-sig")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV: a line a row, commas between cells."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
