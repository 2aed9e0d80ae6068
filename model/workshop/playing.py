"""A game and where it stands in the model, as the pages see it at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from model.common.languages import _
from model.workshop.game import Game
from model.workshop.game_record import Phase
from model.workshop.game_state import GameState
from model.workshop.journal import Refused


@dataclass(frozen=True)
class Playing:
    """One of the session's games."""

    number: int
    """Its number in the session, from 0."""
    title: str
    game: Game
    now: GameState | None
    """State in the model; None before the game has started."""
    alone: GameState | None
    """The same world where nobody plays, up to the end."""

    @property
    def phase(self) -> Phase:
        """The step that the game waits for."""
        return self.game.phase(self.now)

    @property
    def waits(self) -> bool:
        """True while the game waits for the teams."""
        return self.phase in ("choosing", "judging", "playing")

    @property
    def quarter(self) -> int:
        """The quarter that is being decided, from 0."""
        return len(self.game.decisions.chosen)

    @property
    def step(self) -> object:
        """The present step: phase, quarter and month; −1 before the month is known."""
        return self.phase, self.quarter, self.now.month if self.now else -1

    @property
    def moment(self) -> object:
        """The game and the step it is at, as a page was drawn for it."""
        return self.number, self.step

    def refuse_late(self, moment: object) -> None:
        """Refused where the step that a button was drawn for is over: it would end the next one unseen."""
        if moment != self.moment:
            raise Refused(_("This step has ended already; look at the clock, and press again if you still want to."))
