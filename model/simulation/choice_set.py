"""The choice set of a region: all alternatives of its actors, and all steps of its issues, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.rules.axes import Array, Axes, Flags, Index
from model.rules.events import EventLike
from model.spec.seeds import Seeds
from model.spec.transition import EventPattern, Transition


@dataclass(frozen=True)
class Alternative:
    """Alternative of a choice: an action with its parties."""

    action: str
    type: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    salience: float

    @property
    def parties(self) -> tuple[str, ...]:
        """All who take part."""
        return self.source + self.target

    @property
    def name(self) -> str:
        """Name in random streams and in tables."""
        return f"{self.action}/{'+'.join(self.source)}/{'+'.join(self.target)}"


@dataclass(frozen=True)
class Step:
    """A transition from one stage: an expanded row of the issues' transitions."""

    issue: str
    begins: str
    to: str
    spec: Transition
    likelihood: str | float
    """The hazard a month, or the chance once an event is done: the path of a number, or the fixed number."""

    @property
    def name(self) -> str:
        """Name in random streams."""
        cause = "+".join(self.spec.acts.action) if self.spec.acts else "hazard"
        return f"step/{self.issue}/{self.begins}/{self.to}/{cause}"


def _alternatives(seeds: Seeds) -> Iterable[Alternative]:
    """Every alternative once: an agreement that several may propose is one alternative, whoever proposes it."""
    seen = set()
    for name, action in seeds.actions.actions.items():
        agreement = seeds.types.types[action.type].agreement
        for source, targets in action.by.items():
            for target in targets:
                parties = (source, *target)
                key = (name, tuple(sorted(parties)) if agreement else parties)
                if key not in seen:
                    seen.add(key)
                    yield Alternative(name, action.type, (source,), target, action.salience)


class ChoiceSet:
    """The choice set of a region: alternatives, options and transitions, the same in all worlds and months."""

    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.axes = Axes.of(seeds)
        self.alternatives = tuple(_alternatives(seeds))
        self.agreement = np.array(
            [seeds.types.types[alternative.type].agreement for alternative in self.alternatives], dtype=bool
        )
        self._lay_out_options()
        self._lay_out_steps()

    @cached_property
    def option_names(self) -> tuple[str, ...]:
        """Names of the options in random streams: an actor and an alternative."""
        pairs = zip(self.option_actor, self.option_event, strict=True)
        return tuple(f"{self.axes.actors[actor]}/{self.alternatives[event].name}" for actor, event in pairs)

    @cached_property
    def random_names(self) -> dict[str, tuple[str, ...]]:
        """Names of a month's random numbers, by purpose: options, those that can be asked, actors, transitions."""
        return {
            "choose": tuple(f"choose/{name}" for name in self.option_names),
            "consent": tuple(f"consent/{self.option_names[s]}" for s in self.asked),
            "idle": tuple(f"idle/{name}" for name in self.axes.actors[: self.axes.deciders]),
            "step": tuple(step.name for step in self.steps),
        }

    @cached_property
    def asked(self) -> Index:
        """Options that can be asked to agree."""
        return np.flatnonzero(self.agreement[self.option_event])

    def _lay_out_options(self) -> None:
        """An option is an actor and an alternative: its source, or a party to the agreement; by actor and action."""
        actions = list(self.seeds.actions.actions)
        options = []
        for number, alternative in enumerate(self.alternatives):
            may = self.seeds.actions.actions[alternative.action].by
            for actor in alternative.parties if self.agreement[number] else alternative.source:
                others = tuple(sorted(set(alternative.parties) - {actor}))
                proposes = actor in may and others in {tuple(sorted(t)) for t in may[actor]}
                options.append((self.axes.actor[actor], actions.index(alternative.action), number, proposes, others))
        options.sort(key=lambda option: option[:3])
        self.option_actor: Index = np.array([s[0] for s in options], dtype=np.intp)
        self.option_event: Index = np.array([s[2] for s in options], dtype=np.intp)
        self.option_proposes: Flags = np.array([s[3] for s in options], dtype=bool)
        groups = sorted({option[:2] for option in options})
        self.groups = tuple((self.axes.actors[actor], actions[action]) for actor, action in groups)
        self.option_group: Index = np.array([groups.index(s[:2]) for s in options], dtype=np.intp)
        self.group_actor: Index = np.array([actor for actor, _ in groups], dtype=np.intp)
        self.option_others = np.zeros((len(options), len(self.axes.actors)))  # (option, actor): weights of a mean
        for row, option in enumerate(options):
            self.option_others[row, self.axes.picks(option[4])] = 1 / len(option[4])

    def _lay_out_steps(self) -> None:
        """Transitions in rows, one for each stage they may start from."""
        issues = self.seeds.issues.issues
        self.steps = tuple(
            Step(name, begins, transition.to, transition, likelihood)
            for name, issue in issues.items()
            for transition, likelihood in zip(issue.transitions, issue.chances(name), strict=True)
            for begins in transition.begins
        )
        stages = {name: list(issue.stages) for name, issue in issues.items()}
        self.step_issue: Index = np.array([self.axes.issue[s.issue] for s in self.steps], dtype=np.intp)
        self.step_from: Index = np.array([stages[s.issue].index(s.begins) for s in self.steps], dtype=np.intp)
        self.step_to: Index = np.array([stages[s.issue].index(s.to) for s in self.steps], dtype=np.intp)
        self.step_setback: Flags = np.array([s.spec.setback for s in self.steps], dtype=bool)
        self.step_change: Array = np.array(
            [
                issues[s.issue].levels[to] - issues[s.issue].levels[begins]
                for s, begins, to in zip(self.steps, self.step_from, self.step_to, strict=True)
            ],
            dtype=float,
        )
        self.triggers: Flags = np.array(
            [[self._moves_it(s.spec.acts, alternative) for alternative in self.alternatives] for s in self.steps],
            dtype=bool,
        ).reshape(len(self.steps), len(self.alternatives))

    @staticmethod
    def _moves_it(pattern: EventPattern | None, alternative: Alternative) -> bool:
        return pattern is not None and alternative.action in pattern.action and within(pattern, alternative)

    @cached_property
    def stages(self) -> tuple[tuple[str, ...], ...]:
        """The stages of each issue."""
        return tuple(tuple(issue.stages) for issue in self.seeds.issues.issues.values())

    def stage_index(self, issue: str, stage: str) -> int:
        """A stage's place among its issue's stages."""
        return self.stages[self.axes.issue[issue]].index(stage)

    def scripted_triggers(self, event: EventLike) -> Flags:
        """Steps a scripted event can cause, as an alternative of its type by the same parties could: (transition,).

        Agreements are left out: which step an agreement stands for, a scenario says itself.
        """

        def is_such_an_alternative(name: str) -> bool:
            action = self.seeds.actions.actions[name]
            reach = {target for source in event.source for targets in action.by.get(source, ()) for target in targets}
            return action.type == event.type and set(event.target) <= reach

        def moves_it(pattern: EventPattern | None) -> bool:
            return pattern is not None and within(pattern, event) and any(map(is_such_an_alternative, pattern.action))

        agreement = self.seeds.types.types[event.type].agreement
        return np.array([not agreement and moves_it(step.spec.acts) for step in self.steps], dtype=bool)


def within(pattern: EventPattern, event: EventLike) -> bool:
    """Return True where an event's parties are those that a transition asks for."""
    parties = set(event.source) | set(event.target)
    return (
        (pattern.source is None or set(event.source) <= set(pattern.source))
        and (pattern.target is None or set(event.target) <= set(pattern.target))
        and (pattern.within is None or parties <= set(pattern.within))
    )
