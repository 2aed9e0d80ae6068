"""The batch file that every run leaves in its folder, by which it can be repeated from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from model.experiment.inputs import FOLDER, kept_scenarios
from model.experiment.run_folder import RunFolder
from model.experiment.settings import NAME, Setting, shown
from model.load import BASELINE, scenarios_beside
from model.load.seeds import DEFAULT_FOLDER as DEFAULT_SEEDS
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month

BATCH = "batch.yaml"
HEAD = "# Repeats this run: uv run simulate.py run PATH/batch.yaml\n"


def write_batch(
    folder: RunFolder,
    experiment: Experiment,
    worlds: int,
    settings: Sequence[Setting] = (),
    further: dict[str, Any] | None = None,
) -> None:
    """Write batch.yaml; RunError if it cannot be written. further: keys of a batch file that no experiment has."""
    folder.write(BATCH, (HEAD + batch_text(experiment, worlds, settings, further or {})).encode())


def batch_text(experiment: Experiment, worlds: int, settings: Sequence[Setting], further: dict[str, Any]) -> str:
    """The batch file of an experiment, of the evidence and the scenarios kept beside it where all could be kept."""
    kept = kept_scenarios(experiment)
    others = [scenario for scenario in experiment.scenarios if scenario.id != BASELINE] or experiment.scenarios
    content: dict[str, Any] = {
        "scenarios": [s.id if kept else s.path.resolve().as_posix() for s in others],
        "seeds": FOLDER if kept else experiment.seeds.folder.resolve().as_posix(),
        "worlds": worlds,
        "months": experiment.months,
        "as-of": name_of_month(experiment.as_of),
        "seed": experiment.seed,
        "set": {path: float(shown(value)) for path, value in experiment.overrides.items()},
        "settings": [{NAME: setting.name} | setting.values for setting in settings],
        "without": list(experiment.without),
        "sample": experiment.sample,
    }
    filled = {key: value for key, value in content.items() if value or key == "seed"}
    return str(yaml.safe_dump(filled | further, sort_keys=False, allow_unicode=True, default_flow_style=False))


def command_of(experiment: Experiment, worlds: int) -> list[str]:
    """The command that makes the same tables, as a run's report gives it."""
    beside = scenarios_beside(experiment.seeds.folder)
    names = [s.id if s.path.parent == beside else str(s.path) for s in experiment.scenarios if s.id != BASELINE]
    words = ["simulate.py", "run", *(names or [BASELINE])]
    words += ["--worlds", str(worlds), "--months", str(experiment.months), "--seed", str(experiment.seed)]
    words += ["--as-of", name_of_month(experiment.as_of)]
    words += [word for path, value in experiment.overrides.items() for word in ("--set", f"{path}={float(value)!r}")]
    words += [word for document in experiment.without for word in ("--without", document)]
    words += ["--sample"] if experiment.sample else []
    return words + ([] if experiment.seeds.folder == DEFAULT_SEEDS else ["--seeds", str(experiment.seeds.folder)])
