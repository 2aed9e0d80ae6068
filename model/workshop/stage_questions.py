"""Questions of the region about where an issue stands on a day, as the workshop asks them: by a column of their own.

The column of such a question is no outcome of a run. It is true of the worlds that say yes on the day, which is what a
report's odds count (`analysis/questions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.common.languages import day_name, named
from model.spec.questions import DATE, Question
from model.spec.seeds import Seeds

PREFIX = "question"


@dataclass(frozen=True)
class StageQuestion:
    """A question for one of its days."""

    name: str
    question: Question
    day: str
    month: int
    """The last month of a run that is over by the day."""

    @property
    def column(self) -> str:
        """Its name where an outcome is named."""
        return f"{PREFIX}.{self.name}.{self.day}"

    @property
    def asks(self) -> str:
        """The question in the language that is spoken, with its day."""
        return named(self.question.asks).replace(DATE, day_name(self.day))

    @property
    def issue(self) -> str:
        """The issue it is about."""
        return next(iter(self.question.stage))

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in which a world says yes."""
        return tuple(self.question.stage[self.issue])


def stage_questions(seeds: Seeds) -> Iterator[StageQuestion]:
    """Every question about a stage, for each of its days that lies after the evidence."""
    if seeds.questions is None:
        return
    days = seeds.questions.months(seeds.region.documented_until)
    for name, question in seeds.questions.questions.items():
        for day, month in days.items():
            if question.stage and month >= 1:
                yield StageQuestion(name, question, day, month)


def stage_question(seeds: Seeds, column: str) -> StageQuestion | None:
    """The question whose column this is; None where it is an outcome's."""
    if not column.startswith(f"{PREFIX}."):
        return None
    return next((asked for asked in stage_questions(seeds) if asked.column == column), None)
