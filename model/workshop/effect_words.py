"""An effect in words, in the language that is spoken."""

from __future__ import annotations

import math

from model.common.languages import ENGLISH, _, marked, spoken
from model.reporting.wording.spoken import SpokenWords
from model.workshop.results import Effect

SAID = (
    marked("matters, and sure"),
    marked("matters, size unsure"),
    marked("sure, but too small to matter"),
    marked("the same in every world"),
    marked("cannot tell: too few worlds"),
)
"""Verdicts that stand in the catalogues as they are; others say how many worlds would settle it."""
CANNOT_TELL = marked("cannot tell")


class EffectWords(SpokenWords):
    """The words of a region for what a page of effects shows."""

    def titled(self, effect: Effect) -> str:
        """The outcome as a title; in English with what counts where it never came about."""
        return effect.label if spoken().code == ENGLISH else self.outcome(effect.outcome)

    def level(self, effect: Effect, value: float) -> str:
        """The scenario's mean or the baseline's."""
        return _("never") if math.isnan(value) else self.number(effect.outcome, value)

    def difference(self, effect: Effect) -> str:
        """The difference with its sign."""
        return self.number(effect.outcome, effect.difference, sign=True)

    def parted(self, effect: Effect) -> str:
        """The difference, and what followed of it where the scenario writes a part."""
        whole = self.difference(effect)
        if effect.followed == effect.difference or effect.scripted:
            return whole
        followed = self.number(effect.outcome, effect.followed, sign=True)
        return _("{difference} ({followed} followed)", difference=whole, followed=followed)

    def ledger(self, effect: Effect) -> str:
        """The difference; where the scenario writes a part, how much it writes and how much followed."""
        whole = self.difference(effect)
        if effect.followed == effect.difference:
            return whole
        parts = (effect.difference - effect.followed, effect.followed)
        own, followed = (self.number(effect.outcome, part, sign=True) for part in parts)
        return _(
            "{difference}; of this the scenario itself sets {own}, and {followed} followed",
            difference=whole,
            own=own,
            followed=followed,
        )

    def interval(self, effect: Effect) -> str:
        """The ends of the interval."""
        low, high = (self.number(effect.outcome, end, sign=True) for end in (effect.low, effect.high))
        return _("{low} to {high}", low=low, high=high)

    def verdict(self, effect: Effect) -> str:
        """The conclusion that the difference allows."""
        if effect.scripted:
            return _("set by the scenario itself")
        return effect.said if spoken().code == ENGLISH else _(effect.said if effect.said in SAID else CANNOT_TELL)
