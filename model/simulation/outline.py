"""The outline of a region: by it the rules can be compiled before any of them has run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from model.evidence.replay import SUMS, Past
from model.rules import month
from model.rules.calls import Compiled, Phase, no_addresses
from model.rules.records import Records
from model.simulation.caller import Arguments
from model.simulation.experiment import Experiment
from model.simulation.model import Region


class Outline:
    """A caller that runs no phase and notes for which types each would be compiled."""

    def __init__(self) -> None:
        self.kinds: dict[Phase, Compiled] = {}

    def call(self, phase: Phase, given: Sequence[Any]) -> None:
        """Note the types of a phase's arguments."""
        if phase not in self.kinds:
            self.kinds[phase] = Compiled.of(phase, given)

    def addresses(self, arguments: Arguments) -> Records:
        """Addresses of the phases of a month, which are not compiled yet; after a step."""
        return no_addresses(self.kinds[phase] for phase in month.PHASES)


def outlined(experiment: Experiment, scenario: str) -> tuple[Region, Outline]:
    """A region in which nothing happened and nothing happens, and the types of all that a run of it would call."""
    outline = Outline()
    nothing = replace(experiment, known=replace(experiment.known, past=_empty(experiment)))
    region = Region(nothing, scenario, collect=False, caller=outline)
    region.step()
    region.run_to_end()
    return region, outline


def _empty(experiment: Experiment) -> Past:
    """A past without events."""
    axes = experiment.choice_set.axes
    actors = len(axes.actors)
    alignment = np.zeros((1, len(axes.dimensions), actors, actors))
    return Past(experiment.as_of, alignment, alignment, np.zeros((1, len(SUMS), actors, actors)))
