"""One world that remembers what its month's choices saw, and can take every utility and every move apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.actor import NOTHING
from model.axes import Array, Flags, Index
from model.circumstances import Circumstances
from model.evidence import realised
from model.region import Region
from model.rules import appraisal, choice, memory
from model.study import Study
from model.weighing import steps_now


@dataclass(frozen=True)
class Scene:
    """What the actors saw when they chose, interventions of the month included; one world, its axis left out."""

    alignment: Array
    """(dimension, actor, actor)."""
    mean: Array
    """Over the dimensions: (actor, actor)."""
    dependence: Array
    """Among the deciding actors: (actor, actor)."""
    power: Array
    """(actor,)."""
    profile: Index
    """(actor,)."""
    stage: Index
    """(issue,)."""
    enabled: Flags
    """(transition,)."""
    step_worth: Array
    """(actor, transition)."""


class Witness(Region):
    """A region of one world, the same as in an ensemble, that keeps what a telling needs."""

    played: frozenset[str] = frozenset()
    """The actors that people decide for."""

    def __init__(self, study: Study, scenario: str, world: int) -> None:
        super().__init__(study, scenario, worlds=1, first_world=world, collect=False)

    def intervene(self) -> Flags:
        """Fire the scenario's interventions; keeps what held before."""
        self.stage_before: Index = self.state.stage[0].copy()
        self.active_before: Flags = self.script.active[0].copy()
        return super().intervene()

    def draw(self) -> None:
        """The month's luck; keeps what the actors are about to see."""
        super().draw()
        self.scene = Scene(
            alignment=self.state.alignment[0],
            mean=self.alignment_mean[0],
            dependence=self.deciding_dependence[0],
            power=self.circumstances.power[0].copy(),
            profile=self.circumstances.profile[0].copy(),
            stage=self.state.stage[0].copy(),
            enabled=self.enabled[0],
            step_worth=self._step_worth(),
        )

    def _step_worth(self) -> Array:
        """What each transition is worth to each actor if its deed is done: (actor, transition)."""
        stakes = self.held.now(self.circumstances.profile)[0].reshape(-1, len(self.axes.issues))
        return np.asarray(stakes[:, self.repertoire.step_issue] * steps_now(self)[0])

    def appraise_and_forget(self) -> None:
        """Rules 1 and 2; keeps the level that ties support, which alignments drift to."""
        super().appraise_and_forget()
        self.level: Array = memory.tie_level(self.circumstances.standing, self.state.shift)[0]

    def push(self, deed: int) -> Array:
        """How far a deed is expected to push every alignment, room left out: (dimension, actor, actor)."""
        one = np.zeros(1, dtype=np.intp)
        pushed = appraisal.moves(self.scene.alignment[None], self.deeds, one, one + deed, **self.appraising)
        return pushed.table(1, len(self.axes.actors))[0]

    def worth_of_leanings(self, actor: int, deed: int) -> Array:
        """r·ΔG by leaning, what an actor's interests make of a deed's push: (dimension, actor, actor)."""
        repertoire = self.repertoire
        room = choice.room(self.scene.mean.reshape(1, -1), repertoire.toward, repertoire.sign)[0, deed]
        return np.asarray(room * self.interests[0, self.scene.profile[actor]] * self.push(deed))

    def worth_of_steps(self, actor: int, deed: int) -> Array:
        """What each step a deed may cause is worth to an actor: (transition,)."""
        return self.scene.step_worth[actor] * self.repertoire.triggers[:, deed]

    def worth(self, actor: int, deed: int) -> float:
        """What a deed is worth to an actor by its interests and stakes."""
        return float(self.worth_of_leanings(actor, deed).sum() + self.worth_of_steps(actor, deed).sum())

    def displeasure(self, actor: int, deed: int) -> Array:
        """What each of those an actor depends on takes off for a deed that harms them: (deciding actor,)."""
        harm = np.array([max(0.0, -self.worth(other, deed)) for other in range(self.axes.deciders)])
        return np.asarray(self.leverage[0] * self.scene.dependence[actor] * self.scene.power * harm)

    def regard(self, seat: int) -> float:
        """How far the actor of a seat leans to the others of its deed."""
        repertoire = self.repertoire
        return float(self.scene.mean[repertoire.seat_actor[seat]] @ repertoire.seat_others[seat])

    def chance_of(self, seat: int) -> float:
        """How likely the actor of a seat was to choose its deed this month."""
        actor = self.actors[self.repertoire.seat_actor[seat]]
        idle = self.weighing.log_idle[0, actor.place]
        logs = np.append(self.weighing.log_weight[0, actor.seats], idle)
        return float(np.exp(self.weighing.log_weight[0, seat] - np.logaddexp.reduce(logs)))

    def consent_chance_of(self, seat: int) -> float:
        """How likely the actor of a seat was to agree if asked."""
        return float(choice.consent_chance(self.weighing.utility[:, seat], self.choice_noise)[0])

    def seat_of(self, actor: int, deed: int) -> int:
        """The seat in which an actor weighs a deed."""
        here = (self.repertoire.seat_actor == actor) & (self.repertoire.seat_deed == deed)
        return int(np.flatnonzero(here)[0])

    @property
    def chosen(self) -> dict[int, list[int]]:
        """The deeds chosen this month, each with those who chose it, in the order of the axis."""
        found: dict[int, list[int]] = {}
        for actor in self.actors:
            if actor.chosen[0] != NOTHING:
                found.setdefault(int(actor.chosen[0]), []).append(actor.place)
        return found

    @property
    def done_now(self) -> list[int]:
        """The deeds that came about this month: acts, then scripted ones."""
        return [int(deed) for deed in np.flatnonzero(self.done[0])]

    def moves_of_deeds(self) -> Array:
        """What each deed that came about moved, room taken in: (deed, dimension, actor, actor)."""
        rows = np.array(self.done_now, dtype=np.intp)
        return realised(self.opening, self.deeds[rows], self.setting.salience[:, rows], self.values)[:, 0]

    def drift_of(self, moved: Array) -> Array:
        """What memory takes of the alignments after the month's deeds: (dimension, actor, actor)."""
        return np.asarray(memory.drift(moved[None], self.level[None], self.memory_half_life)[0] - moved)

    def around(self, stage: Index) -> Circumstances:
        """What would surround the actors if the issues stood so: stage (issue,)."""
        return self.surroundings(stage[None], self.script.active)

    def luck_of_consent(self, seat: int) -> float:
        """What luck drew for the answer of a seat that can be asked."""
        return float(self.consent_luck[0, self.repertoire.asked_place[seat]])

    def differs(self, other: Witness) -> bool:
        """Whether anything in this world is unlike another of the same region, in what holds or what was tried."""
        mine, theirs = self._everything(), other._everything()
        acts = len(self.repertoire.acts)
        return (
            any(not np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))
            or not np.array_equal(self.done[:, :acts], other.done[:, :acts])
            or self.chosen != other.chosen
        )

    def _everything(self) -> list[Array | Flags | Index]:
        return [*vars(self.state).values(), *vars(self.circumstances).values()]


__all__ = ["Scene", "Witness"]
