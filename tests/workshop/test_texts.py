"""Texts of a region's files and of the people in the room stay texts on every page of the workshop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.mischief import CRACK, WORST, planted
from tests.workshop.served import LONG, Room, Served, seen
from tests.workshop.test_play_page import open_game, play_out

NAME = "Ani <img src=x onerror=window.cracked=1>"


@pytest.fixture
def room(triad_folder: Path, tmp_path: Path, browser: Browser) -> Iterator[Room]:
    assert planted(triad_folder) > 60
    with Served(tmp_path / "session", triad_folder, jobs=1, forked=True) as workshop, Room(workshop, browser) as room:
        yield room


def stays_text(page: Page, name: str) -> None:
    """Check that what was planted is read on the page, and that nothing of it has become part of the page."""
    seen(page, f"texts-{name}")
    assert WORST in page.inner_text("body")
    assert page.locator("img[src=x]").count() == 0 and page.locator("[onfocus]").count() == 0
    assert page.locator("script", has_text=CRACK).count() == 0
    assert page.evaluate("window.cracked") is None


def test_texts_stay_texts_where_people_explore_and_ask_why(room: Room) -> None:
    for path, status in (
        ("/?scenario=deal", "Simulated"),
        ("/why?scenario=deal&of=AAA&to=BBB&world=1", "It starts at"),
    ):
        guest = room.visitor(path)
        guest.settled(status)
        guest.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        stays_text(guest.page, "explore" if path.startswith("/?") else "why")
    guest.page.get_by_role("button", name="Tell this world").click()
    guest.settled("World 1")
    stays_text(guest.page, "world")
    assert room.complaints == []


def test_texts_stay_texts_where_people_predict_and_play_before_the_room(room: Room) -> None:
    boss, beamer = room.facilitator("/predict"), room.facilitator("/room")
    guest = room.participant(NAME, "/predict")
    boss.get_by_text("Ask a question of your own").click()
    boss.get_by_label("If this happens").select_option("deal")
    boss.get_by_label("what becomes of").select_option("treaty_signed")
    boss.get_by_role("button", name="Ask this").click()
    for page, name in ((boss, "predict-leading"), (guest, "predict"), (beamer, "room-question")):
        expect(page.locator("#question")).to_be_visible(timeout=LONG)
        stays_text(page, name)
    boss.goto(room.workshop.address + "/play")
    guest.goto(room.workshop.address + "/play")
    open_game(boss, quarters=1)
    guest.get_by_role("button", name="Play B").first.click()
    expect(guest.locator("#team")).to_be_visible()
    boss.get_by_role("button", name="Start the game").click()
    expect(guest.locator("#choices")).to_be_visible()
    for page, name in ((boss, "play-leading"), (guest, "play"), (beamer, "room-game")):
        expect(page.locator("#clock")).to_contain_text("The teams choose.")
        stays_text(page, name)
    play_out(boss)
    for page, name in ((boss, "play-end-leading"), (guest, "play-end"), (beamer, "room-end")):
        expect(page.locator("#ending")).to_be_visible()
        stays_text(page, name)
    assert room.complaints == []
