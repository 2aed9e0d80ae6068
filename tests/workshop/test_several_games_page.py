"""Two games side by side in browsers: each team in its own, one conductor, one projector, a server that dies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import TRIAD
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, seen
from tests.workshop.test_conductor_page import fold, press
from tests.workshop.test_play_page import argue_for_an_act, open_game, seat, step_until


@pytest.fixture
def room(tmp_path: Path, browser: Browser) -> Iterator[Room]:
    with Served(tmp_path / "session", TRIAD, forked=True) as workshop, Room(workshop, browser) as room:
        yield room


def open_group(boss: Page, name: str, button: str = "Open it beside those that run") -> None:
    expect(boss.locator("#facilitator")).to_be_visible()
    if not boss.get_by_label("Quarters").is_visible():
        boss.get_by_text("Open a game, or begin anew").click()
    boss.get_by_label("Name (if you like").fill(name)
    boss.get_by_label("Quarters").fill("2")
    boss.get_by_role("button", name=button).click()
    expect(boss.get_by_label("Quarters")).to_be_hidden()


def of(boss: Page, title: str, button: str) -> None:
    """Press the button of one of the games."""
    boss.locator("#facilitator").get_by_role("button", name=f"{button}: {title}", exact=True).click()


def choose_game(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Go to {title}").click()
    expect(page.locator("#your-game")).to_contain_text(f"You sit in {title}.")


def passes(page: Page) -> None:
    page.get_by_role("button", name="Let the quarter pass").click()


@dataclass(frozen=True)
class Groups:
    """A room of two groups, Ani and Nino in A, Eldar and Levan in B, each in a game of its own that has started."""

    room: Room
    boss: Page
    beamer: Page
    ani: Page
    nino: Page
    eldar: Page
    levan: Page

    @property
    def people(self) -> tuple[Page, ...]:
        """The four who play."""
        return self.ani, self.nino, self.eldar, self.levan


def two_groups(room: Room) -> Groups:
    """Two games are opened, three choose theirs, one is put where there is room; all take seats and both begin."""
    boss, beamer = room.facilitator("/play"), room.facilitator("/room", PROJECTOR)
    open_group(boss, "Group A", "Open a new game")
    expect(boss.locator("#clock")).to_contain_text("Group A.")
    open_group(boss, "Group B")
    expect(beamer.locator("#games .game")).to_have_count(2)
    ani, nino = room.participant("Ani", "/play", PHONE), room.participant("Nino", "/play")
    eldar, levan = room.participant("Eldar", "/play"), room.participant("Levan", "/play")
    here = Groups(room, boss, beamer, ani, nino, eldar, levan)
    expect(ani.locator("#clock")).to_contain_text("Several games run: choose yours.")
    seen(ani, "groups-choose-phone")
    assert serious(ani) == [] and wider_than_the_screen(ani) == 0
    for page, title in ((ani, "Group A"), (nino, "Group A"), (eldar, "Group B")):
        choose_game(page, title)
    boss.locator("summary", has_text="Who sits in which game").click()
    boss.get_by_role("button", name="Spread those without a game evenly").click()
    expect(levan.locator("#your-game")).to_contain_text("You sit in Group B.")
    for page, actor in ((ani, "B"), (nino, "C"), (eldar, "B"), (levan, "C")):
        seat(page, actor)
    expect(boss.locator("#facilitator")).to_contain_text("Group B: Eldar, Levan.")
    for title in ("Group A", "Group B"):
        of(boss, title, "Start the game")
    for page in here.people:
        expect(page.locator("#choices")).to_be_visible()
    return here


def play_apart(here: Groups) -> None:
    """Group A goes on to its second quarter while one of B has chosen in the first."""
    passes(here.ani)
    passes(here.nino)
    games = here.beamer.locator("#games")
    expect(games).to_contain_text("Group A: quarter 1 of 2. The teams choose. Ready: 2 of 2.")
    expect(games).to_contain_text("Group B: quarter 1 of 2. The teams choose. Ready: 0 of 2.")
    seen(here.beamer, "groups-projector")
    seen(here.boss, "groups-facilitator")
    assert serious(here.boss) == [] and serious(here.beamer) == []
    of(here.boss, "Group A", "Close the choices")
    go_on(here.boss, "Group A")
    expect(here.ani.locator("#clock")).to_contain_text("Group A. Quarter 2 of 2")
    expect(here.eldar.locator("#clock")).to_contain_text("Group B. Quarter 1 of 2")
    passes(here.eldar)
    expect(here.eldar.locator("#chosen")).to_have_text("Your team lets the quarter pass.")
    of(here.boss, "Group B", "Show it large")
    expect(here.beamer.locator("#clock")).to_contain_text("Group B. Quarter 1 of 2")


def outlive_the_server(here: Groups) -> None:
    """Killed and started anew, it has both games, their teams and choices; both go on."""
    assert here.room.complaints == []
    here.room.kill()
    here.room.workshop.start()
    for page in (*here.people, here.boss):
        page.goto(here.room.workshop.address + "/play")
    here.beamer.goto(here.room.workshop.address + "/room")
    expect(here.beamer.locator("#clock")).to_contain_text("Group B. Quarter 1 of 2")
    expect(here.ani.locator("#clock")).to_contain_text("Group A. Quarter 2 of 2")
    expect(here.eldar.locator("#chosen")).to_have_text("Your team lets the quarter pass.")
    expect(here.levan.locator("#team")).to_have_text("You play C. Your team: Levan.")
    of(here.boss, "Group B", "Close the choices")
    go_on(here.boss, "Group B")
    expect(here.levan.locator("#clock")).to_contain_text("Group B. Quarter 2 of 2")
    passes(here.ani)
    expect(here.ani.locator("#chosen")).to_have_text("Your team lets the quarter pass.")


def test_two_groups_play_their_own_games_and_outlive_the_server(room: Room) -> None:
    here = two_groups(room)
    play_apart(here)
    outlive_the_server(here)
    fold(here.boss, "The game")
    press(here.boss, "End the game of Group A")
    press(here.boss, "Yes: end the game of Group A")
    for page in (here.ani, here.nino):
        expect(page.locator("#ending")).to_be_visible()
    expect(here.eldar.locator("#ending")).to_have_count(0)
    passes(here.eldar)
    expect(here.eldar.locator("#chosen")).to_have_text("Your team lets the quarter pass.")
    of(here.boss, "Group A", "Put it away")
    expect(here.beamer.locator("#games")).to_have_count(0)
    press(here.boss, "Go to Group A beside the others")
    expect(here.beamer.locator("#games .game")).to_have_count(2)
    expect(here.ani.locator("#ending")).to_be_visible()


def go_on(boss: Page, title: str) -> None:
    """Where the model's actors asked a team for its agreement, no answer is a no."""
    facilitator = boss.locator("#facilitator")
    silent = facilitator.get_by_role("button", name=f"Go on: no answer is a no: {title}")
    step_until(boss, silent, facilitator.locator(".game", has_text=f"{title}: quarter 2"))


def test_a_team_mate_sees_and_confirms_a_choice(room: Room) -> None:
    boss, beamer = room.facilitator("/play"), room.facilitator("/room", PROJECTOR)
    open_game(boss)
    ani, nino = room.participant("Ani", "/play", PHONE), room.participant("Nino", "/play")
    for page in (ani, nino):
        page.goto(room.workshop.address + "/play")
        seat(page, "B")
    boss.get_by_role("button", name="Start the game").click()
    ani.get_by_text("What the others want from you").click()
    expect(ani.locator(".wants li").first).to_contain_text("points")
    passes(ani)
    expect(ani.locator("#wish")).to_contain_text("You chose: to let the quarter pass. Somebody else of your team")
    expect(boss.locator("#waiting")).to_have_text("A choice waits for a second member of the team: B.")
    seen(ani, "confirm-own-phone")
    expect(beamer.locator("#teams tr", has_text="Ani")).to_contain_text("is confirming")
    for width in (1024, 1280, 1920):
        beamer.set_viewport_size({"width": width, "height": 720})
        assert beamer.locator("#teams").evaluate("part => part.scrollWidth - part.clientWidth") <= 0, width
        seen(beamer, f"confirm-projector-{width}")
    expect(nino.locator("#wish")).to_contain_text("Ani chose for your team: to let the quarter pass.")
    seen(nino, "confirm-mate-laptop")
    assert serious(ani) == [] and serious(nino) == [] and wider_than_the_screen(ani) == 0
    nino.goto(room.workshop.address + "/why")
    expect(nino.locator("#tasks")).to_have_text("Your team has chosen: look, and confirm")
    nino.goto(room.workshop.address + "/play")
    nino.get_by_role("button", name="Confirm", exact=True).click()
    for page in (ani, nino):
        expect(page.locator("#chosen")).to_have_text("Your team lets the quarter pass.")
        expect(page.locator("#wish")).to_have_count(0)
    expect(boss.locator("#waiting")).to_have_text("Every team has decided.")
    argue_for_an_act(nino)
    expect(ani.locator("#wish")).to_contain_text("Nino chose for your team: “C sends doctors to D.”.")
    expect(ani.locator(".decided .coded")).to_contain_text("D")
    expect(ani.locator(".decided .argument")).to_have_text("Argument: They were asked for.")
    seen(ani, "confirm-act-phone")
    assert serious(ani) == [] and wider_than_the_screen(ani) == 0
    ani.set_viewport_size({"width": 390, "height": 200})
    ani.wait_for_function("document.querySelector('.decided').offsetHeight <= 120")  # the rest of the page is in sight
    ani.get_by_role("button", name="Confirm", exact=True).click()
    expect(nino.locator("#chosen")).to_have_text("Your team argues for an act of its own: C sends doctors to D.")
    fold(boss, "The game")
    press(boss, "A choice needs one person only")
    expect(boss.locator("#bar").get_by_role("button", name="A choice needs a second member")).to_be_visible()
    assert room.complaints == []
