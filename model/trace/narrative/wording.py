"""Names, numbers and lists as a narrative writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.common.text import listed, spaced, together
from model.spec.seeds import Seeds
from model.trace.changes import TOLD
from model.trace.records import Effect, Occurrence, Trace

ROUNDS_TO_ZERO = 0.0005
"""Largest value that rounds to nothing at three decimals."""


@dataclass(frozen=True)
class Line:
    """One paragraph of the narrative."""

    text: str
    indent: int = 0
    heading: bool = False
    apart: bool = False
    """True for a line that stands apart from the lines before, as headings do."""


def chance(number: float) -> str:
    """A probability with three decimals, or its first digit if it is smaller than they show."""
    return f"{number:.3f}" if number >= ROUNDS_TO_ZERO or not number else f"{number:.1g}"


class Wording:
    """Words for what a trace names; a code, a meaning and what stands in brackets come only at first mention."""

    def __init__(self, trace: Trace, seeds: Seeds) -> None:
        self.trace = trace
        self.seeds = seeds
        self._mentioned: set[tuple[str, ...]] = set()

    def _first(self, *what: str) -> bool:
        """Return True the first time that this is mentioned."""
        first = what not in self._mentioned
        self._mentioned.add(what)
        return first

    def actor(self, name: str) -> str:
        """An actor's short name, at first with its code."""
        short = self.trace.actors[name]
        return f"{short} ({name})" if self._first("actor", name) and short != name else short

    def actors(self, names: Iterable[str]) -> str:
        """Several actors."""
        return listed([self.actor(name) for name in names])

    def leaning(self, of: str, to: str) -> str:
        """An alignment by its two actors."""
        return f"{self.actor(of)} to {self.actor(to)}"

    def issue(self, name: str) -> str:
        """An issue's name, at first with what it says in brackets."""
        whole = self.seeds.issues.issues[name].name
        return whole if self._first("issue", name) else whole.split(" (")[0]

    def stage(self, issue: str, stage: str) -> str:
        """A stage, at first with what it means."""
        quoted = f'"{spaced(stage)}"'
        if not self._first("stage", issue, stage):
            return quoted
        return f"{quoted} ({self.seeds.issues.issues[issue].stages[stage].meaning})"

    def way(self, issue: str, begins: str, to: str) -> str:
        """From which stage to which."""
        return f"from {self.stage(issue, begins)} to {self.stage(issue, to)}"

    def says(self, kind: str, source: Sequence[str], target: Sequence[str]) -> str:
        """The sentence of an event, from its type's template, without its full stop."""
        template = self.seeds.types.types[kind].tells.strip().rstrip(".")
        shown = {"source": source, "target": target, "parties": (*source, *target)}
        joined = {"source": together, "target": listed, "parties": listed}
        blanks = dict.fromkeys(re.findall(r"\{(\w+)\}", template))
        return template.format(**{blank: joined[blank]([*map(self.actor, shown[blank])]) for blank in blanks})

    def occurrence(self, occurrence: Occurrence) -> str:
        """An event, refusal or step in words, without its numbers."""
        if occurrence.kind == "step":
            return f"{self.issue(occurrence.what)} goes {self.way(occurrence.what, occurrence.begins, occurrence.to)}"
        name = self.seeds.actions.actions[occurrence.action].name if occurrence.action else ""
        if occurrence.kind == "refusal":
            return f'"{name}" between {self.actors((*occurrence.source, *occurrence.target))} is refused'
        said = self.says(occurrence.what, occurrence.source, occurrence.target)
        return f"{said} ({name})" if name else said

    def effect(self, effect: Effect) -> str:
        """A change by an issue's stage, in words."""
        return TOLD[effect.kind].in_words(effect, self)

    def without_codes(self, text: str) -> str:
        """Codes of actors as names, and two blocs set apart."""
        codes = re.compile(r"\b(" + "|".join(map(re.escape, self.trace.actors)) + r")\b")
        named = codes.sub(lambda found: self.trace.actors[found[1]], text)
        return named.replace("+", ", ").replace("|", " against ")
