"""The ledger of a run: what makes up each scenario's difference in every alignment, dependence and influence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.kept_ledger import REST, WORLDS
from model.experiment.ensemble import computing
from model.experiment.pool import Crew
from model.load import BASELINE
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds
from model.trace.ledger import Ledger
from model.trace.parts import Part
from model.trace.recorded_worlds import RecordedWorlds

COLUMNS = ["scenario", "outcome", *Part._fields, "difference", "times", "times_baseline"]
SMALL = 0.02
"""A part smaller than this share of the largest of its outcome is kept with others of its kind."""
MAX_PARTS = 15
"""Most parts of an outcome that are kept one by one, besides the largest of what is written and of what followed."""
LARGEST = 3
"""Parts of what is written, and of what followed, that are kept one by one however small they are beside the other."""
ROUNDING = 1e-14
"""A part or a difference below this is rounding."""
Row = tuple[Any, ...]


def run_ledger(crew: Crew, worlds: int) -> Iterator[list[Row]]:
    """The rows of every scenario but the baseline in the first worlds, scenario by scenario."""
    names = [scenario.id for scenario in crew.experiment.scenarios if scenario.id != BASELINE]
    return crew.each(_rows, [(name, min(worlds, WORLDS)) for name in names])


def ledger_table(rows: Iterable[list[Row]]) -> pd.DataFrame:
    """The table of ledger.csv."""
    return pd.DataFrame([*chain.from_iterable(rows)], columns=COLUMNS)


@lru_cache(maxsize=1)
def _baseline(experiment: Experiment, worlds: int) -> RecordedWorlds:
    """The baseline's worlds, recorded once for all scenarios."""
    return RecordedWorlds(experiment, BASELINE, worlds=worlds)


def _rows(experiment: Experiment, scenario: str, worlds: int) -> list[Row]:
    """The rows of one scenario."""
    with computing():
        ledger = Ledger.of(experiment, scenario, _baseline(experiment, worlds))
        return [
            (scenario, outcome, *part, difference, *ledger.times(part))
            for outcome, parts in effects(ledger, experiment.seeds)
            for part, difference in kept(parts)
        ]


def effects(ledger: Ledger, seeds: Seeds) -> Iterator[tuple[str, Mapping[Part, float]]]:
    """Every outcome that has a ledger, with all its parts."""
    for name, outcome in seeds.outcomes.outcomes.items():
        if outcome.influences:
            yield name, ledger.influence(outcome.influences)
    actors = ledger.here.axes.actors
    for kind, cells in (("alignment", ledger.alignment), ("dependence", ledger.dependence)):
        every = np.array([*cells.values()]).reshape(-1, len(actors), len(actors))
        for i, of in enumerate(actors):
            for j, to in enumerate(actors):
                if i != j:
                    yield f"{kind}.{of}.{to}", dict(zip(cells, every[:, i, j].tolist(), strict=True))


def kept(parts: Mapping[Part, float]) -> list[tuple[Part, float]]:
    """The parts worth a row, the largest first, then the sum of the rest; none where nothing differs."""
    sized = sorted((item for item in parts.items() if abs(item[1]) > ROUNDING), key=lambda item: -abs(item[1]))
    shown = [item for item in sized[:MAX_PARTS] if abs(item[1]) >= SMALL * abs(sized[0][1])]
    for written in (True, False):
        largest = [item for item in sized if item[0].written == written][:LARGEST]
        shown += [item for item in largest if item not in shown]
    shown.sort(key=lambda item: -abs(item[1]))
    small = [item for item in sized if item not in shown]
    rest = [
        (Part(REST, written=written), sum(size for part, size in small if part.written == written))
        for written in (True, False)
    ]
    return [*shown, *(item for item in rest if item[1])]
