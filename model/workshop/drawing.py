"""Effects, fans, milestones and leanings of simulated worlds, as numbers ready for Explore's pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import ALONE, ERROR, NOBODY_ACTS, QUANTILES, Kept, column_of, comparable, records
from model.analysis.followed import LEAST_WRITTEN, Written, part_written, with_followed
from model.analysis.intervals import wilson
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import SURE, beside, findings, judged_alone, never, scripted
from model.analysis.written import written_differences
from model.experiment.ensemble import FOLLOWED_SCALE
from model.load import BASELINE, LoadedScenario
from model.reporting.wording.words import Words
from model.rules.axes import Array
from model.simulation.measures import Measures
from model.spec.seeds import Seeds
from model.workshop.results import Curve, Effect, Ensemble, Fan, Leanings

SINGLES = 5
"""Single worlds drawn thin."""
Sides = tuple[Ensemble, Ensemble]
"""The scenario's worlds and the baseline's."""


@dataclass(frozen=True)
class Drawing:
    """Draws the worlds of one region."""

    seeds: Seeds
    measures: Measures

    @cached_property
    def _words(self) -> Words:
        return Words(self.seeds)

    def effects(
        self, here: Ensemble, there: Ensemble, scenario: LoadedScenario, months: int, alone: Sides | None = None
    ) -> tuple[Effect, ...]:
        """The headline outcomes, scenario against baseline."""
        names, smallest = self.seeds.outcomes.headline, smallest_of(self.seeds)
        sides = {BASELINE: there.outcomes, scenario.id: here.outcomes}
        done = [spec for spec, fired in zip(scenario.spec.interventions, here.fired, strict=True) if fired]
        own = {name: scripted(self.seeds, done, name) for name in names}
        if alone is None:
            rows = judged_alone(beside(here.outcomes, there.outcomes, months, names), smallest)
            rows = [row | {"written": own[row["outcome"]], "followed": row["difference"]} for row in rows]
        else:
            found = findings(sides, BASELINE, months, names, smallest)
            found["scripted"] = found["outcome"].map(own).astype(bool)
            rows = records(with_followed(_written(found, (here, there), alone, months).beside(found)))
        words = Words(self.seeds, months)
        return tuple(_effect(row, words, here.outcomes, there.outcomes) for row in rows)

    def fans(self, here: Ensemble, there: Ensemble) -> tuple[Fan, ...]:
        """The followed measures that are numbers."""
        names = [name for name in self.measures.followed if not self._words.is_share(name)]
        places = [self.measures.followed.index(name) for name in names]
        ours, theirs = (side.followed[:, :, places] / FOLLOWED_SCALE for side in (here, there))
        bands = rounded(np.quantile(ours, list(QUANTILES.values()), axis=0).transpose(2, 0, 1))
        singles, middle = rounded(ours[:SINGLES].transpose(2, 0, 1)), rounded(np.median(theirs, axis=0).T)
        return tuple(
            Fan(name, dict(zip(QUANTILES, levels, strict=True)), lines, median)
            for name, levels, lines, median in zip(names, bands, singles, middle, strict=True)
        )

    def curves(self, here: Ensemble, there: Ensemble) -> tuple[Curve, ...]:
        """The followed measures that come true or not, once and for all."""
        found = []
        for place, name in enumerate(self.measures.followed):
            if name in self.measures.outcomes and self._words.is_share(name):
                ours, theirs = (side.followed[:, :, place] / FOLLOWED_SCALE for side in (here, there))
                share = ours.mean(axis=0)
                low, high = wilson(share, len(ours))
                found.append(Curve(name, *map(rounded, (share, low, high, theirs.mean(axis=0)))))
        return tuple(found)

    def leanings(self, here: Ensemble) -> Leanings:
        """Mean alignments of the deciding actors to each other, month by month."""
        axes = self.measures.axes
        return Leanings(list(axes.actors[: axes.deciders]), np.round(here.leaning / here.worlds, 4).tolist())


def _written(found: pd.DataFrame, full: Sides, alone: Sides, months: int) -> Written:
    """The part of each difference that the scenario writes itself, by the same worlds with nobody acting."""
    worlds = full[0].worlds
    sides = [comparable(side.outcomes, months) for side in (*full, *alone)]
    here, there, still, base = (
        np.array([column_of(side, name, worlds) for name in found["outcome"]], dtype=float) for side in sides
    )
    nobody = written_differences(found, (here, there), (still, base), worlds)
    acted = found["baseline_mean"] - nobody[ALONE]
    own = map(part_written, found["difference"], nobody[NOBODY_ACTS], acted)
    keys = zip(found["scenario"], found["outcome"], strict=True)
    return Written(dict(zip(keys, zip(own, nobody[ERROR], strict=True), strict=True)))


def _effect(row: Mapping[str, Any], words: Words, *sides: Mapping[str, Kept]) -> Effect:
    """A row of the findings as Explore shows it; sides: the outcomes of the scenario, and the baseline's."""
    name, numbers = str(row["outcome"]), ("difference", "ci_low", "ci_high", "followed")
    difference, low, high, followed = (float(row[column]) for column in numbers)
    told = abs(difference - followed) >= LEAST_WRITTEN * abs(difference)
    here, there = (
        math.nan if never(words.seeds, side, name) else float(row[mean])
        for side, mean in zip(sides, ("mean", "baseline_mean"), strict=True)
    )
    return Effect(
        outcome=name,
        label=words.outcome(name),
        unit=words.unit(name),
        here=here,
        there=there,
        difference=difference,
        low=low,
        high=high,
        sure=row["kind"] in SURE,
        scripted=bool(row["written"]),
        said=str(row["said"]),
        smallest=float(row["smallest"]),
        followed=followed if told else difference,
    )


def rounded(numbers: Array) -> Any:
    """Numbers as a picture needs them, in lists."""
    return np.round(numbers, 4).tolist()
