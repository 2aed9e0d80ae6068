"""A class of thirty and more as its journal has it: who comes in, and then games in all states and an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.load.seeds import DEFAULT_FOLDER
from model.workshop.app_state import FORMAT, SESSION, Keys
from model.workshop.journal import Journal
from tests.conftest import ROOT
from tests.workshop.games import boss

GUIDE = (ROOT / "model" / "workshop" / "GUIDE.md").read_text(encoding="utf-8")
PUPILS = 30
TEAMS = ("ARM", "AZE", "RUS", "TUR", "IRN", "EU")
QUESTION = {
    "scenario": "peace-deal-signed", "outcome": "russian_influence", "against": "baseline", "claim": "",
    "level": 0.4, "most": 1, "scripted": False,
}  # fmt: skip
ANSWER = {
    "worlds": 256, "months": 36, "mean": 0.38, "baseline_mean": 0.4, "difference": -0.02, "low": -0.03, "high": -0.01,
    "scripted": False, "parts": {"steps": -0.015, "acts": -0.004, "memory": 0.002, "rest": -0.003},
}  # fmt: skip
WHAT = "{} invites all its neighbours to a conference on the transit route and offers to pay for the first survey."
ARGUMENT = (
    "Everybody has said in public that the route would pay, nobody has said who begins, and a survey binds nobody. "
    "The last meeting failed over the question who invites; an offer to pay takes that question off the table."
)


def pupil(whose: int, kind: str, /, **what: Any) -> dict[str, Any]:
    return {"kind": kind, "visitor": f"pupil {whose}", "name": f"Participant {whose}", "role": "participant", **what}


def coming(people: int = PUPILS) -> list[dict[str, Any]]:
    return [pupil(n, "join") for n in range(1, people + 1)]


def revealed() -> list[dict[str, Any]]:
    """A question with a guess of everybody, and its answer."""
    guesses = [
        pupil(n, "guess", number=0, direction="lower" if n % 3 else "higher", size=0.005 * n, sure=40 + n)
        for n in range(1, PUPILS + 1)
    ]
    return [boss("ask", question=QUESTION), *guesses, boss("reveal", number=0, answer=ANSWER)]


def opened(game: int, title: str, first: int = 1, last: int = PUPILS) -> list[Any]:
    """A game beside the others, and its teams of the pupils with these numbers."""
    setup = {"scenario": "baseline", "seed": 1, "world": 1, "quarters": 4}
    pupils = range(first, last + 1)
    sits = [pupil(n, "sit", game=game) for n in pupils]
    seats = [pupil(n, "seat", game=game, actor=TEAMS[n % len(TEAMS)]) for n in pupils]
    return [boss("open", setup=setup, title=title, beside=True), *sits, *seats]


def proposed(game: int) -> list[Any]:
    """An act of its own of each team, which the room judges."""
    made = [
        pupil(
            next(n for n in range(1, PUPILS + 1) if TEAMS[n % len(TEAMS)] == actor), "propose", game=game, actor=actor,
            quarter=0, what=WHAT.format(actor), argument=ARGUMENT, agreement=False,
            deed={"type": "praise", "source": [actor], "target": ["GEO"], "salience": 0.5},
        )
        for actor in TEAMS
    ]  # fmt: skip
    return [*made, boss("close", game=game, quarter=0)]


def decided(game: int, quarters: int) -> list[Any]:
    """So many quarters in which every team lets time pass and answers nothing."""
    found: list[Any] = []
    for quarter in range(quarters):
        found.append(boss("close", game=game, quarter=quarter))
        found += [boss("go_on", game=game, month=3 * quarter + month) for month in (1, 2, 3)]
    return found


LOBBY = coming()
GAMES = ("The ended game", "The judged game", "The running game", "The next game")
"""Titles of the games of EVERYTHING, one in each state."""
EVERYTHING: list[Any] = [
    *coming(PUPILS + 8),
    *opened(0, GAMES[0]), boss("start", game=0), *decided(0, 4),
    *opened(1, GAMES[1]), boss("start", game=1), *proposed(1),
    *opened(2, GAMES[2], PUPILS + 1, PUPILS + 6), boss("start", game=2), *decided(2, 1),
    *opened(3, GAMES[3], PUPILS + 7, PUPILS + 8),
    *revealed(),
]  # fmt: skip


def prepare(folder: Path, entries: list[Any]) -> Path:
    """The folder of a session with this journal."""
    journal = Journal(folder)
    if not (folder / SESSION).exists():
        kept = {"format": FORMAT, "seeds": DEFAULT_FOLDER.as_posix(), "keys": vars(Keys.fresh())}
        (folder / SESSION).write_text(json.dumps(kept), encoding="utf-8")
    for entry in entries:
        journal.append(**entry)
    return folder
