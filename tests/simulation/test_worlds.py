"""Worlds are rows: the same in whatever company, and the same as the baseline's until a scenario touches them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.experiment.ensemble import BLOCK, Task, check_finite, run_block
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from tests.conftest import FEUD, SHIPPED, called, digests

pytestmark = pytest.mark.slow


def stepped(
    experiment: Experiment, scenario: str, *, first: int, worlds: int, months: int
) -> list[dict[str, np.ndarray]]:
    region = Region(experiment, scenario, first_world=first, worlds=worlds, collect=False)
    seen = []
    for _ in range(months):
        region.step()
        done = region.done[:, : len(region.choice_set.alternatives)]
        seen.append({"alignment": region.state.alignment.copy(), "done": done, "stage": region.state.stage.copy(),
                     "dependence": region.state.dependence.copy(), "fired": region.state.fired.copy()})  # fmt: skip
    return seen


def test_one_world_is_a_row_of_the_ensemble(experiment: Experiment) -> None:
    together = stepped(experiment, "baseline", first=0, worlds=BLOCK, months=24)
    alone = stepped(experiment, "baseline", first=17, worlds=1, months=24)
    for many, one in zip(together, alone, strict=True):
        assert np.array_equal(many["done"][17], one["done"][0]), "the same choices"
        assert np.array_equal(many["stage"][17], one["stage"][0])
        assert np.abs(many["alignment"][17] - one["alignment"][0]).max() < 1e-12
        assert np.abs(many["dependence"][17] - one["dependence"][0]).max() < 1e-12


def test_forty_worlds_are_the_first_of_a_thousand(experiment: Experiment) -> None:
    few, many = (run_block(experiment, Task("baseline", 0, worlds)) for worlds in (40, BLOCK))
    for name, column in few.outcomes.items():
        assert np.array_equal(column, many.outcomes[name][:40], equal_nan=column.dtype.kind == "f"), name


@pytest.mark.parametrize("worlds", [1, 17, 32])
@pytest.mark.parametrize("sample", [False, True])
def test_a_world_does_not_depend_on_how_many_there_are(experiment: Experiment, worlds: int, sample: bool) -> None:
    few, many = (
        run_block(replace(experiment, sample=sample, months=12), Task("peace-deal-signed", 1, n)) for n in (worlds, 50)
    )
    for name, column in few.outcomes.items():
        assert column.tobytes() == many.outcomes[name][:worlds].tobytes(), name


@pytest.mark.parametrize("sample", [False, True], ids=["central", "sampled"])
def test_with_every_rule_on_a_world_is_the_same_to_the_last_bit_in_any_company(sample: bool) -> None:
    """All of its state, what it chose and what came about, month by month: alone, among others, in one call."""
    feud = replace(make_experiment(["baseline", "deal"], seeds=FEUD, months=12), sample=sample)
    many, few, alone = (
        Region(feud, "deal", first_world=first, worlds=worlds, collect=False)
        for first, worlds in ((0, 70), (15, 19), (17, 1))
    )
    at_once = Region(feud, "deal", first_world=3, worlds=40, collect=False)
    seen = at_once.run_to_end()
    for month in range(1, 13):
        for region in (many, few, alone):
            region.step()
        for region, row in ((few, 2), (alone, 0)):
            assert region.now.chosen[row].tobytes() == many.now.chosen[17].tobytes()
            assert region.done[row].tobytes() == many.done[17].tobytes()
            for name, array in vars(region.state).items():
                assert array[row].tobytes() == getattr(many.state, name)[17].tobytes(), name
        assert np.array_equal(seen.alignment[:, month], many.alignment_mean[3:43])
        assert np.array_equal(seen.done[:, month], many.done[3:43])
    for name, array in vars(at_once.state).items():
        assert array.tobytes() == getattr(many.state, name)[3:43].tobytes(), name


@pytest.mark.slow
def test_with_every_rule_on_a_run_has_the_same_bytes_by_any_number_of_processes(tmp_path: Path) -> None:
    words = ("run", "deal", "--seeds", str(FEUD), "--worlds", str(2 * BLOCK + 40), "--months", "4", "--sample")
    found = []
    for jobs in ("1", "2"):
        done = called(*words, "--jobs", jobs, "--out", str(tmp_path / jobs))
        assert done.returncode == 0, done.stderr
        found.append(digests(tmp_path / jobs))
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def baseline_worlds(experiment: Experiment) -> list[dict[str, np.ndarray]]:
    return stepped(experiment, "baseline", first=0, worlds=32, months=24)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "baseline"])
def test_a_world_equals_the_baselines_until_the_first_intervention_fires_in_it(
    experiment: Experiment, baseline_worlds: list[dict[str, np.ndarray]], name: str
) -> None:
    own = len(experiment.scenario("baseline").spec.interventions)
    changed = bool(experiment.scenario(name).spec.assumptions)
    worlds = stepped(experiment, name, first=0, worlds=32, months=24)
    first = worlds[-1]["fired"][:, own:].min(axis=1)
    differs = np.zeros(32, dtype=bool)
    for month, (there, here) in enumerate(zip(baseline_worlds, worlds, strict=True), start=1):
        untouched = (first > month) & (not changed)
        assert np.array_equal(there["alignment"][untouched], here["alignment"][untouched])
        assert np.array_equal(there["done"][untouched], here["done"][untouched])
        differs |= np.any(there["alignment"] != here["alignment"], axis=(1, 2, 3))
    assert differs.any(), "no scenario's worlds equal the baseline's"


def test_alignments_stay_within_their_bounds(experiment: Experiment) -> None:
    for name in SHIPPED:
        for month in stepped(experiment, name, first=0, worlds=32, months=24):
            assert np.isfinite(month["alignment"]).all()
            assert np.abs(month["alignment"]).max() <= 1


def test_another_seed_is_another_luck(experiment: Experiment) -> None:
    one = Region(experiment, "baseline", worlds=32, seed=1, collect=False)
    other = Region(experiment, "baseline", worlds=32, seed=2, collect=False)
    for _ in range(6):
        one.step()
        other.step()
    assert np.any(one.state.alignment != other.state.alignment)


def test_a_region_without_stakes_runs(triad_folder: Path) -> None:
    path = triad_folder / "interests.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "stakes:" not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    region = Region(triad_folder, worlds=4)
    region.step()
    assert np.isfinite(region.state.alignment).all()


@pytest.mark.parametrize("array", ["alignment", "dependence"])
@pytest.mark.parametrize("fault", [np.nan, np.inf])
def test_a_number_that_is_none_is_told_with_its_world_and_month(triad: Experiment, array: str, fault: float) -> None:
    region = Region(triad, "deal", worlds=3, first_world=4, months=2, collect=False)
    seen = region.run_to_end()
    check_finite(region, seen)
    getattr(seen, array)[1, 2, 0, 1] = fault
    getattr(seen, array)[2, 2, 0, 1] = -fault
    with pytest.raises(FloatingPointError, match="world 5, month 2: not a finite number"):
        check_finite(region, seen)
