"""From YAML files to typed specs; every fault with its place, all of them together."""

from model.load.positions import Located, compose
from model.load.scenarios import (
    BASELINE,
    LoadedScenario,
    core_first,
    faults_by_name,
    faults_of_names,
    left_out,
    load_each,
    load_scenarios,
    load_written,
    out_of_reach,
    scenario_names,
    scenarios_beside,
)
from model.load.seeds import load_seeds

__all__ = [
    "BASELINE",
    "LoadedScenario",
    "Located",
    "compose",
    "faults_of_names",
    "core_first",
    "faults_by_name",
    "left_out",
    "load_each",
    "load_scenarios",
    "load_seeds",
    "load_written",
    "out_of_reach",
    "scenario_names",
    "scenarios_beside",
]
