"""Assumptions that get a slider, and the part of its range in which each world's draw lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.analysis.comparison import column_of, comparable, differences
from model.analysis.finished_run import Saved
from model.common.errors import RunError, did_you_mean
from model.load import BASELINE
from model.rules.axes import Array, Index
from model.simulation.sampling import column_name

MAX_SLIDERS = 6
"""Sliders of a page unless it is told which."""
RANGE_PARTS = 20
"""Equal parts of an assumption's range; a world's draw lies in one of them."""
WINDOW = 5
"""Parts a slider keeps: a quarter of the range."""
ENTANGLED = 0.3
"""Draws of two assumptions that go together this closely (correlation) cannot be told apart by sliding one."""


@dataclass(frozen=True)
class Slider:
    """One sampled assumption."""

    path: str
    column: str
    parts: Index
    """The part of the range each world's draw lies in: (world,)."""
    goes_with: tuple[tuple[str, float], ...]
    """Paths of other sampled assumptions whose draws happen to go with its own in these worlds, and how closely."""


def sliders(saved: Saved, worlds: int, wanted: Sequence[str] = ()) -> list[Slider]:
    """The sliders of a page: those asked for, or those with which the outcomes go most; none if nothing was sampled.

    Raises RunError where one asked for was not sampled.
    """
    drawn = _draws(saved, worlds)
    if wanted and drawn.empty:
        raise RunError(
            f"--slider {wanted[0]}: {saved.folder.path} drew no assumption from its range; run it with --sample"
        )
    paths = {column_name(path): path for path in saved.seeds.numbers}
    chosen = [_asked(name, list(drawn.columns), saved) for name in wanted] or _foremost(saved, drawn, worlds)
    together = np.corrcoef(drawn.to_numpy(dtype=float), rowvar=False) if len(drawn.columns) > 1 else np.ones((1, 1))
    found = []
    for column in chosen:
        low, high = saved.seeds.numbers[paths[column]].range
        share = (drawn[column].to_numpy(dtype=float) - low) / (high - low)
        parts = np.clip(np.floor(share * RANGE_PARTS), 0, RANGE_PARTS - 1).astype(np.intp)
        found.append(Slider(paths[column], column, parts, tuple(_others(column, drawn, together, paths))))
    return found


def _draws(saved: Saved, worlds: int) -> pd.DataFrame:
    """The draws of the first worlds that differ from world to world: a column for each assumption."""
    table = saved.folder.outcomes()
    if not table.sampled or worlds < 2:
        return pd.DataFrame()
    drawn = table.rows(BASELINE, table.sampled).head(worlds)
    return drawn.loc[:, drawn.nunique() > 1]


def _asked(name: str, columns: Sequence[str], saved: Saved) -> str:
    column = column_name(saved.seeds.full_path(name))
    if column not in columns:
        known = [given.removeprefix("assumptions.") for given in columns]
        raise RunError(f'--slider {name}: no sampled assumption is called "{name}"{did_you_mean(name, known)}')
    return column


def _foremost(saved: Saved, drawn: pd.DataFrame, worlds: int) -> list[str]:
    """The assumptions with which levels in the baseline and differences from it go most, none a double of another."""
    if drawn.empty:
        return []
    from scipy import stats  # slow to import

    numbers = {name: comparable(frame.head(worlds), saved.months) for name, frame in saved.outcomes.items()}
    ranks = _standardised(stats.rankdata(drawn.to_numpy(dtype=float), axis=0))
    explained = np.zeros(len(drawn.columns))
    for outcome in saved.headline:
        base = column_of(numbers[BASELINE], outcome, worlds)
        asked = [np.asarray(base, dtype=np.float64)]
        asked += [differences(column_of(numbers[name], outcome, worlds), base) for name in saved.others]
        for column in asked:
            explained += (_standardised(stats.rankdata(column)[:, None]).T @ ranks)[0] ** 2
    chosen: list[int] = []
    for place in np.argsort(-explained, kind="stable"):
        if len(chosen) < MAX_SLIDERS and all(abs(ranks[:, place] @ ranks[:, other]) < ENTANGLED for other in chosen):
            chosen.append(int(place))
    return [str(drawn.columns[place]) for place in chosen]


def _standardised(ranks: Array) -> Array:
    """Columns with mean 0 and length 1, so that products of them are correlations; 0 where nothing varies."""
    centred = ranks - ranks.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    return np.divide(centred, length, out=np.zeros_like(centred), where=length > 0)


def _others(column: str, drawn: pd.DataFrame, together: Array, paths: Mapping[str, str]) -> list[tuple[str, float]]:
    place = list(drawn.columns).index(column)
    others = [
        (paths[str(name)], float(r))
        for name, r in zip(drawn.columns, together[place], strict=True)
        if name != column and abs(r) >= ENTANGLED
    ]
    return sorted(others, key=lambda pair: -abs(pair[1]))[:2]
