"""Play an actor, as a room does it: teams on their own devices, agreements asked and answered, a server that dies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from model.workshop.journal import Journal
from tests.conftest import TRIAD
from tests.seeing import wider_than_the_screen
from tests.workshop.served import LAPTOP, PHONE, PROJECTOR, Room, Served, downloaded, seen, serious
from tests.workshop.sockets import Device
from tests.workshop.test_worker_pool import finished


@pytest.fixture
def room(tmp_path: Path, browser: Browser) -> Iterator[Room]:
    with Served(tmp_path / "session", TRIAD) as workshop, Room(workshop, browser) as room:
        yield room


def open_game(boss: Page, quarters: int = 2, minutes: float = 0) -> None:
    if not boss.get_by_label("Quarters").is_visible():
        boss.get_by_text("Open a game, or begin anew").click()
    boss.get_by_label("Quarters").fill(str(quarters))
    boss.get_by_label("Minutes for each step").fill(str(minutes))
    boss.get_by_role("button", name="Open a new game").click()
    expect(boss.locator("#seats")).to_be_visible()


def seat(page: Page, actor: str) -> None:
    page.get_by_role("button", name=f"Play {actor}", exact=True).click()
    expect(page.get_by_role("button", name=f"Play {actor}", exact=True)).to_have_count(0)


def choose(page: Page, action: str, act: str) -> None:
    page.locator("summary", has_text=action).first.click()
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.locator("#chosen")).to_contain_text("Your team has chosen")


def entries(room: Room) -> list[dict[str, object]]:
    lines = (room.workshop.session / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def play_out(boss: Page) -> None:
    """The facilitator ends one step after another until the game is over."""
    over = boss.locator("#clock", has_text="The game is over.")
    step = (
        boss.locator("#facilitator")
        .get_by_role("button", name="Close the choices")
        .or_(boss.locator("#facilitator").get_by_role("button", name="Go on: no answer is a no"))
    )
    for _ in range(12):
        expect(over.or_(step).first).to_be_visible()
        if over.count():
            return
        before = boss.locator("#clock").inner_text(), boss.locator("#waiting").inner_text()
        step.first.click()
        boss.wait_for_function(
            "before => document.querySelector('#clock').innerText !== before[0]"
            " || document.querySelector('#waiting')?.innerText !== before[1]",
            arg=list(before),
        )
    raise AssertionError("the game does not end")


def test_a_game_from_the_first_seat_to_the_story(room: Room, tmp_path: Path) -> None:
    boss = room.facilitator("/play")
    beamer = room.facilitator("/room", PROJECTOR)
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play", PHONE), room.participant("Eldar", "/play")
    seat(ani, "B")
    seat(eldar, "C")
    assert ani.get_by_role("button", name="Play A").count() == 0, "one seat each"
    assert ani.locator("#facilitator").count() == 0
    boss.get_by_role("button", name="Start the game").click()
    expect(ani.locator("#choices")).to_be_visible()
    expect(eldar.locator("#team")).to_have_text("You play C. Your team: Eldar.")
    each_sees_only_what_is_open_to_its_own_actor(ani, eldar, beamer)
    argue_for_an_act(eldar)
    expect(boss.locator("#waiting")).to_have_text("Every team has decided.")
    boss.get_by_role("button", name="Close the choices").click()
    expect(boss.locator(".content").get_by_text("C sends doctors to D.")).to_be_visible()
    expect(beamer.locator("#judged")).to_contain_text("C: C sends doctors to D.")
    expect(beamer.locator("#judged")).to_contain_text("Odds given by 0 of 2 teams.")
    judge_it_as_sure(ani, eldar)
    expect(beamer.locator("#judged")).to_contain_text("Odds given by 2 of 2 teams.")
    seen(beamer, "play-judging-projector")
    assert serious(beamer) == []
    expect(boss.locator("#waiting")).to_have_text("All odds are in.")
    boss.get_by_role("button", name="Close the odds").click()
    consent_is_the_other_teams(ani, eldar)
    play_out(boss)
    expect(ani.locator("#ending")).to_be_visible()
    expect(boss.locator("#ending table")).to_contain_text("B")
    for page, name in ((ani, "phone"), (boss, "laptop"), (beamer, "projector")):
        seen(page, f"play-end-{name}")
        assert serious(page) == []
    assert wider_than_the_screen(ani) == 0
    take_home(ani, tmp_path)
    assert room.complaints == []


def each_sees_only_what_is_open_to_its_own_actor(ani: Page, eldar: Page, beamer: Page) -> None:
    assert ani.locator("[aria-label^='Choose raid']").count() == 0
    assert eldar.locator("[aria-label='Choose raid: A']").count() == 1
    choose(ani, "reach an accord", "Choose reach an accord: C")
    expect(ani.locator("#chosen")).to_be_in_viewport()  # what was pressed is said where the hand is
    seen(ani, "play-choice-phone")
    assert serious(ani) == []
    assert wider_than_the_screen(ani) == 0
    expect(eldar.locator("#waiting")).to_have_text("Still deciding: C.")
    assert "accord: C" not in beamer.content() and "has chosen" not in eldar.locator("#choices").inner_text()


def argue_for_an_act(page: Page) -> None:
    """An act of a team's own, proposed with its argument and not without."""
    page.get_by_text("Argue for an act of your own").click()
    page.get_by_label("What kind of act").select_option("aid")
    page.get_by_label("D", exact=True).check()
    page.get_by_label("How weighty").select_option("measure")
    page.get_by_label("What happens").fill("C sends doctors to D.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Something is left empty")).to_be_visible()
    page.get_by_label("Why it should work").fill("They were asked for.")
    page.get_by_role("button", name="Propose it").click()


def judge_it_as_sure(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("#judging")).to_contain_text("C sends doctors to D.")
        page.get_by_role("spinbutton", name="Odds for C's act").fill("100")
        page.get_by_role("button", name="Give these odds").click()
    seen(pages[-1], "play-judging-laptop")
    assert serious(pages[-1]) == []


def consent_is_the_other_teams(proposer: Page, asked: Page) -> None:
    """The agreement that B proposed to C is C's alone to answer."""
    expect(asked.locator("#asks")).to_contain_text("B proposes: reach an accord")
    assert proposer.get_by_role("button", name="Agree: reach an accord, B").count() == 0
    seen(asked, "play-asked-laptop")
    assert serious(asked) == []
    asked.get_by_role("button", name="Agree: reach an accord, B").click()
    expect(asked.get_by_role("button", name="Agree: reach an accord, B")).to_have_count(0)


def take_home(page: Page, folder: Path) -> None:
    """The story and the room's own acts, as files that say what was decided."""
    story = downloaded(page, "Download the story", folder / "story.md")
    assert "team chose this" in story and "team agreed; the model would have agreed" in story
    assert "C sends doctors to D." in story
    (own,) = yaml.safe_load(downloaded(page, "Download the room's own acts", folder / "acts.yaml"))["interventions"]
    assert own["event"]["type"] == "aid" and "They were asked for." in own["why"]


def half_an_act_outlives_its_page(page: Page) -> None:
    """A phone that slept for long finds its server has let the page go, and loads it again."""
    page.get_by_text("Argue for an act of your own").click()
    page.get_by_label("What kind of act").select_option("aid")
    page.get_by_label("D", exact=True).check()
    page.get_by_label("Why it should work").fill("They asked\nfor it.")
    page.reload()
    expect(page.get_by_label("Why it should work")).to_be_visible()
    expect(page.get_by_label("Why it should work")).to_have_value("They asked\nfor it.")
    expect(page.get_by_label("What kind of act")).to_have_value("aid")
    expect(page.get_by_label("D", exact=True)).to_be_checked()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Choose the kind of act, with or towards whom, and how weighty")).to_be_visible()
    page.get_by_label("How weighty").select_option("measure")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Something is left empty")).to_be_visible()


def test_a_server_killed_in_mid_game_loses_nothing(room: Room) -> None:
    boss = room.facilitator("/play")
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play"), room.participant("Eldar", "/play")
    seat(ani, "B")
    seat(eldar, "C")
    boss.get_by_role("button", name="Start the game").click()
    choose(ani, "reach an accord", "Choose reach an accord: C")
    half_an_act_outlives_its_page(eldar)
    boss.get_by_role("button", name="Close the choices").click()
    expect(eldar.locator("#asks")).to_be_visible()
    before = entries(room)
    clock, chosen_story = boss.locator("#clock").inner_text(), eldar.locator("#asks").inner_text()
    room.kill()
    with (room.workshop.session / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"kind": "answer", "at": "torn in the mi')
    room.workshop.start()
    assert entries(room) == before
    for page in (ani, eldar, boss):
        page.goto(room.workshop.address + "/play")
    expect(eldar.locator("#asks")).to_be_visible()
    assert eldar.locator("#asks").inner_text() == chosen_story
    assert boss.locator("#clock").inner_text() == clock
    expect(eldar.locator("#team")).to_have_text("You play C. Your team: Eldar.")
    expect(boss.locator("#facilitator")).to_be_visible()
    assert ani.locator("#facilitator").count() == 0, "a restart makes nobody a facilitator"
    eldar.get_by_role("button", name="Refuse: reach an accord, B").click()
    expect(eldar.get_by_role("button", name="Refuse: reach an accord, B")).to_have_count(0)
    assert entries(room)[: len(before)] == before
    play_out(boss)
    expect(eldar.locator("#ending")).to_be_visible()


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
    await people[0].until(lambda: people[0].part("seats").count("Visitor") == len(people), "everybody's seat")
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


@pytest.mark.slow
def test_sixteen_presses_at_once_are_sixteen_seats(tmp_path: Path) -> None:
    async def play(workshop: Served) -> list[str]:
        boss, *people = (Device(f"Visitor {n:02}", workshop.address) for n in range(17))
        try:
            return await everybody_sits(workshop, boss, people)
        finally:
            for device in (boss, *people):
                await device.close()

    with Served(tmp_path / "session", TRIAD) as workshop:
        assert sorted(finished(play(workshop))) == [f"Visitor {n:02}" for n in range(1, 17)]


@pytest.mark.slow
def test_a_press_on_what_is_there_no_more_is_answered(tmp_path: Path) -> None:
    async def play(workshop: Served) -> None:
        boss, first, late = (Device(name, workshop.address) for name in ("boss", "Visitor", "late"))
        try:
            await everybody_sits(workshop, boss, [first])
            await a_press_too_late(boss, late)
        finally:
            for device in (boss, first, late):
                await device.close()

    with Served(tmp_path / "session", TRIAD) as workshop:
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
    expect(ani.get_by_role("alert")).to_contain_text("Press again.")
    ani.get_by_role("button", name="Play B").click()
    expect(ani.locator("#team")).to_have_text("You play B. Your team: Eldar, Ani.")
    ani.wait_for_function("sessionStorage.getItem('unheard') === null")
    ani.evaluate("window.socket.io.engine.transport.ws.send = () => {}")
    ani.get_by_role("button", name="Let the quarter pass").click()
    ani.wait_for_function("sessionStorage.getItem('unheard') !== null")
    ani.evaluate("sessionStorage.setItem('unheard', 0)")  # long ago
    ani.reload()
    expect(ani.get_by_role("alert")).to_contain_text("may not have arrived")
    ani.get_by_role("button", name="Let the quarter pass").click()
    expect(ani.locator("#chosen")).to_have_text("Your team lets the quarter pass.")


def test_what_others_do_takes_nothing_out_of_anybodys_hands(room: Room) -> None:
    """The lists and forms that others' deeds change keep what is chosen and written in them."""
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
    odds = ani.get_by_role("spinbutton", name="Odds for C's act")
    odds.fill("33")
    eldar.get_by_role("spinbutton", name="Odds for C's act").fill("70")
    eldar.get_by_role("button", name="Give these odds").click()
    expect(ani.locator("#judging")).to_contain_text("Your odds: 70 in a hundred.")
    expect(odds).to_have_value("33")


def test_keyboard_alone_takes_a_seat_and_chooses(room: Room) -> None:
    boss = room.facilitator("/play")
    boss.locator("summary", has_text="Open a game").focus()
    for key in ("Enter", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter"):
        boss.keyboard.press(key)
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
    boss.get_by_text("Open a game, or begin anew").click()
    for written in ("-1", "1e400", "9999999", "2.5", ""):
        boss.get_by_label("Quarters").fill("")
        boss.get_by_label("Quarters").press_sequentially(written)
        boss.get_by_role("button", name="Open a new game").click()
        refusal = boss.get_by_text("Give the quarters as a whole number from 1 to 20.")
        expect(refusal).to_be_visible()
        boss.get_by_role("button", name="Close", exact=True).click()
        expect(refusal).to_have_count(0)
    assert not (room.workshop.session / "journal.jsonl").exists(), "nothing was done, so nothing is written"
    open_game(boss)
    assert room.complaints == []
