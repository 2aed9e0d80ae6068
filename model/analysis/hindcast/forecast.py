"""Forecasts from past months: the region simulated forward from what was documented then, with nothing scripted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from model.analysis.hindcast.milestones import Lookout, milestones
from model.analysis.hindcast.past import DocumentedPast
from model.common.processes import Processes
from model.experiment.ensemble import computing
from model.experiment.first_use import make_ready
from model.load import LoadedScenario
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.simulation.known import Known
from model.simulation.model import Region
from model.spec.scenario import Scenario

A = TypeVar("A")
F = TypeVar("F")
BLOCK = 128
"""Worlds computed together."""
NOTHING_SCRIPTED = LoadedScenario(
    id="nothing-scripted",
    path=Path("nothing-scripted"),
    spec=Scenario(name="Nothing scripted", summary="Everybody goes on as the rules have it."),
    origins={},
    digests={},
)
SEEDS_APART = 100_000
"""Each start has random numbers of its own: the seed times this, plus the start month."""


@dataclass(frozen=True)
class Ask:
    """One forecast to make: from which month, how far, in how many worlds, with which assumptions set otherwise."""

    start: int
    horizons: tuple[int, ...]
    worlds: int
    seed: int = 1
    changes: dict[str, float] = field(default_factory=dict)
    """Assumption path → value, for the simulation alone: the past is as the past has it."""


@dataclass(frozen=True)
class Forecast:
    """Results of the worlds of one start."""

    ask: Ask
    members: Array
    """Alignments, mean over dimensions: (horizon, dyad, world)."""
    chance: Array
    """Share of worlds in which each milestone had come about: (horizon, milestone)."""
    acts: Array
    """Mean number of times that each alternative came about in a world: (horizon, alternative)."""


def forecast(past: DocumentedPast, ask: Ask) -> Forecast:
    """Simulate forward from one month; nothing documented after it is read."""
    parts = []
    for first in range(0, ask.worlds, BLOCK):
        with computing():
            parts.append(_block(past, ask, first, min(BLOCK, ask.worlds - first)))
    shares = np.array([members.shape[2] for members, _, _ in parts]) / ask.worlds
    return Forecast(
        ask,
        np.concatenate([members for members, _, _ in parts], axis=2),
        sum((share * chance for share, (_, chance, _) in zip(shares, parts, strict=True)), np.zeros(1)),
        sum((share * acts for share, (_, _, acts) in zip(shares, parts, strict=True)), np.zeros(1)),
    )


def _block(past: DocumentedPast, ask: Ask, first: int, worlds: int) -> tuple[Array, Array, Array]:
    region = Region(
        experiment_from(past, ask),
        NOTHING_SCRIPTED.id,
        worlds=worlds,
        first_world=first,
        months=ask.horizons[-1],
        collect=False,
    )
    seen, (of, to) = region.run_to_end(), past.pairs
    lookout = Lookout(milestones(past.seeds), region.choice_set, seen)
    horizons = list(ask.horizons)
    done = seen.done[:, :, : region.alternatives].mean(axis=0).cumsum(axis=0)  # (month, alternative)
    return (
        np.ascontiguousarray(seen.alignment[:, horizons][:, :, of, to].transpose(1, 2, 0)),
        np.stack([lookout.by(month) for month in horizons]),
        done[horizons],
    )


def experiment_from(past: DocumentedPast, ask: Ask) -> Experiment:
    """The experiment of one start; all starts and settings share the past and its choice set."""
    return Experiment(
        seeds=past.seeds,
        scenarios=(NOTHING_SCRIPTED,),
        as_of=ask.start,
        months=ask.horizons[-1],
        seed=ask.seed * SEEDS_APART + ask.start,
        overrides=ask.changes,
        without=past.without,
        known=Known(choice_set=past.choice_set, central=past.values, past=past.known(ask.start)),
    )


_pasts: Sequence[DocumentedPast] = ()


def _adopt(pasts: Sequence[DocumentedPast]) -> None:
    """Give a worker the pasts once; it replays for itself those it is asked about."""
    global _pasts
    _pasts = pasts


def _call(work: Callable[[DocumentedPast, Any], Any], which: int, ask: Any) -> Any:
    return work(_pasts[which], ask)


def made(
    work: Callable[[DocumentedPast, A], F],
    pasts: Sequence[DocumentedPast],
    asks: Iterable[tuple[int, A]],
    jobs: int,
) -> Iterator[F]:
    """The results of some work, in the order asked for, from as many processes as wanted.

    An ask names the place of its past in the list.
    """
    wanted = list(asks)
    for past in pasts[:1]:
        make_ready(experiment_from(past, Ask(past.starts[0], (1,), 1)))
    if jobs == 1 or len(wanted) < 2:
        yield from (work(pasts[which], ask) for which, ask in wanted)
        return
    with Processes(min(jobs, len(wanted)), _adopt, tuple(pasts)) as pool:
        for future in [pool.submit(_call, work, which, ask) for which, ask in wanted]:
            yield future.result()
