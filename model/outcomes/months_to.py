"""Months until an issue is in a stage."""

from __future__ import annotations

from typing import Literal

import numpy as np

from model.common.languages import marked
from model.outcomes.in_stages import Arrival
from model.outcomes.moments import Column, Moments
from model.spec.outcomes import ColumnName, Speaker


class MonthsTo(Arrival):
    """Months until an issue is first in one of these stages; null if it is not."""

    kind: Literal["months_to"]

    unit = "months"
    measured_in = marked(
        "Months in each world, empty where it does not come about within the run; in means and differences such a "
        "world counts all months of the run."
    )
    monthly_too = False

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """A number of months, or NaN."""
        first = seen.first[name].astype(float)
        return {name: np.where(first >= 0, first, np.nan)}

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """With the number that stands for never, where the run is known."""
        return super().title(label, column, say) if say.horizon is None else f"{label} (never counts as {say.horizon})"
