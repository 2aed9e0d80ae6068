"""Shares of plausible assumptions and regions of failure come out as planted in tables whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import qmc

from model.analysis.robustness.boxes import Bound, Box, box_of
from model.analysis.robustness.expected import Learner
from model.analysis.robustness.verdicts import ABOVE, BELOW, N_FOLDS, Draws, FailureBox, Robust, Statement, robustness
from model.analysis.sensitivity.factors import RANDOM, REST, screened
from model.load import load_seeds
from model.reporting.wording.robustness import assumption_in_words, factor_in_words, region_in_words
from model.rules.axes import Array
from tests.conftest import TRIAD

INPUTS = 60
ROWS = 1024


def drawn(seed: int = 1, rows: int = ROWS) -> Draws:
    """Sixty assumptions from 0 to 10, of which most do nothing."""
    sequence = qmc.Sobol(INPUTS, scramble=True, rng=np.random.default_rng(seed))
    names = tuple(f"assumptions.a{k}" for k in range(INPUTS))
    part = np.arange(rows) * N_FOLDS // rows
    return Draws(names, 10 * sequence.random(rows), np.tile([0.0, 10.0], (INPUTS, 1)), part)


def judged(truth: Callable[[Array], Array], luck: float, side: str = ABOVE, rows: int = ROWS) -> tuple[Robust, Array]:
    """A statement about a table in which the difference is the truth and luck."""
    draws = drawn(rows=rows)
    gap = truth(draws.values) + luck * np.random.default_rng(2).standard_normal(rows)
    ((robust, holds),) = robustness(draws, {Statement("s", "x", side): gap})
    return robust, holds


def test_a_planted_threshold_is_found_within_a_tenth() -> None:
    robust, _ = judged(lambda x: np.where(x[:, 7] < 2.5, -1.0, 1.0), luck=1.0)
    assert robust.region is not None
    ((path, above, below),) = robust.region.bounds
    assert path == "assumptions.a7" and above is None and below == pytest.approx(2.5, rel=0.1)
    assert robust.share == pytest.approx(0.75, abs=0.05)
    assert robust.region.coverage > 0.9 and robust.region.density > 0.9
    assert robust.region.inside == pytest.approx(-1, abs=0.2), (
        "the raw differences of worlds the box was not drawn from"
    )
    assert robust.matters[0].path == "assumptions.a7" and robust.matters[0].rise > 0
    assert robust.rests_on == robust.matters[0]


def test_where_a_difference_passes_slowly_through_nought_the_bound_is_where_it_does() -> None:
    robust, holds = judged(lambda x: x[:, 3] - 7.0, luck=2.0, side=BELOW)
    assert robust.region is not None
    ((path, above, below),) = robust.region.bounds
    assert path == "assumptions.a3" and below is None and above == pytest.approx(7, rel=0.1)
    assert robust.share == pytest.approx(0.7, abs=0.05)
    assert np.mean(holds == (drawn().values[:, 3] < 7)) > 0.93
    # 100/12 of variance from the assumption, 4 from luck
    assert robust.explained == pytest.approx((100 / 12) / (100 / 12 + 4), abs=0.05)


@pytest.mark.slow
def test_a_corner_takes_two_bounds() -> None:
    robust, _ = judged(lambda x: np.where((x[:, 7] < 4) & (x[:, 30] > 5), -1.0, 1.0), luck=0.7)
    assert robust.region is not None
    bounds = {path: (above, below) for path, above, below in robust.region.bounds}
    assert set(bounds) == {"assumptions.a7", "assumptions.a30"}
    assert bounds["assumptions.a7"] == (None, pytest.approx(4, rel=0.15))
    assert bounds["assumptions.a30"] == (pytest.approx(5, rel=0.15), None)
    assert robust.share == pytest.approx(0.8, abs=0.05) and robust.rests_on is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_where_only_luck_is_at_work_nothing_fails_and_no_region_is_found(seed: int) -> None:
    gap = 0.3 + 3 * np.random.default_rng(seed).standard_normal(ROWS)
    draws = drawn(seed)
    ((robust, holds),) = robustness(draws, {Statement("s", "x", ABOVE): gap})
    assert robust.region is None and robust.rests_on is None
    assert robust.share > 0.9 and robust.explained < 0.02 and holds.mean() == robust.share
    assert robust.blind and not robust.steady, "a tenth of the luck: an assumption as weak would go unseen"
    ((clear, _),) = robustness(draws, {Statement("s", "x", ABOVE): gap + 3})
    assert clear.steady


@pytest.mark.slow
def test_a_failure_spread_over_many_assumptions_has_a_share_and_hardly_a_region() -> None:
    robust, _ = judged(lambda x: 10 + (x[:, :12] - 5).sum(axis=1), luck=3.0)
    truth = 10 + (drawn().values[:, :12] - 5).sum(axis=1)
    assert robust.share == pytest.approx((truth > 0).mean(), abs=0.04)
    assert robust.region is None or robust.region.coverage < 0.4
    assert robust.rests_on is None and len(robust.matters) >= 10


def test_too_few_worlds_are_not_asked() -> None:
    draws = drawn(rows=128)
    assert robustness(draws, {Statement("s", "x", ABOVE): draws.values[:, 0]}) == []


def test_a_polynomial_is_learnt_with_its_products() -> None:
    points = drawn().points
    found = Learner(points).fit(1 + 2 * points[:, 4] + 3 * points[:, 4] * points[:, 9] + points[:, 9])
    assert found.used == (4, 9)
    assert found.at(np.zeros((1, INPUTS)))[0] == pytest.approx(1) and found.rise(4) == pytest.approx(4)
    # mean squares: 4/3, 9/9 and 1/3; the product counts for both
    assert found.shares == {4: pytest.approx(7 / 8), 9: pytest.approx(4 / 8)}


def test_coverage_and_density_are_the_shares_they_say() -> None:
    draws = np.arange(10.0)[:, None]
    fails = draws[:, 0] < 4
    box = Box((Bound(0, below=4.5),))
    assert box.coverage(draws, fails) == 1 and box.density(draws, fails) == 4 / 5
    assert Box((Bound(0, above=4.5),)).density(draws, fails) == 0
    assert box_of(draws, np.ones(10, dtype=bool), [0]) is None, "what fails everywhere has no region"


def test_a_region_is_told_with_units_and_ranges() -> None:
    seeds = load_seeds(TRIAD)
    region = FailureBox(
        (("assumptions.memory_half_life", None, 8.0), ("stakes.AAA.treaty", -0.6, None)), 0.9, 0.8, -0.1, 0.01
    )
    assert region_in_words(region, seeds) == (
        "memory half life is low (under 8 months; plausible 6 to 24) and A’s stake in “the treaty” is high "
        "(above −0.6; stake units a level; plausible −0.75 to −0.25)"
    )


def test_factors_of_a_sensitivity_run_have_words() -> None:
    seeds = load_seeds(TRIAD)
    told = {name: factor_in_words(name, seeds) for name in (*screened(seeds).names, REST)}
    assert len(set(told.values())) == len(told)
    assert told["actions.raid"] == "rates of “raid”" and told["stakes.CCC_trader"] == "C’s (trader) stakes"
    assert told["assumptions.impact"] == "impact" and told[RANDOM] == RANDOM and told[REST] == REST


def test_every_assumption_has_words_of_its_own() -> None:
    seeds = load_seeds(TRIAD)
    told = [assumption_in_words(path, seeds) for path in seeds.numbers]
    assert len(set(told)) == len(told)
    assert "C’s (trader) stake in “the road”" in told and "C’s rate of “raid”" in told
