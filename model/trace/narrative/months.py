"""The narrative from its first line to its last, month by month."""

from __future__ import annotations

from collections.abc import Iterator

from model.common.text import calendar, capital, in_full, listed
from model.conditions.kind import condition_in_words
from model.effects import compiled, effects_of
from model.spec.condition import Condition
from model.spec.seeds import Seeds
from model.trace.narrative.ending import ending
from model.trace.narrative.reasons import evaluation
from model.trace.narrative.wording import ROUNDS_TO_ZERO, Line, Wording, chance
from model.trace.records import Change, Event, Fired, Gap, Month, Step, Trace

MAX_CHANGES_TOLD, MAX_CHANGES_BY_EVENT, MAX_DIFFERENCES_TOLD = 4, 3, 2
"""Most alignments told of a month, of one event, and of the month in which two worlds part."""
HOW_TO_READ = (
    "An alignment says how far one actor leans to another, from −1 (hostile) to +1 (allied). An actor weighs an event "
    "by its utility, the sum of four parts. Interest: do the leanings it cares for gain or lose? Stake: does an issue "
    "move its way? Feeling: how does it feel about the other side? Pressure: what would those gain or lose who have "
    "pressed it recently? How often an actor acts follows from its usual activity. What it does is likelier the higher "
    "its utility, and the more it is like what the two sides did to each other recently; luck decides. Whoever is "
    "asked to agree weighs the proposal in the same way; the more it binds, the harder it is to get. "
    "Afterwards alignments drift towards the level that standing ties support. Numbers are rounded, so sums may be "
    "off in the last decimal."
)


class Narrative:
    """Tells one trace; what a name or a stage means is said where it is first mentioned."""

    def __init__(self, trace: Trace, seeds: Seeds) -> None:
        self.trace = trace
        self.say = Wording(trace, seeds)
        self.seeds = seeds

    def whole(self) -> Iterator[Line]:
        """The narrative from beginning to end."""
        yield from self.opening()
        for month in self.trace.months:
            yield from self.month(month)
        yield from self.ending()

    def opening(self) -> Iterator[Line]:
        """Heading, summary and explanation of the text."""
        trace = self.trace
        first, last = trace.as_of + 1, trace.as_of + len(trace.months)
        yield Line(f"{trace.name} ({trace.scenario}): world {trace.world}, month by month", heading=True)
        yield Line(
            f"{trace.region}, {calendar(first)} to {calendar(last)}; seed {trace.seed}; "
            f"it starts from what was documented up to {calendar(trace.as_of)}."
        )
        yield Line(trace.summary)
        if trace.assumptions:
            given = (f"{path.removeprefix('assumptions.')} = {value:g}" for path, value in trace.assumptions.items())
            yield Line(f"The scenario sets these assumptions from month 1: {', '.join(given)}.")
        yield Line("How to read it", heading=True)
        yield Line(HOW_TO_READ)

    def month(self, month: Month) -> Iterator[Line]:
        """One month; a quiet one in one line."""
        title = f"{calendar(month.calendar)} (month {month.number})"
        if not (month.fired or month.events or month.steps):
            yield Line(f"{title}: a quiet month. {self._drift(month)}", apart=True)
        else:
            yield Line(title, heading=True)
            for fired in month.fired:
                yield from self._fired(fired)
            for event in month.events:
                yield from self._event(event, month)
            for step in month.steps:
                yield from self._step(step)
            yield from self._changes(month)
        yield from self._divergence(month)

    def ending(self) -> Iterator[Line]:
        """The end of the world, beside the baseline's same world."""
        return ending(self.say, self.trace)

    def _fired(self, fired: Fired) -> Iterator[Line]:
        """An intervention: that it comes, why, and what it does."""
        spec = fired.spec
        whose = "The baseline" if fired.inherited else "The scenario"
        if fired.ends:
            yield Line(f"{whose}: what {fired.origin} changed ends.", 1)
            return
        because = f" because {self._condition(spec.when, spec.after)}" if spec.when is not None else ""
        place = fired.origin if fired.event is None else f"{fired.origin}; event {fired.event}"
        yield Line(f"{whose} intervenes{because} ({place}). {spec.why}".rstrip(), 1)
        for said in self._lasting(fired):
            yield Line(f"{said}.", 2)
        for step in fired.steps:
            yield from self._step(step, indent=2)
        kept = [issue for issue in compiled(spec).sets if issue not in {step.issue for step in fired.steps}]
        if kept:
            further = " or further" if spec.or_further else ""
            yield Line(
                f"{capital(listed([self.say.issue(q) for q in kept]))}: already there{further}, so nothing is set.", 2
            )

    def _condition(self, when: Condition, after: int) -> str:
        """Condition that armed an intervention, and how long ago it held."""
        late = after > 1
        said = condition_in_words(when, self.say, past=late)
        return (f"{after} months ago, for the first time, " if late else "") + said

    def _lasting(self, fired: Fired) -> Iterator[str]:
        """Lasting changes by an intervention."""
        for effect in effects_of(fired.spec):
            yield from effect.tells(self.say)

    def _event(self, event: Event, month: Month) -> Iterator[Line]:
        """An event in words: reasons, answers and, if it was not alone, the alignments it moved."""
        yield Line(f"{event.number}. {self._done(event)}", 1)
        for why in event.evaluations:
            yield Line(evaluation(self.say, why, event), 2)
        if event.moves is not None and sum(other.came_about for other in month.events) > 1:
            made = sorted(
                (change for change in month.changes if event.number in change.events),
                key=lambda change: -abs(change.events[event.number]),
            )
            moved = [
                f"{self.say.leaning(c.of, c.to)} {in_full(c.events[event.number])}" for c in made[:MAX_CHANGES_BY_EVENT]
            ]
            yield Line(f"It moved most: {', '.join(moved)}.", 2)

    def _done(self, event: Event) -> str:
        """The event in a sentence or two."""
        say = self.say
        if event.action is None:
            return f"Set by the scenario: {say.says(event.type, event.source, event.target)}."
        name = capital(self.seeds.actions.actions[event.action].name)
        if not event.agreement:
            return f"{name}: {say.says(event.type, event.source, event.target)}."
        asked = [why.actor for why in event.evaluations if why.role == "asked"]
        if asked:
            verb = "proposes" if len(event.proposers) == 1 else "propose"
            offer = f"{say.actors(event.proposers)} {verb} it to {say.actors(asked)}"
        else:
            offer = f"{say.actors(event.proposers)} propose it to each other"
        if event.came_about:
            return f"{name}: {offer}. {capital(say.says(event.type, event.source, event.target))}."
        verb = "refuses" if len(event.refused_by) == 1 else "refuse"
        return f"{name}: {offer}. {say.actors(event.refused_by)} {verb}, and nothing comes of it."

    def _step(self, step: Step, indent: int = 1) -> Iterator[Line]:
        """An issue that moved, or might have."""
        issue, way = self.say.issue(step.issue), self.say.way(step.issue, step.begins, step.to)
        by = f" by event{'s' * (len(step.events) > 1)} {listed([str(n) for n in step.events])}" if step.events else ""
        drawn = (
            ""
            if step.random_number is None
            else f"the chance was {chance(step.chance)}, and luck drew {chance(step.random_number)}"
        )
        if not step.happened:
            lost = step.random_number is not None and step.random_number >= step.chance
            why = f"{drawn}, not below that" if lost else "another step of it came first"
            yield Line(f"{capital(issue)} could have gone {way}{by}, but did not: {why}.", indent)
            return
        verb = "falls back" if step.setback else "is set" if step.cause == "scenario" else "moves"
        itself = ", by itself" if step.cause == "hazard" else f",{by}" if by else ""
        odds = f" {capital(drawn)}, below that." if drawn and step.chance < 1 else ""
        rests = f" It then rests for {step.rests} months." if step.rests > 1 else ""
        yield Line(f"{capital(issue)} {verb} {way}{itself}.{odds}{rests}", indent)
        if step.effects:
            yield Line(f"With this, {'; '.join(self.say.effect(effect) for effect in step.effects)}.", indent + 1)

    def _changes(self, month: Month) -> Iterator[Line]:
        """The alignments that events moved most, each event's part and the drift's; then the drift alone."""
        told = [c for c in month.changes if any(abs(part) >= ROUNDS_TO_ZERO for part in c.events.values())][
            :MAX_CHANGES_TOLD
        ]
        if told:
            yield Line("Alignments that events moved most:", 1)
            for change in told:
                yield Line(self._change(change), 2)
        yield Line(self._drift(month), 1)

    def _change(self, change: Change) -> str:
        made = [
            f"event {number} {in_full(part)}" for number, part in change.events.items() if abs(part) >= ROUNDS_TO_ZERO
        ]
        parts = ", ".join([*made, f"drift to ties {in_full(change.drift)}"])
        ends = f"from {in_full(change.before)} to {in_full(change.after)}"
        return f"{self.say.leaning(change.of, change.to)}: {in_full(change.total)}, {ends} ({parts})"

    def _drift(self, month: Month) -> str:
        """The alignment that memory moved most."""
        most = max(month.changes, key=lambda change: abs(change.drift), default=None)
        if most is None or abs(most.drift) < ROUNDS_TO_ZERO:
            return "Drift to ties moved nothing to speak of."
        return f"Drift to ties moved {self.say.leaning(most.of, most.to)} most, by {in_full(most.drift)}."

    def _divergence(self, month: Month) -> Iterator[Line]:
        """Differences between the month and the baseline's same month, and the point where two worlds part."""
        divergence = month.divergence
        if divergence is None:
            return
        said = [
            f"{where}: {'; '.join(self.say.occurrence(occurrence) for occurrence in occurrences)}."
            for where, occurrences in (("Only here", divergence.here), ("Only in the baseline", divergence.there))
            if occurrences
        ]
        if month.number == self.trace.parted:
            if divergence.gaps:
                said.append(
                    f"Alignments that differ most: {'; '.join(map(self._gap, divergence.gaps[:MAX_DIFFERENCES_TOLD]))}."
                )
            if month.number > 1:
                said.insert(0, "Until now this world and the baseline's were the same.")
            if not (divergence.here or divergence.there or divergence.gaps):
                said.append("So far only what the scenario sets differs; nothing has come of it yet.")
            yield Line(f"HERE THE TWO WORLDS PART. {' '.join(said)}", 1)
        elif said:
            yield Line(f"Compared with the baseline's same month. {' '.join(said)}", 1)

    def _gap(self, gap: Gap) -> str:
        return (
            f"{self.say.leaning(gap.of, gap.to)} {in_full(gap.here)} here, {in_full(gap.there)} in the baseline "
            f"({in_full(gap.difference)})"
        )
