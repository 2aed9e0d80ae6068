"""Changes that an issue's new stage makes while it lasts: what differs from the stage before, and in words.

A class for each thing that the rules know of a stage (`Changes` in `model/spec/effects.py`), whatever kind of effect
made it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import ClassVar

from model.common.text import MINUS, in_full, spaced
from model.effects.kind import Speaker
from model.rules.axes import Array, Axes
from model.simulation.state import Environment
from model.spec.effects import Changes
from model.trace.records import Effect

Key = tuple[tuple[str, ...], str | None, str | None]
"""The actors it is of; to whom or on whom; the kind of a tie."""
Levels = Mapping[Key, float] | Mapping[Key, str]
SMALL = 1e-12
"""A difference that is rounding."""


@dataclass(frozen=True)
class Side:
    """One world with an issue in one stage, all others as they are."""

    changes: Changes[Array]
    """Changes by that stage alone."""
    environment: Environment
    """The environment of the actors, by all stages and interventions."""
    axes: Axes

    @property
    def deciding(self) -> Iterator[tuple[int, Key]]:
        """The places of the deciding actors, each with its key."""
        for i, actor in enumerate(self.axes.actors[: self.axes.deciders]):
            yield i, ((actor,), None, None)


class Told(ABC):
    """A sort of change."""

    kind: ClassVar[str]

    @abstractmethod
    def of(self, side: Side) -> Levels:
        """Levels on one side; a key that is not there is at 0."""

    @abstractmethod
    def in_words(self, effect: Effect, say: Speaker) -> str:
        """One difference, in a clause."""

    def differences(self, before: Side, after: Side) -> Iterator[Effect]:
        """Levels that differ between two sides."""
        was, is_now = self.of(before), self.of(after)
        for key in dict.fromkeys((*was, *is_now)):
            ends = was.get(key, 0.0), is_now.get(key, 0.0)
            same = ends[0] == ends[1] if isinstance(ends[0], str) else isclose(*map(float, ends), abs_tol=SMALL)
            if not same:
                of, to, what = key
                yield Effect(self.kind, of, to, what, *ends)


class Ties(Told):
    """Strengths of the ties that the stage adds."""

    kind = "tie"

    def of(self, side: Side) -> Levels:
        """By kind, and by whom a tie joins."""
        found: dict[Key, float] = defaultdict(float)
        for tie, size in side.changes.ties:
            found[tie.between or (str(tie.of),), None if tie.between else tie.to, tie.kind] += float(size[0])
        return found

    def in_words(self, effect: Effect, say: Speaker) -> str:
        """From which strength to which."""
        whose = say.actors(effect.of)
        side = f"between {whose}" if effect.to is None else f"of {whose} to {say.actor(effect.to)}"
        ends = " to ".join(f"{level:.2f}".replace("-", MINUS) for level in (effect.before, effect.after))
        return f'the tie "{spaced(str(effect.what))}" {side} goes from strength {ends}'


class Dependence(Told):
    """Dependence that the stage adds."""

    kind = "dependence"

    def of(self, side: Side) -> Levels:
        """By the dependent actor and the one it depends on."""
        found: dict[Key, float] = defaultdict(float)
        for of, on, size in side.changes.dependence:
            found[(of,), on, None] += float(size[0])
        return found

    def in_words(self, effect: Effect, say: Speaker) -> str:
        """By how much it changes."""
        change = in_full(float(effect.after) - float(effect.before))
        return f"{say.actors(effect.of)}'s dependence on {say.actor(str(effect.to))} changes by {change}"


class Commitments(Told):
    """Commitments that keep two actors from using force."""

    kind = "commitment"

    def of(self, side: Side) -> Levels:
        """By the two actors."""
        found: dict[Key, float] = defaultdict(float)
        for pair, size in side.changes.binds:
            found[pair, None, None] += float(size[0])
        return found

    def in_words(self, effect: Effect, say: Speaker) -> str:
        """How much it binds."""
        ends = f"from {effect.before:.2f} to {effect.after:.2f}"
        return f"the commitment of {say.actors(effect.of)} not to use force goes {ends}"


class Attention(Told):
    """Free attention, by all stages and interventions together."""

    kind = "attention"
    noun: ClassVar[str] = "free attention"

    def of(self, side: Side) -> Levels:
        """By actor."""
        return {key: float(side.environment.attention[0, i]) for i, key in side.deciding}

    def in_words(self, effect: Effect, say: Speaker) -> str:
        """From which level to which."""
        return f"{say.actors(effect.of)}'s {self.noun} goes from {effect.before:.2f} to {effect.after:.2f}"


class Capability(Attention):
    """Capability, its attention left out."""

    kind = "capability"
    noun = "capability"

    def of(self, side: Side) -> Levels:
        """By actor; 0 where it has no attention to use it."""
        power, attention = side.environment.power[0], side.environment.attention[0]
        return {key: float(power[i] / attention[i]) if attention[i] else 0.0 for i, key in side.deciding}


class Interests(Told):
    """The profile of interests that an actor pursues."""

    kind = "profile"

    def of(self, side: Side) -> Levels:
        """By actor."""
        return {key: side.axes.profiles[side.environment.profile[0, i]] for i, key in side.deciding}

    def in_words(self, effect: Effect, say: Speaker) -> str:
        """Which in place of which."""
        return f"{say.actors(effect.of)} now pursues other interests ({effect.after} in place of {effect.before})"


TOLD: dict[str, Told] = {
    told.kind: told for told in (Ties(), Dependence(), Commitments(), Attention(), Capability(), Interests())
}


def differences(before: Side, after: Side) -> tuple[Effect, ...]:
    """All that differs between two sides, sort by sort."""
    return tuple(effect for told in TOLD.values() for effect in told.differences(before, after))
