"""Role briefs to print, made from the evidence: what each actor wants, on whom it depends, what it can do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from model.analysis.comparison import records
from model.common.languages import _, named, plus, quoted
from model.common.templates import environment
from model.common.text import listed, percent
from model.evidence.attribution import Attribution, attribution, why
from model.reporting.wording.spoken import SpokenWords
from model.reporting.wording.words import spaced
from model.rules.axes import Axes
from model.rules.ties import attested
from model.rules.values import Values
from model.spec.base import name_of_month
from model.spec.behaviour import Profile
from model.spec.evidence import Dated, Dependence, Tie
from model.spec.seeds import Seeds

MAX_EVENTS = 2
"""Documented events that are named behind a leaning."""
MIN_PART = 0.005
"""An event's part of a leaning that is worth naming."""


@dataclass(frozen=True)
class Entry:
    """One line of a brief and the documents behind it."""

    text: str
    level: str = ""
    """The amount, if it has one."""
    note: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaning:
    """Alignments of two actors to each other, and the events that count most in them."""

    other: str
    theirs: str
    own: str
    events: tuple[Entry, ...]


@dataclass(frozen=True)
class Brief:
    """The sheet that one team is given about its actor."""

    actor: str
    name: str
    """The full name."""
    short: str
    wants: Entry
    cares: tuple[Entry, ...]
    stakes: tuple[Entry, ...]
    otherwise: tuple[Entry, ...]
    """Other interests that a stage of an issue would bring to power."""
    stated: tuple[Entry, ...]
    """The same as its officials state it."""
    depends: tuple[Entry, ...]
    leverage: tuple[Entry, ...]
    ties: tuple[Entry, ...]
    actions: tuple[Entry, ...]
    leanings: tuple[Leaning, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document behind it, in order of first mention."""
        entries = [
            self.wants,
            *self.stated,
            *self.cares,
            *self.stakes,
            *self.otherwise,
            *self.depends,
            *self.leverage,
            *self.ties,
        ]
        entries += [event for leaning in self.leanings for event in leaning.events]
        return tuple(dict.fromkeys(name for entry in entries for name in entry.documents))


class Briefs:
    """The briefs of a region's deciding actors, as documented up to the end of a month."""

    def __init__(self, seeds: Seeds, as_of: int, values: Values, without: Collection[str] = ()) -> None:
        self.seeds = seeds
        self.as_of = as_of
        self.values = values
        self.without = without
        self.words = SpokenWords(seeds)
        self.axes = Axes.of(seeds)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors that get a brief: those that decide."""
        return self.axes.actors[: self.axes.deciders]

    def brief(self, actor: str) -> Brief:
        """One actor's."""
        profile, found = self.seeds.interests.profiles[actor], self.seeds.actors.actors[actor]
        of_actor = {name: p for name, p in self.seeds.interests.profiles.items() if p.actor == actor and name != actor}
        others = {name: p for name, p in of_actor.items() if p.voice is None}
        stated = [p for p in of_actor.values() if p.voice is not None]
        return Brief(
            actor=actor,
            name=named(found.name),
            short=named(found.short),
            wants=Entry(profile.why, documents=profile.source or ()),
            cares=tuple(self._cares(profile)),
            stakes=tuple(self._stakes(profile)),
            otherwise=tuple(self._otherwise(others)),
            stated=tuple(Entry(p.why, documents=p.source or ()) for p in stated),
            depends=tuple(self._shares(of=actor)),
            leverage=tuple(self._shares(on=actor)),
            ties=tuple(self._ties(actor)),
            actions=tuple(self._actions(actor)),
            leanings=tuple(self._leaning(actor, other) for other in self.axes.actors if other != actor),
        )

    def html(self) -> str:
        """All of them on one page that prints a sheet or two for each actor."""
        briefs = [self.brief(actor) for actor in self.actors]
        templates = environment(Path(__file__).parent)
        templates.filters["letters"] = letters
        return templates.get_template("briefs.html.j2").render(
            briefs=briefs,
            cited=_together(brief.documents for brief in briefs),
            region=self.seeds.region,
            documents=self.seeds.documents,
            as_of=name_of_month(self.as_of),
            without=sorted(self.without),
            digests=self.seeds.digests,
        )

    def _holds(self, dated: Dated, attested_by: Collection[str]) -> bool:
        begun = dated.begins is None or dated.begins <= self.as_of
        return begun and (dated.until is None or self.as_of <= dated.until) and attested(attested_by, self.without)

    def _cares(self, profile: Profile) -> Iterator[Entry]:
        """The leanings it cares for, the weightiest first; weights as shares of all."""
        whole = sum(abs(interest.weight) for interest in profile.cares)
        for interest in sorted(profile.cares, key=lambda i: -abs(i.weight)):
            of, to = self.words.actor(interest.of), self.words.actor(interest.to)
            less = _("{actor} less close to {other}", actor=of, other=to)
            text = _("{actor} closer to {other}", actor=of, other=to) if interest.weight > 0 else less
            if interest.dimension:
                text += " " + _("in {dimension} matters", dimension=named(interest.dimension))
            yield Entry(text, percent(abs(interest.weight) / whole), interest.why)

    def _stakes(self, profile: Profile) -> Iterator[Entry]:
        """The issues it has a stake in, the weightiest first, with where each stands."""
        for name, stake in sorted(profile.stakes.items(), key=lambda pair: -abs(pair[1])):
            issue = self.seeds.issues.issues[name]
            now = issue.stage_in(self.as_of)
            loses = _("{issue}: loses by each step onward", issue=self.words.issue(name))
            gains = _("{issue}: gains by each step onward", issue=self.words.issue(name))
            stages = {stage: self.words.stage(name, stage) for stage in issue.stages}
            order = " → ".join(f"[{said}]" if stage == now else said for stage, said in stages.items())
            yield Entry(gains if stake > 0 else loses, plus(stake), order)

    def _otherwise(self, profiles: Mapping[str, Profile]) -> Iterator[Entry]:
        for name, profile in profiles.items():
            stages = [
                _("{issue} is “{stage}”", issue=self.words.issue(key), stage=self.words.stage(key, stage))
                for key, issue in self.seeds.issues.issues.items()
                for stage, given in issue.stages.items()
                if any(name == brought for _, brought in given.effects.declared.profile)
            ]
            yield Entry(
                _("If {stages}", stages=listed(stages, _("or"))), note=profile.why, documents=profile.source or ()
            )

    def _shares(self, *, of: str | None = None, on: str | None = None) -> Iterator[Entry]:
        """For what it depends on each other actor, or each other on it; the largest shares first."""
        by_other: dict[str, list[Dependence]] = {}
        for share in sorted(self.seeds.dependence.shares, key=lambda s: -s.share):
            if of in (None, share.of) and on in (None, share.on) and self._holds(share, share.attested_by):
                by_other.setdefault(share.on if of else share.of, []).append(share)
        for other, shares in by_other.items():
            assumed = " " + _("(assumed)")
            said = [
                f"{named(spaced(s.kind))} {percent(s.share)}{'' if s.standing == 'sourced' else assumed}"
                for s in shares
            ]
            yield Entry(
                f"{self.words.actor(other)}: {', '.join(said)}", documents=_together(s.attested_by for s in shares)
            )

    def _ties(self, actor: str) -> Iterator[Entry]:
        """Ties and conflicts between it and each other actor; ties of an issue's stage are left out."""
        by_other: dict[str, list[Tie]] = {}
        for tie in self.seeds.ties.ties:
            if self._holds(tie, tie.attested_by):
                others = dict.fromkeys(b if a == actor else a for a, b in tie.pairs if actor in (a, b))
                for other in others:
                    by_other.setdefault(other, []).append(tie)
        for other, ties in by_other.items():
            kinds = ", ".join(dict.fromkeys(named(spaced(tie.kind)) for tie in ties))
            yield Entry(f"{self.words.actor(other)}: {kinds}", documents=_together(tie.attested_by for tie in ties))

    def _actions(self, actor: str) -> Iterator[Entry]:
        for action in self.seeds.actions.actions.values():
            if actor in action.by:
                targets = "; ".join(self.words.actors(target) for target in action.by[actor])
                consent = _("needs their consent") if self.seeds.types.types[action.type].agreement else ""
                open_when = [self._in_one_of(issue, stages) for issue, stages in action.when.items()]
                only = _("open while {conditions}", conditions=listed(open_when, _("and"))) if open_when else ""
                steps = _("open while it can move an issue on") if action.steps else ""
                yield Entry(f"{named(action.name)}: {targets}", note="; ".join(filter(None, [consent, only, steps])))

    def _in_one_of(self, issue: str, stages: Iterable[str]) -> str:
        names = listed([quoted(self.words.stage(issue, stage)) for stage in stages], _("or"))
        return _("{issue} is {stages}", issue=self.words.issue(issue), stages=names)

    def _leaning(self, actor: str, other: str) -> Leaning:
        """Present alignments of two actors to each other, and the documented events with the largest part in them."""
        levels, parts = {}, []
        for of, to in ((other, actor), (actor, other)):
            rows = why(self.seeds, of, to, self._attribution)
            levels[of] = plus(float(rows["alignment"].sum()))
            parts += [row for row in records(rows) if row["kind"] == "event" and abs(row["alignment"]) >= MIN_PART]
        named: dict[str, Entry] = {}
        for row in sorted(parts, key=lambda row: -abs(row["alignment"])):
            doubt = "" if row["standing"] == "documented" else f" ({row['standing']})"
            text = f"{row['date']}: {row['what'].rstrip('.')}{doubt}."
            named.setdefault(text, Entry(text, documents=tuple(filter(None, row["documents"].split(", ")))))
        return Leaning(self.words.actor(other), levels[other], levels[actor], tuple(list(named.values())[:MAX_EVENTS]))

    @cached_property
    def _attribution(self) -> Attribution:
        return attribution(self.seeds, self.as_of, self.values, self.without)


def _together(named: Iterable[Collection[str]]) -> tuple[str, ...]:
    """Several lists of documents as one, each once."""
    return tuple(dict.fromkeys(name for names in named for name in names))


def letters(documents: Sequence[str]) -> dict[str, str]:
    """A short mark for each document of a brief."""
    return {name: chr(ord("a") + place) if place < 26 else str(place + 1) for place, name in enumerate(documents)}
