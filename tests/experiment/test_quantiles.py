"""Quantiles of monthly measures are those of the worlds, however many blocks the worlds lie in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from model.experiment.ensemble import QUANTILE_LEVELS
from model.experiment.quantiles import GRID, Levels, Packed, Sorted, quantiles, unpacked
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures

WANTED = np.array(list(QUANTILE_LEVELS.values()))
SIZES = [(1, 256), (2, 1), (255, 256), (300, 256), (5_000, 256), (100_000, 4_096)]
"""Worlds, and worlds a block."""


def packed(*measures: Array) -> Packed:
    levels = Levels(len(measures), measures[0].shape[1], len(measures[0]))
    for measure in measures:
        levels.add(measure)
    return levels.packed()


def found(monthly: Array, block: int) -> Array:
    kept = []
    for at in range(0, len(monthly), block):
        part = monthly[at : at + block]
        kept.append((packed(part), len(part)))

    def blocks() -> Iterator[Sorted]:
        return (unpacked(levels, monthly[0].size, worlds) for levels, worlds in kept)

    return quantiles(blocks, WANTED)


@pytest.mark.parametrize(("worlds", "block"), SIZES)
def test_they_are_those_of_all_worlds_to_less_than_a_ten_thousandth(
    worlds: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(worlds)
    rows = [
        rng.uniform(-1, 1, worlds),
        np.clip(rng.normal(0.3, 0.02, worlds), -1, 1),
        np.where(rng.random(worlds) < 0.04, -1, 1),
        np.full(worlds, 0.123456),
        np.linspace(-1, 1, worlds),
        rng.normal(0, 1e-6, worlds),
    ]
    monthly = np.stack(rows, axis=1)
    together = found(monthly, block)
    assert np.abs(together - np.quantile(monthly, WANTED, axis=0).T).max() < 1e-4
    monkeypatch.setattr("model.experiment.quantiles.TOGETHER", monthly.size // 2)
    assert np.array_equal(found(monthly, block), together), "those of many worlds are counted, to the same numbers"


def test_they_are_the_same_in_whatever_blocks() -> None:
    monthly = np.random.default_rng(1).uniform(-1, 1, (700, 3))
    assert np.array_equal(found(monthly, 256), found(monthly, 100))
    assert np.array_equal(found(monthly, 256), found(monthly[::-1], 700))


def test_what_a_block_keeps_comes_back_as_its_sorted_levels() -> None:
    monthly = np.random.default_rng(2).uniform(-1, 1, (40, 3, 5))
    kept = packed(*np.moveaxis(monthly, 2, 0))
    back = unpacked(kept, monthly[0].size, 40)
    assert np.array_equal(back, np.sort(np.rint((monthly + 1) * GRID).transpose(2, 1, 0).reshape(15, 40), axis=1))
    assert kept.nbytes < monthly.nbytes / 3


def test_what_a_world_has_or_has_not_is_not_graded(experiment: Experiment) -> None:
    measures = Measures(experiment.choice_set)
    graded = {measures.names[place] for place in measures.graded}
    assert {"alignment.ARM.RUS", "russian_influence", "sanctions_lifeline", "balance"} <= graded
    shares = ("orbit.", "stage.", "peace_", "corridor_", "escalation")
    assert not [name for name in graded if name.startswith(shares)]
