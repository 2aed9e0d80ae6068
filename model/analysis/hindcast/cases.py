"""Every case scored: a row for each start, horizon and dyad, with the model, the reference forecasts and the truth."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from model.analysis.hindcast.forecast import Ask, Forecast, forecast, made
from model.analysis.hindcast.milestones import milestones, record_of
from model.analysis.hindcast.past import WINDOWS, DocumentedPast
from model.analysis.hindcast.references import REFERENCES
from model.analysis.hindcast.scores import brier, crps, direction, rank_of
from model.rules.axes import Array
from model.spec.base import name_of_month

BASE_RATES_ONLY = "habit alone"
"""The model itself with choices by base rates alone: it tells what interests, stakes, feelings and pressure add."""
NO_TILT = {"assumptions.choice_noise": 1.0}
NAMES = (*REFERENCES, BASE_RATES_ONLY)
"""The reference forecasts, as the columns of a case call them."""


def asks(
    past: DocumentedPast, windows: Collection[str], worlds: int, seed: int, changes: dict[str, float] | None = None
) -> list[Ask]:
    """One forecast for each start that has a case in these windows, as far as its longest."""
    cases = past.cases(windows)
    starts = sorted({start for start, _ in cases})
    return [Ask(s, tuple(h for t, h in cases if t == s), worlds, seed, changes or {}) for s in starts]


def forecasts(
    pasts: Sequence[DocumentedPast],
    windows: Collection[str] = WINDOWS,
    *,
    worlds: int,
    seed: int = 1,
    jobs: int = 1,
) -> list[list[tuple[Forecast, Forecast]]]:
    """Forecasts for each past of every start with a case in these windows: by the model and by its base rates alone."""
    wanted = []
    for which, past in enumerate(pasts):
        ours, base_rates = (asks(past, windows, worlds, seed, changes) for changes in ({}, NO_TILT))
        wanted += [(which, ask) for pair in zip(ours, base_rates, strict=True) for ask in pair]
    found: list[list[tuple[Forecast, Forecast]]] = [[] for _ in pasts]
    results = made(forecast, pasts, wanted, jobs)
    for (which, _), model in zip(wanted[::2], results, strict=False):
        found[which].append((model, next(results)))
    return found


def alignment_cases(past: DocumentedPast, made_from: Forecast, base_rates: Forecast) -> pd.DataFrame:
    """The alignment cases of one start: a row for each horizon and dyad.

    Columns: window, start, target, horizon, of, to, opening, truth, rank (share of worlds below the truth), moved, and
    for the model and each reference its median, CRPS, error of the median and whether it had the direction right
    (over all, and over those that moved).
    """
    start = made_from.ask.start
    of, to = past.pairs
    actors, band = past.axes.actors, past.plan.dead_band
    opening, frames = past.at(start), []
    for h, horizon in enumerate(made_from.ask.horizons):
        truth = past.at(start + horizon)
        columns: dict[str, object] = {
            "window": past.window(start, horizon),
            "start": name_of_month(start),
            "target": name_of_month(start + horizon),
            "horizon": horizon,
            "of": [actors[i] for i in of],
            "to": [actors[j] for j in to],
            "opening": opening,
            "truth": truth,
            "rank": rank_of(made_from.members[h], truth),
            "moved": direction(truth - opening, band),
        }
        members = {"model": made_from.members[h], BASE_RATES_ONLY: base_rates.members[h]}
        members |= {name: reference(past, start, horizon) for name, reference in REFERENCES.items()}
        for name, ensemble in members.items():
            columns |= _scored(name, ensemble, opening, truth, band)
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _scored(name: str, ensemble: Array, opening: Array, truth: Array, band: float) -> dict[str, Array]:
    median = np.median(ensemble, axis=-1)
    moved = direction(truth - opening, band)
    right = (direction(median - opening, band) == moved).astype(float)
    return {
        f"{name} median": median,
        f"{name} crps": crps(ensemble, truth),
        f"{name} error": np.abs(median - truth),
        f"{name} direction": right,
        f"{name} moved": np.where(moved != 0, right, np.nan),
    }


def milestone_cases(past: DocumentedPast, made_from: Forecast) -> pd.DataFrame:
    """The milestone cases of one start: a row for each horizon and milestone that had yet to come about.

    Columns: window, start, target, horizon, milestone, happened, and the chance and Brier score of the model, of
    "nothing happens" and of the frequency before the start.
    """
    start, rows = made_from.ask.start, []
    for m, milestone in enumerate(milestones(past.seeds)):
        record = record_of(milestone, past.seeds, past.choice_set, past.without)
        if not record.open_at(start):
            continue
        for h, horizon in enumerate(made_from.ask.horizons):
            happened = float(record.within(start, horizon))
            row: dict[str, object] = {
                "window": past.window(start, horizon),
                "start": name_of_month(start),
                "target": name_of_month(start + horizon),
                "horizon": horizon,
                "milestone": milestone.name,
                "happened": happened,
            }
            chances = {
                "model": float(made_from.chance[h, m]),
                "nothing happens": 0.0,
                "frequency": record.by_frequency(start, horizon, past.months.start),
            }
            for name, chance in chances.items():
                row |= {f"{name} chance": chance, f"{name} brier": float(brier(np.array(chance), np.array(happened)))}
            rows.append(row)
    return pd.DataFrame(rows)
