"""Play an actor, as a room does it: teams on their own devices, agreements asked and answered, a server that dies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from playwright.sync_api import Locator, Page, expect

from tests.seeing import serious, wider_than_the_screen
from tests.workshop.served import PHONE, PROJECTOR, Room, downloaded, seen


def open_game(boss: Page, quarters: int = 2, minutes: float = 0, *, without_force: bool = False) -> None:
    expect(boss.locator("#facilitator")).to_be_visible()
    if not boss.get_by_label("Quarters").is_visible():
        boss.get_by_text("Open a game, or begin anew").click()
    boss.get_by_label("Quarters").fill(str(quarters))
    boss.get_by_label("Minutes for each step").fill(str(minutes))
    boss.get_by_label("Without armed force and sabotage").set_checked(without_force)
    boss.get_by_role("button", name="Open a new game").click()
    expect(boss.locator("#clock")).to_contain_text("Take your seats.")
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


def step_until(boss: Page, step: Locator, end: Locator) -> None:
    """The facilitator ends one step after another until something is shown.

    A step that ends by itself takes its button away; each step has a button of its own.
    """
    for _ in range(12):
        expect(end.or_(step).first).to_be_visible()
        if end.count():
            return
        for button in step.element_handles():
            button.evaluate("button => button.click()")
            boss.wait_for_function("button => !button.isConnected", arg=button)
    raise AssertionError("it does not end")


def play_out(boss: Page, until: str = "The game is over.") -> None:
    """The facilitator ends one step after another until the game is over, or so far."""
    over = boss.locator("#clock", has_text=until)
    steps = boss.locator("#facilitator").get_by_role("button", name=re.compile("^(Close the choices|Go on: no answer)"))
    step_until(boss, steps, over)


def test_a_game_from_the_first_seat_to_the_story(room: Room, tmp_path: Path) -> None:
    boss = room.facilitator("/play")
    beamer = room.facilitator("/room", PROJECTOR)
    open_game(boss)
    ani, eldar = room.participant("Ani", "/play", PHONE), room.participant("Eldar", "/play")
    expect(boss.get_by_label("Quarters")).to_be_hidden()  # the form has done its work
    expect(beamer.locator("#teams tbody tr")).to_have_text(["Ano one yet", "Bno one yet", "Cno one yet"])
    seat(ani, "A")
    expect(beamer.locator("#teams tr", has_text="Ani")).to_contain_text("A")
    ani.get_by_role("button", name="Leave this seat").click()
    seat(ani, "B")
    seat(eldar, "C")
    expect(ani.get_by_role("button", name="Play A")).to_have_count(0)  # one seat each
    assert ani.locator("#facilitator").count() == 0
    expect(ani.locator("#seats #team")).to_have_text("You play B. Your team: Ani.")
    boss.get_by_role("button", name="Start the game").click()
    for page in (ani, eldar):
        expect(page.get_by_role("button", name="Leave this seat")).to_have_count(0)
        expect(page.locator("#choices")).to_be_visible()
        expect(page.locator("#chosen")).to_contain_text("Your team has not decided yet")
    expect(ani.locator("#chosen + p")).to_have_count(0)  # there is nothing to change before something is chosen
    expect(eldar.locator("#team")).to_have_text("You play C. Your team: Eldar.")
    each_sees_only_what_is_open_to_its_own_actor(ani, eldar, beamer)
    argue_for_an_act(eldar)
    expect(boss.locator("#waiting")).to_have_text("Every team has decided.")
    boss.get_by_role("button", name="Close the choices").click()
    expect(boss.locator(".content").get_by_text("C sends doctors to D.")).to_be_visible()
    expect(beamer.locator("#judged")).to_contain_text("C: C sends doctors to D.")
    expect(beamer.locator("#judged")).to_contain_text("Odds given by 0 of 1 teams.")
    expect(eldar.locator("#judging")).to_contain_text("The other teams give the odds for your act.")
    expect(eldar.get_by_role("textbox", name="Odds for C's act")).to_have_count(0)
    judge_it_as_sure(ani)
    expect(beamer.locator("#judged")).to_contain_text("Odds given by 1 of 1 teams.")
    seen(beamer, "play-judging-projector")
    assert serious(beamer) == []
    expect(boss.locator("#waiting")).to_have_text("All odds are in.")
    boss.get_by_role("button", name="Close the odds").click()
    expect(beamer.locator("#teams tr", has_text="Eldar")).to_contain_text("is asked")
    consent_is_the_other_teams(ani, eldar)
    play_out(boss)
    expect(ani.locator("#ending")).to_be_visible()
    expect(boss.locator("#ending table")).to_contain_text("B")
    for page, name in ((ani, "phone"), (boss, "laptop"), (beamer, "projector")):
        seen(page, f"play-end-{name}")
        assert serious(page) == []
    assert wider_than_the_screen(ani) == 0
    for language in ("hy", "en"):
        ani.get_by_label("Language").select_option(language)
        expect(ani.locator("html")).to_have_attribute("lang", language)
        expect(ani.locator("#ending table")).to_be_visible()
        assert ani.locator("#ending .scroll").evaluate("part => part.scrollWidth - part.clientWidth") == 0
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
    page.get_by_label("How important").select_option("measure")
    page.get_by_label("What happens").fill("C sends doctors to D.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Something is left empty")).to_be_visible()
    page.get_by_label("Why it should work").fill("They were asked for.")
    page.get_by_role("button", name="Propose it").click()


def judge_it_as_sure(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("#judging")).to_contain_text("C sends doctors to D.")
        page.get_by_role("textbox", name="Odds for C's act").fill("100")
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
    expect(page.get_by_text("Choose the kind of act, with or towards whom, and how important")).to_be_visible()
    page.get_by_label("How important").select_option("measure")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Something is left empty")).to_be_visible()


def test_in_a_game_without_force_pupils_find_none_among_their_acts(room: Room) -> None:
    boss = room.facilitator("/play")
    open_game(boss, without_force=True)
    eldar = room.participant("Eldar", "/play")
    seat(eldar, "C")
    boss.get_by_role("button", name="Start the game").click()
    expect(eldar.locator("#clock")).to_contain_text("In this game no actor chooses armed force or sabotage.")
    expect(eldar.locator("#choices")).to_be_visible()
    assert eldar.locator("[aria-label^='Choose raid']").count() == 0
    assert eldar.locator("[aria-label^='Choose reach an accord']").count() == 1
    eldar.get_by_text("Argue for an act of your own").click()
    kinds = eldar.get_by_label("What kind of act").locator("option").all_inner_texts()[1:]
    assert [kind.partition(" ")[0] for kind in kinds] == ["accord", "aid", "mediation"]
    assert room.complaints == []


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
    expect(boss.locator("#clock")).to_contain_text("Some teams are asked for their agreement.")
    before = entries(room)
    clock, chosen_story = boss.locator("#clock").inner_text(), eldar.locator("#asks").inner_text()
    room.kill()
    with (room.workshop.session / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"kind": "answer", "at": "torn in the mi')
    room.workshop.start()
    assert entries(room) == before
    for page in (ani, eldar, boss):
        page.goto(room.workshop.address + "/play")
    expect(eldar.locator("#asks")).to_have_text(chosen_story, use_inner_text=True)
    expect(boss.locator("#clock")).to_contain_text("Quarter 1 of 2")
    expect(boss.locator("#clock")).to_have_text(clock, use_inner_text=True)
    expect(eldar.locator("#team")).to_have_text("You play C. Your team: Eldar.")
    expect(boss.locator("#facilitator")).to_be_visible()
    assert ani.locator("#facilitator").count() == 0, "a restart makes nobody a facilitator"
    eldar.get_by_role("button", name="Refuse: reach an accord, B").click()
    expect(eldar.get_by_role("button", name="Refuse: reach an accord, B")).to_have_count(0)
    assert entries(room)[: len(before)] == before
    play_out(boss, "Quarter 2 of 2")
    what_happened_stands_above_the_choice = eldar.locator(".live:has(> #news) ~ .live > #choices")
    expect(what_happened_stands_above_the_choice).to_be_visible()
    expect(eldar.locator("#news")).to_have_count(1)
    play_out(boss)
    expect(eldar.locator("#ending")).to_be_visible()
