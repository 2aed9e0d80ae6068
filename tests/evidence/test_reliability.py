"""Agreement of two codings: published examples of Krippendorff's alpha, one worked out by hand, and our own codings."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from model.evidence.reliability import Scale, alphas, krippendorff_alpha
from model.load.seeds import load_seeds

SEEDS = Path("seeds")
LAYER = SEEDS / "chronicle"

# Four coders, twelve units, some not coded: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
FOUR = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")


def pairs(first: str, second: str) -> list[tuple[str, str]]:
    return list(zip(first, second, strict=True))


def test_alpha_of_three_units_by_hand() -> None:
    # Units ab, aa, bb: each coincides with its twin once from either side, so o(aa) = o(bb) = 2 and o(ab) = o(ba) = 1,
    # n(a) = n(b) = 3, n = 6. Apart: observed 2, by chance (3·3 + 3·3) / 5 = 3.6; alpha = 1 - 2 / 3.6.
    assert krippendorff_alpha(pairs("aab", "bab"), "ab") == pytest.approx(1 - 2 / 3.6)


def test_ordinal_alpha_of_three_units_by_hand() -> None:
    # Units 12, 11, 33: n = 3, 1, 2. Ranks in the middle of each value's share: 1.5, 3.5, 5; so the squared distances
    # are 4 (1 to 2), 12.25 (1 to 3) and 2.25 (2 to 3). Observed 2·4 = 8; by chance
    # 2·(3·1·4 + 3·2·12.25 + 1·2·2.25) / 5 = 36.
    assert krippendorff_alpha(pairs("113", "213"), "123", "ordinal") == pytest.approx(1 - 8 / 36)


@pytest.mark.parametrize(
    ("first", "second", "values", "alpha"),
    [
        ("0100000010", "1110010000", "01", 0.095),
        ("aabbdcccedda", "babbbccceddd", "abcde", 0.692),
    ],
)
def test_alpha_of_the_published_examples(first: str, second: str, values: str, alpha: float) -> None:
    assert krippendorff_alpha(pairs(first, second), values) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize(("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815)])
def test_alpha_passes_over_what_a_coder_left_out(scale: Scale, alpha: float) -> None:
    units = [[mark for mark in unit if mark != "*"] for unit in zip(*FOUR, strict=True)]
    assert krippendorff_alpha(units, "12345", scale) == pytest.approx(alpha, abs=5e-4)


def test_alpha_is_one_where_all_agree_and_undefined_where_nothing_differs() -> None:
    assert krippendorff_alpha(pairs("abca", "abca"), "abc") == 1
    assert math.isnan(krippendorff_alpha(pairs("aaa", "aaa"), "ab"))


def test_alpha_does_not_ask_which_coder_came_first() -> None:
    there = krippendorff_alpha(pairs("113232", "213312"), "123", "ordinal")
    assert there == pytest.approx(krippendorff_alpha(pairs("213312", "113232"), "123", "ordinal"))


def test_the_page_on_coding_gives_the_alphas_of_the_two_codings() -> None:
    types = load_seeds(SEEDS).types
    found = alphas(LAYER / "first_coding.csv", LAYER / "second_coding.csv", types.types, list(types.salience))
    told = dict(re.findall(r"^\| (\w+) \| (0\.\d\d) \|", (SEEDS / "CODING.md").read_text(encoding="utf-8"), re.M))
    assert told == {what: f"{alpha:.2f}" for what, alpha in found.items()}
