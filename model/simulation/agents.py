"""An actor decides for itself, in all worlds at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from model.rules import choice
from model.rules.axes import Array, Flags, Index
from model.rules.records import NOTHING
from model.simulation.choice_set import ChoiceSet
from model.simulation.quick_mesa import mesa
from model.simulation.state import Month, State


class Worlds(Protocol):
    """The region as an actor sees it."""

    choice_set: ChoiceSet
    state: State
    now: Month

    def run(self, phase: Callable[..., None], **given: Any) -> None:
        """Run a phase over all worlds."""


class Actor(mesa.Agent):
    """A deciding actor; it chooses at most one alternative a month."""

    def __init__(self, model: Worlds, place: int) -> None:
        super().__init__(model)
        self.region = model
        self.place = place
        self.name = model.choice_set.axes.actors[place]
        own = np.searchsorted(model.choice_set.option_actor, [place, place + 1])
        self.options = slice(*own.tolist())
        """Its options, which lie side by side."""

    def choose(self) -> None:
        """Take the option that arrives first, or none if doing nothing does."""
        self.region.run(choice.choose, actor=self.place, end_actor=self.place + 1)

    @property
    def proposes(self) -> Flags:
        """True for the option it took: (world, option of its own)."""
        own = np.arange(self.options.start, self.options.stop)
        return np.asarray(self.region.now.chosen[:, [self.place]] == own)

    @property
    def chosen(self) -> Index:
        """The event it chose this month in each world, −1 for none: (world,)."""
        option = self.region.now.chosen[:, self.place]
        return np.where(option == NOTHING, NOTHING, self.region.choice_set.option_event[option])

    @property
    def mean_alignment(self) -> float:
        """Mean alignment to the other actors over worlds and dimensions, for the data collector."""
        own: Array = self.region.state.alignment[:, :, self.place]
        return float(own.sum() / (own.shape[0] * own.shape[1] * (own.shape[2] - 1)))

    @property
    def activity(self) -> float:
        """Share of worlds in which it acted this month, for the data collector."""
        return float((self.region.now.chosen[:, self.place] != NOTHING).mean())
