"""An actor decides for itself, in all worlds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.axes import Array, Flags, Index

if TYPE_CHECKING:
    from model.region import Region

NOTHING = -1


class Actor(mesa.Agent):
    """A deciding actor; it chooses at most one act a month."""

    def __init__(self, model: Region, place: int) -> None:
        super().__init__(model)
        self.region = model
        self.place = place
        self.name = model.axes.actors[place]
        own = np.searchsorted(model.repertoire.seat_actor, [place, place + 1])
        self.seats = slice(*own.tolist())
        """Everything it weighs; the seats of an actor lie side by side."""

    def choose(self) -> None:
        """Take the seat with the best noisy utility, or none if doing nothing is better."""
        region = self.region
        idle = region.weighing.log_idle[:, self.place] + region.idle_noise[:, self.place]
        acting = region.considered[:, self.seats]
        best = acting.max(axis=1, initial=-np.inf)
        np.equal(acting, np.where(best > idle, best, np.nan)[:, None], out=region.proposed[:, self.seats])

    @property
    def proposes(self) -> Flags:
        """Which of its seats it took: (world, seat of its own)."""
        return self.region.proposed[:, self.seats]

    @property
    def chosen(self) -> Index:
        """The deed it chose this month in each world, −1 for none: (world,)."""
        deed = self.region.repertoire.seat_deed[self.seats]
        if not len(deed):
            return np.full(self.region.worlds, NOTHING)
        return np.where(self.proposes.any(axis=1), deed[self.proposes.argmax(axis=1)], NOTHING)

    @property
    def regard(self) -> float:
        """Mean alignment to the other actors over worlds and dimensions, for the data collector."""
        own: Array = self.region.state.alignment[:, :, self.place]
        return float(own.sum() / (own.shape[0] * own.shape[1] * (own.shape[2] - 1)))

    @property
    def activity(self) -> float:
        """Share of worlds in which it acted this month, for the data collector."""
        return float(self.proposes.any(axis=1).mean())
