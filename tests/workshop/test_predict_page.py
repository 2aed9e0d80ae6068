"""Predict, then reveal, as a room does it: several browsers, sealed guesses, one answer."""

from __future__ import annotations

import csv
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.spec.seeds import Seeds
from model.workshop.guesses import ready_made
from tests.conftest import TRIAD
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, downloaded, refused, seen


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Room]:
    with (
        Served(tmp_path_factory.mktemp("predict") / "session", TRIAD, jobs=1, forked=True) as workshop,
        Room(workshop, browser) as room,
    ):
        yield room


def ask(boss: Page, scenario: str, outcome: str, words: str = "") -> None:
    expect(boss.locator("#facilitator")).to_be_visible()
    if not boss.get_by_label("If this happens").is_visible():
        boss.get_by_text("Ask a question of your own").click()
    boss.get_by_label("If this happens").select_option(label=scenario)
    boss.get_by_label("what becomes of").select_option(outcome)
    boss.get_by_label("In your own words").fill(words)
    boss.get_by_role("button", name="Ask this").click()
    expect(boss.locator("#state")).to_contain_text("is open: 0 of ")
    expect(boss.locator("#question")).to_be_visible()


def commit(page: Page, direction: str, size: str, sure: str = "") -> None:
    page.get_by_label(direction, exact=True).check()
    page.get_by_label("By how much").fill(size)
    page.get_by_label("How sure").fill(sure)
    page.get_by_role("button", name="Commit my guess").click()


def impossible_numbers_are_refused(page: Page) -> None:
    page.get_by_role("button", name="Commit my guess").click()
    refused(page, "Choose higher, lower or no difference.")
    sizes = [(size, "", "as a number from 0 to 100.") for size in ("-5", "100.5", "5000", "1e9")]
    shares = [("12.25", sure, "as a whole number from 0 to 100.") for sure in ("-1", "101", "50.5")]
    for size, sure, said in sizes + shares:
        commit(page, "higher", size, sure)
        refused(page, said)


def a_guess_is_changed_and_changed_back(page: Page) -> None:
    own = page.locator("#own")
    commit(page, "higher", "12.25", "80")
    expect(own).to_contain_text("higher by 12.2\u00a0points; 80 % sure")
    assert "80\u00a0% sure" in own.inner_text(), "no line ends between a number and its sign"
    for size, said in (("14", "14.0"), ("12,25", "12.2")):
        page.get_by_label("By how much").fill(size)
        page.get_by_role("button", name="Change my guess").click()
        expect(own).to_contain_text(f"higher by {said}\u00a0points; 80 % sure")
        expect(own).to_contain_text("you can change it until guesses are closed")


def test_a_room_predicts_and_the_answer_is_revealed_to_all_at_once(room: Room, tmp_path: Path) -> None:
    """One story, because the room has one journal: asking, guessing, refusing, revealing, taking home."""
    boss = room.facilitator("/predict")
    beamer = room.facilitator("/room", PROJECTOR)
    ani = room.participant("Ani <b>bold</b>", "/predict", PHONE)
    eldar = room.participant("Eldar", "/predict")
    expect(ani.get_by_text("No question yet")).to_be_visible()
    ask(boss, "A deal", "treaty_signed")
    expect(ani.locator("#question")).to_contain_text("Suppose: A deal.")
    expect(ani.locator("#question")).to_contain_text("In the baseline it is")
    seen(ani, "predict-phone")
    assert serious(ani) == []
    assert wider_than_the_screen(ani) == 0

    impossible_numbers_are_refused(ani)
    half_a_guess_outlives_its_page(ani)
    a_guess_is_changed_and_changed_back(ani)
    expect(eldar.locator("#count")).to_have_text("Guesses so far: 1 of 2")
    expect(beamer.locator("#count")).to_have_text("Guesses so far: 1 of 2")
    guess_by_keyboard(eldar)
    late = room.participant("Nino", "/predict")
    guesses_are_sealed(ani, late, boss, beamer)

    boss.get_by_role("button", name="Reveal the answer").click()
    for page in (ani, eldar, late, boss, beamer):
        expect(page.locator("#answer")).to_contain_text("The model says:")
        guesses = re.compile(re.escape("Guesses: −33; 12.2."))
        expect(page.locator("[role=img]").first).to_have_attribute("aria-label", guesses)
    for page, name in ((ani, "phone"), (boss, "laptop"), (beamer, "projector")):
        seen(page, f"predict-revealed-{name}")
        assert serious(page) == []
    for page in (ani, boss):
        expect(page.locator("#calibration")).to_contain_text("once at least 3 people have said how sure")
    for page in (ani, beamer):
        expect(page.locator("#question")).to_contain_text("Fewer than 3 people were at least 70 % sure")
        expect(page.locator("#question .causes")).to_contain_text("with nobody acting")
        expect(page.get_by_text("Who guessed what")).to_have_count(0)
    boss.get_by_text("Who guessed what").click()
    expect(boss.locator("#question details tr").nth(1)).to_contain_text("Eldar")
    the_gaps_are_taken_home(boss, tmp_path / "guesses.csv")
    assert ani.get_by_role("button", name="Download the guesses").count() == 0

    ask(boss, "A deal", "a_influence", "Who wins by <b>this</b>?")
    expect(ani.locator("#question")).to_contain_text("Who wins by <b>this</b>?")
    level = re.compile(r"In the baseline it is 0\.\d{3} on average at the end on a scale from 0 to 1\.")
    expect(ani.locator("#question")).to_contain_text(level)
    expect(ani.get_by_label("By how much, from 0 to 1 (on a scale from 0 to 1;")).to_be_visible()
    expect(ani.get_by_text("Earlier questions")).to_be_visible()
    expect(ani.get_by_text("The model says:")).to_have_count(0)
    ani.locator("summary", has_text="Question 1: A deal: ").press("Enter")
    expect(ani.get_by_text("The model says:")).to_be_visible()
    expect(ani.locator("details canvas")).to_be_visible()
    seen(ani, "predict-earlier-phone")
    assert room.complaints == []


def test_a_claim_of_the_documents_is_put_to_the_room_and_told_beside_the_answer(
    served: Served, browser: Browser, seeds: Seeds
) -> None:
    with Room(served, browser) as room:
        boss = room.facilitator("/predict")
        boss.get_by_role("button", name="Ask the room").click()
        expect(boss.get_by_text("Choose a question first.")).to_be_visible()
        made = list(ready_made(seeds))
        place = next(place for place, question in enumerate(made) if question.claim)
        boss.get_by_label("A ready-made question").select_option(str(place))
        boss.get_by_role("button", name="Ask the room").click()
        expect(boss.locator("#question")).to_contain_text("Suppose: ")
        claim = seeds.claims[made[place].claim]
        assert claim.says not in boss.content(), "the answer is not given away"
        boss.get_by_role("button", name="Reveal the answer").click()
        expect(boss.get_by_text("Nobody committed a guess.")).to_be_visible()
        expect(boss.get_by_text(f"What documents say: {claim.says}")).to_be_visible()


def half_a_guess_outlives_its_page(page: Page) -> None:
    """A phone that slept for long finds its server has let the page go, and loads it again."""
    page.get_by_label("lower", exact=True).check()
    page.get_by_label("higher", exact=True).check()
    page.get_by_label("By how much").fill("7.5")
    page.get_by_label("How sure").press("End")
    page.get_by_label("How sure").fill("")
    page.get_by_label("How sure").press_sequentially("61")
    page.reload()
    expect(page.get_by_label("higher", exact=True)).to_be_checked()
    expect(page.get_by_label("lower", exact=True)).not_to_be_checked()
    expect(page.get_by_label("By how much")).to_have_value("7.5")
    expect(page.get_by_label("How sure")).to_have_value("61")


def guess_by_keyboard(page: Page) -> None:
    """From the radio group to the button."""
    page.get_by_label("higher", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("lower", exact=True)).to_be_checked()
    for key in ("Tab", "3", "3", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#own")).to_contain_text("lower by 33.0")


def guesses_are_sealed(ani: Page, late: Page, *others: Page) -> None:
    """Nobody finds another's guess in what their browser was given; their own outlives a reload."""
    for page in (late, *others):
        source = page.content() + page.evaluate("JSON.stringify(window.mounted_app ? window.mounted_app.elements : {})")
        assert "12.2" not in source and "33.0" not in source and "0.1225" not in source
    assert "33.0" not in ani.content() and "0.33" not in ani.content()
    assert late.get_by_role("button", name="Reveal").count() == 0
    ani.reload()
    expect(ani.locator("#own")).to_contain_text("higher by 12.2")


def the_gaps_are_taken_home(boss: Page, path: Path) -> None:
    boss.locator("summary", has_text="Tables to take home").click()
    text = downloaded(boss, "Download the guesses", path)
    assert text.startswith("\ufeff"), "else a spreadsheet takes it for a file in the system's own encoding"
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert {row["question"] for row in rows} == {"1"} and all(row["question_in_words"].endswith("?") for row in rows)
    assert [(row["name"], float(row["guess"])) for row in rows] == [("Ani <b>bold</b>", 12.25), ("Eldar", -33)]
    assert {row["unit"] for row in rows} == {"percentage points of the worlds"}


@pytest.mark.parametrize(
    "path", ["/journal.jsonl", "/session.json", "/visitors", "/../journal.jsonl", "/static/journal.jsonl"]
)
def test_no_address_gives_the_journal_away(room: Room, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(room.workshop.address + path, timeout=120)
    refused.value.close()
    assert refused.value.code == 404


def test_nothing_is_written_outside_the_session_folder(room: Room) -> None:
    room.participant("Leyla", "/predict")
    folder = room.workshop.session
    beside = [path for path in folder.parent.iterdir() if path != folder]
    assert beside == [room.workshop.log]
    assert (folder / "journal.jsonl").stat().st_size > 0
    assert not (Path.cwd() / ".nicegui").exists()
