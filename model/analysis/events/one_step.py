"""The model one month ahead: what each option, pair and sign would have, given what was documented before the month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.analysis.events.matching import PairSigns
from model.analysis.hindcast.forecast import NOTHING_SCRIPTED, Ask, experiment_from
from model.analysis.hindcast.past import DocumentedPast
from model.rules.axes import Array, Flags, Index
from model.simulation.model import Region
from model.simulation.state import OptionUtilities


@dataclass(frozen=True)
class Opening:
    """One month as it opens for the actors, in the one world whose stakes have no errors."""

    month: int
    utilities: OptionUtilities
    allowed: Flags
    """Options whose action is open in these stages: (option,)."""
    actor: Index
    """Of each option: (option,)."""
    event: Index
    """The alternative of each option: (option,)."""
    shares: Array
    """Of alternatives in pairs and signs: (alternative, cell)."""

    group: Index
    """Actor and action of each option: (option,)."""

    @property
    def base(self) -> Array:
        """b·f, base rates split evenly over open targets, which is what the model is held against: (option,)."""
        share = self.utilities.share[0]
        whole, targets = np.bincount(self.group, share), np.bincount(self.group, share > 0)
        return np.where(share > 0, (whole / np.maximum(targets, 1))[self.group], 0.0)

    @cached_property
    def tilted(self) -> Array:
        """Weight of each option: (option,), 0 where closed."""
        return np.exp(self.utilities.log_weight[0])

    @cached_property
    def expected(self) -> Array:
        """Events the model expects in the month: (cell,)."""
        return self._come_about(self.utilities.chances(self.actor)[0], self.utilities.consent[0])

    @cached_property
    def by_base_rates(self) -> Array:
        """The same by base rates, where only thresholds keep a party from agreeing: (cell,)."""
        return self._come_about(self.base, 1 / (1 + np.exp(self.utilities.threshold[0])))

    def _come_about(self, chosen: Array, consent: Array) -> Array:
        """Π(p + (1 − p)c) − Π(1 − p)c over the parties of each alternative: all take part and somebody proposed it."""
        passed = (1 - chosen) * consent * self.allowed
        joins, waits = np.ones((2, len(self.shares)))
        np.multiply.at(joins, self.event, chosen + passed)
        np.multiply.at(waits, self.event, passed)
        return np.asarray((joins - waits) @ self.shares)


def opening(past: DocumentedPast, month: int, cells: PairSigns) -> Opening:
    """A month as it opens after what was documented up to the end of the month before."""
    experiment = experiment_from(past, Ask(month - 1, (1,), 1))
    region = Region(experiment, NOTHING_SCRIPTED.id, months=1, collect=False)
    region.stake_error[:] = 0
    region.month = 1
    region.intervene()
    region.open_month()
    allowed = region.environment.allowed[0].copy()
    return Opening(
        month, region.option_utilities(), allowed, past.choice_set.option_actor, past.choice_set.option_event,
        cells.shares, past.choice_set.option_group,
    )  # fmt: skip
