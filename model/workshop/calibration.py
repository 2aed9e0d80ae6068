"""The room's calibration: how sure people were, and how often those who were so sure had the direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from model.workshop.guesses import Answer, Guess, Quiz, Seen

BANDS = ((0, 49), (50, 69), (70, 89), (90, 100))
"""Lowest and highest percent of a row."""
SURE = 70
"""Percent from which somebody counts as sure."""


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
    """Only those with guesses."""
    sure: float
    """Mean confidence, in percent."""
    right: float
    """Guesses of the right direction, in percent."""

    @property
    def guesses(self) -> int:
        """Number of guesses that say how sure somebody is."""
        return sum(band.guesses for band in self.bands)


def calibration(quiz: Quiz) -> Calibration | None:
    """The calibration over all revealed questions; None where nobody said how sure they were."""
    pairs = list(_said(_of(quiz)))
    if not pairs:
        return None
    bands = []
    for low, high in BANDS:
        within = [right for sure, right in pairs if low <= sure <= high]
        if within:
            bands.append(Band(low, high, len(within), sum(within)))
    mean = sum(sure for sure, _ in pairs) / len(pairs)
    return Calibration(tuple(bands), mean, 100 * sum(right for _, right in pairs) / len(pairs))


def _of(quiz: Quiz) -> Iterator[tuple[Answer, Guess]]:
    for number, asked in enumerate(quiz.asked):
        if asked.answer is not None:
            for guess in quiz.guesses(number).values():
                yield asked.answer, guess


def _said(found: Iterable[tuple[Answer, Guess]]) -> Iterator[tuple[int, bool]]:
    for answer, guess in found:
        if guess.sure is not None:
            yield guess.sure, guess.direction == answer.direction


def sure_ones(seen: Seen) -> tuple[int, int]:
    """Of a revealed question: how many were sure, and how many of them had the direction."""
    if seen.answer is None:
        return 0, 0
    answer = seen.answer
    found = [right for sure, right in _said((answer, guess) for guess in seen.guesses) if sure >= SURE]
    return len(found), sum(found)
