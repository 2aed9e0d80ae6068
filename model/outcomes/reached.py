"""An issue that has been in a stage."""

from __future__ import annotations

from typing import Literal

from model.outcomes.in_stages import Arrival
from model.outcomes.moments import Column, Moments
from model.spec.base import StagesOf


class Reached(Arrival):
    """True where an issue has been in one of these stages in any month."""

    kind: Literal["reached"]

    followed = True
    once = True

    @property
    def documented(self) -> StagesOf | None:
        """Its issue's stages, where it waits for one issue alone."""
        return self.issue if len(self.issue) == 1 else None

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Yes or no."""
        return {name: seen.has_come(name)}
