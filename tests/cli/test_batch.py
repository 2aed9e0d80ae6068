"""Batch files: the options one stands for, the one every run leaves behind, and blocks that fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from model.experiment.ensemble import BlockError, BlockResult, Task, run_block
from model.load.positions import compose
from model.simulation.experiment import Experiment
from model.spec.batch import Batch
from tests.conftest import TRIAD, Call, digests

pytestmark = pytest.mark.slow

SMALL = ("--worlds", "40", "--months", "5")
BATCH = f"""scenarios: deal
seeds: {TRIAD}
worlds: 40
months: 5
seed: 3
set: {{feeling: 0.01}}
"""


@pytest.fixture
def batch(tmp_path: Path) -> Callable[[str], Path]:
    """A batch file with some content."""

    def write(text: str) -> Path:
        path = tmp_path / "batches" / "mine.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    "options",
    [
        ("--seed", "0", "--as-of", "2020-10", "--without", "gazette", "--set", "impact=0.15"),
        ("--sample", "--precision", "0.2", "--outcome", "a_influence", "--max-worlds", "80"),
        ("--set", "spillover=0.3,0.6", "--set", "impact=0.1:0.2:2", "--zip"),
    ],
    ids=["values", "sampled", "sweep"],
)
def test_a_run_is_repeated_from_its_folder_alone(
    call: Call, triad_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    without = next(iter(yaml.safe_load((triad_folder / "sources.yaml").read_text(encoding="utf-8"))["documents"]))
    options = tuple(without if word == "gazette" else word for word in options)
    words = ("run", "deal", "--seeds", triad_folder, *SMALL, "--jobs", "1", "--no-report")
    status, _, said = call(*words, *options, "--out", tmp_path / "first")
    assert status == 0, said
    shutil.rmtree(triad_folder)
    moved = (tmp_path / "first").rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    status, _, said = call("run", moved / "batch.yaml", "--jobs", "1", "--no-report", "--out", tmp_path / "again")
    assert status == 0, said
    assert digests(tmp_path / "again") == digests(moved)
    assert (tmp_path / "again" / "batch.yaml").read_bytes() == (moved / "batch.yaml").read_bytes()


def test_a_batch_file_is_the_options_it_stands_for(call: Call, batch: Callable[[str], Path], tmp_path: Path) -> None:
    words = ("run", "deal", "--seeds", TRIAD, *SMALL, "--seed", "3", "--set", "feeling=0.01", "--no-report")
    file = batch(BATCH + "stop-on-failure: true\n")
    assert call(*words, "--fail", "fast", "--out", tmp_path / "options")[0] == 0
    status, _, said = call("run", file, "--no-report", "--out", tmp_path / "batch")
    assert status == 0, said
    assert digests(tmp_path / "batch") == digests(tmp_path / "options")
    written = [(tmp_path / name / "batch.yaml").read_bytes() for name in ("batch", "options")]
    assert written[0] == written[1] and b"stop-on-failure: true" in written[0]


def test_settings_may_be_listed_in_a_batch_file(call: Call, batch: Callable[[str], Path]) -> None:
    file = batch(BATCH + "settings:\n- {name: low, spillover: 0.3}\n- {name: high, spillover: 0.6}\n")
    status, out, said = call("check", "--plan", file)
    assert status == 0, said
    assert "THE SETTINGS  2" in out and "  low: assumptions.spillover = 0.3\n" in out and "40 worlds × 5 months" in out
    status, out, _ = call("check", "--plan", batch(BATCH.replace("0.01", "[0, 0.01], negativity: 1:3:3")))
    assert status == 0 and "THE SETTINGS  6" in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("worlds: 40", "worlds: none", "mine.yaml:3:9: worlds: must be a whole number from 1 to"),
        ("worlds: 40", "world: 40", 'mine.yaml:3:1: world: unknown key "world"; did you mean worlds?'),
        ("worlds: 40", "as-of: soon", "mine.yaml:3:8: as-of:"),
        ("scenarios: deal", "scenarios: []", "mine.yaml:1:12: scenarios: must have at least 1"),
        ("scenarios: deal", "scenarios: daal", 'unknown scenario "daal"; did you mean deal?'),
        ("feeling: 0.01", "feling: 0.01", 'unknown assumption "feling"; did you mean feeling?'),
        ("feeling: 0.01", "feeling: [0.01, x]", '"x" is not a number'),
        ("seed: 3", "settings: [{spillover: 0.3}, {impact: 0.1}]", "mine.yaml:5:12: settings[0]: the cell is empty"),
        ("seed: 3", "settings: [{spilover: 0.3}]", "mine.yaml:5:13: settings[0].spilover: unknown column"),
        ("seed: 3", "outcomes: a_influence", "says what --precision looks at"),
        ("seed: 3", "seed: 3\nseed: 4", "mine.yaml:6:1"),
        (f"seeds: {TRIAD}", "seeds: nowhere", "nowhere"),
    ],
)
def test_a_mistake_in_a_batch_file_is_told(
    call: Call, batch: Callable[[str], Path], tmp_path: Path, old: str, new: str, said: str
) -> None:
    file = batch(BATCH.replace(old, new))
    status, out, complained = call("run", file, "--out", tmp_path / "run")
    assert (status, out) == (2, "") and said in complained, complained
    assert not (tmp_path / "run").exists() and "Traceback" not in complained


def test_a_batch_file_stands_alone(call: Call, batch: Callable[[str], Path]) -> None:
    file = batch(BATCH)
    assert "--worlds:" in call("run", file, "--worlds", "1000")[2], "also where it is the value anyway"
    assert f"--set: {file} is a batch file and says that" in call("run", file, "--set", "impact=0.1")[2]
    assert "is a batch file, which says what is run; name it alone" in call("run", file, "deal")[2]


def test_a_batch_file_without_scenarios_is_still_one(call: Call, batch: Callable[[str], Path]) -> None:
    said = call("run", batch("worlds: 40\nseed: 3\n"))[2]
    assert 'the key "scenarios" is missing' in said and "summary" not in said


def test_a_run_folder_is_no_scenario(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "a run"
    folder.mkdir()
    (folder / "run.json").write_text("{}", encoding="utf-8")
    (folder / "batch.yaml").write_text(BATCH, encoding="utf-8")
    status, out, said = call("run", folder)
    assert (status, out) == (2, "") and "is a run's folder, not a scenario; to repeat it: " in said
    assert f"run '{folder / 'batch.yaml'}'; to go on from it: " in said and f"--extend '{folder}'" in said
    assert "leave" in call("run", folder / "batch.yaml", "--extend", folder)[2]


def test_every_key_of_a_batch_file_is_an_option(batch: Callable[[str], Path]) -> None:
    from model.cli.signatures.app import app
    from model.cli.signatures.computing import run

    (command,) = [c for c in app.registered_commands if c.callback is run]
    assert command.callback is not None
    options = {name.rstrip("_").replace("_", "-") for name in command.callback.__annotations__}
    keys = {field.alias or name for name, field in Batch.model_fields.items()}
    assert keys - options == {"outcomes", "stop-on-failure"}, "--outcome and --fail"
    assert compose(batch(BATCH)).tree["scenarios"] == "deal"


# Blocks that fail


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The tasks that were tried, where the first block of `deal` fails under one spillover."""
    tried: list[Task] = []

    def fail(experiment: Experiment, task: Task) -> BlockResult:
        tried.append(task)
        if task.scenario == "deal" and task.block == 0 and experiment.overrides.get("assumptions.spillover") == 0.3:
            raise BlockError(f"{task} failed in 2021-03: made to fail")
        return run_block(experiment, task)

    monkeypatch.setattr("model.experiment.pool.run_block", fail)
    return tried


WORDS = ("run", "deal", "--seeds", TRIAD, "--worlds", "600", "--months", "2", "--jobs", "1", "--no-report")


def test_a_failure_is_told_when_it_happens_and_the_others_are_computed(
    call: Call, failing: list[Task], tmp_path: Path
) -> None:
    status, _, said = call(*WORDS, "--set", "spillover=0.3", "--out", tmp_path / "run")
    assert status == 1 and len(failing) == 7, "six blocks, and the one that failed again"
    assert said.index("made to fail; it is tried again") < said.index("failed twice: ")


def test_a_run_may_stop_at_the_first_failure(call: Call, failing: list[Task], tmp_path: Path) -> None:
    status, _, said = call(*WORDS, "--set", "spillover=0.3", "--fail", "fast", "--out", tmp_path / "run")
    assert status == 1 and len(failing) < 6 and "deal, block 0 (worlds 0 to 255) failed: " in said


def test_the_other_settings_of_a_sweep_are_computed_unless_it_stops(
    call: Call, failing: list[Task], tmp_path: Path
) -> None:
    sweep = (*WORDS, "--set", "spillover=0.3,0.6")
    status, _, said = call(*sweep, "--out", tmp_path / "late")
    assert status == 1 and "1 setting of 2 failed: spillover=0.3; the others are kept in" in said
    assert (tmp_path / "late" / "settings" / "spillover=0.6" / "comparison.csv").is_file()
    assert call(*sweep, "--fail", "fast", "--out", tmp_path / "fast")[0] == 1
    assert not (tmp_path / "fast" / "settings" / "spillover=0.6").exists()
