"""The participant's path in another language, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.common.languages import ENGLISH, LANGUAGES
from model.load import load_seeds
from tests.conftest import ROOT
from tests.seeing import in_english, painted, serious, texts, wider_than_the_screen
from tests.workshop.served import PHONE, Room, Served, seen
from tests.workshop.test_languages import translate_names
from tests.workshop.test_play_page import open_game, seat


def test_somebody_joins_guesses_and_plays_in_georgian_on_a_phone(
    triad_folder: Path, tmp_path: Path, browser: Browser
) -> None:
    translate_names(triad_folder)
    with Served(tmp_path / "session", triad_folder, forked=True) as workshop, Room(workshop, browser) as room:
        boss = room.facilitator("/predict")
        phone = room.visitor("/join?then=/predict", PHONE).page
        assert phone.evaluate("document.documentElement.lang") == ENGLISH
        phone.get_by_label("Language").select_option("ka")
        name = phone.get_by_label("თქვენი სახელი")
        expect(name).to_be_visible()
        assert phone.evaluate("document.documentElement.lang") == "ka"
        expect(phone.locator(".machine-made")).to_be_visible()
        asking = room.visitor("/room", PHONE).page
        asking.set_extra_http_headers({"Accept-Language": "de, ka-GE;q=0.9, en;q=0.5"})
        asking.goto(f"{workshop.address}/join?then=/predict")
        expect(asking.get_by_label("თქვენი სახელი")).to_be_visible()
        asking.locator(".head-language select").select_option("en")
        expect(asking.get_by_label("Your name")).to_be_visible()
        asking.reload()
        expect(asking.get_by_label("Your name")).to_be_visible()  # who has chosen is not asked by the browser again
        name.fill("ნინო")
        phone.get_by_role("button", name="შესვლა").click()
        expect(phone.locator(".head-who")).to_have_text("ნინო")
        boss.get_by_text("Ask a question of your own").click()
        boss.get_by_label("If this happens").select_option("deal")
        boss.get_by_label("what becomes of").select_option("treaty_signed")
        boss.get_by_role("button", name="Ask this").click()
        expect(phone.locator("#question h2")).to_have_text("კითხვა 1")
        phone.get_by_label("უფრო მაღალი", exact=True).check()
        phone.get_by_label("რამდენით").fill("12")
        phone.get_by_role("button", name="პროგნოზის დადასტურება").click()
        expect(phone.locator("#own")).to_contain_text("უფრო მაღალი")
        expect(boss.locator("#count")).to_have_text("Guesses so far: 1 of 1")
        assert wider_than_the_screen(phone) == 0 and serious(phone) == []
        seen(phone, "predict-georgian")
        boss.goto(f"{workshop.address}/play")
        open_game(boss, quarters=1)
        phone.goto(f"{workshop.address}/play")
        phone.get_by_role("button", name="თამაში: ბეტა").click()
        expect(phone.locator("#seats")).to_contain_text("ბეტა: ნინო")
        expect(boss.locator("#seats")).to_contain_text("B: ნინო")
        boss.get_by_role("button", name="Start the game").click()
        expect(phone.locator("#choices h2")).to_have_text("თქვენი კვარტალი")
        expect(phone.locator("#chosen")).to_contain_text("თქვენს გუნდს ჯერ არ გადაუწყვეტია")
        seen(phone, "play-georgian")
        assert room.complaints == []
        room.kill()
        workshop.start()
        phone.goto(f"{workshop.address}/play")
        expect(phone.locator("#team")).to_contain_text("თქვენი მხარე: ბეტა")


SPOKEN = ("/join", "/", "/predict", "/play", "/room", "/nothing-here")
"""Pages that speak every language; on Explore what is folded is English."""
STILL = (
    "() => { const now = document.body.innerText, still = now === window.before; window.before = now; return still; }"
)


def names() -> str:
    """Pattern of what stays as it is: titles of documents are those they were published under."""
    titles = [document.title for document in load_seeds(ROOT / "seeds").documents.values()]
    return "|".join(["Türkiye", "127.0.0.1", *map(re.escape, titles)])


def speak(page: Page, code: str) -> None:
    if page.evaluate("document.documentElement.lang") != code:
        page.locator(".head-language select").select_option(code)
        page.wait_for_function("(code) => document.documentElement.lang === code", arg=code)
    painted(page)
    page.wait_for_function(STILL, polling=200)  # parts that keep up with the room come a moment after the page


@pytest.mark.slow
def test_every_page_fits_a_phone_in_every_language_and_none_of_its_texts_stays_english(
    served: Served, browser: Browser
) -> None:
    """Texts that are filled in later, and all that is folded, are other tests' matter."""
    kept = names()
    with Room(served, browser) as room:
        boss, phone = room.facilitator("/play"), room.participant("77", "/play", PHONE)
        open_game(boss, quarters=1)
        seat(phone, "Armenia")
        boss.get_by_role("button", name="Start the game").click()
        expect(phone.locator("#choices")).to_be_visible()
        for path in (*SPOKEN, "/why", "/glossary"):
            phone.goto(served.address + path)
            speak(phone, ENGLISH)
            if path == "/":
                phone.wait_for_function("/^Simulated/.test(document.querySelector('.status').innerText)")
            english = set(texts(phone))
            for code in LANGUAGES:
                speak(phone, code)
                assert wider_than_the_screen(phone) == 0, (path, code)
                seen(phone, f"phone-{path.strip('/') or 'explore'}-{code}")
                if path in SPOKEN and code != ENGLISH:
                    assert in_english(texts(phone), english, code, names=kept) == [], (path, code)
