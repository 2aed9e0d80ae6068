"""Factors that are varied: assumptions in groups, and luck as a factor beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.simulation.sampling import sampled_paths
from model.spec.seeds import Seeds

RANDOM = "luck"
"""The factor beside the assumptions, random numbers, as tables and readers call it."""
REST = "all other assumptions"
OTHERS = {
    "assumptions": "other parameters of the rules",
    "actions": "other rates of acts",
    "tempo": "other rates of acts",
    "hostility": "other rates of acts",
    "interests": "other interests and stakes",
    "stakes": "other interests and stakes",
    "capability": "other interests and stakes",
    "ties": "other ties and dependence",
    "dependence": "other ties and dependence",
    "shares": "other ties and dependence",
    "standing": "other ties and dependence",
    "salience": "other ties and dependence",
    "effects": "other effects of stages",
    "chances": "other effects of stages",
    "outcomes": "other measures of outcomes",
}
"""First word of a factor → the group it is in where it is no factor by itself; REST where none is given."""


@dataclass(frozen=True)
class Factors:
    """Named groups of assumptions that are varied together, and luck, always last."""

    groups: Mapping[str, tuple[str, ...]]
    """Factor → its assumptions' paths; luck has none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The factors in order, luck last."""
        return (*self.groups, RANDOM)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every assumption that is varied."""
        return tuple(path for paths in self.groups.values() for path in paths)

    @property
    def problem(self) -> dict[str, Any]:
        """The factors as SALib writes them: each coordinate in [0, 1], luck as one more."""
        names = [*self.paths, RANDOM]
        of = {path: factor for factor, paths in self.groups.items() for path in paths} | {RANDOM: RANDOM}
        return {
            "num_vars": len(names),
            "names": names,
            "groups": [of[name] for name in names],
            "bounds": [[0.0, 1.0]] * len(names),
        }

    def only(self, chosen: Iterable[str]) -> Factors:
        """The chosen factors each for itself, and all others together by their sort."""
        kept = {name: self.groups[name] for name in self.groups if name in set(chosen)}
        rest: dict[str, tuple[str, ...]] = {}
        for name, paths in self.groups.items():
            if name not in kept:
                sort = OTHERS.get(name.partition(".")[0], REST)
                rest[sort] = (*rest.get(sort, ()), *paths)
        return Factors(kept | rest)


def screened(seeds: Seeds, fixed: Collection[str] = ()) -> Factors:
    """All assumptions with a range that the user did not set, grouped by the first two words of their path.

    So the rules' parameters, chances and hazards stand alone; the rates of an action, the shares an actor depends by,
    the effects of an issue's stages, the numbers of an outcome, the stakes of a profile and its interests are one
    factor each. What a kind of tie supports and how strong its ties are make one, and so do the levels of salience:
    the number of factors does not grow with the number of ties, shares and stages.
    """
    groups: dict[str, tuple[str, ...]] = {}
    for path in sampled_paths(seeds, fixed):
        factor = _factor(path)
        groups[factor] = (*groups.get(factor, ()), path)
    return Factors(groups)


def _factor(path: str) -> str:
    section, name = path.split(".")[:2]
    if section == "salience":
        return section
    return f"{'ties' if section == 'strengths' else section}.{name}"
