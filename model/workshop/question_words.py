"""A question to the room in words, and its numbers in the unit that people read."""

from __future__ import annotations

from collections.abc import Mapping

from model.common.text import MINUS
from model.load import BASELINE
from model.reporting.wording.words import Words
from model.spec.seeds import Seeds
from model.workshop.guesses import Question


class Put:
    """A question in words."""

    def __init__(self, seeds: Seeds, names: Mapping[str, tuple[str, str]]) -> None:
        """`names`: scenario id → its name and summary."""
        self.seeds, self.names, self.words = seeds, names, Words(seeds)

    def premise(self, question: Question) -> str:
        """Name and summary of the scenario that is asked about."""
        name, summary = self.names[question.scenario]
        return f"{name}. {summary}"

    def asks(self, question: Question) -> str:
        """The question in words."""
        against = "the baseline" if question.against == BASELINE else f"“{self.names[question.against][0]}”"
        return f"Compared with {against}: {self.subject(question.outcome)}: higher, lower, or no difference?"

    def subject(self, outcome: str) -> str:
        """The outcome as something that can be higher or lower."""
        base, *parts = outcome.split(".")
        if base == "alignment":
            of, to = (self.words.actor(name) for name in parts[:2])
            return f"how far {of} leans to {to}" + (f" ({parts[2]})" if len(parts) > 2 else "")
        label = self.words.outcome(outcome)
        return f"the share of worlds where it holds that “{label}”" if self.words.is_share(outcome) else label

    def scale(self, outcome: str) -> tuple[float, str]:
        """By how much a number of the outcome is multiplied when people write it or a table holds it, and its unit.

        It is the unit that every page shows: percent of the worlds, months, or a point of the outcome's own scale.
        """
        if self.words.is_share(outcome):
            return 100, "percentage points of the worlds"
        if self.words.is_time(outcome):
            return 1, "months"
        return 1, f"on a scale from {MINUS + '1 to +1' if outcome.startswith('alignment') else '0 to 1'}"

    def size(self, outcome: str, value: float) -> str:
        """A difference without its sign, in words."""
        return self.words.number(outcome, abs(value), sign=True).removeprefix("+")

    def most(self, outcome: str, months: int) -> float:
        """The largest difference there can be of an outcome, in its own unit, over so many months."""
        if self.words.is_time(outcome):
            return months
        return 2 if outcome.split(".")[0] == "alignment" else 1

    def ends(self, outcome: str) -> str:
        """From where to where an outcome's scale runs; empty where its unit says it."""
        unit = self.scale(outcome)[1]
        return f" {unit}" if unit.startswith("on a scale") else ""
