"""The take-home page shows, for any setting of its sliders, what the saved tables say of the same worlds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from model.analysis.finished_run import Saved
from model.analysis.intervals import mean_p_value
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import findings, judged_together
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from tests.conftest import Call
from tests.reading import STEP, about, agrees, headline_of, near, opened, settled, table, worlds_of
from tests.reporting.conftest import SCENARIOS, WORLDS
from tests.seeing import dark_by_night, screen, serious, wider_than_the_screen

pytestmark = pytest.mark.slow


def test_with_no_slider_held_the_page_shows_the_whole_run(run: Path, written: Path, tab: Page) -> None:
    opened(tab, written)
    assert tab.input_value("#scenario") == SCENARIOS[0]
    frames = worlds_of(run)
    for scenario in SCENARIOS:
        tab.select_option("#scenario", scenario)
        agrees(table(tab, "#all"), frames, scenario, headline_of(written))
    saved = pd.read_csv(run / "comparison.csv").set_index(["scenario", "outcome"])
    tab.select_option("#outcome", label="Influence of Russia")
    settled(tab)
    row = saved.loc[(SCENARIOS[1], "russian_influence")]
    assert f"{row['mean']:.3f}" in tab.inner_text("#answer"), "the same number as the comparison has"


def test_it_opens_on_an_effect_that_followed_and_reset_comes_back_to_it(written: Path, tab: Page) -> None:
    """Nobody's first look is at zeros."""
    opened(tab, written)
    first = tab.input_value("#scenario"), tab.input_value("#outcome"), tab.inner_text("#answer")
    assert first[0] == SCENARIOS[0] and "too small" not in first[2] and "cannot be told" not in first[2]
    assert "sets this itself" not in first[2] and not re.search(r"a difference of [+−]?0\.0+ ", first[2])
    tab.select_option("#scenario", SCENARIOS[1])
    tab.select_option("#outcome", label="Armed clash")
    tab.get_by_role("button", name="Reset everything").click()
    settled(tab)
    assert (tab.input_value("#scenario"), tab.input_value("#outcome"), tab.inner_text("#answer")) == first


TOLD = r": (about .* worlds would|at the edge of what matters)$"
"""How many worlds would tell, which the page does not say."""


def test_the_page_judges_with_the_one_voice_of_terminal_and_report(run: Path, written: Path, tab: Page) -> None:
    """Over all comparisons of the page together, whichever worlds are kept, and without what scenarios write."""
    frames, outcomes, seen = worlds_of(run), headline_of(written), set()
    own = {
        (scenario["id"], outcome): parts[0]
        for scenario in about(written)["scenarios"]
        for outcome, parts in scenario["own"].items()
    }
    drawn = frames["baseline"]["assumptions.impact"]
    for part in (None, 0, 5, 10, 15):
        low, high = (0.1 + 0.2 * edge / 20 for edge in ((part, part + 5) if part is not None else (0, 20)))
        kept = drawn.between(low, high)
        inside = {name: frame[kept].reset_index(drop=True) for name, frame in frames.items()}
        smallest = smallest_of(load_seeds(Path("seeds")))
        rows = findings(inside, "baseline", 36, outcomes, smallest).set_index(["scenario", "outcome"])
        for (scenario, outcome), part_of in own.items():
            here, there = (inside[name][outcome].to_numpy(dtype=float) for name in (scenario, "baseline"))
            rows.loc[(scenario, outcome), ["difference", "ci_low", "ci_high"]] -= part_of
            rows.loc[(scenario, outcome), "p"] = mean_p_value(here - there - part_of)
        judged = judged_together(rows)
        found = judged["said"].str.replace(TOLD, "", regex=True)
        edge = judged["p_corrected"].between(0.045, 0.055)  # where the page's steps of 1/16384 may tip the verdict
        for scenario in SCENARIOS:
            held = "" if part is None else f"&assumptions.impact={part}"
            opened(tab, written, f"#scenario={scenario}{held}")
            shown = table(tab, "#all")["verdict"]
            for outcome, said in zip(outcomes, shown, strict=True):
                voice = (found[scenario, outcome], "set by the scenario itself")
                assert said in voice or edge[scenario, outcome], (part, scenario, outcome)
            seen |= set(shown)
    assert {"cannot tell", "matters, and sure", "set by the scenario itself"} <= seen


def test_the_answer_says_what_the_scenario_writes_of_a_difference(
    run: Path, tmp_path: Path, tab: Page, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down to the least part, so that there is one."""
    monkeypatch.setattr("model.reporting.takehome.page.LEAST_WRITTEN", 0.0)
    written = tmp_path / "page.html"
    assert call("page", run, "--out", written)[0] == 0
    saved = Saved(RunFolder(run))
    rows = saved.findings.set_index(["scenario", "outcome"])
    told = {
        (scenario["id"], outcome): parts
        for scenario in about(written)["scenarios"]
        for outcome, parts in scenario["own"].items()
    }
    for key, (own, followed) in told.items():
        row = rows.loc[key]
        assert followed == row["followed"] and own + followed == pytest.approx(row["difference"])
        assert own and not row["written"]
    scenario, outcome = next(iter(told))
    opened(tab, written, f"#scenario={scenario}&outcome={outcome}")
    said = re.compile(r"At the end of the whole run \S*\d.* of this is set by the scenario itself; \S*\d.* follow")
    assert said.search(tab.inner_text("#answer")), tab.inner_text("#answer")
    tab.focus("#month")
    tab.keyboard.press("ArrowLeft")
    verdict = list(table(tab, "#all")["verdict"])[headline_of(written).index(outcome)]
    assert verdict == "cannot tell" and said.search(tab.inner_text("#answer")), "on the way it is not known"


def test_a_slider_keeps_the_worlds_that_drew_a_value_in_its_window(run: Path, written: Path, tab: Page) -> None:
    frames = worlds_of(run)
    drawn = frames["baseline"]["assumptions.impact"]
    opened(tab, written)
    slide = tab.get_by_role("slider", name="impact")
    slide.focus()
    tab.keyboard.press("Home")
    for part in (0, 1, 2):
        low, high = 0.1 + 0.2 * part / 20, 0.1 + 0.2 * (part + 5) / 20
        kept = drawn.between(low, high)
        assert f"From {kept.sum()} worlds of {WORLDS} worlds" in settled(tab).inner_text("#kept")
        inside = {name: frame[kept] for name, frame in frames.items()}
        agrees(table(tab, "#all"), inside, SCENARIOS[0], headline_of(written))
        tab.keyboard.press("ArrowRight")
    tab.get_by_role("checkbox", name="impact").uncheck()
    assert settled(tab).inner_text("#kept") == f"From all {WORLDS} worlds."


def test_two_sliders_keep_the_worlds_inside_both_windows(run: Path, written: Path, tab: Page) -> None:
    frames = worlds_of(run)
    base = frames["baseline"]
    opened(tab, written, "#scenario=russian-provocation-skirmish&assumptions.impact=4&assumptions.negativity=10")
    kept = base["assumptions.impact"].between(0.14, 0.19) & base["assumptions.negativity"].between(1.5, 1.75)
    assert 0 < kept.sum() < 30
    inside = {name: frame[kept] for name, frame in frames.items()}
    agrees(table(tab, "#all"), inside, SCENARIOS[1], headline_of(written))
    assert "too few to conclude anything" in tab.inner_text("#caution")


def test_a_month_on_the_way_shows_the_means_of_that_month(run: Path, written: Path, tab: Page) -> None:
    monthly = pd.read_parquet(run / "trajectories.parquet").set_index(["scenario", "month", "measure"])["mean"]
    opened(tab, written, f"#scenario={SCENARIOS[0]}")
    tab.focus("#month")
    for month in (33, 30, 27):
        tab.keyboard.press("ArrowLeft")
        shown = table(tab, "#all")
        for outcome, (_, row) in zip(headline_of(written), shown.iterrows(), strict=True):
            if not outcome.startswith("months_to"):
                near(row["here"], monthly[SCENARIOS[0], month, outcome], STEP / 2)
                near(row["baseline"], monthly["baseline", month, outcome], STEP / 2)
    assert tab.get_attribute("#month", "aria-valuetext") == "October 2027, month 27"


def test_the_fan_shows_the_quantiles_of_the_worlds_kept(run: Path, written: Path, tab: Page) -> None:
    followed = RunFolder(run).followed(SCENARIOS[0])["western_influence"]
    kept = worlds_of(run)["baseline"]["assumptions.impact"].between(0.2, 0.25).to_numpy()
    opened(tab, written, f"#scenario={SCENARIOS[0]}&outcome=western_influence&assumptions.impact=10")
    tab.click("#over summary")
    shown = table(tab, "#over")
    assert list(shown.index[[0, 1, -1]]) == ["2025-07", "2025-10", "2028-07"]
    for row, month in zip(shown.to_numpy(), range(0, 37, 3), strict=True):
        levels = np.quantile(followed[kept, month], [0.1, 0.25, 0.5, 0.75, 0.9])
        for text, level in zip(row, levels, strict=False):
            near(text, level, STEP)


def test_milestones_count_the_worlds_month_by_month(run: Path, written: Path, tab: Page) -> None:
    followed = RunFolder(run).followed(SCENARIOS[0])["escalation"]
    opened(tab, written, f"#scenario={SCENARIOS[0]}&outcome=escalation")
    tab.click("#over summary")
    shown = table(tab, "#over")
    assert len(shown) == 37
    for text, share in zip(shown["scenario"], followed.mean(axis=0), strict=True):
        near(text, share, 1e-9)


def test_one_world_is_drawn_at_the_rank_asked_for(run: Path, written: Path, tab: Page) -> None:
    frame = worlds_of(run)[SCENARIOS[0]]
    opened(tab, written, f"#scenario={SCENARIOS[0]}&outcome=russian_influence&world=100")
    highest = frame.loc[frame["russian_influence"].idxmax(), "world"]
    assert f"world {highest}" in settled(tab).inner_text("#over figcaption")


def test_what_it_depends_on_is_the_difference_in_each_fifth(run: Path, written: Path, tab: Page) -> None:
    frames = worlds_of(run)
    opened(tab, written, f"#scenario={SCENARIOS[0]}&outcome=russian_influence")
    tab.click("#depends figure:first-child summary")
    shown = table(tab, "#depends figure:first-child")
    share = (frames["baseline"]["assumptions.impact"] - 0.1) / 0.2
    for fifth, (_, row) in enumerate(shown.iterrows()):
        kept = share.between(fifth / 5, (fifth + 1) / 5)
        assert row["worlds"] == str(kept.sum())
        gap = frames[SCENARIOS[0]]["russian_influence"][kept] - frames["baseline"]["russian_influence"][kept]
        near(row["difference"], gap.mean(), STEP)


def test_the_address_opens_the_same_settings_again(written: Path, tab: Page) -> None:
    opened(tab, written)
    tab.select_option("#scenario", SCENARIOS[1])
    tab.select_option("#outcome", label="Armenia → Russia")
    tab.get_by_role("slider", name="negativity").focus()
    tab.keyboard.press("End")
    before, address = table(tab, "#all"), tab.url
    opened(tab, Path(written), address.partition("#")[1] + address.partition("#")[2])
    pd.testing.assert_frame_equal(table(tab, "#all"), before)
    assert tab.is_checked("#hold-1")
    tab.get_by_role("button", name="Reset everything").click()
    assert settled(tab).inner_text("#kept") == f"From all {WORLDS} worlds."


def test_settings_that_make_no_sense_are_passed_over(written: Path, tab: Page) -> None:
    opened(tab, written, "#scenario=nowhere&month=7&outcome=%3Cb%3E&assumptions.impact=99&world=-1&later=x")
    assert settled(tab).inner_text("#kept") == f"From all {WORLDS} worlds."
    assert tab.input_value("#scenario") == SCENARIOS[0]


def test_a_browser_that_cannot_unpack_the_worlds_is_told_so(written: Path, tab: Page) -> None:
    tab.add_init_script("delete window.DecompressionStream")
    tab.goto(written.as_uri())
    tab.wait_for_selector("#trouble:visible")
    assert "too old for this page" in tab.inner_text("#trouble")


GROUNDS = (
    "[...new Set([...document.querySelectorAll('svg')].map(picture => getComputedStyle(picture).backgroundColor))]"
)
OVER_ANOTHER = """() => {
  const all = [...document.querySelectorAll("svg text")].map((text) => [text, text.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  const over = ([one, a], [other, b]) => one.ownerSVGElement !== other.ownerSVGElement
    && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return all.filter((one) => all.some((other) => over(one, other))).map(([text]) => text.textContent);
}"""


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_it_looks_right_and_is_accessible(written: Path, browser: Browser, complaints: list[str], width: int) -> None:
    context = screen(browser, width, 900)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url[:80]))
    opened(page, written, "#scenario=corridor-opened&assumptions.impact=4&world=50")
    for summary in page.locator("summary").all():
        summary.click()
    assert serious(page) == []
    assert wider_than_the_screen(page) == 0, "nothing sticks out to the side"
    assert dark_by_night(page)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(GROUNDS) == ["rgb(255, 255, 255)"], "pictures are drawn in black on white"
    page.emulate_media(forced_colors="none")
    outside = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(text => { const box = text.getBoundingClientRect();"
        " return box.right > innerWidth || box.left < 0; }).map(text => text.textContent)"
    )
    assert outside == []
    assert page.evaluate(OVER_ANOTHER) == [], "no picture writes into another"
    context.close()
    assert complaints == []


def test_the_keyboard_reaches_every_control(written: Path, tab: Page) -> None:
    opened(tab, written)
    reached = set()
    for _ in range(30):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.id"))
    assert {"scenario", "outcome", "month", "hold-0", "slide-0", "hold-1", "slide-1", "single", "rank"} <= reached
    unnamed = tab.eval_on_selector_all(
        "select, input, button", "all => all.filter(c => !c.labels?.length && !c.ariaLabel && !c.textContent).length"
    )
    assert unnamed == 0
