"""The repertoire of a region: every deed its actors may choose, and every step its issues may take, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.rules.axes import Array, Axes, Flags, Index
from model.rules.events import DeedLike
from model.spec.behaviour import Acts, Transition
from model.spec.numbers import chances_of
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Act:
    """A deed that actors may choose: an action with its parties."""

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


def _acts(seeds: Seeds) -> Iterable[Act]:
    """Every act once: an agreement that several may propose is one act, whoever proposes it."""
    seen = set()
    for name, action in seeds.actions.actions.items():
        agreement = seeds.types.types[action.type].agreement
        for source, targets in action.by.items():
            for target in targets:
                parties = (source, *target)
                key = (name, tuple(sorted(parties)) if agreement else parties)
                if key not in seen:
                    seen.add(key)
                    yield Act(name, action.type, (source,), target, action.salience)


class Repertoire:
    """The choice set of a region: alternatives, options and transitions, the same in all worlds and months."""

    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.axes = Axes.of(seeds)
        self.acts = tuple(_acts(seeds))
        self.agreement = np.array([seeds.types.types[act.type].agreement for act in self.acts], dtype=bool)
        self._lay_out_seats()
        self._lay_out_steps()

    @cached_property
    def seat_names(self) -> tuple[str, ...]:
        """Seat by seat, its actor and deed as luck calls them."""
        pairs = zip(self.seat_actor, self.seat_deed, strict=True)
        return tuple(f"{self.axes.actors[actor]}/{self.acts[deed].name}" for actor, deed in pairs)

    @cached_property
    def luck_names(self) -> dict[str, tuple[str, ...]]:
        """Names of a month's random numbers, by purpose: options, those that can be asked, actors, transitions."""
        return {
            "choose": tuple(f"choose/{name}" for name in self.seat_names),
            "consent": tuple(f"consent/{self.seat_names[seat]}" for seat in self.asked),
            "idle": tuple(f"idle/{name}" for name in self.axes.actors[: self.axes.deciders]),
            "step": tuple(step.name for step in self.steps),
        }

    @cached_property
    def asked(self) -> Index:
        """The seats that can be asked to agree."""
        return np.flatnonzero(self.agreement[self.seat_deed])

    def _lay_out_seats(self) -> None:
        """A seat is an actor that weighs an act: its doer, or a party to the agreement; grouped by actor and action."""
        actions = list(self.seeds.actions.actions)
        seats = []
        for deed, act in enumerate(self.acts):
            may = self.seeds.actions.actions[act.action].by
            for actor in act.parties if self.agreement[deed] else act.source:
                others = tuple(sorted(set(act.parties) - {actor}))
                proposes = actor in may and others in {tuple(sorted(t)) for t in may[actor]}
                seats.append((self.axes.actor[actor], actions.index(act.action), deed, proposes, others))
        seats.sort(key=lambda seat: seat[:3])
        self.seat_actor: Index = np.array([s[0] for s in seats], dtype=np.intp)
        self.seat_deed: Index = np.array([s[2] for s in seats], dtype=np.intp)
        self.seat_proposes: Flags = np.array([s[3] for s in seats], dtype=bool)
        groups = sorted({seat[:2] for seat in seats})
        self.groups = tuple((self.axes.actors[actor], actions[action]) for actor, action in groups)
        self.seat_group: Index = np.array([groups.index(s[:2]) for s in seats], dtype=np.intp)
        self.group_actor: Index = np.array([actor for actor, _ in groups], dtype=np.intp)
        self.seat_others = np.zeros((len(seats), len(self.axes.actors)))  # (seat, actor): weights of a mean
        for row, seat in enumerate(seats):
            self.seat_others[row, self.axes.picks(seat[4])] = 1 / len(seat[4])

    def _lay_out_steps(self) -> None:
        """Transitions in rows, one for each stage they may start from."""
        issues = self.seeds.issues.issues
        self.steps = tuple(
            Step(name, begins, transition.to, transition, likelihood)
            for name, issue in issues.items()
            for transition, likelihood in zip(issue.transitions, chances_of(name, issue), strict=True)
            for begins in transition.begins
        )
        stages = {name: list(issue.stages) for name, issue in issues.items()}
        self.step_issue: Index = np.array([self.axes.issue[s.issue] for s in self.steps], dtype=np.intp)
        self.step_from: Index = np.array([stages[s.issue].index(s.begins) for s in self.steps], dtype=np.intp)
        self.step_to: Index = np.array([stages[s.issue].index(s.to) for s in self.steps], dtype=np.intp)
        self.step_setback: Flags = np.array([s.spec.setback for s in self.steps], dtype=bool)
        self.dated_steps = [(row, s.spec.months) for row, s in enumerate(self.steps) if s.spec.months]
        self.step_hazard: Flags = np.array([s.spec.hazard is not None for s in self.steps], dtype=bool)
        self.step_change: Array = np.array(
            [
                issues[s.issue].levels[to] - issues[s.issue].levels[begins]
                for s, begins, to in zip(self.steps, self.step_from, self.step_to, strict=True)
            ],
            dtype=float,
        )
        self.triggers: Flags = np.array(
            [[self._moves_it(s.spec.acts, act) for act in self.acts] for s in self.steps], dtype=bool
        ).reshape(len(self.steps), len(self.acts))

    @staticmethod
    def _moves_it(acts: Acts | None, act: Act) -> bool:
        return acts is not None and act.action in acts.action and within(acts, act)

    @cached_property
    def stages(self) -> tuple[tuple[str, ...], ...]:
        """The stages of each issue."""
        return tuple(tuple(issue.stages) for issue in self.seeds.issues.issues.values())

    def stage_index(self, issue: str, stage: str) -> int:
        """A stage's place among its issue's stages."""
        return self.stages[self.axes.issue[issue]].index(stage)

    def scripted_triggers(self, deed: DeedLike) -> Flags:
        """The steps a scripted deed can cause, as a chosen act of its type by the same parties could: (transition,).

        Agreements are left out: which step an agreement stands for, a scenario says itself.
        """

        def is_such_an_act(name: str) -> bool:
            action = self.seeds.actions.actions[name]
            reach = {target for source in deed.source for targets in action.by.get(source, ()) for target in targets}
            return action.type == deed.type and set(deed.target) <= reach

        def moves_it(acts: Acts | None) -> bool:
            return acts is not None and within(acts, deed) and any(map(is_such_an_act, acts.action))

        agreement = self.seeds.types.types[deed.type].agreement
        return np.array([not agreement and moves_it(step.spec.acts) for step in self.steps], dtype=bool)


def within(acts: Acts, deed: DeedLike) -> bool:
    """Return True where an event's parties are those that a transition asks for."""
    parties = set(deed.source) | set(deed.target)
    return (
        (acts.source is None or set(deed.source) <= set(acts.source))
        and (acts.target is None or set(deed.target) <= set(acts.target))
        and (acts.within is None or parties <= set(acts.within))
    )
