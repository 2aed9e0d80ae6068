"""`trace`: one world of a scenario, stepped beside the baseline's same world and accounted for month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from model.account import (
    Change,
    Deed,
    Displeasure,
    Effect,
    Ending,
    Fired,
    Gap,
    Happening,
    Leaning,
    Milestone,
    Month,
    Paired,
    Parts,
    Prospect,
    Reckoning,
    Step,
    Trace,
    Versus,
)
from model.axes import Array, Index
from model.measures import Measures, Watch
from model.repertoire import Act
from model.rules import issues
from model.spec.behaviour import Effects, Happened, Reached
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds
from model.study import Study
from model.witness import Witness

BASELINE = "baseline"
WIDEST = 10
"""How many of the alignments that differ from the baseline's are kept each month."""


def trace(study: Study, scenario: str, world: int) -> Trace:
    """The account of one world, compared with the baseline's if the study has it and it is another scenario."""
    here = Teller(study, scenario, world)
    there = Teller(study, BASELINE, world) if scenario != BASELINE else None
    months, parted = [], None
    opening, stages = here.witness.alignment_mean[0], here.stages
    for _ in range(study.months):
        month = here.month()
        if there is None:
            months.append(month)
            continue
        other = there.month()
        months.append(_versus(month, other, here.witness, there.witness))
        if parted is None and here.witness.differs(there.witness):
            parted = month.number
    spec, axes = here.witness.scenario.spec, here.witness.axes
    return Trace(
        region=study.seeds.region.name,
        scenario=scenario,
        name=spec.name,
        summary=spec.summary,
        baseline=None if there is None else BASELINE,
        world=world,
        seed=study.seed,
        as_of=study.as_of,
        actors={name: study.seeds.actors.actors[name].short for name in axes.actors},
        assumptions=dict(spec.assumptions),
        alignment={f"{gap.of}.{gap.to}": gap.here for gap in _gaps(axes.actors, opening, np.zeros_like(opening))},
        stages=stages,
        months=tuple(months),
        parted=parted,
        ending=_ending(here, there, opening),
    )


class Teller:
    """One world and what is accounted of it."""

    def __init__(self, study: Study, scenario: str, world: int) -> None:
        self.study = study
        self.seeds: Seeds = study.seeds
        self.witness = Witness(study, scenario, world)
        self.actors = self.witness.axes.actors
        self.measures = Measures(study.repertoire)
        self.watch = Watch(self.measures, self.witness)
        baseline = study.scenario(BASELINE).spec.interventions
        interventions = self.witness.scenario.spec.interventions
        self.inherited = [scenario == BASELINE or intervention in baseline for intervention in interventions]

    @property
    def stages(self) -> dict[str, str]:
        """The stage of every issue."""
        return self._named(self.witness.state.stage[0])

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
            reckonings = [self._reckoning(s, deed, proposers) for s in seats]
            told = tuple(sorted(reckonings, key=lambda r: r.role == "asked"))
        else:
            act, told = None, ()
            event = witness.scenario.spec.interventions[witness.scripted[deed - len(acts)]].event
            assert event is not None, "scripted deeds are the interventions that have an event"
            made = Act("", event.type, event.source, event.target, event.salience)
        return Deed(
            number=number,
            scripted=act is None,
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

    def _reckoning(self, seat: int, deed: int, proposers: list[int]) -> Reckoning:
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
            tilt=float(np.exp(utility / witness.choice_noise[0])),
            chance=None if asked else witness.chance_of(seat),
            consent_chance=witness.consent_chance_of(seat) if asked else None,
            luck=float(witness.consent_luck[0, seat]) if asked else None,
        )

    def _leanings(self, actor: int, deed: int) -> tuple[Leaning, ...]:
        witness = self.witness
        worth, push = witness.worth_of_leanings(actor, deed), witness.push(deed)
        cared = witness.interests[0, witness.scene.profile[actor]] != 0
        found = []
        for i, j in zip(*np.nonzero(worth.any(axis=0)), strict=True):
            expected = float(push[:, i, j][cared[:, i, j]].mean())
            found.append(Leaning(self.actors[i], self.actors[j], expected, float(worth[:, i, j].sum())))
        return tuple(sorted(found, key=lambda leaning: -abs(leaning.worth)))

    def _prospects(self, actor: int, deed: int) -> tuple[Prospect, ...]:
        worth = self.witness.worth_of_steps(actor, deed)
        steps = self.witness.repertoire.steps
        found = [
            Prospect(steps[t].issue, steps[t].begins, steps[t].to, float(worth[t])) for t in np.flatnonzero(worth)
        ]
        return tuple(sorted(found, key=lambda prospect: -abs(prospect.worth)))

    def _displeasures(self, actor: int, deed: int) -> tuple[Displeasure, ...]:
        taken = self.witness.displeasure(actor, deed)
        dependence = self.witness.scene.dependence[actor]
        found = [Displeasure(self.actors[j], float(dependence[j]), -float(taken[j])) for j in np.flatnonzero(taken)]
        return tuple(sorted(found, key=lambda displeasure: displeasure.worth))

    def _fired(self, deeds: dict[int, int]) -> tuple[tuple[Fired, ...], Index]:
        """The interventions that begin or end this month, and the stages once they have."""
        witness, scenario = self.witness, self.witness.scenario
        script, stage = witness.script, witness.stage_before.copy()
        acts, found = len(witness.repertoire.acts), []
        for place, spec in enumerate(scenario.spec.interventions):
            begins = bool(script.fired[0, place] == witness.month)
            ends = bool(witness.active_before[place] and not script.active[0, place])
            if not begins and not ends:
                continue
            steps: list[Step] = []
            if begins:
                steps, stage = self._set(place, spec, stage)
            column = acts + witness.scripted.index(place) if begins and spec.event is not None else None
            found.append(
                Fired(
                    place=place,
                    origin=str(scenario.origins[f"interventions[{place}]"]),
                    inherited=self.inherited[place],
                    spec=spec,
                    ends=ends,
                    deed=None if column is None else deeds[column],
                    steps=tuple(steps),
                )
            )
        return tuple(found), stage

    def _set(self, place: int, spec: Intervention, stage: Index) -> tuple[list[Step], Index]:
        """The issues an intervention sets, by the script's own rule, and the stages that follow."""
        only = np.zeros((1, len(self.inherited)), dtype=bool)
        only[0, place] = True
        after = stage[None].copy()
        self.witness.script.set_stages(only, after)
        steps = []
        for issue in spec.issue or {}:
            q = self.witness.axes.issue[issue]
            if after[0, q] != stage[q]:
                setback = self._levels(issue)[after[0, q]] < self._levels(issue)[stage[q]]
                rests = int(self.witness.rest_length[0])
                steps.append(self._step(q, stage, int(after[0, q]), "script", (), (1.0, None), setback, rests))
                stage = _moved(stage, q, int(after[0, q]))
        return steps, stage

    def _levels(self, issue: str) -> tuple[float, ...]:
        return self.seeds.issues.issues[issue].levels

    def _steps(self, deeds: dict[int, int], stage: Index) -> tuple[Step, ...]:
        """What moved of itself or by deeds, and what deeds could have moved and did not."""
        witness = self.witness
        repertoire, found = witness.repertoire, []
        chance = (witness.step_chance * repertoire.hazard_now(self.study.as_of + witness.month))[0]
        done = witness.done_now
        for t in np.flatnonzero(witness.scene.enabled):
            causes = tuple(deeds[deed] for deed in done if witness.triggers[t, deed])
            q = int(repertoire.step_issue[t])
            happened = bool(witness.stepped[0, q] == t and witness.stepped[0, q] != issues.NOTHING)
            if not happened and not causes:
                continue
            to, setback = int(repertoire.step_to[t]), bool(repertoire.step_setback[t])
            drawn = (float(chance[t]), float(witness.step_luck[0, t]))
            if happened:
                rests = int(witness.state.rest[0, q])
                found.append(self._step(q, stage, to, "deed" if causes else "hazard", causes, drawn, setback, rests))
                stage = _moved(stage, q, to)
            else:
                step = repertoire.steps[t]
                found.append(
                    Step(step.issue, step.begins, step.to, "deed", causes, *drawn, False, setback, 0, ())
                )
        return tuple(found)

    def _step(
        self, q: int, stage: Index, to: int, cause: str, deeds: tuple[int, ...],
        drawn: tuple[float, float | None], setback: bool, rests: int,
    ) -> Step:  # fmt: skip
        issue, names = self.witness.axes.issues[q], self.witness.repertoire.stages[q]
        return Step(
            issue=issue,
            begins=names[stage[q]],
            to=names[to],
            cause=cause,  # type: ignore[arg-type]
            deeds=deeds,
            chance=drawn[0],
            luck=drawn[1],
            happened=True,
            setback=bool(setback),
            rests=rests,
            effects=self._effects(q, stage, to),
        )

    def _effects(self, q: int, stage: Index, to: int) -> tuple[Effect, ...]:
        """What an issue's move from its present stage changes while the new one lasts."""
        every = list(self.seeds.issues.issues[self.witness.axes.issues[q]].stages.values())
        before, after = every[stage[q]].effects, every[to].effects
        return (*_tie_effects(before, after), *_dependence_effects(before, after), *self._sway(stage, _moved(stage, q, to)))

    def _sway(self, before: Index, after: Index) -> Iterable[Effect]:
        """What new stages change of the deciding actors' attention, capability and interests, all else as it is."""
        old, new = self.witness.around(before), self.witness.around(after)
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
        opening = witness.opening[0]
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
    """What two stages add to dependence, where it is not the same."""
    added: dict[tuple[str, str], list[float]] = {}
    for side, effects in enumerate((before, after)):
        for effect in effects.dependence:
            added.setdefault((effect.of, effect.on), [0.0, 0.0])[side] += effect.change
    for (of, on), (was, is_now) in added.items():
        if was != is_now:
            yield Effect("dependence", (of,), on, None, was, is_now)


def _versus(month: Month, other: Month, here: Witness, there: Witness) -> Month:
    """The month with what sets it apart from the baseline's."""
    mine, theirs = month.happenings, other.happenings
    return replace(
        month,
        versus=Versus(
            here=_only(mine, theirs),
            there=_only(theirs, mine),
            gaps=_gaps(here.axes.actors, here.alignment_mean[0], there.alignment_mean[0], equal=False)[:WIDEST],
        ),
    )


def _only(these: tuple[Happening, ...], those: tuple[Happening, ...]) -> tuple[Happening, ...]:
    return tuple(happening for happening in these if happening not in those)


def _gaps(actors: tuple[str, ...], here: Array, there: Array, *, equal: bool = True) -> tuple[Gap, ...]:
    """Every alignment in two worlds, those that differ most first."""
    found = [
        Gap(of, to, float(here[i, j]), float(there[i, j]))
        for i, of in enumerate(actors)
        for j, to in enumerate(actors)
        if i != j and (equal or here[i, j] != there[i, j])
    ]
    return tuple(sorted(found, key=lambda gap: -abs(gap.difference)))


def _ending(here: Teller, there: Teller | None, opening: Array) -> Ending:
    """The end, beside the baseline's; the baseline's own alignments are set against the start."""
    pairs = here.measures.pairs
    mine = _outcomes(here)
    theirs = {} if there is None else _outcomes(there)
    milestones = [
        Milestone(
            name,
            outcome.meaning,
            _first(here.watch, name),
            None if there is None else _first(there.watch, name),
        )
        for name, outcome in here.measures.outcomes.items()
        if isinstance(outcome, Reached | Happened)
    ]
    ends = here.stages
    others = {q: None for q in ends} if there is None else there.stages
    return Ending(
        stages={q: Paired(stage, others[q]) for q, stage in ends.items()},
        milestones=tuple(milestones),
        outcomes={n: Paired(v, theirs.get(n)) for n, v in mine.items() if not n.startswith(pairs)},
        gaps=_gaps(
            here.actors,
            here.witness.alignment_mean[0],
            opening if there is None else there.witness.alignment_mean[0],
        ),
    )


def _first(watch: Watch, name: str) -> int | None:
    return int(watch.first[name][0]) if watch.first[name][0] >= 0 else None


def _outcomes(teller: Teller) -> dict[str, float | str | None]:
    """The outcomes of its one world; None where there is no number."""
    found: dict[str, float | str | None] = {}
    for name, column in teller.measures.final(teller.witness, teller.watch).items():
        value = column[0]
        found[name] = str(value) if column.dtype.kind == "U" else None if np.isnan(value) else float(value)
    return found
