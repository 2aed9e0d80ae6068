"""The glossary in the workshop: every page leads to it, and it shows what the document says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from model.workshop.pages.frame import SCREEN, WAYS
from model.workshop.pages.glossary import GLOSSARY, GUIDE
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve, Visits
from tests.workshop.served import PHONE, Room, Served, seen


@pytest.mark.parametrize("path", [path for path in WAYS if path != SCREEN])
def test_every_page_leads_to_the_words(served: Served, visit: Visits, path: str) -> None:
    page = visit(served, path).page
    expect(page.get_by_role("link", name="Glossary")).to_have_attribute("href", "/glossary")


def test_the_words_are_those_of_the_document(served: Served, visit: Visits) -> None:
    page = visit(served, "/play").page
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    text = page.locator(".words").inner_text()
    terms = re.findall(r"^- \*\*([^*]+)\*\*", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(terms) > 40 and all(term in text for term in terms)
    assert "**" not in text and "](" not in text, "no mark of the document shows"
    assert page.locator(".words table").count() and page.locator(".words a:not([href^='#'])").count() == 0
    seen(page, "glossary")


def test_the_facilitators_bar_leads_to_the_guide(serve: Serve, browser: Browser) -> None:
    """It opens beside the page one is on, is whole, and leads out of the workshop nowhere."""
    with Room(serve(forked=True), browser) as room:
        boss = room.facilitator("/predict")
        expect(boss.locator("#first-steps")).to_contain_text("The facilitator's guide, below")
        with boss.expect_popup() as opened:
            boss.locator("#bar").get_by_role("link", name="The facilitator's guide").click()
        guide = opened.value
        expect(guide.get_by_role("heading", name="The facilitator's guide")).to_be_visible()
        headings = re.findall(r"^##+ (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(headings) >= 12 and guide.locator(".words :is(h2, h3)").all_inner_texts() == headings
        text = guide.locator(".words").inner_text()
        assert "**" not in text and "](" not in text and "```" not in text, "no mark of the document shows"
        assert guide.locator(".words table").count() == 5 and guide.locator(".words a:not([href^='#'])").count() == 0
        assert wider_than_the_screen(guide) == 0 and serious(guide) == []
        seen(guide, "guide")


def test_who_reads_the_words_is_in_the_room_and_follows_it_in_their_language(serve: Serve, browser: Browser) -> None:
    with Room(serve(forked=True), browser) as room:
        boss, ani = room.facilitator("/glossary"), room.participant("Ani", "/play", PHONE)
        ani.get_by_label("Language").select_option("tr")
        expect(ani.locator("html")).to_have_attribute("lang", "tr")
        for path, in_english in (("/glossary", 1), ("/why", 0), ("/nothing", 0)):
            ani.goto(room.workshop.address + path)
            expect(ani.get_by_text("Bu sayfa İngilizcedir.")).to_have_count(in_english)
            expect(ani.locator(".machine-made")).to_have_count(1 - in_english)
            expect(ani.locator("html")).to_have_attribute("lang", "tr")
            expect(ani.locator(".head-language select")).to_have_value("tr")
            expect(ani.locator("nav")).to_contain_text("Oyna")
        boss.get_by_role("button", name="Bring everybody here").click()
        ani.wait_for_url("**/glossary")
        boss.get_by_role("button", name="Freeze the room").click()
        expect(ani.locator("#frozen")).to_be_visible()
        seen(ani, "glossary-frozen-phone")
        assert serious(ani) == []
        boss.get_by_role("button", name="Let the room go on").click()
        expect(ani.locator("#frozen")).to_have_count(0)
        boss.goto(room.workshop.address + "/predict")
        boss.get_by_role("button", name="Bring everybody here").click()
        ani.wait_for_url("**/predict")
