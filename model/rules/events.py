"""Events as the rules read them: who does what to whom, and how much it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from model.rules import records
from model.rules.axes import Array, Axes, Flags
from model.rules.records import Index, Records, ranges, table
from model.rules.values import Values
from model.spec.events import Told
from model.spec.seeds import Seeds


class EventLike(Told, Protocol):
    """Anything with the fields of an event: one of the past, of a scenario, or an alternative."""

    @property
    def salience(self) -> float:
        """Importance of the event, 0 to 1."""


def salience_read(events: Sequence[EventLike], seeds: Seeds, values: Values) -> Array:
    """Factor on each event's coded salience, where that is a level: (row or 1, event)."""
    levels = [(event.salience, seeds.types.level(event.salience)) for event in events]
    read = [
        values[f"salience.{level}"] / coded if level is not None and coded else np.ones(1) for coded, level in levels
    ]
    return np.stack(np.broadcast_arrays(*read), axis=-1) if read else np.ones((1, 0))


@dataclass(frozen=True)
class Events:
    """Events as the rules read them: who does what to whom; their weights are values."""

    events: Records
    doers: Records
    others: Index
    party: Flags
    """(event, actor), who takes part."""
    causes: Index
    """The transitions each may bring, one event's after another's."""

    @classmethod
    def of(
        cls, given: Sequence[EventLike], seeds: Seeds, axes: Axes, triggers: Flags | None = None,
        options: Sequence[int] = (),
    ) -> Events:  # fmt: skip
        """Events in rows. triggers: (transition, event). options: how many each event has, none for those after."""
        rows: list[tuple[int, ...]] = []
        doers: list[tuple[int, int, int]] = []
        others: list[int] = []
        causes: list[int] = []
        party = np.zeros((len(given), len(axes.actors)), dtype=bool)
        first_option = ranges([*options, *([0] * (len(given) - len(options)))])
        for n, event in enumerate(given):
            kind = seeds.types.types[event.type]
            source, target = axes.picks(event.source).tolist(), axes.picks(event.target).tolist()
            party[n, [*source, *target]] = True
            sides = [(i, target) for i in source]
            if kind.agreement:
                parties = [*source, *target]
                sides = [(i, [j for j in parties if j != i]) for i in parties]
            first_doer, first_cause = len(doers), len(causes)
            for actor, against in sides:
                doers.append((actor, len(others), len(others) + len(against)))
                others += against
            causes += [] if triggers is None else np.flatnonzero(triggers[:, n]).tolist()
            places = (first_doer, len(doers), first_cause, len(causes), first_option[n], first_option[n + 1])
            rows.append((kind.agreement, kind.clash, kind.force, kind.lever, kind.guarantee, *places))
        return cls(
            table(records.EVENT, rows),
            table(records.DOER, doers),
            np.array(others, dtype=np.int64),
            party,
            np.array(causes, dtype=np.int64),
        )


def weights(given: Sequence[EventLike], seeds: Seeds, axes: Axes, salience: np.ndarray[Any, Any]) -> Any:
    """w_d = salience × Goldstein/10 × the type's share in dimension d: (row, event, dimension).

    salience: (row, event), evidence status taken in for events of the past.
    """
    scale = np.zeros((len(given), len(axes.dimensions)))
    for n, event in enumerate(given):
        kind = seeds.types.types[event.type]
        for dimension, share in kind.shares.items():
            scale[n, axes.dimension[dimension]] = kind.goldstein / 10 * share
    return np.ascontiguousarray(salience[:, :, None] * scale)
