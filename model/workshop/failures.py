"""Failures of the model in what it computes for the room: each stays known until it is computed or no longer wished."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal

from model.workshop.room_state import RoomState

Kind = Literal["ask", "reveal", "game"]
Again = Callable[[], Coroutine[Any, Any, None]]
"""Act that computes something again, and does what waited for it."""


@dataclass(frozen=True)
class Failure:
    """A question that could not be put, an answer that could not be shown, or a game that could not go on."""

    kind: Kind
    number: int
    """Number of the question or the game."""
    name: str
    """Name of the game, or subject of the question, in the language of whoever looks; empty where it is kept."""
    why: str
    again: Again = field(compare=False)
    """Compute it again, and do what waited for it."""
    let_go: Again | None = field(default=None, compare=False)
    """Wait for it no longer, where that can be said of it alone."""

    def holds(self, state: RoomState) -> bool:
        """True while the room still waits for it: the question was not taken back, the game not put away."""
        if self.kind == "reveal":
            return self.number == state.quiz.now and state.quiz.asked[self.number].answer is None
        return self.number in state.on and not state.every_game[self.number].ended
