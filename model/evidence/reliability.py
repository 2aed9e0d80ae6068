"""Agreement of two codings of the same rows: Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.spec.events import EventType

Scale = Literal["nominal", "ordinal"]
ORDINAL = ("salience",)
"""Fields whose values stand in an order."""


def krippendorff_alpha(units: Sequence[Sequence[str]], values: Sequence[str], scale: Scale = "nominal") -> float:
    """Krippendorff's alpha: 1 where all coders agree, 0 where they agree as often as by chance.

    units: what the coders gave each unit; one with fewer than two values is passed over. values: every value that
    occurs, in order where the scale is ordinal. NaN where no two values differ. Krippendorff 2019, ch. 12.
    """
    place = {value: k for k, value in enumerate(values)}
    together = np.zeros((len(values), len(values)))  # (value, value)
    for unit in units:
        times = np.bincount([place[value] for value in unit], minlength=len(values)).astype(float)
        if len(unit) > 1:
            together += (np.outer(times, times) - np.diag(times)) / (len(unit) - 1)
    each = together.sum(axis=0)  # (value,)
    apart = _squared_distance(each, scale)
    observed, expected = float((together * apart).sum()), float(each @ apart @ each)
    return 1 - float(each.sum() - 1) * observed / expected if expected > 0 else float("nan")


def _squared_distance(each: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    """Squared distance of every two values, given how often each occurs; (value, value)."""
    if scale == "nominal":
        return 1 - np.eye(len(each))
    rank = np.cumsum(each) - each / 2
    return np.asarray((rank[:, None] - rank[None, :]) ** 2)


def alphas(first: Path, second: Path, types: Mapping[str, EventType], salience: Sequence[str]) -> dict[str, float]:
    """Alpha of two codings of the chronicle on the rows they share, by field.

    first, second: tables with id, type, sign, salience, standing and agreement. salience: its levels from low to high.
    "root" compares the types by the root of their CAMEO codes; a type that is not in `types` leaves its row out of it.
    """
    roots = {name: kind.cameo[:2] for name, kind in types.items()}
    tables = [table.assign(root=table["type"].map(roots).fillna("")) for table in _shared(first, second)]
    found: dict[str, float] = {}
    for what in ("type", "root", "sign", "salience", "standing", "agreement"):
        units = [[v for v in pair if v] for pair in zip(*(table[what] for table in tables), strict=True)]
        values = salience if what == "salience" else sorted({v for unit in units for v in unit})
        found[what] = krippendorff_alpha(units, values, "ordinal" if what in ORDINAL else "nominal")
    return found


def shared_rows(first: Path, second: Path) -> int:
    """Number of rows that two codings share."""
    return len(_shared(first, second)[0])


def _shared(first: Path, second: Path) -> list[pd.DataFrame]:
    """Two codings of the same rows."""
    tables = [pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id") for path in (first, second)]
    shared = tables[0].index.intersection(tables[1].index)
    return [table.loc[shared] for table in tables]
