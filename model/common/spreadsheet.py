"""Tables as CSV that a spreadsheet opens without taking a text for a formula."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.common.plain_csv import harmless


def as_csv(frame: pd.DataFrame, digits: int | None = 6) -> bytes:
    """A table in so many digits, or in all, the same bytes on every system.

    A text that a spreadsheet would take for a formula begins with an apostrophe; what is unbounded is an empty cell.
    """
    cells = guarded(frame.replace([np.inf, -np.inf], np.nan))
    form = None if digits is None else f"%.{digits}g"
    return str(cells.to_csv(index=False, float_format=form, lineterminator="\n")).encode()


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with an apostrophe before each text that a spreadsheet would take for a formula."""
    cells = frame.copy()
    for name in cells.columns:
        if not pd.api.types.is_numeric_dtype(cells[name].dtype):
            cells[name] = [harmless(x) for x in cells[name]]
    return cells
