"""Parts of an experiment that are known from others."""

from __future__ import annotations

from dataclasses import dataclass

from model.evidence.cache import Replays
from model.evidence.replay import Past
from model.rules.known_values import Parts
from model.rules.values import Values
from model.simulation.choice_set import ChoiceSet
from model.simulation.structure import Structure


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """Parts that an experiment is handed; it makes for itself those that are None."""

    choice_set: ChoiceSet | None = None
    """The choice set of its region."""
    central: Values | None = None
    """The central estimates, before any is overridden."""
    past: Past | None = None
    """The documented past of all worlds, whatever values they go by."""
    pasts: Replays | None = None
    """Documented pasts by the values that a replay goes by."""
    structures: dict[str, Structure] | None = None
    """Scenario → its structure, of experiments that differ in assumptions alone; the experiment adds to it."""
    parts: dict[str, Parts] | None = None
    """Scenario → the parts of its parameters by the central estimates, of the same experiments; it adds to it."""
