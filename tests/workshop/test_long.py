"""A workshop of four hours: thirty people explore, guess and play, and neither memory nor anybody's entry is lost.

Asked for with WORKSHOP_ROUNDS=8: a round is what a room does in half an hour, without the pauses. In each, everybody
explores two settings and guesses once; in every third, the first among them, there is a game of four quarters, in which
everybody chooses. So all that a room does has been done before the first quarter of the time is over.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TRIAD
from tests.workshop.served import Served
from tests.workshop.sockets import PATIENCE, Device

ROUNDS = int(os.environ.get("WORKSHOP_ROUNDS", "0"))
PEOPLE = int(os.environ.get("WORKSHOP_PEOPLE", "30"))
QUARTERS = 4
GAMES = 3
"""Rounds from one game to the next."""
SEATS = {"A": "AAA", "B": "BBB", "C": "CCC"}
"""Name of the actors of the invented region on the page → in the journal."""
SETTINGS = 2
"""Settings that a person looks at in a round."""
SLIDERS = 7
"""The first that people move: no two of them are limited together, so nothing they set is refused."""
PAUSE = 25.0
"""Seconds of rest after a round: the server keeps a page that was left for 20, and no room comes and goes so fast."""
GROWTH = 1.10
"""By how much the memory of all the workshop's processes may grow from the first quarter of the time to the end."""

pytestmark = pytest.mark.skipif(not ROUNDS, reason="a long workshop is asked for with WORKSHOP_ROUNDS=8")


class LongWorkshop:
    """The room, and what everybody in it has done."""

    def __init__(self, workshop: Served) -> None:
        self.luck = random.Random(1)
        self.boss = Device("the facilitator", workshop.address)
        self.people = [Device(f"Visitor {n + 1}", workshop.address) for n in range(PEOPLE)]
        self.link, self.session = workshop.told("facilitator"), workshop.session
        self.done: Counter[tuple[Any, ...]] = Counter()
        """Things committed: (kind, who, what) → how often."""
        self.looked = 0

    async def everybody(self, does: Any, *what: Any) -> None:
        """All at once, each in their own time; whatever goes wrong with one is told."""
        async with asyncio.TaskGroup() as room:
            for person in self.people:
                room.create_task(does(person, *what))

    async def come(self) -> None:
        """The facilitator by the link, the others by saying their names."""
        async with self.boss.http.get(self.link, allow_redirects=False) as answer:
            assert answer.status in (302, 307)
        await self.boss.open("/predict")
        await self.everybody(self._join)

    async def _join(self, person: Any) -> None:
        await person.open("/predict")
        await person.write("Your name", person.name)
        await person.press("Join")
        await person.until(lambda: person.part("who") is None, "a page that knows the name")

    async def explore(self, person: Any) -> None:
        """Some settings, one after another, and the page once anew, from its address."""
        await person.open("/")
        await person.until(lambda: person.found("p", "Simulated", role="status"), "the first worlds")
        for _ in range(SETTINGS):
            link = self._link(person)
            slider = self.luck.choice(person.found("nicegui-slider")[:SLIDERS])
            props = person.elements[slider]["props"]
            steps = round((props["high"] - props["low"]) / props["step"])
            values = [props["low"] + n * props["step"] for n in range(steps + 1)]
            value = self.luck.choice([v for v in values if v <= props["high"] and abs(v - props["value"]) > 1e-9])
            await person.send(slider, "drag", value)
            props["value"] = value  # the browser's side of a slider keeps its own place
            await person.until(lambda link=link: self._link(person) != link, "its address")
            await person.until(lambda: person.found("p", "Simulated", role="status"), "what it changes")
            self.looked += 1
        await person.open("/?" + self._link(person).partition("?")[2])
        await person.until(lambda: person.found("p", "Simulated", role="status"), "the page again")

    def _link(self, person: Any) -> str:
        return str(person.elements[person.found("a", "Download as a scenario")[0]]["props"]["href"])

    async def ask(self, number: int) -> None:
        """A question, a guess from each, and the answer to all."""
        await self.boss.open("/predict")
        await self.boss.send(self.boss.found("nicegui-choice", "If this happens")[0], "choose", "deal")
        outcome = self.boss.found("nicegui-choice", "what becomes of")[0]
        known = [option["value"] for option in self.boss.elements[outcome]["props"]["options"] if option["value"]]
        await self.boss.send(outcome, "choose", known[number % len(known)])
        await self.boss.press("Ask this")
        await self.boss.until(lambda: self._at(self.boss, number), "the question")
        await self.everybody(self._guess, number)
        await self.boss.until(lambda: self.boss.part("count") == f"Guesses so far: {PEOPLE} of {PEOPLE}", "all guesses")
        await self.boss.press("Reveal the answer")
        await self.everybody(self._reads)

    def _at(self, person: Any, number: int) -> bool:
        return (person.part("question") or "").startswith(f"Question {number + 1} ")

    async def _guess(self, person: Any, number: int) -> None:
        await person.open("/predict")
        await person.until(lambda: self._at(person, number), "the question")
        direction, size = self.luck.choice(["higher", "lower"]), self.luck.randint(1, 90)
        await person.send(person.found("input", value=direction)[0], "change", direction)
        await person.write("By how much", str(size))
        await person.press("Commit my guess")
        await person.until(lambda: person.part("own"), "its guess")
        self.done["guess", person.name, number, direction] += 1

    async def _reads(self, person: Any) -> None:
        await person.until(lambda: "The model says" in (person.part("answer") or ""), "the answer")

    async def play(self, game: int) -> None:
        """A game from the seats to its end."""
        boss = self.boss
        await boss.open("/play")
        await boss.write("Quarters", str(QUARTERS))
        await boss.press("Open a new game")
        await boss.until(lambda: boss.found("button", "Start the game"), "the seats")
        await self.everybody(self._sit, game)
        await boss.press("Start the game")
        for quarter in range(QUARTERS):
            await self.everybody(self._choose, game, quarter)
            await self._kept()
            await self._step("Close the choices")
            while "Some teams are asked" in (boss.part("clock") or ""):
                await self._step("Go on: no answer")
        await self.everybody(self._ends)

    async def _kept(self) -> None:
        """Wait until all that was committed is in the journal: a page shows a team's choice, not whose press it was."""
        async with asyncio.timeout(PATIENCE):
            while written(self.session) != self.done:
                await asyncio.sleep(0.2)

    async def _step(self, says: str) -> None:
        """The facilitator ends what the room is at, and the clock goes on."""
        before = self.boss.part("clock")
        await self.boss.press(says)
        await self.boss.until(lambda: self.boss.part("clock") != before, f"what follows {says!r}")

    async def _sit(self, person: Any, game: int) -> None:
        await person.open("/play")
        seat = list(SEATS)[self.people.index(person) % len(SEATS)]
        while person.found("button", f"Play {seat}"):  # pressed again where another's seat moved the list meanwhile
            pressed = person.found("button", f"Play {seat}")[0]
            await person.send(pressed, "click")
            await person.until(lambda gone=pressed: gone not in person.elements, "its seat")
        self.done["seat", person.name, game, SEATS[seat]] += 1

    async def _choose(self, person: Any, game: int, quarter: int) -> None:
        now = f"Quarter {quarter + 1} of {QUARTERS}: "
        await person.until(lambda: (person.part("clock") or "").startswith(now) and person.part("choices"), now)
        acts = [*person.found("button", "Choose "), *person.found("button", "Let the quarter pass")]
        await person.send(self.luck.choice(acts), "click")
        undecided = "Your team has not decided yet"
        await person.until(lambda: not (person.part("chosen") or undecided).startswith(undecided), "its team's choice")
        self.done["choose", person.name, game, quarter] += 1

    async def _ends(self, person: Any) -> None:
        await person.until(lambda: "The game is over." in (person.part("clock") or ""), "the end")
        await person.until(lambda: person.part("ending"), "the story")

    @property
    def drops(self) -> int:
        """How often a line broke."""
        return sum(person.drops for person in (self.boss, *self.people))

    async def leave(self) -> None:
        """Everybody goes home."""
        for person in (self.boss, *self.people):
            await person.close()


async def lived(workshop: Served) -> tuple[LongWorkshop, list[int]]:
    """All the rounds; returns the room and the memory held at the end of each."""
    room, sizes = LongWorkshop(workshop), []
    try:
        await room.come()
        for number in range(ROUNDS):
            await room.everybody(room.explore)
            await room.ask(number)
            if number % GAMES == 0:
                await room.play(number)
            await asyncio.sleep(PAUSE)
            sizes.append(workshop.held())
            size, entries = sizes[-1] / 2**20, room.done.total()
            print(
                f"round {number + 1}: {size:.0f} MiB, {entries} entries, {room.looked} looks, {room.drops} lines broke",
                flush=True,
            )
    finally:
        await room.leave()
    return room, sizes


def written(folder: Path) -> Counter[tuple[Any, ...]]:
    """Guesses, seats and choices in the journal, each as the room counted it."""
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
    found: Counter[tuple[Any, ...]] = Counter()
    game = -GAMES
    for entry in map(json.loads, lines):
        match entry["kind"]:
            case "open":
                game += GAMES
            case "guess":
                found["guess", entry["name"], entry["number"], entry["direction"]] += 1
            case "seat":
                found["seat", entry["name"], game, entry["actor"]] += 1
            case "choose":
                found["choose", entry["name"], game, entry["quarter"]] += 1
    return found


def test_four_hours_lose_nothing_and_do_not_grow(tmp_path: Path) -> None:
    with Served(tmp_path / "session", TRIAD, jobs=1) as workshop:
        room, sizes = asyncio.run(lived(workshop))
        assert "Traceback" not in workshop.printed
    assert [person.told for person in (room.boss, *room.people) if person.told] == []
    assert written(workshop.session) == room.done
    assert room.done.total() == PEOPLE * (ROUNDS + len(range(0, ROUNDS, GAMES)) * (1 + QUARTERS))
    quarter = sizes[max(ROUNDS // 4 - 1, 0)]
    assert sizes[-1] < quarter * GROWTH, [f"{size / 2**20:.0f} MiB" for size in sizes]
