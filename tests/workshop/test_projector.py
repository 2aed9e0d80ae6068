"""Every state of a full room fits the projector at its sizes; axe finds nothing serious on any page, in any colours."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from model.common.languages import ENGLISH, LANGUAGES
from tests.seeing import at_rest, serious, wider_than_the_screen
from tests.workshop.prepared import EVERYTHING, GAMES, LOBBY, PUPILS, TEAMS, prepare
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, seen, small_letters
from tests.workshop.test_play_page import seat

SIZES = ((1280, 720), (1366, 768), PROJECTOR)
CUT = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.offsetHeight);
  const cut = all(".room, .room .side, .room section, .room .here, .room .told, .room .scroll").filter(
    (part) => part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2);
  const below = all(".room section").filter((part) => part.getBoundingClientRect().bottom > innerHeight + 1);
  const bar = document.querySelector(".bar")?.getBoundingClientRect();
  const covered = all(".room section").filter((part) => {
    const box = part.getBoundingClientRect();
    return bar && box.right > bar.left && box.left < bar.right && box.bottom > bar.top + 1;
  });
  const page = document.documentElement;
  const scrolls = page.scrollHeight > innerHeight || page.scrollWidth > innerWidth ? ["the page"] : [];
  return [...scrolls, ...[...cut, ...below, ...covered].map((part) => `${part.className}#${part.id}`)];
}"""
"""Parts of the projector's page that are cut, covered by the facilitator's bar, or out of the screen."""
BROKEN = """() => [...document.querySelectorAll("#teams td:not(.short)")].filter((cell) => cell.firstChild).flatMap(
  (cell) => [...cell.textContent.matchAll(/\\S+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(cell.firstChild, word.index);
    range.setEnd(cell.firstChild, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]))"""
"""Words of the teams that go on in another line; where a language has longer words beside them, long names may."""


WRITTEN = re.compile("Participant|The .* game|Türkiye|invites all|Everybody has said|127.0.0.2|localhost")
"""Texts that people of the room have written, addresses, and a name: they are the same in every language."""
TEXTS = """() => [...document.querySelectorAll(".room *:not(.code)")]
  .filter((part) => part.offsetHeight && !part.children.length)
  .map((part) => part.textContent.trim()).filter((text) => /[a-z]{3}/i.test(text))"""


def until_right(beamer: Page, what: object, english: frozenset[str] = frozenset()) -> None:
    """Wait until nothing is cut and no English is left; a picture that is drawn anew may ask for room once more."""

    def look() -> list[str]:
        return [*beamer.evaluate(CUT), *(text for text in beamer.evaluate(TEXTS) if text in english)]

    assert at_rest(beamer, look) == [], what


def speaks(beamer: Page, name: str) -> None:
    """Check the page in every other language at the smallest size: it fits, and no text of it stays English."""
    english = frozenset(text for text in beamer.evaluate(TEXTS) if not WRITTEN.search(text))
    beamer.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    for code in (*(code for code in LANGUAGES if code != ENGLISH), ENGLISH):
        beamer.locator(".head-language select").select_option(code)
        beamer.wait_for_function("(code) => document.documentElement?.lang === code", arg=code)
        expect(beamer.locator(".room section").first).to_be_visible()
        if code != ENGLISH:
            until_right(beamer, (name, code), english)
            seen(beamer, f"projector-{name}-{code}")
    width, height = PROJECTOR
    beamer.set_viewport_size({"width": width, "height": height})


def fits(beamer: Page, name: str) -> None:
    """Check the page at every size: nothing is cut, nothing needs scrolling, all letters are large."""
    for width, height in SIZES:
        beamer.set_viewport_size({"width": width, "height": height})
        until_right(beamer, (name, width))
        seen(beamer, f"projector-{name}-{width}")
        assert small_letters(beamer) == [], (name, width)
        assert at_rest(beamer, lambda: list(beamer.evaluate(BROKEN))) == [], (name, width)
    assert serious(beamer) == [], name


def in_all_colours(page: Page, name: str) -> None:
    """Check that axe finds nothing serious by day, in the dark and in forced colours, and that the page fits."""
    for scheme, forced in (("light", "none"), ("dark", "none"), ("dark", "active")):
        page.emulate_media(color_scheme=scheme, forced_colors=forced, reduced_motion="reduce")
        seen(page, f"{name}-{scheme}-{forced}")
        assert serious(page) == [], name
        assert wider_than_the_screen(page) == 0, name
    page.emulate_media(color_scheme="light", forced_colors="none")


def test_thirty_names_fit_beside_the_way_in(tmp_path: Path, browser: Browser) -> None:
    served = Served(prepare(tmp_path / "session", LOBBY), host="127.0.0.2")
    with served, Room(served, browser) as room:
        beamer = room.facilitator("/room", PROJECTOR)
        expect(beamer.locator(".names li")).to_have_count(PUPILS)
        fits(beamer, "lobby")
        speaks(beamer, "lobby")
        beamer.set_viewport_size({"width": 1024, "height": 480})
        expect(beamer.locator(".here .left-out")).to_contain_text("… and ")


def test_games_in_every_state_fit_the_projector_and_please_all_eyes(tmp_path: Path, browser: Browser) -> None:
    served = Served(prepare(tmp_path / "session", EVERYTHING), host="127.0.0.2")
    with served, Room(served, browser) as room:
        boss, beamer = room.facilitator("/play"), room.facilitator("/room", PROJECTOR)
        phone = room.visitor(f"/join?code={served.told('join code')}&then=/play", PHONE).page
        phone.get_by_label("Your name").fill("Participant Ani")
        phone.get_by_role("button", name="Join").click()
        expect(phone.locator(".head-who")).to_have_text("Participant Ani")
        expect(boss.locator("#facilitator .game")).to_have_count(len(GAMES))
        expect(beamer.locator("#question")).to_be_visible()  # asked since the game on the projector was over
        fits(beamer, "answer")
        speaks(beamer, "answer")
        boss.get_by_role("button", name="Show on Room how sure people were").click()
        expect(beamer.locator("#calibration tbody tr")).to_have_count(2)  # who was 70 % sure is with those below
        expect(beamer.locator("#question")).to_have_count(0)
        fits(beamer, "calibration")
        speaks(beamer, "calibration")
        boss.get_by_role("button", name="Show the answer on Room again").click()
        expect(beamer.locator("#answer")).to_be_visible()
        shown = {
            GAMES[0]: "#ending", GAMES[1]: "#judged .act", GAMES[2]: "#map canvas", GAMES[3]: "#teams",
        }  # fmt: skip
        for title, part in reversed(shown.items()):
            show = boss.locator("#facilitator").get_by_role("button", name=f"Show it large: {title}")
            if show.count():
                show.click()
            expect(beamer.locator(part).first).to_be_visible()
            fits(beamer, title.split()[1])
            if title == GAMES[2]:
                beamer.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
                expect(beamer.locator("#map canvas")).to_be_visible()  # four games leave it its place
                expect(beamer.locator("#teams tbody tr:visible")).to_have_count(len(TEAMS))
                speaks(beamer, title.split()[1])
            in_all_colours(boss, f"facilitator {title}")
        for title, part in ((GAMES[1], "#judging"), (GAMES[2], "#choices"), (GAMES[0], "#ending")):
            own = room.visitor(f"/join?code={served.told('join code')}&then=/play", PHONE).page
            own.get_by_label("Your name").fill(f"Late {title.split()[1]}")
            own.get_by_role("button", name="Join").click()
            own.get_by_role("button", name=f"Go to {title}").click()
            if title == GAMES[0]:  # over: nobody can take a seat any more
                expect(own.locator("#seats")).to_be_visible()
                assert own.get_by_role("button", name="Play ").count() == 0
            else:
                seat(own, "Armenia")
            expect(own.locator(part)).to_be_visible()
            in_all_colours(own, f"phone {title}")
        in_all_colours(phone, "phone without a game")
        for path in ("/predict", "/why", "/"):
            phone.goto(served.address + path)
            expect(phone.locator("h1")).to_be_visible()
            in_all_colours(phone, f"phone {path[1:] or 'explore'}")
        assert room.complaints == []
