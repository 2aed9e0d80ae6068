"""Activity of the actors: how often each acts and what share of it is hostile, as documented, and the fit to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from model.evidence.replay import testimony
from model.rules.axes import Array
from model.simulation.experiment import Experiment, experiment_of_scenarios
from model.simulation.model import Region
from model.spec.seeds import Seeds

WORLDS, MONTHS = 512, 36
"""Worlds and months of the baseline that are compared with the documents."""
ROUNDS, FIRST_ROUNDS, STEP = 12, 4, 0.8
"""Rounds of the fit, those of the tempo alone, and the share of a gap that a round closes."""
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


def activity_table(seeds: Seeds, *, counted_until: int, hostile_until: int) -> pd.DataFrame:
    """Activity as documented, as aimed at and as simulated, and the tempo and hostility by which the two agree.

    counted_until, hostile_until: the last months whose events count for the tempo and for the share of hostile ones.
    The count is shrunk to the first guess of each actor, the share to what the model gives with no hostility.
    Columns: actor, documented (events a month), guess, aimed, simulated, tempo, tempo_fitted, tempo_low, tempo_high,
    hostile_documented, hostile_aimed, hostile_simulated, hostility, hostility_fitted, hostility_low, hostility_high.
    Simulated is the baseline by the fitted values; low and high are what the counts leave open (`open_to`).
    """
    actors = {name: actor for name, actor in seeds.actors.actors.items() if actor.decides}
    counted, conduct = documented(seeds, counted_until), documented(seeds, hostile_until)
    months = counted_until + 1 - seeds.region.replay_from
    guess = np.array([count if (own := actor.guess) is None else own
                      for actor, count in zip(actors.values(), counted.monthly, strict=True)])  # fmt: skip
    target = (months * counted.monthly + PRIOR_MONTHS * guess) / (months + PRIOR_MONTHS)
    tempo, hostility = (
        np.array([getattr(actor, name) for actor in actors.values()]) for name in ("tempo", "hostility")
    )
    fitted, fitted_hostility = tempo.copy(), np.zeros(len(actors))
    experiment = experiment_of_scenarios(seeds, ["baseline"], MONTHS)
    now, aimed = simulated(experiment), np.zeros(len(actors))
    for n in range(ROUNDS):
        if n == FIRST_ROUNDS:  # by then the tempo is about right
            seen = np.nan_to_num(conduct.hostile) * conduct.events + PRIOR_EVENTS * np.nan_to_num(now.hostile)
            aimed = seen / (conduct.events + PRIOR_EVENTS)
        if n >= FIRST_ROUNDS:
            fitted_hostility += STEP * (_log_odds(aimed) - _log_odds(now.hostile))
        fitted = np.clip(fitted * (target / np.maximum(now.monthly, 1e-6)) ** STEP, 0.0, 10.0)
        now = simulated(replace(experiment, overrides=_as_paths(seeds, list(actors), fitted, fitted_hostility)))
    ends = open_to(target * (months + PRIOR_MONTHS), aimed, conduct.events + PRIOR_EVENTS)
    low, high = ({"tempo": fitted * factor, "hostility": fitted_hostility + step} for factor, step in ends)
    return pd.DataFrame(
        {
            "actor": list(actors), "documented": counted.monthly, "guess": guess, "aimed": target,
            "simulated": now.monthly, "tempo": tempo, "tempo_fitted": fitted, "tempo_low": low["tempo"],
            "tempo_high": high["tempo"], "hostile_documented": conduct.hostile, "hostile_aimed": aimed,
            "hostile_simulated": now.hostile, "hostility": hostility, "hostility_fitted": fitted_hostility,
            "hostility_low": low["hostility"], "hostility_high": high["hostility"],
        }
    )  # fmt: skip


def open_to(events: Array, hostile: Array, judged: Array) -> list[tuple[Array, Array]]:
    """Ends that the counts leave open, low and high: factor of the tempo and step of the hostility, each (actor,).

    Nine tenths of what a count of so many events allows (Poisson: the rate is gamma), and of the log odds of a share
    among so many (binomial: the share is beta); the first guesses count as events. One unit of hostility moves the log
    odds by about one.
    """
    from scipy.stats import beta, gamma  # slow to import, and only the fit needs it

    ends = (0.05, 0.95)
    at_least = np.maximum(events, 1e-6)
    yes, no = np.maximum(hostile * judged, 1e-6), np.maximum((1 - hostile) * judged, 1e-6)
    return [
        (gamma.ppf(end, at_least) / at_least, _log_odds(np.asarray(beta.ppf(end, yes, no))) - _log_odds(hostile))
        for end in ends
    ]


def _log_odds(share: Array) -> Array:
    bounded = np.clip(np.nan_to_num(share, nan=0.5), 0.01, 0.99)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _as_paths(seeds: Seeds, actors: list[str], tempo: Array, hostility: Array) -> dict[str, float]:
    named = {f"tempo.{name}": value for name, value in zip(actors, tempo.tolist(), strict=True)}
    if seeds.actors.hostility_basis is None:
        return named
    return named | {f"hostility.{name}": value for name, value in zip(actors, hostility.tolist(), strict=True)}
