"""The sentence of Explore's first minute: it says what matters, and what is no finding."""

from __future__ import annotations

from dataclasses import replace

from model.load import load_seeds
from model.workshop.effect_words import EffectWords
from model.workshop.pages.headline import conclusion, goal
from model.workshop.results import Effect
from tests.conftest import TRIAD

WORDS = EffectWords(load_seeds(TRIAD))

INFLUENCE = Effect(
    outcome="influence", label="Influence of A", unit="", here=0.30, there=0.35, difference=-0.05, low=-0.06,
    high=-0.04, sure=True, scripted=False, said="", smallest=0.01, followed=-0.05,
)  # fmt: skip


def test_a_goal_says_what_is_found_and_asks_on_once_both_are() -> None:
    assert goal(INFLUENCE, set(), WORDS).endswith("by enough to matter: 0.010.")
    assert goal(INFLUENCE, {"lowers"}, WORDS).endswith("Found so far: one that lowers it.")
    assert "You found both" in goal(INFLUENCE, {"lowers", "raises"}, WORDS)


def test_a_scale_is_named_where_the_unit_does_not_say_it() -> None:
    assert WORDS.scale("a_influence") == "on a scale from 0 to 1"
    assert WORDS.scale("alignment.AAA.BBB") == "on a scale from −1 to +1"
    assert WORDS.scale("months_to_treaty") == ""


def test_what_is_written_from_the_outset_is_told_apart() -> None:
    assert conclusion(INFLUENCE, WORDS) == "lower, and by enough to matter"
    parted = replace(INFLUENCE, outcome="a_influence", followed=-0.02)
    assert conclusion(parted, WORDS) == (
        "lower; −0.030 of it is set from the outset, and what followed, −0.020, is enough to matter"
    )
    assert WORDS.parted(parted) == "−0.050 (−0.020 followed)" and WORDS.parted(INFLUENCE) == "−0.050"
    told = "−0.050; of this the scenario itself sets −0.030, and −0.020 followed"
    assert WORDS.ledger(parted) == told and WORDS.ledger(INFLUENCE) == "−0.050"
    assert WORDS.ledger(replace(parted, scripted=True)) == told, "what is no finding is written by somebody too"
    assert conclusion(replace(parted, sure=False), WORDS) == "too small to matter, or it cannot be told"
    written = replace(parted, sure=False, scripted=True)
    assert conclusion(written, WORDS) == "lower, but this is set from the outset and no finding"
