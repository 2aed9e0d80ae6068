"""A starting score taken apart, exactly, into the ties and events that made it (ODD 6).

That is possible because the rules are linear in what happened once the headroom is known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.evidence.replay import Past, replayed, testimony
from model.rules.axes import Array, Axes
from model.rules.ties import ALWAYS, StandingTie, Ties
from model.rules.values import Values, retention_over
from model.spec.events import Event
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Attribution:
    """A past taken apart: the part of every alignment that each tie and event makes up."""

    past: Past
    items: tuple[StandingTie | Event | None, ...]
    """Ties, then events; the last is None, for what the cut of the ties at ±1 took away."""
    parts: Array
    """(item, dimension, actor, actor); summed over the items it is the alignment."""


def attribution(seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> Attribution:
    """The same replay with every tie's and event's part carried along; one world only."""
    axes = Axes.of(seeds)
    ties = Ties(seeds, axes, values, without)
    events = testimony(seeds, as_of, without)
    dated = ties.standing_ties
    supports = np.concatenate([ties.support(tie) for tie in dated]) if dated else np.zeros((0, 1, 1, 1))
    shape = (len(dated) + len(events) + 1, len(axes.dimensions), len(axes.actors), len(axes.actors))
    lasting, retained = values["lasting_share"][0], retention_over(values["memory_half_life"][0])
    shifts = np.zeros(shape)
    parts = _cut(shifts, supports, ties, seeds.region.replay_from)
    past = None
    for past, moved in replayed(seeds, as_of, values, without):
        for event, move in moved.items():
            parts[len(dated) + event] += move
            shifts[len(dated) + event] += lasting * move
        level = _cut(shifts, supports, ties, past.month)
        parts = level + retained * (parts - level)
    assert past is not None, "the as-of month is checked to lie in the documented span"
    return Attribution(past, (*dated, *events, None), parts)


def _cut(shifts: Array, supports: Array, ties: Ties, month: int) -> Array:
    """The tie level taken apart: standing ties, lasting shares of moves, and last what the cut at ±1 takes away."""
    parts = shifts.copy()
    for i, tie in enumerate(ties.standing_ties):
        if tie.holds(month):
            parts[i] += supports[i]
    whole = parts.sum(axis=0)
    parts[-1] += np.clip(whole, -1, 1) - whole
    return parts


def why(seeds: Seeds, of: str, to: str, found: Attribution) -> pd.DataFrame:
    """Parts of one alignment, oldest to newest.

    Columns: date, kind, what, documents, pages (addresses), standing, one per dimension, and `alignment`, their mean.
    The rows sum to the score; items that have no part in it are left out.
    """
    import pandas as pd

    axes = Axes.of(seeds)
    i, j = axes.actor[of], axes.actor[to]
    rows = []
    for item, part in sorted(zip(found.items, found.parts[:, :, i, j], strict=True), key=lambda row: _age(row[0])):
        if not part.any():
            continue
        rows.append(_described(item) | dict(zip(axes.dimensions, part, strict=True)) | {"alignment": part.mean()})
    columns = ["date", "kind", "what", "documents", "pages", "standing", *axes.dimensions, "alignment"]
    return pd.DataFrame(rows, columns=columns)


def _age(item: StandingTie | Event | None) -> tuple[int, str]:
    """Ties by the month they begin, events by their date; the cut of the ties last."""
    if item is None:
        return (ALWAYS[1], "")
    return (item.month, item.date) if isinstance(item, Event) else (item.begins, "")


def _described(item: StandingTie | Event | None) -> dict[str, str]:
    if item is None:
        what = "cut to the range −1 … 1"
        return {"date": "", "kind": "limit", "what": what, "documents": "", "pages": "", "standing": ""}
    if isinstance(item, Event):
        said = {"date": item.date, "kind": "event", "what": item.what, "standing": item.standing}
        return said | {"documents": ", ".join(item.attested_by), "pages": " ".join(item.page)}
    what = f"{item.label} ({item.kind.replace('_', ' ')})"
    return {
        "date": item.span,
        "kind": "tie",
        "what": what,
        "documents": ", ".join(item.attested_by),
        "pages": "",
        "standing": "assumed",
    }
