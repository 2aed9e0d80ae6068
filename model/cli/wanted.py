"""Options of a command that simulates, and the experiment they make."""

from __future__ import annotations

import math
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from model.cli.show import warn
from model.common.errors import Fault, FaultyFiles, RunError
from model.evidence.starting_score import documents_checked
from model.experiment.checked_experiment import checked_experiment
from model.experiment.manifest import changes
from model.experiment.run_folder import RunFolder
from model.experiment.settings import Setting, added_to, is_factor, settings_in, settings_listed, settings_of
from model.load import load_seeds
from model.load.batch_file import BatchFile
from model.load.checks import no_such_column
from model.simulation.experiment import Experiment
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    from model.reporting.report.pictures import FigureChoice  # drawing is slow to import

_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?([^\s:/\[\]]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")
"""Address of a Dask scheduler: host and port, with or without the protocol."""


@dataclass(frozen=True)
class Extended:
    """A finished run or sweep, from which a larger one is made."""

    path: Path
    manifest: dict[str, Any]

    @property
    def settings(self) -> list[Setting]:
        """The settings of a sweep; none of a run."""
        return [Setting(name, values) for name, values in self.manifest.get("settings", {}).items()]


Precision = float | Literal["matters"]
MATTERS: Literal["matters"] = "matters"
"""The precision that is measured against the smallest difference that matters, outcome by outcome."""


def precision_of(text: str | None) -> Precision | None:
    """The precision asked for; RunError where it is neither a positive number nor `matters`."""
    if text is None or text == MATTERS:
        return text
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 1e-9 <= found < math.inf:
        raise RunError(
            f"--precision {text}: must be a finite number above 0, for example --precision 0.01, or `{MATTERS}`"
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Options of the command line."""

    scenarios: tuple[str, ...]
    worlds: int
    months: int | None
    seed: int
    as_of: str | None
    overrides: tuple[str, ...]
    without: tuple[str, ...]
    seeds: Path
    jobs: int | None = None
    out: Path | None = None
    resume: bool = False
    sample: bool = False
    cluster: str | None = None
    precision: Precision | None = None
    """Go on, twice as many worlds at a time, until the half-widths of `outcomes` are below this, or each below half of
    its own smallest difference that matters."""
    outcomes: tuple[str, ...] = ()
    max_worlds: int | None = None
    report: bool = True
    """Write report.html and figures/ at the end."""
    figures: FigureChoice = "all"
    keep_blocks: bool = False
    table: Literal["short", "full"] = "short"
    """One row a scenario, or every headline outcome of each."""
    zipped: bool = False
    """Pair the values of the factors among `overrides` instead of combining them all."""
    settings: Path | None = None
    """A table of settings."""
    yes: bool = False
    batch: BatchFile | None = None
    """The batch file that says these."""
    extend: Extended | None = None
    """The finished run that this one goes on from."""
    fail: Literal["fast", "late"] = "late"
    """Stop at the first block that fails, or compute all the others first."""
    explicit: frozenset[str] = frozenset()
    """Names of the options that were written, whatever their value."""

    @property
    def factors(self) -> tuple[str, ...]:
        """The overrides that give an assumption several values, or one more to a sweep that varies it."""
        return tuple(filter(self._is_factor, self.overrides))

    @property
    def fixed(self) -> tuple[str, ...]:
        """The overrides that hold in every setting."""
        return tuple(text for text in self.overrides if not self._is_factor(text))

    def _is_factor(self, text: str) -> bool:
        path = text.partition("=")[0].strip()
        earlier = self.extend.settings[0].values if self.extend is not None and self.extend.settings else {}
        return is_factor(text) or path in earlier or f"assumptions.{path}" in earlier

    @property
    def sweeps(self) -> bool:
        """Return True where several settings are asked for."""
        return bool(self.factors) or self.settings is not None or self._listed or self._extends_sweep

    @property
    def _extends_sweep(self) -> bool:
        return self.extend is not None and bool(self.extend.settings)

    @property
    def _listed(self) -> bool:
        return self.batch is not None and bool(self.batch.spec.settings)

    block: int | None = None
    """Only compute this block again, here, and let an error show whole."""


def experiment_wanted(wanted: Wanted) -> tuple[Experiment, list[str]]:
    """The experiment the command line describes, and what is to be warned of."""
    seeds = load_seeds(wanted.seeds)
    experiment, warnings = checked_experiment(
        seeds, wanted.scenarios, as_of=wanted.as_of, months=wanted.months, seed=wanted.seed,
        overrides=wanted.overrides, without=wanted.without, sample=wanted.sample,
    )  # fmt: skip
    _refuse_outcomes(wanted, seeds)
    if wanted.cluster is not None:
        _refuse_silence(wanted.cluster)
    return experiment, warnings


def settings_wanted(wanted: Wanted, seeds: Seeds) -> list[Setting]:
    """The settings of a sweep, those of the one that is extended first; raises ModelError with what is wrong."""
    earlier = wanted.extend.settings if wanted.extend is not None else []
    added = _settings_asked(wanted, seeds) if wanted.factors or wanted.settings or not earlier else []
    return added_to(earlier, added, f"--extend {wanted.extend.path}" if wanted.extend else "--settings")


def _settings_asked(wanted: Wanted, seeds: Seeds) -> list[Setting]:
    if wanted.batch is not None and wanted.batch.spec.settings:
        if wanted.factors or wanted.zipped:
            raise RunError(f"{wanted.batch.path}: `settings` names every setting; give one value of each in `set`")
        faults: list[Fault] = []
        found = settings_listed(wanted.batch.located, "settings", seeds, faults)
        if faults:
            raise FaultyFiles(faults, f"uv run simulate.py check --plan {wanted.batch.path.as_posix()}")
        return found
    if wanted.settings is None:
        return settings_of(wanted.factors, seeds, zipped=wanted.zipped)
    if wanted.factors or wanted.zipped:
        given = f"--set {wanted.factors[0]}" if wanted.factors else "--zip"
        raise RunError(f"{given}: --settings names every setting; leave one of the two out")
    return settings_in(wanted.settings, seeds)


def refuse_unknown(documents: Sequence[str], seeds: Seeds) -> None:
    """RunError if a document to be left out does not exist; a warning if none is left."""
    for warning in documents_checked(documents, seeds):
        warn(warning)


def refuse_unused(given: Mapping[str, object], without: str) -> None:
    """RunError if an option was given that nothing reads without another one."""
    for option, value in given.items():
        if value is not None:
            raise RunError(f"{option} {value}: only {without} reads it; add {without}, or leave it out")


def _refuse_outcomes(wanted: Wanted, seeds: Seeds) -> None:
    """RunError if `--outcome` names what is not compared, or it or `--max-worlds` has no `--precision` to serve."""
    if wanted.max_worlds is not None and wanted.precision is None:
        raise RunError(
            f"--max-worlds {wanted.max_worlds}: says where --precision stops; add --precision H, or leave it out"
        )
    for name in wanted.outcomes:
        if wanted.precision is None:
            raise RunError(
                f"--outcome {name} (outcomes in a batch file): says what --precision looks at; add --precision H "
                "(precision: H), or leave it out"
            )
        if cause := no_such_column(name, seeds):
            raise RunError(f"--outcome {name}: {cause}")


def _refuse_silence(address: str) -> None:
    """RunError unless an address names a host and a port and somebody listens there, which no client need wait for."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[2]) < 65536:
        raise RunError(f"--cluster {address}: write tcp://HOST:PORT, for example --cluster tcp://localhost:8786")
    try:
        socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=10).close()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise RunError(f"--cluster {address}: no scheduler answers there ({why})") from None


def run_name(wanted: Wanted) -> str:
    """Name of a run folder, made from its first scenarios."""
    named = "-".join(Path(name).stem for name in wanted.scenarios[:3]) or "all"
    more = f"-and-{len(wanted.scenarios) - 3}-more" if len(wanted.scenarios) > 3 else ""
    return f"{named[:60].rstrip('.')}{more}"


def further(wanted: Wanted) -> dict[str, Any]:
    """Keys of a batch file for options that no experiment has."""
    asked = {
        "precision": wanted.precision,
        "outcomes": list(wanted.outcomes),
        "max-worlds": wanted.max_worlds,
        "stop-on-failure": wanted.fail == "fast",
    }
    return {key: value for key, value in asked.items() if value}


RUNS = Path("runs")


def to_resume(manifest: dict[str, Any]) -> Path:
    """The newest run in runs/ that is not finished and was begun with the same inputs; RunError if there is none."""
    near = ""
    for folder in _by_age(RUNS):
        earlier = folder.manifest
        if folder.busy or (earlier.get("finished") and folder.whole(earlier)):
            continue
        if not (changed := changes(earlier, manifest)):
            return folder.path
        near = near or f" ({folder.path} has another {'; '.join(changed)})"
    raise RunError(
        f"--resume: no unfinished run in {RUNS} has these inputs{near}; "
        "name one with --out, or leave out --resume to begin a run"
    )


def _by_age(runs: Path) -> list[RunFolder]:
    """Runs that can be read, the newest first."""
    dated = []
    for path in runs.iterdir() if runs.is_dir() else ():
        try:
            dated.append((str(RunFolder(path).manifest.get("started")), path))
        except RunError:
            continue
    return [RunFolder(path) for _, path in sorted(dated, reverse=True)]


def command_to_resume(folder: Path) -> str:
    """The command that goes on with an interrupted run: the one that was given, with what it lacks."""
    words = sys.argv[1:]
    if not any(word == "--out" or word.startswith("--out=") for word in words):
        words += ["--out", str(folder)]
    extra = ["--extra", "cluster"] if any(word.startswith("--cluster") for word in words) else []
    words = ["uv", "run", *extra, "simulate.py", *words, *([] if "--resume" in words else ["--resume"])]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def folder_wanted(out: Path | None, name: str) -> Path:
    """The folder asked for; a new one in runs/, named by the time, if none was."""
    return out or RUNS / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{name}"
