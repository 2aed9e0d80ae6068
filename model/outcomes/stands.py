"""An issue that is in a stage now."""

from __future__ import annotations

from typing import Literal

from model.outcomes.in_stages import InStages
from model.outcomes.moments import Column, Moments


class Stands(InStages):
    """True where an issue is in one of these stages now, whatever came before."""

    kind: Literal["stands"]

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Yes or no."""
        return {name: seen.stands(self.issue)}
