"""The glossary in the workshop: every page leads to it, and it shows what the document says."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from model.workshop.pages.glossary import GLOSSARY
from tests.workshop.conftest import Visits
from tests.workshop.served import Served, seen


def test_every_page_leads_to_the_words(served: Served, visit: Visits) -> None:
    page = visit(served, "/").page
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    text = page.locator(".words").inner_text()
    terms = re.findall(r"^- \*\*([^*]+)\*\*", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(terms) > 40 and all(term in text for term in terms)
    assert "**" not in text and "](" not in text, "no mark of the document shows"
    assert page.locator(".words table").count() and page.locator(".words a:not([href^='#'])").count() == 0
    seen(page, "glossary")
