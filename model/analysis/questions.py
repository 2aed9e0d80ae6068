"""The model's odds of the questions that public sources will decide: shares of worlds by date, with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from model.analysis.intervals import wilson
from model.spec.questions import Question, Questions


@dataclass(frozen=True)
class Odds:
    """Share of worlds that say yes to a question at a date."""

    date: str
    month: int
    """The last month of the run that is over by the date."""
    share: float
    low: float
    """Of its 95 % interval, which counts random numbers alone."""
    high: float


@dataclass(frozen=True)
class Answered:
    """A question and the odds at those of its dates that the run reaches."""

    id: str
    question: Question
    odds: tuple[Odds, ...]


def answered(questions: Questions, trajectories: pd.DataFrame, *, as_of: int, worlds: int) -> Iterator[Answered]:
    """Every question by the worlds of one scenario. trajectories: its rows of trajectories.parquet."""
    shares = trajectories.set_index(["measure", "month"])["mean"]
    months = {day: month for day, month in questions.months(as_of).items() if 1 <= month <= trajectories["month"].max()}
    for name, question in questions.questions.items():
        odds = []
        for day, month in months.items():
            share = float(sum(shares[measure, month] for measure in question.measures))
            low, high = wilson(share, worlds)
            odds.append(Odds(day, month, share, float(low), float(high)))
        yield Answered(name, question, tuple(odds))
