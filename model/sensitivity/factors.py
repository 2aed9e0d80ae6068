"""What is varied: assumptions in groups of kin, and luck as a factor beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.sampling import sampled_paths
from model.spec.seeds import Seeds

LUCK = "luck"
REST = "all other assumptions"


@dataclass(frozen=True)
class Factors:
    """Named groups of assumptions that are varied together, and luck, always last."""

    groups: Mapping[str, tuple[str, ...]]
    """Factor → its assumptions' paths; luck has none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The factors in order, luck last."""
        return (*self.groups, LUCK)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every assumption that is varied."""
        return tuple(path for paths in self.groups.values() for path in paths)

    @property
    def problem(self) -> dict[str, Any]:
        """The factors as SALib writes them: each coordinate in [0, 1], luck as one more."""
        names = [*self.paths, LUCK]
        of = {path: factor for factor, paths in self.groups.items() for path in paths} | {LUCK: LUCK}
        return {
            "num_vars": len(names),
            "names": names,
            "groups": [of[name] for name in names],
            "bounds": [[0.0, 1.0]] * len(names),
        }

    def only(self, chosen: Iterable[str]) -> Factors:
        """The chosen factors each for itself, and all others as one."""
        kept = {name: self.groups[name] for name in self.groups if name in set(chosen)}
        rest = tuple(path for name, paths in self.groups.items() if name not in kept for path in paths)
        return Factors(kept | ({REST: rest} if rest else {}))


def screened(seeds: Seeds, fixed: Collection[str] = ()) -> Factors:
    """All assumptions with a range that the user did not set, grouped by the first two words of their path.

    So the rules' parameters, chances and hazards stand alone; the rates of an action, the supports of a kind of tie,
    the stakes of a profile and its interests are one factor each.
    """
    groups: dict[str, tuple[str, ...]] = {}
    for path in sampled_paths(seeds, fixed):
        factor = ".".join(path.split(".")[:2])
        groups[factor] = (*groups.get(factor, ()), path)
    return Factors(groups)
