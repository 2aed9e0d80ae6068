"""Words for a trace, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Sequence

from model.common.languages import ENGLISH, _, named, quoted, spoken
from model.common.text import spaced
from model.reporting.wording.spoken import SpokenNames
from model.trace.narrative.wording import Wording
from model.trace.records import Occurrence


class SpokenWording(SpokenNames, Wording):
    """Words for what a trace names, in the language that is spoken.

    In other languages than English an event is told by its actors and the name of its type: sentences would need
    grammatical cases that names in a file do not have.
    """

    def actor(self, name: str) -> str:
        """An actor's short name; in English at first with its code."""
        return super().actor(name) if spoken().code == ENGLISH else named(self.trace.actors[name])

    def issue(self, name: str) -> str:
        """An issue's name."""
        return super().issue(name) if spoken().code == ENGLISH else named(self.seeds.issues.issues[name].name)

    def stage(self, issue: str, stage: str) -> str:
        """A stage; in English at first with what it means."""
        if spoken().code == ENGLISH:
            return super().stage(issue, stage)
        return quoted(named(self.seeds.issues.issues[issue].stages[stage].name or spaced(stage)))

    def says(self, kind: str, source: Sequence[str], target: Sequence[str]) -> str:
        """The event of a type."""
        if spoken().code == ENGLISH:
            return super().says(kind, source, target)
        return self._done(source, target, named(self.seeds.types.types[kind].name))

    def _done(self, source: Sequence[str], target: Sequence[str], what: str) -> str:
        return _("{actors} → {others}: {what}", actors=self.actors(source), others=self.actors(target), what=what)

    def occurrence(self, occurrence: Occurrence) -> str:
        """An event, refusal or step in words, without its numbers."""
        if spoken().code == ENGLISH:
            return super().occurrence(occurrence)
        if occurrence.kind == "step":
            begins, to = (self.stage(occurrence.what, stage) for stage in (occurrence.begins, occurrence.to))
            return _("{issue}: from {before} to {after}", issue=self.issue(occurrence.what), before=begins, after=to)
        name = self.action(occurrence.action) if occurrence.action else ""
        if occurrence.kind == "refusal":
            parties = self.actors((*occurrence.source, *occurrence.target))
            return _("“{action}” between {actors} is refused", action=name, actors=parties)
        done = occurrence.source, occurrence.target
        return self._done(*done, name) if name else self.says(occurrence.what, *done)
