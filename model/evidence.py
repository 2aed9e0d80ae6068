"""Seeding is a replay: from the ties of the first month, rules 1 and 2 run over the documented events.

The rules are linear in what happened once the room is known, so every score can be taken apart, exactly, into the ties
and events that made it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.axes import Array, Axes
from model.parameters import Values
from model.repertoire import deed_rows, salience_read
from model.rules.appraisal import Deeds, moves, settle
from model.rules.memory import drift, tie_level
from model.spec.base import name_of_month
from model.spec.evidence import Event
from model.spec.seeds import Seeds
from model.ties import ALWAYS, Standing, Ties, attested

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Past:
    """The alignments as documented up to the end of a month."""

    month: int
    alignment: Array
    """(world or 1, dimension, actor, actor)."""
    shift: Array
    """The lasting share of all moves so far, which the ties keep: same shape."""


@dataclass(frozen=True)
class Account:
    """A past taken apart: the part of every alignment that each tie and event makes up."""

    past: Past
    items: tuple[Standing | Event | None, ...]
    """Ties, then events; the last is None, for what the cut of the ties at ±1 took away."""
    parts: Array
    """(item, dimension, actor, actor); summed over the items it is the alignment."""


def testimony(seeds: Seeds, as_of: int, without: Collection[str] = ()) -> list[Event]:
    """The events up to the end of a month that some document still attests, oldest first."""
    known = (e for e in seeds.events if e.month <= as_of and attested(e.attested_by, without))
    return sorted(known, key=lambda event: event.date)


def as_read(events: list[Event], values: Values) -> list[Event]:
    """The events with the salience that the values give them, where a reader disagrees with the coded one."""
    given = {event.id: values.rows.get(f"events.{event.id}.salience") for event in events}
    return [
        event if (own := given[event.id]) is None else event.model_copy(update={"salience": float(own[0])})
        for event in events
    ]


def weight_read(events: list[Event], seeds: Seeds, values: Values) -> Array:
    """How much of each event counts, by how well it is established and how its level of salience is read.

    A salience that a reader gives an event himself is taken as it is. Returns (world or 1, event).
    """
    read = salience_read(events, seeds, values)
    own = np.array([f"events.{event.id}.salience" in values.rows for event in events], dtype=bool)
    return values.stacked([f"standing.{event.standing}" for event in events]) * np.where(own, 1.0, read)


def event_moves(alignment: Array, deeds: Deeds, weight: Array, values: Values) -> Array:
    """The moves of one month's events, each scaled by its standing: (event, world, dimension, actor, actor)."""
    worlds = max(len(alignment), weight.shape[0], *(len(values[n]) for n in _APPRAISAL))
    opening = np.broadcast_to(alignment, (worlds, *alignment.shape[1:]))
    rows = {name: np.broadcast_to(values[name], worlds) for name in _APPRAISAL}
    pushed = []
    for event in range(len(deeds.weight)):
        done = moves(opening, deeds, np.arange(worlds), np.full(worlds, event), **rows)
        pushed.append(done.table(worlds, opening.shape[-1]) * weight[:, event][:, None, None, None])
    return np.stack(pushed)


_APPRAISAL = ("impact", "reflection", "spillover", "negativity")


def replayed(
    seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()
) -> Iterator[tuple[Past, dict[int, Array]]]:
    """Month by month, the past and what each event then moved, room included: event's place → its moves."""
    axes = Axes.of(seeds)
    ties = Ties(seeds, axes, values, without)
    events = as_read(testimony(seeds, as_of, without), values)
    deeds = deed_rows(events, seeds, axes)
    weight = weight_read(events, seeds, values)
    shift = np.zeros((1, len(axes.dimensions), len(axes.actors), len(axes.actors)))
    happened = np.array([event.month for event in events], dtype=np.intp)
    turns = {tie.begins for tie in ties.standing} | {tie.until + 1 for tie in ties.standing}
    standing = standing_in(ties, seeds.region.replay_from)
    alignment = tie_level(standing, shift)
    for month in range(seeds.region.replay_from, as_of + 1):
        now = np.flatnonzero(happened == month)
        moved = dict(zip(now.tolist(), realised(alignment, deeds[now], weight[:, now], values), strict=True))
        total = sum(moved.values(), np.zeros_like(alignment))
        shift = shift + values["lasting_share"][:, None, None, None] * total
        if month in turns:  # ties seldom change, and summing them takes longest
            standing = standing_in(ties, month)
        level = tie_level(standing, shift)
        alignment = drift(alignment + total, level, values["memory_half_life"])
        yield Past(month, alignment, shift), moved


def realised(alignment: Array, deeds: Deeds, weight: Array, values: Values) -> Array:
    """What each event of a month moves once the room left is taken in; summed, it is `settle`'s change."""
    if not len(deeds.weight):
        return np.zeros((0, *alignment.shape))
    pushed = event_moves(alignment, deeds, weight, values)
    up, down = np.maximum(pushed, 0), np.maximum(-pushed, 0)
    rise = settle(alignment, up.sum(axis=0), np.zeros(1)) - alignment
    fall = settle(alignment, np.zeros(1), down.sum(axis=0)) - alignment
    share_up = np.divide(up, up.sum(axis=0), out=np.zeros_like(up), where=up.sum(axis=0) > 0)
    share_down = np.divide(down, down.sum(axis=0), out=np.zeros_like(down), where=down.sum(axis=0) > 0)
    return np.asarray(share_up * rise + share_down * fall)


def standing_in(ties: Ties, month: int) -> Array:
    """All ties that hold in a month, those of the issues' stages among them: (world or 1, dimension, actor, actor)."""
    return ties.support(*(tie for tie in ties.standing if tie.holds(month)))


def replay(seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> Past:
    """The alignments as documented up to the end of the as-of month."""
    ((past, _),) = deque(replayed(seeds, as_of, values, without), maxlen=1)
    return past


def account(seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> Account:
    """The same replay with every tie's and event's part carried along; one world only."""
    axes = Axes.of(seeds)
    ties = Ties(seeds, axes, values, without)
    events = testimony(seeds, as_of, without)
    supports = np.concatenate([ties.support(tie) for tie in ties.standing]) if ties.standing else np.zeros((0, 1, 1, 1))
    shape = (len(ties.standing) + len(events) + 1, len(axes.dimensions), len(axes.actors), len(axes.actors))
    lasting, kept = values["lasting_share"][0], values["memory_half_life"]
    shifts = np.zeros(shape)
    parts = _cut(shifts, supports, ties, seeds.region.replay_from)
    past = None
    for past, moved in replayed(seeds, as_of, values, without):
        for event, move in moved.items():
            parts[len(ties.standing) + event] += move[0]
            shifts[len(ties.standing) + event] += lasting * move[0]
        parts = drift(parts, _cut(shifts, supports, ties, past.month), np.broadcast_to(kept, shape[0]))
    assert past is not None, "the as-of month is checked to lie in the documented span"
    return Account(past, (*ties.standing, *events, None), parts)


def _cut(shifts: Array, supports: Array, ties: Ties, month: int) -> Array:
    """The tie level taken apart: standing ties, lasting shares of events, and last what the cut at ±1 takes away."""
    parts = shifts.copy()
    for i, tie in enumerate(ties.standing):
        if tie.holds(month):
            parts[i] += supports[i]
    whole = parts.sum(axis=0)
    parts[-1] = np.clip(whole, -1, 1) - whole
    return parts


def why(seeds: Seeds, of: str, to: str, found: Account) -> pd.DataFrame:
    """Where one alignment comes from, oldest to newest.

    Columns: date, kind, what, documents, standing, one per dimension, and `alignment`, their mean. The rows sum to the
    score; items that have no part in it are left out.
    """
    import pandas as pd

    axes = Axes.of(seeds)
    i, j = axes.actor[of], axes.actor[to]
    rows = []
    for item, part in sorted(zip(found.items, found.parts[:, :, i, j], strict=True), key=lambda row: _age(row[0])):
        if not part.any():
            continue
        rows.append(_described(item) | dict(zip(axes.dimensions, part, strict=True)) | {"alignment": part.mean()})
    columns = ["date", "kind", "what", "documents", "standing", *axes.dimensions, "alignment"]
    return pd.DataFrame(rows, columns=columns)


def _age(item: Standing | Event | None) -> tuple[int, str]:
    """Ties by the month they begin, events by their date; the cut of the ties last."""
    if item is None:
        return (ALWAYS[1], "")
    return (item.month, item.date) if isinstance(item, Event) else (item.begins, "")


def _described(item: Standing | Event | None) -> dict[str, str]:
    if item is None:
        return {"date": "", "kind": "limit", "what": "ties cut to the range −1 … 1", "documents": "", "standing": ""}
    if isinstance(item, Event):
        said = {"date": item.date, "kind": "event", "what": item.what, "standing": item.standing}
        return said | {"documents": ", ".join(item.attested_by)}
    what = f"{item.label} ({item.kind.replace('_', ' ')})"
    return {
        "date": item.span,
        "kind": "tie",
        "what": what,
        "documents": ", ".join(item.attested_by),
        "standing": "assumed",
    }


def as_of_checked(seeds: Seeds, as_of: int | None) -> int:
    """The as-of month, the documents' last unless given; raises RunError outside the documented span."""
    from model.errors import RunError

    last, first = seeds.region.documented_until, seeds.region.replay_from
    if as_of is None:
        return last
    if not first <= as_of <= last:
        raise RunError(
            f"--as-of {name_of_month(as_of)}: the documents cover {name_of_month(first)} to {name_of_month(last)}"
        )
    return as_of
