"""`run`: from the words of the command line to a run folder and a table."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model.commands.show import comparison_table, terminal, warn
from model.compare import compare
from model.ensemble import Task, tasks
from model.errors import RunError, did_you_mean
from model.load import load_scenarios, load_seeds
from model.measures import Measures
from model.parameters import read_overrides
from model.pool import cores, results
from model.spec.base import month_of, name_of_month
from model.store import RunFolder
from model.study import Study, as_of_checked, scenarios_beside

BASELINE = "baseline"
PACKAGES = ("mesa", "numpy", "pandas", "pyarrow", "pydantic", "scipy")


@dataclass(frozen=True)
class Wanted:
    """What the command line asked for."""

    scenarios: tuple[str, ...]
    worlds: int
    months: int | None
    seed: int
    as_of: str | None
    overrides: tuple[str, ...]
    without: tuple[str, ...]
    seeds: Path
    jobs: int | None
    out: Path | None
    resume: bool


def run_command(wanted: Wanted) -> None:
    """Run, compare, print; raises ModelError on the user's mistakes."""
    study, warnings = study_wanted(wanted)
    folder = RunFolder(wanted.out or Path("runs") / _run_id(wanted))
    todo = tasks(study, wanted.worlds)
    manifest = manifest_of(study, wanted)
    console, notes = terminal(), Console(stderr=True)
    if folder.exists:
        if not wanted.resume:
            raise RunError(f"{folder.path}: already holds a run; add --resume to go on with it, or choose another --out")
        earlier = folder.manifest
        refuse_unless_same(earlier, manifest)
        if earlier.get("finished"):
            notes.print(f"{folder.path}: this run is finished; nothing to do", soft_wrap=True)
            return
    elif wanted.out is not None and wanted.out.exists() and any(wanted.out.iterdir() if wanted.out.is_dir() else [1]):
        raise RunError(f"{wanted.out}: exists and is not a run folder; choose another --out")
    else:
        folder.begin(manifest)
    for warning in warnings:
        warn(warning)
    simulate(study, folder, [task for task in todo if not folder.has(task)], wanted.jobs or cores(), len(todo))
    finish(study, folder, todo, manifest)
    outcomes = folder.comparison()
    comparison_table(console, outcomes, study, BASELINE)
    console.print(str(folder.path), soft_wrap=True, markup=False)


def study_wanted(wanted: Wanted) -> tuple[Study, list[str]]:
    """The study the command line describes, and what is to be warned of."""
    seeds = load_seeds(wanted.seeds)
    as_of = as_of_checked(seeds, as_month(wanted.as_of))
    beside = scenarios_beside(wanted.seeds)
    names = list(wanted.scenarios) or sorted(path.stem for path in beside.glob("*.yaml"))
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    names = [BASELINE, *(name for name in names if Path(name).stem != BASELINE)]
    loaded = load_scenarios(names, seeds, folder=beside)
    if len({scenario.id for scenario in loaded}) < len(loaded):
        raise RunError("two of the scenarios have the same file stem: " + ", ".join(s.id for s in loaded))
    for document in wanted.without:
        if document not in seeds.documents:
            raise RunError(f'--without {document}: unknown document "{document}"{did_you_mean(document, seeds.documents)}')
    overrides = read_overrides(wanted.overrides, seeds)
    months = wanted.months or max(s.spec.months or 36 for s in loaded)
    warnings = [warning for scenario in loaded for warning in scenario.warnings]
    warnings += [
        f"--set {path}={value:g} changes nothing: that is its value already"
        for path, value in overrides.items()
        if seeds.numbers[path].value == value
    ]
    for scenario in loaded:
        for intervention in scenario.spec.interventions:
            for month in intervention.dates:
                if not as_of < month <= as_of + months:
                    warnings.append(
                        f"{scenario.id}: an intervention of {name_of_month(month)} lies outside this run's months, "
                        f"{name_of_month(as_of + 1)} to {name_of_month(as_of + months)}, and does not happen"
                    )
    return Study(seeds, tuple(loaded), as_of, months, wanted.seed, overrides, wanted.without), list(
        dict.fromkeys(warnings)
    )


def as_month(text: str | None) -> int | None:
    """A month written on the command line; RunError if it is none."""
    if text is None:
        return None
    try:
        if len(text) == 7 and text[4] == "-" and 1 <= int(text[5:]) <= 12:
            return month_of(text)
    except ValueError:
        pass
    raise RunError(f'--as-of {text}: write YYYY-MM, for example --as-of 2022-03')


def _run_id(wanted: Wanted) -> str:
    named = "-".join(Path(name).stem for name in wanted.scenarios[:3]) or "all"
    more = f"-and-{len(wanted.scenarios) - 3}-more" if len(wanted.scenarios) > 3 else ""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{named[:60]}{more}"


def manifest_of(study: Study, wanted: Wanted) -> dict[str, Any]:
    """Everything that is needed to run the same again."""
    return {
        "program": "alignment-scenarios",
        "version": _version(),
        "command": ["simulate.py", *sys.argv[1:]],
        "seed": study.seed,
        "as_of": name_of_month(study.as_of),
        "worlds": wanted.worlds,
        "months": study.months,
        "without": list(study.without),
        "overrides": study.overrides,
        "scenarios": {
            s.id: s.spec.model_dump(mode="json", exclude_defaults=True, by_alias=True) for s in study.scenarios
        },
        "assumptions": {path: study.overrides.get(path, n.value) for path, n in study.seeds.numbers.items()},
        "digests": _digests(study),
        "versions": {"python": platform.python_version()} | {p: importlib.metadata.version(p) for p in PACKAGES},
        "code": code_digest(),
        "commit": _commit(),
        "started": _now(),
        "finished": None,
    }


def _digests(study: Study) -> dict[str, str]:
    folder = study.seeds.folder
    found = {str(folder / name): digest for name, digest in study.seeds.digests.items()}
    for scenario in study.scenarios:
        found |= {str(path): digest for path, digest in scenario.digests.items()}
    return dict(sorted(found.items()))


SAME = ("seed", "as_of", "worlds", "months", "without", "overrides", "digests", "versions", "code", "scenarios")


def refuse_unless_same(earlier: dict[str, Any], now: dict[str, Any]) -> None:
    """A run goes on only with the inputs, code and versions it began with; RunError says what changed."""
    now = json.loads(json.dumps(now))
    changed = []
    for key in SAME:
        before, after = earlier.get(key), now[key]
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            names = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
            changed.append(f"{key} ({', '.join(names[:4])})")
        else:
            changed.append(f"{key} (was {before}, is {after})" if key != "code" else "the program's code")
    if changed:
        raise RunError("cannot resume: since the run began these changed: " + "; ".join(changed))


def simulate(study: Study, folder: RunFolder, todo: list[Task], jobs: int, of: int) -> None:
    """Run the blocks that are missing and keep each as it finishes."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} blocks"),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        shown = bar.add_task("simulating", total=of, completed=of - len(todo))
        for result in results(study, todo, jobs):
            folder.save(result)
            bar.advance(shown)


def finish(study: Study, folder: RunFolder, todo: list[Task], manifest: dict[str, Any]) -> None:
    """The tables, the comparison, the warnings only results can give, and the finished manifest."""
    measures = Measures(study.repertoire)
    groups = [f"{actor}.{action}" for actor, action in study.repertoire.groups]
    kept = folder.assemble(todo, measures.names, measures.followed, groups)
    outcomes = folder.outcomes()
    by_scenario = {str(name): frame.reset_index(drop=True) for name, frame in outcomes.groupby("scenario", sort=False)}
    folder.write_comparison(compare(by_scenario, BASELINE, study.months))
    for warning in result_warnings(study, kept, by_scenario):
        warn(warning)
    folder.write_manifest(manifest | {"finished": _now()})


def result_warnings(study: Study, kept: dict[str, Any], outcomes: dict[str, Any]) -> list[str]:
    """Interventions that fired nowhere, and scenarios whose worlds came out the same."""
    said = []
    for scenario in study.scenarios:
        for k, worlds in enumerate(kept[scenario.id]["fired"]):
            reachable = all(study.as_of < m <= study.as_of + study.months for m in scenario.spec.interventions[k].dates)
            if not worlds and reachable:
                said.append(f"{scenario.id}: interventions[{k}] fired in no world")
    same: dict[str, list[str]] = {}
    for name, frame in outcomes.items():
        rows = frame.drop(columns="scenario").to_csv(index=False)
        same.setdefault(hashlib.sha256(rows.encode()).hexdigest(), []).append(name)
    return said + [f"the worlds of {' and '.join(names)} came out identical" for names in same.values() if len(names) > 1]


def code_digest() -> str:
    """One digest of all the program's source, by which a resumed run knows its own code."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted((root / "model").rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _quietly(question: Callable[[], str]) -> str | None:
    try:
        return question()
    except (OSError, subprocess.SubprocessError, importlib.metadata.PackageNotFoundError):
        return None


def _commit() -> str | None:
    root = Path(__file__).parents[2]
    asked = ["git", "-C", str(root), "rev-parse", "HEAD"]
    return _quietly(lambda: subprocess.run(asked, capture_output=True, text=True, check=True, timeout=5).stdout.strip())


def _version() -> str:
    import tomllib

    root = Path(__file__).parents[2]
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
