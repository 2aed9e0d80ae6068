"""A role brief says what the evidence says of an actor, and names the documents behind it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from model.evidence.replay import replay
from model.rules.values import Values
from model.spec.base import month_of
from model.spec.seeds import Seeds
from model.workshop.briefs import Briefs
from tests.conftest import ROOT, TRIAD, Call
from tests.seeing import screen, serious, wider_than_the_screen


@pytest.fixture(scope="module")
def briefs(seeds: Seeds) -> Briefs:
    return Briefs(seeds, seeds.region.documented_until, Values.central(seeds))


def plain(text: str) -> float:
    return float(text.replace("−", "-"))


def test_every_actor_that_decides_has_a_brief_and_no_other(briefs: Briefs, seeds: Seeds) -> None:
    assert set(briefs.actors) == {name for name, actor in seeds.actors.actors.items() if actor.decides}
    html = briefs.html()
    assert [f'id="role-{name}"' in html for name in seeds.actors.actors] == [
        actor.decides for actor in seeds.actors.actors.values()
    ]


def test_every_actor_that_is_played_has_its_officials_view_beside_that_of_the_documents(
    briefs: Briefs, seeds: Seeds
) -> None:
    html = briefs.html()
    for actor in briefs.actors:
        brief, stated = briefs.brief(actor), seeds.interests.profiles[seeds.interests.voices[actor]]
        assert [entry.text for entry in brief.stated] == [stated.why] and brief.wants.text != stated.why
        assert brief.stated[0].documents == stated.source and {*stated.source} <= {*brief.documents}
    assert html.count("As its officials state it:") == len(briefs.actors)


def test_leanings_are_those_the_replay_comes_to(briefs: Briefs, seeds: Seeds) -> None:
    past = replay(seeds, seeds.region.documented_until, Values.central(seeds)).alignment[0].mean(axis=0)
    place = briefs.axes.actor
    for actor in ("ARM", "AZE"):
        for leaning in briefs.brief(actor).leanings:
            other = next(name for name, a in seeds.actors.actors.items() if a.short == leaning.other)
            assert plain(leaning.theirs) == pytest.approx(past[place[other], place[actor]], abs=0.0051)
            assert plain(leaning.own) == pytest.approx(past[place[actor], place[other]], abs=0.0051)


def test_interests_are_shares_of_the_whole_and_say_their_direction(briefs: Briefs, seeds: Seeds) -> None:
    for actor in briefs.actors:
        brief, cares = briefs.brief(actor), seeds.interests.profiles[actor].cares
        shares = [float(entry.level.removesuffix("\u00a0%")) for entry in brief.cares]
        assert sum(shares) == pytest.approx(100, abs=len(shares) / 2)
        assert shares == sorted(shares, reverse=True)
        assert sum("less close to" in entry.text for entry in brief.cares) == sum(i.weight < 0 for i in cares)


def test_stakes_show_where_each_issue_stands(briefs: Briefs, seeds: Seeds) -> None:
    brief = briefs.brief("ARM")
    assert len(brief.stakes) == len(seeds.interests.profiles["ARM"].stakes)
    peace = next(entry for entry in brief.stakes if entry.text.startswith("Peace treaty"))
    assert peace.note == "stalled → [text agreed] → initialled → signed → ratified"
    assert peace.level == "+.70" and "gains by each step" in peace.text
    assert "Government in Yerevan is “moscow leaning”" in brief.otherwise[0].text
    first, second = (f"Course in Tbilisi is “{stage}”" for stage in ("association", "integration"))
    assert briefs.brief("GEO").otherwise[0].text == f"If {first} or {second}"


def test_dependence_is_that_of_the_month(seeds: Seeds) -> None:
    values = Values.central(seeds)

    def trade(month: str) -> str:
        shares = Briefs(seeds, month_of(month), values).brief("ARM").depends
        (told,) = (re.findall(r"trade (\d+)", e.text) for e in shares if e.text.startswith("Russia"))
        return str(told[0])

    told = {s.id: f"{100 * s.share:.0f}" for s in seeds.dependence.shares}
    assert trade("2020-01") == told["arm-rus-trade"]
    assert trade("2022-06") == told["arm-rus-trade-2022-03"]
    assert trade("2025-07") == told["arm-rus-trade-2023-01"]
    assert any("Armenia" in e.text for e in Briefs(seeds, month_of("2025-07"), values).brief("RUS").leverage)


def test_actions_are_those_it_may_choose(briefs: Briefs, seeds: Seeds) -> None:
    for actor in briefs.actors:
        told = [entry.text.partition(":")[0] for entry in briefs.brief(actor).actions]
        assert told == [action.name for action in seeds.actions.actions.values() if actor in action.by]
    treaty = next(e for e in briefs.brief("ARM").actions if e.text.startswith("Step towards the peace treaty"))
    assert "needs their consent" in treaty.note


def test_a_document_left_out_is_not_cited(seeds: Seeds) -> None:
    document = "russias-zugzwang"
    month, values = seeds.region.documented_until, Values.central(seeds)
    with_it, without = Briefs(seeds, month, values).brief("ARM"), Briefs(seeds, month, values, [document]).brief("ARM")
    assert document in with_it.documents
    ties = {name for entry in without.ties for name in entry.documents}
    alone = [t for t in seeds.ties.ties if set(t.attested_by) == {document} and any("ARM" in p for p in t.pairs)]
    kinds = sum(entry.text.count(",") + 1 for entry in with_it.ties) - sum(e.text.count(",") + 1 for e in without.ties)
    assert kinds <= len(alone)
    assert ties <= set(seeds.documents)
    assert [leaning.theirs for leaning in with_it.leanings] != [leaning.theirs for leaning in without.leanings]


def test_every_mark_leads_to_a_document_with_its_standpoint(briefs: Briefs, seeds: Seeds) -> None:
    html = briefs.html()
    for article in re.findall(r"<article.*?</article>", html, re.DOTALL):
        used = {mark for marks in re.findall(r"<sup>([^<]*)</sup>", article) for mark in marks.split(",")}
        listed = dict(re.findall(r"<b>(\w+)</b> ([\w-]+):", article))
        assert used == set(listed) and set(listed.values()) <= set(seeds.documents)
    for name in {name for actor in briefs.actors for name in briefs.brief(actor).documents}:
        assert seeds.documents[name].standpoint[:30].replace("'", "&#39;") in html


def test_the_command_writes_them_and_texts_stay_text(tmp_path: Path, call: Call) -> None:
    region = Path(shutil.copytree(TRIAD, tmp_path / "region"))
    actors = (region / "actors.yaml").read_text()
    assert "name: Republic of A," in actors
    (region / "actors.yaml").write_text(actors.replace("name: Republic of A,", 'name: "A<script>alert(1)</script>",'))
    out = tmp_path / "briefs.html"
    status, printed, _ = call("page", "--briefs", "--seeds", region, "--out", out)
    assert status == 0 and printed.strip() == str(out)
    html = out.read_text()
    assert "<script" not in html and "&lt;script&gt;alert(1)" in html


def test_briefs_need_nothing_of_the_app(tmp_path: Path) -> None:
    asked = "import sys, model.workshop.briefs; sys.exit('nicegui' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, timeout=120).returncode == 0


def test_a_brief_prints_on_one_leaf_and_reads_on_a_phone(briefs: Briefs, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "briefs.html").write_text(briefs.html())
    complaints: list[str] = []
    context = screen(browser, 390, 844)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "briefs.html").as_uri())
    faults = serious(page)
    wide = wider_than_the_screen(page)
    printed = page.pdf(prefer_css_page_size=True)
    context.close()
    assert faults == []
    assert wide == 0 and complaints == []
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert sheets <= 1 + 2 * len(briefs.actors), "the first sheet, and for each actor both sides of one"
