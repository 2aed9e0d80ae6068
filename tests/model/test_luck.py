"""A draw has an address and nothing else: not the company it is drawn in, not the order."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from model.luck import Luck, year_of_draws

NAMES = ("choose/A/raid", "choose/B/raid")


def test_a_draw_is_the_one_that_its_address_names() -> None:
    """Philox keyed by the seed and the name; three steps of its counter a world, a year the next word."""
    key = np.frombuffer(hashlib.blake2b(b"7/choose/A/raid", digest_size=16).digest(), dtype=np.uint64)
    for world, month in ((0, 1), (17, 11), (17, 12), (300, 40)):
        stream = np.random.Philox(key=key, counter=[3 * world, month // 12, 0, 0])
        expected = np.random.Generator(stream).random(12)[month % 12]
        assert Luck(7, 0, 301).uniform(NAMES, month)[world, 0] == expected


@pytest.mark.parametrize("month", [0, 1, 11, 12, 25])
def test_a_worlds_draws_do_not_depend_on_the_others(month: int) -> None:
    together = Luck(1, 0, 64).uniform(NAMES, month)
    assert np.array_equal(Luck(1, 40, 3).uniform(NAMES, month), together[40:43])
    assert np.array_equal(Luck.of(1, np.array([9, 3, 3, 60])).uniform(NAMES, month), together[[9, 3, 3, 60]])
    assert np.array_equal(Luck.of(1, np.arange(5, 9)).uniform(NAMES, month), together[5:9])
    assert np.array_equal(Luck(1, 0, 64).uniform(NAMES[::-1], month), together[:, ::-1])


def test_months_may_be_asked_for_in_any_order() -> None:
    one, other = Luck(1, 0, 8), Luck(1, 0, 8)
    forwards = {month: one.uniform(NAMES, month).copy() for month in range(30)}
    for month in (29, 3, 12, 0, 25, 11):
        assert np.array_equal(other.uniform(NAMES, month), forwards[month])


def test_only_one_year_of_a_set_of_names_is_held() -> None:
    luck = Luck(1, 0, 8)
    for month in (0, 13, 26, 2):
        luck.uniform(NAMES, month)
        luck.uniform(("else",), month)
    assert len(luck._years) == 2


def test_seeds_names_worlds_and_months_all_differ() -> None:
    draws = np.stack([Luck(seed, 0, 50).uniform(NAMES, month) for seed in (0, 1) for month in range(1, 26)])
    assert len(np.unique(draws)) == draws.size
    assert draws.min() >= 0 and draws.max() < 1
    assert abs(draws.mean() - 0.5) < 4 * np.sqrt(1 / 12 / draws.size)


def test_worlds_in_a_row_need_no_picks_and_others_do() -> None:
    assert Luck.of(1, np.arange(3, 7)) == Luck(1, 3, 4, None)
    for numbers in ([3], [5, 4], [1, 1, 2], [0, 2]):
        luck = Luck.of(1, np.array(numbers))
        assert luck.first_world == min(numbers)
        assert luck.worlds == max(numbers) - min(numbers) + 1
        assert (luck.picks is None) == (numbers == [3])


def test_standard_normal_draws_are_the_quantiles_of_month_zero() -> None:
    from scipy.stats import norm

    luck = Luck(3, 0, 4000)
    normal = luck.normal(("stake/A/x",))
    assert np.allclose(norm.cdf(normal), luck.uniform(("stake/A/x",), 0), atol=1e-12)
    assert np.isfinite(normal).all()


def test_a_draw_of_zero_is_a_finite_normal_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.luck.year_of_draws", lambda *_: np.zeros((2, 12)))
    assert (Luck(1, 0, 2).normal(("x",)) < -30).all() and np.isfinite(Luck(1, 0, 2).normal(("x",))).all()


def test_a_year_of_draws_lies_in_one_stretch() -> None:
    assert year_of_draws(1, "x", 0, 4, 0).shape == (4, 12)
    assert np.array_equal(year_of_draws(1, "x", 2, 2, 5), year_of_draws(1, "x", 0, 4, 5)[2:])
