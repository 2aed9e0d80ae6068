"""A random number has an address and nothing else: not the company it is drawn in, not the order."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from model.rules.random_numbers import RandomNumbers, keys_of, uniform

NAMES = ("choose/A/raid", "choose/B/raid")


def numbers(seed: int, *worlds: int) -> RandomNumbers:
    return RandomNumbers(seed, np.array(worlds, dtype=np.int64))


def by_hand(key: tuple[int, int], counter: tuple[int, int, int, int]) -> list[int]:
    """Philox 4x32-10 in whole numbers of Python, as Salmon et al. (2011) give it."""
    (k0, k1), (a, b, c, d) = key, counter
    for _ in range(10):
        low, high = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (high >> 32) ^ b ^ k0, high & 0xFFFFFFFF, (low >> 32) ^ d ^ k1, low & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


def test_the_generator_gives_its_published_numbers() -> None:
    """The known answers that come with the authors' own code, for key and counter of zeros."""
    assert by_hand((0, 0), (0, 0, 0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    zero = np.uint64(0)
    assert uniform(zero, zero, zero, zero) * 2**53 == ((0x6627E8D5 >> 5) << 26) + (0xE169C58D >> 6)


def test_a_number_is_the_one_that_its_address_names() -> None:
    key = np.frombuffer(hashlib.blake2b(b"7/choose/A/raid", digest_size=8).digest(), dtype="<u4")
    for world, month in ((0, 1), (17, 11), (17, 12), (300, 40)):
        first, second, *_ = by_hand((int(key[0]), int(key[1])), (world, month, 0, 0))
        expected = ((first >> 5) * 2**26 + (second >> 6)) / 2**53
        assert numbers(7, world).uniform(NAMES, month)[0, 0] == expected
    assert keys_of(7, tuple(NAMES))[:, 0].tolist() == key.tolist()


@pytest.mark.parametrize("month", [0, 1, 11, 12, 25])
def test_a_worlds_numbers_do_not_depend_on_the_others(month: int) -> None:
    together = numbers(1, *range(64)).uniform(NAMES, month)
    assert np.array_equal(numbers(1, 40, 41, 42).uniform(NAMES, month), together[40:43])
    assert np.array_equal(numbers(1, 9, 3, 3, 60).uniform(NAMES, month), together[[9, 3, 3, 60]])
    assert np.array_equal(numbers(1, *range(64)).uniform(NAMES[::-1], month), together[:, ::-1])


def test_seeds_names_worlds_and_months_all_differ() -> None:
    drawn = np.stack([numbers(seed, *range(50)).uniform(NAMES, m) for seed in (0, 1) for m in range(1, 26)])
    assert len(np.unique(drawn)) == drawn.size
    assert drawn.min() >= 0 and drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 4 * np.sqrt(1 / 12 / drawn.size)


def test_standard_normal_numbers_are_the_quantiles_of_month_zero() -> None:
    from scipy.stats import norm

    many = numbers(3, *range(4000))
    normal = many.normal(("stake/A/x",))
    assert np.allclose(norm.cdf(normal), many.uniform(("stake/A/x",), 0), atol=1e-12)
    assert np.isfinite(normal).all()
