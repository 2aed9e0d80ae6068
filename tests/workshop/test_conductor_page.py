"""The facilitator's bar on every page, and the pages of participants that follow it."""

from __future__ import annotations

import json
import zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve
from tests.workshop.served import LAPTOP, PHONE, PROJECTOR, Room, seen
from tests.workshop.test_play_page import argue_for_an_act, open_game, seat
from tests.workshop.test_predict_page import ask, commit


def kinds(room: Room) -> list[str]:
    lines = (room.workshop.session / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["kind"] for line in lines]


def press(page: Page, name: str) -> None:
    page.locator("#bar").get_by_role("button", name=name, exact=True).click()


def fold(page: Page, name: str) -> None:
    page.locator("#bar summary", has_text=name).click()


def test_everybody_is_brought_to_a_page_and_to_what_was_set_on_it(room: Room) -> None:
    boss, beamer = room.facilitator("/predict"), room.visitor("/room", PROJECTOR).page
    ani, eldar = room.participant("Ani", "/play", PHONE), room.participant("Eldar", "/predict")
    expect(boss.locator("#state")).to_contain_text("Everybody chooses their own page. In the room: 2.")
    press(boss, "Bring everybody here")
    ani.wait_for_url("**/predict")
    assert eldar.url.endswith("/predict") and beamer.url.endswith("/room")
    expect(boss.locator("#state")).to_contain_text("The room is at Predict.")
    ani.goto(room.workshop.address + "/play")
    expect(ani.locator("#tasks")).to_have_text("The room is at Predict: go there")
    seen(ani, "conductor-elsewhere-phone")
    assert serious(ani) == [] and wider_than_the_screen(ani) == 0
    ani.locator("#tasks a").click()
    ani.wait_for_url("**/predict")
    boss.goto(room.workshop.address + "/?scenario=deal")
    press(boss, "Bring everybody here")
    for page in (ani, eldar):
        page.wait_for_url("**/?scenario=deal")
        expect(page.get_by_label("Scenario", exact=True)).to_have_value("deal")
    late = room.participant("Nino", "/play")
    late.wait_for_url("**/?scenario=deal")
    late.goto(room.workshop.address + "/why")
    expect(late.locator("#tasks")).to_contain_text("The room is at Explore (with what was set on it): go there")
    assert beamer.url.endswith("/room"), "the projector stays"
    assert kinds(room).count("bring") == 2
    room.kill()
    room.workshop.start()
    late.goto(room.workshop.address + "/play")
    expect(late.locator("#tasks")).to_contain_text("The room is at Explore")
    assert late.url.endswith("/play"), "nobody is brought anywhere twice"


def test_a_question_is_closed_reopened_withdrawn_and_answered_from_any_page(room: Room) -> None:
    boss = room.facilitator("/predict")
    beamer = room.visitor("/room", PROJECTOR).page
    ani, eldar = room.participant("Ani", "/predict", PHONE), room.participant("Eldar", "/play")
    ask(boss, "A deal", "treaty_signed")
    expect(boss.locator("#state")).to_contain_text("Question 1 is open: 0 of 2 have guessed.")
    expect(eldar.locator("#tasks")).to_have_text("A question is open: answer it")
    expect(ani.locator("#question")).to_be_visible()
    expect(ani.locator("#tasks a")).to_have_count(0)
    commit(ani, "higher", "12")
    expect(boss.locator("#state")).to_contain_text("1 of 2 have guessed")
    for path, name in (("/", "explore"), ("/why", "why"), ("/play", "play")):
        boss.goto(room.workshop.address + path)
        expect(boss.locator("#state")).to_contain_text("Question 1 is open")
        seen(boss, f"conductor-{name}")
    press(boss, "Close the guesses")
    expect(beamer.locator("#count")).to_have_text("Guesses so far: 1 of 2. Guesses are closed")
    expect(eldar.locator("#tasks a")).to_have_count(0)
    eldar.goto(room.workshop.address + "/predict")
    expect(eldar.locator("#question")).to_contain_text("Guesses are closed.")
    press(boss, "Reopen the guesses")
    commit(eldar, "lower", "5")
    expect(boss.locator("#state")).to_contain_text("2 of 2 have guessed")
    press(boss, "Withdraw the question")
    for page in (ani, eldar):
        expect(page.get_by_text("No question yet")).to_be_visible()
    expect(beamer.locator("#question")).to_have_count(0)
    room.kill()
    room.workshop.start()
    for page, path in ((boss, "/why"), (ani, "/predict"), (beamer, "/room")):
        page.goto(room.workshop.address + path)
    press(boss, "Bring question 1 back")
    expect(ani.locator("#own")).to_contain_text("higher by 12.0")
    press(boss, "Reveal the answer")
    for page in (ani, beamer):
        expect(page.locator("#answer")).to_contain_text("The model says:")
    expect(boss.locator("#state")).to_contain_text("Question 1 is revealed")
    assert room.complaints == []


def test_a_rude_name_is_hidden_renamed_and_taken_out_and_all_is_undone(room: Room) -> None:
    boss, beamer = room.facilitator("/predict"), room.visitor("/room", PROJECTOR).page
    rude, ani = room.participant("Rude <b>name</b>", "/predict", PHONE), room.participant("Ani", "/predict")
    ask(boss, "A deal", "treaty_signed")
    commit(rude, "higher", "12")
    expect(rude.locator("#own")).to_contain_text("higher by 12.0")
    names = beamer.locator("#people .names li")
    expect(names).to_have_text(["Rude <b>name</b>", "Ani"])
    fold(boss, "People")
    press(boss, "Hide the name: Rude <b>name</b>")
    expect(names).to_have_text(["somebody", "Ani"])
    expect(boss.locator(".people li")).to_have_count(2)
    expect(boss.locator(".people li").first).to_contain_text("Rude <b>name</b> (hidden)")
    press(boss, "Show the name: Rude <b>name</b>")
    expect(names).to_have_text(["Rude <b>name</b>", "Ani"])
    expect(boss.locator(".people li").first).not_to_contain_text("(hidden)")  # the line is drawn anew
    boss.locator(".people summary").first.click()
    boss.get_by_label("New name for Rude <b>name</b>").fill("Levan")
    press(boss, "Rename Rude <b>name</b>")
    expect(names).to_have_text(["Levan", "Ani"])
    seen(boss, "conductor-people")
    assert serious(boss) == []
    rude.reload()
    expect(rude.locator(".head-who")).to_have_text("Levan")
    expect(names).to_have_text(["Levan", "Ani"])
    press(boss, "Take out of the room: Levan")
    rude.wait_for_url("**/join")
    expect(rude.get_by_text("The facilitator has taken you out of the room.")).to_be_visible()
    expect(names).to_have_text(["Ani"])
    expect(beamer.locator("#count")).to_have_text("Guesses so far: 0 of 1")
    rude.goto(room.workshop.address + "/play")
    assert rude.url.endswith("/join"), "no page opens to them"
    room.kill()
    room.workshop.start()
    for page, path in ((boss, "/play"), (rude, "/predict"), (beamer, "/room"), (ani, "/predict")):
        page.goto(room.workshop.address + path)
    assert rude.url.endswith("/join")
    expect(names).to_have_text(["Ani"])
    fold(boss, "People")
    press(boss, "Let back in: Levan")
    expect(names).to_have_text(["Levan", "Ani"])
    rude.goto(room.workshop.address + "/predict")
    expect(rude.locator("#own")).to_contain_text("higher by 12.0")
    press(boss, "Give back the own name: Levan")
    expect(names).to_have_text(["Rude <b>name</b>", "Ani"])
    assert ani.locator("#bar").count() == 0


def test_a_game_is_ended_when_asked_twice_and_goes_on(room: Room) -> None:
    boss = room.facilitator("/play")
    ani, eldar = room.participant("Ani", "/play", PHONE), room.participant("Eldar", "/predict")
    open_game(boss)
    expect(eldar.locator("#tasks")).to_have_text("A game is open: take a seat")
    seat(ani, "B")
    boss.get_by_role("button", name="Start the game").click()
    ani.get_by_role("button", name="Let the quarter pass").wait_for()
    ani.goto(room.workshop.address + "/why")
    expect(ani.locator("#tasks")).to_have_text("The game waits for your team: choose")
    fold(boss, "The game")
    press(boss, "End the game")
    press(boss, "No")
    expect(boss.locator("#bar").get_by_role("button", name="Yes: end the game")).to_have_count(0)
    assert "end" not in kinds(room)
    press(boss, "End the game")
    seen(boss, "conductor-end-the-game")
    press(boss, "Yes: end the game")
    expect(boss.locator("#ending")).to_be_visible()
    expect(ani.locator("#tasks a")).to_have_count(0)
    press(boss, "Go on with the ended game")
    expect(boss.locator("#ending")).to_have_count(0)
    ani.goto(room.workshop.address + "/play")
    ani.get_by_role("button", name="Let the quarter pass").click()
    expect(ani.locator("#chosen")).to_have_text("Your team lets the quarter pass.")
    assert kinds(room)[-3:] == ["end", "end", "choose"]
    assert room.complaints == []


def test_a_question_asked_twice_stays_until_it_is_answered_whatever_others_do(room: Room) -> None:
    """The game moves on by another device of the facilitator meanwhile; what can be no more is said to be so."""
    boss, other = room.facilitator("/play"), room.facilitator("/play")
    ani = room.participant("Ani", "/play")
    open_game(boss, quarters=2)
    seat(ani, "C")
    other.get_by_role("button", name="Start the game").click()
    argue_for_an_act(ani)
    fold(boss, "The game")
    press(boss, "Withdraw the act of C")
    other.get_by_role("button", name="Close the choices").click()
    expect(boss.locator("#clock")).to_contain_text("The room judges")
    expect(boss.locator("#bar").get_by_role("button", name="Yes: withdraw the act of C")).to_be_visible()
    press(boss, "No")
    press(boss, "End the game")
    press(boss, "Withdraw the act of C")
    other.get_by_role("button", name="Close the odds and let luck decide").click()
    expect(boss.locator("#clock")).to_contain_text("(now ")  # the act was judged, and a team is asked
    press(boss, "Yes: withdraw the act of C")
    expect(boss.get_by_text("There is no such proposal now.")).to_be_visible()
    expect(boss.locator("#bar").get_by_role("button", name="Yes: withdraw the act of C")).to_have_count(0)
    press(boss, "Yes: end the game")
    expect(ani.locator("#ending")).to_be_visible()
    expect(boss.locator("#bar").get_by_role("button", name="Go on with the ended game")).to_be_visible()
    assert kinds(room)[-1] == "end" and "withdraw_act" not in kinds(room)
    assert room.complaints == []


def test_a_room_is_frozen_and_counted_down(room: Room) -> None:
    boss, beamer = room.facilitator("/predict"), room.visitor("/room", PROJECTOR).page
    ani = room.participant("Ani", "/predict", PHONE)
    ask(boss, "A deal", "treaty_signed")
    ani.get_by_label("By how much").fill("12")
    press(boss, "Close them in 3 minutes")
    for page in (boss.locator("#bar"), ani, beamer):
        expect(page.get_by_role("timer").first).to_contain_text("Time left: ")
    press(boss, "Freeze the room")
    for page in (boss, ani, beamer):
        expect(page.get_by_role("timer").first).to_contain_text("(the room is frozen)")
    expect(ani.locator("#frozen")).to_contain_text("The room is frozen: look up.")
    expect(ani.locator(".content[inert]")).to_have_count(1)
    ani.keyboard.press("Tab")
    assert ani.evaluate("document.activeElement.closest('.content')") is None, "no control can be reached"
    seen(ani, "conductor-frozen-phone")
    assert serious(ani) == [] and serious(boss) == []
    ani.goto(room.workshop.address + "/")
    expect(ani.locator(".content[inert]")).to_have_count(1)
    assert boss.locator(".content[inert]").count() == 0 and beamer.locator(".content[inert]").count() == 0
    press(boss, "Let the room go on")
    expect(ani.locator(".content[inert]")).to_have_count(0)
    ani.goto(room.workshop.address + "/predict")
    expect(ani.get_by_label("By how much")).to_have_value("12")
    press(boss, "No time limit for guesses")
    expect(ani.get_by_role("timer")).to_have_count(0)
    press(boss, "Withdraw the question")
    expect(ani.get_by_text("No question yet")).to_be_visible()
    assert room.complaints == []


def test_an_act_is_withdrawn_and_the_room_goes_back_to_a_game(room: Room) -> None:
    boss, ani = room.facilitator("/play"), room.participant("Ani", "/play", PHONE)
    open_game(boss)
    seat(ani, "C")
    boss.get_by_role("button", name="Start the game").click()
    argue_for_an_act(ani)
    expect(ani.locator("#chosen")).to_contain_text("C sends doctors to D.")
    boss.get_by_role("button", name="Close the choices").click()
    expect(ani.locator("#judging")).to_be_visible()
    fold(boss, "The game")
    press(boss, "Withdraw the act of C")
    press(boss, "Yes: withdraw the act of C")
    expect(ani.locator("#judging")).to_have_count(0)
    expect(boss.locator("#clock")).to_contain_text("(now ")  # the game stands still and asks
    press(boss, "End the game")
    press(boss, "Yes: end the game")
    expect(ani.locator("#ending")).to_be_visible()
    open_game(boss, quarters=3)
    expect(ani.locator("#ending")).to_have_count(0)
    press(boss, "Go to game 1")
    expect(ani.locator("#ending")).to_be_visible()
    expect(boss.locator("#bar")).to_contain_text("Game 2: ")
    fold(boss, "Tables to take home")
    with boss.expect_download() as given:
        press(boss, "Download everything (ZIP of CSV)")
    assert zipfile.is_zipfile(given.value.path())
    seen(boss, "conductor-games")
    assert serious(boss) == [] and room.complaints == []
    room.kill()
    room.workshop.start()
    ani.goto(room.workshop.address + "/play")
    expect(ani.locator("#ending")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, LAPTOP, PROJECTOR])
def test_the_bar_fits_every_screen(room: Room, size: tuple[int, int]) -> None:
    boss = room.facilitator("/predict", size)
    room.participant("Ani", "/predict")
    ask(boss, "A deal", "treaty_signed")
    for path in ("/", "/why", "/predict", "/play", "/room"):
        boss.goto(room.workshop.address + path)
        bar = boss.locator("#bar")
        if path == "/room":
            boss.wait_for_function("document.querySelector('#bar').offsetHeight < 60")  # little of what the room sees
            fold(boss, "For the facilitator")
        expect(bar.locator("#state")).to_contain_text("Question 1 is open: 0 of 1")
        assert wider_than_the_screen(boss) == 0
        seen(boss, f"bar-{path[1:] or 'explore'}-{size[0]}")
    assert serious(boss) == []


def test_nobody_but_the_facilitator_has_a_bar(serve: Serve, browser: Browser) -> None:
    served = serve(forked=True)
    with Room(served, browser) as room:
        for path in ("/", "/why", "/predict", "/play", "/room", "/join"):
            page = room.visitor(path).page
            expect(page.locator("h1")).to_be_visible()
            assert page.locator("#bar").count() == 0
