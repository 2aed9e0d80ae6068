"""The months of one world as an account: what was done or proposed, why, what it moved and what the script did."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.outcomes.measures import Measures, Watch
from model.rules.axes import Array, Index
from model.rules.interventions import set_stages
from model.simulation.choice_set import Act
from model.simulation.study import Study
from model.spec.behaviour import Effects
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds
from model.trace.recorder import Witness
from model.trace.records import (
    Cause,
    Change,
    Deed,
    Displeasure,
    Effect,
    Fired,
    Leaning,
    Month,
    Parts,
    Prospect,
    Reckoning,
    Step,
)


class Chronicle:
    """One world and what is accounted of it."""

    def __init__(
        self, study: Study, scenario: str, baseline: str, world: int, *, witness: Witness | None = None
    ) -> None:
        self.study = study
        self.world = world
        self.seeds: Seeds = study.seeds
        self.witness = Witness(study, scenario, world) if witness is None else witness
        self.actors = self.witness.axes.actors
        self.measures = Measures(study.repertoire)
        self.watch = Watch(self.measures, self.witness)
        given = study.scenario(baseline).spec.interventions
        self.inherited = [intervention in given for intervention in self.witness.loaded.spec.interventions]

    @property
    def stages(self) -> dict[str, str]:
        """The stage of every issue."""
        return self._named(self.witness.state.stage[0])

    @property
    def _scripted(self) -> list[int]:
        """Places of the interventions that are events."""
        return [k for k, given in enumerate(self.witness.structure.given) if given.event is not None]

    def _named(self, stage: Index) -> dict[str, str]:
        every = self.witness.repertoire.stages
        return {q: every[n][stage[n]] for n, q in enumerate(self.witness.axes.issues)}

    def month(self) -> Month:
        """Step one month and account for it."""
        witness = self.witness
        witness.step()
        self.watch.look(witness)
        deeds = self._deeds()
        moves = dict(zip(witness.done_now, witness.moves_of_deeds(), strict=True))
        told = tuple(self._deed(number, deed, moves.get(deed)) for deed, number in deeds.items())
        fired, stage = self._fired(deeds)
        return Month(
            number=witness.month,
            calendar=self.study.as_of + witness.month,
            fired=fired,
            deeds=told,
            steps=self._steps(deeds, stage),
            changes=self._changes(told),
            versus=None,
        )

    def _deeds(self) -> dict[int, int]:
        """Deeds done or proposed → their numbers in the month, scripted ones first."""
        acts = len(self.witness.repertoire.acts)
        scripted = [deed for deed in self.witness.done_now if deed >= acts]
        return {deed: number for number, deed in enumerate([*scripted, *self.witness.chosen], start=1)}

    def _deed(self, number: int, deed: int, moves: Array | None) -> Deed:
        witness, types = self.witness, self.seeds.types.types
        acts = witness.repertoire.acts
        if deed < len(acts):
            act: Act | None = acts[deed]
            made = acts[deed]
            proposers = witness.chosen[deed]
            parties = witness.axes.picks(made.parties if types[made.type].agreement else made.source)
            seats = [witness.seat_of(int(actor), deed) for actor in parties]
            reckonings = [self.reckoning(s, deed, proposers) for s in seats]
            told = tuple(sorted(reckonings, key=lambda r: r.role == "asked"))
        else:
            act, told = None, ()
            event = witness.structure.scripted[deed - len(acts)]
            made = Act("", event.type, event.source, event.target, event.salience)
        return Deed(
            number=number,
            action=None if act is None else act.action,
            type=made.type,
            source=made.source,
            target=made.target,
            agreement=types[made.type].agreement,
            hostile=types[made.type].goldstein < 0,
            reckonings=told,
            came_about=moves is not None,
            moves=moves,
        )

    def reckoning(self, seat: int, deed: int, proposers: list[int]) -> Reckoning:
        """Utility of an event to the actor of an option this month, with its parts; `proposers` are actors' places."""
        witness = self.witness
        actor, weighing = int(witness.repertoire.seat_actor[seat]), witness.weighing
        asked = actor not in proposers
        utility = float(weighing.utility[0, seat])
        agreement = witness.repertoire.agreement[deed]
        return Reckoning(
            actor=self.actors[actor],
            role="asked" if asked else "proposes" if agreement else "does",
            parts=Parts(
                interest=float(weighing.interest[0, seat]),
                stake=float(weighing.stake[0, seat]),
                feeling=float(weighing.feeling[0, seat]),
                leverage=0.0 - float(weighing.leverage[0, seat]),
            ),
            leanings=self._leanings(actor, deed),
            prospects=self._prospects(actor, deed),
            regard=witness.regard(seat),
            displeasures=self._displeasures(actor, deed),
            tilt=float(np.exp(utility / weighing.choice_noise[0])),
            chance=None if asked else witness.chance_of(seat),
            consent_chance=witness.consent_chance_of(seat) if asked else None,
            luck=witness.luck_of_consent(seat) if asked else None,
            played=self.actors[actor] in witness.played,
            answered=witness.answer_of(seat) if asked else None,
        )

    def _leanings(self, actor: int, deed: int) -> tuple[Leaning, ...]:
        witness = self.witness
        worth, push = witness.worth_of_leanings(actor, deed), witness.push(deed)
        cared = witness.setting.interests[0, witness.around.profile[0, actor]] != 0
        found = []
        for i, j in zip(*np.nonzero(worth.any(axis=0)), strict=True):
            expected = float(push[:, i, j][cared[:, i, j]].mean())
            found.append(Leaning(self.actors[i], self.actors[j], expected, float(worth[:, i, j].sum())))
        return tuple(sorted(found, key=lambda leaning: -abs(leaning.worth)))

    def _prospects(self, actor: int, deed: int) -> tuple[Prospect, ...]:
        worth = self.witness.worth_of_steps(actor, deed)
        steps = self.witness.repertoire.steps
        found = [Prospect(steps[t].issue, steps[t].begins, steps[t].to, float(worth[t])) for t in np.flatnonzero(worth)]
        return tuple(sorted(found, key=lambda prospect: -abs(prospect.worth)))

    def _displeasures(self, actor: int, deed: int) -> tuple[Displeasure, ...]:
        taken = self.witness.displeasure(actor, deed)
        dependence = self.witness.needed_then[actor]
        found = [Displeasure(self.actors[j], float(dependence[j]), -float(taken[j])) for j in np.flatnonzero(taken)]
        return tuple(sorted(found, key=lambda displeasure: displeasure.worth))

    def _fired(self, deeds: dict[int, int]) -> tuple[tuple[Fired, ...], Index]:
        """The interventions that begin or end this month, and the stages once they have."""
        witness, scenario = self.witness, self.witness.loaded
        state, before, stage = witness.state, witness.before, witness.before.stage[0].copy()
        acts, found = len(witness.repertoire.acts), []
        for place, spec in enumerate(scenario.spec.interventions):
            begins = bool(state.fired[0, place] == witness.month)
            ends = bool(before.active[0, place] and not state.active[0, place])
            if not begins and not ends:
                continue
            steps: list[Step] = []
            if begins:
                steps, stage = self._set(place, spec, stage)
            column = acts + self._scripted.index(place) if begins and spec.event is not None else None
            found.append(
                Fired(
                    place=place,
                    origin=str(scenario.origins[f"interventions[{place}]"]),
                    inherited=self.inherited[place],
                    spec=spec,
                    ends=ends,
                    deed=None if column is None else deeds.get(column),
                    steps=tuple(steps),
                )
            )
        return tuple(found), stage

    def _set(self, place: int, spec: Intervention, stage: Index) -> tuple[list[Step], Index]:
        """The issues an intervention sets, by the script's own rule, and the stages that follow."""
        witness, steps = self.witness, []
        it, after = witness.structure, stage[None].copy()
        rest = np.zeros_like(after)
        set_stages(0, place, it.interventions, it.sets, it.levels, witness.rest_after, after, rest)
        for issue in spec.issue or {}:
            q = witness.axes.issue[issue]
            if after[0, q] != stage[q]:
                rests = int(witness.rest_length[0])
                steps.append(self._step(q, stage, int(after[0, q]), "script", (), (1.0, None), False, rests))
                stage = _moved(stage, q, int(after[0, q]))
        return steps, stage

    def _steps(self, deeds: dict[int, int], stage: Index) -> tuple[Step, ...]:
        """Steps that came about, and those that an event could have caused and did not."""
        witness = self.witness
        repertoire, found = witness.repertoire, []
        chance = witness.setting.step_chance[0] * witness.hazard_open[witness.month]
        done, numbers = witness.done_now, witness.luck_of_steps()
        for t in np.flatnonzero(witness.seen.enabled[0]):
            causes = tuple(deeds[deed] for deed in done if witness.structure.triggers[t, deed])
            q = int(repertoire.step_issue[t])
            happened = bool(witness.now.stepped[0, q] == t)
            if not happened and not causes:
                continue
            to, setback = int(repertoire.step_to[t]), bool(repertoire.step_setback[t])
            drawn = (float(chance[t]), float(numbers[t]))
            if happened:
                rests = int(witness.state.rest[0, q])
                found.append(self._step(q, stage, to, "deed" if causes else "hazard", causes, drawn, setback, rests))
                stage = _moved(stage, q, to)
            else:
                step = repertoire.steps[t]
                found.append(Step(step.issue, step.begins, step.to, "deed", causes, *drawn, False, setback, 0, ()))
        return tuple(found)

    def _step(
        self, q: int, stage: Index, to: int, cause: Cause, deeds: tuple[int, ...],
        drawn: tuple[float, float | None], setback: bool, rests: int,
    ) -> Step:  # fmt: skip
        issue, names = self.witness.axes.issues[q], self.witness.repertoire.stages[q]
        return Step(
            issue=issue,
            begins=names[stage[q]],
            to=names[to],
            cause=cause,
            deeds=deeds,
            chance=drawn[0],
            luck=drawn[1],
            happened=True,
            setback=bool(setback),
            rests=rests,
            effects=self._effects(q, stage, to),
        )

    def _effects(self, q: int, stage: Index, to: int) -> tuple[Effect, ...]:
        """Changes by an issue's move from its present stage that last while the new stage does."""
        every = list(self.seeds.issues.issues[self.witness.axes.issues[q]].stages.values())
        before, after = every[stage[q]].effects, every[to].effects
        return (
            *_tie_effects(before, after),
            *_dependence_effects(before, after),
            *self._sway(stage, _moved(stage, q, to)),
        )

    def _sway(self, before: Index, after: Index) -> Iterable[Effect]:
        """Changes of the deciding actors' attention, capability and interests by new stages, all else as it is."""
        old, new = self.witness.environment_at(before), self.witness.environment_at(after)
        profiles = self.witness.axes.profiles
        for i, actor in enumerate(self.actors[: self.witness.axes.deciders]):
            if old.attention[0, i] != new.attention[0, i]:
                yield Effect("attention", (actor,), None, None, float(old.attention[0, i]), float(new.attention[0, i]))
            able = [float(c.power[0, i] / c.attention[0, i]) if c.attention[0, i] else 0.0 for c in (old, new)]
            if abs(able[0] - able[1]) > 1e-12:
                yield Effect("capability", (actor,), None, None, *able)
            if old.profile[0, i] != new.profile[0, i]:
                names = profiles[old.profile[0, i]], profiles[new.profile[0, i]]
                yield Effect("profile", (actor,), None, None, *names)

    def _changes(self, deeds: tuple[Deed, ...]) -> tuple[Change, ...]:
        """Every alignment that moved: by each deed, then by memory."""
        witness = self.witness
        opening = witness.opening.alignment[0]
        made = {deed.number: deed.moves for deed in deeds if deed.moves is not None}
        drift = witness.drift_of(opening + sum(made.values(), np.zeros_like(opening))).mean(axis=0)
        before, after = opening.mean(axis=0), witness.alignment_mean[0]
        by_deed = {number: moves.mean(axis=0) for number, moves in made.items()}
        found = []
        for i, j in zip(*np.nonzero(after - before), strict=True):
            parts = {number: float(moves[i, j]) for number, moves in by_deed.items() if moves[i, j]}
            ends = float(before[i, j]), float(after[i, j])
            found.append(Change(self.actors[i], self.actors[j], *ends, parts, float(drift[i, j])))
        return tuple(sorted(found, key=lambda change: -abs(change.total)))


def _moved(stage: Index, q: int, to: int) -> Index:
    after = stage.copy()
    after[q] = to
    return after


def _tie_effects(before: Effects, after: Effects) -> Iterable[Effect]:
    """Ties that stand in one stage and not, or otherwise, in the next."""
    strength: dict[tuple[str, tuple[str, ...], str | None], list[float]] = {}
    for side, effects in enumerate((before, after)):
        for tie in effects.ties:
            key = (tie.kind, tie.between or (str(tie.of),), None if tie.between else tie.to)
            strength.setdefault(key, [0.0, 0.0])[side] += tie.strength
    for (kind, of, to), (was, is_now) in strength.items():
        if was != is_now:
            yield Effect("tie", of, to, kind, was, is_now)


def _dependence_effects(before: Effects, after: Effects) -> Iterable[Effect]:
    """Dependence that two stages add, where they differ."""
    added: dict[tuple[str, str], list[float]] = {}
    for side, effects in enumerate((before, after)):
        for effect in effects.dependence:
            added.setdefault((effect.of, effect.on), [0.0, 0.0])[side] += effect.change
    for (of, on), (was, is_now) in added.items():
        if was != is_now:
            yield Effect("dependence", (of,), on, None, was, is_now)
