"""The structure of a scenario as the records that rules read: what is the same in all its worlds and months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np

from model.conditions.kind import clauses_of
from model.conditions.programs import Programs
from model.effects import compiled
from model.rules import records
from model.rules.axes import Flags
from model.rules.events import EventLike, Events
from model.rules.records import NOTHING, Index, Records, ranges, table
from model.simulation.choice_set import ChoiceSet
from model.spec.base import month_of
from model.spec.condition import Condition
from model.spec.effects import Changes
from model.spec.scenario import Forbid, Intervention

Level = TypeVar("Level")

ANSWERS = {None: records.UNPROVOKED, "struck": records.STRUCK, "aggressor": records.AGGRESSOR}
"""`after` of an action → what opens its options."""


class Structure:
    """The records of a scenario: alternatives, options, transitions, interventions and what effects touch."""

    def __init__(self, choice_set: ChoiceSet, interventions: Sequence[Intervention], as_of: int) -> None:
        self.choice_set, self.axes, self.seeds = choice_set, choice_set.axes, choice_set.seeds
        self.schedule = tuple(interventions)
        self.compiled = tuple(map(compiled, self.schedule))
        """Changes by each intervention."""
        self.scripted = [each.event for each in self.compiled if each.event is not None]
        self.writing = [spec for spec, each in zip(self.schedule, self.compiled, strict=True) if each.event is not None]
        """The interventions that those events are of."""
        self._needs: list[tuple[int, int]] = []
        self._lay_out_events()
        self._lay_out_options()
        self._lay_out_transitions()
        self.term_first, self.terms = terms_of(choice_set)
        events: list[EventLike] = [*choice_set.alternatives, *self.scripted]
        self.conditions = Programs(self.axes, self._need, events, self.seeds, as_of)
        self._lay_out_shifts()
        self._lay_out_interventions(as_of)
        self._lay_out_effects()
        self.needs = table(records.NEED, self._needs)
        self.clauses = table(records.CLAUSE, self.conditions.clauses)
        self.watched_first, self.watched = self.conditions.watched

    def _need(self, stages: Mapping[str, Sequence[str]]) -> tuple[int, int]:
        """Places of the requirements on some issues: the first, and the one after the last."""
        first = len(self._needs)
        for issue, names in stages.items():
            q = self.axes.issue[issue]
            self._needs.append((q, sum(1 << n for n, stage in enumerate(self.choice_set.stages[q]) if stage in names)))
        return first, len(self._needs)

    def _lay_out_events(self) -> None:
        """The alternatives, then the scenario's own events."""
        choice_set = self.choice_set
        scripted = [choice_set.scripted_triggers(event)[:, None] for event in self.scripted]
        self.triggers: Flags = np.concatenate([choice_set.triggers, *scripted], axis=1)
        """(transition, event)."""
        counts = np.bincount(choice_set.option_event, minlength=len(choice_set.alternatives))
        tables = Events.of(
            [*choice_set.alternatives, *self.scripted], self.seeds, self.axes, self.triggers, counts.tolist()
        )
        self.events, self.doers, self.others = tables.events, tables.doers, tables.others
        self.party, self.causes = tables.party, tables.causes
        self.alternatives = len(choice_set.alternatives)

    def _lay_out_options(self) -> None:
        choice_set = self.choice_set
        rows: list[tuple[int, ...]] = []
        others: list[int] = []
        asked = np.cumsum(choice_set.agreement[choice_set.option_event]) - 1
        for s, (actor, event) in enumerate(zip(choice_set.option_actor, choice_set.option_event, strict=True)):
            action = self.seeds.actions.actions[choice_set.alternatives[event].action]
            first = len(others)
            others += np.flatnonzero(choice_set.option_others[s]).tolist()
            place = int(asked[s]) if choice_set.agreement[event] else NOTHING
            span = (first, len(others), *self._need(action.when))
            rows.append(
                (
                    actor,
                    event,
                    choice_set.option_group[s],
                    place,
                    *span,
                    ANSWERS[action.after],
                    choice_set.option_proposes[s],
                    action.steps,
                )
            )
        self.options = table(records.OPTION, rows)
        self.option_others = np.array(others, dtype=np.int64)
        groups = ranges(np.bincount(choice_set.option_group, minlength=len(choice_set.groups)))
        own = zip(choice_set.group_actor, groups[:-1], groups[1:], strict=True)
        self.groups = table(records.GROUP, own)
        self.group_first = ranges(np.bincount(choice_set.group_actor, minlength=self.axes.deciders))
        """First group of each deciding actor: (actor + 1,)."""
        by_event = np.argsort(choice_set.option_event, kind="stable")
        self.event_options = by_event.astype(np.int64)
        """Options by event, as `first_option` and `end_option` of events count them."""

    def _lay_out_transitions(self) -> None:
        choice_set = self.choice_set
        rows = []
        for t, step in enumerate(choice_set.steps):
            first, end = self._need(step.spec.requires)
            where = (choice_set.step_issue[t], choice_set.step_from[t], choice_set.step_to[t])
            rows.append(
                (*where, choice_set.step_change[t], first, end, step.spec.setback, step.spec.hazard is not None)
            )
        self.transitions = table(records.TRANSITION, rows)
        order = sorted(range(len(rows)), key=lambda t: (not choice_set.step_setback[t], t))
        self.precedence = np.array(order, dtype=np.int64)
        """Transitions, the first goes before all others: setbacks, then as listed."""

    def _lay_out_shifts(self) -> None:
        """Lay out the changes of hazards' odds, transition by transition."""
        shifts = [(t, shift) for t, step in enumerate(self.choice_set.steps) for shift in step.spec.shifts]
        self.shifts = table(records.SHIFT, [(t, *self._program(it.when)) for t, it in shifts])
        self.shift_sizes = tuple(it.by for _, it in shifts)
        """The assumption that holds the size of each."""

    def _lay_out_interventions(self, as_of: int) -> None:
        rows: list[tuple[float, ...]] = []
        sets: list[tuple[int, int]] = []
        event = self.alternatives
        for intervention, compiled_to in zip(self.schedule, self.compiled, strict=True):
            first, place = len(sets), NOTHING
            for issue, stage in compiled_to.sets.items():
                sets.append((self.axes.issue[issue], self.choice_set.stage_index(issue, stage)))
            if compiled_to.event is not None:
                place = event if compiled_to.event.salience > 0 else NOTHING  # an event of no salience is none
                event += 1
            rows.append((*self._timing(intervention, as_of), first, len(sets), place, intervention.or_further))
        self.interventions = table(records.INTERVENTION, rows)
        self.sets = table(records.SET, sets)
        issues = list(self.seeds.issues.issues.values())
        self.levels = np.zeros((len(issues), max(map(len, self.choice_set.stages), default=1)))
        for q, declared in enumerate(issues):
            self.levels[q, : len(declared.levels)] = declared.levels

    def _timing(self, intervention: Intervention, as_of: int) -> tuple[float, ...]:
        """The fields that say when it fires."""
        if intervention.at is not None:
            month = month_of(intervention.at) - as_of
            return (records.AT, month, month, 0, 0, 0)
        if intervention.between is not None:
            first, last = (month - as_of for month in intervention.between)
            return (records.BETWEEN, first, last, 0, 0, 0)
        assert intervention.when is not None, "an intervention has exactly one timing"
        return (records.WHEN, 0, 0, intervention.after, *self._program(intervention.when, intervention.name))

    def _program(self, condition: Condition, name: str | None = None) -> tuple[int, int]:
        """Place of a condition's first clause, and of the one after its last."""
        return self.conditions.add(clauses_of(condition, self.conditions, name))

    def _lay_out_effects(self) -> None:
        """Lay out the target of each effect; stages of all issues in a row, then interventions."""
        stages = [effects.declared for _, _, effects in self.seeds.issues.effects]
        self.effects: tuple[Changes[float], ...] = (*stages, *(each.lasting for each in self.compiled))
        self.first_stage = ranges(map(len, self.choice_set.stages))[:-1]
        self.attention_of = self._holders([e.attention for e in self.effects])
        self.capability_of = self._holders([e.capability for e in self.effects])
        self.set_attention_of = self._holders([[*each.attention.items()] for each in self.compiled])
        pursued = [
            (effect, self.axes.actor[actor], self.axes.profile[name])
            for effect, what in enumerate(self.effects)
            for actor, name in what.profile
        ]
        self.profile_of = table(records.HOLDER, sorted(pursued, key=lambda row: row[2]))
        deciding = self.axes.actors[: self.axes.deciders]
        self.own_profile = np.array([self.axes.profile[name] for name in deciding], dtype=np.int64)
        self.pursues = np.zeros((len(deciding), len(self.axes.profiles)), dtype=bool)
        """(actor, profile), which an actor may come to pursue."""
        self.pursues[np.arange(len(deciding)), self.own_profile] = True
        for _, actor, profile in pursued:
            self.pursues[actor, profile] = True
        banned = [
            (len(stages) + k, s, 0)
            for k, each in enumerate(self.compiled)
            for ban in each.forbids
            for s in self._forbids(ban)
        ]
        self.bans = table(records.HOLDER, banned)

    def _holders(self, levels: Sequence[Sequence[tuple[str, float]]]) -> Records:
        """The effects on deciding actors, in the order of `levels_of`."""
        return table(records.HOLDER, [(effect, actor, 0) for effect, actor, _ in self.levels_of(levels)])

    def levels_of(self, by_effect: Sequence[Sequence[tuple[str, Level]]]) -> list[tuple[int, int, Level]]:
        """Levels given for deciding actors: effect, actor, level."""
        return [
            (effect, self.axes.actor[actor], level)
            for effect, levels in enumerate(by_effect)
            for actor, level in levels
            if self.axes.actor[actor] < self.axes.deciders
        ]

    def _forbids(self, ban: Forbid) -> list[int]:
        """The options whose actor may no longer propose."""
        choice_set = self.choice_set
        actor = self.axes.actor[ban.actor]
        return [
            s
            for s, (who, event) in enumerate(zip(choice_set.option_actor, choice_set.option_event, strict=True))
            if who == actor
            and choice_set.alternatives[event].action in ban.action
            and (ban.target is None or bool(set(choice_set.alternatives[event].parties) & set(ban.target)))
        ]

    @cached_property
    def towards(self) -> Flags:
        """True where an actor does an event to another: (event, actor, actor)."""
        done_to = np.zeros((len(self.events), len(self.axes.actors), len(self.axes.actors)), dtype=bool)
        for n, event in enumerate(self.events):
            for doer in self.doers[event["first_doer"] : event["end_doer"]]:
                done_to[n, doer["actor"], self.others[doer["first_other"] : doer["end_other"]]] = True
        return done_to

    @cached_property
    def clash(self) -> Flags:
        """True for events that are armed clashes: (event,)."""
        return np.ascontiguousarray(self.events["clash"])

    def allowed_by_calendar(self, as_of: int, months: int) -> Flags:
        """True where the calendar allows a transition in a month: (month, transition)."""
        return allowed_by_calendar(self.choice_set, as_of, months).copy()


@lru_cache(maxsize=4)
def allowed_by_calendar(choice_set: ChoiceSet, as_of: int, months: int) -> Flags:
    """True where the calendar allows a transition in a month, in whatever scenario: (month, transition)."""
    steps = choice_set.steps
    allowed = [[step.spec.open_in(as_of + month) for step in steps] for month in range(months + 1)]
    return np.array(allowed, dtype=bool).reshape(months + 1, len(steps))


@lru_cache(maxsize=4)
def terms_of(choice_set: ChoiceSet) -> tuple[Index, Records]:
    """The alignments that each profile cares for and each alternative moves, the same in every scenario.

    Returns where those of (profile × alternative) begin, and all of them, profile by profile.
    """
    axes, alternatives = choice_set.axes, choice_set.alternatives
    it = Events.of(alternatives, choice_set.seeds, axes)
    moved: list[dict[tuple[int, int], list[tuple[int, int, int, int]]]] = [{} for _ in alternatives]
    for event, by_pair in enumerate(moved):
        for term in _moved(it, event, len(axes.actors)):
            by_pair.setdefault(term[:2], []).append(term)
    counts, rows = [], []
    for profile in choice_set.seeds.interests.profiles.values():
        cares = sorted({(axes.actor[care.of], axes.actor[care.to]) for care in profile.cares})
        for by_pair in moved:
            common = [term for pair in cares for term in by_pair.get(pair, ())]
            counts.append(len(common))
            rows += common
    return ranges(counts), table(records.TERM, rows)


def _moved(it: Events, event: int, actors: int) -> Iterable[tuple[int, int, int, int]]:
    """Alignments that an event moves: of, to, doer's row, and the reason."""
    agreement = bool(it.events[event]["agreement"])
    for s in range(int(it.events[event]["first_doer"]), int(it.events[event]["end_doer"])):
        doer, first, end = (int(it.doers[s][name]) for name in ("actor", "first_other", "end_other"))
        against = it.others[first:end].tolist()
        for other in against:
            yield other, doer, s, records.TO_DOER
            if not agreement:
                yield doer, other, s, records.TO_OTHER
        for of in range(actors):
            if not it.party[event, of]:
                yield of, doer, s, records.ONLOOKER
