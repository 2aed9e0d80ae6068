"""Largest errors of the model: its forecast and the reasons, and the documented events."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.analysis.hindcast.forecast import Forecast
from model.analysis.hindcast.past import DocumentedPast
from model.common.text import in_full
from model.evidence.replay import replayed, testimony
from model.rules.axes import Array
from model.rules.ties import Ties
from model.spec.base import month_of
from model.spec.events import Event

YEAR = 12
TOLD = 3
"""Events that are named, on either side."""


def worst(cases: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """The worst case of each pair by CRPS at the longest horizon up to a year, worst pairs first; each pair once."""
    within = cases[cases["horizon"] <= YEAR]
    within = within[within["horizon"] == within["horizon"].max()]
    pair = within[["of", "to"]].apply(lambda row: "-".join(sorted(row)), axis=1)
    ranked = within.assign(pair=pair).sort_values("model crps", ascending=False, kind="stable")
    return ranked.drop_duplicates("pair").head(most).drop(columns="pair")


def largest_errors(past: DocumentedPast, cases: pd.DataFrame, made: Mapping[int, Forecast]) -> pd.DataFrame:
    """The worst cases told.

    Columns: window, of, to, start, target, opening, expected, low, high, truth, reason, happened. made: start → its
    forecast.
    """
    told = _moves(past)
    rows = []
    for case in worst(cases).to_dict("records"):
        start, horizon = month_of(case["start"]), int(case["horizon"])
        forecast = made[start]
        h = forecast.ask.horizons.index(horizon)
        dyad = _place(past, case["of"], case["to"])
        low, high = np.quantile(forecast.members[h, dyad], [0.05, 0.95])
        rows.append(
            {key: case[key] for key in ("window", "of", "to", "start", "target", "opening")}
            | {"expected": case["model median"], "low": float(low), "high": float(high), "truth": case["truth"]}
            | {"reason": _reason(past, forecast, h, case["of"], case["to"])}
            | {"happened": _happened(past, told, dyad, start, start + horizon)}
        )
    return pd.DataFrame(rows)


def _place(past: DocumentedPast, of: str, to: str) -> int:
    rows, columns = past.pairs
    actor = past.axes.actor
    return int(np.flatnonzero((rows == actor[of]) & (columns == actor[to]))[0])


def _reason(past: DocumentedPast, forecast: Forecast, h: int, of: str, to: str) -> str:
    """Events between the two in an average world, the weightiest first, and the level that ties alone lead to."""
    seeds, count = past.seeds, forecast.acts[h]
    sizes: dict[str, tuple[float, float]] = {}
    for alternative, times in zip(past.choice_set.alternatives, count, strict=True):
        if {of, to} <= set(alternative.parties):
            name = seeds.actions.actions[alternative.action].name.lower()
            before, often = sizes.get(name, (0.0, 0.0))
            size = abs(seeds.types.types[alternative.type].goldstein) * alternative.salience * times
            sizes[name] = (before + size, often + float(times))
    ranked = sorted(sizes.items(), key=lambda item: -item[1][0])[:TOLD]
    listed = ", ".join(f"{often:.1f} {name}" for name, (_, often) in ranked) or "nothing between the two"
    drift = past.ties_alone(forecast.ask.start, forecast.ask.horizons[h])[_place(past, of, to)]
    return f"a world has on average: {listed}; ties alone lead to {in_full(drift, 2)}"


def _moves(past: DocumentedPast) -> list[tuple[Event, Array]]:
    """Changes by each documented event, mean over dimensions: (event, (dyad,))."""
    last, (of, to) = past.seeds.region.documented_until, past.pairs
    events = testimony(past.seeds, last, past.without)
    told = []
    for _, moved in replayed(past.seeds, last, past.values, past.without):
        told += [(events[place], move.mean(axis=0)[of, to]) for place, move in moved.items() if place < len(events)]
    return told


def _happened(past: DocumentedPast, told: list[tuple[Event, Array]], dyad: int, start: int, target: int) -> str:
    """The documented events that moved it most between two months, and the ties that came or went."""
    inside = [(event, float(move[dyad])) for event, move in told if start < event.month <= target and move[dyad]]
    inside.sort(key=lambda item: -abs(item[1]))
    parts = [f"{event.date} {event.id} ({in_full(move, 2)})" for event, move in inside[:TOLD]]
    of, to = (past.axes.actors[rows[dyad]] for rows in past.pairs)
    for tie in Ties(past.seeds, past.axes, past.values, past.without).standing_ties:
        if (of, to) in tie.pairs:
            if start < tie.begins <= target:
                parts.append(f"tie {tie.label} begins")
            if start <= tie.until < target:
                parts.append(f"tie {tie.label} ends")
    return "; ".join(parts) or "nothing is documented"
