"""Presses in Play: many at once, too late, by keyboard, and absurd ones; none is lost without a word."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from model.workshop.journal import Journal
from tests.conftest import TRIAD
from tests.workshop.served import LAPTOP, Room, Served, refused
from tests.workshop.sockets import Device
from tests.workshop.test_play_page import argue_for_an_act, open_game, seat
from tests.workshop.test_worker_pool import finished


async def everybody_sits(workshop: Served, boss: Device, people: list[Device]) -> list[str]:
    """All press the button they saw before anybody was seated; who is seated, and what the others were told."""
    async with boss.http.get(workshop.told("facilitator"), allow_redirects=False) as answer:
        assert answer.status in (302, 307)
    await boss.open("/play")
    await boss.press("Open a new game")
    await boss.until(lambda: boss.found("button", "Start the game"), "the seats")
    for person in people:
        await person.open("/play")
        await person.write("Your name", person.name)
        await person.press("Join")
        await person.until(lambda person=person: person.found("button", "Play A"), "the seats")
    pressed = [person.found("button", f"Play {'ABC'[n % 3]}")[0] for n, person in enumerate(people)]
    async with asyncio.TaskGroup() as room:
        for person, seat in zip(people, pressed, strict=True):
            room.create_task(person.send(seat, "click"))
    await people[0].until(lambda: all(each.name in people[0].part("seats") for each in people), "everybody's seat")
    return [entry["name"] for entry in Journal(workshop.session).entries if entry["kind"] == "seat"]


async def a_press_too_late(boss: Device, late: Device) -> None:
    """A seat that the model takes while somebody's finger is on it."""
    await late.open("/play")
    await late.write("Your name", "Late")
    await late.press("Join")
    await late.until(lambda: late.found("button", "Play C"), "the seats")
    (button,) = late.found("button", "Play C")
    event = next(e for e in late.elements[button]["events"] if e["type"] == "click")
    await boss.press("Start the game")
    await late.until(lambda: not late.found("button", "Play C"), "the start")
    late.elements[button] = {"events": [event]}  # what a browser sends that has not drawn the start yet
    await late.send(button, "click")
    await late.until(lambda: late.told, "a word")
    assert "The model plays this actor" in late.told[0]


async def a_question_too_late(boss: Device) -> None:
    """A button that would ask first, drawn anew while a finger is on it: it asks nothing that nobody sees."""
    (button,) = boss.found("button", "End the game")
    event = next(e for e in boss.elements[button]["events"] if e["type"] == "click")
    await boss.press("A choice needs one person only")
    await boss.until(lambda: boss.found("button", "A choice needs a second member"), "the other choice")
    boss.elements[button] = {"events": [event]}
    await boss.send(button, "click")
    await boss.until(lambda: boss.told, "a word")
    assert "changed while you pressed" in boss.told[0]
    await boss.press("A choice needs a second member")  # nothing holds the part back
    await boss.until(lambda: boss.found("button", "A choice needs one person only"), "the first choice again")


@pytest.mark.slow
def test_sixteen_presses_at_once_are_sixteen_seats(tmp_path: Path) -> None:
    async def play(workshop: Served) -> list[str]:
        boss, *people = (Device(f"Visitor {n:02}", workshop.address) for n in range(17))
        try:
            return await everybody_sits(workshop, boss, people)
        finally:
            for device in (boss, *people):
                await device.close()

    with Served(tmp_path / "session", TRIAD, jobs=1, forked=True) as workshop:
        assert sorted(finished(play(workshop))) == [f"Visitor {n:02}" for n in range(1, 17)]


@pytest.mark.slow
def test_a_press_on_what_is_there_no_more_is_answered(tmp_path: Path) -> None:
    async def play(workshop: Served) -> None:
        boss, first, late = (Device(name, workshop.address) for name in ("boss", "Visitor", "late"))
        try:
            await everybody_sits(workshop, boss, [first])
            await a_press_too_late(boss, late)
            await a_question_too_late(boss)
        finally:
            for device in (boss, first, late):
                await device.close()

    with Served(tmp_path / "session", TRIAD, jobs=1, forked=True) as workshop:
        finished(play(workshop))


def test_a_press_that_comes_to_nothing_is_said(room: Room) -> None:
    """A button that goes while a finger is on it, and a line that is dead without anybody knowing."""
    boss = room.facilitator("/play")
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play"), room.participant("Eldar", "/play")
    seat(eldar, "B")
    ani.get_by_role("button", name="Play C").hover()
    ani.mouse.down()
    boss.get_by_role("button", name="Start the game").click()
    expect(ani.get_by_role("button", name="Play C")).to_have_count(0)
    ani.mouse.up()
    expect(ani.get_by_role("alert").filter(has_text="Press again.")).to_be_visible()
    ani.get_by_role("button", name="Play B").click()
    expect(ani.locator("#team")).to_have_text("You play B. Your team: Eldar, Ani.")
    ani.wait_for_function("sessionStorage.getItem('unheard') === null")
    ani.evaluate("window.socket.io.engine.transport.ws.send = () => {}")
    ani.get_by_role("button", name="Let the quarter pass").click()
    ani.wait_for_function("sessionStorage.getItem('unheard') !== null")
    ani.evaluate("sessionStorage.setItem('unheard', 0)")  # long ago
    ani.reload()
    expect(ani.get_by_role("alert").filter(has_text="may not have arrived")).to_be_visible()
    ani.get_by_role("button", name="Let the quarter pass").click()
    expect(ani.locator("#wish")).to_contain_text("You chose: to let the quarter pass.")


def test_what_others_do_takes_nothing_out_of_anybodys_hands(room: Room) -> None:
    """The lists and forms that others' entries change keep what is chosen and written in them."""
    boss = room.facilitator("/play")
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play"), room.participant("Eldar", "/play")
    seat(ani, "B")
    seat(eldar, "B")
    boss.get_by_text("Move somebody to another team").click()
    boss.get_by_label("Who", exact=True).select_option(label="Eldar (2)")
    boss.get_by_label("plays", exact=True).select_option("C")
    nino = room.participant("Nino", "/play")
    expect(boss.get_by_label("Who", exact=True).locator("option", has_text="Nino (3)")).to_have_count(1)
    expect(boss.get_by_label("Who", exact=True).locator("option:checked")).to_have_text("Eldar (2)")
    seat(nino, "C")
    boss.get_by_role("button", name="Start the game").click()
    argue_for_an_act(nino)
    boss.get_by_role("button", name="Close the choices").click()
    odds = ani.get_by_role("textbox", name="Odds for C's act")
    odds.fill("33")
    eldar.get_by_role("textbox", name="Odds for C's act").fill("70")
    eldar.get_by_role("button", name="Give these odds").click()
    expect(ani.locator("#judging")).to_contain_text("Your odds: 70 in a hundred.")
    expect(odds).to_have_value("33")


def test_keyboard_alone_takes_a_seat_and_chooses(room: Room) -> None:
    boss = room.facilitator("/play")
    boss.locator("summary", has_text="Open a game").focus()
    press_by_tab(boss, "Open a new game")
    expect(boss.locator("#seats")).to_be_visible()
    ani = room.participant("Ani", "/play", LAPTOP)
    press_by_tab(ani, "Play A")
    expect(boss.locator("#seats")).to_contain_text("A: Ani")
    press_by_tab(boss, "Start the game")
    expect(ani.locator("#choices")).to_be_visible()
    press_by_tab(ani, "Let the quarter pass")
    expect(ani.locator("#chosen")).to_have_text("Your team lets the quarter pass.")


def press_by_tab(page: Page, name: str) -> None:
    """Walk with the tab key until the button of a name has the focus, and press it."""
    expect(page.get_by_role("button", name=name)).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.innerText") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the tab key never reaches {name}")


def move_ani_to_b(boss: Page) -> None:
    boss.get_by_text("Move somebody to another team").click()
    boss.get_by_role("button", name="Move", exact=True).click()
    expect(boss.get_by_text("Choose a person and a team.")).to_be_visible()
    boss.get_by_label("Who", exact=True).select_option(label="Ani (1)")
    boss.get_by_label("plays", exact=True).select_option("B")
    boss.get_by_role("button", name="Move", exact=True).click()
    expect(boss.locator("#seats")).to_contain_text("B: Ani")


def test_a_facilitator_moves_people_and_gives_time_and_a_deadline_needs_nobody(room: Room) -> None:
    boss = room.facilitator("/play")
    open_game(boss, quarters=1)
    ani = room.participant("Ani", "/play")
    seat(ani, "A")
    move_ani_to_b(boss)
    boss.get_by_role("button", name="Start the game").click()
    expect(ani.locator("#team")).to_have_text("You play B. Your team: Ani.")
    expect(ani.locator("#choices")).to_be_visible()
    boss.get_by_role("button", name="Two minutes from now").click()
    expect(ani.get_by_role("timer")).to_contain_text("Time left: ")
    boss.get_by_role("button", name="No time limit").click()
    expect(ani.get_by_role("timer")).to_have_count(0)
    room.kill()
    past = {"kind": "deadline", "role": "facilitator", "until": "2025-01-01T00:00:00+00:00"}
    Journal(room.workshop.session).append(**past)  # a deadline that passed while nobody served
    room.workshop.start()
    ani.goto(room.workshop.address + "/play")
    expect(ani.locator("#clock")).not_to_contain_text("The teams choose.")


def test_absurd_forms_are_refused_in_words_and_the_server_stays_up(room: Room) -> None:
    boss = room.facilitator("/play")
    for written in ("-1", "1e400", "9999999", "2.5", ""):
        boss.get_by_label("Quarters").fill("")
        boss.get_by_label("Quarters").press_sequentially(written)
        boss.get_by_role("button", name="Open a new game").click()
        refused(boss, "Give the quarters as a whole number from 1 to 20.")
    assert not (room.workshop.session / "journal.jsonl").exists(), "nothing was done, so nothing is written"
    open_game(boss)
    assert room.complaints == []
