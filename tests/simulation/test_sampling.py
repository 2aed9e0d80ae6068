"""Every assumption drawn from its range: one draw a world, the same in every scenario and in whatever company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.evidence.replay import replay
from model.experiment.ensemble import BLOCK
from model.rules.values import Values
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from model.simulation.sampling import draws, sampled_paths
from model.spec.seeds import Seeds


@pytest.fixture(scope="module")
def sampling(experiment: Experiment) -> Experiment:
    return replace(experiment, sample=True)


def test_a_worlds_draw_does_not_depend_on_its_company(seeds: Seeds) -> None:
    many, one = draws(seeds, 1, slice(0, 512)), draws(seeds, 1, slice(300, 301))
    assert set(many) == set(sampled_paths(seeds)) and len(many) > 300
    assert all(one[path][0] == many[path][300] for path in many)


def test_draws_fill_their_ranges_evenly(seeds: Seeds) -> None:
    drawn = draws(seeds, 1, slice(0, 1024))
    limited = {f"assumptions.{limit.numerator}" for limit in seeds.assumptions.joint_limits}
    for path, values in drawn.items():
        low, high = seeds.numbers[path].range
        assert low <= values.min() and values.max() <= high
        if path not in limited:
            quarters = np.histogram(values, bins=4, range=(low, high))[0]
            apart = 6 if path.startswith("assumptions.") else 75  # a Sobol net leaves each quarter 256; luck about
            assert abs(quarters - 256).max() <= apart, path


def test_no_two_assumptions_go_together_in_the_draws(seeds: Seeds) -> None:
    drawn = np.array(list(draws(seeds, 1, slice(0, 1024)).values()))
    together = np.abs(np.corrcoef(drawn)) - np.eye(len(drawn))
    assert together.max() < 0.2, "so that no assumption is taken for another"


def test_joint_limits_hold_in_every_draw(seeds: Seeds) -> None:
    drawn = draws(seeds, 1, slice(0, 1024))
    for limit in seeds.assumptions.joint_limits:
        ratio = drawn[f"assumptions.{limit.numerator}"] / drawn[f"assumptions.{limit.denominator}"]
        assert ratio.max() <= limit.at_most + 1e-12
        assert (ratio < limit.at_most - 1e-9).mean() > 0.5, "the limit binds in some draws, not in most"


def test_a_joint_limit_is_that_of_the_denominator_the_user_set(seeds: Seeds) -> None:
    (limit,) = seeds.assumptions.joint_limits
    over, under = f"assumptions.{limit.numerator}", f"assumptions.{limit.denominator}"
    low, high = seeds.numbers[over].range
    narrow = (low + high) / 2 / limit.at_most  # so that it binds in half of the draws
    found = draws(seeds, 1, slice(0, 256), fixed={under: narrow})
    assert under not in found and found[over].max() == pytest.approx(limit.at_most * narrow)
    assert (found[over] == found[over].max()).mean() == pytest.approx(0.5, abs=0.02)
    wide = draws(seeds, 1, slice(0, 256), fixed={under: high / limit.at_most})
    assert wide[over].max() > 0.99 * high, "and no tighter"
    assert over not in draws(seeds, 1, slice(0, 4), fixed={over: high}), "what the user set stays as set"


def test_setting_one_assumption_does_not_shift_the_others(seeds: Seeds) -> None:
    free, fixed = draws(seeds, 1, slice(0, 64)), draws(seeds, 1, slice(0, 64), fixed={"assumptions.impact": 0.2})
    assert set(free) - set(fixed) == {"assumptions.impact"}
    assert all(np.array_equal(free[path], fixed[path]) for path in fixed)


def test_the_past_is_replayed_under_each_worlds_own_assumptions(sampling: Experiment) -> None:
    past = sampling.past(slice(0, 8))
    drawn = draws(sampling.seeds, sampling.seed, slice(0, 8))
    alone = Values({**Values.central(sampling.seeds).rows, **{path: row[5:6] for path, row in drawn.items()}})
    by_itself = replay(sampling.seeds, sampling.as_of, alone)
    assert np.abs(past.alignment[5] - by_itself.alignment[0]).max() < 1e-12
    assert np.ptp(past.alignment, axis=0).max() > 0.05


def test_a_sampled_world_is_a_row_of_the_ensemble(sampling: Experiment) -> None:
    together = Region(sampling, "peace-deal-signed", worlds=BLOCK, collect=False)
    alone = Region(sampling, "peace-deal-signed", worlds=1, first_world=17, collect=False)
    for _ in range(12):
        together.step()
        alone.step()
        assert np.array_equal(together.done[17], alone.done[0])
        assert np.abs(together.state.alignment[17] - alone.state.alignment[0]).max() < 1e-12
