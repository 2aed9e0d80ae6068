"""Builder of a trace, month by month: events and proposals, their reasons and effects, and the interventions."""

from __future__ import annotations

import numpy as np

from model.rules.axes import Array, Index
from model.rules.interventions import set_stages
from model.simulation.choice_set import Alternative
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures, Watch
from model.spec.seeds import Seeds
from model.trace.changes import Side, differences
from model.trace.recorder import Recorder
from model.trace.records import (
    Cause,
    Change,
    Effect,
    Evaluation,
    Event,
    Fired,
    InterestTerm,
    Month,
    Parts,
    PressureTerm,
    StakeTerm,
    Step,
)


class TraceBuilder:
    """One world and its trace so far; where its recorder keeps no reasons, only what came about in it."""

    def __init__(
        self, experiment: Experiment, scenario: str, baseline: str, world: int, *, recorder: Recorder | None = None
    ) -> None:
        self.experiment = experiment
        self.world = world
        self.seeds: Seeds = experiment.seeds
        self.recorder = Recorder(experiment, scenario, world) if recorder is None else recorder
        self.actors = self.recorder.axes.actors
        self.measures = Measures(experiment.choice_set)
        self.watch = Watch(self.measures, self.recorder)
        base = experiment.scenario(baseline).spec.interventions
        self.inherited = [intervention in base for intervention in self.recorder.loaded.spec.interventions]

    @property
    def stages(self) -> dict[str, str]:
        """The stage of every issue."""
        return self._named(self.recorder.state.stage[0])

    @property
    def _scripted(self) -> list[int]:
        """Places of the interventions that are events."""
        return [k for k, compiled in enumerate(self.recorder.structure.compiled) if compiled.event is not None]

    def _named(self, stage: Index) -> dict[str, str]:
        every = self.recorder.choice_set.stages
        return {q: every[n][stage[n]] for n, q in enumerate(self.recorder.axes.issues)}

    def month(self) -> Month:
        """Step one month and record it."""
        recorder = self.recorder
        recorder.step()
        self.watch.look(recorder)
        numbers = self._events()
        moved = recorder.moves_of_events() if recorder.reasons else [None] * len(recorder.done_now)
        moves: dict[int, Array | None] = dict(zip(recorder.done_now, moved, strict=True))
        events = tuple(self._event(number, event, moves.get(event)) for event, number in numbers.items())
        fired, stage = self._fired(numbers)
        return Month(
            number=recorder.month,
            calendar=self.experiment.as_of + recorder.month,
            fired=fired,
            events=events,
            steps=self._steps(numbers, stage),
            changes=self._changes(events) if recorder.reasons else (),
            divergence=None,
        )

    def _events(self) -> dict[int, int]:
        """Events done or proposed → their numbers in the month, those of the scenario first."""
        alternatives = len(self.recorder.choice_set.alternatives)
        scripted = [event for event in self.recorder.done_now if event >= alternatives]
        return {event: number for number, event in enumerate([*scripted, *self.recorder.chosen], start=1)}

    def _event(self, number: int, event: int, moves: Array | None) -> Event:
        recorder, types = self.recorder, self.seeds.types.types
        alternatives = recorder.choice_set.alternatives
        evaluations: tuple[Evaluation, ...] = ()
        if chosen := event < len(alternatives):
            alternative = alternatives[event]
            evaluations = self._evaluations(event, alternative) if recorder.reasons else ()
        else:
            own = recorder.structure.scripted[event - len(alternatives)]
            alternative = Alternative("", own.type, own.source, own.target, own.salience)
        return Event(
            number=number,
            action=alternative.action if chosen else None,
            type=alternative.type,
            source=alternative.source,
            target=alternative.target,
            agreement=types[alternative.type].agreement,
            hostile=types[alternative.type].goldstein < 0,
            evaluations=evaluations,
            came_about=event in recorder.done_now,
            moves=moves,
        )

    def _evaluations(self, event: int, alternative: Alternative) -> tuple[Evaluation, ...]:
        """Utility of an event to all who decided on it, those who proposed it first."""
        recorder = self.recorder
        parties = recorder.axes.picks(
            alternative.parties if recorder.choice_set.agreement[event] else alternative.source
        )
        options = [recorder.option_of(int(actor), event) for actor in parties]
        evaluations = [self.evaluation(s, event, recorder.chosen[event]) for s in options]
        return tuple(sorted(evaluations, key=lambda evaluation: evaluation.role == "asked"))

    def evaluation(self, option: int, event: int, proposers: list[int]) -> Evaluation:
        """Utility of an event to the actor of an option this month, with its parts; `proposers` are actors' places."""
        recorder = self.recorder
        actor, utilities = int(recorder.choice_set.option_actor[option]), recorder.utilities
        asked = actor not in proposers
        agreement = recorder.choice_set.agreement[event]
        return Evaluation(
            actor=self.actors[actor],
            role="asked" if asked else "proposes" if agreement else "does",
            parts=Parts(
                interest=float(utilities.interest[0, option]),
                stake=float(utilities.stake[0, option]),
                feeling=float(utilities.feeling[0, option]),
                pressure=float(utilities.pressure[0, option]),
            ),
            interest_terms=self.interest_terms(actor, event),
            stake_terms=self.stake_terms(actor, event),
            alignment_to_others=recorder.alignment_to_others(option),
            pressure_terms=self._pressure_terms(actor, event),
            conduct=float(utilities.conduct[0, option]),
            restraint=float(utilities.restraint[0, option]),
            times_as_likely=None if asked else recorder.chance_of(option) / float(utilities.share[0, option]),
            chance=None if asked else recorder.chance_of(option),
            consent_chance=recorder.consent_chance_of(option) if asked else None,
            random_number=recorder.consent_number(option) if asked else None,
            played=self.actors[actor] in recorder.played,
            answered=recorder.answer_of(option) if asked else None,
        )

    def interest_terms(self, actor: int, event: int) -> tuple[InterestTerm, ...]:
        """Worth of an event to an actor by each alignment it cares for, whoever does it; the largest first."""
        recorder = self.recorder
        worth, push = recorder.interest_terms(actor, event), recorder.push(event)
        cared = recorder.parameters.interests[0, recorder.environment_seen.profile[0, actor]] != 0
        terms = []
        for i, j in zip(*np.nonzero(worth.any(axis=0)), strict=True):
            expected = float(push[:, i, j][cared[:, i, j]].mean())
            terms.append(InterestTerm(self.actors[i], self.actors[j], expected, float(worth[:, i, j].sum())))
        return tuple(sorted(terms, key=lambda term: -abs(term.worth)))

    def stake_terms(self, actor: int, event: int) -> tuple[StakeTerm, ...]:
        """Worth to it of each step that the event may cause; the largest first."""
        worth = self.recorder.stake_terms(actor, event)
        steps = self.recorder.choice_set.steps
        terms = [
            StakeTerm(steps[t].issue, steps[t].begins, steps[t].to, float(worth[t])) for t in np.flatnonzero(worth)
        ]
        return tuple(sorted(terms, key=lambda term: -abs(term.worth)))

    def _pressure_terms(self, actor: int, event: int) -> tuple[PressureTerm, ...]:
        worth, hold = self.recorder.pressure_terms(actor, event), self.recorder.hold_on(actor)
        terms = [PressureTerm(self.actors[j], float(hold[j]), float(worth[j])) for j in np.flatnonzero(worth)]
        return tuple(sorted(terms, key=lambda term: -abs(term.worth)))

    def _fired(self, events: dict[int, int]) -> tuple[tuple[Fired, ...], Index]:
        """The interventions that begin or end this month, and the stages once they have."""
        recorder, scenario = self.recorder, self.recorder.loaded
        state, before, stage = recorder.state, recorder.before, recorder.before.stage[0].copy()
        alternatives, fired = len(recorder.choice_set.alternatives), []
        for place, spec in enumerate(scenario.spec.interventions):
            begins = bool(state.fired[0, place] == recorder.month)
            ends = bool(before.active[0, place] and not state.active[0, place])
            if not begins and not ends:
                continue
            steps: list[Step] = []
            if begins:
                steps, stage = self._set(place, stage)
            column = alternatives + self._scripted.index(place) if begins and place in self._scripted else None
            fired.append(
                Fired(
                    place=place,
                    origin=str(scenario.origins[f"interventions[{place}]"]),
                    inherited=self.inherited[place],
                    spec=spec,
                    ends=ends,
                    event=None if column is None else events.get(column),
                    steps=tuple(steps),
                )
            )
        return tuple(fired), stage

    def _set(self, place: int, stage: Index) -> tuple[list[Step], Index]:
        """The issues an intervention sets, by the rule of interventions, and the stages that follow."""
        recorder, steps = self.recorder, []
        it, after = recorder.structure, stage[None].copy()
        rest = np.zeros_like(after)
        set_stages(0, place, it.interventions, it.sets, it.levels, recorder.rest_after, after, rest)
        for issue in it.compiled[place].sets:
            q = recorder.axes.issue[issue]
            if after[0, q] != stage[q]:
                rests = int(recorder.rest_length[0])
                steps.append(self._step(q, stage, int(after[0, q]), "scenario", (), (1.0, None), False, rests))
                stage = _moved(stage, q, int(after[0, q]))
        return steps, stage

    def _steps(self, events: dict[int, int], stage: Index) -> tuple[Step, ...]:
        """Steps that came about, and those that an event could have caused and did not."""
        recorder = self.recorder
        choice_set, steps = recorder.choice_set, list[Step]()
        done, numbers = recorder.done_now, recorder.step_numbers()
        for t in np.flatnonzero(recorder.seen.enabled[0]):
            causes = tuple(events[event] for event in done if recorder.structure.triggers[t, event])
            q = int(choice_set.step_issue[t])
            happened = bool(recorder.now.stepped[0, q] == t)
            if not happened and not causes:
                continue
            to, setback = int(choice_set.step_to[t]), bool(choice_set.step_setback[t])
            chance, number = recorder.step_chance_of(int(t)), float(numbers[t])
            if happened:
                rests = int(recorder.state.rest[0, q])
                cause: Cause = "event" if causes else "hazard"
                steps.append(self._step(q, stage, to, cause, causes, (chance, number), setback, rests))
                stage = _moved(stage, q, to)
            else:
                step = choice_set.steps[t]
                steps.append(
                    Step(
                        issue=step.issue, begins=step.begins, to=step.to, cause="event", events=causes, chance=chance,
                        random_number=number, happened=False, setback=setback, rests=0, effects=(),
                    )
                )  # fmt: skip
        return tuple(steps)

    def _step(
        self, q: int, stage: Index, to: int, cause: Cause, events: tuple[int, ...],
        chance_and_number: tuple[float, float | None], setback: bool, rests: int,
    ) -> Step:  # fmt: skip
        issue, names = self.recorder.axes.issues[q], self.recorder.choice_set.stages[q]
        return Step(
            issue=issue,
            begins=names[stage[q]],
            to=names[to],
            cause=cause,
            events=events,
            chance=chance_and_number[0],
            random_number=chance_and_number[1],
            happened=True,
            setback=bool(setback),
            rests=rests,
            effects=self._effects(q, stage, to),
        )

    def _effects(self, q: int, stage: Index, to: int) -> tuple[Effect, ...]:
        """Changes by an issue's move from its present stage that last while the new stage does."""
        if not self.recorder.reasons:
            return ()
        return differences(self._side(q, stage), self._side(q, _moved(stage, q, to)))

    def _side(self, q: int, stages: Index) -> Side:
        """The world with its issues in these stages, as far as an issue's stage and the environment go."""
        recorder = self.recorder
        stage = recorder.choice_set.stages[q][stages[q]]
        changes = recorder.parameters.ties.of_stage(recorder.axes.issues[q], stage)
        return Side(changes, recorder.environment_at(stages), recorder.axes)

    def _changes(self, events: tuple[Event, ...]) -> tuple[Change, ...]:
        """Every alignment that moved: by each event, then by memory."""
        recorder = self.recorder
        opening = recorder.opening.alignment[0]
        moves_of = {event.number: event.moves for event in events if event.moves is not None}
        drift = recorder.drift_of(opening + sum(moves_of.values(), np.zeros_like(opening))).mean(axis=0)
        before, after = opening.mean(axis=0), recorder.alignment_mean[0]
        by_event = {number: moves.mean(axis=0) for number, moves in moves_of.items()}
        changes = []
        for i, j in zip(*np.nonzero(after - before), strict=True):
            parts = {number: float(moves[i, j]) for number, moves in by_event.items() if moves[i, j]}
            ends = float(before[i, j]), float(after[i, j])
            changes.append(Change(self.actors[i], self.actors[j], *ends, parts, float(drift[i, j])))
        return tuple(sorted(changes, key=lambda change: -abs(change.total)))


def _moved(stage: Index, q: int, to: int) -> Index:
    after = stage.copy()
    after[q] = to
    return after
