"""Words that each kind of outcome has for its columns: titles, subjects, scales and sizes."""

from __future__ import annotations

from pathlib import Path

from model.load import load_seeds
from model.reporting.cuts import unit_of
from model.reporting.wording.spoken import SpokenWords
from model.reporting.wording.words import Words
from model.workshop.question_words import Put
from tests.fixtures import Rewrite

DECLARED = "  alignments: {kind: alignments, meaning: every alignment at the end}\n"
HEADLINE = "headline: [a_influence, orbit.BBB=AAA, treaty_signed, alignment.BBB.CCC]"
COLUMN = "alignment.BBB.CCC"


def test_alignments_have_their_words_in_a_region_that_does_not_declare_them(
    triad_folder: Path, rewrite: Rewrite
) -> None:
    """They are measured every month in any region."""
    declared = Words(load_seeds(triad_folder))
    rewrite("outcomes.yaml", DECLARED + HEADLINE, "headline: [a_influence]")
    undeclared = Words(load_seeds(triad_folder))
    for words in (declared, undeclared):
        assert words.outcome(COLUMN) == "B → C" and words.outcome(f"{COLUMN}.security") == "B → C, security"
        assert words.subject(f"{COLUMN}.security") == "Leaning of B to C (security)"
        assert words.short(f"{COLUMN}.security") == "BBB→CCC security"
        assert words.unit_or_scale(COLUMN) == "alignment, −1 to 1" and unit_of(words, COLUMN) == "−1 to 1"
        assert words.measured_in(COLUMN) == "A number from −1 (hostile) to 1 (allied), at the end."
        put = Put(words.seeds, {})
        assert put.subject(f"{COLUMN}.security") == "how far B leans to C (security)"
        assert put.most(COLUMN, 24) == 2 and put.ends(COLUMN) == " on a scale from −1 to +1"


def test_a_number_of_events_is_on_no_scale(triad_folder: Path, rewrite: Rewrite) -> None:
    counted = "hostile: {kind: events, meaning: m, sign: hostile, between: [[AAA, BBB]]}"
    rewrite("outcomes.yaml", "outcomes:\n", f"outcomes:\n  {counted}\n")
    seeds = load_seeds(triad_folder)
    words, put = SpokenWords(seeds), Put(seeds, {})
    assert words.scale("hostile.AAA.BBB") == "" == put.ends("hostile.AAA.BBB")
    assert words.unit_or_scale("hostile.AAA.BBB") == "events" and put.scale("hostile.AAA.BBB") == (1, "events")
    assert words.scale("balance") == "on a scale from 0 to 1"
