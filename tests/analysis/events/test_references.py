"""Reference forecasts by hand, and a planted self-exciting process found again."""

from __future__ import annotations

import numpy as np
import pytest

from model.analysis.events.references import HAWKES, LAST, RUNNING, Hawkes, References, recent, running
from model.rules.axes import Array

COUNTS = np.array([[1.0, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0]])


def test_running_frequency_counts_what_came_before() -> None:
    rates = running(COUNTS)
    assert rates[0] == pytest.approx(0.5 / 3), "half an event a month, to all alike"
    assert rates[2] == pytest.approx([(3.5 / 2) * x / 4.5 for x in (1.5, 2.5, 0.5)])


def test_the_last_six_months_forget_what_came_before_them() -> None:
    rates = recent(COUNTS)
    assert rates[2] == pytest.approx(running(COUNTS)[2]), "no more than two months so far"
    assert rates[7] == pytest.approx([(3.5 / 6) * x / 4.5 for x in (0.5, 2.5, 1.5)]), "months one to six"


def test_excitement_fades_by_half_every_half_life() -> None:
    process = Hawkes.of(COUNTS)
    one = 1  # a half-life of one month: half of what an event brings falls into the next
    assert process.excited[one, 1] == pytest.approx([0.5, 0, 0])
    assert process.excited[one, 3] == pytest.approx([0.125, 0.5, 0])


def test_what_is_expected_over_a_quarter_follows_month_by_month() -> None:
    process = Hawkes.of(COUNTS)
    process.gained[:] = 0
    process.gained[10, 1] = 1  # α .5, a half-life of one month
    base, excited, total = process.base[3], process.excited[1, 3], np.zeros(3)
    for _ in range(3):
        rate = 0.5 * base + 0.5 * excited
        excited, total = 0.5 * excited + 0.5 * rate, total + rate
    assert process.ahead(3, 3, 3) == pytest.approx(total)


def test_parameters_are_fitted_to_years_that_have_ended_and_frozen_at_the_split() -> None:
    months = range(2018 * 12, 2018 * 12 + 91)
    found = References(np.ones((91, 2)), months, split=2023 * 12 + 11)
    fitted = [found.fitted_before(2018 * 12 + month) - 2018 * 12 for month in (3, 12, 35, 71, 72, 90)]
    assert fitted == [0, 12, 24, 60, 72, 72]
    assert set(found.ahead(months[5])) == {RUNNING, HAWKES, LAST}


def planted(months: int, cells: int, branching: float, half_life: float, seed: int) -> Array:
    """Events a month and cell, each month's Poisson given the months before."""
    luck, kept = np.random.default_rng(seed), 0.5 ** (1 / half_life)
    base = luck.gamma(2, 0.1, cells)
    counts, excited = np.zeros((months, cells)), np.zeros(cells)
    for month in range(months):
        counts[month] = luck.poisson((1 - branching) * base + branching * excited)
        excited = kept * excited + (1 - kept) * counts[month]
    return counts


def gain(counts: Array, first: int) -> float:
    """Log score of the fitted process over running frequency on later months, nats an event."""
    process = Hawkes.of(counts)
    rates = np.array([process.ahead(month, 1, first) for month in range(first, len(counts))])
    reference, later = running(counts)[first:], counts[first:]
    return float(((later * np.log(rates) - rates) - (later * np.log(reference) - reference)).sum() / later.sum())


def test_a_planted_process_is_found_again_and_beats_running_frequency() -> None:
    counts = planted(600, 12, branching=0.6, half_life=2, seed=4)
    branching, half_life = Hawkes.of(counts).parameters(400)
    assert branching == pytest.approx(0.6, abs=0.1)
    assert half_life in (1, 2, 3)
    assert gain(counts, 400) > 0.05


def test_where_nothing_excites_nothing_is_found() -> None:
    counts = planted(600, 12, branching=0.0, half_life=2, seed=5)
    branching, _ = Hawkes.of(counts).parameters(400)
    assert branching <= 0.1
    assert abs(gain(counts, 400)) < 0.01
