"""One world that records what its month's choices saw, and can take every utility and every move apart."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from model.evidence.replay import realised
from model.rules import environment, issues, ledger, utility
from model.rules.axes import Array, Flags, Index
from model.rules.records import NOTHING
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.simulation.state import Environment, OptionUtilities


class Recorder(Region):
    """A region of one world, the same as in an ensemble, that keeps what a trace needs."""

    def __init__(
        self,
        experiment: Experiment,
        scenario: str,
        world: int,
        *,
        reasons: bool = True,
        played: Collection[str] = (),
    ) -> None:
        """Prepare its month 0. reasons: False where nobody asks why: no option is evaluated beyond its choice."""
        super().__init__(experiment, scenario, worlds=1, first_world=world, collect=False)
        self.reasons = reasons
        self.played = frozenset(played)
        """The actors that people decide for."""
        self.before = self.state.copy()
        """The state before the month's interventions."""
        self.opening, self.environment_seen, self.seen = self.state.copy(), self.environment.copy(), self.now.copy()
        """State, environment and month as the actors saw them when they chose."""
        self.utilities = OptionUtilities.unknown(1, len(self.structure.options), self.axes.deciders)
        """Every option as it was evaluated then; unknown in month 0 and without reasons."""
        self.chances = np.full(self.utilities.share.shape, np.nan)
        """Chance that the actor of each option took it, as far as it was evaluated: (1, option)."""
        self.drifted: Array = self.state.alignment[0].copy()
        """Alignments as memory left them: (dimension, actor, actor)."""

    def choose(self) -> None:
        """Have every actor choose."""
        self.choose_together()

    def intervene(self) -> None:
        """Fire the scenario's interventions; keeps what held before."""
        self.before = self.state.copy()
        super().intervene()

    def open_month(self) -> None:
        """Open the month as usual, and keep the state, the environment and the utility of every option."""
        super().open_month()
        self.opening, self.environment_seen = self.state.copy(), self.environment.copy()
        self.seen = self.now.copy()
        if self.reasons:
            self.utilities = self.option_utilities()
            self.chances = self.utilities.chances(self.choice_set.option_actor)

    @property
    def mean(self) -> Array:
        """Alignments as the actors saw them, mean over the dimensions: (actor, actor)."""
        return np.asarray(self.seen.alignment_mean[0])

    @property
    def needed_then(self) -> Array:
        """Dependence among the deciding actors as they saw it: (actor, actor)."""
        deciders = self.axes.deciders
        return np.asarray(self.seen.needed[0, :deciders, :deciders])

    def gain(self, profile: int, event: int) -> float:
        """ΔG of an event to a profile as the month opened, headroom left out."""
        it, values = self.structure, self.parameters
        return utility.gain(
            0, 0, profile, event, it.term_first, it.terms, it.doers, it.others, values.weight, values.coefficients,
            values.interests, self.opening.alignment,
        )  # fmt: skip

    def event_headroom(self, event: int) -> float:
        """Headroom of an event as the month opened."""
        it = self.structure
        return float(
            utility.headroom_of(
                0,
                0,
                event,
                it.events,
                it.doers,
                it.others,
                self.parameters.weight,
                self.parameters.coefficients,
                self.seen.alignment_mean,
            )
        )

    def push(self, event: int) -> Array:
        """Expected push of an event to every alignment, headroom left out: (dimension, actor, actor)."""
        return pushed(self, event, self.opening.alignment)

    def interest_terms(self, actor: int, event: int) -> Array:
        """r·ΔG by alignment, what an actor's interests make of an event's push: (dimension, actor, actor)."""
        interests = self.parameters.interests[0, self.environment_seen.profile[0, actor]]
        return np.asarray(self.event_headroom(event) * interests * self.push(event))

    def stake_terms(self, actor: int, event: int) -> Array:
        """Worth to an actor of each step that an event may cause: (transition,)."""
        terms = np.zeros(len(self.structure.transitions))
        profile, coefficients = int(self.environment_seen.profile[0, actor]), self.parameters.coefficients
        for t in np.flatnonzero(self.structure.triggers[:, event] & self.seen.enabled[0]):
            step = self.structure.transitions[t]
            worth = utility.level_worth(
                0, 0, actor, profile, int(step["issue"]), coefficients, self.parameters.stakes, self.stake_error
            )
            terms[t] = worth * self.parameters.step_chance[0, t] * step["change"]
        return terms

    def hold_on(self, actor: int) -> Array:
        """Dependence on each deciding actor and exposure to it: (deciding actor,)."""
        return np.asarray(self.needed_then[actor] + self.parameters.exposure[0, actor, : self.axes.deciders])

    def pressure_terms(self, actor: int, event: int) -> Array:
        """Part of the utility by the pressure of each deciding actor: (deciding actor,)."""
        terms, headroom = np.zeros(self.axes.deciders), self.event_headroom(event)
        for other in (j for j in range(self.axes.deciders) if j != actor):
            by = utility.pressure_weight(
                0, 0, actor, other, self.parameters.coefficients, self.opening.pressing, self.seen.needed,
                self.parameters.exposure, self.environment_seen.power,
            )  # fmt: skip
            if by > 0:
                worth = headroom * self.gain(int(self.environment_seen.profile[0, other]), event)
                terms[other] = by * (worth + self.stake_terms(other, event).sum())
        return terms

    def alignment_to_others(self, option: int) -> float:
        """Mean alignment of an option's actor to the other parties of its event."""
        choice_set = self.choice_set
        return float(self.mean[choice_set.option_actor[option]] @ choice_set.option_others[option])

    def chance_of(self, option: int) -> float:
        """Chance that the actor of an option chose it this month."""
        return float(self.chances[0, option])

    def consent_chance_of(self, option: int) -> float:
        """Chance that the actor of an option agreed if asked; 0 for a forbidden option."""
        if not self.environment_seen.allowed[0, option]:
            return 0.0
        return float(self.utilities.consent[0, option])

    def answer_of(self, option: int) -> bool | None:
        """The answer given in the place of the actor of an option that can be asked; None where the rules answer."""
        answer = int(self.now.answers[self.structure.options[option]["asked"]])
        return None if answer == NOTHING else bool(answer)

    def option_of(self, actor: int, event: int) -> int:
        """The option of an actor and an event."""
        here = (self.choice_set.option_actor == actor) & (self.choice_set.option_event == event)
        return int(np.flatnonzero(here)[0])

    @property
    def chosen(self) -> dict[int, list[int]]:
        """The events chosen this month, each with those who chose it, in the order of the axis."""
        proposers: dict[int, list[int]] = {}
        for actor in self.actors:
            if actor.chosen[0] != NOTHING:
                proposers.setdefault(int(actor.chosen[0]), []).append(actor.place)
        return proposers

    @property
    def done_now(self) -> list[int]:
        """The events that came about this month: alternatives, then those of the scenario."""
        return [int(event) for event in np.flatnonzero(self.done[0])]

    def moves_of_events(self) -> Array:
        """Changes of alignment by each event that came about, headroom taken in: (event, dimension, actor, actor).

        What the cut to [-1, 1] takes off is left to the drift.
        """
        rows = np.array(self.done_now, dtype=np.int64)
        values = self.parameters
        return realised(self.opening.alignment, rows, self.structure, values.weight, values.coefficients)[0]

    def drift_of(self, moved: Array) -> Array:
        """Change of alignments by memory, after the month's events: (dimension, actor, actor)."""
        return np.asarray(self.drifted - moved)

    def appraise_and_forget(self) -> None:
        """Rules 1 and 2; keeps the alignments that memory left."""
        super().appraise_and_forget()
        self.drifted = self.state.alignment[0].copy()

    def environment_at(self, stage: Index) -> Environment:
        """Environment of the actors if the issues were in these stages: stage (issue,)."""
        state, there, changed = self.state.copy(), self.environment.copy(), np.ones(1, dtype=bool)
        state.stage = stage[None]
        self.run(environment.update_environment, stage=state.stage, changed=changed, **vars(there))
        return there

    def consent_number(self, option: int) -> float:
        """The random number drawn for the answer of an option that can be asked."""
        name = f"consent/{self.choice_set.option_names[option]}"
        return float(self.random_numbers.uniform([name], self.month)[0, 0])

    def step_chance_of(self, transition: int) -> float:
        """Chance of a transition this month, once its issue could move and its cause was there."""
        return float(
            issues.chance(
                0, transition, self.month, self.rows, self.parameters.step_chance, self.hazard_open, self.shifted
            )
        )

    def step_numbers(self) -> Array:
        """The random numbers drawn for transitions this month: (transition,)."""
        return self.random_numbers.uniform(self.choice_set.random_names["step"], self.month)[0]

    def differs(self, other: Recorder) -> bool:
        """Return True where state or choices of this world differ from another's of the same region."""
        mine, theirs = self._everything(), other._everything()
        return (
            any(not np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))
            or not np.array_equal(self.done[:, : self.alternatives], other.done[:, : self.alternatives])
            or self.chosen != other.chosen
        )

    def _everything(self) -> list[Array | Flags | Index]:
        apart = ("armed", "fired", "active", "last_event")
        state = [array for name, array in vars(self.state).items() if name not in apart]
        return [*state, *vars(self.environment).values()]


def pushed(region: Region, event: int, alignment: Array) -> Array:
    """Push of one event to the alignments of world 0, headroom left out: (dimension, actor, actor)."""
    up, down = np.zeros((2, *alignment.shape[1:]))
    it, values = region.structure, region.parameters
    ledger.push_alone(
        0, 0, event, it.events, it.doers, it.others, it.party, values.weight, values.coefficients, alignment, up, down
    )
    return np.asarray(up - down)
