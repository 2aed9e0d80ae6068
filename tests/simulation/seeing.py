"""A region that keeps what its actors saw and what was drawn for them, month by month."""

from __future__ import annotations

import numpy as np

from model.rules.axes import Array
from model.simulation.model import Region
from model.simulation.state import OptionUtilities


class Seeing(Region):
    """A region that keeps how its actors evaluated every option, and the random numbers of the month."""

    utilities: OptionUtilities

    def open_month(self) -> None:
        """Keep the utility of every option as the month opens."""
        super().open_month()
        self.utilities = self.option_utilities()

    def drawn_for(self, purpose: str) -> Array:
        """The month's random numbers of a purpose: (world, name)."""
        return self.random_numbers.uniform(self.choice_set.random_names[purpose], self.month)

    @property
    def consent_numbers(self) -> Array:
        return self.drawn_for("consent")

    @property
    def step_numbers(self) -> Array:
        return self.drawn_for("step")

    @property
    def arrival(self) -> Array:
        """Log of the time after which each option arrives, every option evaluated in full: (world, option)."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(-np.log(self.drawn_for("choose"))) - self.utilities.log_weight)

    @property
    def idle_arrival(self) -> Array:
        """Log of the time after which doing nothing arrives: (world, actor)."""
        return np.asarray(np.log(-np.log(self.drawn_for("idle"))) - np.log(self.utilities.idle))
