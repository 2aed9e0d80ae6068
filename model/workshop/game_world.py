"""The world of a game: one world of the model in which teams decide for some of the actors; all else as ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

import numpy as np

from model.effects import compiled
from model.load.scenarios import LoadedScenario, Origin
from model.outcomes.gains import POINTS
from model.rules.axes import Array
from model.rules.records import NOTHING
from model.simulation.experiment import Experiment, experiment_of_scenarios
from model.spec.scenario import Forbid
from model.spec.seeds import Seeds
from model.trace.builder import TraceBuilder
from model.trace.recorder import Recorder
from model.trace.world import finished_trace
from model.workshop.game_rules import without_force
from model.workshop.game_state import QUARTER, Ask, Decisions, GameState, Option, Score, Setup, Want


class Undecided(Exception):
    """The month cannot go on before the teams have chosen, or answered what they are asked."""

    def __init__(self, asks: tuple[tuple[int, int], ...] = ()) -> None:
        super().__init__()
        self.asks = asks
        """(Event, actor's place) of every question without an answer; none where choices are wanted."""


class GameWorld(Recorder):
    """A recorder of a world in which the teams' decisions take the place of their actors' choices."""

    def __init__(self, experiment: Experiment, scenario: str, world: int, decisions: Decisions) -> None:
        self.decisions = decisions
        super().__init__(experiment, scenario, world, played=decisions.played)
        self.by_name = {alternative.name: event for event, alternative in enumerate(self.choice_set.alternatives)}

    def agree(self) -> None:
        """Bring the teams' choices about; raises Undecided where a team has still to choose or to answer."""
        quarter, month = divmod(self.month - 1, QUARTER)
        if self.played and quarter >= len(self.decisions.chosen):
            raise Undecided
        chosen = self.decisions.chosen[quarter] if self.played and month == 0 else {}
        for actor in self.actors:
            if actor.name in self.played:
                self.now.chosen[0, actor.place] = self._option_open(actor.place, chosen.get(actor.name))
        self._answer()
        super().agree()

    def _option_open(self, actor: int, name: str | None) -> int:
        """The option of an actor's alternative of a name if that is open to it now, else NOTHING."""
        event = self.by_name.get(name or "")
        return next((s for s in self.open_options(actor) if self.choice_set.option_event[s] == event), NOTHING)

    def open_options(self, actor: int) -> list[int]:
        """The options that are open to an actor this month."""
        own = self.actors[actor].options
        return [own.start + int(n) for n in np.flatnonzero(self.seen.open_now[0, own])]

    def asked(self) -> Iterator[tuple[int, int]]:
        """(Event, actor's place) of every agreement that is proposed to a team."""
        for event, proposers in self.chosen.items():
            if self.choice_set.agreement[event]:
                for name in self.choice_set.alternatives[event].parties:
                    place = self.axes.actor[name]
                    if name in self.played and place not in proposers:
                        yield event, place

    def _answer(self) -> None:
        """Put the teams' answers in the place of the rules'."""
        self.now.answers[:] = NOTHING
        missing = []
        for event, place in self.asked():
            option = self.structure.options[self.option_of(place, event)]
            key = (self.month, self.axes.actors[place], self.choice_set.alternatives[event].name)
            answer = self.decisions.answers.get(key)
            if answer is None and self.month not in self.decisions.lapsed:
                missing.append((event, place))
            self.now.answers[option["asked"]] = bool(answer)
        if missing:
            raise Undecided(tuple(missing))

    @property
    def bans(self) -> tuple[Forbid, ...]:
        """The bans that are in force this month."""
        active = zip(self.loaded.spec.interventions, self.state.active[0], strict=True)
        return tuple(ban for given, holds in active if holds for ban in compiled(given).forbids)

    def worth_to(self, actor: int, event: int) -> float:
        """Worth of an event to an actor whoever does it: the interest and the stake part of its utility."""
        profile = int(self.environment_seen.profile[0, actor])
        return self.event_headroom(event) * self.gain(profile, event) + float(self.stake_terms(actor, event).sum())


def played(seeds: Seeds, setup: Setup, decisions: Decisions) -> GameState:
    """Play from the start as far as the decisions reach; the same decisions lead to the same state."""
    experiment = experiment_of_scenarios(seeds, (setup.scenario,), setup.months)
    written = len(experiment.scenario(setup.scenario).spec.interventions)
    experiment = _as_the_game_has_it(experiment, setup, decisions)
    world = GameWorld(experiment, setup.scenario, setup.world, decisions)
    builder = TraceBuilder(experiment, setup.scenario, setup.scenario, setup.world, recorder=world)
    builder.inherited = [place < written for place in range(len(builder.inherited))]
    opening, months = world.alignment_mean[0].copy(), []
    stages, alignments, scores = [builder.stages], [opening], [world.state_utility[0]]
    waits: Literal["choices", "answers", "nothing"] = "nothing"
    asks: tuple[Ask, ...] = ()
    options: dict[str, tuple[Option, ...]] = {}
    wants: dict[str, tuple[Want, ...]] = {}
    for _ in range(setup.months):
        try:
            months.append(builder.month())
        except Undecided as halt:
            if halt.asks:
                waits, asks = "answers", tuple(_ask(builder, world, *ask) for ask in halt.asks)
            else:
                waits, options = "choices", {name: tuple(_options(builder, world, name)) for name in decisions.played}
                wants = {name: _wants(builder, world, name, options[name]) for name in decisions.played}
            break
        stages.append(builder.stages)
        alignments.append(world.alignment_mean[0].copy())
        scores.append(world.state_utility[0])
    return GameState(
        as_of=experiment.as_of,
        months=tuple(months),
        stages=tuple(stages),
        alignments=np.stack(alignments),
        scores=tuple(_since(scores[0], month, world.axes.actors) for month in scores),
        waits=waits,
        options=options,
        wants=wants,
        bans=world.bans,
        asks=asks,
        trace=finished_trace(builder, tuple(months), opening, stages[0]),
    )


def room_number(seeds: Seeds, setup: Setup, actor: str, quarter: int) -> float:
    """The number drawn for an event that a team argued for in a quarter; in [0, 1)."""
    experiment = experiment_of_scenarios(seeds, (setup.scenario,), setup.months)
    world = Recorder(replace(experiment, seed=setup.seed), setup.scenario, setup.world)
    return float(world.random_numbers.uniform([f"room/{actor}"], quarter * QUARTER + 1)[0, 0])


def _since(start: Array, now: Array, actors: tuple[str, ...]) -> dict[str, Score]:
    """Points of each actor, of alignments and of stakes. start, now: (actor, 2)."""
    gained = (POINTS * (now - start)).tolist()
    return {actors[place]: Score(*parts) for place, parts in enumerate(gained)}


def _as_the_game_has_it(experiment: Experiment, setup: Setup, decisions: Decisions) -> Experiment:
    """The experiment with the rules of the game and the teams' own events after what the scenario has.

    The story, which people take home, names files without the folders of this machine.
    """
    scenario = experiment.scenario(setup.scenario)
    given = scenario.spec.interventions
    rules = without_force(experiment.seeds, setup.months) if setup.without_force else ()
    own = tuple(own.intervention(experiment.as_of) for own in decisions.own)
    spec = scenario.spec.model_copy(update={"interventions": (*given, *rules, *own)})
    added = [
        *(Origin("the game", n + 1) for n in range(len(rules))),
        *(Origin("the room", n + 1) for n in range(len(own))),
    ]
    files = {name: Origin(PurePath(origin.file).name, origin.line) for name, origin in scenario.origins.items()}
    origins = {f"interventions[{place}]": origin for place, origin in enumerate(added, start=len(given))}
    changed = LoadedScenario(scenario.id, scenario.path, spec, {**files, **origins}, scenario.digests)
    return replace(experiment, scenarios=(changed,), seed=setup.seed)


def _ask(builder: TraceBuilder, world: GameWorld, event: int, place: int) -> Ask:
    alternative, proposers = world.choice_set.alternatives[event], world.chosen[event]
    return Ask(
        month=world.month,
        actor=world.axes.actors[place],
        alternative=alternative.name,
        action=alternative.action,
        by=tuple(world.axes.actors[p] for p in proposers),
        parties=alternative.parties,
        evaluation=builder.evaluation(world.option_of(place, event), event, proposers),
    )


def _options(builder: TraceBuilder, world: GameWorld, name: str) -> Iterator[Option]:
    place = world.axes.actor[name]
    for option in world.open_options(place):
        event = int(world.choice_set.option_event[option])
        alternative, agreement = world.choice_set.alternatives[event], bool(world.choice_set.agreement[event])
        others = tuple(other for other in alternative.parties if other != name)
        consent = {
            other: None
            if other in world.played
            else world.consent_chance_of(world.option_of(world.axes.actor[other], event))
            for other in (others if agreement else ())
        }
        yield Option(
            alternative.name, alternative.action, others, agreement, builder.evaluation(option, event, [place]), consent
        )


def _wants(builder: TraceBuilder, world: GameWorld, name: str, options: tuple[Option, ...]) -> tuple[Want, ...]:
    """Of each other deciding actor: the option of a team from which it would gain most, if from any."""
    found = []
    for other, place in world.axes.actor.items():
        if other == name or place >= world.axes.deciders:
            continue
        worth = [world.worth_to(place, world.by_name[option.alternative]) for option in options]
        if not worth or max(worth) <= 0:
            continue
        best = options[int(np.argmax(worth))]
        event = world.by_name[best.alternative]
        found.append(
            Want(other, best, max(worth), builder.interest_terms(place, event), builder.stake_terms(place, event))
        )
    return tuple(sorted(found, key=lambda want: -want.worth))
