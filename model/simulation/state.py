"""State of the worlds: what a month changes, what surrounds it, what happens in it, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from model.rules.axes import Array, Axes, Flags, Index


class Arrays:
    """Arrays that rules read and write; what is put in their place is laid out as the rules expect it."""

    def __setattr__(self, name: str, value: Any) -> None:
        before = getattr(self, name, None)
        kind = value.dtype if before is None else before.dtype
        object.__setattr__(self, name, np.require(value, dtype=kind, requirements=["C", "W"]))

    def copy(self) -> Self:
        """The same, apart."""
        found = object.__new__(type(self))
        vars(found).update({name: array.copy() for name, array in vars(self).items()})
        return found


@dataclass
class State(Arrays):
    """State variables: arrays that a month changes."""

    alignment: Array
    """A[i, j], how far i leans to j: (world, dimension, actor, actor) in [-1, 1]."""
    shift: Array
    """The lasting share of past moves, which the ties keep: same shape."""
    dependence: Array
    """D[i, j] of i on j, effects of stages left out: (world, actor, actor)."""
    friendly: Array
    """Fading sum of |ŵ| of the friendly things that i did to j recently: (world, actor, actor)."""
    hostile: Array
    """The same of what was hostile."""
    friendly_count: Array
    """Fading number of friendly events of i to j: (world, actor, actor)."""
    hostile_count: Array
    """The same of hostile ones."""
    pressing: Array
    """Fading sum of |ŵ| of means of pressure that i used on j: (world, actor, actor)."""
    guaranteed: Array
    """Fading sum of |ŵ| of protection that j offered i: (world, actor, actor)."""
    since_force: Array
    """Whole months since i last used force against j: (world, actor, actor)."""
    stage: Index
    """(world, issue)."""
    rest: Index
    """Months an issue still rests: (world, issue)."""
    last_event: Index
    """Last month in which an event happened that a condition asks for, NOTHING before: (world, pattern)."""
    armed: Index
    """Month in which an intervention's condition was first seen to hold: (world, intervention)."""
    fired: Index
    """Month in which it fired: (world, intervention)."""
    active: Flags
    """True while its lasting effects hold: (world, intervention)."""


@dataclass
class Environment(Arrays):
    """Environment of the actors besides the state, by the world's stages and active interventions."""

    tie_support: Array
    """Level of all standing ties: (world, dimension, actor, actor)."""
    dependence_change: Array
    """Changes of dependence by stages and interventions: (world, actor, actor)."""
    binding: Array
    """Commitment by stages that keeps i from using force against j: (world, actor, actor)."""
    attention: Array
    """Free attention of the deciding actors: (world, actor)."""
    power: Array
    """Capability × free attention of the deciding actors: (world, actor)."""
    profile: Index
    """The profile each deciding actor pursues: (world, actor)."""
    reachable: Flags
    """Transitions whose stage and requirements hold, rest left out: (world, transition)."""
    allowed: Flags
    """Options whose action is open in these stages and not forbidden: (world, option)."""

    @classmethod
    def empty(cls, worlds: int, axes: Axes, transitions: int, options: int) -> Environment:
        """Room for so many worlds."""
        actors, deciders = len(axes.actors), axes.deciders
        return cls(
            tie_support=np.zeros((worlds, len(axes.dimensions), actors, actors)),
            dependence_change=np.zeros((worlds, actors, actors)),
            binding=np.zeros((worlds, actors, actors)),
            attention=np.zeros((worlds, deciders)),
            power=np.zeros((worlds, deciders)),
            profile=np.zeros((worlds, deciders), dtype=np.int64),
            reachable=np.zeros((worlds, transitions), dtype=bool),
            allowed=np.zeros((worlds, options), dtype=bool),
        )


@dataclass
class Month(Arrays):
    """Events and choices of a month, made anew every time."""

    alignment_mean: Array
    """Over the dimensions, as last worked out: (world, actor, actor)."""
    needed: Array
    """Dependence with the effects of stages and interventions, as last worked out: (world, actor, actor)."""
    enabled: Flags
    """Transitions that could happen this month: (world, transition)."""
    open_now: Flags
    """Options that their actor may propose: (world, option)."""
    idle: Array
    """Chance of doing nothing by base rates: (world, actor)."""
    chosen: Index
    """The option each actor took, NOTHING for none: (world, actor)."""
    came_about: Flags
    """True where its chosen event came about: (world, actor)."""
    done: Flags
    """Events that happened: (world, event), alternatives, then the scenario's own."""
    stepped: Index
    """The transition each issue took, NOTHING for none: (world, issue)."""
    changed: Flags
    """Worlds whose environment changed: (world,)."""
    answers: Index
    """Answers given in place of actors that are asked, NOTHING where the rules answer: (option that can be asked,)."""


@dataclass(kw_only=True)
class OptionUtilities:
    """Utility of every option, and the rest of its log weight, as the actors see it when they choose."""

    interest: Array
    stake: Array
    feeling: Array
    pressure: Array
    """The parts of U, which sum to it: (world, option)."""
    conduct: Array
    hostility: Array
    restraint: Array
    """The other parts of a log weight, restraint taken off: (world, option)."""
    share: Array
    """b·f, the base rate of the option while attention is free: (world, option), 0 where closed."""
    idle: Array
    """The chance of doing nothing by base rates: (world, actor)."""
    choice_noise: Array
    """τ: (world,)."""
    consent_noise: Array
    """τ_c: (world,)."""
    threshold: Array
    """Threshold of consent: (world, option)."""
    steady: Flags
    """True where the chance of acting is that of the base rates, whatever the utilities: (world,)."""

    @classmethod
    def unknown(cls, worlds: int, options: int, deciders: int) -> OptionUtilities:
        """Options that nobody has evaluated: every number is NaN."""
        each, by_actor, own = (np.full(shape, np.nan) for shape in ((worlds, options), (worlds, deciders), worlds))
        return cls(
            interest=each, stake=each, feeling=each, pressure=each, conduct=each, hostility=each, restraint=each,
            share=each, idle=by_actor, choice_noise=own, consent_noise=own, threshold=each,
            steady=np.zeros(worlds, dtype=bool),
        )  # fmt: skip

    @property
    def utility(self) -> Array:
        """U = interest + stake + feeling + pressure: (world, option)."""
        return np.asarray(self.interest + self.stake + self.feeling + self.pressure)

    @property
    def log_weight(self) -> Array:
        """log(b·f) + U/τ + conduct + hostility − restraint: (world, option), −∞ where closed."""
        with np.errstate(divide="ignore"):
            found = np.log(self.share) + self.utility / self.choice_noise[:, None]
        return np.asarray(found + self.conduct + self.hostility - self.restraint)

    @property
    def consent(self) -> Array:
        """Chance that the actor of an option agrees if asked: (world, option)."""
        against = self.threshold - self.utility / self.consent_noise[:, None] - self.conduct
        return np.asarray(1 / (1 + np.exp(np.clip(against, -700, 700))))

    def chances(self, actor: Index) -> Array:
        """Chance that the actor of each option takes it: (world, option). actor: (option,), whose it is."""
        logs, own = self.log_weight, actor[:, None] == np.arange(self.idle.shape[1])
        greatest = np.where(own, logs[:, :, None], -np.inf).max(axis=1)  # (world, actor)
        weight = np.exp(np.where(np.isneginf(logs), -np.inf, logs - np.maximum(greatest, -1e300)[:, actor]))
        whole = weight @ own
        idle = self.idle * np.exp(np.minimum(-greatest, 700))
        race = np.divide(whole, whole + idle, out=np.zeros_like(whole), where=whole > 0)
        acting = np.where(self.steady[:, None], 1 - self.idle, race)
        among = np.divide(weight, whole[:, actor], out=np.zeros_like(weight), where=whole[:, actor] > 0)
        return np.asarray(among * acting[:, actor])


@dataclass
class Seen:
    """Records of worlds, month by month, month 0 first."""

    cells: Index
    """(cell, 3), dimension, actor, actor."""
    alignment: Array
    """Mean over the dimensions: (world, month, actor, actor)."""
    dependence: Array
    """(world, month, actor, actor)."""
    stage: np.ndarray[tuple[int, ...], np.dtype[np.int16]]
    """(world, month, issue)."""
    leaning: Array
    """Alignment of the cells: (world, month, cell)."""
    done: Flags
    """Events that happened: (world, month, event)."""
    taken: Index
    """Number of options of each actor and action that came about: (group,)."""

    @classmethod
    def empty(cls, axes: Axes, worlds: int, months: int, cells: Index, events: int, groups: int) -> Seen:
        """Room for months 0 to `months` of so many worlds."""
        actors, shape = len(axes.actors), (worlds, months + 1)
        return cls(
            cells=cells,
            alignment=np.zeros((*shape, actors, actors)),
            dependence=np.zeros((*shape, actors, actors)),
            stage=np.zeros((*shape, len(axes.issues)), dtype=np.int16),
            leaning=np.zeros((*shape, len(cells))),
            done=np.zeros((*shape, events), dtype=bool),
            taken=np.zeros(groups, dtype=np.int64),
        )
