"""The take-home page in the languages of the catalogues: fixed texts, names, numbers, and English as it was."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from model.common.languages import ENGLISH, LANGUAGES, Language, speaking
from model.reporting.takehome import page as takehome
from model.reporting.takehome.texts import texts_of
from tests.conftest import ROOT, Call, called
from tests.fixtures import simulated
from tests.reading import about, opened, settled, table
from tests.seeing import in_english, screen, serious, texts, wider_than_the_screen

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
SCRIPTS = [ROOT / "model" / "reporting" / "takehome" / name for name in takehome.SCRIPTS]
ENGLISH_HEADINGS = [
    "South Caucasus: what if?",
    "Settings",
    "What follows",
    "Over time",
    "Milestones",
    "What each scenario changes",
    "What it depends on",
    "All outcomes",
    "Cautions",
    "How this page was made",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shipped scenario with sampled assumptions."""
    words = ("corridor-opened", "--worlds", "64", "--months", "12", "--sample", "--jobs", "1")
    return simulated(tmp_path_factory.mktemp("runs") / "sampled", *words)


def page_in(language: str, run: Path, folder: Path, call: Call) -> Path:
    out = folder / f"{language}.html"
    assert call("page", run, "--slider", "impact", "--language", language, "--out", out)[0] == 0
    return out


def shown(tab: Page, selector: str) -> list[str]:
    return [text.strip() for text in tab.locator(selector).all_inner_texts() if text.strip()]


def unfolded(tab: Page, out: Path) -> Page:
    opened(tab, out, "#scenario=corridor-opened&assumptions.impact=4&world=50")
    for summary in tab.locator("summary").all():
        summary.click()
    return settled(tab)


def kept_in_english(page: Any, tab: Page) -> set[str]:
    """Texts that stay English, as the page says: assumptions, and what scenarios script; and names of files."""
    kept = {slider[key] for slider in page["sliders"] for key in ("name", "unit", "why")}
    kept |= {other["name"] for slider in page["sliders"] for other in slider["goesWith"]}
    for scenario in page["scenarios"]:
        kept |= set(scenario["set"])
        kept |= {step[key] for step in scenario["done"] for key in ("what", "when")}
    return {text for text in (*kept, *shown(tab, "footer tbody th")) if text}


@pytest.fixture(scope="module")
def english(run: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> set[str]:
    """All texts of the English page."""
    out = tmp_path_factory.mktemp("pages") / "en.html"
    assert called("page", run, "--slider", "impact", "--out", out).returncode == 0
    with screen(browser, 390, 900) as device:
        return set(texts(unfolded(device.new_page(), out)))


@pytest.mark.slow
@pytest.mark.parametrize("code", OTHERS)
def test_every_text_but_what_is_kept_speaks_the_language(
    code: str, run: Path, english: set[str], tmp_path: Path, call: Call, tab: Page
) -> None:
    tab.set_viewport_size({"width": 390, "height": 900})
    out = page_in(code, run, tmp_path, call)
    unfolded(tab, out)
    said = texts(tab)
    assert len(said) > 300
    kept = kept_in_english(about(out), tab)
    for text in sorted(kept, key=len, reverse=True):
        said = [piece.replace(text, "") for piece in said]
    assert in_english(said, english, code, names="Türkiye|median") == []
    assert tab.get_attribute("html", "lang") == code
    assert wider_than_the_screen(tab) == 0
    ends = "[...document.querySelectorAll('svg text')].map(text => text.getBoundingClientRect().right)"
    assert tab.evaluate(f"Math.max(...{ends})") <= 390
    assert re.fullmatch(r"[−+]?\d,\d{3}", table(tab, "#all").iloc[0, 1]), "a decimal comma"
    assert serious(tab) == []


@pytest.mark.slow
def test_english_is_as_it_was(run: Path, tmp_path: Path, call: Call, tab: Page) -> None:
    out = page_in(ENGLISH, run, tmp_path, call)
    assert about(out)["texts"] == {}
    opened(tab, out, "#scenario=corridor-opened&outcome=western_influence")
    assert shown(tab, "h1, h2") == ENGLISH_HEADINGS
    assert shown(tab, "button") == ["Reset everything"]
    assert list(table(tab, "#all").columns) == [
        "baseline", "here", "difference", "95 % interval", "higher in", "lower in", "verdict",
    ]  # fmt: skip
    assert shown(tab, "#kept") == ["From all 64 worlds."]
    answer = tab.inner_text("#answer")
    assert re.match(
        r"By July 2026, in “Transit route opened”, “Influence of the West” is 0\.\d{3} on average, against 0\.\d{3} in "
        r"the same worlds of the baseline: a difference of [−+]?0\.\d{3} \(95\u00a0% interval [−+]?0\.\d{3} to ",
        answer,
    ), answer
    assert "A machine made" not in out.read_text()


@pytest.mark.parametrize("code", OTHERS)
def test_the_scripts_get_every_text_in_the_language(code: str) -> None:
    with speaking(Language(code)):
        texts = texts_of(SCRIPTS)
    assert len(texts) > 70
    same = [re.sub("{.*?}", "", english) for english, said in texts.items() if said == english]
    assert {text for text in same if re.search("[A-Za-z]", text)} <= ({"median"} if code == "az" else set())


def test_a_text_that_depends_on_a_number_has_each_form_by_its_kind() -> None:
    with speaking(Language("ru")):
        forms = texts_of(SCRIPTS)["{number} world"]
    assert forms == {"one": "{number} мир", "few": "{number} мира", "many": "{number} миров"}
    with speaking(Language(ENGLISH)):
        assert texts_of(SCRIPTS) == {}
