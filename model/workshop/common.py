"""Choices that the settings of a room share: how many chose each, and where assumptions differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.workshop.catalogue import Catalogue
from model.workshop.settings import Settings


@dataclass(frozen=True)
class Common:
    """A room's settings, counted."""

    rooms: int
    """Devices that are exploring something."""
    scenarios: tuple[tuple[str, int], ...]
    """Scenario → how many started from it, the most common first."""
    pieces: tuple[tuple[str, int], ...]
    """Intervention → in how many settings it is on; those of more than one, the most common first."""
    assumptions: tuple[tuple[str, int, float, float], ...]
    """Assumption path, how many changed it, the lowest and the highest value they gave it."""


def in_common(settings: Sequence[Settings], catalogue: Catalogue) -> Common:
    """Count what several people's settings share; a setting in which nothing is chosen does not count."""
    given = [chosen for chosen in settings if chosen != Settings()]
    pieces = Counter(piece for chosen in given for piece in chosen.pieces(catalogue))
    values: dict[str, list[float]] = {}
    for chosen in given:
        for path, value in chosen.assume:
            values.setdefault(path, []).append(value)
    return Common(
        rooms=len(given),
        scenarios=tuple(Counter(chosen.scenario for chosen in given).most_common()),
        pieces=tuple((piece, count) for piece, count in pieces.most_common() if count > 1),
        assumptions=tuple(
            (path, len(found), min(found), max(found))
            for path, found in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
        ),
    )
