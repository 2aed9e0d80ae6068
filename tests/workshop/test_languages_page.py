"""The participant's path in another language, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from model.common.languages import (
    ENGLISH,
)
from tests.seeing import wider_than_the_screen
from tests.workshop.served import PHONE, Room, Served, seen, serious
from tests.workshop.test_languages import translate_names
from tests.workshop.test_play_page import open_game


def test_somebody_joins_guesses_and_plays_in_georgian_on_a_phone(
    triad_folder: Path, tmp_path: Path, browser: Browser
) -> None:
    translate_names(triad_folder)
    with Served(tmp_path / "session", triad_folder) as workshop, Room(workshop, browser) as room:
        boss = room.facilitator("/predict")
        phone = room.visitor("/join?then=/predict", PHONE).page
        assert phone.evaluate("document.documentElement.lang") == ENGLISH
        phone.get_by_label("Language").select_option("ka")
        name = phone.get_by_label("თქვენი სახელი")
        expect(name).to_be_visible()
        assert phone.evaluate("document.documentElement.lang") == "ka"
        expect(phone.locator(".machine-made")).to_be_visible()
        name.fill("ნინო")
        phone.get_by_role("button", name="შესვლა").click()
        phone.wait_for_url("**/predict")
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
