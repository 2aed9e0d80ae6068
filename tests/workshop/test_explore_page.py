"""Explore in a real browser, driven as a person would; nothing leaves this machine."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import expect

from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve, Visits
from tests.workshop.served import LAPTOP, LONG, PHONE, Served, Visitor, seen

HERE = "/?scenario=corridor-agreed&months=12"
MOVING = "/?scenario=corridor-opened&months=24"
"""A place where something follows."""


NAME = "e => (e.labels?.[0]?.textContent || e.textContent || '').trim().slice(0, 60) || e.ariaLabel || ''"
"""Name of a control, one in a closed fold too, whose text is not drawn."""


SAID = "after => document.querySelector('.effects-box .effects [aria-label], .effects-box .effects').ariaLabel"
"""Description that the effect chart gives of itself."""


OTHER = "after => window.passed.slice(window.marked).some(said => /^(Differences|In )/.test(said) && said !== after)"
"""True where the effect chart has shown something else meanwhile."""


def effects(visit: Visitor) -> list[str]:
    """The settled numbers, from the table that says the same as the picture."""
    return [str(text) for text in visit.page.locator(".effects-box table tbody tr").all_text_contents()]


def picture(visit: Visitor) -> str:
    """Description of the effect chart for those who cannot see it."""
    return str(visit.page.locator(".effects-box [aria-label^='Differences'], .effects-box [aria-label^='In ']")
               .first.get_attribute("aria-label"))  # fmt: skip


def move(visit: Visitor, name: str, steps: int) -> None:
    """Move a slider and wait for all worlds of its last place, which the address has before they are shown."""
    slider = visit.slider(name)
    visit.press(slider, "ArrowRight", steps)
    visit.page.wait_for_url(f"**set=*:{float(slider.input_value())!r}*", timeout=LONG)
    visit.settled()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (1920, 1080)])
def test_the_first_minute_is_a_sentence_three_levers_and_a_goal(
    served: Served, visit: Visits, size: tuple[int, int]
) -> None:
    guest = visit(served, "/", *size)
    page = guest.page
    guest.settled()
    headline = page.locator("#headline")
    expect(headline).to_contain_text("If nothing is added, Influence of Russia is at 0.")
    start = headline.inner_text()
    assert page.get_by_role("button", name="Map").get_attribute("aria-pressed") == "true"
    assert (
        page.get_by_label("Scenario", exact=True).is_hidden() and page.get_by_role("slider", name="Impact").is_hidden()
    )
    expect(page.locator(".effects-box table").first).to_contain_text("Influence of Russia")
    assert page.locator(".effects-box .effects").is_hidden(), "nothing shows noughts as results"
    assert wider_than_the_screen(page) == 0
    seen(page, f"explore-first-{size[0]}")
    assert serious(page) == []
    lever = page.get_by_role("button", name="The peace treaty is signed")
    guest.mark()
    lever.click()
    guest.passed("Simulated")
    expect(lever).to_have_attribute("aria-pressed", "true")
    expect(headline).to_contain_text("The peace treaty is signed: Influence of Russia is at 0.")
    expect(page).to_have_url(re.compile("(also=peace-deal-signed.*){2}"))
    assert headline.inner_text() != start
    expect(page.locator(".effects-box .effects")).to_be_visible()
    expect(page.get_by_text("A goal to try: find one thing that raises Influence of Russia")).to_be_visible()
    seen(page, f"explore-lever-{size[0]}")
    assert serious(page) == []
    page.get_by_text("How this is measured").click()
    expect(page.get_by_text("half of it is (1 + alignment to Russia)/2")).to_be_visible()
    page.get_by_text("More: all scenarios, dates and assumptions").click()
    expect(page.get_by_label("Scenario", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(lever).to_have_attribute("aria-pressed", "false")
    expect(headline).to_have_text(start)
    assert guest.complaints == []


def test_a_key_press_redraws_the_picture_and_many_worlds_follow(served: Served, visit: Visits) -> None:
    guest = visit(served, MOVING)
    assert "256 worlds, 24 months" in guest.settled()
    before = picture(guest)
    assert before.startswith("Differences")
    slider = guest.slider("Impact")
    guest.press(slider, "ArrowRight", 5)
    guest.passed("Preview from", "Simulated")
    assert picture(guest) != before
    assert "256 worlds" in guest.settled()
    expect(guest.page).to_have_url(re.compile(r"/\?scenario=corridor-opened&months=24&set=assumptions\.impact:[^&]+$"))
    assert guest.complaints == [] and guest.strangers == []


def test_moving_a_date_and_undoing_it(served: Served, visit: Visits) -> None:
    guest = visit(served, HERE)
    guest.settled()
    start = effects(guest)
    dates = guest.page.get_by_role("slider", name=re.compile("^When"))
    assert dates.count() == 4
    guest.press(dates.nth(3), "ArrowRight", 3)
    guest.page.wait_for_url("**move=corridor-agreed.1:2026-03**", timeout=LONG)
    guest.settled()
    assert effects(guest) != start
    undo = guest.page.get_by_role("button", name="Undo")
    for _ in range(3):
        undo.evaluate("button => button.click()")  # as often as can be: a button that is out of use does nothing
    guest.page.wait_for_function("!location.search.includes('move=')", timeout=LONG)
    guest.settled()
    assert effects(guest) == start and guest.complaints == []


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_through_whom_is_told_when_asked_for_and_of_what_is_set(
    served: Served, visit: Visits, size: tuple[int, int]
) -> None:
    guest = visit(served, MOVING, *size)
    guest.settled()
    page, table = guest.page, guest.page.locator("table.reasons tbody tr")
    status = page.locator("#through-whom")
    assert table.count() == 0, "nothing is computed before it is asked for"
    page.get_by_text("Through whom it comes about").click()
    ask = page.get_by_role("button", name="Say it for what is set now")
    ask.click()
    expect(table).to_have_count(6)
    expect(status).to_contain_text("In the same 256 worlds.")
    whole = {row.locator("th").inner_text(): row.locator("td").nth(1).inner_text() for row in table.all()}
    page.get_by_text("The same as a table").click()
    shown = [text.split("\t") for text in page.locator(".effects-box details table tbody tr").all_inner_texts()]
    assert whole.items() <= {row[0]: row[3].partition(";")[0] for row in shown}.items()
    expect(table.filter(has_text="Armenia → Azerbaijan")).to_contain_text("steps of the scenario +")
    expect(table.filter(has_text="Armenia → Azerbaijan")).to_contain_text("by acts of Armenia and Azerbaijan")
    expect(table.filter(has_text="Armenia → Russia")).to_contain_text("too small to matter")
    expect(page.get_by_text("no such parts can be told")).to_contain_text("Armed clash")
    assert wider_than_the_screen(page) == 0 and serious(page) == []
    seen(page, f"explore-through-{size[0]}")
    move(guest, "Impact", 2)
    expect(table).to_have_count(0)
    expect(status).to_have_text("What is set has changed since. Press again.")
    ask.click()
    expect(table).to_have_count(6)
    page.get_by_role("button", name="Undo").first.click()
    expect(table).to_have_count(0)
    assert guest.complaints == []


def test_switching_an_intervention_off_and_on(served: Served, visit: Visits) -> None:
    guest = visit(served, HERE)
    guest.settled()
    start = effects(guest)
    guest.page.get_by_role("checkbox").nth(3).uncheck()
    guest.page.wait_for_url("**off=corridor-agreed.1**", timeout=LONG)
    guest.settled()
    assert effects(guest) != start
    guest.page.get_by_role("checkbox").nth(3).check()
    guest.page.wait_for_function("!location.search.includes('off=')", timeout=LONG)
    guest.settled()
    assert effects(guest) == start


def test_adding_an_intervention_of_another_scenario(served: Served, visit: Visits) -> None:
    guest = visit(served, "/?months=12")
    guest.settled()
    guest.page.get_by_label("Add an intervention of another scenario").select_option("russian-provocation-skirmish.1")
    guest.page.wait_for_url("**also=russian-provocation-skirmish.1**", timeout=LONG)
    expect(guest.page.get_by_role("checkbox")).to_have_count(2)


def test_another_scenario_leaves_what_is_assumed_as_it_was(served: Served, visit: Visits) -> None:
    guest = visit(served, "/?months=12&seed=3&set=impact:0.25&also=russian-provocation-skirmish.1")
    guest.page.get_by_label("Scenario", exact=True).select_option("corridor-agreed")
    guest.page.wait_for_url("**scenario=corridor-agreed**", timeout=LONG)
    assert parse_qs(urlsplit(guest.page.url).query) == {
        "scenario": ["corridor-agreed"], "months": ["12"], "seed": ["3"], "set": ["assumptions.impact:0.25"],
    }  # fmt: skip
    expect(guest.page.get_by_role("checkbox")).to_have_count(4)


def test_a_change_that_cannot_be_is_refused_in_words(served: Served, visit: Visits) -> None:
    guest = visit(served, "/?months=12&set=choice_noise:0.007")
    guest.press(guest.slider("Feeling"), "End")
    refusal = guest.page.get_by_role("alert").filter(has_text="at most 3 times")
    expect(refusal).to_be_visible()
    guest.press(guest.slider("Impact"), "ArrowRight")
    guest.page.wait_for_url("**assumptions.impact:**", timeout=LONG)
    expect(refusal).to_have_count(0)
    assert "feeling" not in guest.page.url


def test_a_link_opens_the_same_page_elsewhere(served: Served, visit: Visits) -> None:
    guest = visit(served, HERE)
    guest.settled()
    move(guest, "Impact", 2)
    other = visit(served, guest.page.url.removeprefix(served.address))
    other.settled()
    assert effects(other) == effects(guest)
    guest.page.reload()
    guest.settled()
    assert effects(other) == effects(guest)


def test_reset_and_replay(served: Served, visit: Visits) -> None:
    guest = visit(served, MOVING)
    guest.settled()
    replay = guest.page.get_by_role("button", name="Replay the last change")
    assert replay.is_disabled(), "nothing has changed yet"
    move(guest, "Impact", 8)
    after = picture(guest)
    guest.mark()
    replay.click()
    guest.passed("Before the last change", "Simulated")
    guest.page.wait_for_function(SAID + " === after", arg=after)
    guest.page.wait_for_function(OTHER, arg=after)
    reset = guest.page.get_by_role("button", name="Reset")
    reset.click()
    guest.page.wait_for_url(served.address + "/?scenario=corridor-opened", timeout=LONG)
    expect(guest.page.get_by_label("Scenario", exact=True)).to_have_value("corridor-opened")
    expect(reset).to_be_disabled()


def test_the_download_is_the_scenario_on_the_page(served: Served, visit: Visits, tmp_path: Path) -> None:
    guest = visit(served, HERE)
    guest.settled()
    guest.page.get_by_label("A name for your scenario").fill("<img src=x onerror=alert(1)> плюс")
    guest.page.wait_for_url("**name=**", timeout=LONG)
    guest.settled()
    assert guest.page.get_by_role("button", name="Undo").is_disabled(), "a name changes no number"
    with guest.page.expect_download() as downloading:
        guest.page.get_by_role("link", name=re.compile("Download")).click()
    text = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert downloading.value.suggested_filename.startswith("my-img-src-x")
    assert text.startswith("# uv run simulate.py run my-img-src-x")
    assert yaml.safe_load(text)["name"] == "<img src=x onerror=alert(1)> плюс"
    assert guest.page.locator("img[src=x]").count() == 0
    assert guest.complaints == []


def test_finding_an_assumption(served: Served, visit: Visits) -> None:
    guest = visit(served, "/?scenario=treaty-stalls&months=12")
    guest.settled()
    shown = guest.page.locator("input[type=range]").count()
    guest.page.get_by_label("Find an assumption").press_sequentially("ceasefire hazard", delay=10)
    guest.page.get_by_role("slider", name=re.compile("Ukraine ceasefire hazard")).wait_for()
    guest.page.wait_for_function("shown => document.querySelectorAll('input[type=range]').length < shown", arg=shown)
    guest.page.get_by_label("Find an assumption").fill("constitution amended hazard")
    guest.page.get_by_text("The scenario itself sets 0: here only the baseline is moved").wait_for()
    guest.page.get_by_label("Find an assumption").fill("xyzzy")
    guest.page.get_by_text("No assumption is called so").wait_for()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (390, 844)])
def test_every_view_can_be_seen_and_heard(served: Served, visit: Visits, size: tuple[int, int]) -> None:
    guest = visit(served, HERE, *size)
    guest.settled()
    for view in ("Month by month", "Milestones", "Map"):
        pressed = guest.page.get_by_role("button", name=view)
        pressed.click()
        expect(pressed).to_have_attribute("aria-pressed", "true")
        assert wider_than_the_screen(guest.page) == 0, "nothing sticks out to the side"
        guest.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert serious(guest.page) == [], view
    expect(guest.page.locator("canvas").nth(2)).to_be_attached()
    assert guest.complaints == [] and guest.strangers == []


def test_keys_alone_reach_everything(served: Served, visit: Visits) -> None:
    guest = visit(served, HERE)
    guest.settled()
    reached: set[str] = set()
    for _ in range(120):
        guest.page.keyboard.press("Tab")
        reached.add(guest.page.evaluate(f"({NAME})(document.activeElement)"))
    said = " | ".join(reached)
    wanted = ("Reset", "Download", "Scenario", "When", "Impact", "Month by month", "Map", "Evidence up to", "The same")
    assert [name for name in wanted if name not in said] == []
    controls = guest.page.locator("button:not([disabled]), input, select, a[href], summary").all()
    assert all(control.evaluate(NAME) for control in controls), "every control says what it is"


def test_a_slider_holds_still_while_pictures_change(served: Served, visit: Visits) -> None:
    guest = visit(served, HERE)
    guest.settled()
    slider = guest.slider("Impact")
    guest.press(slider, "ArrowRight", 8)
    held = float(slider.input_value())
    guest.passed("Preview", "Simulated")
    assert float(slider.input_value()) == held > 0.2


def test_a_server_that_dies_takes_nothing_with_it(serve: Serve, visit: Visits) -> None:
    served = serve()
    guest = visit(served, "/?scenario=deal")
    guest.settled()
    move(guest, "Impact", 2)
    numbers, address = effects(guest), guest.page.url
    served.stop(signal.SIGKILL)
    guest.page.goto("about:blank")  # else it might load itself again just then
    served.start()
    guest.page.goto(address)
    guest.settled()
    assert effects(guest) == numbers
