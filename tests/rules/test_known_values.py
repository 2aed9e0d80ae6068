"""Parts known of usual values: they are used again only where nothing that they ask for differs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from model.evidence.cache import Replays
from model.evidence.replay import Past, replay
from model.rules.axes import Array
from model.rules.known_values import Parts
from model.rules.values import Values
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.parameters import Parameters
from tests.conftest import FEUD


@pytest.fixture(scope="module")
def feud() -> Experiment:
    """The invented region in which every rule reads its numbers."""
    return make_experiment(["deal"], seeds=FEUD)


def changes(values: Values) -> Iterator[tuple[str, Array]]:
    """Every number with another value, then one with two rows."""
    yield from ((path, row * 0.75 + 0.01) for path, row in values.rows.items())
    yield "assumptions.spillover", np.array([0.2, 0.3])


def parameters(experiment: Experiment, values: Values) -> Parameters:
    return Parameters(experiment.structure(experiment.scenario("deal")), values, experiment.as_of)


def arrays(found: Parameters) -> dict[str, np.ndarray]:
    return {name: value for name, value in vars(found).items() if isinstance(value, np.ndarray)}


def test_parameters_near_known_ones_are_those_made_anew(feud: Experiment) -> None:
    usual = Values.central(feud.seeds)
    parts, shared, changed = Parts(usual), 0, set[str]()
    before = arrays(parameters(feud, parts.near(usual)))
    assert len(before) >= 25
    for path, row in changes(usual):
        values = usual.drawn({path: row})
        near, anew = arrays(parameters(feud, parts.near(values))), arrays(parameters(feud, values))
        assert near.keys() == anew.keys()
        for name, array in anew.items():
            assert near[name].dtype == array.dtype and near[name].flags.c_contiguous and near[name].flags.writeable
            assert near[name].tobytes() == array.tobytes() and near[name].shape == array.shape, (path, name)
            if array.tobytes() != before[name].tobytes():
                changed.add(name)
        shared += near["interests"] is before["interests"]
    assert {"interests", "stakes", "rate", "weight", "tie_amount", "dated_support", "coefficients"} <= changed
    assert shared, "what no change touches is not made again"


def test_a_past_near_a_known_one_is_that_replayed_anew(feud: Experiment) -> None:
    usual = Values.central(feud.seeds)
    replays, other = Replays(feud.seeds, feud.as_of, usual), 0
    for path, row in changes(usual):
        found, expected = replays.past({path: row}), replay(feud.seeds, feud.as_of, usual.drawn({path: row}))
        for name in ("alignment", "shift", "conduct"):
            assert np.array_equal(getattr(found, name), getattr(expected, name)), (path, name)
        other += not np.array_equal(found.alignment[0], replays.past({}).alignment[0])
    assert other >= 10, "many numbers move the past"


def test_worlds_that_are_alike_share_one_past(feud: Experiment) -> None:
    past = replay(feud.seeds, feud.as_of, Values.central(feud.seeds))
    assert past.of(np.array([0, 0, 0])) is past
    two = Past(past.month, *(np.concatenate([each, each + 1]) for each in (past.alignment, past.shift, past.conduct)))
    assert np.array_equal(
        two.of(np.array([1, 0, 1])).shift, np.concatenate([past.shift + 1, past.shift, past.shift + 1])
    )
