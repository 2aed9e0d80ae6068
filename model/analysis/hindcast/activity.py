"""Activity of the actors: how often each acts and what share of it is hostile, as documented, and the fit to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from model.evidence.replay import testimony
from model.rules.axes import Array
from model.simulation.experiment import Experiment, experiment_of_scenarios
from model.simulation.model import Region
from model.spec.seeds import Seeds

WORLDS, MONTHS, ROUNDS = 512, 36, 12
"""Worlds and months of the baseline that are compared with the documents, and rounds of the fit."""
PRIOR_EVENTS = 4.0
"""Events that the share by base rates and utilities alone weighs as much as."""
PRIOR_MONTHS = 24.0
"""Months of counting that a first guess of an actor's events weighs as much as."""


@dataclass(frozen=True)
class Activity:
    """Events of each deciding actor, those of an agreement shared among its parties."""

    monthly: Array
    """Events a month: (actor,)."""
    hostile: Array
    """Share of hostile ones, NaN where there are none: (actor,)."""
    events: Array
    """Number of events: (actor,)."""


def documented(seeds: Seeds, last: int) -> Activity:
    """Activity in the documented events from the first month of the replay to a last one."""
    actors = [name for name, actor in seeds.actors.actors.items() if actor.decides]
    counts = np.zeros((len(actors), 2))
    for event in testimony(seeds, last):
        kind = seeds.types.types[event.type]
        sources = (*event.source, *event.target) if kind.agreement else event.source
        if event.month >= seeds.region.replay_from:
            for name in set(sources) & set(actors):
                counts[actors.index(name), int(kind.goldstein < 0)] += 1 / len(sources)
    return _activity(counts, last + 1 - seeds.region.replay_from)


def simulated(experiment: Experiment) -> Activity:
    """Activity of the first scenario of an experiment, a world and month."""
    region = Region(experiment, experiment.scenarios[0].id, worlds=WORLDS, months=MONTHS, collect=False)
    done = region.run_to_end().done[:, 1:, : region.alternatives].sum(axis=(0, 1))
    hostile = region.parameters.weight[0, : region.alternatives].sum(axis=1) < 0
    counts = np.zeros((region.axes.deciders, 2))
    for event, alternative in enumerate(region.choice_set.alternatives):
        sources = alternative.parties if region.choice_set.agreement[event] else alternative.source
        for i in region.axes.picks(sources).tolist():
            counts[i, int(hostile[event])] += done[event] / len(sources)
    return _activity(counts / WORLDS, MONTHS)


def _activity(counts: Array, months: int) -> Activity:
    total = counts.sum(axis=1)
    hostile = np.divide(counts[:, 1], total, out=np.full(len(total), np.nan), where=total > 0)
    return Activity(total / months, hostile, total)


def fitted(seeds: Seeds, guess: Mapping[str, float], *, counted_until: int, hostile_until: int) -> dict[str, float]:
    """Tempo and hostility by which the baseline is as active and as hostile as the documents, shrunk: path → value.

    guess: a first guess of each actor's events a month. counted_until, hostile_until: the last months whose events
    count for either. The share of hostile events is shrunk to what the model gives with no hostility.
    """
    actors = [name for name, actor in seeds.actors.actors.items() if actor.decides]
    counted, conduct = documented(seeds, counted_until), documented(seeds, hostile_until)
    months = counted_until + 1 - seeds.region.replay_from
    first = np.array([guess[name] for name in actors])
    target = (months * counted.monthly + PRIOR_MONTHS * first) / (months + PRIOR_MONTHS)
    tempo = np.array([seeds.numbers[f"tempo.{name}"].value for name in actors])
    hostility, aimed = np.zeros(len(actors)), np.zeros(len(actors))
    experiment = replace(experiment_of_scenarios(seeds, ["baseline"], MONTHS))
    for n in range(ROUNDS):
        now = simulated(replace(experiment, overrides=_as_paths(actors, tempo, hostility)))
        if n == ROUNDS // 3:  # by then the tempo is about right
            seen = np.nan_to_num(conduct.hostile) * conduct.events + PRIOR_EVENTS * now.hostile
            aimed = seen / (conduct.events + PRIOR_EVENTS)
        tempo = np.clip(tempo * (target / np.maximum(now.monthly, 1e-6)) ** 0.8, 0.01, 10)
        if n >= ROUNDS // 3:
            hostility += 0.8 * (_log_odds(aimed) - _log_odds(now.hostile))
    return _as_paths(actors, tempo, hostility)


def _log_odds(share: Array) -> Array:
    bounded = np.clip(share, 0.01, 0.99)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _as_paths(actors: list[str], tempo: Array, hostility: Array) -> dict[str, float]:
    named = {f"tempo.{name}": value for name, value in zip(actors, tempo.tolist(), strict=True)}
    return named | {f"hostility.{name}": value for name, value in zip(actors, hostility.tolist(), strict=True)}
