"""How open the way is by which goods pass through other countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from model.common.text import possessive, spaced
from model.outcomes.kind import Kind
from model.outcomes.moments import Cell, Column, Moments
from model.rules.axes import Array
from model.rules.ties import within_whole
from model.spec.base import ActorName, DimensionName, LevelByStage, Share
from model.spec.fields import Route
from model.spec.outcomes import ColumnName
from model.spec.seeds import Seeds


class ReexportChannel(Kind):
    """Openness of a customs tie × economic alignment × lack of enforcement, weighted over carriers."""

    kind: Literal["lifeline"]
    formula: str
    """The product that is measured, for readers of the file."""
    to: ActorName
    carriers: dict[ActorName, Share]
    """Each carrier's share of the trade."""
    dimension: DimensionName
    openness: dict[ActorName, Share]
    """Openness of a carrier's customs border where no issue says otherwise."""
    openness_by_stage: dict[ActorName, LevelByStage] = {}
    """Openness by the stage of an issue."""
    enforcement: dict[ActorName, LevelByStage] = {}
    """Enforcement (0 none to 1 complete) by the stage of an issue."""

    graded = True

    @property
    def numbers(self) -> Iterator[tuple[Route, float]]:
        """Shares, openness and enforcement."""
        for key, given in (("carriers", self.carriers), ("openness", self.openness)):
            yield from (((key, carrier), size) for carrier, size in given.items())
        for key, staged in (("openness_by_stage", self.openness_by_stage), ("enforcement", self.enforcement)):
            for carrier, issues in staged.items():
                for issue, levels in issues.items():
                    yield from (((key, carrier, issue, stage), size) for stage, size in levels.items())

    def number_in_words(self, keys: Sequence[str], seeds: Seeds) -> str:
        """The share, openness or enforcement of a carrier, perhaps in a stage of an issue."""
        what, carrier, *stage = keys
        noun = {"carriers": "share of what is carried", "enforcement": "enforcement"}.get(what, "openness")
        when = f" while {seeds.issues.issues[stage[0]].brief} is at “{spaced(stage[1])}”" if stage else ""
        return f"{possessive(seeds.actors.actors[carrier].short)} {noun}{when}"

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str, bool]]:
        """It is known how open each carrier is, and of no others."""
        if missing := sorted(set(self.carriers) - set(self.openness)):
            yield ("openness",), f"no openness is given for the carrier {missing[0]}", True
        for key in ("openness", "openness_by_stage", "enforcement"):
            for actor in sorted(set(getattr(self, key)) - set(self.carriers)):
                yield (key, actor), f"{actor} is not among the carriers", True

    @property
    def cells(self) -> Iterator[Cell]:
        """How the carriers lean."""
        yield from ((self.dimension, carrier, self.to) for carrier in self.carriers)

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """The leanings to the destination."""
        return [(of, self.to) for of in self.carriers]

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Σ over carriers of share × openness × (1 + economic alignment)/2 × (1 − enforcement): in [0, 1]."""
        total = np.zeros(len(seen.month))
        shares = {carrier: seen.number(name, "carriers", carrier) for carrier in self.carriers}
        whole = np.asarray(sum(shares.values(), total))
        for carrier, share in shares.items():
            openness = seen.number(name, "openness", carrier)
            open_now = self._by_stage(seen, (name, "openness_by_stage", carrier), self.openness_by_stage, openness)
            enforced = self._by_stage(seen, (name, "enforcement", carrier), self.enforcement, np.zeros_like(total))
            lean = seen.lean((self.dimension, carrier, self.to))
            total = total + within_whole(share, whole) * open_now * (1 + lean) / 2 * (1 - enforced)
        return {name: total}

    @staticmethod
    def _by_stage(
        seen: Moments, at: tuple[str, str, str], given: Mapping[str, LevelByStage], otherwise: Array
    ) -> Array:
        """A level by the stages of issues; where several speak, the least openness and the most enforcement: (row,)."""
        join = np.minimum if at[1] == "openness_by_stage" else np.maximum
        level, rows = otherwise, np.arange(len(seen.month))
        for issue, levels in given.get(at[2], {}).items():
            q = seen.axes.issue[issue]
            said = [
                join(seen.number(*at, issue, stage), otherwise) if stage in levels else otherwise
                for stage in seen.layout.stages[q]
            ]
            level = join(level, np.stack(said)[seen.stage[:, q], rows])
        return level
