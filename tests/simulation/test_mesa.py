"""A region is a good Mesa citizen: Mesa's own tools drive it unchanged."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mesa.batchrunner import batch_run

from model.common import places
from model.common.errors import RunError, ScenarioError, SeedError
from model.simulation import experiment as experiments
from model.simulation.experiment import Experiment
from model.simulation.model import Region
from tests.conftest import ROOT, TRIAD


@pytest.mark.slow
def test_mesa_is_imported_without_reading_the_source_of_all_that_led_to_it() -> None:
    """Else every command that simulates starts a fifth later."""
    code = "import inspect, linecache as read, model.simulation.model; print(inspect.stack.__module__, *read.cache)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    own, *files = done.stdout.split()
    assert own == "inspect" and not [file for file in files if "simulation" in file or "mesa" in file]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_mesas_batch_runner_drives_a_region() -> None:
    seeds = {"rng": [1, 2]} if "rng" in inspect.signature(batch_run).parameters else {}  # newer Mesa
    rows = batch_run(
        Region,
        {"experiment": "seeds", "scenario": "baseline", "worlds": 2, "months": 5, "seed": [1, 2]},
        max_steps=36,
        data_collection_period=1,
        display_progress=False,
        **seeds,
    )
    assert {row["seed"] for row in rows} == {1, 2}
    assert {row["month"] for row in rows} == {"2025-08", "2025-09", "2025-10", "2025-11", "2025-12"}
    assert {row["name"] for row in rows if "name" in row} == {"RUS", "TUR", "ARM", "AZE", "GEO", "IRN", "EU", "USA"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_replicates_differ_and_repeat_with_a_seed() -> None:
    """Mesa makes every replicate by the same words."""
    words = {"experiment": "seeds", "scenario": "baseline", "worlds": 8, "months": 6}

    def warmth(**more: int) -> list[float]:
        rows = [Region(**{**words, **more}) for _ in range(3)]
        for region in rows:
            while region.running:
                region.step()
        return [float(region.warmth) for region in rows]

    free = warmth()
    assert len(set(free)) == 3
    for name in ("seed", "rng"):
        assert len(set(warmth(**{name: 5}))) == 1
    assert warmth(seed=5)[0] == warmth(rng=5)[0] != warmth(seed=6)[0]
    rows = batch_run(Region, words, iterations=3, max_steps=6, display_progress=False)
    assert len({row["warmth"] for row in rows if row["Step"] == max(r["Step"] for r in rows)}) == 3


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder `seeds` of a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(TRIAD, tmp_path / "seeds")


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_a_region_of_a_folder_is_that_which_is_on_disk_when_it_is_made(copy: Path) -> None:
    def impact() -> float:
        return float(Region("seeds").parameters.coefficients["impact"][0])

    assert impact() == 0.2
    edit(copy / "assumptions.yaml", "value: 0.2, range: [0.1, 0.3]", "value: 0.3, range: [0.1, 0.3]")
    assert impact() == 0.3
    assert len(Region("seeds", "deal").structure.interventions) == 3
    ban = "  - between: [2021-01, 2021-12]\n    forbid: {actor: AAA, action: raid}\n"
    edit(copy / "scenarios" / "deal.yaml", ban, "")
    assert len(Region("seeds", "deal").structure.interventions) == 2
    (copy / "ties.yml").write_text("", encoding="utf-8")
    with pytest.raises(SeedError, match="rename it to ties.yaml"):
        Region("seeds")


@pytest.mark.parametrize("scenario", ["drafts/mine.yaml", "below"])
def test_a_scenario_of_any_folder_is_that_which_is_on_disk(copy: Path, scenario: str) -> None:
    """One that is named by its path, and what one extends in a folder below."""
    for folder in (copy.parent / "drafts", copy / "scenarios" / "old"):
        folder.mkdir()
    written = "name: N\nsummary: S.\nmonths: 5\n"
    (copy.parent / "drafts" / "mine.yaml").write_text(written, encoding="utf-8")
    (copy / "scenarios" / "old" / "parent.yaml").write_text(written, encoding="utf-8")
    (copy / "scenarios" / "below.yaml").write_text("name: M\nsummary: S.\nextends: old/parent\n", encoding="utf-8")
    assert Region("seeds", scenario).months == 5
    for file in (copy.parent / "drafts" / "mine.yaml", copy / "scenarios" / "old" / "parent.yaml"):
        edit(file, "months: 5", "months: 7")
    assert Region("seeds", scenario).months == 7


def test_a_folder_of_the_same_name_elsewhere_is_another(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(Region("seeds").axes.actors) < 8
    monkeypatch.chdir(ROOT)
    assert len(Region("seeds").axes.deciding) == 8 and Region("seeds").experiment.seeds.folder == Path("seeds")


def test_files_that_are_the_same_are_loaded_once_for_many_regions(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Path] = []
    load = experiments.load_seeds
    monkeypatch.setattr(experiments, "load_seeds", lambda folder: loaded.append(folder) or load(folder))
    for _ in range(3):
        Region("seeds", worlds=2)
    assert len(loaded) == 1


def test_the_usual_folder_is_that_of_the_working_directory_or_else_the_shipped_one(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Region().experiment.seeds.folder == Region.from_seeds().experiment.seeds.folder == Path("seeds")
    shipped = copy.rename(copy.with_name("shipped"))
    monkeypatch.setattr(places, "SHIPPED", shipped)
    assert Region(scenario="deal").experiment.seeds.folder == shipped
    assert Region.from_seeds(scenario="deal").experiment.seeds.folder == shipped
    with pytest.raises(SeedError, match="there is no such seeds folder"):
        Region("seeds")  # a folder that is named is that folder


def test_a_region_from_seeds_is_that_of_the_experiment_of_the_folder(triad: Experiment) -> None:
    one = Region.from_seeds(TRIAD, scenario="deal", worlds=5, seed=triad.seed)
    other = Region(triad, "deal", worlds=5, months=24)
    for region in (one, other):
        while region.running:
            region.step()
    assert one.month == other.month == 24
    assert np.array_equal(one.state.alignment, other.state.alignment) and one.warmth == other.warmth
    with pytest.raises(ScenarioError, match='unknown scenario "dael"; did you mean deal'):
        Region.from_seeds(TRIAD, scenario="dael")


def test_a_scenario_is_named_by_its_file_too_and_a_wrong_name_is_told(experiment: Experiment, copy: Path) -> None:
    shutil.copy(copy / "scenarios" / "deal.yaml", "mine.yaml")
    assert Region("seeds", "mine.yaml").loaded.id == Region("seeds", "mine").loaded.id == "mine"
    with pytest.raises(RunError, match='no scenario "baselin" in this experiment; did you mean baseline'):
        Region(experiment, "baselin")


def test_an_edit_of_the_state_takes_effect_at_once_in_any_memory_order(experiment: Experiment) -> None:
    plain, turned = (Region(experiment, "baseline", worlds=3, collect=False) for _ in range(2))
    for region, order in ((plain, "C"), (turned, "F")):
        region.step()
        region.state.alignment[0] = 0.9
        assert np.allclose(region.alignment_mean[0], 0.9)
        region.state.shift = np.array(region.state.shift, order=order)
        region.state.alignment = np.array(region.state.alignment, order=order)
        before = region.state.shift.copy()
        region.step()
        assert not np.array_equal(region.state.shift, before), "the lasting share is not lost"
    assert np.array_equal(plain.state.alignment, turned.state.alignment)
    assert np.array_equal(plain.state.shift, turned.state.shift)


def test_an_edit_of_one_regions_calendar_reaches_no_other(experiment: Experiment) -> None:
    first = Region(experiment)
    first.hazard_open[:] = False
    assert Region(experiment).hazard_open.any()


def test_all_months_in_one_call_are_the_months_one_by_one(experiment: Experiment) -> None:
    for scenario in ("baseline", "corridor-opened"):
        one, other = (Region(experiment, scenario, worlds=20, collect=False) for _ in range(2))
        seen = one.run_to_end()
        for month in range(1, other.months + 1):
            other.step()
            assert np.array_equal(seen.alignment[:, month], other.alignment_mean)
            assert np.array_equal(seen.dependence[:, month], other.dependence)
            assert np.array_equal(seen.stage[:, month], other.state.stage)
            assert np.array_equal(seen.done[:, month], other.done)
        for name, array in vars(one.state).items():
            assert np.array_equal(array, vars(other.state)[name]), name


def test_a_data_collector_frame_a_month(experiment: Experiment) -> None:
    region = Region(experiment, "baseline", worlds=3, months=4)
    while region.running:
        region.step()
    model, agents = region.datacollector.get_model_vars_dataframe(), region.datacollector.get_agent_vars_dataframe()
    assert list(model["month"]) == ["2025-08", "2025-09", "2025-10", "2025-11"]
    assert len(agents) == 4 * 8
    assert agents["activity"].between(0, 1).all() and agents["mean_alignment"].between(-1, 1).all()
