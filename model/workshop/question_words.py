"""A question to the room in words, and its numbers in the unit that people read."""

from __future__ import annotations

from collections.abc import Mapping

from model.common.languages import _, day_name, named, plain_number, quoted, spoken_number
from model.common.text import in_full
from model.load import BASELINE
from model.reporting.wording.spoken import SpokenWords
from model.spec.outcomes import ColumnName, Outcome
from model.spec.seeds import Seeds
from model.workshop.guesses import Question
from model.workshop.stage_questions import stage_question


class Put:
    """A question in words."""

    def __init__(self, seeds: Seeds, names: Mapping[str, tuple[str, str]]) -> None:
        """`names`: scenario id → its name and summary."""
        self.seeds, self.names, self.words = seeds, names, SpokenWords(seeds)

    def premise(self, question: Question) -> tuple[str, str]:
        """Name and summary of the scenario that is asked about, each as a sentence."""
        return f"{self.name(question.scenario)}.", named(self.names[question.scenario][1])

    def heading(self, question: Question) -> str:
        """A question in a list of questions: the facilitator's words, or its scenario and its outcome."""
        return question.words or f"{self.name(question.scenario)}: {self.subject(question.outcome)}"

    def name(self, scenario: str) -> str:
        """Name of a scenario."""
        return named(self.names[scenario][0])

    def scenarios(self, *, but: str = "") -> dict[str, str]:
        """Scenarios without one, in the order of their names, for a list to choose from."""
        names = {scenario: self.name(scenario) for scenario in self.names if scenario != but}
        return dict(sorted(names.items(), key=lambda item: item[1]))

    def scenario(self, name: str) -> str:
        """Name of a scenario, in quotes where it is not the baseline."""
        return _("the baseline") if name == BASELINE else quoted(self.name(name))

    def asks(self, question: Question) -> str:
        """The question in words."""
        return _(
            "Compared with {scenario}: {outcome}: higher, lower, or no difference?",
            scenario=self.scenario(question.against),
            outcome=self.subject(question.outcome),
        )

    def briefly(self, question: Question) -> str:
        """Scenario and outcome, for a list to choose from; and the other scenario where it is not the baseline."""
        blanks = {"scenario": self.name(question.scenario), "outcome": self.subject(question.outcome)}
        if question.against == BASELINE:
            return _("{scenario}: {outcome}", **blanks)
        return _("{scenario}, compared with {other}: {outcome}", other=self.scenario(question.against), **blanks)

    def subject(self, outcome: str) -> str:
        """The outcome as something that can be higher or lower."""
        if (asked := stage_question(self.seeds, outcome)) is not None:
            return _("the share of worlds that say yes to “{question}”", question=asked.asks)
        title, spec = self.words.outcome(outcome), self.seeds.outcomes.measured(outcome)
        return spec.compared(title, ColumnName.of(outcome), self.words) if spec else title

    def scale(self, outcome: str) -> tuple[float, str]:
        """By how much a number of the outcome is multiplied when people write it or a table holds it, and its unit.

        It is the unit that every page shows: percent of the worlds, months, or a point of the outcome's own scale.
        """
        if self.is_share(outcome):
            return 100, _("percentage points of the worlds")
        if self.words.is_time(outcome):
            return 1, _("months")
        return 1, self.words.scale(outcome) or named(self.words.unit_or_scale(outcome))

    def is_share(self, outcome: str) -> bool:
        """Return True where an outcome, or a question about a stage, is a share of worlds."""
        return stage_question(self.seeds, outcome) is not None or self.words.is_share(outcome)

    def number(self, outcome: str, value: float, *, sign: bool = False) -> str:
        """A value of an outcome, or a difference with its sign, in words."""
        if stage_question(self.seeds, outcome) is None:
            return self.words.number(outcome, value, sign=sign)
        if sign:
            return f"{plain_number(in_full(100 * value, 1))}\u00a0{_('points')}"
        return f"{spoken_number(100 * value, '.1f')}\u00a0%"

    def size(self, outcome: str, value: float) -> str:
        """A difference without its sign, in words."""
        return self.number(outcome, abs(value), sign=True).removeprefix("+")

    def level(self, question: Question) -> str:
        """Level of the other scenario, from which a guess is measured, as a sentence."""
        assert question.level is not None, "known since the question was asked"
        level, asked = self.number(question.outcome, question.level), stage_question(self.seeds, question.outcome)
        blanks = {"scenario": self.scenario(question.against), "level": level}
        if asked is not None:
            return _("In {scenario} it is {level} of the worlds on {day}.", day=day_name(asked.day), **blanks)
        return _(
            "In {scenario} it is {level} on average at the end{scale}.", scale=self.ends(question.outcome), **blanks
        )

    def most(self, outcome: str, months: int) -> float:
        """The largest difference there can be of an outcome, in its own unit, over so many months."""
        if self.words.is_time(outcome):
            return months
        return (self.seeds.outcomes.measured(outcome) or Outcome).span

    def ends(self, outcome: str) -> str:
        """From where to where an outcome's scale runs; empty where its unit says it, or where it has no ends."""
        scale = "" if self.is_share(outcome) else self.words.scale(outcome)
        return f" {scale}" if scale else ""
