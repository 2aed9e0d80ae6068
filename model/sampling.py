"""One draw of every assumption from its range for every world: the same draw for a world in every scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from scipy.stats import qmc

from model.axes import Array
from model.spec.seeds import Seeds


def column_name(path: str) -> str:
    """What a sampled assumption's column is called in the table of outcomes."""
    return f"assumptions.{path.removeprefix('assumptions.')}"


def sampled_paths(seeds: Seeds, fixed: Collection[str] = ()) -> tuple[str, ...]:
    """The assumptions that have a range to draw from and are not set by the user."""
    numbers = seeds.numbers
    return tuple(path for path, n in numbers.items() if n.range[0] < n.range[1] and path not in fixed)


def draws(seeds: Seeds, seed: int, worlds: slice, fixed: Mapping[str, float] | None = None) -> dict[str, Array]:
    """Scrambled Sobol points (Owen 1998), one a world, each coordinate uniform over its range.

    World w takes point w of the sequence, so its draw does not depend on how many worlds there are. fixed: what the
    user set, path → value; it keeps its coordinate, unused, so that setting one does not shift the others. Returns
    path → (world,).
    """
    every = sampled_paths(seeds)
    sequence = qmc.Sobol(len(every), scramble=True, rng=np.random.default_rng([seed, len(every)]))
    if worlds.start:
        sequence.fast_forward(worlds.start)
    count = worlds.stop - worlds.start
    points = sequence.random(1 << (count - 1).bit_length())[:count]  # Sobol points come in powers of two
    fixed = fixed or {}
    return scaled(seeds, {path: points[:, place] for place, path in enumerate(every) if path not in fixed}, fixed)


def scaled(seeds: Seeds, unit: Mapping[str, Array], fixed: Mapping[str, float] | None = None) -> dict[str, Array]:
    """Coordinates in [0, 1] as values in their assumptions' ranges: path → (world,).

    Where a joint limit is broken the numerator is lowered to it: to what the denominator is drawn, set or else stands
    at. A numerator the user set stays as set, and so does a denominator.
    """
    settled = {path: number.value for path, number in seeds.numbers.items()} | dict(fixed or {})
    found = {}
    for path, share in unit.items():
        low, high = seeds.numbers[path].range
        found[path] = low + (high - low) * share
    for limit in seeds.assumptions.joint_limits:
        over, under = (f"assumptions.{name}" for name in (limit.numerator, limit.denominator))
        if over in found:
            found[over] = np.minimum(found[over], limit.at_most * found.get(under, settled[under]))
    return found
