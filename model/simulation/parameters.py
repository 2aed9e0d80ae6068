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
from model.rules.ties import Ties, standing_ties_of
from model.rules.values import Values, each_row
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
        arrays = self._arrays(structure) | values.part("ties", lambda part: self._of_ties(part, as_of, without))
        layout, amounts = values.part("effects", lambda part: self._of_effects(part, without))
        arrays |= amounts
        self.count = max(*map(len, arrays.values()), *(len(row) for row in values.rows.values()))
        for name, array in arrays.items():
            setattr(self, name, each_row(array, self.count))
        for name, places in layout.items():
            setattr(self, name, places)
        self.coefficients = self._coefficients()

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

    tie_amount: Array
    """Changes by each effect of the levels that ties support: (row, cell). The same of dependence and of what binds."""
    reliance_amount: Array
    binding_amount: Array
    attention_level: Array
    """The levels that effects set: (row, holder). The same of factors on capability, and of interventions."""
    capability_factor: Array
    set_attention_level: Array
    tie_first: Index
    """First cell of each effect: (effect + 1,). The same of dependence and of what binds."""
    reliance_first: Index
    binding_first: Index
    tie_cell: Index
    """Cells that effects touch, one effect's after another's: (cell,). The same of dependence and of what binds."""
    reliance_cell: Index
    binding_cell: Index

    @property
    def axes(self) -> Axes:
        """The axes of its arrays."""
        return self.structure.axes

    def _arrays(self, structure: Structure) -> dict[str, Array]:
        """Every array of values that stand for themselves: (row or 1, …)."""
        choice_set, seeds, axes, own = structure.choice_set, structure.seeds, self.axes, self.values.part
        events: list[EventLike] = [*choice_set.alternatives, *structure.scripted]
        actions = seeds.actions.actions
        asks = [actions[alternative.action].asks for alternative in choice_set.alternatives]
        return {
            "interests": own("interests", lambda part: interests(seeds, axes, part)),
            "stakes": own("stakes", lambda part: stakes(seeds, axes, part)),
            "rate": own("rate", lambda part: _rates(structure, part)),
            "hostility": own("hostility", lambda part: _hostility(structure, part)),
            "threshold": own("threshold", lambda part: _thresholds(asks, part)),
            "step_chance": own("step_chance", lambda part: _chances(structure, part)),
            "shift_size": own("shift_size", lambda part: _side_by_side(part, structure.shift_sizes)),
            "weight": own("weight", lambda part: _weights(events, structure, part)),
            "capability": own("capability", lambda part: part.stacked([f"capability.{n}" for n in axes.deciding])),
        }

    def _of_ties(self, values: Values, as_of: int, without: Collection[str]) -> dict[str, Array]:
        """Ties and dependence in the month the worlds start from: (row or 1, …)."""
        ties = Ties(self.structure.seeds, self.axes, values, without)
        return {
            "exposure": ties.serving("exposure", as_of),
            "protection": ties.serving("protection", as_of),
            "dated_support": ties.dated(as_of),
            "start_dependence": ties.dependence(as_of),
        }

    def _coefficients(self) -> np.ndarray[tuple[int, ...], np.dtype[np.void]]:
        """Coefficients of the rules as records: (row,)."""
        coefficients = np.zeros(self.count, dtype=PARAMETERS)
        for name in PARAMETERS.names or ():
            coefficients[name] = self.values[name]
        return named(coefficients)

    def _of_effects(self, values: Values, without: Collection[str]) -> tuple[dict[str, Index], dict[str, Array]]:
        """The changes of ties and dependence by effects, and the levels they set.

        Returns where the cells of each effect begin, and which they are; and amounts and levels: (row or 1, …).
        """
        structure, ties = self.structure, Ties(self.structure.seeds, self.axes, values, without)
        stages = [ties.of_stage(issue, stage) for issue, stage, _ in structure.seeds.issues.effects]
        effects = [*stages, *(each.lasting.resized(_alike) for each in structure.compiled)]
        changes = {
            "tie": [ties.support(*standing_ties_of("", each)) for each in effects],
            "reliance": [ties.dependence_change(each) for each in effects],
            "binding": [ties.binding(each) for each in effects],
        }
        set_attention = [[(who, _alike(level)) for who, level in each.attention.items()] for each in structure.compiled]
        layout, amounts = dict[str, Index](), dict[str, Array]()
        for name, tables in changes.items():
            layout[f"{name}_first"], layout[f"{name}_cell"], amounts[f"{name}_amount"] = _cells(tables)
        amounts["attention_level"] = _levels(structure.levels_of([each.attention for each in effects]))
        amounts["capability_factor"] = _levels(structure.levels_of([each.capability for each in effects]))
        amounts["set_attention_level"] = _levels(structure.levels_of(set_attention))
        return layout, amounts


def _cells(tables: Sequence[Array]) -> tuple[Index, Index, Array]:
    """Changes by each effect in the few cells it touches: its first cell, the cells, amounts (row or 1, cell)."""
    count = max(map(len, tables), default=1)
    first, cells, amounts = [0], [np.zeros(0, dtype=np.int64)], [np.zeros((count, 0))]
    for table in tables:
        flat = table.reshape(len(table), -1)
        touched = np.flatnonzero(flat.any(axis=0))
        first.append(first[-1] + len(touched))
        cells.append(touched)
        amounts.append(np.broadcast_to(flat[:, touched], (count, len(touched))))
    return (
        np.array(first, dtype=np.int64),
        np.concatenate(cells).astype(np.int64),
        np.ascontiguousarray(np.concatenate(amounts, axis=1)),
    )


def _levels(levels: Sequence[tuple[int, int, Array]]) -> Array:
    """The levels of effects on deciding actors: (row or 1, holder)."""
    return np.stack(np.broadcast_arrays(*(level for _, _, level in levels)), axis=1) if levels else np.zeros((1, 0))


def _rates(structure: Structure, values: Values) -> Array:
    """Base rates, divided by count, × tempo, more where a threshold hinders: (row, group)."""
    seeds, groups = structure.seeds, structure.choice_set.groups
    rate = values.stacked([_rate_path(seeds, action, actor) for actor, action in groups])
    tempo = values.stacked([f"tempo.{actor}" for actor, _ in groups])
    return _by_count(rate, structure, values) * tempo * _more_proposals(structure, values)


def _chances(structure: Structure, values: Values) -> Array:
    """Chances and hazards of transitions: (row or 1, transition)."""
    steps = structure.choice_set.steps
    chances = np.broadcast_arrays(*(values.chance(step.likelihood) for step in steps), np.zeros(1))
    return np.stack(chances[:-1]).T if steps else np.zeros((1, 0))


def _weights(events: Sequence[EventLike], structure: Structure, values: Values) -> Array:
    """Weights of events by their salience: (row or 1, event, dimension)."""
    salience = np.array([[event.salience for event in events]]) * salience_read(events, structure.seeds, values)
    return np.asarray(weights(events, structure.seeds, structure.axes, salience))


def _threshold(asks: str, values: Values) -> Array:
    """Threshold of consent to a kind of agreement: (row or 1,)."""
    return np.zeros(1) if asks == "talks" else values[f"consent_{asks}"]


def _thresholds(asks: Sequence[str], values: Values) -> Array:
    """Thresholds of consent side by side: (row or 1, kind)."""
    return np.stack(np.broadcast_arrays(*(_threshold(each, values) for each in asks), np.zeros(1))[:-1], axis=-1)


def _more_proposals(structure: Structure, values: Values) -> Array:
    """Factor (1 + eᶜ)/2 on base rates, so that as much comes about where a threshold c is: (row or 1, group)."""
    actions = structure.seeds.actions.actions
    return (1 + np.exp(_thresholds([actions[action].asks for _, action in structure.choice_set.groups], values))) / 2


def _hostility(structure: Structure, values: Values) -> Array:
    """Log weights of hostile options: (row or 1, deciding actor)."""
    deciding = structure.axes.deciding
    if structure.seeds.actors.hostility_basis is None:
        return np.zeros((1, len(deciding)))
    return values.stacked([f"hostility.{name}" for name in deciding])


def _alike(number: float) -> Array:
    """A number that is the same in all worlds: (1,)."""
    return np.array([number])


def interests(seeds: Seeds, axes: Axes, values: Values) -> Array:
    """Weight of each alignment to each profile, Σ|interest| = 1: (world or 1, profile, dimension, actor, actor)."""
    cares = [
        (name, profile, interest) for name, profile in seeds.interests.profiles.items() for interest in profile.cares
    ]
    paths = [i.weight if p.voice is not None else f"interests.{name}.{i.path}" for name, p, i in cares]
    weight = _side_by_side(values, paths)
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


def _side_by_side(values: Values, numbers_or_paths: Sequence[str | float]) -> Array:
    """Numbers, each itself or by its path: (world or 1, number)."""
    if not numbers_or_paths:
        return np.zeros((1, 0))
    return np.stack(np.broadcast_arrays(*map(values.chance, numbers_or_paths), np.zeros(1))[:-1], axis=-1)


def _voiced(table: Array, seeds: Seeds, axes: Axes, values: Values) -> Array:
    """The wants of actors mixed with what their officials state, as far as `voices` says: (world or 1, profile, …)."""
    for actor, name in seeds.interests.voices.items():
        share = values[f"voices.{actor}"].reshape(-1, *(1,) * (table.ndim - 2))
        if share.any():
            table = np.array(np.broadcast_to(table, (max(len(table), len(share)), *table.shape[1:])))
            own, stated = axes.profile[actor], axes.profile[name]
            table[:, own] = (1 - share) * table[:, own] + share * table[:, stated]
    return table
