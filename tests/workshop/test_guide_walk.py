"""The facilitator's guide, walked: its session of 90 minutes and a quarter of its game, step by step, on the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.spec.seeds import Seeds
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.prepared import GUIDE
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, Visitor, seen, small_letters
from tests.workshop.test_conductor_page import fold, press
from tests.workshop.test_guide import controls, section
from tests.workshop.test_play_page import open_game, play_out, seat
from tests.workshop.test_predict_page import commit
from tests.workshop.test_projector import until_right

walked: set[str] = set()
"""Names of controls that the walk has used."""


@pytest.fixture(autouse=True)
def at_the_beginning() -> None:
    walked.clear()


def named(name: str) -> str:
    """A control by the name that the guide has for it: where either is renamed, the walk stops here."""
    assert name in controls(), f"the guide does not name “{name}”"
    walked.add(name)
    return name


def test_the_guide_can_be_walked_from_the_first_minute_to_the_story(
    tmp_path: Path, browser: Browser, seeds: Seeds
) -> None:
    with Served(tmp_path / "session", host="127.0.0.2") as served, Room(served, browser) as room:
        boss, beamer = room.facilitator("/room"), room.facilitator("/room", PROJECTOR)
        guest = pupil_joins(room, beamer)
        the_bar_has_what_the_guide_says(boss)
        predict_then_reveal(boss, beamer, guest.page, seeds)
        where_it_comes_from(boss)
        explore_in_pairs(guest)
        report_from_the_link(boss, guest.page)
        a_game(boss, beamer, guest.page)
        bar = GUIDE[GUIDE.index("**Your bar.**") :].split("\n\n")[0]
        assert controls(bar) | controls(section("A session of 90 minutes")) <= walked
        assert room.complaints == [], "nothing fails, and nothing is asked of a network"


def legible(beamer: Page, name: str) -> None:
    """Check that the projector's page is large enough and whole, and has nothing that axe finds serious."""
    for width, height in ((1024, 768), (1280, 720), PROJECTOR, (3840, 2160)):
        beamer.set_viewport_size({"width": width, "height": height})
        until_right(beamer, (name, width))
        seen(beamer, f"walk-{name}-{width}")
        assert small_letters(beamer, max(20, width // 96)) == [], (name, width)
        assert wider_than_the_screen(beamer) == 0, (name, width)
    beamer.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    assert serious(beamer) == []


def pupil_joins(room: Room, beamer: Page) -> Visitor:
    """An hour before, and minutes 0 to 5: Room is projected, and its address lets a telephone in."""
    legible(beamer, "lobby")
    address = beamer.locator(".address").inner_text()
    guest = room.visitor("/" + address.partition("/")[2], PHONE)
    guest.page.get_by_label("Your name").fill("Ani")
    guest.page.get_by_role("button", name="Join").click()
    expect(beamer.locator(".names")).to_have_text("Ani")
    return guest


def the_bar_has_what_the_guide_says(boss: Page) -> None:
    """Each part of the bar that is there from the beginning, and what a rude name needs; the guide is a link in it."""
    fold(boss, "For the facilitator")
    for name in ("Bring everybody here", "Freeze the room", "People", "The game", "Tables to take home"):
        expect(boss.locator("#bar").locator("button, summary").filter(has_text=named(name)).first).to_be_visible()
    fold(boss, "People")
    for name in ("Hide the name", "Take out of the room", "Rename"):
        expect(boss.locator("#bar li", has_text="Ani").get_by_text(named(name), exact=True).first).to_be_visible()
    expect(boss.locator("#bar").get_by_role("link", name="The facilitator's guide")).to_be_visible()


def predict_then_reveal(boss: Page, beamer: Page, phone: Page, seeds: Seeds) -> None:
    """Minutes 5 to 25, with the first question of the guide's list; all others can be asked as well."""
    boss.locator("nav").get_by_role("link", name="Predict").click()
    of_a_day = named("Ask where a question of the region will stand on a day")
    boss.get_by_text(of_a_day).click()
    expect(boss.get_by_label("The day").locator("option")).to_have_count(3)
    boss.get_by_text(of_a_day).click()
    for name in ("A ready-made question", "Ask the room"):
        expect(boss.get_by_text(named(name), exact=True)).to_be_visible()
    boss.get_by_text(named("Ask a question of your own")).click()
    scenario = boss.get_by_label("If this happens")
    expect(scenario).to_be_visible()
    offered = set(scenario.locator("option").evaluate_all("options => options.map(option => option.value)"))
    assert set(re.findall(r"`([a-z]+-[a-z-]+)`", section("Questions that work"))) <= offered
    scenario.select_option(label="Peace treaty signed")
    boss.get_by_label("what becomes of").select_option(label="Influence of Russia")
    boss.get_by_role("button", name=named("Ask this")).click()
    expect(boss.locator("#state")).to_contain_text("Question 1 is open")
    expect(phone.locator("#tasks")).to_contain_text("A question is open: answer it")
    press(boss, "Bring everybody here")
    phone.wait_for_url("**/predict")
    press(boss, named("Withdraw the question"))
    expect(phone.get_by_text("No question yet")).to_be_visible()
    press(boss, "Bring question 1 back")
    expect(phone.locator("#question")).to_be_visible()
    commit(phone, "lower", "0.05", "80")
    expect(beamer.locator("#count")).to_have_text("Guesses so far: 1 of 1")
    legible(beamer, "question")
    press(boss, named("Close the guesses"))
    press(boss, named("Reopen the guesses"))
    press(boss, "Close the guesses")
    expect(boss.locator("#state")).to_contain_text("Question 1 is closed")
    press(boss, named("Reveal the answer"))
    for page in (phone, beamer):
        expect(page.locator("#answer")).to_contain_text("The model says:")
    assert re.search(r"[+−]?0\.0\d\d", beamer.locator("#answer").inner_text()), "in the unit of Explore"
    expect(phone.locator("#own")).to_contain_text("lower by 0.050")
    expect(boss.locator("#question .causes")).to_contain_text("Where it comes from:")
    expect(boss.get_by_text("Were the sure ones right?")).to_be_visible()
    boss.get_by_text("Who guessed what").click()
    expect(boss.locator("#question details tr").nth(1)).to_contain_text("Ani")  # your own page names the guesses
    legible(beamer, "revealed")


def where_it_comes_from(boss: Page) -> None:
    """Minutes 25 to 40: Armenia → Russia, its events, a document, and an event that is weakened."""
    boss.locator("nav").get_by_role("link", name="Why").click()
    boss.get_by_label("Who leans").select_option("ARM")
    boss.get_by_label("To whom").select_option("RUS")
    expect(boss.get_by_role("heading", name="What made Armenia → Russia")).to_be_visible()
    part = boss.locator("article.part", has=boss.get_by_text("Disagree")).first
    expect(part).to_contain_text("By: ")
    before = boss.get_by_role("heading", name="Documented events: together").inner_text()
    part.get_by_text(named("Disagree")).click()
    part.get_by_role("slider").press("Home")
    expect(boss.get_by_role("heading", name="Documented events: together")).not_to_have_text(before)


def explore_in_pairs(guest: Visitor) -> None:
    """Minutes 50 to 70: the buttons and the goal, then More: steps, dates and an assumption."""
    page = guest.page
    page.locator("nav").get_by_role("link", name="Explore").click()
    expect(page.get_by_text("A goal to try: find one thing that raises")).to_be_visible()
    page.get_by_role("button", name="The peace treaty is signed").click()
    page.wait_for_url("**also=**")
    page.get_by_text(named("More: all scenarios, dates and assumptions")).click()
    guest.slider("When").press("ArrowRight")
    page.wait_for_url("**move=**")
    guest.slider("Impact").press("ArrowRight")
    page.wait_for_url("**set=assumptions.impact**")
    guest.mark()
    page.get_by_role("checkbox").first.uncheck()
    guest.passed("Simulated")
    page.get_by_text(named("Through whom it comes about"), exact=True).first.click()
    page.get_by_role("button", name="Say it for what is set now").click()
    expect(page.locator("table.reasons")).to_contain_text("Influence of Russia")
    assert wider_than_the_screen(page) == 0
    seen(page, "walk-explore-phone")


def report_from_the_link(boss: Page, phone: Page) -> None:
    """Minutes 70 to 80: a pair's link is opened, and everybody is brought there."""
    link = phone.url
    phone.locator("nav").get_by_role("link", name="Room").click()
    phone.locator("nav").get_by_role("link", name="Play").click()
    expect(phone.locator("#tasks")).to_contain_text("The room is at Predict: go there")
    boss.goto(link)
    expect(boss.get_by_role("slider", name=re.compile("^Impact")).first).to_be_visible()
    press(boss, "Bring everybody here")
    phone.wait_for_url("**set=assumptions.impact**")


def a_game(boss: Page, beamer: Page, phone: Page) -> None:
    """The game's steps: choose or argue, agree, see, and the story beside what the model alone would have done."""
    boss.locator("nav").get_by_role("link", name="Play").click()
    expect(boss.get_by_role("button", name=named("Open a new game"))).to_be_visible()
    open_game(boss, quarters=1)
    boss.get_by_text("Open a game, or begin anew").click()
    expect(boss.get_by_role("button", name=named("Open it beside those that run"))).to_be_visible()
    press(boss, "Bring everybody here")
    phone.wait_for_url("**/play")
    seat(phone, "Armenia")
    expect(phone.locator("#team")).to_have_text("You play Armenia. Your team: Ani.")
    expect(phone.get_by_role("link", name="The brief of your role")).to_be_visible()
    legible(beamer, "seats")
    boss.get_by_role("button", name=named("Start the game")).click()
    expect(boss.get_by_role("button", name=named("Two minutes from now"))).to_be_visible()
    expect(phone.locator("#choices")).to_contain_text("Brings:")
    phone.get_by_text(named("What the others want from you")).click()
    expect(phone.locator(".wants li").first).to_contain_text("points")
    phone.get_by_text(named("Argue for an act of your own")).click()
    phone.get_by_label("What kind of act").select_option("aid_humanitarian")
    phone.get_by_label("Georgia", exact=True).check()
    phone.get_by_label("How important").select_option(index=1)
    phone.get_by_label("What happens").fill("Armenia sends doctors to Georgia.")
    phone.get_by_label("Why it should work").fill("They were asked for.")
    phone.get_by_role("button", name="Propose it").click()
    expect(phone.locator("#chosen")).to_contain_text("Your team argues for an act of its own")
    boss.get_by_role("button", name=named("Close the choices")).click()
    expect(beamer.locator("#judged")).to_contain_text("Armenia sends doctors to Georgia.")
    expect(beamer.locator("#common")).to_have_count(0)  # a game has the screen for itself
    legible(beamer, "judging")
    phone.get_by_role("textbox", name="Odds for Armenia's act").fill("60")
    phone.get_by_role("button", name="Give these odds").click()
    expect(beamer.locator("#judged")).to_contain_text("Odds given by 1 of 1 teams.")
    boss.get_by_role("button", name=named("Close the odds and let luck decide")).click()
    expect(beamer.locator("#judged")).to_have_count(0)
    play_out(boss)
    for page in (phone, beamer):
        expect(page.locator("#ending")).to_contain_text("The model alone")
    expect(phone.get_by_role("button", name=named("Download the story"))).to_be_visible()
    legible(beamer, "ending")
    assert serious(phone) == [] and wider_than_the_screen(phone) == 0
