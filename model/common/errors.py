"""Errors of the program: each message says where the mistake is and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from os.path import commonprefix


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake in one place of what a user wrote."""

    file: str
    line: int
    column: int
    path: str
    cause: str
    text: str = ""
    """The source line, shown above the caret."""

    def __str__(self) -> str:
        """The place, the path and the cause, then the line with a caret under the fault."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        said = plain(place + (f"{_cut(self.path)}: " if self.path else "") + _cut(self.cause))
        if not self.text:
            return said
        shown = "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in self.text)
        start = max(0, self.column - 61)
        return f"{said}\n    {shown[start : start + 100]}\n    {' ' * (self.column - 1 - start)}^"


MAX_LETTERS_SHOWN = 600
"""Letters of a path or a cause that are shown."""


def _cut(text: str) -> str:
    return text if len(text) <= MAX_LETTERS_SHOWN else text[: MAX_LETTERS_SHOWN - 1] + "…"


def plain(text: str) -> str:
    """The text with what a terminal would obey or hide (escapes, other directions of writing) spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class ModelError(Exception):
    """A mistake the user can mend; `main` prints it and exits with `status`."""

    status = 2


class RunError(ModelError):
    """A run folder or a command that cannot be carried out as asked."""


MAX_FAULTS_SHOWN = 100
"""Faults of one file that are told."""


class FaultyFiles(ModelError):
    """All the faults of all the files that were read, together."""

    def __init__(self, faults: Iterable[Fault], again: str = "uv run simulate.py check") -> None:
        self.faults = sorted(set(faults))
        self.again = again
        super().__init__(str(self))

    def __str__(self) -> str:
        """The faults of every file, then the command that checks again."""
        told: list[str] = []
        for file, faults in groupby(self.faults, lambda fault: fault.file):
            found = list(faults)
            told += map(str, found[:MAX_FAULTS_SHOWN])
            if len(found) > MAX_FAULTS_SHOWN:
                told.append(f"{plain(file)}: {len(found) - MAX_FAULTS_SHOWN} more mistakes; mend these first")
        return "\n".join(told) + f"\nto check again: {plain(self.again)}"


class SeedError(FaultyFiles):
    """The evidence or the assumptions in a seeds folder cannot be used."""


class ScenarioError(FaultyFiles):
    """A scenario cannot be used."""


NEAR = 0.6
"""The similarity from which a known word may be the one that was meant."""

WORD = 80
"""Letters beyond which a text is no slip of a name."""

MAX_NAMES_LISTED = 30
"""Most known words that a message lists."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question naming the nearest known word, or the known words if none is near.

    Near is a similarity of .6 (Ratcliff and Obershelp); of two equally near the one that begins alike longer.
    """
    names = sorted(name for name in known if len(name) <= WORD)
    if len(word) > WORD:
        return ""
    if nearness := dict(_near(word.lower(), names)):
        return f"; did you mean {max(nearness, key=nearness.__getitem__)}?"
    if len(names) > MAX_NAMES_LISTED:
        return "; to see the names there are: uv run simulate.py list"
    return f"; known are: {', '.join(names)}" if names else "; none is declared"


def _near(word: str, names: Iterable[str]) -> Iterator[tuple[str, tuple[float, int]]]:
    """The names near a word, each with how alike they are and how many letters they have in common at the beginning."""
    matcher = SequenceMatcher(b=word)
    for name in names:
        matcher.set_seq1(name.lower())
        if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:  # both bound the ratio from above
            continue
        if (alike := matcher.ratio()) >= NEAR:
            yield name, (alike, len(commonprefix([word, name.lower()])))


def interrupted(error: BaseException | None) -> bool:
    """Return True where an error came of an interrupt; clearing up that is cut short may fail and hide it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
