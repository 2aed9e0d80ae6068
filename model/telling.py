"""An account of one world in sentences that a student follows: lines of text, without layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from model.account import Change, Deed, Effect, Fired, Gap, Happening, Month, Paired, Reckoning, Step, Trace
from model.spec.base import name_of_month
from model.spec.scenario import Condition
from model.spec.seeds import Seeds

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SMALL = 0.0005
"""What rounds to nothing at three decimals."""
MOVED, PARTED, ENDED = 4, 2, 5
"""How many alignments are told of a month, of a parting and of the end."""


@dataclass(frozen=True)
class Line:
    """One paragraph of the telling."""

    text: str
    indent: int = 0
    heading: bool = False


def calendar(month: int) -> str:
    """`August 2025` for a count of months since year 0."""
    return f"{MONTHS[month % 12]} {month // 12}"


def signed(number: float, digits: int = 3) -> str:
    """A number with its sign, and nothing that only rounding made."""
    text = f"{number:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", "−")


def listed(words: Sequence[str], last: str = "and") -> str:
    """`A, B and C`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def words_of(name: str) -> str:
    """An id as words: `text_agreed` is text agreed."""
    return name.replace("_", " ")


def upper(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


class Telling:
    """Tells an account from its first line to its last; a name comes with its code, and a stage with its meaning, once."""

    def __init__(self, account: Trace, seeds: Seeds) -> None:
        self.account = account
        self.seeds = seeds
        self.named: set[str] = set()
        self.explained: set[tuple[str, str]] = set()

    def actor(self, name: str) -> str:
        """An actor's short name, at first with its code."""
        short = self.account.actors[name]
        if name in self.named or short == name:
            return short
        self.named.add(name)
        return f"{short} ({name})"

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""
        return listed([self.actor(name) for name in names])

    def issue(self, name: str) -> str:
        """An issue's name."""
        return self.seeds.issues.issues[name].name

    def stage(self, issue: str, stage: str) -> str:
        """A stage, at first with what it means."""
        if (issue, stage) in self.explained:
            return f'"{words_of(stage)}"'
        self.explained.add((issue, stage))
        return f'"{words_of(stage)}" ({self.seeds.issues.issues[issue].stages[stage].meaning})'

    def whole(self) -> Iterator[Line]:
        """The account from beginning to end."""
        yield from self.opening()
        for month in self.account.months:
            yield from self.month(month)
        yield from self.ending()

    def opening(self) -> Iterator[Line]:
        """What is told, and how to read it."""
        account = self.account
        first, last = account.as_of + 1, account.as_of + len(account.months)
        yield Line(f"{account.name} ({account.scenario}): world {account.world}, month by month", heading=True)
        yield Line(
            f"{account.region}, {calendar(first)} to {calendar(last)}; seed {account.seed}; "
            f"it starts from what was documented up to {calendar(account.as_of)}."
        )
        yield Line(account.summary)
        if account.assumptions:
            given = (f"{path.removeprefix('assumptions.')} = {value:g}" for path, value in account.assumptions.items())
            yield Line(f"The scenario sets these assumptions from month 1: {', '.join(given)}.")
        yield Line("How to read it", heading=True)
        yield Line(
            "An alignment says how far one actor leans to another, from −1 (hostile) to +1 (allied). An actor weighs a "
            "deed by its utility, the sum of four parts. Interest: do the leanings it cares for gain or lose? Stake: "
            "does an issue move its way? Feeling: how does it feel about the other side? Leverage: what could those it "
            "depends on, and who would lose by the deed, do to it? A utility above 0 makes a deed likelier than the "
            "actor's usual activity would, one below 0 less likely; luck decides. Whoever is asked to agree weighs the "
            "proposal in the same way. Afterwards alignments drift towards the level that standing ties support. "
            "Numbers are rounded, so sums may be off in the last decimal."
        )

    def month(self, month: Month) -> Iterator[Line]:
        """One month; a quiet one in one line."""
        title = f"{calendar(month.calendar)} (month {month.number})"
        if not (month.fired or month.deeds or month.steps):
            yield Line(f"{title}: a quiet month. {self._drift(month)}")
        else:
            yield Line(title, heading=True)
            for fired in month.fired:
                yield from self._fired(fired)
            for deed in month.deeds:
                yield from self._deed(deed, alone=sum(d.came_about for d in month.deeds) == 1)
            for step in month.steps:
                yield from self._step(step)
            yield from self._changes(month)
        yield from self._versus(month)

    def _fired(self, fired: Fired) -> Iterator[Line]:
        """An intervention: that it comes, why, and what it does."""
        spec = fired.spec
        whose = "The baseline's script" if fired.inherited else "The scenario"
        if fired.ends:
            yield Line(f"{whose}: what {fired.origin} changed ends.", 1)
            return
        because = f" because {self._condition(spec.when, spec.after)}" if spec.when is not None else ""
        yield Line(f"{whose} intervenes{because} ({fired.origin}). {spec.why}".rstrip(), 1)
        for said in self._lasting(fired):
            yield Line(f"{said}.", 2)
        for step in fired.steps:
            yield from self._step(step, indent=2)
        if spec.issue and len(fired.steps) < len(spec.issue):
            kept = [q for q in spec.issue if q not in {step.issue for step in fired.steps}]
            further = " or further" if spec.or_further else ""
            yield Line(f"{listed([self.issue(q) for q in kept])}: already there{further}, so nothing is set.", 2)

    def _condition(self, when: Condition, after: int) -> str:
        said = [
            f"{self.issue(q)} is {listed([words_of(stage) for stage in stages], 'or')}" for q, stages in when.issue.items()
        ]
        if when.alignment is not None:
            sides = {"above": when.alignment.above, "below": when.alignment.below}
            bounds = listed([f"{side} {signed(level, 2)}" for side, level in sides.items() if level is not None])
            said.append(f"{self.actor(when.alignment.of)} leans to {self.actor(when.alignment.to)} {bounds}")
        ago = f", for the first time {after} months ago" if after > 1 else ""
        return listed(said) + ago

    def _lasting(self, fired: Fired) -> Iterator[str]:
        """What an intervention changes from now on."""
        spec = fired.spec
        if spec.tie is not None:
            of = self.actors(spec.tie.between or (str(spec.tie.of),))
            to = "" if spec.tie.between else f" to {self.actor(str(spec.tie.to))}"
            yield f'A tie of the kind "{words_of(spec.tie.kind)}" is added, {of}{to}: strength {signed(spec.tie.strength, 2)}'
        if spec.dependence is not None:
            change = signed(spec.dependence.change, 2)
            yield f"{self.actor(spec.dependence.of)}'s dependence on {self.actor(spec.dependence.on)} changes by {change}"
        for actor, level in (spec.attention or {}).items():
            yield f"{self.actor(actor)}'s free attention is set to {level:.2f}"
        if spec.forbid is not None:
            names = listed([f'"{self.seeds.actions.actions[a].name}"' for a in spec.forbid.action], "or")
            against = f" towards {self.actors(spec.forbid.target)}" if spec.forbid.target else ""
            until = f" until {calendar(spec.dates[-1])}" if spec.between is not None else ""
            yield f"{self.actor(spec.forbid.actor)} may not choose {names}{against}{until}"

    def _says(self, kind: str, source: Sequence[str], target: Sequence[str]) -> str:
        """The sentence of a deed, from its type's template."""
        template = self.seeds.types.types[kind].tells.strip().rstrip(".")
        shown = {"source": source, "target": target, "parties": (*source, *target)}
        order = re.findall(r"\{(\w+)\}", template)
        return template.format(**{blank: self.actors(shown[blank]) for blank in dict.fromkeys(order)})

    def _deed(self, deed: Deed, *, alone: bool) -> Iterator[Line]:
        """What was done or proposed, why, and what the others answered."""
        if deed.scripted:
            yield Line(f"{deed.number}. By the script: {self._says(deed.type, deed.source, deed.target)}.", 1)
        elif deed.came_about and not deed.agreement:
            yield Line(f"{deed.number}. {self._name(deed)}: {self._says(deed.type, deed.source, deed.target)}.", 1)
        else:
            asked = [r.actor for r in deed.reckonings if r.role == "asked"]
            proposers = self.actors(deed.proposers)
            how = f"{proposers} propose{'s' * (len(deed.proposers) == 1)} it to {self.actors(asked)}" if asked else (
                f"{proposers} propose it to each other"
            )  # fmt: skip
            end = self._says(deed.type, deed.source, deed.target) if deed.came_about else (
                f"{self.actors(deed.refused_by)} refuse{'s' * (len(deed.refused_by) == 1)}, and nothing comes of it"
            )  # fmt: skip
            yield Line(f"{deed.number}. {self._name(deed)}: {how}. {upper(end)}.", 1)
        for reckoning in deed.reckonings:
            yield Line(self._reckoning(reckoning, deed), 2)
        if deed.moves is not None and not alone:
            yield Line(f"It moved most: {self._moved(deed)}.", 2)

    def _name(self, deed: Deed) -> str:
        return self.seeds.actions.actions[deed.action].name if deed.action else self.seeds.types.types[deed.type].name

    def _moved(self, deed: Deed) -> str:
        found = sorted(
            ((change, change.deeds[deed.number]) for change in self._month_of(deed).changes if deed.number in change.deeds),
            key=lambda pair: -abs(pair[1]),
        )
        return ", ".join(f"{self._leaning(c.of, c.to)} {signed(made)}" for c, made in found[:3])

    def _month_of(self, deed: Deed) -> Month:
        return next(month for month in self.account.months if any(d is deed for d in month.deeds))

    def _leaning(self, of: str, to: str) -> str:
        return f"{self.actor(of)} to {self.actor(to)}"

    def _reckoning(self, reckoning: Reckoning, deed: Deed) -> str:
        """Why an actor did, proposed, accepted or refused it."""
        parts, name = reckoning.parts, self.actor(reckoning.actor)
        named = {"interest": parts.interest, "stake": parts.stake, "feeling": parts.feeling, "leverage": parts.leverage}
        shown = ", ".join(f"{part} {signed(value)}" for part, value in named.items())
        head = f"{name}'s utility was {signed(parts.utility)} ({shown})"
        if reckoning.role == "asked":
            verb, side = ("agreed", "below") if reckoning.agreed else ("refused", "above")
            drawn = f"{name} {verb}: the chance that it would agree was {reckoning.consent_chance:.2f}"
            head = f"{drawn}, and luck drew {reckoning.luck:.2f}, {side} that. Its utility was {head.split(' was ', 1)[1]}"
        said = self._reasons(reckoning, deed, named)
        text = f"{head}. {said}"
        if reckoning.chance is not None:
            times = f"{reckoning.tilt:.2g} times" if reckoning.tilt < 100 else f"{reckoning.tilt:.0f} times"
            text += f" Its chance this month was {_chance(reckoning.chance)}: {times} what a utility of 0 gives."
        return text

    def _reasons(self, reckoning: Reckoning, deed: Deed, named: dict[str, float]) -> str:
        """The part that weighed most and any other of at least half its size, in words."""
        strongest = max(named, key=lambda part: abs(named[part]))
        if abs(named[strongest]) < SMALL:
            return "No part weighed anything to speak of."
        told = sorted((part for part in named if abs(named[part]) >= abs(named[strongest]) / 2), key=lambda p: -abs(named[p]))
        reasons = {
            "interest": lambda: self._interest(reckoning),
            "stake": lambda: self._stake(reckoning),
            "feeling": lambda: self._feeling(reckoning, deed),
            "leverage": lambda: self._leverage(reckoning),
        }
        first = f"{upper(strongest)} weighed most: {reasons[strongest]()}."
        return " ".join([first, *(f"{upper(part)}: {reasons[part]()}." for part in told[1:])])

    def _interest(self, reckoning: Reckoning) -> str:
        largest = abs(reckoning.leanings[0].worth)
        words = []
        for leaning in reckoning.leanings[:3]:
            if abs(leaning.worth) < largest / 4:
                break
            to = "it" if leaning.to == reckoning.actor else self.actor(leaning.to)
            how = "more" if leaning.expected > 0 else "less"
            of = "its own leaning" if leaning.of == reckoning.actor else f"{self.actor(leaning.of)} leaning"
            good = "gains" if leaning.worth > 0 else "loses"
            words.append(f"it {good} by {of} {how} to {to} ({signed(leaning.worth)})")
        return listed(words)

    def _stake(self, reckoning: Reckoning) -> str:
        return listed(
            [
                f"moving {self.issue(p.issue)} from {self.stage(p.issue, p.begins)} to {self.stage(p.issue, p.to)} "
                f"is worth {signed(p.worth)} to it"
                for p in reckoning.prospects[:2]
            ]
        )

    def _feeling(self, reckoning: Reckoning, deed: Deed) -> str:
        others = [name for name in (*deed.source, *deed.target) if name != reckoning.actor]
        others = others if deed.agreement else [name for name in deed.target]
        side = "for" if reckoning.parts.feeling > 0 else "against"
        sort = "hostile" if deed.hostile else "friendly"
        level = f"{signed(reckoning.regard, 2)}{' on average' if len(others) > 1 else ''}"
        return f"it leans {level} to {self.actors(others)}, which speaks {side} a {sort} deed"

    def _leverage(self, reckoning: Reckoning) -> str:
        return listed(
            [
                f"{self.actor(d.actor)}, on which it depends ({d.dependence:.2f}), would lose by the deed "
                f"({signed(d.worth)})"
                for d in reckoning.displeasures[:2]
            ]
        )

    def _step(self, step: Step, indent: int = 1) -> Iterator[Line]:
        """An issue that moved, or might have."""
        issue, deeds = self.issue(step.issue), listed([f"deed {number}" for number in step.deeds] or ["-"])
        way = f"from {self.stage(step.issue, step.begins)} to {self.stage(step.issue, step.to)}"
        if not step.happened:
            drawn = f"luck drew {step.luck:.2f}" if step.luck is not None else ""
            lost = step.luck is not None and step.luck >= step.chance
            why = f"the chance was {step.chance:.2f}, {drawn}" if lost else "another step came first"
            yield Line(f"{issue} could have gone {way} by {deeds}, but did not: {why}.", indent)
            return
        verb = "falls back" if step.setback else "is set" if step.cause == "script" else "moves"
        by = {"deed": f", by {deeds}", "hazard": ", by itself", "script": ""}[step.cause]
        odds = ""
        if step.luck is not None and step.chance < 1:
            odds = f" The chance was {step.chance:.2f}, and luck drew {_chance(step.luck)}, below that."
        rests = f" It rests for {step.rests} months." if step.rests else ""
        yield Line(f"{issue} {verb} {way}{by}.{odds}{rests}", indent)
        if step.effects:
            yield Line(f"With this: {'; '.join(self._effect(effect) for effect in step.effects)}.", indent + 1)

    def _effect(self, effect: Effect) -> str:
        """What a stage changes while it lasts."""
        whose = self.actors(effect.of)
        if effect.kind == "profile":
            return f"{whose} now pursues other interests ({effect.after} in place of {effect.before})"
        before, after = float(effect.before), float(effect.after)
        if effect.kind == "tie":
            side = f"between {whose}" if effect.to is None else f"of {whose} to {self.actor(effect.to)}"
            return f'the tie "{words_of(str(effect.what))}" {side} goes from strength {_level(before)} to {_level(after)}'
        if effect.kind == "dependence":
            return f"{whose}'s dependence on {self.actor(str(effect.to))} changes by {signed(after - before, 3)}"
        noun = "free attention" if effect.kind == "attention" else "capability"
        return f"{whose}'s {noun} goes from {before:.2f} to {after:.2f}"

    def _changes(self, month: Month) -> Iterator[Line]:
        """The alignments that moved most, deed by deed, and the drift."""
        told = [change for change in month.changes if abs(change.total) >= SMALL][:MOVED]
        if any(change.deeds for change in month.changes):
            yield Line("Alignments that moved most:", 1)
            for change in told:
                yield Line(self._change(change), 2)
        yield Line(self._drift(month), 1)

    def _change(self, change: Change) -> str:
        made = [f"deed {number} {signed(part)}" for number, part in change.deeds.items() if abs(part) >= SMALL]
        parts = ", ".join([*made, f"drift to ties {signed(change.drift)}"])
        ends = f"from {signed(change.before)} to {signed(change.after)}"
        return f"{self._leaning(change.of, change.to)}: {signed(change.total)}, {ends} ({parts})"

    def _drift(self, month: Month) -> str:
        """The alignment that memory moved most."""
        most = max(month.changes, key=lambda change: abs(change.drift), default=None)
        if most is None or abs(most.drift) < SMALL:
            return "Drift to ties moved nothing to speak of."
        return f"Drift to ties moved {self._leaning(most.of, most.to)} most, by {signed(most.drift)}."

    def happening(self, happening: Happening) -> str:
        """What happened, without its numbers."""
        if happening.kind == "step":
            return (
                f"{self.issue(happening.what)} goes from {self.stage(happening.what, happening.begins)} "
                f"to {self.stage(happening.what, happening.to)}"
            )
        action = self.seeds.actions.actions.get(happening.what)
        kind = happening.what if action is None else action.type
        if happening.kind == "refusal":
            name = self.seeds.types.types[kind].name if action is None else action.name
            return f'"{name}" of {self.actors((*happening.source, *happening.target))} is refused'
        said = self._says(kind, happening.source, happening.target)
        return said if action is None else f"{said} ({action.name})"

    def _versus(self, month: Month) -> Iterator[Line]:
        """How the month differs from the baseline's, and where the two worlds part."""
        versus, parts = month.versus, month.number == self.account.parted
        if versus is None:
            return
        said = []
        for where, happenings in (("only here", versus.here), ("only in the baseline", versus.there)):
            if happenings:
                said.append(f"{where}: {'; '.join(self.happening(h) for h in happenings)}")
        if parts:
            if versus.gaps:
                said.append(f"alignments that differ most: {'; '.join(map(self._gap, versus.gaps[:PARTED]))}")
            what = ". ".join(map(upper, said)) or "What may be chosen differs, though nothing came of it yet"
            yield Line(f"HERE THE TWO WORLDS PART. Until now this world and the baseline's were the same. {what}.", 1)
        elif said:
            yield Line(f"Unlike the baseline, {'. '.join([said[0], *map(upper, said[1:])])}.", 1)

    def _gap(self, gap: Gap) -> str:
        there = "in the baseline" if self.account.baseline else "at the start"
        return (
            f"{self._leaning(gap.of, gap.to)} {signed(gap.here)} here, {signed(gap.there)} {there} "
            f"({signed(gap.difference)})"
        )

    def ending(self) -> Iterator[Line]:
        """How it ends, beside the baseline's same world."""
        account, ending = self.account, self.account.ending
        last = account.as_of + len(account.months)
        compared = f", beside world {account.world} of the baseline" if account.baseline else ""
        yield Line(f"How it ends ({calendar(last)}){compared}", heading=True)
        if account.baseline and account.parted is None:
            yield Line(
                "In this world the scenario changes nothing: everything is as in the baseline. "
                "Its interventions did not fire here, or found already done what they would have done."
            )
            return
        if account.parted is not None:
            yield Line(f"The two worlds are the same until {calendar(account.as_of + account.parted)} (month {account.parted}).")
        yield from self._milestones()
        yield from self._stages()
        gaps = [gap for gap in ending.gaps if abs(gap.difference) >= SMALL][:ENDED]
        if gaps:
            verb = "differ most" if account.baseline else "changed most"
            yield Line(f"Alignments that {verb}: {'; '.join(map(self._gap, gaps))}.")
        yield from self._outcomes()
        yield Line(
            "One world is one draw of luck. It shows how the model works; what a scenario does on the whole is seen by "
            "comparing many worlds (run)."
        )

    def _milestones(self) -> Iterator[Line]:
        account = self.account

        def date(month: int | None) -> str:
            return calendar(account.as_of + (month or 0))

        every = account.ending.milestones
        if account.baseline is None:
            reached = [f"{words_of(m.outcome)} ({date(m.here)})" for m in every if m.here is not None]
            yield Line(f"Milestones reached: {', '.join(reached) or 'none'}.")
            return
        here = [f"{words_of(m.outcome)} ({date(m.here)})" for m in every if m.here is not None and m.there is None]
        there = [f"{words_of(m.outcome)} ({date(m.there)})" for m in every if m.there is not None and m.here is None]
        both = [m for m in every if m.here is not None and m.there is not None]
        at = [f"{words_of(m.outcome)} ({date(m.here)} here, {date(m.there)} in the baseline)" for m in both if m.here != m.there]
        same = [f"{words_of(m.outcome)} ({date(m.here)})" for m in both if m.here == m.there]
        said = {"only here": here, "only in the baseline": there, "in both, at different times": at, "in both alike": same}
        told = [f"{where}: {', '.join(names)}" for where, names in said.items() if names]
        yield Line(f"Milestones reached {'; '.join(told)}." if told else "Neither world reached a milestone.")

    def _stages(self) -> Iterator[Line]:
        stages = self.account.ending.stages
        apart = {q: pair for q, pair in stages.items() if self.account.baseline and pair.here != pair.there}
        for issue, pair in apart.items():
            here, there = self.stage(issue, str(pair.here)), self.stage(issue, str(pair.there))
            yield Line(f"{self.issue(issue)} ends as {here} here, and as {there} in the baseline.")
        if not self.account.baseline:
            moved = [q for q in stages if stages[q].here != self.account.stages[q]]
            for q in moved:
                yield Line(f"{self.issue(q)} went from {self.stage(q, self.account.stages[q])} to {self.stage(q, str(stages[q].here))}.")
        elif not apart:
            yield Line("All issues end in the same stages in both worlds.")

    def _outcomes(self) -> Iterator[Line]:
        """The outcomes that differ, numbers by size; in the baseline itself, all of them."""
        outcomes = {
            name: pair
            for name, pair in self.account.ending.outcomes.items()
            if name not in {m.outcome for m in self.account.ending.milestones} and not name.startswith("months_to")
        }
        if not self.account.baseline:
            yield Line(f"Outcomes: {'; '.join(f'{self._outcome(n)} {self._value(p.here)}' for n, p in outcomes.items())}.")
            return
        numbers = [(n, p) for n, p in outcomes.items() if _difference(p) is not None and abs(_difference(p) or 0) >= SMALL]
        numbers.sort(key=lambda pair: -abs(_difference(pair[1]) or 0))
        said = [
            f"{self._outcome(n)} {self._value(p.here)} here, {self._value(p.there)} in the baseline "
            f"({signed(_difference(p) or 0)})"
            for n, p in numbers[:ENDED]
        ]
        said += [
            f"{self._outcome(n)} {self._value(p.here)} here, {self._value(p.there)} in the baseline"
            for n, p in outcomes.items()
            if _difference(p) is None and p.here != p.there
        ]
        if said:
            yield Line(f"Outcomes that differ most: {'; '.join(said)}.")

    def _outcome(self, name: str) -> str:
        return self._without_codes(words_of(name).replace(".", " of "))

    def _value(self, value: float | str | None) -> str:
        return self._without_codes(value) if isinstance(value, str) else "–" if value is None else f"{value:.3f}"

    def _without_codes(self, text: str) -> str:
        """Codes of actors as names, and the two blocs set apart."""
        codes = re.compile(r"\b(" + "|".join(map(re.escape, self.account.actors)) + r")\b")
        return codes.sub(lambda found: self.account.actors[found[1]], text).replace("+", ", ").replace("|", " against ")


def _difference(pair: Paired) -> float | None:
    """Here less there, where both are numbers."""
    if isinstance(pair.here, str) or isinstance(pair.there, str) or pair.here is None or pair.there is None:
        return None
    return pair.here - pair.there


def _chance(number: float) -> str:
    """A probability with three decimals, or fewer noughts for a small one."""
    return f"{number:.3f}" if number >= SMALL else f"{number:.1g}"


def _level(strength: float) -> str:
    return f"{strength:.2f}".replace("-", "−")


__all__ = ["Line", "Telling", "calendar", "listed", "name_of_month", "signed"]
