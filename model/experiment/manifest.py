"""The manifest of a run: everything that is needed to run the same again, and to refuse to mix two runs."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.common.errors import RunError
from model.experiment.stamp import loaded_code, versions
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month

PACKAGES = ("pandas", "pyarrow", "pydantic")
"""Packages that may decide what is read and written, besides those that decide the bits of a world."""
PROGRAM, PROJECT = "alignment-scenarios", "pyproject.toml"
RUN = "run"
"""The kind of a run folder whose manifest names none."""


def manifest_of(experiment: Experiment, worlds: int) -> dict[str, Any]:
    """Everything that is needed to run the same again."""
    return {
        "program": PROGRAM,
        "version": program_version(),
        "command": ["simulate.py", *sys.argv[1:]],
        "seed": experiment.seed,
        "as_of": name_of_month(experiment.as_of),
        "worlds": worlds,
        "worlds_asked": worlds,
        "months": experiment.months,
        "without": list(experiment.without),
        "overrides": experiment.overrides,
        "sample": experiment.sample,
        "scenarios": {
            s.id: s.spec.model_dump(mode="json", exclude_defaults=True, by_alias=True) for s in experiment.scenarios
        },
        "assumptions": {path: n.value for path, n in experiment.seeds.numbers.items()} | experiment.overrides,
        "digests": _digests(experiment),
        "versions": versions() | {p: importlib.metadata.version(p) for p in PACKAGES},
        "code": loaded_code(),
        "commit": _commit(),
        "started": now(),
        "finished": None,
    }


def _digests(experiment: Experiment) -> dict[str, str]:
    folder = experiment.seeds.folder
    found = {str(folder / name): digest for name, digest in experiment.seeds.digests.items()}
    for scenario in experiment.scenarios:
        found |= {str(path): digest for path, digest in scenario.digests.items()}
    return dict(sorted(found.items()))


SAME = (
    "seed",
    "as_of",
    "worlds_asked",
    "months",
    "without",
    "overrides",
    "sample",
    "digests",
    "versions",
    "code",
    "scenarios",
    "settings",
)


def refuse_unless_same(earlier: dict[str, Any], now: dict[str, Any]) -> None:
    """A run goes on only with the inputs, code and versions it began with; RunError says what changed."""
    if changed := changes(earlier, now):
        raise RunError("cannot resume: since the run began these changed: " + "; ".join(changed))


def changes(earlier: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Differences between two manifests that should agree, in words."""
    now = json.loads(json.dumps(now))
    if (was := earlier.get("kind", RUN)) != (kind := now.get("kind", RUN)):
        return [f"kind (was {was}, is {kind})"]
    changed = []
    for key in SAME:
        before, after = earlier.get(key), now.get(key)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            names = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
            changed.append(f"{key} ({', '.join(names[:4])})")
        else:
            changed.append(f"{key} (was {before}, is {after})" if key != "code" else "the program's code")
    return changed


def going_on(earlier: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The manifest of a run that goes on: it began when it began, by the command that began it."""
    return now | {key: earlier[key] for key in ("started", "command") if key in earlier}


def _quietly(question: Callable[[], str]) -> str | None:
    try:
        return question()
    except (OSError, subprocess.SubprocessError, importlib.metadata.PackageNotFoundError):
        return None


def _commit() -> str | None:
    root = Path(__file__).parents[2]
    if not (root / PROJECT).is_file():  # installed, perhaps within the repository of something else
        return None
    asked = ["git", "-C", str(root), "rev-parse", "HEAD"]
    return _quietly(lambda: subprocess.run(asked, capture_output=True, text=True, check=True, timeout=5).stdout.strip())


def program_version() -> str:
    """Version of this program."""
    project = Path(__file__).parents[2] / PROJECT
    if not project.is_file():  # installed
        return importlib.metadata.version(PROGRAM)
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def now() -> str:
    """The time in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
