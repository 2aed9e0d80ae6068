"""One draw of every assumption from its range for every world: the same draw for a world in every scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from model.rules.axes import Array
from model.rules.random_numbers import RandomNumbers
from model.spec.seeds import Seeds

OWN = "assumptions."
"""Prefix of the paths of the rules' own assumptions."""


def column_name(path: str) -> str:
    """Name of a sampled assumption's column in the table of outcomes."""
    return f"assumptions.{path.removeprefix('assumptions.')}"


def sampled_paths(seeds: Seeds, fixed: Collection[str] = ()) -> tuple[str, ...]:
    """The assumptions that have a range to draw from and are not set by the user."""
    numbers = seeds.numbers
    return tuple(path for path, n in numbers.items() if n.range[0] < n.range[1] and path not in fixed)


@dataclass(frozen=True)
class Undrawn:
    """Numbers of one sort that no draw touches."""

    why: str
    names: tuple[str, ...]
    """Their paths, or where they stand in the files."""


def undrawn(seeds: Seeds, fixed: Collection[str] = ()) -> list[Undrawn]:
    """Every number of the seeds that `--sample` leaves as it is, by name, and why; fixed: what the user set."""
    issues, types, levels = seeds.issues.issues, seeds.types.types, seeds.types.level
    certain = [
        f"chances.{name}.{path}"
        for name, issue in issues.items()
        for path, transition in zip(issue.chance_paths, issue.transitions, strict=True)
        if transition.likelihood in (0, 1)
    ]
    own = [f"events.{event.id}.salience" for event in seeds.events if levels(event.salience) is None]
    own += [
        f"actions.{name}.salience" for name, action in seeds.actions.actions.items() if levels(action.salience) is None
    ]
    limits = [f"joint_limits.{limit.numerator}/{limit.denominator}" for limit in seeds.assumptions.joint_limits]
    found = {
        "Set for this run.": list(fixed),
        "No spread is given, or the number is 0, which a spread only multiplies.": [
            path for path, n in seeds.numbers.items() if n.range[0] == n.range[1] and path not in fixed
        ],
        "Weights of event types come from a published table.": [f"types.{name}.goldstein" for name in types],
        "What a type of event bears on is part of what it is; the parts sum to 1.": [
            f"types.{n}.shares" for n in types
        ],
        "Levels of stages are the scale that stakes are given on.": [
            f"issues.{name}.stages.{stage}.level" for name, issue in issues.items() for stage in issue.stages
        ],
        "Steps that an event brings with certainty, or never.": certain,
        "A salience given as a number of its own, between the levels.": [name for name in own if name not in fixed],
        "Limits that hold in every draw.": limits,
    }
    return [Undrawn(why, tuple(names)) for why, names in found.items() if names]


def draws(seeds: Seeds, seed: int, worlds: slice, fixed: Mapping[str, float] | None = None) -> dict[str, Array]:
    """One draw a world, each uniform over its range: the rules' own assumptions by scrambled Sobol points (Owen 1998).

    World w takes point w of the sequence, so its draw does not depend on how many worlds there are. Base rates,
    interests, ties and the like are drawn independently, by named random numbers: hundreds of coordinates of a
    sequence go together by chance in any thousand points, forty hardly do. fixed: what the user set, path → value; it
    keeps its coordinate, unused, so that setting one does not shift the others. Returns path → (world,).
    """
    every, fixed = sampled_paths(seeds), fixed or {}
    own = [path for path in every if path.startswith(OWN)]
    others = [path for path in every if not path.startswith(OWN)]
    count = worlds.stop - worlds.start
    unit = dict(zip(own, _sobol(len(own), seed, worlds.start, count).T, strict=True))
    numbers = RandomNumbers(seed, np.arange(worlds.start, worlds.stop))
    unit |= dict(zip(others, numbers.uniform([f"draw/{path}" for path in others], 0).T, strict=True))
    return scaled(seeds, {path: unit[path] for path in every if path not in fixed}, fixed)


def _sobol(coordinates: int, seed: int, first: int, count: int) -> Array:
    """Points of the sequence from the first on: (point, coordinate)."""
    from scipy.stats import qmc  # slow to import, and only drawing needs it

    if not coordinates:
        return np.zeros((count, 0))
    sequence = qmc.Sobol(coordinates, scramble=True, rng=np.random.default_rng([seed, coordinates]))
    if first:
        sequence.fast_forward(first)
    return np.asarray(sequence.random(1 << (count - 1).bit_length())[:count])  # they come in powers of two


def scaled(seeds: Seeds, unit: Mapping[str, Array], fixed: Mapping[str, float] | None = None) -> dict[str, Array]:
    """Coordinates in [0, 1] as values in their assumptions' ranges: path → (world,).

    Where a joint limit is broken the numerator is lowered to it: to what the denominator is drawn, set or else stands
    at. A numerator the user set stays as set, and so does a denominator.
    """
    given = {path: number.value for path, number in seeds.numbers.items()} | dict(fixed or {})
    found = {}
    for path, share in unit.items():
        low, high = seeds.numbers[path].range
        found[path] = low + (high - low) * share
    for limit in seeds.assumptions.joint_limits:
        over, under = (f"assumptions.{name}" for name in (limit.numerator, limit.denominator))
        if over in found:
            found[over] = np.minimum(found[over], limit.at_most * found.get(under, given[under]))
    return found
