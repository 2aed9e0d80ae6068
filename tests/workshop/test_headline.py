"""The sentence of Explore's first minute: it says what matters, and what is no finding."""

from __future__ import annotations

from dataclasses import replace

from model.load import load_seeds
from model.workshop.effect_words import EffectWords
from model.workshop.pages.headline import goal, scale
from model.workshop.results import Effect
from tests.conftest import TRIAD

WORDS = EffectWords(load_seeds(TRIAD))

INFLUENCE = Effect("influence", "Influence of A", "", 0.30, 0.35, -0.05, -0.06, -0.04, True, False, "", 0.01)


def test_a_goal_says_what_is_found_and_asks_on_once_both_are() -> None:
    assert goal(INFLUENCE, set(), WORDS).endswith("by enough to matter: 0.010.")
    assert goal(INFLUENCE, {"lowers"}, WORDS).endswith("Found so far: one that lowers it.")
    assert "You found both" in goal(INFLUENCE, {"lowers", "raises"}, WORDS)


def test_a_scale_is_named_where_the_unit_does_not_say_it() -> None:
    assert scale(INFLUENCE) == " on a scale from 0 to 1"
    assert scale(replace(INFLUENCE, outcome="alignment.A.B")) == " on a scale from −1 to +1"
    assert scale(replace(INFLUENCE, unit="months")) == ""
