"""Starting scores, by a replay: from the ties of the first month, rules 1 and 2 run over the documented events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from model.rules import conduct, ledger, memory
from model.rules import replay as replay_rules
from model.rules.axes import Array, Axes, Flags, Index
from model.rules.events import Events, salience_read, weights
from model.rules.records import NEVER, PARAMETERS, TIE, Records, named, table
from model.rules.ties import Ties, attested
from model.rules.values import Values, each_row
from model.spec.base import name_of_month
from model.spec.events import Event
from model.spec.seeds import Seeds

REPLAYED = (
    "impact", "reflection", "spillover", "negativity", "asymmetry", "memory_half_life", "lasting_share",
    "habit_half_life", "conduct_half_life", "pressure_half_life",
)  # fmt: skip
"""The coefficients that a replay reads; pasts that differ in no other value are the same."""
SUMS = ("friendly", "hostile", "friendly_count", "hostile_count", "pressing", "guaranteed", "since_force")
"""The fading sums of conduct, and the months since force was used, as `rules.conduct` names them."""


@dataclass(frozen=True)
class Past:
    """The alignments as documented up to the end of a month."""

    month: int
    alignment: Array
    """(world or 1, dimension, actor, actor)."""
    shift: Array
    """The lasting share of all moves so far, which the ties keep: same shape."""
    conduct: Array
    """Recent conduct, in the order of SUMS: (world or 1, sum, actor, actor)."""

    def of(self, rows: Index) -> Past:
        """The past of worlds that have these rows of it: (world,); the same where it has one for all."""
        return (
            self
            if len(self.alignment) == 1
            else Past(self.month, self.alignment[rows], self.shift[rows], self.conduct[rows])
        )


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


def weight_of(events: Sequence[Event], seeds: Seeds, axes: Axes, values: Values) -> Array:
    """The weight of documented events, evidence status taken in: (row or 1, event, dimension).

    A salience that a reader gives an event himself is taken as it is, others as their level is read.
    """
    status = values.stacked([f"standing.{event.standing}" for event in events])
    own = np.array([f"events.{event.id}.salience" in values.rows for event in events], dtype=bool)
    read = np.where(own, 1.0, salience_read(events, seeds, values))
    return weights(events, seeds, axes, status * read * np.array([[event.salience for event in events]]))


@dataclass(frozen=True)
class _Read:
    """The events as they are read."""

    given: list[Event]
    tables: Events
    weight: Array
    """(row or 1, event, dimension)."""


def _read(seeds: Seeds, axes: Axes, as_of: int, values: Values, without: Collection[str]) -> _Read:
    given = as_read(testimony(seeds, as_of, without), values)
    return _Read(given, Events.of(given, seeds, axes), weight_of(given, seeds, axes, values))


@dataclass(frozen=True)
class _Stood:
    """The ties that stood at some time."""

    ties: Records
    pairs: Index
    """(pair, 2), who leans and to whom; one tie's after another's."""
    turns: Flags
    """(month + 1,), True where the sum of ties changes."""
    strength: Array
    """(row or 1, tie)."""
    levels: Array
    """Levels of kinds: (row or 1, kind, dimension)."""


class Replay:
    """The documented past of a region under some values, as the rules read it."""

    def __init__(self, seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> None:
        self.axes = axes = Axes.of(seeds)
        self.start, self.months = seeds.region.replay_from, as_of + 1 - seeds.region.replay_from
        read = values.part("events", lambda given: _read(seeds, axes, as_of, given, without))
        self.given, tables = read.given, read.tables
        self.events, self.doers, self.others, self.party = tables.events, tables.doers, tables.others, tables.party
        self.month_of = np.array([event.month - self.start for event in self.given], dtype=np.int64)
        coefficients = values.part("coefficients", lambda given: [np.atleast_1d(given[name]) for name in REPLAYED])
        stood = values.part("ties", lambda given: self._stood(Ties(seeds, axes, given, without)))
        self.ties, self.tie_pairs, self.turns = stood.ties, stood.pairs, stood.turns
        self.count = max(*map(len, coefficients), len(read.weight), len(stood.strength), len(stood.levels))
        """Rows of values."""
        self.weight, self.tie_strength, self.tie_levels = (
            each_row(array, self.count) for array in (read.weight, stood.strength, stood.levels)
        )
        found = np.zeros(self.count, dtype=PARAMETERS)
        for name, column in zip(REPLAYED, coefficients, strict=True):
            found[name] = column
        self.coefficients = named(found)

    def _stood(self, ties: Ties) -> _Stood:
        """Every tie that stood at some time, and when the sum of ties changes."""
        standing, kinds = ties.standing_ties, list(ties.level)
        last, rows, pairs = self.months - 1, [], list[tuple[int, int]]()
        turns = np.zeros(self.months + 1, dtype=bool)
        turns[0] = True
        for tie in standing:
            begins, until = (min(max(month - self.start, -1), last + 1) for month in (tie.begins, tie.until))
            turns[[max(begins, 0), min(until + 1, last + 1)]] = True
            mine = [(self.axes.actor[of], self.axes.actor[to]) for of, to in tie.pairs]
            rows.append((kinds.index(tie.kind), begins, until, len(pairs), len(pairs) + len(mine)))
            pairs += mine
        strength = [tie.strength for tie in standing]
        return _Stood(
            table(TIE, rows),
            np.array(pairs, dtype=np.int64).reshape(-1, 2),
            turns,
            np.stack(np.broadcast_arrays(*strength), axis=1) if standing else np.zeros((1, 0)),
            np.stack(np.broadcast_arrays(*ties.level.values()), axis=1) if kinds else np.zeros((1, 0, 1)),
        )

    def _buffers(self) -> dict[str, Array]:
        """Arrays to be filled: (row, dimension, actor, actor) and what is of use in between."""
        shape = (len(self.axes.dimensions), len(self.axes.actors), len(self.axes.actors))
        found = {name: np.zeros((self.count, *shape)) for name in ("alignment", "shift", "tie_support")}
        pairs = {
            name: np.full((self.count, *shape[1:]), float(NEVER) if name == "since_force" else 0.0) for name in SUMS
        }
        return found | pairs | {name: np.zeros(shape) for name in ("up", "down")}

    def past(self) -> Past:
        """The alignments at the end of the last month."""
        buffers = self._buffers()
        done = np.zeros((self.count, len(self.given)), dtype=bool)
        replay_rules.replay(
            0, self.count, self.months, np.arange(self.count), self.month_of, done, self.turns, self.ties,
            self.tie_pairs, self.tie_strength, self.tie_levels, self.events, self.doers, self.others, self.party,
            self.weight, self.coefficients, **buffers,
        )  # fmt: skip
        return self._past_of(self.months - 1, buffers)

    def _past_of(self, month: int, buffers: dict[str, Array]) -> Past:
        """State of the arrays at the end of a month, counted from the first."""
        sums = np.stack([buffers[name] for name in SUMS], axis=1)
        return Past(self.start + month, buffers["alignment"].copy(), buffers["shift"].copy(), sums)

    def monthly(self) -> Iterator[tuple[Past, dict[int, Array]]]:
        """Month by month, the past and what each event then moved, headroom taken in; of one row of values.

        The place after the last event holds what the cut to [-1, 1] took away.
        """
        buffers, rows = self._buffers(), np.zeros(1, dtype=np.int64)
        for month in range(self.months):
            if self.turns[month]:
                replay_rules.support(
                    0, 0, month, self.ties, self.tie_pairs, self.tie_strength, self.tie_levels, buffers["tie_support"]
                )
            if month == 0:
                replay_rules.settle_at_ties(0, buffers["alignment"], buffers["shift"], buffers["tie_support"])
            now = np.flatnonzero(self.month_of == month)
            moves, cut = realised(buffers["alignment"], now, self, self.weight, self.coefficients)
            done = (self.month_of == month)[None]
            arrays = {name: buffers[name] for name in ("alignment", "shift", "tie_support", "up", "down")}
            memory.appraise_and_forget(
                0, 1, rows, done, self.events, self.doers, self.others, self.party, self.weight, self.coefficients,
                **arrays,
            )  # fmt: skip
            conduct.remember(
                0, 1, rows, done, self.events, self.doers, self.others, self.weight, self.coefficients,
                *(buffers[name] for name in SUMS),
            )  # fmt: skip
            yield self._past_of(month, buffers), dict(zip(now.tolist(), moves, strict=True)) | {len(self.given): cut}


class EventTables(Protocol):
    """Events as the rules read them."""

    events: Records
    doers: Records
    others: Index
    party: Flags


def realised(
    alignment: Array, listed: Index, tables: EventTables, weight: Array, coefficients: Records
) -> tuple[Array, Array]:
    """Changes by each listed event of a month, headroom taken in, and what the cut to [-1, 1] took of them.

    Summed, they are `settle`'s change. alignment: (1, dimension, actor, actor) as the month opened. Returns (listed,
    dimension, actor, actor) and (dimension, actor, actor).
    """
    moves = np.zeros((len(listed), *alignment.shape[1:]))
    up, down, rise, fall = np.zeros((4, *alignment.shape[1:]))
    done = np.zeros(len(tables.events), dtype=bool)
    done[listed] = True
    alignment = np.ascontiguousarray(alignment)
    ledger.divide(
        0, len(listed), 0, 0, np.asarray(listed, dtype=np.int64), done, tables.events, tables.doers, tables.others,
        tables.party, weight, coefficients, alignment, up, down, rise, fall, moves,
    )  # fmt: skip
    warm = np.maximum(alignment[0], (1 - coefficients[0]["asymmetry"]) * alignment[0])
    after = alignment[0] + np.minimum(rise, 1) * (1 - warm) - np.minimum(fall, 1) * (1 + warm)
    return moves, np.clip(after, -1, 1) - after


def replayed(
    seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()
) -> Iterator[tuple[Past, dict[int, Array]]]:
    """Month by month, the past and what each event then moved, headroom taken in: event's place → its moves."""
    return Replay(seeds, as_of, values, without).monthly()


def tie_support_in(ties: Ties, month: int) -> Array:
    """All ties that hold in a month, those of the issues' stages among them: (row or 1, dimension, actor, actor)."""
    return ties.support(*(tie for tie in ties.standing_ties if tie.holds(month)))


def replay(seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> Past:
    """The alignments as documented up to the end of the as-of month."""
    return Replay(seeds, as_of, values, without).past()


def as_of_checked(seeds: Seeds, as_of: int | None) -> int:
    """The as-of month, the documents' last unless given; raises RunError outside the documented span."""
    from model.common.errors import RunError

    last, first = seeds.region.documented_until, seeds.region.replay_from
    if as_of is None:
        return last
    if not first <= as_of <= last:
        raise RunError(
            f"--as-of {name_of_month(as_of)}: the documents cover {name_of_month(first)} to {name_of_month(last)}"
        )
    return as_of
