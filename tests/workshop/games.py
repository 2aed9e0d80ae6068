"""A game as the session keeps it, and the entries that move it on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.simulation.experiment import Experiment
from model.workshop.game import opened
from model.workshop.game_state import GameState, Setup
from model.workshop.jobs import game_state

SETUP = Setup("baseline", seed=1, world=5, quarters=4)
PLAYABLE = ("AAA", "BBB", "CCC")
Entry = Mapping[str, Any]
BOSS = {"visitor": "boss", "role": "facilitator"}


def opening(**changes: int) -> Entry:
    return {"kind": "open", "setup": {**vars(SETUP), **changes}, **BOSS}


def by(kind: str, actor: str, **what: Any) -> Entry:
    """An entry of the one member that an actor's team has in these tests."""
    return {"kind": kind, "visitor": f"player of {actor}", "role": "participant", "actor": actor, **what}


def boss(kind: str, **what: Any) -> Entry:
    return {"kind": kind, **BOSS, **what}


class Room:
    """A game with its state, as the session keeps it, and its journal."""

    def __init__(self, experiment: Experiment, *played: str, **changes: int) -> None:
        self.seeds = experiment.seeds
        self.written: list[Entry] = [opening(**changes)]
        self.game = opened(self.written[0], PLAYABLE)
        self.now = game_state(self.seeds, self.game.setup, self.game.decisions)
        for actor in played:
            self.do(by("seat", actor))
        self.do(boss("start"))

    def do(self, entry: Entry) -> None:
        before = self.game.decisions
        self.game = self.game.after(entry, self.now)
        self.written.append(entry)
        if self.game.decisions != before:
            self.now = game_state(self.seeds, self.game.setup, self.game.decisions)

    def close(self) -> None:
        """Let the months run; whatever a team is asked it refuses by silence."""
        self.do(boss("close", quarter=len(self.game.decisions.chosen)))
        self.refuse_the_rest()

    def refuse_the_rest(self) -> None:
        while self.now.waits == "answers":
            self.do(boss("go_on", month=self.now.asks[0].month))

    def play_out(self) -> None:
        while self.now.waits != "nothing":
            self.close()

    def act_of(self, actor: str, action: str) -> str:
        return next(option.alternative for option in self.now.options[actor] if option.action == action)


def events_of(now: GameState, actor: str) -> list[tuple[int, str | None, bool]]:
    """(Month, action, whether it came about) of all that an actor did or proposed."""
    return [(m.number, d.action, d.came_about) for m in now.months for d in m.events if actor in d.proposers]


def own(actor: str, quarter: int = 0, **deed: Any) -> Entry:
    made = {"type": "raid", "source": [actor], "target": ["CCC"], "salience": 0.5, **deed}
    return by(
        "propose", actor, quarter=quarter, deed=made, what="A raid by night.", argument="They do not expect it.",
        agreement=made["type"] == "accord",
    )  # fmt: skip
