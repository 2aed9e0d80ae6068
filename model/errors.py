"""What can go wrong, said so that the reader knows where it is and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
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
        said = place + (f"{self.path}: " if self.path else "") + self.cause
        if not self.text:
            return said
        shown = self.text.replace("\t", " ")
        start = max(0, self.column - 61)
        return f"{said}\n    {shown[start : start + 100]}\n    {' ' * (self.column - 1 - start)}^"


class ModelError(Exception):
    """A mistake the user can mend; `main` prints it and exits with `status`."""

    status = 2


class RunError(ModelError):
    """A run folder or a command that cannot be carried out as asked."""


class FaultyFiles(ModelError):
    """All the faults of all the files that were read, together."""

    def __init__(self, faults: Iterable[Fault], again: str = "uv run simulate.py check") -> None:
        self.faults = sorted(set(faults))
        self.again = again
        super().__init__(str(self))

    def __str__(self) -> str:
        """Every fault, then the command that checks again."""
        return "\n".join(map(str, self.faults)) + f"\nto check again: {self.again}"


class SeedError(FaultyFiles):
    """The evidence or the assumptions in a seeds folder cannot be used."""


class ScenarioError(FaultyFiles):
    """A scenario cannot be used."""


NEAR = 0.6
"""The similarity from which a known word may be the one that was meant."""


LISTED = 30
"""How many known words a message lists at most."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question naming the nearest known word, or the known words if none is near.

    Near is a similarity of .6 (Ratcliff and Obershelp); of two equally near the one that begins alike longer.
    """
    names = sorted(known)
    nearness = {name: _nearness(word.lower(), name.lower()) for name in names}
    nearest = max(names, key=nearness.__getitem__, default="")
    if names and nearness[nearest][0] >= NEAR:
        return f"; did you mean {nearest}?"
    if len(names) > LISTED:
        return "; to see the names there are: uv run simulate.py list"
    return f"; known are: {', '.join(names)}" if names else "; none is declared"


def _nearness(word: str, name: str) -> tuple[float, int]:
    """How alike a word and a name are, and how many letters they have in common at the beginning."""
    return SequenceMatcher(a=name, b=word).ratio(), len(commonprefix([word, name]))
