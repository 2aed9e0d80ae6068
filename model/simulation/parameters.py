"""The values of a scenario's worlds: what they go by and start from, as rows of parameters.

A row is one set of values. Where all worlds are alike there is one row; where assumptions are drawn, a row a world;
of a design, a row for each of the sets that it has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from model.rules.axes import Array, Axes, Index
from model.rules.events import EventLike, salience_read, weights
from model.rules.records import PARAMETERS, named
from model.rules.ties import Ties, standing_of
from model.rules.values import Values
from model.simulation.structure import Structure
from model.spec.seeds import Seeds


def _rate_path(seeds: Seeds, action: str, actor: str) -> str:
    """The base rate of an actor's own, or else that of the action."""
    own = actor in seeds.actions.actions[action].rates
    return f"actions.{action}.rates.{actor}" if own else f"actions.{action}.rate"


def _by_count(rate: Array, structure: Structure, values: Values) -> Array:
    """Rates with each actor's counted ones divided anew by their counts, the sum kept: (row, group)."""
    groups, actions = structure.choice_set.groups, structure.seeds.actions.actions
    counted = [actions[action].counted is not None for _, action in groups]
    divided = np.array(np.broadcast_to(rate, np.broadcast_shapes(rate.shape, (len(values["rate_counts"]), 1))))
    for actor in {actor for actor, _ in groups}:
        own = [group for group, name in enumerate(groups) if name[0] == actor and counted[group]]
        factors = values.stacked([f"actions.{groups[group][1]}.counted" for group in own])
        taken = rate[:, own] * factors ** values["rate_counts"][:, None]
        whole, before = taken.sum(axis=1, keepdims=True), rate[:, own].sum(axis=1, keepdims=True)
        divided[:, own] = taken * np.divide(before, whole, out=np.ones(whole.shape), where=whole > 0)
    return divided


class Parameters:
    """Parameters from a scenario's structure and the values of the assumptions; constant from then on.

    as_of: the month the worlds start from. without: documents whose testimony is left out.
    """

    def __init__(self, structure: Structure, values: Values, as_of: int, without: Collection[str] = ()) -> None:
        self.structure, self.values = structure, values
        self.ties = Ties(structure.seeds, self.axes, values, without)
        stages = [structure.choice_set.stage_index(q, self.ties.stage_at(q, as_of)) for q in self.axes.issues]
        self.stage: Index = np.array(stages, dtype=np.int64)
        """The stages at the start: (issue,)."""
        found = self._found(structure, as_of)
        self.count = max(*map(len, found.values()), *(len(row) for row in values.rows.values()))
        for name, array in found.items():
            setattr(self, name, np.array(np.broadcast_to(array, (self.count, *array.shape[1:])), order="C"))
        self.coefficients = self._coefficients()
        self._lay_out_effects(structure)

    interests: Array
    """Weight of each alignment in a profile's interests, Σ|interest| = 1: (row, profile, dimension, actor, actor)."""
    stakes: Array
    """Value of one level of each issue to each profile, in stake units: (row, profile, issue)."""
    rate: Array
    """Base rate, divided by count, × tempo: (row, group)."""
    step_chance: Array
    """Of a transition once its event is done, or a month's hazard: (row, transition)."""
    shift_size: Array
    """Log odds by which a shift changes a hazard where its condition holds: (row, shift)."""
    weight: Array
    """Of alternatives, then of the scenario's own events: (row, event, dimension)."""
    capability: Array
    """(row, deciding actor)."""
    dated_support: Array
    """Levels that dated ties support, stages left out: (row, dimension, actor, actor)."""
    hostility: Array
    """Log weight of hostile options: (row, deciding actor)."""
    threshold: Array
    """Threshold of consent to an alternative: (row, event)."""
    exposure: Array
    """How open i is to coercion by j, besides its dependence: (row, actor, actor)."""
    protection: Array
    """Share of its security that i owes to j: (row, actor, actor)."""
    start_dependence: Array
    """D at the start, effects of stages left out: (row, actor, actor)."""

    @property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return self.structure.axes

    def _found(self, structure: Structure, as_of: int) -> dict[str, Array]:
        """Every array of values: (row or 1, …)."""
        values, choice_set, seeds = self.values, structure.choice_set, structure.seeds
        rate = values.stacked([_rate_path(seeds, action, actor) for actor, action in choice_set.groups])
        tempo = values.stacked([f"tempo.{actor}" for actor, _ in choice_set.groups])
        chances = np.broadcast_arrays(*(values.chance(step.likelihood) for step in choice_set.steps), np.zeros(1))
        events: list[EventLike] = [*choice_set.alternatives, *structure.scripted]
        salience = np.array([[event.salience for event in events]]) * salience_read(events, seeds, values)
        deciding = self.axes.actors[: self.axes.deciders]
        actions = seeds.actions.actions
        thresholds = [self._threshold(actions[alternative.action].asks) for alternative in choice_set.alternatives]
        return {
            "interests": interests(seeds, self.axes, values),
            "stakes": stakes(seeds, self.axes, values),
            "rate": _by_count(rate, structure, values) * tempo * self._more_proposals(structure),
            "hostility": self._hostility(deciding),
            "threshold": np.stack(np.broadcast_arrays(*thresholds, np.zeros(1))[:-1], axis=-1),
            "exposure": self.ties.serving("exposure", as_of),
            "protection": self.ties.serving("protection", as_of),
            "step_chance": np.stack(chances[:-1]).T if choice_set.steps else np.zeros((1, 0)),
            "shift_size": _side_by_side(values, structure.shift_sizes),
            "weight": weights(events, seeds, self.axes, salience),
            "capability": values.stacked([f"capability.{name}" for name in deciding]),
            "dated_support": self.ties.dated(as_of),
            "start_dependence": self.ties.dependence(as_of),
        }

    def _threshold(self, asks: str) -> Array:
        """Threshold of consent to a kind of agreement: (row or 1,)."""
        return np.zeros(1) if asks == "talks" else self.values[f"consent_{asks}"]

    def _more_proposals(self, structure: Structure) -> Array:
        """Factor (1 + eᶜ)/2 on base rates, so that as much comes about where a threshold c is: (row or 1, group)."""
        actions = structure.seeds.actions.actions
        thresholds = [self._threshold(actions[action].asks) for _, action in structure.choice_set.groups]
        return (1 + np.exp(np.stack(np.broadcast_arrays(*thresholds, np.zeros(1))[:-1], axis=-1))) / 2

    def _hostility(self, deciding: Sequence[str]) -> Array:
        """(row or 1, deciding actor)."""
        if self.structure.seeds.actors.hostility_basis is None:
            return np.zeros((1, len(deciding)))
        return self.values.stacked([f"hostility.{name}" for name in deciding])

    def _coefficients(self) -> np.ndarray[tuple[int, ...], np.dtype[np.void]]:
        """Coefficients of the rules as records: (row,)."""
        found = np.zeros(self.count, dtype=PARAMETERS)
        for name in PARAMETERS.names or ():
            found[name] = self.values[name]
        return named(found)

    def _lay_out_effects(self, structure: Structure) -> None:
        """Lay out the changes of ties and dependence by effects, and the levels they set: (row, …)."""
        stages = [self.ties.of_stage(issue, stage) for issue, stage, _ in structure.seeds.issues.effects]
        effects = [*stages, *(each.lasting.resized(_alike) for each in structure.compiled)]
        dimensions, actors = len(self.axes.dimensions), len(self.axes.actors)
        support = [self.ties.support(*standing_of("", each)) for each in effects]
        self.tie_first, self.tie_cell, self.tie_amount = self._cells(support, dimensions * actors**2)
        change = [self.ties.dependence_change(each) for each in effects]
        self.reliance_first, self.reliance_cell, self.reliance_amount = self._cells(change, actors**2)
        binding = [self.ties.binding(each) for each in effects]
        self.binding_first, self.binding_cell, self.binding_amount = self._cells(binding, actors**2)
        self.attention_level = self._levels(structure.levels_of([each.attention for each in effects]))
        self.capability_factor = self._levels(structure.levels_of([each.capability for each in effects]))
        given = [[(who, _alike(level)) for who, level in each.attention.items()] for each in structure.compiled]
        self.set_attention_level = self._levels(structure.levels_of(given))

    def _cells(self, tables: Sequence[Array], size: int) -> tuple[Index, Index, Array]:
        """Changes by each effect in the few cells it touches: first cell of each effect, cells, amounts (row, cell)."""
        first, cells, amounts = [0], [np.zeros(0, dtype=np.int64)], [np.zeros((self.count, 0))]
        for table in tables:
            flat = table.reshape(len(table), size)
            touched = np.flatnonzero(flat.any(axis=0))
            first.append(first[-1] + len(touched))
            cells.append(touched)
            amounts.append(np.broadcast_to(flat[:, touched], (self.count, len(touched))))
        return (
            np.array(first, dtype=np.int64),
            np.concatenate(cells).astype(np.int64),
            np.ascontiguousarray(np.concatenate(amounts, axis=1)),
        )

    def _levels(self, given: Sequence[tuple[int, int, Array]]) -> Array:
        """The levels of effects on deciding actors: (row, holder)."""
        found = [np.broadcast_to(level, self.count) for _, _, level in given]
        return np.stack(found, axis=1) if found else np.zeros((self.count, 0))


def _alike(number: float) -> Array:
    """A number that is the same in all worlds: (1,)."""
    return np.array([number])


def interests(seeds: Seeds, axes: Axes, values: Values) -> Array:
    """Weight of each alignment to each profile, Σ|interest| = 1: (world or 1, profile, dimension, actor, actor)."""
    cares = [
        (name, profile, interest) for name, profile in seeds.interests.profiles.items() for interest in profile.cares
    ]
    given = [i.weight if p.voice is not None else f"interests.{name}.{i.path}" for name, p, i in cares]
    weight = _side_by_side(values, given)
    table = np.zeros((len(weight), len(axes.profiles), len(axes.dimensions), *(len(axes.actors),) * 2))
    for column, (name, _, interest) in enumerate(cares):
        profile, of, to = axes.profile[name], axes.actor[interest.of], axes.actor[interest.to]
        if interest.dimension is None:
            table[:, profile, :, of, to] += weight[:, [column]] / len(axes.dimensions)
        else:
            table[:, profile, axes.dimension[interest.dimension], of, to] += weight[:, column]
    whole = np.abs(table).sum(axis=(2, 3, 4), keepdims=True)
    return _voiced(np.divide(table, whole, out=np.zeros_like(table), where=whole > 0), seeds, axes, values)


def stakes(seeds: Seeds, axes: Axes, values: Values) -> Array:
    """Value of one level of each issue to each profile, in stake units: (world or 1, profile, issue)."""
    named = [(name, p, issue) for name, p in seeds.interests.profiles.items() for issue in p.stakes]
    worth = _side_by_side(
        values, [p.stakes[q] if p.voice is not None else f"stakes.{name}.{q}" for name, p, q in named]
    )
    table = np.zeros((len(worth), len(axes.profiles), len(axes.issues)))
    for column, (name, _, issue) in enumerate(named):
        table[:, axes.profile[name], axes.issue[issue]] = worth[:, column]
    return _voiced(table, seeds, axes, values)


def _side_by_side(values: Values, given: Sequence[str | float]) -> Array:
    """Numbers, each itself or by its path: (world or 1, number)."""
    if not given:
        return np.zeros((1, 0))
    return np.stack(np.broadcast_arrays(*map(values.chance, given), np.zeros(1))[:-1], axis=-1)


def _voiced(table: Array, seeds: Seeds, axes: Axes, values: Values) -> Array:
    """The wants of actors mixed with what their officials state, as far as `voices` says: (world or 1, profile, …)."""
    for actor, name in seeds.interests.voices.items():
        share = values[f"voices.{actor}"].reshape(-1, *(1,) * (table.ndim - 2))
        if share.any():
            table = np.array(np.broadcast_to(table, (max(len(table), len(share)), *table.shape[1:])))
            own, stated = axes.profile[actor], axes.profile[name]
            table[:, own] = (1 - share) * table[:, own] + share * table[:, stated]
    return table
