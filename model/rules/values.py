"""Parameters are rows: the value of every assumption in every world, addressed by its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar

import numpy as np

from model.common.errors import RunError, did_you_mean
from model.rules.axes import Array
from model.spec.cures import number_meant, several_meant
from model.spec.seeds import OPTIONAL_ASSUMPTIONS, Seeds

T = TypeVar("T")
Number = TypeVar("Number", float, Array)


def retention_over(half_life: Number, months: float = 1) -> Number:
    """Share that is left after some months, where half is left after `half_life` months."""
    return 0.5 ** (months / half_life)


@dataclass(frozen=True)
class Values:
    """Assumption path → its value, one row a world, or one row where all worlds are alike."""

    rows: Mapping[str, Array]

    @classmethod
    def central(cls, seeds: Seeds) -> Values:
        """The central estimates; where the region leaves a rule out, the values by which it does nothing."""
        left_out = {f"assumptions.{name}": np.array([off]) for name, (off, _) in OPTIONAL_ASSUMPTIONS.items()}
        return cls(left_out | {path: np.array([number.value]) for path, number in seeds.numbers.items()})

    def __getitem__(self, path: str) -> Array:
        """The values of one assumption: (world,) or (1,). A bare name means `assumptions.<name>`."""
        return self.rows[path if path in self.rows else f"assumptions.{path}"]

    def replaced(self, changes: Mapping[str, float]) -> Self:
        """The same with some assumptions set for all worlds."""
        return self.drawn(in_rows(changes))

    def stacked(self, paths: Sequence[str]) -> Array:
        """The values of several assumptions side by side: (world or 1, path)."""
        if not paths:
            return np.zeros((1, 0))
        return np.stack(np.broadcast_arrays(*(self[path] for path in paths)), axis=-1)

    def drawn(self, draws: Mapping[str, Array]) -> Self:
        """The same with some assumptions drawn world by world: path → (world,)."""
        return replace(self, rows={**self.rows, **draws}) if draws else self

    def chance(self, given: str | float) -> Array:
        """A probability given as a number or by the name of an assumption: (world or 1,)."""
        return self[given] if isinstance(given, str) else np.array([given])

    def part(self, name: str, compute: Callable[[Values], T]) -> T:
        """A part of what is made of these values; it may be shared, so nobody changes it. name: what it is."""
        return compute(self)


def in_rows(values: Mapping[str, float]) -> dict[str, Array]:
    """Values as a single row."""
    return {path: np.array([value]) for path, value in values.items()}


def each_row(array: Array, count: int) -> Array:
    """An array with one row for each of so many; the same one where it has them already, so nobody changes it."""
    if len(array) == count and array.flags.c_contiguous and array.flags.writeable:
        return array
    return np.array(np.broadcast_to(array, (count, *array.shape[1:])), order="C")


def read_overrides(texts: Sequence[str], seeds: Seeds) -> dict[str, float]:
    """`PATH=VALUE` texts as path → value; raises RunError naming what is wrong."""
    changes = {}
    for text in texts:
        path, equals, written = text.partition("=")
        if not equals:
            raise RunError(f"--set {text}: write PATH=VALUE, for example --set assumptions.spillover=0.4")
        path = full_path(path, seeds, f"--set {text}")
        changes[path] = checked_value(path, written, seeds)
    return changes


def full_path(path: str, seeds: Seeds, where: str) -> str:
    """The path of an assumption, whose first word may be left out; raises RunError where there is none such."""
    path, numbers = path.strip(), seeds.settable
    if path not in numbers and f"assumptions.{path}" in numbers:
        return f"assumptions.{path}"
    if path not in numbers:
        near = did_you_mean(path, {**seeds.assumptions.assumptions, **numbers})
        raise RunError(f'{where}: unknown assumption "{path}"{near}')
    return path


def checked_value(path: str, written: str, seeds: Seeds) -> float:
    """A number inside the assumption's limits; raises RunError otherwise."""
    try:
        value = float(written)
    except ValueError:
        several = "; several values are for run and check" if {",", ":"} & {*written} else several_meant(written)
        raise RunError(f'--set {path}: "{written}" is not a number{number_meant(written) or several}') from None
    limits = seeds.settable[path].limits
    if not np.isfinite(value) or (limits and not limits[0] <= value <= limits[1]):
        allowed = f" from {limits[0]:g} to {limits[1]:g}" if limits else ""
        raise RunError(f"--set {path}: must be a finite number{allowed}, not {written}")
    return value
