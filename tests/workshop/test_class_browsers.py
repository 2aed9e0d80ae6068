"""A class in real browsers, each with cookies of its own: all press at once, and every press arrives.

Asked for with ROOM_BROWSERS=30. It comes in by the QR's address, answers three questions and plays two quarters in six
teams; a phone sleeps through a question, a rude name is taken out, and the server is killed in mid-game.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.workshop.served import LONG, PHONE, Room, Served, until
from tests.workshop.test_class import TEAMS
from tests.workshop.test_conductor_page import fold, press
from tests.workshop.test_play_page import entries, open_game

PUPILS = int(os.environ.get("ROOM_BROWSERS", "0"))
SOON = float(os.environ.get("WORKSHOP_SOON", "1"))
"""Seconds after which a press should be seen on a machine that has nothing else to do."""
QUESTIONS, QUARTERS = 3, 2
LEAD = 1.5
"""Seconds before all press, in which each browser is told."""
PRESS = """([name, holds, at]) => { window.waited = new Promise((done) => setTimeout(() => {
  const answered = new Function(`return ${holds}`);
  const button = [...document.querySelectorAll("button")].find((one) => one.textContent.trim().startsWith(name));
  if (!button || answered()) return done(null);
  const begun = performance.now();
  const watcher = new MutationObserver(() => {
    if (!answered()) return;
    watcher.disconnect();
    requestAnimationFrame(() => done((performance.now() - begun) / 1000));
  });
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  button.click();
}, at - Date.now())); }"""
"""Script that presses a button at a time and measures how long it is until the page shows what holds then."""

pytestmark = pytest.mark.skipif(not PUPILS, reason="a class of real browsers is asked for with ROOM_BROWSERS=30")


class BrowserClass:
    """The facilitator, the pupils, and how long each waited after a press."""

    def __init__(self, room: Room) -> None:
        self.room, self.waits = room, list[float]()
        self.pressed: Counter[str] = Counter()
        self.boss = room.facilitator("/predict")
        way_in = room.workshop.told("for the room").removeprefix(room.workshop.address)
        self.rude = self._come("Rude name", way_in)
        self.pupils = [self._come(f"Pupil {n:02}", way_in) for n in range(1, PUPILS + 1)]
        expect(self.boss.locator("#state")).to_contain_text(f"In the room: {PUPILS + 1}.")

    def _come(self, name: str, way_in: str) -> Page:
        page = self.room.visitor(way_in, PHONE).page
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Join").click()
        expect(page.locator(".head-who")).to_have_text(name)
        page.goto(self.room.workshop.address + "/predict")
        self.pressed["join"] += 1
        return page

    def together(self, pages: list[Page], kind: str, name: str, holds: str) -> None:
        """All press a button at the same moment."""
        at = (time.time() + LEAD) * 1000
        for page in pages:
            page.evaluate(PRESS, [name, holds, at])
        for page in pages:
            wait = page.evaluate("window.waited")
            assert wait is not None, f"{name}: there was nothing to press"
            self.waits.append(wait)
        self.pressed[kind] += len(pages)

    def team(self, team: str) -> list[Page]:
        return [page for n, page in enumerate(self.pupils) if TEAMS[n % len(TEAMS)] == team]

    def ask(self, number: int) -> None:
        """A question, a guess of each, and the answer; one phone sleeps until the question has been put."""
        boss, sleeper = self.boss, self.pupils[number]
        sleeper.context.set_offline(True)
        boss.get_by_label("A ready-made question").select_option(str(number))
        boss.get_by_role("button", name="Ask the room").click()
        expect(boss.locator("#state")).to_contain_text(f"Question {number + 1} is open")
        sleeper.context.set_offline(False)
        for page in self.pupils:
            expect(page.locator("#question h2")).to_have_text(f"Question {number + 1}")
            page.locator("#question").get_by_label("lower", exact=True).check()
            page.get_by_label("By how much").fill("0.5")
        self.together(self.pupils, "guess", "Commit my guess", "document.querySelector('#own')")
        expect(boss.locator("#count")).to_contain_text(f"{PUPILS} of")
        press(boss, "Reveal the answer")
        for page in self.pupils:
            expect(page.locator("#answer")).to_contain_text("The model says")

    def remove_the_rude_name(self) -> None:
        fold(self.boss, "People")
        press(self.boss, "Take out of the room: Rude name")
        expect(self.boss.locator("#state")).to_contain_text(f"In the room: {PUPILS}.")
        self.rude.goto(self.room.workshop.address + "/play")
        assert "/join" in self.rude.url

    def play(self) -> None:
        """Six teams, two quarters, a killed server between them."""
        address = self.room.workshop.address
        self.boss.goto(f"{address}/play")
        open_game(self.boss, quarters=QUARTERS)
        for n, page in enumerate(self.pupils):
            page.goto(f"{address}/play")
            expect(page.get_by_role("button", name=f"Play {TEAMS[n % len(TEAMS)]}")).to_be_visible()
        seated = "![...document.querySelectorAll('button')].some(one => one.textContent.startsWith('Play '))"
        for team in TEAMS:
            self.together(self.team(team), "seat", f"Play {team}", seated)
        self.boss.get_by_role("button", name="Start the game").click()
        for quarter in range(QUARTERS):
            self._quarter(quarter)
            if quarter == 0:
                self._killed()
        for page in self.pupils:
            expect(page.locator("#ending")).to_be_visible()

    def _quarter(self, quarter: int) -> None:
        for page in self.pupils:
            expect(page.locator("#clock")).to_contain_text(f"Quarter {quarter + 1} of {QUARTERS}")
            expect(page.locator("#choices")).to_be_visible()
        teams = [self.team(team) for team in TEAMS]
        chose = "document.querySelector('#wish')?.innerText.includes('You chose:')"
        self.together([first for first, *_ in teams], "choose", "Choose", chose)
        mates = [mate for _, mate, *_ in teams]
        for mate in mates:
            expect(mate.locator("#wish")).to_contain_text("It counts once you confirm it.")
        self.together(mates, "confirm", "Confirm", "!document.querySelector('#wish')")
        expect(self.boss.locator("#waiting")).to_contain_text("Every team has decided.")
        self.boss.get_by_role("button", name="Close the choices").click()
        until(lambda: self._gone_on(quarter))

    def _gone_on(self, quarter: int) -> bool:
        """Let silence be a no wherever a team is asked, until the quarter is over."""
        clock = self.boss.locator("#clock").inner_text()
        if "Some teams are asked" in clock:
            self.boss.get_by_role("button", name="Go on: no answer").click()
        return f"Quarter {quarter + 2} of" in clock or "The game is over." in clock

    def _killed(self) -> None:
        self.room.kill()
        self.room.workshop.start()
        for page in (self.boss, *self.pupils):
            page.goto(f"{self.room.workshop.address}/play")


def test_a_class_of_real_browsers_loses_no_press(tmp_path: Path, browser: Browser) -> None:
    with Served(tmp_path / "session", host="127.0.0.2") as workshop, Room(workshop, browser) as room:
        lesson = BrowserClass(room)
        held = workshop.held()
        for number in range(QUESTIONS):
            lesson.ask(number)
            if number == 0:
                lesson.remove_the_rude_name()
        lesson.play()
        assert "Traceback" not in workshop.printed
        written: Counter[Any] = Counter(entry["kind"] for entry in entries(room))
        held = max(held, workshop.held())
    waits = sorted(lesson.waits)
    print(f"{lesson.pressed.total()} presses; waits: median {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s")
    print(f"memory of the server: {held / 2**20:.0f} MB; patience {LONG / 1000:.0f} s")
    assert {kind: written[kind] for kind in lesson.pressed} == lesson.pressed
    assert waits[int(0.95 * len(waits))] <= SOON, waits[-5:]
