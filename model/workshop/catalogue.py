"""Choices that Explore offers: the region's scenarios, and every intervention of theirs as a piece of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from model.common.text import capital
from model.load import BASELINE, LoadedScenario, load_scenarios, scenario_names, scenarios_beside
from model.reporting.wording.words import Words
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds


@dataclass(frozen=True, eq=False)
class Catalogue:
    """A region's scenarios. A piece is named `<scenario>.<n>`: the n-th intervention that the scenario itself adds."""

    seeds: Seeds
    scenarios: Mapping[str, LoadedScenario]

    @classmethod
    def of(cls, seeds: Seeds) -> Catalogue:
        """All the scenarios that lie with these seeds; raises ScenarioError."""
        folder = scenarios_beside(seeds.folder)
        loaded = load_scenarios(scenario_names(folder), seeds, folder=folder)
        return cls(seeds, {scenario.id: scenario for scenario in loaded})

    @cached_property
    def chains(self) -> Mapping[str, tuple[str, ...]]:
        """Scenario → the pieces it consists of, inherited ones first."""
        return {name: self._chain(name) for name in self.scenarios}

    def _chain(self, name: str) -> tuple[str, ...]:
        spec = self.scenarios[name].spec
        parent = Path(spec.extends).stem if spec.extends else ""
        inherited = self._chain(parent) if parent in self.scenarios else ()
        own = len(spec.interventions) - len(inherited)
        return (*inherited, *(f"{name}.{n + 1}" for n in range(own)))

    @cached_property
    def pieces(self) -> Mapping[str, Intervention]:
        """Every intervention of every scenario, once."""
        found: dict[str, Intervention] = {}
        for name, chain in self.chains.items():
            found.update(zip(chain, self.scenarios[name].spec.interventions, strict=True))
        return found

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Each piece in words: its effects, and its condition if it has one, without its date."""
        words = Words(self.seeds)
        found = {}
        for piece, spec in self.pieces.items():
            said = capital("; ".join(words.what(spec)))
            found[piece] = said if spec.when is None else f"{said} (once {words.condition(spec.when)})"
        return found

    @cached_property
    def levers(self) -> Mapping[str, tuple[str, ...]]:
        """Lever in plain words → the pieces it adds to the baseline; what others build on comes first."""
        basic = self.chains.get(BASELINE, ())
        offered = [(self.chains[name], scenario) for name, scenario in self.scenarios.items() if scenario.spec.lever]
        offered.sort(key=lambda found: len(found[0]))
        return {scenario.spec.lever: tuple(p for p in chain if p not in basic) for chain, scenario in offered}

    def home(self, piece: str) -> LoadedScenario:
        """The scenario that adds a piece."""
        return self.scenarios[piece.rpartition(".")[0]]

    def others(self, chosen: Sequence[str]) -> dict[str, list[str]]:
        """Scenario → the pieces it adds that are not among the chosen ones."""
        found: dict[str, list[str]] = {}
        for piece in self.pieces:
            if piece not in chosen:
                found.setdefault(self.home(piece).id, []).append(piece)
        return found
