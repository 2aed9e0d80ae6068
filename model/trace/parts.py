"""Causes that the parts of an effect are told by; who reads a kept ledger needs no more."""

from __future__ import annotations

from typing import NamedTuple

EVENT, SCRIPTED, FORGETTING = "event", "scripted event", "forgetting"
STAGE_TIE, STAGE_DEPENDENCE = "tie by stage", "dependence by stage"
GIVEN_TIE, GIVEN_DEPENDENCE = "scripted tie", "scripted dependence"
SUPPLIERS, ASSUMPTIONS, LIMITS = "other suppliers", "assumptions", "limits"
WHOSE = (STAGE_TIE, STAGE_DEPENDENCE, GIVEN_TIE, GIVEN_DEPENDENCE, SUPPLIERS)
"""Parts of an influence that are told apart by the actor whose tie or dependence changes."""
OWN = "baseline"
"""In place of who brought a stage about: the baseline's own steps, which the scenario shares."""


class Part(NamedTuple):
    """The cause of a part of an effect."""

    part: str
    source: str = ""
    """Doer, or who brought the stage about; several are joined by +."""
    action: str = ""
    """The action, type of a scripted event, `issue=stage` (`issue=stage>stage` of a setback), or kind of a tie."""
    target: str = ""
    """To whom; of a stage or an intervention, whose tie or dependence it changes."""
    written: bool = False
    """True where the scenario writes it itself."""
