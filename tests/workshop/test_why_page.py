"""Why in a real browser: take a score apart, disagree with an event, read a month."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from model.spec.seeds import Seeds
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve, Visits
from tests.workshop.served import LONG, Served


def test_pressing_a_score_shows_the_events_that_made_it(served: Served, visit: Visits) -> None:
    guest = visit(served, "/why")
    guest.settled("It starts at")
    guest.page.get_by_role("button", name=re.compile("^Azerbaijan to Russia:")).click()
    guest.page.get_by_role("heading", name="What made Azerbaijan → Russia").wait_for(timeout=LONG)
    parts = guest.page.locator("article.part")
    assert parts.count() > 5
    first = parts.first.inner_text()
    assert re.search(r"20\d\d-\d\d", first) and "By: " in first
    guest.page.wait_for_url("**of=AZE&to=RUS**", timeout=LONG)
    assert guest.complaints == [] and guest.strangers == []


def test_an_event_of_the_chronicle_links_to_its_page(layered: Path, serve: Serve, visit: Visits) -> None:
    guest = visit(serve(seeds=layered, forked=True), "/why?of=BBB&to=CCC")
    guest.settled("It starts at")
    part = guest.page.locator("article.part", has_text="B helped C.")
    expect(part).to_contain_text("By: C.")
    addresses = [link.get_attribute("href") for link in part.get_by_role("link").all()]
    assert addresses == ["https://example.org/help", "http://example.org/help-again"]
    expect(part.get_by_role("link").first).to_have_text("example.org")
    assert guest.complaints == [] and guest.strangers == []


def test_the_standpoint_of_every_document_can_be_read_there(served: Served, visit: Visits, seeds: Seeds) -> None:
    page = visit(served, "/why").page
    page.get_by_text("Where the documents stand").click()
    for document in seeds.documents.values():
        expect(page.get_by_role("listitem").filter(has_text=document.title).first).to_contain_text(document.standpoint)
    expect(page.get_by_text(seeds.region.cautions[0])).to_be_visible()


def amount(text: str) -> float:
    """The last number of a text."""
    return float(text.split()[-1].replace("−", "-"))


def test_disagreeing_moves_the_score_and_the_effect(served: Served, visit: Visits) -> None:
    guest = visit(served, "/why?scenario=corridor-opened&months=24&of=ARM&to=AZE")
    before = guest.settled("It starts at")
    guest.settled()
    heading = guest.page.get_by_role("heading", name="Documented events: together")
    together = heading.inner_text()
    shown = guest.page.locator(".why-follows [aria-label^='Differences']").get_attribute("aria-label")
    part = guest.page.locator("article.part", has=guest.page.get_by_text("Disagree")).first
    part.get_by_text("Disagree").click()
    slider = part.get_by_role("slider")
    expect(slider).to_be_visible()
    guest.page.get_by_role("button", name=re.compile("^Armenia to Azerbaijan:")).click()  # it is chosen already
    guest.press(slider, "Home")
    guest.page.wait_for_url("**doubt=**", timeout=LONG)
    guest.settled()
    assert guest.settled("It starts at") != before
    expect(heading).not_to_have_text(together)
    expect(slider).to_be_visible()
    shown_now = heading.inner_text()
    guest.page.get_by_role("button", name=re.compile("^Show all")).click()
    expect(guest.page.get_by_role("button", name=re.compile("^Show all"))).to_have_count(0)
    expect(heading).to_have_text(shown_now)
    events = guest.page.locator("article.part", has=guest.page.get_by_text("Disagree")).locator(".part-number")
    listed = [amount(text) for text in events.all_inner_texts()]
    rounded = 0.0005 * (len(listed) + 1)
    assert abs(sum(listed) - amount(shown_now)) <= rounded, "the heading counts what its list shows"
    assert guest.page.get_by_text("As coded it would be").count() == 1
    assert guest.page.locator("table.matrix button", has_text="*").count() > 0
    assert guest.page.locator(".why-follows [aria-label^='Differences']").get_attribute("aria-label") != shown
    guest.page.get_by_role("link", name="Open this in Explore").click()
    guest.page.get_by_text("Events given another weight").wait_for(timeout=LONG)
    assert guest.complaints == []


@pytest.mark.parametrize("query", ["month=0&world=0", "month=-1", "world=256", "month=1e3", "month=٣", "of=ARM&to=ARM"])
def test_an_address_beyond_the_bounds_is_as_if_it_said_nothing(served: Served, visit: Visits, query: str) -> None:
    guest = visit(served, f"/why?months=12&{query}")
    guest.settled("It starts at")
    assert guest.page.get_by_text("Press a month").count() == 0
    assert guest.complaints == []


def test_a_score_can_be_chosen_from_lists_and_all_its_parts_be_seen(served: Served, visit: Visits) -> None:
    guest = visit(served, "/why?months=12&of=ARM&to=RUS")
    guest.settled("It starts at")
    shown = guest.page.locator("article.part").count()
    every = guest.page.get_by_role("button", name=re.compile("^Show all"))
    whole = int(re.findall(r"\d+", every.inner_text())[0])
    every.click()
    expect(every).to_have_count(0)
    assert shown < guest.page.locator("article.part").count() == whole
    guest.page.get_by_label("To whom").select_option("ARM")
    guest.page.get_by_text("Nobody leans to themselves").wait_for()
    expect(guest.page.get_by_label("To whom")).to_have_value("RUS")
    guest.page.get_by_label("To whom").select_option("TUR")
    guest.page.wait_for_url("**of=ARM&to=TUR**", timeout=LONG)
    expect(guest.page.get_by_text("Nobody leans to themselves")).to_have_count(0)


def test_a_world_told_of_one_scenario_is_not_left_standing_under_another(served: Served, visit: Visits) -> None:
    guest = visit(served, "/why?scenario=corridor-agreed&months=12&month=2")
    guest.settled("World 0")
    expect(guest.page.locator(".told")).not_to_be_empty()
    guest.page.get_by_label("Scenario", exact=True).select_option("baseline")
    expect(guest.page.locator(".told")).to_be_empty()
    guest.page.get_by_text("Choose a scenario to see what it changes").wait_for()
    guest.page.wait_for_function("!location.search.includes('month=')", timeout=LONG)


def test_a_month_of_one_world_is_told(served: Served, visit: Visits) -> None:
    guest = visit(served, "/why?scenario=corridor-agreed&months=12")
    guest.settled("It starts at")
    guest.press(guest.slider("World"), "ArrowRight", 3)
    guest.page.get_by_role("button", name="Tell this world").click()
    guest.settled("World 3")
    guest.page.get_by_role("button", name=re.compile("^2025-10")).click()
    told = guest.page.locator(".told")
    told.get_by_role("heading", name="October 2025 (month 3)").wait_for(timeout=LONG)
    assert "conclude a treaty" in told.inner_text()
    guest.page.wait_for_url("**world=3&month=3**", timeout=LONG)
    again = visit(served, guest.page.url.removeprefix(served.address))
    again.page.get_by_role("heading", name="October 2025 (month 3)").wait_for(timeout=LONG)


def test_a_world_asked_for_is_taken_back_with_its_scenario_before_it_is_told(served: Served, visit: Visits) -> None:
    """Of a world that nobody has asked for before: that takes longer than the second press."""
    guest = visit(served, "/why?scenario=corridor-agreed&months=12&world=77")
    guest.settled()
    guest.mark()
    guest.page.evaluate("""() => {
      [...document.querySelectorAll("button")].find(e => e.innerText === "Tell this world").click();
      const list = [...document.querySelectorAll("label")].find(e => e.innerText === "Scenario").control;
      list.value = "peace-deal-signed";
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    guest.page.wait_for_url("**scenario=peace-deal-signed**", timeout=LONG)
    expect(guest.page.locator(".told")).to_be_empty()
    guest.page.get_by_role("button", name="Tell this world").click()
    assert "Peace treaty signed" in guest.settled("World 77")
    told = guest.page.evaluate("window.passed.slice(window.marked).filter(said => said.startsWith('World 77'))")
    assert len(told) == 1


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_it_can_be_seen_and_heard(served: Served, visit: Visits, size: tuple[int, int]) -> None:
    guest = visit(served, "/why?scenario=peace-deal-signed&months=12&month=2", *size)
    guest.settled()
    guest.settled("World 0")
    guest.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert serious(guest.page) == []
    assert wider_than_the_screen(guest.page) == 0
    assert guest.complaints == []
