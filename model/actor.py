"""An actor decides for itself, in all worlds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.axes import Array, Flags, Index
from model.rules.choice import consents

if TYPE_CHECKING:
    from model.region import Region

NOTHING = -1


class Actor(mesa.Agent):
    """A deciding actor; it chooses at most one act a month and answers what others propose to it."""

    def __init__(self, model: Region, place: int) -> None:
        super().__init__(model)
        self.region = model
        self.place = place
        self.name = model.axes.actors[place]
        self.seats: Index = np.flatnonzero(model.repertoire.seat_actor == place)
        """Everything it weighs."""
        self.options: Index = self.seats[model.repertoire.seat_proposes[self.seats]]
        """What it may do or propose."""
        self.chosen: Index = np.full(model.worlds, NOTHING)
        """The deed it chose this month in each world, −1 for none."""

    def choose(self) -> None:
        """Take the option with the best noisy utility, or nothing: (world,)."""
        region = self.region
        acting = region.weighing.log_weight[:, self.options] + region.noise[:, self.options]
        idle = region.weighing.log_idle[:, self.place] + region.idle_noise[:, self.place]
        if not len(self.options):
            return
        best = acting.argmax(axis=1)
        acts = np.take_along_axis(acting, best[:, None], axis=1)[:, 0] > idle
        self.chosen = np.where(acts, region.repertoire.seat_deed[self.options[best]], NOTHING)

    def consent(self) -> Flags:
        """Whether it agrees to each act it has a seat in and is not forbidden: (world, seat of its own)."""
        region = self.region
        utility = region.weighing.utility[:, self.seats]
        answers = consents(utility, region.choice_noise, region.consent_luck[:, self.seats])
        return np.asarray((answers | self.proposes()) & region.circumstances.allowed[:, self.seats])

    def proposes(self) -> Flags:
        """Which of its seats hold the deed it chose: (world, seat of its own)."""
        return np.asarray(self.chosen[:, None] == self.region.repertoire.seat_deed[self.seats])

    @property
    def regard(self) -> float:
        """Mean alignment to the other actors over worlds and dimensions, for the data collector."""
        own: Array = self.region.state.alignment[:, :, self.place]
        return float(own.sum() / (own.shape[0] * own.shape[1] * (own.shape[2] - 1)))

    @property
    def activity(self) -> float:
        """Share of worlds in which it acted this month, for the data collector."""
        return float((self.chosen != NOTHING).mean())
