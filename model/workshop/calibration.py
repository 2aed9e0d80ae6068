"""The room's guesses against the answers: how far off, how sure people were, and how often the sure ones were right.

A figure about how sure people were is given only of so many people that nobody can tell whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from model.workshop.guesses import Answer, Guess, Quiz, Seen

BANDS = ((0, 49), (50, 69), (70, 89), (90, 100))
"""Lowest and highest percent of a row, where enough people are in each."""
SURE = 70
"""Percent from which somebody counts as sure."""
MIN_PEOPLE = 3
"""Fewest people of whom a figure about how sure they were is given."""


@dataclass(frozen=True)
class Gaps:
    """Differences between the room's guesses and the answer, for the debrief."""

    guesses: int
    right: int
    """Guesses of the right direction."""
    median: float
    """Of the guessed differences."""
    gap: float
    """The median guess less the answer."""


def gaps(seen: Seen) -> Gaps | None:
    """Of a revealed question; None where nobody guessed or nothing is revealed."""
    if seen.answer is None or not seen.guesses:
        return None
    middle = median(guess.difference for guess in seen.guesses)
    right = sum(guess.direction == seen.answer.direction for guess in seen.guesses)
    return Gaps(len(seen.guesses), right, middle, middle - seen.answer.difference)


@dataclass(frozen=True)
class Band:
    """The guesses of people who were about equally sure."""

    low: int
    high: int
    guesses: int
    right: int
    """Guesses of the right direction."""


@dataclass(frozen=True)
class Calibration:
    """How sure the room was, and how often it had the direction."""

    bands: tuple[Band, ...]
    """Together they hold all guesses; neighbours with too few people are one."""
    sure: float
    """Mean confidence, in percent."""
    right: float
    """Guesses of the right direction, in percent."""

    @property
    def guesses(self) -> int:
        """Number of guesses that say how sure somebody is."""
        return sum(band.guesses for band in self.bands)


@dataclass(frozen=True)
class _Certain:
    """A guess that says how sure somebody was, to a question that is revealed."""

    visitor: str
    sure: int
    right: bool


def calibration(quiz: Quiz) -> Calibration | None:
    """The calibration over all revealed questions; None where too few people said how sure they were."""
    said = list(_of(quiz))
    if not _enough(said):
        return None
    mean = sum(one.sure for one in said) / len(said)
    return Calibration(tuple(_bands(said)), mean, 100 * sum(one.right for one in said) / len(said))


def was_said(quiz: Quiz) -> bool:
    """Return True where anybody said how sure they were, of a question that is revealed."""
    return any(_of(quiz))


def _bands(said: list[_Certain]) -> Iterator[Band]:
    """Rows of enough people each: a row with too few goes on into the next, the last into the one before."""
    rows: list[tuple[int, int, list[_Certain]]] = []
    for low, high in BANDS:
        within = [one for one in said if low <= one.sure <= high]
        if rows and not _enough(rows[-1][2]):
            low, _, before = rows.pop()
            within = before + within
        rows.append((low, high, within))
    if len(rows) > 1 and not _enough(rows[-1][2]):
        (low, _, before), (_, high, last) = rows[-2:]
        rows[-2:] = [(low, high, before + last)]
    for low, high, within in rows:
        yield Band(low, high, len(within), sum(one.right for one in within))


def _enough(said: list[_Certain]) -> bool:
    return len({one.visitor for one in said}) >= MIN_PEOPLE


def _of(quiz: Quiz) -> Iterator[_Certain]:
    for number, asked in enumerate(quiz.asked):
        for guess in quiz.guesses(number).values():
            yield from _said(asked.answer, guess)


def _said(answer: Answer | None, guess: Guess) -> Iterator[_Certain]:
    if answer is not None and guess.sure is not None:
        yield _Certain(guess.visitor, guess.sure, guess.direction == answer.direction)


def sure_ones(seen: Seen) -> tuple[int, int] | None:
    """Of a revealed question: how many were sure, and how many of them had the direction; None where too few were."""
    sure = [one for guess in seen.guesses for one in _said(seen.answer, guess) if one.sure >= SURE]
    return (len(sure), sum(one.right for one in sure)) if _enough(sure) else None
