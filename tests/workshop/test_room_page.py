"""The room view on the projector: who is here, what is asked and where the game stands, and nothing secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import TRIAD
from tests.seeing import painted, serious
from tests.workshop.served import PROJECTOR, Room, Served, seen
from tests.workshop.test_play_page import choose, open_game, seat, step_until
from tests.workshop.test_predict_page import ask, commit


@pytest.fixture
def room(tmp_path: Path, browser: Browser) -> Iterator[Room]:
    with Served(tmp_path / "session", forked=True) as workshop, Room(workshop, browser) as room:
        yield room


def test_the_room_sees_who_is_here_and_the_games_map_and_clock(room: Room) -> None:
    """With the shipped evidence, whose names and maps are the ones people will see."""
    beamer = room.facilitator("/room", PROJECTOR)
    expect(beamer.get_by_text("Nobody has given a name yet.")).to_be_visible()
    boss = room.facilitator("/play")
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play"), room.participant("Eldar", "/play")
    seat(ani, "Armenia")
    seat(eldar, "Azerbaijan")
    expect(beamer.locator("#people")).to_contain_text("In the room: 2")
    boss.get_by_role("button", name="Start the game").click()
    expect(beamer.locator("#clock")).to_contain_text("Quarter 1 of 2: August 2025 to October 2025")
    choose(ani, "High-level visit", "Choose High-level visit: Georgia")
    expect(beamer.locator("#teams tr", has_text="Ani")).to_contain_text("has decided")
    expect(beamer.locator("#teams tr", has_text="Eldar")).to_contain_text("is deciding")
    assert "visit" not in beamer.locator("#teams").inner_text()
    drawn = beamer.locator("#map [role=img]")
    expect(drawn).to_have_attribute("aria-label", re.compile("^Strongest leanings: "))
    expect(beamer.locator("#stages table")).to_contain_text("text agreed")
    boss.get_by_role("button", name="Close the choices").click()
    expect(beamer.locator("#clock")).to_contain_text("Some teams are asked for their agreement.")
    go_on = boss.get_by_role("button", name="Go on: no answer is a no")
    step_until(boss, go_on, boss.locator("#clock", has_text="Quarter 2 of 2"))
    expect(beamer.locator("#news")).to_contain_text("Armenia pays a visit to Georgia")
    seen(beamer, "room-game-projector")
    beamer.wait_for_function("document.documentElement.scrollHeight <= innerHeight")  # nobody scrolls a projector
    assert serious(beamer) == []
    beamer.set_viewport_size({"width": 390, "height": 844})
    seen(beamer, "room-game-phone")
    assert room.complaints == []


COVERED = """() => {
  const sides = [...document.querySelectorAll(".room > .side")].filter((side) => side.offsetWidth);
  const seen = (side) => [...side.querySelectorAll(".panel, canvas, [role=img]")].filter((part) => part.offsetWidth);
  const boxes = sides.flatMap((side) => seen(side).map((part) => [side, part.getBoundingClientRect()]));
  const over = ([side, a], [other, b]) => side !== other && a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.filter((one) => boxes.some((other) => over(one, other))).length;
}"""


def test_no_column_covers_another_when_a_game_follows_a_question(tmp_path: Path, browser: Browser) -> None:
    with Served(tmp_path / "session", TRIAD, jobs=1, forked=True) as workshop, Room(workshop, browser) as room:
        beamer, boss = room.facilitator("/room", PROJECTOR), room.facilitator("/predict")
        ani = room.participant("Ani", "/predict")
        ask(boss, "A deal", "treaty_signed")
        commit(ani, "higher", "12")
        expect(ani.locator("#own")).to_contain_text("higher by 12.0")
        boss.get_by_role("button", name="Reveal the answer").click()
        expect(beamer.locator("canvas")).to_have_count(1)
        for page in (boss, ani):
            page.goto(workshop.address + "/play")
        open_game(boss)
        seat(ani, "B")
        boss.get_by_role("button", name="Start the game").click()
        for again in (False, True):
            if again:
                room.kill()
                workshop.start()
                beamer.goto(workshop.address + "/room")
            expect(beamer.locator("#map canvas")).to_have_count(1)
            expect(beamer.locator("#question")).to_have_count(0)  # a game takes the screen
            for width in (1920, 1600, 1280):
                beamer.set_viewport_size({"width": width, "height": 1080})
                beamer.wait_for_function(f"({COVERED})() === 0")
            seen(beamer, f"room-question-and-game-{again}")
            beamer.set_viewport_size({"width": 1920, "height": 1080})
        boss.goto(workshop.address + "/predict")
        ask(boss, "A deal", "a_influence")
        expect(beamer.locator("#question")).to_contain_text("Guesses so far: 0 of 1")
        beamer.wait_for_function(f"({COVERED})() === 0")


def test_the_room_sees_what_its_settings_have_in_common(room: Room) -> None:
    beamer = room.facilitator("/room", PROJECTOR)
    for query in ("scenario=corridor-opened&set=assumptions.spillover:0.3", "scenario=corridor-opened"):
        room.visitor(f"/?{query}")
    expect(beamer.locator("#common")).to_contain_text("The room explores (2)")
    expect(beamer.locator("#common")).to_contain_text("Transit route opened: 2 of 2")
    expect(beamer.locator("#common")).to_contain_text("spillover: 0.3 (1 of 2")
    seen(beamer, "room-common-projector")
    assert serious(beamer) == []


MOUNT = """async (hidden) => {
  const pieces = performance.getEntriesByType("resource").map((entry) => entry.name);
  const chart = (await import(pieces.find((name) => name.endsWith("/chart.js")))).default;
  const { createApp, h } = await import("vue");
  const box = document.body.appendChild(document.createElement("div"));
  box.id = "tried";
  box.hidden = hidden;
  const options = { xAxis: {}, yAxis: {}, series: [{ type: "line", data: [[0, 1], [1, 2]] }] };
  const app = createApp({ render: () => h(chart, { options, style: "width: 200px; height: 100px" }) });
  app.mount(box.appendChild(document.createElement("div")));
  if (!hidden) app.unmount();
}"""


def test_a_picture_may_be_taken_away_at_once_and_is_drawn_when_there_is_room(room: Room) -> None:
    """A room's clock goes on while a device is busy: what it was sent first is gone before it was drawn."""
    guest = room.visitor("/?scenario=corridor-opened").page
    expect(guest.locator("canvas").first).to_be_visible()
    guest.evaluate(MOUNT, False)
    painted(guest)
    guest.evaluate(MOUNT, True)
    tried = guest.locator("#tried").last
    expect(tried.locator("canvas")).to_have_count(0)
    tried.evaluate("box => { box.hidden = false; }")
    expect(tried.locator("canvas")).to_have_count(1)
    assert room.complaints == []
