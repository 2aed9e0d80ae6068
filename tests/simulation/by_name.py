"""Contents of a region of the program, by name, for the oracle to work with."""

from __future__ import annotations

import math

import numpy as np

from model.evidence.replay import SUMS
from model.rules.axes import Array
from model.rules.records import NEVER
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.simulation.state import State
from tests.simulation.oracle import Event, Levels, Pairs, World
from tests.simulation.oracle_choosing import Luck
from tests.simulation.seeing import Seeing


def table(experiment: Experiment, level: Levels) -> Array:
    """Levels by name as the program lays them out: (dimension, actor, actor)."""
    axes = experiment.choice_set.axes
    names = [[[(d, i, j) for j in axes.actors] for i in axes.actors] for d in axes.dimensions]
    return np.array([[[level.get(cell, 0.0) for cell in row] for row in rows] for rows in names])


def pairs(experiment: Experiment, by_pair: Pairs) -> Array:
    """Numbers of pairs by name as the program lays them out: (actor, actor)."""
    actors = experiment.choice_set.axes.actors
    return np.array([[by_pair.get((i, j), 0.0) for j in actors] for i in actors])


def event(region: Region, place: int) -> Event:
    """One of the region's acts, or of its scripted events, by name."""
    acts = region.choice_set.alternatives
    if place < len(acts):
        act = acts[place]
        return Event(act.type, act.source, act.target, str(act.salience), action=act.action)
    event = region.structure.scripted[place - len(acts)]
    return Event(event.type, event.source, event.target, str(event.salience))


def done(region: Region, world: int) -> list[Event]:
    return [event(region, int(place)) for place in np.flatnonzero(region.done[world])]


def ever(number: float) -> float:
    """A number of months, infinite where the program says that it never was."""
    return math.inf if number >= NEVER else number


def by_name(region: Region, state: State, world: int) -> World:
    """A world's state by name."""
    axes = region.axes
    pairs = [(i, j) for i in axes.actors for j in axes.actors]

    def levels(array: Array) -> Levels:
        return {
            (d, i, j): float(array[world, axes.dimension[d], axes.actor[i], axes.actor[j]])
            for d in axes.dimensions
            for i, j in pairs
            if i != j
        }

    return World(
        alignment=levels(state.alignment),
        shift=levels(state.shift),
        dependence={(i, j): float(state.dependence[world, axes.actor[i], axes.actor[j]]) for i, j in pairs},
        stage={q: region.choice_set.stages[n][state.stage[world, n]] for n, q in enumerate(axes.issues)},
        rest={q: int(state.rest[world, n]) for n, q in enumerate(axes.issues)},
        luck=stake_numbers(region, world),
        conduct={
            name: {(i, j): ever(float(getattr(state, name)[world, axes.actor[i], axes.actor[j]])) for i, j in pairs}
            for name in SUMS
        },
    )


def stake_numbers(region: Region, world: int) -> dict[tuple[str, str], float]:
    axes = region.axes
    return {
        (i, q): float(region.stake_error[world, axes.actor[i], axes.issue[q]])
        for i in axes.actors[: axes.deciders]
        for q in axes.issues
    }


def step_numbers(region: Seeing, world: int) -> Luck:
    issues, drawn = region.experiment.seeds.issues.issues, region.step_numbers[world]
    return {
        (s.issue, s.begins, issues[s.issue].transitions.index(s.spec)): float(drawn[k])
        for k, s in enumerate(region.choice_set.steps)
    }


def options(region: Region) -> list[tuple[str, int]]:
    """Options in their order: an actor and an alternative."""
    choice_set = region.choice_set
    pairs = zip(choice_set.option_actor, choice_set.option_event, strict=True)
    return [(region.axes.actors[actor], int(place)) for actor, place in pairs]
