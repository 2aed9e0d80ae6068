"""The participant's path in another language, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.common.languages import ENGLISH, LANGUAGES, Language, _, _n, named, speaking
from model.load import load_seeds
from model.workshop.pages.frame import together
from tests.conftest import ROOT
from tests.seeing import in_english, painted, serious, texts, wider_than_the_screen
from tests.workshop.conftest import Visits
from tests.workshop.served import LONG, PHONE, PROJECTOR, Room, Served, downloaded, refused, seen
from tests.workshop.test_conductor_page import fold, press
from tests.workshop.test_languages import translate_names
from tests.workshop.test_play_page import open_game, seat
from tests.workshop.test_predict_page import ask, commit


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


def test_a_facilitator_leads_in_georgian_while_the_projector_speaks_armenian_and_the_others_english(
    triad_folder: Path, tmp_path: Path, browser: Browser
) -> None:
    translate_names(triad_folder)
    with Served(tmp_path / "session", triad_folder, forked=True) as workshop, Room(workshop, browser) as room:
        boss, beamer = room.facilitator("/predict"), room.visitor("/room", PROJECTOR).page
        for page, code in ((boss, "ka"), (beamer, "hy")):
            page.locator(".head-language select").select_option(code)
            page.wait_for_function("(code) => document.documentElement?.lang === code", arg=code)
        expect(boss.locator("#bar")).to_have_attribute("aria-label", "წამყვანისთვის")
        expect(boss.locator("#state")).to_have_text("გვერდს ყველა თვითონ ირჩევს. ოთახში: 0.")
        fold(boss, "ხალხი")
        ani = room.participant("Ani", "/play", PHONE)
        asked_in_georgian(boss)
        expect(boss.locator(".people .late")).to_have_text("კითხვა 1: ჯერ არ უპასუხია")  # by a press in English
        press(boss, "ყველას აქ მოყვანა")
        ani.wait_for_url("**/predict")
        expect(boss.locator("#state")).to_have_text(
            "ოთახი ახლა აქ არის: პროგნოზი. კითხვა 1 ღიაა: პროგნოზები 0 / 1. ოთახში: 1."
        )
        commit(ani, "higher", "12")
        expect(boss.locator("#state")).to_contain_text("პროგნოზები 1 / 1.")
        press(boss, "სახელის დამალვა: Ani")
        expect(beamer.locator("#people .names li")).to_have_text(["ինչ-որ մեկը"])
        press(boss, "პროგნოზების დახურვა")
        expect(ani.locator("#question")).to_contain_text("Guesses are closed.")
        press(boss, "პასუხის გამოცხადება")
        expect(beamer.locator("#answer")).to_contain_text("Մոդելի պատասխանը")
        expect(ani.locator("#answer")).to_contain_text("The model says")
        expect(boss.locator("#answer")).to_contain_text("მოდელის პასუხი")
        fold(boss, "წასაღები ცხრილები")
        table = downloaded(boss, "პროგნოზების ჩამოტვირთვა (CSV)", tmp_path / "guesses.csv")
        boss.goto(f"{workshop.address}/play")
        ani.goto(f"{workshop.address}/play")
        played_in_georgian(boss, ani)
        journal = (workshop.session / "journal.jsonl").read_text(encoding="utf-8")
        assert '"end"' in journal and "question_in_words" in table
        assert re.search("[ა-ჰ]", journal + table) is None, "what is kept and taken home is in English"
        assert room.complaints == []


def asked_in_georgian(boss: Page) -> None:
    """A question is asked once a choice is made: before, that is refused in words that the facilitator reads."""
    boss.get_by_role("button", name="ოთახის გამოკითხვა").click()
    refused(boss, "ჯერ კითხვა აირჩიეთ.", "დახურვა")
    boss.get_by_text("საკუთარი კითხვის დასმა").click()
    boss.get_by_label("თუ ეს მოხდება").select_option("deal")
    boss.get_by_label("რა მოუვა ამას").select_option("treaty_signed")
    boss.get_by_role("button", name="ამ კითხვის დასმა").click()
    expect(boss.locator("#question h2")).to_have_text("კითხვა 1")


def played_in_georgian(boss: Page, ani: Page) -> None:
    """A game is opened, cannot begin without a team, begins with one, and is ended after one more question."""
    boss.get_by_label("კვარტლები").fill("1")
    boss.get_by_role("button", name="ახალი თამაშის გახსნა").click()
    expect(boss.locator("#seats")).to_be_visible()
    boss.get_by_role("button", name="თამაშის დაწყება").click()
    refused(boss, "ადგილი ჯერ არავის დაუკავებია; თამაშის დასაწყებად სულ მცირე ერთი გუნდია საჭირო.", "დახურვა")
    seat(ani, "B")
    boss.get_by_role("button", name="თამაშის დაწყება").click()
    expect(ani.locator("#choices")).to_be_visible()
    expect(boss.get_by_role("button", name="არჩევანის დახურვა")).to_be_visible()
    fold(boss, "თამაში")
    press(boss, "თამაშის დასრულება")
    press(boss, "კი: თამაშის დასრულება")
    expect(ani.locator("#ending h2")).to_have_text("How it ended")


SPOKEN = ("/join", "/", "/why", "/predict", "/play", "/room", "/nothing-here")
"""Pages that speak every language; on Explore what is folded is English, and on Why the evidence."""
OTHERS = [code for code in LANGUAGES if code != ENGLISH]
SEEDS = ROOT / "seeds"
STILL = """() => {
  const now = document.body.innerText;
  const heard = !window.socket || window.answered !== window.answered_before;
  if (now !== window.before) window.alike = 0;
  else if (heard) window.alike += 1;
  window.answered_before = window.answered;
  window.before = now;
  if (window.alike >= 5) return delete window.before;
  window.socket?.emit("heard", () => (window.answered = (window.answered ?? 0) + 1));
  return false;
}"""
"""True where a page looks the same five times, between any two of which its server has answered."""


def names() -> str:
    """Pattern of what stays as it is: names of documents are those they were published under, and the evidence."""
    seeds = load_seeds(SEEDS)
    kept = [document.title for document in seeds.documents.values()]
    kept += [reading.says for event in seeds.events for reading in event.readings]
    kept += [tie.note.rstrip(".") for tie in seeds.ties.ties] + [kind.meaning for kind in seeds.ties.kinds.values()]
    longest_first = sorted(filter(None, map(together, kept)), key=len, reverse=True)
    return "|".join(["Türkiye", "127.0.0.1", *map(re.escape, longest_first)])


def speak(page: Page, code: str) -> None:
    if page.evaluate("document.documentElement.lang") != code:
        page.locator(".head-language select").select_option(code)
        page.wait_for_function("(code) => document.documentElement?.lang === code", arg=code)
    painted(page)
    page.wait_for_function(STILL, polling=100)  # parts that keep up with the room come a moment after the page


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
        for path in (*SPOKEN, "/glossary"):
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


UNFOLDED = """() => {
  const folded = "#bar details:not([open]), #facilitator details:not([open])";
  const closed = [...document.querySelectorAll(folded)];
  for (const part of closed) part.open = true;
  return !closed.length && document.querySelector("#bar .people input");
}"""
"""True once all that is folded is open, down to the form of a new name; what is drawn when it is opened comes later."""


@pytest.mark.slow
def test_the_facilitators_bar_and_cards_fit_a_phone_in_every_language_and_nothing_in_them_stays_english(
    tmp_path: Path, browser: Browser
) -> None:
    """With a question that is open, two games side by side, one put away, and somebody in the room."""
    with Served(tmp_path / "session", forked=True) as workshop, Room(workshop, browser) as room:
        boss, phone = room.facilitator("/predict", PHONE), room.participant("77", "/predict", PHONE)
        ask(boss, "Peace treaty signed", "peace_stands")
        boss.goto(f"{workshop.address}/play")
        for button in ("Open a new game", "Open a new game", "Open it beside those that run"):
            if not boss.get_by_label("Quarters").is_visible():
                boss.get_by_text("Open a game, or begin anew").click()
            boss.get_by_role("button", name=button).click()
            expect(boss.get_by_label("Quarters")).to_be_hidden()
        expect(phone.locator("#tasks")).to_contain_text("Several games run: choose yours")
        for path in ("/predict", "/play", "/room"):
            boss.goto(workshop.address + path)
            english: set[str] = set()
            for code in LANGUAGES:
                speak(boss, code)
                boss.wait_for_function(UNFOLDED, polling=200)
                assert wider_than_the_screen(boss) == 0, (path, code)
                seen(boss, f"bar-{path.strip('/')}-{code}")
                said = texts(boss)
                english = english or set(said)
                if code != ENGLISH:
                    assert in_english(said, english, code, names=names()) == [], (path, code)


def begun(text: str, code: str) -> str:
    """The beginning of a text of the program in a language, up to its first blank."""
    with speaking(Language(code, SEEDS)):
        return _(text).partition("{")[0]


@pytest.mark.slow
def test_why_speaks_every_language_with_all_of_it_open_and_keeps_the_evidence_as_it_is(
    served: Served, visit: Visits
) -> None:
    chosen = "of=ARM&to=AZE&world=0&month=2&doubt=constitution-demanded:0.1"
    guest = visit(served, f"/why?scenario=corridor-agreed&months=12&{chosen}", *PHONE)
    page, kept, english = guest.page, names(), set[str]()
    events = {together(event.what) for event in load_seeds(SEEDS).events}
    for code in (ENGLISH, *OTHERS):
        speak(page, code)
        for text in (
            "It starts at {value} ({dimensions}).",
            "Simulated: {worlds} worlds against the baseline's same worlds.",
            "World {number} of {scenario}, seed {seed}.",
        ):
            guest.settled(begun(text, code))
        page.get_by_role("button", name=begun("Show all {number} parts", code)).click()
        expect(page.get_by_role("button", name=begun("Show all {number} parts", code))).to_have_count(0)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        said, shown = texts(page), set(page.locator(".part [lang=en]").all_inner_texts())
        english = english or set(said)
        assert len(shown) > 10 and shown <= events, code
        assert code == ENGLISH or in_english(said, english, code, names=kept) == []
        assert wider_than_the_screen(page) == 0 and serious(page) == [], code
        seen(page, f"why-open-{code}")
    assert guest.complaints == []


def test_a_press_on_disagree_moves_a_score_in_another_language(served: Served, visit: Visits) -> None:
    """The answer has the language of the page: what a browser sends comes without one."""
    guest = visit(served, "/why?scenario=corridor-opened&months=12&of=ARM&to=AZE")
    page, starts = guest.page, begun("It starts at {value} ({dimensions}).", "ka")
    speak(page, "ka")
    before = guest.settled(starts)
    part = page.locator("article.part", has=page.locator("details")).first
    part.locator("summary").filter(has_text=begun("Disagree", "ka")).click()
    guest.press(part.get_by_role("slider", name=begun("How much it matters", "ka")), "Home")
    page.wait_for_url("**doubt=**", timeout=LONG)
    expect(page.get_by_text(begun("As coded it would be {value}.", "ka"))).to_be_visible()
    assert guest.settled(starts) != before
    with speaking(Language("ka", SEEDS)):
        read = _n("{number} event is read otherwise.", "{number} events are read otherwise.", 1)
        armenia, russia, security = map(named, ("Armenia", "Russia", "security"))
    expect(page.locator(".why-follows .status")).to_contain_text(read)
    page.locator("table.matrix").get_by_role("button", name=re.compile(rf"^{armenia} → {russia}: [−+]0,\d\d$")).click()
    expect(page.locator("#parts")).to_contain_text(f"{armenia} → {russia}")
    expect(page.locator(".why-parts .status")).to_have_text(re.compile(rf"^{starts}.+{security} [−+]0,\d"))
    assert wider_than_the_screen(page) == 0 and guest.complaints == []
