"""The outline of a region: by it the rules can be compiled before any of them has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model.evidence.replay import SUMS, Past
from model.rules import month
from model.rules.calls import Compiled, no_addresses
from model.rules.records import Records
from model.simulation.model import Region


class Outline(Region):
    """A region in which nothing happened and nothing happens: it notes for which types phases are compiled."""

    kinds: dict[Callable[..., None], Compiled]

    def _past(self, rows: slice) -> Past:
        self.kinds = {}
        actors = len(self.axes.actors)
        alignment = np.zeros((1, len(self.axes.dimensions), actors, actors))
        return Past(self.experiment.as_of, alignment, alignment, np.zeros((1, len(SUMS), actors, actors)))

    @property
    def phases(self) -> Records:
        """Addresses of the phases of a month, which are not compiled yet; after a step."""
        return no_addresses(self.kinds[phase] for phase in month.PHASES)

    def run(self, phase: Callable[..., None], **given: Any) -> None:
        """Note the types of a phase's arguments."""
        if phase not in self.kinds:
            self.kinds[phase] = Compiled.of(phase, self.arguments(phase, **given))
