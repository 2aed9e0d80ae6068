"""The words that a report explains are those of the glossary, as plain text."""

from __future__ import annotations

from pathlib import Path

from model.reporting.report.printed_page import page_environment
from model.reporting.wording.glossary import TERMS, glossary

REPORT = Path("model/reporting/report/report.html.j2")


def test_each_word_has_its_meaning_whole_and_without_marks() -> None:
    found = dict(glossary())
    assert tuple(found) == TERMS
    assert found["Dependence"] == (
        "The share of an actor's trade, energy, arms and protection that comes from another, from 0 to 1."
    )
    assert found["Alignment"].endswith("alone, the word means the mean over dimensions."), "an entry of several lines"
    assert not [meaning for meaning in found.values() if set("*`[") & set(meaning) or not meaning.endswith(".")]


def test_the_report_explains_its_words_on_its_own_page() -> None:
    template = REPORT.read_text(encoding="utf-8")
    part = template.partition('<section aria-labelledby="words">')[2].partition("</section>")[0]
    shown = page_environment().from_string(part).render()
    assert '<a href="#words">' in template and shown.count("<dt>") == len(TERMS) and "<dt>Alignment</dt>" in shown
