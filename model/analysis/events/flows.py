"""Flows of simulated worlds: how far what one actor does to another goes on, is returned, and is taken up by others.

The definitions are those of published event data, so that both can be put side by side (ODD 8): the same regression on
ICEWS months of eight actors gives the own lag .13 and the partner's .17.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd

from model.analysis.hindcast.forecast import BLOCK, NOTHING_SCRIPTED, Ask, experiment_from
from model.analysis.hindcast.past import DocumentedPast
from model.experiment.ensemble import computing
from model.rules.axes import Array
from model.simulation.model import Region

WORLDS, MONTHS, YEAR = 256, 60, 12
GOLDSTEIN = 10.0
"""ŵ is a Goldstein weight over 10, times salience."""
DRAWS = 500
"""Bootstrap resamples of worlds."""
LAGS = ("own", "partner", "third")


def flows(past: DocumentedPast, start: int, seed: int, worlds: int = WORLDS) -> pd.DataFrame:
    """Lags and dispersion of the monthly flows between deciding actors in worlds where nothing is scripted.

    The flow from i to j in a month is y = asinh(10·Σŵ) of the events that i does to j, an event shared evenly among its
    targets, an agreement among the ordered pairs of its parties. `own`, `partner` and `third` are the coefficients of
    one least-squares regression of y[i,j] on last month's y[i,j], y[j,i] and Σ A[i,k]·y[j,k] over third parties k (what
    j did to others, by how i leaned to them at the start), each less its mean over worlds of that pair and month.
    `fano` is the variance over worlds of the events of an unordered pair in a year, over their mean, both summed over
    pairs and years. Errors are standard errors, by resampling worlds.
    Columns: own, own_error, partner, partner_error, third, third_error, fano, fano_error, worlds, months.
    """
    directed, joined = _directed(past), _joined(past)
    flow, counts = [], []
    for region in _blocks(past, start, seed, worlds):
        done = region.run_to_end().done[:, 1:, : region.alternatives].astype(float)  # (world, month, alternative)
        weight = region.parameters.weight[0, : region.alternatives].sum(axis=1)
        flow.append(np.arcsinh(GOLDSTEIN * np.einsum("wte,e,eij->wtij", done, weight, directed, optimize=True)))
        counts.append((done @ joined).reshape(len(done), MONTHS // YEAR, YEAR, -1).sum(axis=2))
    deciders = past.axes.deciders
    leaning = past.known(start).alignment[0].mean(axis=0)[:deciders, :deciders]
    return measured(np.concatenate(flow), leaning, np.concatenate(counts))


def measured(flow: Array, leaning: Array, yearly: Array) -> pd.DataFrame:
    """The one row of `flows`.

    flow: (world, month, actor, actor). leaning: (actor, actor). yearly: events (world, year, pair).
    """
    squares, products = _sums(flow, leaning)
    worlds = len(flow)
    again = np.random.default_rng(worlds).integers(0, worlds, size=(DRAWS, worlds))
    rows = np.concatenate([np.arange(worlds)[None], again])
    # without any third party a column is nothing: the least-norm solution then gives 0
    lags = np.array([np.linalg.pinv(squares[r].sum(axis=0)) @ products[r].sum(axis=0) for r in rows])
    fano = np.array([_fano(yearly[r]) for r in rows])
    found = dict(zip((*LAGS, "fano"), [*lags.T, fano], strict=True))
    row: dict[str, float] = {}
    for name, draws in found.items():
        row |= {name: float(draws[0]), f"{name}_error": float(draws[1:].std(ddof=1))}
    return pd.DataFrame([row | {"worlds": worlds, "months": flow.shape[1]}])


def _sums(flow: Array, leaning: Array) -> tuple[Array, Array]:
    """X'X and X'y of every world: (world, 3, 3), (world, 3)."""
    actors = flow.shape[2]
    apart = flow - flow.mean(axis=0)
    before, now = apart[:, :-1], apart[:, 1:]
    third = np.zeros_like(before)
    for i, j in permutations(range(actors), 2):
        for k in set(range(actors)) - {i, j}:
            third[:, :, i, j] += leaning[i, k] * before[:, :, j, k]
    of, to = np.nonzero(~np.eye(actors, dtype=bool))
    given = np.stack([before[:, :, of, to], before[:, :, to, of], third[:, :, of, to]], axis=-1)
    return (
        np.einsum("wtpa,wtpb->wab", given, given),
        np.einsum("wtpa,wtp->wa", given, now[:, :, of, to]),
    )


def _fano(yearly: Array) -> float:
    """Σ variance over worlds / Σ mean; NaN where nothing happens."""
    mean = yearly.mean(axis=0).sum()
    return float(yearly.var(axis=0, ddof=1).sum() / mean) if mean > 0 else np.nan


def _blocks(past: DocumentedPast, start: int, seed: int, worlds: int) -> Iterator[Region]:
    experiment = experiment_from(past, Ask(start, (MONTHS,), worlds, seed))
    for first in range(0, worlds, BLOCK):
        count = min(BLOCK, worlds - first)
        with computing():
            yield Region(experiment, NOTHING_SCRIPTED.id, worlds=count, first_world=first, months=MONTHS, collect=False)


def _parties(past: DocumentedPast) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Every alternative with the ordered pairs of its doers and those it is done to."""
    for row, alternative in enumerate(past.choice_set.alternatives):
        pairs = (
            permutations(alternative.parties, 2)
            if past.choice_set.agreement[row]
            else product(alternative.source, alternative.target)
        )
        yield row, [(past.axes.actor[i], past.axes.actor[j]) for i, j in pairs]


def _directed(past: DocumentedPast) -> Array:
    """The share of each alternative that one deciding actor does to another: (alternative, actor, actor)."""
    actors, deciders = len(past.axes.actors), past.axes.deciders
    found = np.zeros((len(past.choice_set.alternatives), actors, actors))
    for row, pairs in _parties(past):
        for i, j in pairs:
            found[row, i, j] += 1 / len(pairs)
    return found[:, :deciders, :deciders]


def _joined(past: DocumentedPast) -> Array:
    """1 where an alternative joins an unordered pair of deciding actors: (alternative, pair)."""
    pairs = {pair: place for place, pair in enumerate(combinations(range(past.axes.deciders), 2))}
    found = np.zeros((len(past.choice_set.alternatives), len(pairs)))
    for row, joined in _parties(past):
        for i, j in joined:
            if (pair := (min(i, j), max(i, j))) in pairs:
                found[row, pairs[pair]] = 1
    return found
