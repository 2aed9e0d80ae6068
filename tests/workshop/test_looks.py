"""Settings of people's browsers are heeded on every page (dark, forced colours, no motion); keys are in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.seeing import FILTER, dark_by_night, serious, wider_than_the_screen
from tests.workshop.conftest import Visits
from tests.workshop.served import PHONE, Room, Served, seen

BORDER = "e => getComputedStyle(e).borderTopWidth"


def test_every_page_in_the_dark_in_forced_colours_and_at_rest(served: Served, browser: Browser) -> None:
    with Room(served, browser) as room:
        page = room.facilitator("/", PHONE)
        for path, name in (("/", "Explore"), ("/why", "Why"), ("/predict", "Predict"), ("/play", "Play"),
                           ("/room", "Room")):  # fmt: skip
            page.emulate_media(color_scheme="dark", reduced_motion="reduce", forced_colors="none")
            page.goto(served.address + path)
            expect(page.locator("h1")).to_have_text(name)
            assert (page.evaluate(FILTER) == "none") == (name == "Room"), "the projector's page stays light"
            assert page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0
            seen(page, f"dark-{name}")
            assert serious(page) == [], name
            page.emulate_media(color_scheme="dark", forced_colors="active")
            assert page.evaluate(FILTER) == "none", "forced colours are the reader's own"
            here, *others = page.locator("nav a").all()
            chosen = page.locator("nav a[aria-current]")
            assert chosen.evaluate(BORDER) == "3px"
            assert [link.evaluate(BORDER) for link in (here, *others)].count("3px") == 1, "one is marked, by a border"
            seen(page, f"forced-{name}")
            assert serious(page) == [], name
            for width, height in ((640, 400), (320, 256), PHONE):  # a laptop at 200 and 400 %
                page.set_viewport_size({"width": width, "height": height})
                assert wider_than_the_screen(page) == 0, (name, width)


def test_pages_without_the_room_are_dark_by_night_too(served: Served, browser: Browser) -> None:
    with Room(served, browser) as room:
        page = room.visitor("/join", PHONE).page
        for path in ("/join", "/nothing-here", "/glossary", "/role-briefs"):
            page.goto(served.address + path)
            assert dark_by_night(page), path


IN_ITS_BOX = """() => {
  const box = document.querySelector(".effects-box"), bottom = (part) => part.getBoundingClientRect().bottom;
  return bottom(box.querySelector(".key")) <= bottom(box) && box.scrollTop === 0;
}"""
"""True where the key of the effects can be read without scrolling their box."""


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
def test_the_key_of_the_effects_is_in_view(served: Served, visit: Visits, size: tuple[int, int]) -> None:
    guest = visit(served, "/?scenario=corridor-agreed&months=12", *size)
    guest.settled()
    expect(guest.page.locator(".effects-box .key")).to_contain_text("95 % interval")
    guest.page.wait_for_function(IN_ITS_BOX)
